"""Archives (RFC 5005): a feed and its archive documents together hold every public item, whatever
became of it. Names as in FEEDS.md.
"""

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from app.feeds import Format, tag_path
from app.store.publication import ARCHIVE_SIZE
from tests.feedrules import ATOM, HISTORY, complaints
from tests.newsroom import FORMATS, Newsroom, Worker

BASE = "https://news.example.org"
MOST = 200


def document(worker: Worker, form: Format, url: str) -> tuple[list[str], dict[str, str], bool]:
    """The ids in a document, its links by relation, whether it says that it is an archive."""
    answer = worker.get(url.removeprefix(BASE))
    assert answer.status_code == 200, url
    assert complaints(form, answer.data) == []
    if form == "json":
        feed = json.loads(answer.data)
        assert feed["feed_url"] == url
        return (
            [item["id"] for item in feed["items"]],
            {"prev-archive": feed["next_url"]} if "next_url" in feed else {},
            False,
        )
    root = etree.fromstring(answer.data)
    where = root[0] if form == "rss" else root
    links = {str(link.get("rel")): str(link.get("href")) for link in where.findall(f"{ATOM}link")}
    assert links["self"] == url
    ids = [
        node.findtext("guid" if form == "rss" else f"{ATOM}id")
        for node in root.iter("item" if form == "rss" else f"{ATOM}entry")
    ]
    return [str(found) for found in ids], links, where.find(f"{HISTORY}archive") is not None


def walk(worker: Worker, form: Format, folder: str = "/") -> dict[str, list[str]]:
    """Every document of a feed by its address, the feed itself first, as a reader that was away
    follows the links.
    """
    worker.look()
    url, found = f"{BASE}{folder}feed.{form}", dict[str, list[str]]()
    while url:
        assert url not in found, f"the links lead back to {url}"
        ids, links, is_archive = document(worker, form, url)
        if form != "json":
            assert is_archive == bool(found)
            assert not found or links["current"] == next(iter(found))
            before = list(found)[-1:] if len(found) > 1 else []
            assert [links["next-archive"]] == before if before else "next-archive" not in links
        found[url] = ids
        url = links.get("prev-archive", "")
        assert len(found) < MOST
    return found


def all_of(found: dict[str, list[str]]) -> set[str]:
    return set(itertools.chain.from_iterable(found.values()))


def public(newsroom: Newsroom, **by: Any) -> set[str]:
    return {item.tag for item in newsroom.service.store.items.public(1000, **by)}


@pytest.fixture
def busy(newsroom: Newsroom) -> Newsroom:
    """A hundred and thirty items in two sections, a third of them with a tag, some dated far
    back.
    """
    for number in range(130):
        at = newsroom.clock() - timedelta(days=900 - number) if number % 5 == 0 else None
        newsroom.publish(
            f"Story {number}",
            "Arts" if number % 3 == 0 else "Town",
            at=at,
            tags=("Ice",) if number % 3 == 1 else (),
        )
    return newsroom


def sections(newsroom: Newsroom) -> list[Any]:
    return newsroom.service.store.sections.all()


def check(newsroom: Newsroom, worker: Worker) -> None:
    for form in FORMATS:
        assert all_of(walk(worker, form)) >= public(newsroom)
        for section in sections(newsroom):
            expected = public(newsroom, section=section)
            assert expected <= all_of(walk(worker, form, f"/sections/{section.slug}/"))
        for tag in newsroom.service.store.tags.all(9):
            expected = {item.tag for item in newsroom.service.store.tags.items(tag, 1000)}
            assert expected <= all_of(walk(worker, form, tag_path(tag.slug)))


def test_L7_feed_and_archives_together_are_everything(busy: Newsroom, worker: Worker) -> None:
    check(busy, worker)
    assert len(walk(worker, "rss")) == 1 + 130 // ARCHIVE_SIZE


@pytest.mark.slow
def test_L7_all_formats_have_the_same_chain(busy: Newsroom, worker: Worker) -> None:
    chains = [
        [(url.rpartition(".")[0], ids) for url, ids in walk(worker, form, folder).items()]
        for folder in ("/", "/sections/town/", "/tags/ice/")
        for form in FORMATS
    ]
    for first in (0, 3, 6):
        assert chains[first] == chains[first + 1] == chains[first + 2]
    assert all(len(chain) > 1 for chain in chains)
    assert busy.service.store.items.last_serial() == 130


@pytest.mark.slow
def test_L7_an_archive_document_s_address_and_bytes_stay(busy: Newsroom, worker: Worker) -> None:
    """New and back-dated items go into new documents; only the latest one learns that there is a
    later one now.
    """
    before = {
        url: worker.get(url.removeprefix(BASE)).data
        for form in FORMATS
        for url in list(walk(worker, form))[1:]
    }
    ids = {form: walk(worker, form) for form in FORMATS}
    for number in range(90):
        busy.publish(f"Later {number}", at=busy.clock() - timedelta(days=2000 - number))
    for form in FORMATS:
        after = walk(worker, form)
        for url in list(ids[form])[1:]:
            assert after[url] == ids[form][url]
        oldest = list(ids[form])[2:]
        assert all(worker.get(url.removeprefix(BASE)).data == before[url] for url in oldest)
    check(busy, worker)


@pytest.mark.slow
def test_L7_items_that_move_to_another_section_are_found_there(
    busy: Newsroom, worker: Worker
) -> None:
    moved = [item for item in busy.written if item.section.slug == "town"][:70]
    for item in reversed(moved):
        busy.edit(item, section="Arts")
    check(busy, worker)
    for item in busy.written[:60]:
        busy.edit(item, section="A new section")
    check(busy, worker)
    assert len(public(busy, section=busy.service.store.sections.get("a-new-section"))) == 60
    assert len(walk(worker, "json", "/sections/a-new-section/")) > 1


@pytest.mark.slow
@pytest.mark.parametrize("order", [1, -1])
def test_L7_items_that_get_a_tag_late_are_found_in_its_feed(
    busy: Newsroom, worker: Worker, order: int
) -> None:
    """So many that they fill documents: in either order, none may fall between the feed and its
    archives.
    """
    for item in busy.written[::order]:
        busy.edit(item, tags=("Harbour", *busy.item(item).content.tags))
    for number in range(45):
        busy.publish(f"More of it {number}", tags=("Harbour",))
    busy.later(days=30)
    busy.publish("The last one", tags=("Harbour",))
    check(busy, worker)


def test_L7_archives_tell_of_withdrawals_and_still_hold_the_rest(
    busy: Newsroom, worker: Worker
) -> None:
    gone = [busy.written[2], busy.written[3], busy.written[60]]
    for item in gone:
        busy.withdraw(item)
    busy.merge(busy.written[4], busy.written[5])
    check(busy, worker)
    assert not all_of(walk(worker, "atom")) & {item.tag for item in (*gone, busy.written[4])}
    root = etree.fromstring(worker.get("/archives/1/feed.atom").data)
    refs = {
        stone.get("ref")
        for stone in root.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    }
    assert refs == {busy.written[2].tag, busy.written[3].tag, busy.written[4].tag}


@pytest.mark.slow
def test_L7_H20_very_long_items_are_in_the_feed_until_an_archive_holds_them(
    newsroom: Newsroom, worker: Worker
) -> None:
    """A feed bounds its bytes, so an archive document is full the sooner the longer its items
    are.
    """
    for number in range(70):
        newsroom.publish(
            f"Long {number}", html="<p>" + "Words and more. " * 1200 + "</p>", tags=("Long",)
        )
    newsroom.later(days=10)
    newsroom.publish("Short", tags=("Long",))
    check(newsroom, worker)
    for form in ("rss", "atom", "json"):
        assert len(worker.get(f"/feed.{form}").data) <= 250_000


def test_L7_what_is_no_document_is_not_found(busy: Newsroom, worker: Worker) -> None:
    last = len(walk(worker, "rss")) - 1
    assert [
        worker.get(f"/archives/{number}/feed.rss").status_code
        for number in (0, last, last + 1, last + 2, 10**6)
    ] == [
        404,
        200,
        404,
        404,
        404,
    ]
    assert (
        worker.get(f"/archives/{10**30}/feed.rss").status_code
        == worker.get(f"/stories/{10**30}/").status_code
        == 404
    )
    assert busy.written


def test_L7_corrections_and_searches_have_pages(newsroom: Newsroom, worker: Worker) -> None:
    items = newsroom.many(60)
    for item in items:
        newsroom.edit(item, correction=("update", "More is known."))
    for path in ("/corrections/feed.json", "/search/feed.json?q=story"):
        seen: list[str] = []
        url = f"{BASE}{path}"
        while url:
            feed = json.loads(worker.look().get(url.removeprefix(BASE)).data)
            assert complaints("json", worker.get(url.removeprefix(BASE)).data) == []
            assert feed["feed_url"] == url
            seen += [item["id"] for item in feed["items"]]
            url = feed.get("next_url", "")
            assert len(seen) <= 60
        assert sorted(seen) == sorted(item.tag for item in items)
