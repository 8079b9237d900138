"""The site, the feeds and the interface for programs, over HTTP. Names carry the codes of the rules
for feeds.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from html import unescape

import pytest
from flask.testing import FlaskClient
from html5lib import HTMLParser

from app.feeds import shown_body
from app.publish.release import release
from app.run.boot import Service
from app.values.model import Item, Run
from app.web import create_app
from app.web.show import item_deck
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.feedrules import shown_content
from tests.samplecity import STORIES, SampleCity

FEEDS = ("/feed.rss", "/feed.atom", "/feed.json")


def item_of(service: Service, title: str) -> Item:
    (found,) = [item for item in service.store.items.public(500) if item.content.title == title]
    return found


@pytest.mark.usefixtures("full")
class TestPages:
    def test_pages_are_valid_html_with_one_heading_and_no_cookie(self, client: FlaskClient) -> None:
        pages = [
            "/",
            "/sections/harbin-today/",
            "/sources/news/",
            "/archive/2024/06/21/",
            "/feeds/",
            "/nowhere",
            "/archive/2024/02/31/",
        ]
        for path in pages:
            answer = client.get(path)
            HTMLParser(strict=True).parse(answer.text)
            assert answer.text.count("<h1") == 1
            assert "Set-Cookie" not in answer.headers

    def test_an_item_shows_its_story_and_leads_to_the_original(
        self, client: FlaskClient, service: Service, city: SampleCity
    ) -> None:
        story = next(s for s in STORIES if s.section == "news" and s.shots)
        item = item_of(service, story.title)
        page = client.get(f"/items/{item.uid}/{item.slug}").text
        HTMLParser(strict=True).parse(page)
        assert city.url + story.path in page
        for words in (*story.paragraphs, story.shots[0].caption):
            assert words in unescape(re.sub(r"<[^>]+>", "", page))

    def test_rights_hold_on_the_page(self, client: FlaskClient, service: Service) -> None:
        story = next(s for s in STORIES if s.section == "gallery")
        item = item_of(service, story.title)
        page = client.get(f"/items/{item.uid}/{item.slug}").text
        assert "<figure" not in page
        assert story.shots[1].caption not in page

    def test_a_story_in_pictures_says_each_caption_once(self, service: Service) -> None:
        story = next(s for s in STORIES if s.section == "gallery" and not s.paragraphs)
        item = replace(item_of(service, story.title), rights="full")
        assert item.content.text == story.text
        assert item_deck(item) == story.summary
        captioned = replace(item, content=replace(item.content, summary=story.shots[0].caption))
        assert item_deck(captioned) == ""
        assert not re.search("<p>(?!Source)", shown_content(item))
        for shot in story.shots:
            assert re.sub(r"<[^>]+>", "", shown_content(item)).count(shot.caption) == 1

    def test_rights_hold_for_a_story_in_pictures(self, service: Service) -> None:
        story = next(s for s in STORIES if s.section == "gallery" and not s.paragraphs)
        item = item_of(service, story.title)
        assert shown_body(replace(item, rights="summary")) == f"<p>{story.summary}</p>"
        assert shown_body(replace(item, rights="headline")) == ""

    def test_a_changed_slug_redirects(self, client: FlaskClient, service: Service) -> None:
        item = service.store.items.public(1)[0]
        for path in (f"/items/{item.uid}/", f"/items/{item.uid}/old-words"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Location"]) == (
                301,
                f"/items/{item.uid}/{item.slug}",
            )

    def test_a_withdrawn_item_is_gone_with_its_reason(
        self, client: FlaskClient, service: Service
    ) -> None:
        item = service.store.items.public(1)[0]
        at_desk(service.store).withdraw(item.uid, "the photograph was not ours", service.now())
        answer = client.get(f"/items/{item.uid}/{item.slug}", follow_redirects=True)
        assert (answer.status_code, answer.request.path) == (410, f"/items/{item.uid}/")
        assert "the photograph was not ours" in answer.text
        assert item.content.title not in client.get("/").text
        assert f"<id>{item.tag}</id>" not in client.get("/feed.atom").text
        assert client.get(f"/api/v1/items/{item.uid}").status_code == 410

    def test_pages_follow_each_other_by_key(self, client: FlaskClient, service: Service) -> None:
        seen: list[str] = []
        path = "/api/v1/items?limit=7"
        while path:
            page = client.get(path).get_json()
            seen += [item["id"] for item in page["items"]]
            path = f"/api/v1/items?limit=7&after={page['next']}" if page["next"] else ""
        assert seen == [item.uid for item in service.store.items.public(500)]

    def test_the_archive_leads_from_day_to_day(self, client: FlaskClient) -> None:
        latest = client.get("/archive/")
        assert latest.status_code == 302
        page = client.get("/archive/2024/06/20/").text
        assert "/archive/2024/06/21/" in page
        assert "/archive/2024/06/19/" in page


def test_an_empty_site_says_so(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    HTMLParser(strict=True).parse(page.text)
    for path in FEEDS:
        assert client.get(path).status_code == 200


@pytest.mark.usefixtures("full")
class TestFeeds:
    def test_H1_guesses_lead_there_in_one_step(self, client: FlaskClient) -> None:
        guesses = [
            "/feed",
            "/rss",
            "/rss.xml",
            "/atom.xml",
            "/index.xml",
            "/feed.rss/",
            "/feed/",
            "/sections/harbin-today/feed.atom/",
        ]
        for path in guesses:
            answer = client.get(path)
            assert answer.status_code in (301, 308)
            assert client.get(answer.headers["Location"]).status_code == 200

    def test_H1_H2_type_and_no_redirect(self, client: FlaskClient) -> None:
        kinds = (
            "application/rss+xml; charset=utf-8",
            "application/atom+xml; charset=utf-8",
            "application/feed+json",
        )
        for path, kind in zip(FEEDS, kinds, strict=True):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)

    def test_H3_same_bytes_same_tag_and_every_change_another(
        self, client: FlaskClient, service: Service, clock: FakeClock
    ) -> None:
        paths = [*FEEDS, "/"]
        first, second = [client.get(path) for path in paths], [client.get(path) for path in paths]
        assert [(a.data, a.headers["ETag"]) for a in first] == [
            (a.data, a.headers["ETag"]) for a in second
        ]
        clock.turn(minutes=5)
        at_desk(service.store).withdraw(service.store.items.public(1)[0].uid, "", clock())
        for path, before in zip(paths, first, strict=True):
            assert client.get(path).headers["ETag"] != before.headers["ETag"]

    def test_H4_H5_any_way_of_sending_the_tag_back(self, client: FlaskClient) -> None:
        tag = client.get("/feed.rss").headers["ETag"].removeprefix('W/"').removesuffix('"')
        for form in ('W/"{}"', '"{}"', '"{}-gzip"', '"{}-br"', '"x", W/"{}"', "*"):
            assert (
                client.get("/feed.rss", headers={"If-None-Match": form.format(tag)}).status_code
                == 304
            )

    def test_H6_a_tag_overrules_the_date(self, client: FlaskClient) -> None:
        head = client.get("/feed.rss").headers
        assert (
            client.get(
                "/feed.rss",
                headers={"If-None-Match": '"other"', "If-Modified-Since": head["Last-Modified"]},
            ).status_code
            == 200
        )
        old = {"If-None-Match": head["ETag"], "If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}
        assert client.get("/feed.rss", headers=old).status_code == 304

    def test_H7_the_date_of_the_last_visible_change(
        self, client: FlaskClient, service: Service, clock: FakeClock
    ) -> None:
        shown = client.get("/feed.rss").headers["Last-Modified"]
        assert parsedate_to_datetime(shown) <= clock()
        assert client.get("/feed.rss", headers={"If-Modified-Since": shown}).status_code == 304
        assert (
            client.get("/feed.rss", headers={"If-Modified-Since": "yesterday or so"}).status_code
            == 200
        )
        clock.turn(hours=1)
        assert client.get("/feed.rss").headers["Last-Modified"] == shown
        at_desk(service.store).withdraw(service.store.items.public(1)[0].uid, "", clock())
        assert parsedate_to_datetime(client.get("/feed.rss").headers["Last-Modified"]) == clock()

    def test_H7_two_changes_in_one_second_are_two_versions(
        self, client: FlaskClient, service: Service, clock: FakeClock
    ) -> None:
        first, second = service.store.items.public(2)
        clock.turn(hours=1)
        at_desk(service.store).withdraw(first.uid, "", clock())
        seen = client.get("/feed.rss").headers["Last-Modified"]
        at_desk(service.store).withdraw(second.uid, "", clock())
        assert client.get("/feed.rss", headers={"If-Modified-Since": seen}).status_code == 200

    def test_H7_a_feed_does_not_change_with_another_section(
        self, client: FlaskClient, service: Service, clock: FakeClock
    ) -> None:
        before = client.get("/sections/photo-gallery/feed.atom").headers["Last-Modified"]
        clock.turn(hours=1)
        (item,) = service.store.items.public(1, section=service.store.sections.get("harbin-today"))
        at_desk(service.store).withdraw(item.uid, "", clock())
        assert client.get("/sections/photo-gallery/feed.atom").headers["Last-Modified"] == before

    def test_H8_H10_H11_H12_the_head_of_an_answer(self, client: FlaskClient) -> None:
        full = client.get("/feed.json")
        same = client.get("/feed.json", headers={"If-None-Match": full.headers["ETag"]})
        assert same.data == b""
        for name in ("ETag", "Cache-Control", "Vary", "Link"):
            assert same.headers[name] == full.headers[name]
        assert "max-age=600" in full.headers["Cache-Control"]
        assert "stale-if-error=86400" in full.headers["Cache-Control"]
        assert full.headers["Access-Control-Allow-Origin"] == "*"
        assert "Cookie" not in full.headers["Vary"]
        head = client.head("/feed.json")
        assert (head.status_code, head.headers["ETag"], head.data) == (
            200,
            full.headers["ETag"],
            b"",
        )
        wrong = client.delete("/feed.json")
        assert wrong.status_code == 405
        assert "GET" in wrong.headers["Allow"]

    def test_H18_addresses_come_from_the_settings(self, client: FlaskClient) -> None:
        for path in FEEDS:
            text = client.get(path, headers={"Host": "evil.example"}).text
            assert "evil.example" not in text
            assert f"https://news.example.org{path}" in text

    def test_A1_a_feed_keeps_its_id_when_the_site_moves(
        self, service: Service, client: FlaskClient
    ) -> None:
        moved = replace(
            service, settings=replace(service.settings, base_url="https://elsewhere.example")
        )
        ids = [
            re.findall(r"<id>(.*?)</id>", c.get("/feed.atom").text)
            for c in (client, create_app(moved).test_client())
        ]
        assert ids[0] == ids[1]
        assert ids[0][0].startswith("tag:news.example.org,2024-06-25:")

    def test_X9_J3_all_formats_agree(self, client: FlaskClient, service: Service) -> None:
        ids = [item["id"] for item in json.loads(client.get("/feed.json").data)["items"]]
        expected = [item.tag for item in service.store.items.public(50)]
        assert ids == expected
        for path in ("/feed.rss", "/feed.atom"):
            text = client.get(path).text
            places = [text.index(f">{tag}<") for tag in expected]
            assert places == sorted(places)

    def test_L1_ids_survive_an_edit(
        self,
        client: FlaskClient,
        service: Service,
        city: SampleCity,
        collect: Callable[..., Run],
        clock: FakeClock,
    ) -> None:
        story = next(s for s in city.stories if s.section == "news")
        before = item_of(service, story.title)
        city.edit(story.number, title="Another title altogether")
        collect(service.store.sources.get("news"))
        entry = next(
            e
            for e in client.get("/feed.json").get_json()["items"]
            if e["title"] == "Another title altogether"
        )
        assert entry["id"] == before.tag
        assert entry["date_published"] != entry["date_modified"]


@pytest.mark.usefixtures("full")
class TestApi:
    def test_an_item_has_every_field(
        self, client: FlaskClient, service: Service, city: SampleCity
    ) -> None:
        story = next(s for s in STORIES if s.section == "news" and s.shots and s.author)
        item = item_of(service, story.title)
        shown = client.get(f"/api/v1/items/{item.uid}").get_json()
        assert shown["title"] == story.title
        assert shown["text"] == "\n".join(story.paragraphs)
        assert shown["urls"] == [city.url + story.path]
        assert shown["url"] == f"https://news.example.org/items/{item.uid}/{item.slug}"
        assert (shown["author"], shown["byline_source"]) == (story.author, story.byline_source)
        assert (shown["published"], shown["published_precision"]) == (
            story.updated.isoformat(),
            "day",
        )
        assert (shown["section"], shown["source"], shown["status"], shown["language"]) == (
            "Harbin Today",
            "news",
            "published",
            "en",
        )
        assert [image["caption"] for image in shown["images"]] == [
            shot.line for shot in story.shots
        ]
        assert all(image["original"].startswith(city.url) for image in shown["images"])
        assert shown["revisions"] == 1

    def test_rights_hold(self, client: FlaskClient, service: Service) -> None:
        item = item_of(service, next(s.title for s in STORIES if s.section == "gallery"))
        shown = client.get(f"/api/v1/items/{item.uid}").get_json()
        assert (shown["text"], shown["html"], shown["images"]) == (None, None, [])
        assert shown["summary"]

    def test_section_and_source_narrow_it(self, client: FlaskClient) -> None:
        gallery = client.get("/api/v1/items?section=photo-gallery&limit=200").get_json()["items"]
        assert {item["section"] for item in gallery} == {"Photo Gallery"}
        assert client.get("/api/v1/items?source=nobody").status_code == 404

    def test_nonsense_is_a_clear_400(self, client: FlaskClient) -> None:
        for query in (
            "limit=0",
            "limit=201",
            "limit=x",
            "after=x",
            "after=1-",
            "after=99999999999999999999-1",
        ):
            answer = client.get(f"/api/v1/items?{query}")
            assert answer.status_code == 400
            assert "understood" in answer.text


class TestHostileRequests:
    @pytest.mark.parametrize(
        "path",
        [
            "/items/%00/x",
            "/sections/%00/",
            "/api/v1/items?source=%00",
            "/?after=99999999999999999-999999999",
            "/?after=²-1",
            "/api/v1/items?limit=²",
            "/archive/1/01/01/",
            "/archive/9999/12/31/",
            "/archive/99999999999999999999/01/01/",
            "/items/%ff%fe/x",
            "/sections/" + "a" * 5000 + "/",
        ],
    )
    def test_odd_addresses_are_no_server_error(self, client: FlaskClient, path: str) -> None:
        assert client.get(path).status_code in (200, 301, 308, 400, 404)

    @pytest.mark.parametrize(
        "path",
        [
            "/%09/evil.example/x.rss/",
            "//evil.example/x.rss/",
            "/\\evil.example/feed.rss/",
            "/%5C%5Cevil.example/feed.rss/",
        ],
    )
    def test_no_address_leads_elsewhere(self, client: FlaskClient, path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 404 or not answer.headers.get(
            "Location", ""
        ).lstrip().startswith(("//", "http", "\\"))

    def test_odd_names_are_no_server_error_at_the_login(self, client: FlaskClient) -> None:
        page = client.get("/desk/login").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        form = {"csrf_token": token[1], "name": "a\0b", "password": "x"}
        assert client.post("/desk/login", data=form).status_code in (400, 401)


class TestOps:
    def test_alive_and_ready(self, client: FlaskClient, service: Service, clock: FakeClock) -> None:
        assert client.get("/healthz").status_code == 200
        gone = client.get("/readyz")
        assert (gone.status_code, gone.headers["Retry-After"]) == (503, "30")
        service.store.sections.beat(clock())
        assert client.get("/readyz").status_code == 200
        clock.turn(minutes=5)
        assert "clock does not tick" in client.get("/readyz").text

    def test_H17_without_a_database_readers_get_503_and_not_an_empty_feed(
        self, client: FlaskClient, service: Service
    ) -> None:
        with service.store.database.write() as session:
            session.connection().exec_driver_sql("ALTER TABLE items RENAME TO elsewhere")
        answer = client.get("/feed.rss")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert client.get("/healthz").status_code == 200

    def test_nothing_due_means_no_new_edition(self, service: Service, clock: FakeClock) -> None:
        before = service.store.sections.edition()
        assert release(service.store, clock() + timedelta(days=1)) == []
        assert service.store.sections.edition() == before

    def test_every_answer_is_guarded(self, client: FlaskClient) -> None:
        head = client.get("/").headers
        assert "default-src 'none'" in head["Content-Security-Policy"]
        assert "script-src" not in head["Content-Security-Policy"]
        assert head["X-Content-Type-Options"] == "nosniff"
