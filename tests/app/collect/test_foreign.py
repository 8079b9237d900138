"""Entries on hosts that a listing never linked to before: a few are new neighbours, many at once are
a list that somebody broke into.
"""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from flask import Flask

from app.collect.intake import Reading, take_in
from app.collect.noting import entries_of, note_listing
from app.desk.watching import watch
from app.news.foreign import foreign_host, is_moved_site, judge_hosts
from app.publish.release import release
from app.run.boot import Service
from app.values.model import FOREIGN_HOST, Content, Item, Source, SourceSpec
from app.web import create_app
from scrapers import Teaser
from tests.browsing import logged_in
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.newsroom import find

HOME = "https://www.example.org/news/"
OWN = [f"https://www.example.org/news/{number}.html" for number in range(5)]


@pytest.fixture
def source(service: Service, clock: FakeClock) -> Source:
    """A trusted source whose listing was read once."""
    spec = SourceSpec(HOME, "courier", "The Courier", "City", "generic", "full", zone="UTC")
    added = at_desk(service.store).add_source(spec, clock())
    show(service, clock, added, OWN)
    return service.store.sources.get("courier")


def show(service: Service, clock: FakeClock, source: Source, urls: Sequence[str]) -> None:
    """The listing is read, and then each story that was not known."""
    now = clock.turn(minutes=30)
    fresh = service.store.sources.by_id(source.id)
    assert fresh is not None
    entries = entries_of([Teaser(url, f"The story at {url}") for url in urls])
    for teaser in note_listing(service.store, fresh, entries, "listing", now, front=True).new:
        (key,) = (key for key, _ in entries_of([teaser]))
        place = service.store.locations.by_keys([key])[key]
        content = Content(teaser.title, text=words_of(teaser.url))
        take_in(service.store, Reading(content, "City", "source:courier", place, fresh), now)
    release(service.store, now)


def words_of(url: str) -> str:
    """A text that is like no other."""
    digest = sha256(url.encode()).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(60)) + "."


def at(service: Service, url: str) -> Item:
    (key,) = (key for key, _ in entries_of([Teaser(url, "")]))
    item_id = service.store.locations.by_keys([key])[key].item_id
    assert item_id is not None
    return service.store.items.by_keys([item_id])[0]


def states(service: Service, urls: Sequence[str]) -> list[str]:
    return [at(service, url).status for url in urls]


def spam(count: int, host: str = "casino{}.example") -> list[str]:
    return [f"https://{host.format(number)}/win/{number}.html" for number in range(count)]


@pytest.mark.parametrize(
    ("titles", "known", "moved"),
    [(12, 12, True), (12, 4, True), (3, 3, True), (12, 3, False), (2, 2, False), (40, 0, False)],
)
def test_a_host_that_carries_the_source_s_own_stories_is_where_it_lives(
    titles: int, known: int, moved: bool
) -> None:
    names = {f"Story {number}" for number in range(titles)}
    assert is_moved_site(names, sorted(names)[:known]) == moved


def test_up_to_three_new_hosts_are_new_neighbours(
    service: Service, clock: FakeClock, source: Source
) -> None:
    assert set(states(service, OWN)) == {"published"}
    show(service, clock, source, [*spam(3), *OWN])
    assert states(service, spam(3)) == ["published"] * 3
    later = [f"{url}?page=2" for url in spam(3)]
    more = ["https://other.example/a.html", *later]
    show(service, clock, source, [*more, *spam(3)])
    assert states(service, more) == ["published"] * 4


def test_from_the_fourth_on_they_wait_and_the_newsroom_is_told_once(
    service: Service, clock: FakeClock, source: Source
) -> None:
    urls = spam(40)
    show(service, clock, source, [*urls[:20], OWN[0], *urls[20:]])
    assert states(service, urls) == ["published"] * 3 + ["review"] * 37
    assert at(service, urls[10]).note == FOREIGN_HOST
    assert watch(service.store, [], clock()) > 0
    [notice] = service.store.notices.open("foreign")
    assert (notice.facts["slug"], notice.facts["number"]) == ("courier", 37)
    assert watch(service.store, [], clock.turn(minutes=5)) == 0
    store = at_desk(service.store)
    for url in urls[3:]:
        store.reject(at(service, url).uid, clock(), "wei")
    watch(service.store, [], clock.turn(minutes=5))
    assert service.store.notices.open("foreign") == []


def test_what_was_held_makes_its_host_suspect_however_few_come(
    service: Service, clock: FakeClock, source: Source
) -> None:
    urls = spam(6, "casino.example")
    show(service, clock, source, urls)
    assert states(service, urls) == ["published"] * 3 + ["review"] * 3
    again = ["https://casino.example/more.html", "https://www.casino.example/w.html"]
    show(service, clock, source, [*again, *urls])
    assert states(service, again) == ["review", "review"]


def test_a_host_that_an_editor_lets_through_is_known(
    service: Service, clock: FakeClock, source: Source
) -> None:
    urls = spam(6)
    show(service, clock, source, urls)
    store = at_desk(service.store)
    store.publish(at(service, urls[4]).uid, clock(), "wei")
    store.reject(at(service, urls[5]).uid, clock(), "wei")
    release(service.store, clock())
    more = [f"{url}?again" for url in urls]
    show(service, clock, source, [*more, *urls])
    # Nothing speaks for the first three, which came among too many; the fourth waits still.
    assert states(service, more) == ["published"] * 3 + ["review", "published", "review"]


def test_the_first_reading_of_a_listing_and_what_is_deep_in_it_are_taken_as_they_are(
    service: Service, clock: FakeClock
) -> None:
    spec = SourceSpec("https://links.example/", "links", "Links", "City", "generic", "full")
    links = at_desk(service.store).add_source(spec, clock())
    show(service, clock, links, spam(30))
    assert set(states(service, spam(30))) == {"published"}
    known = service.store.sources.get("links")
    deep = entries_of([Teaser(url, "Old") for url in spam(9, "archive{}.example")])
    note_listing(service.store, known, deep, "listing", clock(), below=True)
    places = service.store.locations.by_keys([key for key, _ in deep])
    assert {place.foreign for place in places.values()} == {""}


def test_another_host_of_the_same_site_is_its_own(
    service: Service, clock: FakeClock, source: Source
) -> None:
    own = [f"https://{name}.example.org/{name}.html" for name in "abcdefgh"]
    show(service, clock, source, own)
    assert set(states(service, own)) == {"published"}


def test_the_inbox_says_why_it_waits(service: Service, clock: FakeClock, source: Source) -> None:
    show(service, clock, source, spam(5))
    app: Flask = create_app(service)
    chief = logged_in(service, app, "chief", "wei")
    for language, words in (("en", "never linked to"), ("zh", "从未链接过的网站")):
        chief.client.set_cookie("language", language)
        for path in ("/desk/inbox", "/desk/inbox?flagged=yes"):
            page = chief.client.get(path, headers={"Accept-Language": language}).text
            marks = find(page, "//*[@class='mark']/text()")
            assert len([mark for mark in marks if words in mark]) == 2


@pytest.mark.parametrize(
    ("hosts", "known", "suspect", "marks"),
    [
        (["", "a", "b", "c"], (), (), ["", "", "", ""]),
        (["a", "a", "a", "a"], (), (), ["passed", "passed", "passed", "held"]),
        (["a", "", "b", "c", "d"], (), (), ["passed", "", "passed", "passed", "held"]),
        (["a", "b", "c", "d"], ("b",), (), ["", "", "", ""]),
        (["a", "b"], (), ("b",), ["", "held"]),
    ],
)
def test_marks(
    hosts: list[str], known: Sequence[str], suspect: Sequence[str], marks: list[str]
) -> None:
    assert judge_hosts(hosts, known, suspect) == marks


def test_hosts() -> None:
    assert foreign_host("https://www.other.example/a", HOME) == "other.example"
    assert foreign_host("https://m.example.org/a", HOME) == ""
    assert foreign_host("http://127.0.0.1:8000/a", "http://127.0.0.1:9000/") == ""
    assert foreign_host("http://127.0.0.2/a", "http://127.0.0.1/") == "127.0.0.2"
