"""Feeds over HTTP, as readers, proxies and browsers ask for them: through the edition cache. Names
carry the codes of FEEDS.md.
"""

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.request import Request, urlopen

import brotli
import pytest
from flask.testing import FlaskClient
from lxml import etree

from app.feeds import tag_path
from app.run.boot import Service, build
from app.values.settings import Settings
from app.web import create_app
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.feedrules import complaints
from tests.newsroom import FORMATS, Newsroom, Worker, find
from tests.processes import app as command
from tests.processes import environment, free_port, serving

FEEDS = tuple(f"/feed.{form}" for form in FORMATS)
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
}


@pytest.fixture
def filled(newsroom: Newsroom) -> Newsroom:
    """Twelve items in two sections, some with tags, and one correction."""
    newsroom.many(6, "Town")
    newsroom.many(5, "Arts & Ice", tags=("Ice", "冰雪"))
    item = newsroom.publish("Bridge opens", tags=("Bridges",))
    newsroom.edit(
        item, summary="It opens on Monday.", correction=("correction", "The day was wrong.")
    )
    newsroom.clock.turn(minutes=5)
    return newsroom


def paths_of_feeds(newsroom: Newsroom) -> list[str]:
    """The folders of one feed of each kind, and of an empty one."""
    (sections, tags) = (newsroom.service.store.sections.all(), newsroom.service.store.tags.all(9))
    return [
        "/",
        "/corrections/",
        *(f"/sections/{s.slug}/" for s in sections),
        *(tag_path(t.slug) for t in tags),
    ]


@pytest.mark.usefixtures("filled")
class TestAnswers:
    def test_H1_canonical_addresses_answer_at_once_and_guesses_in_one_hop(
        self, worker: Worker
    ) -> None:
        for path in FEEDS:
            assert worker.get(path).status_code == 200
        for path in (
            "/feed",
            "/rss",
            "/rss.xml",
            "/atom.xml",
            "/index.xml",
            "/feed.rss/",
            "/feed.atom/",
            "/feed.json/",
            "/feed/",
            "/rss/",
        ):
            answer = worker.get(path)
            assert answer.status_code in (301, 308), path
            assert worker.get(answer.headers["Location"]).status_code == 200

    def test_H2_the_exact_type_and_a_declaration_that_agrees(
        self, worker: Worker, filled: Newsroom
    ) -> None:
        for folder in paths_of_feeds(filled):
            for form in FORMATS:
                answer = worker.get(f"{folder}feed.{form}")
                assert (answer.status_code, answer.headers["Content-Type"]) == (200, TYPES[form])
                assert form == "json" or answer.data.startswith(
                    b"<?xml version='1.0' encoding='UTF-8'?>"
                )
        assert worker.get("/feeds.opml").headers["Content-Type"] == "text/x-opml; charset=utf-8"

    def test_H3_every_worker_start_and_host_gives_the_same_bytes_and_tag(
        self, worker: Worker, service: Service, settings: Settings, clock: FakeClock
    ) -> None:
        again = build(settings, now=clock)
        others = [Worker(service), Worker(again)]
        for path in [
            *FEEDS,
            "/sections/town/feed.atom",
            "/tags/ice/feed.rss",
            "/corrections/feed.json",
            "/search/feed.atom?q=story",
            "/feeds.opml",
        ]:
            first = worker.get(path)
            for other in others:
                for host in ("news.example.org", "cdn.example"):
                    seen = other.get(path, Host=host)
                    assert (seen.data, seen.headers["ETag"], seen.headers["Last-Modified"]) == (
                        first.data, first.headers["ETag"], first.headers["Last-Modified"],
                    )  # fmt: skip
                    assert worker.get(path, If_None_Match=seen.headers["ETag"]).status_code == 304
        again.close()

    def test_H3_H7_each_kind_of_change_makes_another_tag_and_a_later_date(
        self, worker: Worker, filled: Newsroom
    ) -> None:
        bridge = filled.written[-1]
        changes: list[Callable[[], object]] = [
            lambda: filled.publish("New"),
            lambda: filled.publish("Back-dated", at=filled.clock() - timedelta(hours=8)),
            lambda: filled.edit(bridge, html="<p>Other words.</p>"),
            lambda: filled.edit(bridge, authors=("Wang Fang",)),
            lambda: filled.withdraw(filled.written[2]),
            lambda: filled.merge(filled.written[3], filled.written[4]),
            lambda: filled.service.store.sections.rename(
                "town", filled.clock.turn(seconds=1), title="The Town"
            ),
        ]
        for change in changes:
            before = {path: worker.look().get(path) for path in FEEDS}
            change()
            for path, old in before.items():
                new = worker.look().get(
                    path,
                    If_None_Match=old.headers["ETag"],
                    If_Modified_Since=old.headers["Last-Modified"],
                )
                assert new.status_code == 200
                dates = [
                    parsedate_to_datetime(answer.headers["Last-Modified"]) for answer in (old, new)
                ]
                assert dates[0] < dates[1] <= filled.clock()
                assert (
                    worker.get(path, If_Modified_Since=old.headers["Last-Modified"]).status_code
                    == 200
                )

    def test_H3_a_section_s_new_name_reaches_the_feeds_of_sources_tags_and_corrections(
        self, worker: Worker, filled: Newsroom
    ) -> None:
        paths = ("/tags/bridges/feed.rss", "/corrections/feed.rss", "/search/feed.rss?q=bridge")
        before = [worker.get(path) for path in paths]
        filled.service.store.sections.rename("town", filled.clock.turn(minutes=1), title="Harbour")
        worker.look()
        for path, old in zip(paths, before, strict=True):
            new = worker.get(path, If_Modified_Since=old.headers["Last-Modified"])
            assert new.status_code == 200, path
            assert new.headers["ETag"] != old.headers["ETag"]
            assert ">Harbour<" in new.text

    @pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
    def test_H4_the_tag_holds_under_every_coding_and_suffix(
        self, worker: Worker, coding: str
    ) -> None:
        answer = worker.get("/feed.atom", Accept_Encoding=coding)
        tag = answer.headers["ETag"]
        assert tag.startswith('W/"')
        bare = tag.removeprefix('W/"').removesuffix('"')
        for form in ('W/"{}"', '"{}"', '"{}-gzip"', '"{}-br"', 'W/"{}-gzip"', '"{};gzip"'):
            seen = worker.get("/feed.atom", If_None_Match=form.format(bare), Accept_Encoding=coding)
            assert (seen.status_code, seen.headers["ETag"]) == (304, tag)
        assert worker.get("/feed.atom", If_None_Match=f'"{bare}x"').status_code == 200

    def test_H5_lists_stars_and_weak_comparison(self, worker: Worker) -> None:
        tag = worker.get("/feed.json").headers["ETag"]
        for form in (f'"a", {tag}', f'{tag}, "b"', f'"a",{tag.removeprefix("W/")},"b"', "*", " * "):
            assert worker.get("/feed.json", If_None_Match=form).status_code == 304, form
        for form in ('"a"', "", "W/", f"x{tag[3:]}", '"*"'):
            assert worker.get("/feed.json", If_None_Match=form).status_code == 200, form

    def test_H6_the_tag_overrules_the_date_both_ways_round(self, worker: Worker) -> None:
        head = worker.get("/feed.rss").headers
        assert (
            worker.get(
                "/feed.rss", If_None_Match='"other"', If_Modified_Since=head["Last-Modified"]
            ).status_code
            == 200
        )
        assert (
            worker.get(
                "/feed.rss",
                If_None_Match=head["ETag"],
                If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT",
            ).status_code
            == 304
        )

    def test_H7_a_date_alone(self, worker: Worker, clock: FakeClock) -> None:
        shown = worker.get("/feed.rss").headers["Last-Modified"]
        moment = parsedate_to_datetime(shown)
        assert moment < clock()
        later = (moment + timedelta(seconds=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        earlier = (moment - timedelta(seconds=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        codes = [
            worker.get("/feed.rss", If_Modified_Since=date).status_code
            for date in (shown, later, earlier, "soon", "", "0", "-1")
        ]
        assert codes == [304, 304, 200, 200, 200, 200, 200]

    def test_H7_many_changes_within_a_second_are_told_apart_by_the_date_alone(
        self, worker: Worker, filled: Newsroom
    ) -> None:
        """Ten changes while the clock stands still: whoever has any former version gets 200, and no
        date lies in the future.
        """
        dates = [worker.get("/feed.rss").headers["Last-Modified"]]
        item = filled.item(filled.written[0])
        for number in range(10):
            content = replace(item.content, html=f"<p>Version {number}.</p>")
            item = at_desk(filled.service.store).edit(
                item.uid, item.revision, content, "Town", "wei", filled.clock()
            )
            worker.look()
            for date in dates:
                answer = worker.get("/feed.rss", If_Modified_Since=date)
                assert answer.status_code == 200
                assert f"Version {number}." in answer.text
            assert parsedate_to_datetime(answer.headers["Last-Modified"]) <= filled.clock()
            dates.append(answer.headers["Last-Modified"])
        filled.clock.turn(minutes=1)
        settled = worker.get("/feed.rss").headers["Last-Modified"]
        assert worker.get("/feed.rss", If_Modified_Since=settled).status_code == 304

    @pytest.mark.parametrize(
        "path", [*FEEDS, "/corrections/feed.rss", "/search/feed.json?q=story", "/feeds.opml"]
    )
    def test_H8_304_says_what_200_said_and_has_no_body(self, worker: Worker, path: str) -> None:
        full = worker.get(path)
        same = worker.get(path, If_None_Match=full.headers["ETag"])
        assert (same.status_code, same.data) == (304, b"")
        for name in (
            "ETag",
            "Cache-Control",
            "Vary",
            "Last-Modified",
            "Access-Control-Allow-Origin",
        ):
            assert same.headers[name] == full.headers[name]
        assert "Expires" not in full.headers
        assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(same.headers.keys())

    @pytest.mark.parametrize(
        ("accept", "coding"),
        [
            ("gzip", "gzip"), ("br", "br"), ("gzip, br", "br"), ("gzip;q=1, br;q=0.5", "gzip"), ("identity", ""), ("", ""),
            ("gzip;q=0", ""), ("*", "br"), ("*;q=0", ""), ("br;q=0, *", "gzip"), ("identity, gzip;q=0.5", ""), ("deflate", ""),
            ("GZIP", "gzip"), ("gzip;q=x", ""),
        ],
    )  # fmt: skip
    def test_H9_codings_by_weight(self, worker: Worker, accept: str, coding: str) -> None:
        plain = worker.get("/feed.rss").data
        answer = worker.get("/feed.rss", Accept_Encoding=accept)
        assert answer.headers.get("Content-Encoding", "") == coding
        undo = {"gzip": gzip.decompress, "br": brotli.decompress, "": bytes}[coding]
        assert undo(answer.data) == plain
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert "Accept-Encoding" in answer.headers["Vary"]

    def test_H10_caches_may_keep_it_for_ten_minutes_and_longer_in_need(
        self, worker: Worker, filled: Newsroom
    ) -> None:
        for folder in paths_of_feeds(filled):
            for form in FORMATS:
                head = worker.get(f"{folder}feed.{form}").headers
                said = dict(
                    part.strip().partition("=")[::2] for part in head["Cache-Control"].split(",")
                )
                assert "public" in said
                assert 300 <= int(said["max-age"]) <= 900
                assert int(said["stale-while-revalidate"]) > 0
                assert said["stale-if-error"] == "86400"
                assert "no-store" not in said
                assert "Set-Cookie" not in head
                assert "cookie" not in head["Vary"].lower()

    @pytest.mark.parametrize("accept", ["", "gzip", "br"])
    def test_H11_head_is_get_without_the_body(self, worker: Worker, accept: str) -> None:
        for path in FEEDS:
            head = worker.client.head(path, headers={"Accept-Encoding": accept})
            full = worker.get(path, Accept_Encoding=accept)
            assert (head.status_code, head.data, list(head.headers)) == (
                200,
                b"",
                list(full.headers),
            )
            assert (
                worker.client.head(
                    path, headers={"If-None-Match": full.headers["ETag"]}
                ).status_code
                == 304
            )

    def test_H12_readers_in_a_browser_may_ask_and_nobody_may_write(self, worker: Worker) -> None:
        for path in (*FEEDS, "/sections/town/feed.rss", "/search/feed.rss?q=story", "/feeds.opml"):
            asked = worker.client.options(
                path,
                headers={
                    "Origin": "https://reader.example",
                    "Access-Control-Request-Method": "GET",
                },
            )
            assert asked.status_code in (200, 204)
            assert asked.headers["Access-Control-Allow-Origin"] == "*"
            assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]
            assert worker.get(path).headers["Access-Control-Allow-Origin"] == "*"
            assert "ETag" in worker.get(path).headers["Access-Control-Expose-Headers"]
            for method in ("POST", "PUT", "DELETE", "PATCH"):
                wrong = worker.client.open(path, method=method)
                assert wrong.status_code == 405, (path, method)
                assert "GET" in wrong.headers["Allow"]
        assert "Access-Control-Allow-Origin" not in worker.client.options("/desk/login").headers

    def test_H13_R2_the_head_and_the_document_name_the_same_self_and_hub(
        self, worker: Worker, settings: Settings
    ) -> None:
        assert settings.hub_urls == ("https://news.example.org/hub",)
        for path in (
            *FEEDS,
            "/sections/town/feed.atom",
            "/tags/ice/feed.rss",
            "/corrections/feed.json",
        ):
            full = worker.get(path)
            links = dict(
                reversed(pair)
                for pair in re.findall(r'<([^>]+)>; rel="([^"]+)"', full.headers["Link"])
            )
            assert links["self"] == f"https://news.example.org{path}"
            assert links["hub"] == settings.hub_urls[0]
            assert worker.client.head(path).headers["Link"] == full.headers["Link"]
            assert (
                worker.get(path, If_None_Match=full.headers["ETag"]).headers["Link"]
                == full.headers["Link"]
            )
            if path.endswith("json"):
                document = json.loads(full.data)
                assert document["feed_url"] == links["self"]
                assert document["hubs"] == [{"type": "WebSub", "url": links["hub"]}]
            else:
                found = {
                    link.get("rel"): link.get("href")
                    for link in etree.fromstring(full.data).iterfind(
                        ".//{http://www.w3.org/2005/Atom}link"
                    )
                }
                assert (found["self"], found["hub"]) == (links["self"], links["hub"])

    def test_H13_every_hub_that_is_set_is_named(self, settings: Settings, clock: FakeClock) -> None:
        hubs = ("https://hub.example/", "https://other.example/push")
        built = build(replace(settings, hubs=hubs, hub=False), now=clock)
        worker = Worker(built)
        assert re.findall(r'<([^>]+)>; rel="hub"', worker.get("/feed.rss").headers["Link"]) == list(
            hubs
        )
        assert [hub["url"] for hub in json.loads(worker.get("/feed.json").data)["hubs"]] == list(
            hubs
        )
        for form in FORMATS[:2]:
            root = etree.fromstring(worker.get(f"/feed.{form}").data)
            assert [
                link.get("href")
                for link in root.iterfind(".//{http://www.w3.org/2005/Atom}link[@rel='hub']")
            ] == list(hubs)
        built.close()

    def test_H16_a_new_reader_may_ask_often_and_need_not_say_who_it_is(
        self, worker: Worker
    ) -> None:
        for agent in ("", "curl/8", "NetNewsWire", "Mozilla/5.0 (compatible; Miniflux/2)"):
            assert [worker.get(path, User_Agent=agent).status_code for path in FEEDS * 4] == [
                200
            ] * 12

    def test_H17_a_feed_that_moved_says_where_and_one_without_items_stays(
        self, worker: Worker, filled: Newsroom
    ) -> None:
        filled.service.store.sections.rename("town", filled.clock.turn(seconds=1), new_slug="city")
        worker.look()
        moved = worker.get("/sections/town/feed.atom")
        assert (moved.status_code, moved.headers["Location"]) == (301, "/sections/city/feed.atom")
        filled.withdraw(filled.written[-1])
        worker.look()
        empty = worker.get("/tags/bridges/feed.json")
        assert (empty.status_code, [item["title"] for item in json.loads(empty.data)["items"]]) == (
            200,
            ["Withdrawn"],
        )
        assert worker.get("/sections/nowhere/feed.rss").status_code == 404

    def test_H17_in_an_outage_the_last_copy_is_served_and_never_an_empty_feed(
        self, worker: Worker, service: Service
    ) -> None:
        before = worker.get("/feed.rss")
        with service.store.database.write() as session:
            session.connection().exec_driver_sql("ALTER TABLE items RENAME TO elsewhere")
        worker.look()
        assert worker.get("/feed.rss").data == before.data
        cold = worker.get("/feed.atom")
        assert (cold.status_code, cold.headers["Retry-After"]) == (503, "60")
        assert b"<feed" not in cold.data

    @pytest.mark.parametrize(
        "name", ["Host", "X-Forwarded-Host", "Forwarded", "X-Forwarded-Proto", "X-Original-URL"]
    )
    def test_H18_no_address_in_a_feed_comes_from_the_request(
        self, worker: Worker, filled: Newsroom, name: str
    ) -> None:
        for folder in paths_of_feeds(filled):
            for form in FORMATS:
                path = f"{folder}feed.{form}"
                forged = worker.client.get(path, headers={name: "evil.example"})
                assert "evil" not in forged.text + str(forged.headers)
                assert forged.data == worker.get(path).data

    @pytest.mark.parametrize(
        "path",
        [
            "/feeds",
            "/about",
            "/sections/town",
            "/tags/ice",
            "/zh/feeds",
            "/feed",
            "/zh",
            "/feed.rss/",
        ],
    )
    def test_H18_no_redirect_leads_to_the_host_that_a_visitor_names(
        self, worker: Worker, client: FlaskClient, path: str
    ) -> None:
        for answer in (
            worker.get(path, Host="evil.example"),
            client.get(path, headers={"Host": "evil.example"}),
        ):
            assert answer.status_code in (301, 308)
            assert re.match(r"/(?!/)", answer.headers["Location"])
            assert "evil" not in answer.headers["Location"]

    def test_X1_D5_every_feed_is_in_order(self, worker: Worker, filled: Newsroom) -> None:
        filled.withdraw(filled.written[1])
        filled.merge(filled.written[3], filled.written[4])
        worker.look()
        more = ["/search/feed.{}?q=story", "/search/feed.{}?q=nothing+at+all"]
        for form in FORMATS:
            for path in [
                *(f"{folder}feed.{form}" for folder in paths_of_feeds(filled)),
                *(other.format(form) for other in more),
            ]:
                assert complaints(form, worker.get(path).data) == [], path


def test_D5_an_empty_site_has_feeds_in_order(worker: Worker) -> None:
    for form in FORMATS:
        for path in (f"/feed.{form}", f"/corrections/feed.{form}", f"/search/feed.{form}?q=snow"):
            answer = worker.get(path)
            assert answer.status_code == 200
            assert complaints(form, answer.data) == []


class TestSize:
    def test_H20_long_items_fill_a_quarter_of_a_megabyte_and_no_more(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        newsroom.many(70, html="<p>" + "Words. " * 1000 + "</p>")
        newsroom.later(days=20)
        newsroom.publish("The last one")
        for form in FORMATS:
            data = worker.look().get(f"/feed.{form}").data
            count = (
                len(json.loads(data)["items"])
                if form == "json"
                else data.count(b"<item>") + data.count(b"<entry")
            )
            assert 20 <= count <= 50
            assert len(data) <= 250_000
            assert complaints(form, data) == []

    def test_H20_what_appeared_stays_for_two_days_even_when_it_is_dated_back(
        self, newsroom: Newsroom, worker: Worker
    ) -> None:
        newsroom.many(60)
        old = [
            newsroom.publish(f"Old {n}", at=newsroom.clock() - timedelta(days=400))
            for n in range(60)
        ]
        newsroom.later(hours=47)
        newsroom.publish("Something else")
        shown = {item["id"] for item in json.loads(worker.look().get("/feed.json").data)["items"]}
        assert {item.tag for item in old} <= shown
        assert len(shown) <= 100


class TestPages:
    @pytest.mark.usefixtures("filled")
    def test_D1_a_page_names_its_own_feed_first_then_the_site_s(
        self, worker: Worker, filled: Newsroom
    ) -> None:
        item = filled.item(filled.written[-1])
        own = {
            "/": "/", "/sections/town/": "/sections/town/", "/tags/ice/": "/tags/ice/", "/corrections/": "/corrections/",
            f"/items/{item.uid}/{item.slug}": "/sections/town/", "/feeds/": "/", "/about/": "/", "/zh/sections/town/": "/sections/town/",
            f"/items/{item.uid}/history": "/",
        }  # fmt: skip
        for path, folder in own.items():
            links = find(
                worker.get(path).text,
                "//link[@rel='alternate'][contains(@type, '+xml') or contains(@type, 'feed+json')]",
            )
            found = [(link.get("href"), link.get("type"), link.get("title")) for link in links]
            folders = [folder] if folder == "/" else [folder, "/"]
            assert [(href, kind) for href, kind, _ in found] == [
                (f"{where}feed.{form}", TYPES[form].partition(";")[0])
                for where in folders
                for form in FORMATS
            ], path
            assert len({title for _, _, title in found}) == len(found)
            assert all(worker.get(href).status_code == 200 for href, _, _ in found)

    @pytest.mark.usefixtures("filled")
    def test_D1_a_search_names_its_own_feed_first(self, worker: Worker) -> None:
        links = find(
            worker.get("/search?q=story+%26+bridge").text, "//link[@rel='alternate']/@href"
        )
        assert links[:3] == [f"/search/feed.{form}?q=story+%26+bridge" for form in FORMATS]
        assert [worker.get(link).status_code for link in links] == [200] * 6

    @pytest.mark.usefixtures("filled")
    def test_D2_the_page_of_feeds_lists_every_one_with_a_way_to_copy_it(
        self, worker: Worker, filled: Newsroom
    ) -> None:
        page = worker.get("/feeds/").text
        listed = {
            href
            for href in find(page, "//main//a/@href")
            if "/feed." in href and href.startswith("/")
        }
        assert listed == {
            f"{folder}feed.{form}" for folder in paths_of_feeds(filled) for form in FORMATS
        }
        assert {worker.get(path).status_code for path in [*listed, "/feeds.opml"]} == {200}
        assert find(page, "//main//button")
        assert find(page, "//main//a[contains(@href, 'feedly.com')]")

    @pytest.mark.usefixtures("filled")
    def test_D3_opml_lists_feeds_that_are_there(self, worker: Worker, filled: Newsroom) -> None:
        title = 'Town & <Gown> "x"'
        filled.service.store.sections.rename(
            "town", filled.clock.turn(seconds=1), title='Town & <Gown> "x" \x0b\ufffe'
        )
        root = etree.fromstring(worker.look().get("/feeds.opml").data)
        assert root.get("version") == "2.0"
        assert [root.findtext(f"head/{name}") for name in ("title", "ownerName")] == [
            filled.service.settings.title
        ] * 2
        assert parsedate_to_datetime(root.findtext("head/dateModified") or "") <= filled.clock()
        outlines = root.findall(".//outline[@type]")
        assert {outline.get("text") for outline in outlines} >= {
            f"{filled.service.settings.title}: {title}"
        }
        groups = {group.get("text"): len(group) for group in root.findall("body/outline[outline]")}
        assert groups["Sections"] == 2
        for outline in outlines:
            assert outline.get("type") == "rss"
            assert outline.get("title") == outline.get("text")
            for name in ("xmlUrl", "htmlUrl"):
                url = outline.get(name) or ""
                assert url.startswith("https://news.example.org/")
                assert worker.get(url.removeprefix("https://news.example.org")).status_code == 200

    @pytest.mark.usefixtures("filled")
    def test_D4_a_browser_gets_the_same_feed_with_a_style_sheet_and_no_xslt(
        self, worker: Worker
    ) -> None:
        for form in FORMATS[:2]:
            seen = worker.get(f"/feed.{form}", Sec_Fetch_Dest="document", Accept="text/html")
            assert seen.data == worker.get(f"/feed.{form}").data
            assert re.findall(rb"<\?xml-stylesheet (.*?)\?>", seen.data) == [
                b'type="text/css" href="/feed.css"'
            ]
        assert worker.get("/feed.css").headers["Content-Type"].startswith("text/css")

    def test_D6_robots_may_read_feeds_and_search_engines_do_not_list_them(
        self, worker: Worker
    ) -> None:
        rules = [line.partition(": ") for line in worker.get("/robots.txt").text.splitlines()]
        closed = [rule for name, _, rule in rules if name == "Disallow"]
        opened = [rule for name, _, rule in rules if name == "Allow"]
        for path in (
            *FEEDS,
            "/sections/a/feed.rss",
            "/tags/a/feed.rss",
            "/corrections/feed.rss",
            "/search/feed.rss",
            "/feeds.opml",
        ):
            longest = max(
                (rule for rule in closed + opened if path.startswith(rule)), key=len, default=""
            )
            assert not longest or longest in opened, path
        assert worker.get("/feed.rss").headers["X-Robots-Tag"] == "noindex"


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.xdist_group("process")
def test_H8_H9_H11_the_real_server_s_bytes(tmp_path: Path) -> None:
    """What the program sends on a socket: Date on 200 and 304, a body in one piece, none with
    HEAD.
    """
    env = environment(tmp_path, HARBIN_NO_CLOCK="1", HARBIN_BASE_URL="https://news.example.org")
    assert command("items", "list", env=env).returncode == 0
    with serving(env, free_port()) as server:
        server.get("/healthz")

        def ask(method: str = "GET", **headers: str) -> tuple[dict[str, str], bytes]:
            request = Request(
                f"{server.url}/feed.atom",
                headers={n.replace("_", "-"): v for n, v in headers.items()},
                method=method,
            )
            with urlopen(request, timeout=30) as answer:
                return {
                    name.lower(): value for name, value in answer.headers.items()
                }, answer.read()

        head, body = ask(Accept_Encoding="gzip")
        assert complaints("atom", gzip.decompress(body)) == []
        assert (
            abs(
                (
                    parsedate_to_datetime(head["date"])
                    - datetime.now(parsedate_to_datetime(head["date"]).tzinfo)
                ).total_seconds()
            )
            < 60
        )
        assert int(head["content-length"]) == len(body)
        without, nothing = ask("HEAD", Accept_Encoding="gzip")
        assert nothing == b""
        assert {**without, "date": ""} == {**head, "date": ""}
        status, text = server.get("/feeds")
        assert (status, "<h1>" in text) == (200, True)


def test_H18_addresses_follow_the_settings(settings: Settings, clock: FakeClock) -> None:
    built = build(replace(settings, base_url="https://elsewhere.example"), now=clock)
    text = create_app(built).test_client().get("/feed.rss").text
    assert "https://elsewhere.example/feed.rss" in text
    assert "news.example.org" not in text
    built.close()
