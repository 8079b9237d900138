"""Items in feeds from their first day to their last, through the whole path: desk, edition, all
three formats. Names as in FEEDS.md.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from lxml import etree

from app.publish.release import release
from app.run.boot import Service
from app.values.model import Content, CorrectionKind, Item, Run
from app.web import create_app
from scrapers import Picture, Stamp
from tests.conftest import Add, FakeClock
from tests.deskwork import at_desk
from tests.feedrules import ATOM, CONTENT, DELETED, complaints
from tests.newsroom import FORMATS, Newsroom, Worker
from tests.samplecity import SampleCity


def entries(
    worker: Worker, path: str = "/", query: str = ""
) -> dict[str, dict[str, dict[str, Any]]]:
    """By format and id, what a reader gets; each feed is looked through for what a validator would
    say.
    """
    worker.look()
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for form in FORMATS:
        data = worker.get(f"{path}feed.{form}{query}").data
        assert complaints(form, data) == []
        found[form] = {"rss": _rss, "atom": _atom, "json": _json}[form](data)
    return found


def _rss(data: bytes) -> dict[str, dict[str, Any]]:
    return {
        str(item.findtext("guid")): {
            "title": "".join(map(str, item.find("title").itertext())),  # type: ignore[union-attr]
            "published": parsedate_to_datetime(str(item.findtext("pubDate"))),
            "updated": datetime.fromisoformat(
                item.findtext(f"{ATOM}updated")
                or parsedate_to_datetime(str(item.findtext("pubDate"))).isoformat()
            ),
            "content": item.findtext(f"{CONTENT}encoded"),
            "summary": item.findtext("description"),
        }
        for item in etree.fromstring(data).iter("item")
    }


def _atom(data: bytes) -> dict[str, dict[str, Any]]:
    return {
        str(entry.findtext(f"{ATOM}id")): {
            "title": entry.findtext(f"{ATOM}title"),
            "published": datetime.fromisoformat(str(entry.findtext(f"{ATOM}published"))),
            "updated": datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated"))),
            "content": entry.findtext(f"{ATOM}content"),
            "summary": entry.findtext(f"{ATOM}summary"),
        }
        for entry in etree.fromstring(data).iter(f"{ATOM}entry")
    }


def _json(data: bytes) -> dict[str, dict[str, Any]]:
    return {
        item["id"]: {
            "title": item["title"],
            "published": datetime.fromisoformat(item["date_published"]),
            "updated": datetime.fromisoformat(item["date_modified"]),
            "content": item.get("content_html"),
            "summary": item.get("summary"),
            "status": item["_harbin_today"]["status"],
            "correction": item["_harbin_today"]["correction"],
        }
        for item in json.loads(data)["items"]
    }


def stones(worker: Worker, path: str = "/") -> list[tuple[str, datetime, str]]:
    worker.look()
    return [
        (
            str(stone.get("ref")),
            datetime.fromisoformat(str(stone.get("when"))),
            str(stone.findtext(f"{DELETED}comment")),
        )
        for stone in etree.fromstring(worker.get(f"{path}feed.atom").data).iter(
            f"{DELETED}deleted-entry"
        )
    ]


def test_L1_an_id_is_the_same_everywhere_and_outlives_every_other_name(
    newsroom: Newsroom, worker: Worker, service: Service
) -> None:
    item = newsroom.publish("Ice arrives", tags=("Ice",))
    pages = ("/", "/sections/town/", "/tags/ice/")
    assert all(
        set(found) == {item.tag} for path in pages for found in entries(worker, path).values()
    )
    newsroom.edit(item, title="Ice has arrived", section="Winter")
    service.store.sections.rename(
        "winter", newsroom.clock.turn(seconds=1), title="Cold", new_slug="cold"
    )
    for path in ("/", "/sections/cold/", "/tags/ice/"):
        for found in entries(worker, path).values():
            assert [(tag, entry["title"]) for tag, entry in found.items()] == [
                (item.tag, "Ice has arrived")
            ]
    moved = replace(
        service, settings=replace(service.settings, base_url="http://elsewhere.example:8080")
    )
    assert [
        entry["id"]
        for entry in create_app(moved).test_client().get("/feed.json").get_json()["items"]
    ] == [item.tag]


def test_L2_the_same_story_read_again_is_no_new_item_and_a_changed_one_keeps_its_id(
    add: Add,
    collect: Callable[..., Run],
    city: SampleCity,
    worker: Worker,
    service: Service,
    clock: FakeClock,
) -> None:
    source = add("news")
    collect(source)
    before = {form: set(found) for form, found in entries(worker).items()}
    bytes_before = worker.get("/feed.rss").data
    for _ in range(3):
        clock.turn(hours=25)
        collect(source)
        assert worker.look().get("/feed.rss").data == bytes_before
    story = next(s for s in city.stories if s.section == "news")
    city.edit(story.number, title="What it is called now")
    clock.turn(hours=1)
    collect(source)
    after = entries(worker)
    assert {form: set(found) for form, found in after.items()} == before
    assert all(
        "What it is called now" in {entry["title"] for entry in found.values()}
        for found in after.values()
    )


def test_L3_what_matters_moves_updated_and_nothing_ever_moves_published(
    newsroom: Newsroom, worker: Worker
) -> None:
    item = newsroom.publish("Trams run again", at=newsroom.clock() - timedelta(hours=3))
    first = entries(worker)
    newsroom.clock.turn(hours=1)
    newsroom.edit(item, html="<p>They run every ten minutes.</p>")
    changed = newsroom.clock()
    second = entries(worker)
    newsroom.clock.turn(hours=1)
    tag = worker.get("/feed.rss").headers["ETag"]
    newsroom.service.store.sections.rename("town", newsroom.clock.turn(seconds=1), title="The Town")
    third = entries(worker)
    assert worker.get("/feed.rss").headers["ETag"] != tag
    for form in FORMATS:
        dates = [
            (found[form][item.tag]["published"], found[form][item.tag]["updated"])
            for found in (first, second, third)
        ]
        assert {published for published, _ in dates} == {item.published_at}
        assert [updated for _, updated in dates[1:]] == [changed, changed]
        assert dates[0][1] < changed
        assert "every ten minutes" in second[form][item.tag]["content"]


@pytest.mark.parametrize(
    ("kind", "word"),
    [("correction", "Correction"), ("clarification", "Clarification"), ("update", "Update")],
)
def test_L4_a_correction_is_told_in_content_and_summary_and_has_a_feed(
    newsroom: Newsroom, worker: Worker, kind: CorrectionKind, word: str
) -> None:
    other = newsroom.publish("Another")
    item = newsroom.publish("Forty boats sail")
    newsroom.clock.turn(hours=2)
    newsroom.edit(
        item, html="<p>Four boats sail.</p>", correction=(kind, "It was 4 boats & not 40.")
    )
    for found in entries(worker).values():
        entry = found[item.tag]
        assert entry["content"].startswith(
            f"<p><strong>{word}: It was 4 boats &amp; not 40.</strong></p>"
        )
        assert f"{word}: It was 4 boats" in entry["summary"]
        assert (entry["published"], entry["updated"]) == (item.published_at, newsroom.clock())
    assert all(set(found) == {item.tag} for found in entries(worker, "/corrections/").values())
    assert entries(worker)["json"][item.tag]["correction"] == f"{word}: It was 4 boats & not 40."
    newsroom.clock.turn(hours=1)
    newsroom.edit(other, correction=("update", "More is known."))
    newsroom.edit(item, correction=("correction", "And one canoe."))
    for found in entries(worker, "/corrections/").values():
        assert list(found) == [item.tag, other.tag]
        assert found[item.tag]["content"].index("one canoe") < found[item.tag]["content"].index(
            "4 boats"
        )


def test_L5_a_withdrawal_is_told_for_its_time_in_every_format(
    newsroom: Newsroom, worker: Worker, service: Service
) -> None:
    stays = newsroom.publish("What stays", tags=("Ice",))
    item = newsroom.publish("What goes", tags=("Ice",), authors=("Li Hua",))
    page = f"/items/{item.uid}/{item.slug}"
    assert item.uid in worker.look().get("/search?q=goes").text
    newsroom.clock.turn(hours=3)
    newsroom.withdraw(item, "The picture was <not> ours & more.")
    at = newsroom.clock()
    for path in ("/", "/sections/town/", "/tags/ice/"):
        found = entries(worker, path)
        assert stones(worker, path) == [(item.tag, at, "The picture was <not> ours & more.")]
        assert set(found["atom"]) == {stays.tag}
        for form in ("rss", "json"):
            notice = found[form][item.tag]
            assert (notice["title"], notice["published"], notice["updated"]) == (
                "Withdrawn",
                item.published_at,
                at,
            )
            assert (
                "This item was withdrawn. The picture was &lt;not&gt; ours &amp; more."
                in notice["content"]
            )
            assert "All of it" not in str(notice)
        assert found["json"][item.tag]["status"] == "withdrawn"
    assert worker.get(page).headers["Location"] == f"/items/{item.uid}/"
    gone = worker.get(f"/items/{item.uid}/")
    assert (gone.status_code, "The picture was" in gone.text) == (410, True)
    assert item.uid not in worker.get("/sitemaps/1.xml").text + worker.get("/news-sitemap.xml").text
    assert item.uid not in worker.get("/search?q=goes").text
    found = entries(worker, "/search/", "?q=goes")
    assert (set(found["atom"]), set(found["rss"])) == (set(), {item.tag})


def test_L5_notices_end_after_a_week_and_tombstones_after_thirty_days_by_themselves(
    newsroom: Newsroom, worker: Worker
) -> None:
    newsroom.publish("What stays", tags=("Ice",))
    item = newsroom.publish("What goes", tags=("Ice",))
    newsroom.withdraw(item)
    paths = ("/", "/sections/town/", "/tags/ice/")
    states = []
    for hours in (1, 24 * 7 - 2, 2, 24 * 23 - 2, 2, 48):
        newsroom.later(hours=hours)
        states.append(
            [
                (item.tag in entries(worker, path)["rss"], bool(stones(worker, path)))
                for path in paths
            ]
        )
    assert states == [
        [told] * 3
        for told in (
            (True, True),
            (True, True),
            (False, True),
            (False, True),
            (False, False),
            (False, False),
        )
    ]


def test_L5_a_notice_of_a_section_ends_when_only_another_section_changed(
    newsroom: Newsroom, worker: Worker
) -> None:
    item = newsroom.publish("What goes", "Town")
    elsewhere = newsroom.publish("Elsewhere", "Arts")
    newsroom.withdraw(item)
    newsroom.clock.turn(days=7, hours=1)
    newsroom.edit(elsewhere, summary="Changed before the clock ticked again.")
    assert item.tag in entries(worker, "/sections/town/")["rss"]
    newsroom.later(seconds=5)
    assert item.tag not in entries(worker, "/sections/town/")["rss"]
    number = newsroom.service.store.sections.number()
    newsroom.later(seconds=5)
    assert newsroom.service.store.sections.number() == number


def test_L5_a_tag_s_feed_tells_of_a_withdrawal_however_the_tag_was_written(
    newsroom: Newsroom, worker: Worker
) -> None:
    newsroom.publish("What stays", tags=("Ice",))
    item = newsroom.publish("What goes", tags=("ICE",))
    newsroom.withdraw(item)
    assert [stone[0] for stone in stones(worker, "/tags/ice/")] == [item.tag]


def test_L5_what_comes_back_has_no_tombstone_any_more(newsroom: Newsroom, worker: Worker) -> None:
    item = newsroom.publish("It was right after all")
    newsroom.withdraw(item)
    at_desk(newsroom.service.store).publish(item.uid, newsroom.clock.turn(hours=1))
    newsroom.release()
    assert stones(worker) == []
    for found in entries(worker).values():
        assert found[item.tag]["title"] == "It was right after all"
        assert found[item.tag]["published"] == item.published_at


def test_L6_what_is_merged_leads_to_what_stays(newsroom: Newsroom, worker: Worker) -> None:
    loser, winner = newsroom.publish("A fire"), newsroom.publish("The fire")
    newsroom.clock.turn(minutes=30)
    newsroom.merge(loser, winner)
    [(ref, when, comment)] = stones(worker)
    assert (ref, when) == (loser.tag, newsroom.clock())
    assert comment == f"Merged into https://news.example.org/items/{winner.uid}/"
    assert all(set(found) == {winner.tag} for found in entries(worker).values())
    answer = worker.get(f"/items/{loser.uid}/{loser.slug}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/items/{winner.uid}/")
    newsroom.later(days=31)
    assert stones(worker) == []


class TestDates:
    @pytest.mark.parametrize(
        "ahead", [timedelta(minutes=5), timedelta(days=3), timedelta(days=4000)]
    )
    def test_X8_no_date_lies_in_the_future(
        self, newsroom: Newsroom, worker: Worker, ahead: timedelta
    ) -> None:
        item = newsroom.publish("From tomorrow", at=newsroom.clock() + ahead)
        newsroom.edit(
            item,
            html="<p>More.</p>",
            published=Stamp((newsroom.clock() + ahead).date(), newsroom.clock() + ahead),
        )
        for found in entries(worker).values():
            assert found[item.tag]["published"] <= found[item.tag]["updated"] <= newsroom.clock()

    def test_X8_a_day_alone_is_the_moment_of_that_day_or_its_noon_here(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        now = newsroom.clock()
        today, earlier = (
            newsroom.publish("Today", published=Stamp(now.date())),
            newsroom.publish("Before", published=Stamp(date(2024, 6, 20))),
        )
        for found in entries(worker).values():
            assert found[today.tag]["published"] == today.published_at >= now
            assert found[earlier.tag]["published"].isoformat() == "2024-06-20T12:00:00+08:00"

    def test_X8_what_waits_to_be_released_keeps_its_date(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        made = at_desk(newsroom.service.store).write(
            Content("Waits"), "Town", "wei", newsroom.clock()
        )
        newsroom.clock.turn(days=2)
        at_desk(newsroom.service.store).publish(made.uid, newsroom.clock())
        newsroom.release()
        assert entries(worker)["atom"][made.tag]["published"] == newsroom.clock()

    def test_X9_newest_first_and_ties_by_number(self, newsroom: Newsroom, worker: Worker) -> None:
        at = newsroom.clock() - timedelta(days=1)
        items = [newsroom.publish(f"At once {number}", at=at) for number in range(5)]
        later = newsroom.publish("Later", at=at + timedelta(hours=1))
        for found in entries(worker).values():
            assert list(found) == [later.tag, *(item.tag for item in reversed(items))]


class TestTexts:
    NASTY = "a\x00b\x0b\x1f\x7f\x85\x9f\ufffe\uffff]]>&nbsp;&#1;&#xFFFE;<b>\u202eRTL\u200f 冰🎆 <![CDATA[</item>--><!-- \r\n x"

    def test_X2_every_text_that_an_editor_can_write_in_every_document(
        self, newsroom: Newsroom, worker: Worker, service: Service
    ) -> None:
        """Titles, bodies, tags, notes of corrections and withdrawals, sections: in feeds, notices,
        tombstones, archives and OPML.
        """
        bad = self.NASTY.replace("\x00", "")  # PostgreSQL takes none, and the desk lets none in
        texts: Any = {
            "summary": bad,
            "html": bad,
            "text": bad,
            "authors": (bad, "Li"),
            "byline_source": bad,
            "tags": (bad, "Ice"),
            "language": bad,
        }
        for number in range(45):
            newsroom.publish(f"Good {number}", "Town")
        wild = [
            newsroom.publish(
                f"{bad} {number}",
                bad,
                **texts,
                pictures=(Picture("https://a.example/" + bad, bad, bad, bad),),
            )
            for number in range(4)
        ]
        newsroom.edit(wild[0], correction=("correction", bad))
        newsroom.withdraw(wild[1], bad)
        newsroom.merge(wild[2], wild[3])
        slug = newsroom.item(wild[0]).section.slug
        for path in ("/", f"/sections/{slug}/", "/tags/ice/", "/corrections/"):
            found = entries(worker, path)
            assert all(wild[0].tag in shown for shown in found.values())
        for form in FORMATS:
            assert complaints(form, worker.get(f"/archives/1/feed.{form}").data) == []
            assert complaints(form, worker.get(f"/search/feed.{form}?q=good+%EF%BF%BE").data) == []
        assert len(entries(worker)["rss"]) >= 40
        etree.fromstring(worker.get("/feeds.opml").data)

    @pytest.mark.parametrize("name", ["title", "tagline", "contact"])
    def test_X2_every_text_that_an_operator_can_set(
        self, newsroom: Newsroom, service: Service, name: str
    ) -> None:
        newsroom.publish("One"), newsroom.withdraw(newsroom.publish("Two"))
        changed: Any = {name: self.NASTY}
        settings = replace(service.settings, **changed)
        odd = replace(
            service,
            settings=settings,
            syndication=type(service.syndication)(service.store, settings, settings.hub_urls),
        )
        found = entries(Worker(odd))
        assert {form: len(shown) for form, shown in found.items()} == {
            "rss": 2,
            "atom": 1,
            "json": 2,
        }
        etree.fromstring(Worker(odd).get("/feeds.opml").data)

    def test_X2_one_bad_item_is_set_aside_and_the_desk_is_told(
        self, newsroom: Newsroom, worker: Worker, service: Service
    ) -> None:
        good = [newsroom.publish("Good"), newsroom.publish("Also good")]
        bad = newsroom.publish("Cannot be shown")
        with service.store.database.write() as session:
            session.connection().exec_driver_sql(
                f"UPDATE items SET tag = 'no id at all' WHERE uid = '{bad.uid}'"
            )
        newsroom.edit(good[0], summary="So that there is a new edition.")
        assert all(set(found) == {item.tag for item in good} for found in entries(worker).values())
        assert [(item.uid, reason) for item, reason in service.syndication.set_aside()] == [
            (bad.uid, "no permanent id: 'no id at all'")
        ]

    def test_X3_J2_a_title_with_markup_is_words(self, newsroom: Newsroom, worker: Worker) -> None:
        item = newsroom.publish("AT&T <b>bold</b> &amp; 5 < 6")
        assert {found[item.tag]["title"] for found in entries(worker).values()} == {
            "AT&T <b>bold</b> &amp; 5 < 6"
        }

    def test_X10_every_item_has_its_own_language(self, newsroom: Newsroom, worker: Worker) -> None:
        newsroom.publish("冰雪节", language="zh-CN")
        newsroom.publish("Festival", language="en")
        languages = [
            item["language"] for item in json.loads(worker.look().get("/feed.json").data)["items"]
        ]
        assert languages == ["en", "zh-CN"]


def test_X6_R6_R7_A2_J2_a_kept_picture_is_one_address_everywhere(
    add: Add, collect: Callable[..., Run], worker: Worker, service: Service, clock: FakeClock
) -> None:
    collect(add("news"))
    found: Item | None = next(
        (item for item in service.store.items.public(50) if item.media and item.rights == "full"),
        None,
    )
    assert found is not None
    media = found.media[found.content.pictures[0].url]
    worker.look()
    url = next(
        entry["image"]
        for entry in json.loads(worker.get("/feed.json").data)["items"]
        if entry["id"] == found.tag
    )
    served = worker.get(url.removeprefix("https://news.example.org"))
    assert (served.status_code, len(served.data), served.headers["Content-Type"]) == (
        200,
        media.size,
        media.type,
    )
    rss = next(
        node
        for node in etree.fromstring(worker.get("/feed.rss").data).iter("item")
        if node.findtext("guid") == found.tag
    )
    enclosure = rss.find("enclosure")
    assert enclosure is not None
    assert dict(enclosure.items()) == {"url": url, "length": str(media.size), "type": media.type}
    assert f'src="{url}"' in (rss.findtext(f"{CONTENT}encoded") or "")
    shown = rss.find("{http://search.yahoo.com/mrss/}content")
    assert shown is not None
    assert (shown.get("url"), shown.get("fileSize"), shown.get("width")) == (
        url,
        str(media.size),
        str(media.width),
    )
    atom = next(
        node
        for node in etree.fromstring(worker.get("/feed.atom").data).iter(f"{ATOM}entry")
        if node.findtext(f"{ATOM}id") == found.tag
    )
    link = atom.find(f"{ATOM}link[@rel='enclosure']")
    assert link is not None
    assert (link.get("href"), link.get("length"), link.get("type")) == (
        url,
        str(media.size),
        media.type,
    )
    assert release(service.store, clock()) == []


def test_X7_a_feed_of_summaries_says_so(
    add: Add, collect: Callable[..., Run], worker: Worker
) -> None:
    collect(add("news"))
    collect(add("gallery", rights="summary"))
    worker.look()
    full, less = (
        json.loads(worker.get(f"/sources/{slug}/feed.json").data) for slug in ("news", "gallery")
    )
    assert "summaries" not in full["title"] + full["description"]
    assert less["title"].endswith("(summaries)")
    assert less["description"].endswith("summaries only")
