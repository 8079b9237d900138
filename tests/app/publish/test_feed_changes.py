"""Feeds tell the same truth through every change: what moves `updated`, what comes back, what goes,
what a date that was corrected changes, and what none of it changes. Names as in FEEDS.md.
"""

import json
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from lxml import etree

from app import desk
from app.run.boot import Service
from app.values.errors import InputError
from app.values.model import Content, Item
from scrapers import Picture, Stamp
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.feedrules import ATOM, DELETED, complaints
from tests.newsroom import FORMATS, Newsroom, Worker, find

BASE = "https://news.example.org"
DC_LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CHINESE = "冰雪大世界今天开园，游客很多，天气晴朗。"


def feeds(worker: Worker, path: str = "/") -> dict[str, Any]:
    """A feed in each format, parsed; each is looked through for what a validator would say."""
    worker.look()
    folder, mark, query = path.partition("?")
    bodies = {form: worker.get(f"{folder}feed.{form}{mark}{query}").data for form in FORMATS}
    for form, body in bodies.items():
        assert complaints(form, body) == []
    return {
        "rss": etree.fromstring(bodies["rss"]),
        "atom": etree.fromstring(bodies["atom"]),
        "json": json.loads(bodies["json"]),
    }


def dates_of(worker: Worker, item: Item, path: str = "/") -> tuple[datetime, datetime]:
    """When an item was published and updated, as all formats agree."""
    found = feeds(worker, path)
    [entry] = [e for e in found["atom"].iter(f"{ATOM}entry") if e.findtext(f"{ATOM}id") == item.tag]
    published = datetime.fromisoformat(entry.findtext(f"{ATOM}published"))
    updated = datetime.fromisoformat(entry.findtext(f"{ATOM}updated"))
    [told] = [e for e in found["json"]["items"] if e["id"] == item.tag]
    assert datetime.fromisoformat(told["date_published"]) == published
    assert datetime.fromisoformat(told["date_modified"]) == updated
    [one] = [e for e in found["rss"].iter("item") if e.findtext("guid") == item.tag]
    assert parsedate_to_datetime(one.findtext("pubDate")) == published
    assert (
        datetime.fromisoformat(one.findtext(f"{ATOM}updated") or published.isoformat()) == updated
    )
    return published, updated


def draft(content: Content, **fields: Any) -> desk.Draft:
    """A form as a content fills it, with some fields typed anew."""
    values = {
        "title": content.title,
        "body": content.markdown,
        "section": "Town",
        "summary": content.summary,
        "language": "",
    }
    return desk.Draft(**(values | fields))


class TestLanguage:
    def typed(self, service: Service, title: str, body: str, **fields: Any) -> Content:
        settings = service.settings
        form = desk.Draft(title=title, body=body, section="Town", **fields)
        return desk.prepare_new(form, desk.site_of(settings)).content

    def test_X10_what_is_written_has_the_language_that_it_is_written_in(
        self, service: Service, newsroom: Newsroom, worker: Worker
    ) -> None:
        content = self.typed(service, "冰雪大世界开园", CHINESE)
        assert content.language == "zh"
        item = newsroom.publish(content.title, html=content.html, language=content.language)
        self.assert_told(worker, item, "zh")

    def test_X10_an_item_without_a_language_does_not_inherit_the_feed_s(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        item = newsroom.publish("冰雪大世界开园", html=f"<p>{CHINESE}</p>", language="")
        self.assert_told(worker, item, "zh")
        page = worker.get(f"/items/{item.uid}/{item.slug}").text
        assert find(page, "//h1/@lang") == ["zh"]
        assert '"inLanguage":"zh"' in page
        assert worker.get(f"/api/v1/items/{item.uid}").get_json()["language"] == "zh"
        assert "<news:language>zh-cn</news:language>" in worker.get("/news-sitemap.xml").text

    def test_X10_of_what_tells_no_language_feeds_say_none(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        newsroom.publish("4:0", html="<p>4:0</p>", summary="4:0", language="")
        found = feeds(worker)
        assert [e.get(LANG) for e in found["atom"].iter(f"{ATOM}entry")] == ["und"]
        assert "language" not in found["json"]["items"][0]
        assert [e.findtext(DC_LANGUAGE) for e in found["rss"].iter("item")] == [None]

    def test_X10_an_editor_can_say_another_and_it_stays(self, service: Service) -> None:
        settings = service.settings
        content = self.typed(service, "4:0", "4:0", language="ru")
        assert content.language == "ru"
        again = desk.prepare(draft(content, title="5:0"), content, desk.site_of(settings)).content
        assert again.language == "ru"
        told = desk.prepare(
            draft(content, language="", body=CHINESE), content, desk.site_of(settings)
        ).content
        assert told.language == "zh"

    def test_X10_what_is_no_language_is_refused(self, service: Service) -> None:
        with pytest.raises(InputError) as refused:
            self.typed(service, "T", "B", language="<b>")
        assert refused.value.field == "language"

    def assert_told(self, worker: Worker, item: Item, language: str) -> None:
        found = feeds(worker)
        assert [e.get(LANG) for e in found["atom"].iter(f"{ATOM}entry")] == [language]
        assert [e["language"] for e in found["json"]["items"]] == [language]
        assert [e.findtext(DC_LANGUAGE) for e in found["rss"].iter("item")] == [language]
        assert found["json"]["items"][0]["id"] == item.tag


class TestUpdated:
    @pytest.mark.parametrize(
        ("change", "moves"),
        [
            ({"title": "Trams run again today"}, True),
            ({"html": "<p>All of it: trams walk again.</p>"}, True),
            ({"pictures": (Picture("https://paper.example/1.jpg"),)}, True),
            ({"title": "TRAMS run – again!"}, False),
            ({"html": "<p>All  of it: <b>Trams run</b> again</p>"}, False),
            ({"authors": ("Li Hua",), "byline_source": "A paper"}, False),
            ({"tags": ("Trams",)}, False),
            ({"section": "Traffic"}, False),
            ({"summary": "Trams."}, False),
        ],
    )
    def test_L3_it_moves_by_what_is_changed(
        self, newsroom: Newsroom, worker: Worker, change: dict[str, Any], moves: bool
    ) -> None:
        item = newsroom.publish("Trams run again", at=newsroom.clock() - timedelta(hours=3))
        before, etag = dates_of(worker, item), worker.get("/feed.rss").headers["ETag"]
        newsroom.clock.turn(hours=1)
        newsroom.edit(item, **change)
        after = dates_of(worker, item)
        assert after == (before[0], newsroom.clock() if moves else before[1])
        assert worker.get("/feed.rss").headers["ETag"] != etag

    def test_L3_an_editor_may_say_otherwise(self, newsroom: Newsroom, worker: Worker) -> None:
        item = newsroom.publish("Trams run again", at=newsroom.clock() - timedelta(hours=3))
        before = dates_of(worker, item)
        newsroom.clock.turn(hours=1)
        newsroom.edit(item, title="Trams ran again", counts="no")
        assert dates_of(worker, item) == before
        newsroom.edit(item, title="Trams ran again!", counts="yes")
        assert dates_of(worker, item) == (before[0], newsroom.clock())
        newsroom.clock.turn(hours=1)
        newsroom.edit(item, counts="yes")  # said afterwards, with nothing else changed
        assert dates_of(worker, item) == (before[0], newsroom.clock())

    def test_L4_a_correction_moves_it_whatever_is_said(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        item = newsroom.publish("Trams run again", at=newsroom.clock() - timedelta(hours=3))
        newsroom.edit(item, correction=("correction", "It is so."), counts="no")
        assert dates_of(worker, item)[1] == newsroom.clock()

    def test_L3_it_never_moves_back_where_the_clock_was_put_back(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        item = newsroom.publish("Trams run again")
        newsroom.clock.turn(hours=1)
        newsroom.edit(item, title="Trams ran again")
        seen = [dates_of(worker, item)[1]]
        newsroom.clock.turn(hours=-2)
        for title in ("Trams walk again", "Trams fly again"):
            newsroom.edit(item, title=title)
            seen.append(dates_of(worker, item)[1])
        assert seen == sorted(set(seen))


class TestComingBack:
    @pytest.mark.parametrize("pause", [0, 0.3, 1, 3600])
    def test_L5_what_is_published_again_is_later_than_what_said_that_it_was_gone(
        self, newsroom: Newsroom, worker: Worker, pause: float
    ) -> None:
        item = newsroom.publish("It was right after all")
        found, published = [], dates_of(worker, item)[0]
        for _ in range(3):
            newsroom.clock.turn(seconds=pause)
            at_desk(newsroom.service.store).withdraw(item.uid, "A doubt.", newsroom.clock())
            [stone] = feeds(worker)["atom"].iter(f"{DELETED}deleted-entry")
            when = datetime.fromisoformat(stone.get("when"))
            notice = next(e for e in feeds(worker)["json"]["items"] if e["id"] == item.tag)
            assert datetime.fromisoformat(notice["date_modified"]) == when
            newsroom.clock.turn(seconds=pause)
            at_desk(newsroom.service.store).publish(item.uid, newsroom.clock())
            newsroom.release()
            again = dates_of(worker, item)
            assert again[0] == published
            found += [when, again[1]]
            root = feeds(worker)["atom"]
            assert datetime.fromisoformat(root.findtext(f"{ATOM}updated")) >= again[1]
        assert found == sorted(set(found))

    def test_L6_what_is_merged_just_after_a_change_is_gone_later_than_that(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        stays, goes = newsroom.publish("A fire"), newsroom.publish("The same fire")
        changed = newsroom.edit(goes, title="The very same fire")
        at_desk(newsroom.service.store).merge(goes.uid, stays.uid, "wei", newsroom.clock())
        worker.look()
        [stone] = etree.fromstring(worker.get("/feed.atom").data).iter(f"{DELETED}deleted-entry")
        assert datetime.fromisoformat(str(stone.get("when"))) > changed.updated_at


class TestGone:
    PATHS = ("/corrections/", "/search/?q=boats", "/search/?q=boats&section=town")

    def test_L5_corrections_and_search_feeds_give_notice_too(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        item = newsroom.publish("Forty boats sail")
        other = newsroom.publish("Four boats rest")
        newsroom.publish("A quiet day")
        for one in (item, other):
            newsroom.edit(one, correction=("correction", "It was so."))
        assert all(self.ids(worker, path) == {item.tag, other.tag} for path in self.PATHS)
        newsroom.withdraw(item, "It was not so.")
        for path in self.PATHS:
            found = feeds(worker, path)
            told = {e["id"]: e for e in found["json"]["items"]}
            assert set(told) == {item.tag, other.tag}
            assert told[item.tag]["title"] == "Withdrawn"
            assert "Forty" not in json.dumps(told[item.tag])
            stones = [s.get("ref") for s in found["atom"].iter(f"{DELETED}deleted-entry")]
            assert stones == [item.tag]
            entries = {e.findtext(f"{ATOM}id") for e in found["atom"].iter(f"{ATOM}entry")}
            assert entries == {other.tag}
        assert self.ids(worker, "/search/?q=quiet").isdisjoint({item.tag})
        newsroom.publish("More boats come")
        again = newsroom.publish("Old boats go", at=newsroom.clock() - timedelta(days=2))
        newsroom.edit(again, correction=("update", "They went."))
        found = feeds(worker, "/corrections/")
        order = [again.tag, other.tag]  # by the last correction, whatever is gone
        assert [e.findtext(f"{ATOM}id") for e in found["atom"].iter(f"{ATOM}entry")] == order
        assert [e["id"] for e in found["json"]["items"]] == [item.tag, *order]
        newsroom.withdraw(again)
        newsroom.later(days=8)
        left = [self.ids(worker, path) for path in self.PATHS]
        assert all(other.tag in ids and not ids & {item.tag, again.tag} for ids in left)
        newsroom.later(days=23)
        for path in self.PATHS:
            assert not list(feeds(worker, path)["atom"].iter(f"{DELETED}deleted-entry"))

    def ids(self, worker: Worker, path: str) -> set[str]:
        return {e["id"] for e in feeds(worker, path)["json"]["items"]}

    @pytest.mark.parametrize(
        ("question", "found"),
        [
            ("boats", True),
            ('"forty boats"', True),
            ('"boats forty"', False),
            ("boats -sail", False),
            ("boats -rest", True),
            ("冰", True),
            ("冰雪", True),
            ("冰灯", False),
            ("BOAT", True),
        ],
    )
    def test_L5_what_is_gone_is_found_by_the_same_questions_as_before(
        self, newsroom: Newsroom, worker: Worker, question: str, found: bool
    ) -> None:
        item = newsroom.publish("Forty boats sail", html="<p>All 冰雪 are here.</p>")
        path = f"/search/?q={question}"
        assert (self.ids(worker, path) == {item.tag}) == found
        newsroom.withdraw(item)
        assert (self.ids(worker, path) == {item.tag}) == found

    def test_L5_neither_notice_nor_page_says_the_headline_in_its_address(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        item = newsroom.publish("Forty boats sail")
        newsroom.withdraw(item)
        bare = f"/items/{item.uid}/"
        for form in ("rss", "json"):
            assert item.slug not in worker.look().get(f"/feed.{form}").text
            assert f"{BASE}{bare}" in worker.get(f"/feed.{form}").text
        led = worker.get(f"/items/{item.uid}/{item.slug}")
        assert (led.status_code, led.headers["Location"]) == (302, bare)
        page = worker.get(bare)
        assert (page.status_code, item.slug in page.text) == (410, False)
        newsroom.publish_again(item)
        worker.look()
        assert worker.get(f"/items/{item.uid}/{item.slug}").status_code == 200


class TestSummary:
    def test_one_made_of_the_text_follows_it_and_one_by_hand_stays(self, service: Service) -> None:
        settings = service.settings
        places = [desk.site_of(settings)]
        made = desk.prepare_new(
            desk.Draft(title="T", body="The ice came early.\n\nMore.", section="Town"), *places
        ).content
        assert made.summary == "The ice came early."
        followed = desk.prepare(draft(made, body="The ice came late.\n\nMore."), made, *places)
        assert followed.content.summary == "The ice came late."
        retitled = desk.prepare(draft(made, title="Another"), made, *places)
        assert retitled.content.summary == "The ice came early."
        by_hand = desk.prepare(draft(made, summary="Ice, in short."), made, *places).content
        stays = desk.prepare(draft(by_hand, body="The ice came late."), by_hand, *places)
        assert stays.content.summary == "Ice, in short."

    def test_one_of_a_collected_text_follows_it_too(self, service: Service) -> None:
        settings = service.settings
        long = "It is cold in the city. " * 30
        collected = Content("T", summary=long[:200] + "…", html=f"<p>{long}</p>", text=long)
        after = desk.prepare(
            draft(collected, body="It is warm in the city."), collected, desk.site_of(settings)
        ).content
        assert after.summary == "It is warm in the city."


class TestDates:
    def test_X8_a_date_that_an_editor_corrects_changes_everywhere_at_once(
        self, newsroom: Newsroom, worker: Worker, service: Service
    ) -> None:
        day = newsroom.clock().replace(hour=4, minute=0) - timedelta(days=1)
        item = newsroom.publish("The match", at=day, tags=("Match",))
        other = newsroom.publish("Another", at=day + timedelta(hours=1))
        serial = newsroom.item(item).serial
        true = day - timedelta(days=3)
        newsroom.clock.turn(hours=2)
        newsroom.edit(item, published=Stamp(true.date(), true))
        for path in ("/", "/sections/town/", "/tags/match/", "/search/?q=match"):
            assert dates_of(worker, item, path) == (true, newsroom.clock())
        assert [e["id"] for e in feeds(worker)["json"]["items"]] == [other.tag, item.tag]
        assert newsroom.item(item).serial == serial
        page = worker.get(f"/items/{item.uid}/{item.slug}").text
        local = true.astimezone(service.settings.zone)
        assert f'"datePublished":"{local.isoformat()}"' in page
        assert item.uid in worker.get(f"/archive/{local:%Y/%m/%d}/").text
        before = day.astimezone(service.settings.zone)
        assert item.uid not in worker.get(f"/archive/{before:%Y/%m/%d}/").text
        assert (
            f"<news:publication_date>{local.isoformat()}"
            not in worker.get("/news-sitemap.xml").text
        )
        assert other.uid in worker.get("/news-sitemap.xml").text
        assert newsroom.clock().isoformat(timespec="seconds") in worker.get("/sitemaps/1.xml").text

    def test_X8_a_day_alone_keeps_the_instant_that_is_known_of_it(
        self, newsroom: Newsroom, service: Service
    ) -> None:
        item = newsroom.publish("Undated")
        day = item.published_at.astimezone(service.settings.zone).date()
        newsroom.clock.turn(hours=1)
        same = newsroom.edit(item, published=Stamp(day))
        assert (same.published_at, same.updated_at) == (item.published_at, item.updated_at)
        other = newsroom.edit(item, published=Stamp(day - timedelta(days=2)))
        noon = other.published_at.astimezone(service.settings.zone)
        assert (noon.date(), noon.hour) == (day - timedelta(days=2), 12)
        assert other.updated_at == newsroom.clock()
        none = newsroom.edit(item, published=None)
        assert none.published_at == item.released_at

    def test_X8_no_corrected_date_lies_in_the_future(self, newsroom: Newsroom) -> None:
        item = newsroom.publish("Soon")
        far = newsroom.clock() + timedelta(days=3)
        assert (
            newsroom.edit(item, published=Stamp(far.date(), far)).published_at <= newsroom.clock()
        )


class TestCategories:
    def test_A2_R3_J2_section_and_tags_by_name_and_page(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        newsroom.publish("Ice", "Arts & Life", tags=("Ice show", "冰雪"))
        found = feeds(worker)
        names = ["Arts & Life", "Ice show", "冰雪"]
        places = [
            f"{BASE}{path}"
            for path in ("/sections/arts-life/", "/tags/ice-show/", "/tags/%E5%86%B0%E9%9B%AA/")
        ]
        [entry] = found["atom"].iter(f"{ATOM}entry")
        told = [
            (c.get("term"), c.get("label"), c.get("scheme"))
            for c in entry.findall(f"{ATOM}category")
        ]
        assert told == list(zip(names, names, places, strict=True))
        [item] = found["rss"].iter("item")
        filed = [("".join(c.itertext()), c.get("domain")) for c in item.findall("category")]
        assert [f[1] for f in filed] == places
        assert [f[0].replace("&#x26;", "&") for f in filed][1:] == names[1:]
        assert found["json"]["items"][0]["tags"] == ["Arts and Life", "Ice show", "冰雪"]
        for place in places:
            assert worker.get(place.removeprefix(BASE)).status_code == 200


class TestLess:
    def test_a_headline_alone_says_so_and_leads_on(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        store, now = at_desk(newsroom.service.store), newsroom.clock.turn(seconds=1)
        content = Content(
            "Forty boats", summary="Not to be shown.", text="Nor this.", language="en"
        )
        made = store.write(
            content, "Town", "wei", now, rights="headline", url="https://paper.example/1.html"
        )
        store.publish(made.uid, now)
        newsroom.release()
        found = feeds(worker)
        words = "Only the headline may be shown here. Read the story at paper.example."
        assert found["json"]["items"][0]["summary"] == words
        assert f"<p>{words}</p>" in found["json"]["items"][0]["content_html"]
        assert 'href="https://paper.example/1.html"' in found["json"]["items"][0]["content_html"]
        assert next(found["rss"].iter("item")).findtext("description") == words
        assert next(found["atom"].iter(f"{ATOM}entry")).findtext(f"{ATOM}summary") == words


class TestHttp:
    def test_R2_ttl_says_what_max_age_says(self, newsroom: Newsroom, worker: Worker) -> None:
        newsroom.many(90)
        worker.look()
        archives = [
            f"/archives/{number}/feed.rss"
            for number in (1, 2)
            if worker.get(f"/archives/{number}/feed.rss").status_code == 200
        ]
        assert archives
        for path in ("/feed.rss", "/corrections/feed.rss", "/search/feed.rss?q=story", *archives):
            answer = worker.get(path)
            seconds = int(str(answer.headers["Cache-Control"]).split("max-age=")[1].split(",")[0])
            channel = etree.fromstring(answer.data)[0]
            assert int(str(channel.findtext("ttl"))) * 60 == seconds
            often = channel.findtext(
                "{http://purl.org/rss/1.0/modules/syndication/}updateFrequency"
            )
            assert 3600 // int(str(often)) == seconds

    @pytest.mark.parametrize(
        ("wish", "status"),
        [
            ("feed", 226),
            ("FEED", 226),
            ("feed;q=0", 200),
            ("feed; q=0.0", 200),
            ("feed;q=0.5", 226),
            ("gzip, feed", 226),
            ("feed;q=0, gzip", 200),
            ("feed;q=x", 200),
        ],
    )
    def test_H15_a_wish_of_no_quality_is_none(
        self, newsroom: Newsroom, worker: Worker, wish: str, status: int
    ) -> None:
        newsroom.publish("One")
        known = worker.look().get("/feed.atom").headers["ETag"]
        newsroom.publish("Two")
        answer = worker.look().get("/feed.atom", A_IM=wish, If_None_Match=known)
        assert answer.status_code == status


class TestLastModified:
    def at(self, worker: Worker, path: str) -> datetime:
        return parsedate_to_datetime(str(worker.look().get(path).headers["Last-Modified"]))

    def test_H7_it_moves_with_what_a_feed_shows_and_with_nothing_else(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        stories = newsroom.many(130)
        newsroom.later(days=3)
        corrected = newsroom.edit(stories[-1], correction=("update", "More."), tags=("Ice",))
        paths = {
            "/archives/1/feed.atom": stories[0],
            "/sections/town/archives/1/feed.atom": stories[0],
            "/corrections/feed.atom": stories[-1],
            f"/search/feed.atom?q={stories[-1].content.title.replace(' ', '+')}": stories[-1],
        }
        assert all(worker.look().get(path).status_code == 200 for path in paths)
        assert corrected.corrections
        before = {path: (self.at(worker, path), worker.get(path).data) for path in paths}
        newsroom.clock.turn(hours=1)
        newsroom.publish("Elsewhere", "Arts")
        newsroom.edit(stories[50], title="Another title")
        for path, (at, body) in before.items():
            assert (self.at(worker, path), worker.get(path).data) == (at, body), path
        for path, story in paths.items():
            newsroom.clock.turn(hours=1)
            newsroom.edit(story, authors=(path,))
            assert self.at(worker, path) == newsroom.clock(), path
            assert worker.get(path).data != before[path][1]

    def test_H7_it_moves_when_an_item_leaves_an_archive(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        stories = newsroom.many(130, tags=("Ice",))
        newsroom.later(days=3)
        for path, change in (
            ("/tags/ice/archives/1/feed.rss", {"tags": ()}),
            ("/sections/town/archives/1/feed.rss", {"section": "Arts"}),
        ):
            body = worker.look().get(path).data
            newsroom.clock.turn(hours=1)
            newsroom.edit(stories[3], **change)
            assert self.at(worker, path) == newsroom.clock()
            assert worker.get(path).data != body

    def test_H7_it_moves_when_a_document_gets_a_neighbour_and_when_a_section_gets_a_name(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        newsroom.many(130)
        path = "/archives/1/feed.json"
        seen = {}
        for number in range(90):
            newsroom.clock.turn(minutes=1)
            newsroom.publish(f"Next {number}")
            seen[worker.look().get(path).data] = self.at(worker, path)
        assert len(set(seen.values())) == len(seen)
        before = self.at(worker, path)
        newsroom.service.store.sections.rename("town", newsroom.clock.turn(hours=1), title="City")
        assert self.at(worker, path) == newsroom.clock() > before

    def test_H7_it_moves_when_a_notice_ends(self, newsroom: Newsroom, worker: Worker) -> None:
        item = newsroom.publish("Forty boats sail")
        newsroom.edit(item, correction=("correction", "It was so."))
        newsroom.withdraw(item)
        for path in ("/corrections/feed.rss", "/search/feed.rss?q=boats"):
            before, body = self.at(worker, path), worker.get(path).data
            assert item.tag.encode() in body
        newsroom.later(days=7, seconds=2)
        for path in ("/corrections/feed.rss", "/search/feed.rss?q=boats"):
            assert item.tag not in worker.look().get(path).text
            assert self.at(worker, path) > before


class TestMachine:
    def test_D3_groups_of_the_opml_are_groups_alone(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        newsroom.publish("One")
        root = etree.fromstring(worker.look().get("/feeds.opml").data)
        for outline in root.iter("outline"):
            is_feed = outline.get("type") == "rss"
            assert set(outline.attrib) == (
                {"type", "text", "title", "xmlUrl", "htmlUrl"} if is_feed else {"text"}
            )
            assert is_feed != bool(len(outline))

    def test_sitemaps_without_items_hold_the_front_page(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        item = newsroom.publish("One", at=newsroom.clock() - timedelta(days=9))
        newsroom.withdraw(item)
        worker.look()
        for path in ("/news-sitemap.xml", "/sitemaps/1.xml"):
            root = etree.fromstring(worker.get(path).data)
            assert [loc.text for loc in root.iter("{*}loc")] == [f"{BASE}/"]


def test_slugs_of_sections_say_chinese_as_it_is_spoken(service: Service, clock: FakeClock) -> None:
    sections = service.store.sections
    made = {
        title: sections.find_or_make(title, clock()).slug
        for title in ("音乐", "重庆银行", "冰雪 2025", "Café", "Arts", "Новости", "乐音")
    }
    assert made["音乐"] == "yin-yue"
    assert made["重庆银行"] == "chong-qing-yin-hang"
    assert made["冰雪 2025"] == "bing-xue-2025"
    assert (made["Café"], made["Arts"]) == ("cafe", "arts")
    assert len(set(made.values())) == len(made)
    assert all(slug and slug.isascii() for slug in made.values())
    assert sections.find_or_make("音乐", clock()).slug == "yin-yue"


def test_X10_of_a_few_latin_words_the_site_s_usual_language_is_told(service: Service) -> None:
    site = desk.site_of(service.settings)
    made = desk.prepare_new(desk.Draft("A bridge", "One. Two. Three.", "Town"), site).content
    assert made.language == "en"
    german = desk.Site(site.zone, site.base_url, "de")
    assert desk.prepare_new(desk.Draft("A bridge", "One.", "Town"), german).content.language == "de"
    paragraph = (
        "The ferry that goes to the island was late again, and those who were waiting on the quay "
        "said that it is not the first time that this has been the case in the last few weeks."
    )
    surely = desk.prepare_new(desk.Draft("The ferry", paragraph, "Town"), german).content
    assert surely.language == "en"
    chinese = Content("冰雪", text=CHINESE, language="zh")
    again = desk.prepare(desk.Draft("The bridge", "It is open.", "Town"), chinese, site).content
    assert again.language == "en"
