"""The reader's site: its languages, what it says to programs, what it weighs, and addresses that
never die.
"""

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from gettext import GNUTranslations
from io import BytesIO
from typing import Any

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from html5lib import HTMLParser
from lxml import etree

from app.news.revisions import difference
from app.publish.frontpage import foremost
from app.publish.release import release
from app.run.boot import Service
from app.values import quotas
from app.values.errors import Conflict
from app.values.model import Content, Item, Run
from app.values.negotiation import language
from app.web import create_app
from tests.conftest import Add, FakeClock
from tests.deskwork import at_desk
from tests.processes import HOUSE

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}


@pytest.fixture
def full(add: Add, collect: Callable[..., Run], clock: FakeClock) -> None:
    """A site with news that may be shown whole."""
    collect(add("news"), backfill=0)
    clock.turn(minutes=1)


@pytest.fixture
def item(service: Service, full: None) -> Item:
    return service.store.items.public(1)[0]


def write(
    service: Service, content: Content, section: str = "News", clock: FakeClock | None = None
) -> Item:
    """An item of our own, public."""
    if clock:
        clock.turn(minutes=1)
    made = at_desk(service.store).write(content, section, "wei", service.now())
    at_desk(service.store).publish(made.uid, service.now())
    release(service.store, service.now())
    return service.store.items.by_uid(made.uid)


def links(page: str) -> list[str]:
    return re.findall(r'<a [^>]*href="([^"]*)"', page)


def onward(page: str) -> str:
    """Where a page of headlines goes on; empty at the end."""
    found = re.search(r'<a class="onward" rel="next" href="([^"]*)"', page)
    return found[1] if found else ""


class TestLanguages:
    @pytest.mark.parametrize(
        ("header", "wanted"),
        [
            ("", "en"), ("zh-CN", "zh"), ("zh-TW,en;q=0.5", "zh"), ("en,zh;q=0.9", "en"), ("de,fr", "en"), ("*", "en"), ("zh;q=0", "en"),
            ("de;q=1,zh;q=0.2", "zh"), ("zh;q=nonsense,en;q=0.1", "en"), ("\x00,;=;q", "en"),
        ],
    )  # fmt: skip
    def test_the_browsers_wish(self, header: str, wanted: str) -> None:
        assert language(header, ("en", "zh")) == wanted

    def test_one_address_speaks_both_languages_and_says_so(
        self, client: FlaskClient, full: None
    ) -> None:
        english, chinese = client.get("/"), client.get("/", headers=CHINESE)
        assert '<html lang="en"' in english.text
        assert '<html lang="zh-CN"' in chinese.text
        assert "往期" in chinese.text
        for answer in (english, chinese):
            assert "Accept-Language" in answer.headers["Vary"]

    def test_an_address_with_a_language_keeps_to_it(self, client: FlaskClient, item: Item) -> None:
        for path in (
            "/zh/",
            f"/zh/items/{item.uid}/{item.slug}",
            "/zh/archive/2024/06/21/",
            "/zh/search?q=river",
            "/zh/feeds/",
            "/zh/about/",
        ):
            answer = client.get(path)
            assert (answer.status_code, '<html lang="zh-CN"' in answer.text) == (200, True), path
            assert "Accept-Language" not in answer.headers["Vary"]
            pages = [
                link
                for link in links(answer.text)
                if link.startswith("/") and not re.search(r"/feed\.\w+|\.opml$", link)
            ]
            assert pages
            assert all(link.startswith(("/zh/", "/en/")) for link in pages), [
                p for p in pages if not p.startswith(("/zh/", "/en/"))
            ]

    def test_the_switch_leads_to_the_very_page_and_back(
        self, client: FlaskClient, full: None
    ) -> None:
        page = client.get("/archive/2024/06/21/").text
        assert "/zh/archive/2024/06/21/" in links(page)
        assert "/en/archive/2024/06/21/" in links(client.get("/zh/archive/2024/06/21/").text)
        assert '<html lang="en"' in client.get("/en/archive/2024/06/21/", headers=CHINESE).text

    def test_redirects_stay_in_the_language(self, client: FlaskClient, item: Item) -> None:
        assert (
            client.get(f"/zh/items/{item.uid}/").headers["Location"]
            == f"/zh/items/{item.uid}/{item.slug}"
        )
        assert client.get("/zh/archive/").headers["Location"].startswith("/zh/archive/")
        assert client.get("/zh").headers["Location"] == "/zh/"

    def test_what_is_no_page_has_one_address(self, client: FlaskClient, full: None) -> None:
        for path in ("/feed.rss", "/robots.txt", "/sitemap.xml", "/desk/login", "/api/v1/items"):
            answer = client.get(f"/zh{path}")
            assert (answer.status_code, answer.headers["Location"]) == (301, path)
        assert (
            client.get("/zh//evil.example/feed.rss").headers["Location"] == "/evil.example/feed.rss"
        )

    def test_interface_texts_are_all_translated_and_compiled(self) -> None:
        folder = HOUSE / "app" / "translations" / "zh_Hans_CN" / "LC_MESSAGES"
        catalog = read_po(BytesIO((folder / "messages.po").read_bytes()), locale="zh_Hans_CN")
        assert not [message.id for message in catalog if message.id and not message.string]
        compiled = GNUTranslations(BytesIO((folder / "messages.mo").read_bytes()))
        for message in catalog:
            if isinstance(message.id, str) and message.id:
                assert compiled.gettext(message.id) == message.string
            elif message.id and message.string:
                assert compiled.ngettext(message.id[0], message.id[1], 2) == message.string[0]
        known = {message.id for message in catalog if message.id}
        keywords: dict[str, Any] = {
            **DEFAULT_KEYWORDS,
            "gettext": None,
            "ngettext": (1, 2),
            "InputError": (1,),
            "TooMany": (1,),
            "Conflict": (1,),
        }
        methods = [
            ("app/**.py", "python"),
            ("templates/**.html", "jinja2"),
            ("templates/mail/**.txt", "jinja2"),
        ]
        options = {"templates/**.html": {"trimmed": "true"}}
        used = {found[2] for found in extract_from_dir(HOUSE, methods, options, keywords)}
        assert len(used) > 500
        assert (used | set(quotas.REFUSALS.values())) - known == set()


class TestMachines:
    def test_an_item_describes_itself(
        self, client: FlaskClient, service: Service, clock: FakeClock
    ) -> None:
        made = write(
            service,
            Content(
                'The "bridge" </script><b>&',
                "It opened.",
                html="<p>It opened.</p>",
                text="It opened.",
                language="en",
            ),
        )
        page = client.get(f"/items/{made.uid}/{made.slug}").text
        HTMLParser(strict=True).parse(page)
        [said] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
        data = json.loads(said)
        assert data["@type"] == "NewsArticle"
        assert data["headline"] == 'The "bridge" </script><b>&'
        assert data["datePublished"].startswith("2024-06-25T10:")
        assert data["publisher"]["name"] == service.settings.title
        properties = dict(re.findall(r'<meta property="([^"]+)" content="([^"]*)"', page))
        assert properties["og:type"] == "article"
        assert properties["og:url"] == f"https://news.example.org/items/{made.uid}/{made.slug}"
        assert properties["og:image"] == f"https://news.example.org/items/{made.uid}/card.png"

    def test_the_canonical_address_follows_the_rights(
        self, client: FlaskClient, service: Service, item: Item
    ) -> None:
        ours = write(service, Content("Ours", text="Ours."))
        assert canonical(client, ours) == f"https://news.example.org/items/{ours.uid}/ours"
        assert canonical(client, item) == item.original_url
        at_desk(service.store).edit(
            item.uid,
            item.revision,
            item.content,
            item.section.title,
            "wei",
            service.now(),
            rights="summary",
        )
        assert (
            canonical(client, service.store.items.by_uid(item.uid))
            == f"https://news.example.org/items/{item.uid}/{item.slug}"
        )

    def test_sitemaps_hold_every_public_item_once(
        self, client: FlaskClient, service: Service, item: Item
    ) -> None:
        at_desk(service.store).withdraw(item.uid, "", service.now())
        index = etree.fromstring(client.get("/sitemap.xml").data)
        parts = [str(found.text) for found in index.iter(f"{SITEMAP}loc")]
        found: list[str] = []
        for part in parts:
            answer = client.get(part.removeprefix("https://news.example.org"))
            assert answer.status_code == 200
            found += [
                str(place.text) for place in etree.fromstring(answer.data).iter(f"{SITEMAP}loc")
            ]
        expected = {
            f"https://news.example.org/items/{one.uid}/{one.slug}"
            for one in service.store.items.public(500)
        }
        assert expected <= set(found)
        assert len(found) == len(set(found))
        assert not [place for place in found if item.uid in place]
        for place in found:
            assert client.get(place.removeprefix("https://news.example.org")).status_code == 200, (
                place
            )

    def test_the_news_sitemap_is_of_two_days(
        self, client: FlaskClient, service: Service, clock: FakeClock
    ) -> None:
        write(service, Content("Old news", text="x", language="en"))
        clock.turn(days=3)
        write(service, Content("冰雪", text="x", language="zh"))
        root = etree.fromstring(client.get("/news-sitemap.xml").data)
        assert [found.text for found in root.iter(f"{NEWS}title")] == ["冰雪"]
        assert [found.text for found in root.iter(f"{NEWS}language")] == ["zh-cn"]

    def test_robots_and_security(self, client: FlaskClient, service: Service) -> None:
        robots = client.get("/robots.txt").text
        assert "Sitemap: https://news.example.org/sitemap.xml" in robots
        assert "Disallow: /feed" not in robots
        assert client.get("/.well-known/security.txt").status_code == 404
        app = create_app(
            replace(service, settings=replace(service.settings, contact="desk@news.example.org"))
        )
        text = app.test_client().get("/.well-known/security.txt").text
        assert "Contact: mailto:desk@news.example.org" in text
        assert re.search(r"^Expires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", text, re.M)

    def test_no_true_translation_means_no_hreflang_in_the_head(
        self, client: FlaskClient, item: Item
    ) -> None:
        assert (
            "hreflang"
            not in client.get(f"/items/{item.uid}/{item.slug}").text.partition("</head>")[0]
        )


def canonical(client: FlaskClient, item: Item) -> str:
    found = re.search(
        r'<link rel="canonical" href="([^"]*)"', client.get(f"/items/{item.uid}/{item.slug}").text
    )
    assert found
    return found[1]


class TestWeight:
    """A page of text is one small answer that asks for nothing else."""

    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/sections/harbin-today/",
            "/archive/2024/06/21/",
            "/search?q=the",
            "/feeds/",
            "/about/",
            "/corrections/",
            "/nowhere",
        ],
    )
    def test_a_page_of_text_takes_at_most_14_kb(
        self, client: FlaskClient, full: None, path: str
    ) -> None:
        body = client.get(path).data
        assert len(gzip.compress(body, 6)) <= 14_000

    def test_a_page_asks_for_nothing_but_its_pictures(
        self, client: FlaskClient, item: Item
    ) -> None:
        for path in ("/", f"/items/{item.uid}/{item.slug}", "/zh/", "/search?q=river"):
            page = client.get(path).text
            assert "<script src" not in page
            assert not re.findall(
                r'<link [^>]*rel="(?:stylesheet|preload|icon)"[^>]*href="(?!data:)', page
            )
            assert all(
                source.startswith("/media/")
                for source in re.findall(r'<(?:img|source)[^>]* (?:src|srcset)="([^"]*)"', page)
            )

    def test_the_policy_lets_the_pages_own_style_and_script_pass(
        self, client: FlaskClient, full: None
    ) -> None:
        from base64 import b64encode
        from hashlib import sha256

        answer = client.get("/feeds/")
        policy = answer.headers["Content-Security-Policy"]
        for element in ("style", "script"):
            for text in re.findall(rf"<{element}>(.*?)</{element}>", answer.text, re.S):
                assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in client.get("/").headers["Content-Security-Policy"]


class TestAddresses:
    def test_a_renamed_section_keeps_its_former_addresses_and_its_feeds_ids(
        self, client: FlaskClient, service: Service, full: None
    ) -> None:
        before = client.get("/sections/harbin-today/feed.atom").text
        service.store.sections.rename("harbin-today", service.now(), title="City", new_slug="city")
        assert client.get("/sections/harbin-today/").headers["Location"] == "/sections/city/"
        for form in ("rss", "atom", "json"):
            answer = client.get(f"/sections/harbin-today/feed.{form}")
            assert (answer.status_code, answer.headers["Location"]) == (
                301,
                f"/sections/city/feed.{form}",
            )
        after = client.get("/sections/city/feed.atom").text
        assert feed_id(before) == feed_id(after)
        assert ">City<" in client.get("/sections/city/").text
        service.store.sections.rename("city", service.now(), new_slug="harbin-today")
        assert client.get("/sections/city/").headers["Location"] == "/sections/harbin-today/"
        assert client.get("/sections/harbin-today/").status_code == 200

    def test_a_renamed_section_is_still_found_by_who_knows_its_former_name(
        self, service: Service, full: None
    ) -> None:
        service.store.sections.rename("harbin-today", service.now(), title="City", new_slug="city")
        for name in ("Harbin Today", "harbin-today", "City", "city"):
            assert write(service, Content(f"For {name}", text="x"), name).section.slug == "city"
        write(service, Content("Other", text="x"), "Sport")
        with pytest.raises(Conflict):
            service.store.sections.rename("sport", service.now(), title="City")

    def test_months_and_years_lead_to_days(self, client: FlaskClient, full: None) -> None:
        assert client.get("/archive/2024/06/").headers["Location"].startswith("/archive/2024/06/")
        assert client.get("/archive/2024/").headers["Location"].startswith("/archive/2024/06/")
        assert client.get("/archive/1901/").status_code == 404
        assert client.get("/archive/2024/13/").status_code == 404

    def test_the_calendar_leads_to_days_with_news_only(
        self, client: FlaskClient, service: Service, full: None
    ) -> None:
        page = client.get("/archive/2024/06/21/").text
        calendar = page[page.index("<table>") : page.index("</table>")]
        days = {
            f"/archive/{day:%Y/%m/%d}/"
            for day in service.store.items.days(
                service.settings.zone, service.store.items.public(1)[0].published_at.date()
            )
        }
        assert {link for link in links(calendar) if link.startswith("/archive/2024/06/")} == days

    def test_a_day_of_many_stories_goes_on_by_key(
        self, client: FlaskClient, service: Service, clock: FakeClock
    ) -> None:
        for number in range(103):
            write(service, Content(f"Story {number}", text="x"))
        day = clock().astimezone(service.settings.zone)
        first = client.get(f"/archive/{day:%Y/%m/%d}/").text
        second = client.get(onward(first)).text
        shown = [set(re.findall(r"Story \d+(?=</a>)", page)) for page in (first, second)]
        assert (len(shown[0]), len(shown[1]), shown[0] & shown[1]) == (100, 3, set())


def feed_id(feed: str) -> str:
    return feed.partition("<id>")[2].partition("</id>")[0]


class TestStories:
    def test_history_shows_what_the_rights_allow(
        self, client: FlaskClient, service: Service, clock: FakeClock
    ) -> None:
        made = write(
            service, Content("A bridge", "Old summary", html="<p>Old text</p>", text="Old text")
        )
        content = replace(
            made.content,
            title="The bridge",
            summary="New summary",
            html="<p>New text</p>",
            text="New text",
        )
        at_desk(service.store).edit(made.uid, 1, content, "News", "wei", clock.turn(minutes=1))
        path = f"/items/{made.uid}/history"
        assert "<del>Old </del>" in client.get(path).text
        now = service.store.items.by_uid(made.uid)
        at_desk(service.store).edit(
            made.uid,
            now.revision,
            now.content,
            "News",
            "wei",
            clock.turn(minutes=1),
            rights="headline",
        )
        page = client.get(path).text.partition("<main")[2].partition("</main")[0]
        assert "<ins>The </ins>" in page
        assert "summary" not in page
        assert "Old text" not in page

    def test_history_of_what_is_not_public_is_not_told(
        self, client: FlaskClient, service: Service
    ) -> None:
        draft = at_desk(service.store).write(Content("Secret"), "News", "wei", service.now())
        assert client.get(f"/items/{draft.uid}/history").status_code == 404
        gone = write(service, Content("Gone"))
        at_desk(service.store).withdraw(gone.uid, "why", service.now())
        assert client.get(f"/items/{gone.uid}/history").status_code == 404

    def test_history_begins_when_a_text_became_public(
        self, client: FlaskClient, service: Service, clock: FakeClock
    ) -> None:
        draft = at_desk(service.store).write(
            Content("Rumour", text="Unproven."), "News", "wei", clock()
        )
        checked = Content("Fact", text="Proven.")
        at_desk(service.store).edit(draft.uid, 1, checked, "News", "wei", clock.turn(minutes=1))
        at_desk(service.store).publish(draft.uid, clock.turn(minutes=1))
        release(service.store, clock())
        at_desk(service.store).edit(
            draft.uid, 2, replace(checked, title="Facts"), "News", "wei", clock.turn(minutes=1)
        )
        page = client.get(f"/items/{draft.uid}/history").text
        assert "<ins>Facts</ins>" in page
        assert "Rumour" not in page

    def test_pictures_that_are_not_ours_are_not_shown(
        self, client: FlaskClient, service: Service
    ) -> None:
        html = '<p>Text</p><figure><img src="https://elsewhere.example/a.jpg" alt="A"><figcaption>Cap</figcaption></figure>'
        made = write(service, Content("Pictures", html=html, text="Text"))
        page = client.get(f"/items/{made.uid}/{made.slug}").text
        assert "elsewhere.example" not in page

    def test_neighbours(self, client: FlaskClient, service: Service, clock: FakeClock) -> None:
        one, two, three = (
            write(service, Content(title, text="x"), clock=clock)
            for title in ("One", "Two", "Three")
        )
        page = client.get(f"/items/{two.uid}/{two.slug}").text
        assert f'rel="prev" href="/items/{one.uid}/one"' in page
        assert f'rel="next" href="/items/{three.uid}/three"' in page

    def test_our_own_story_is_dated_by_its_publication(
        self, client: FlaskClient, service: Service
    ) -> None:
        made = write(service, Content("Ours", text="x"))
        page = client.get(f"/items/{made.uid}/ours").text
        assert ">25 June 2024, 10:00</time>" in page
        assert "seen" not in page.partition("<main")[2].partition("</main")[0]

    def test_unknown_stories_are_not_found(self, client: FlaskClient) -> None:
        assert client.get("/stories/99/").status_code == 404
        assert client.get("/tags/nothing/").status_code == 404


class TestFrontPage:
    def stories(self, service: Service, clock: FakeClock, count: int) -> list[Item]:
        return [
            write(service, Content(f"S{n}", "Said.", text="x"), clock=clock) for n in range(count)
        ]

    def test_many_reports_lead(self, service: Service, clock: FakeClock) -> None:
        items = self.stories(service, clock, 5)
        assert foremost(items, 1)[0].content.title == "S4"
        loud = [replace(one, reports=3) if one.content.title == "S1" else one for one in items]
        assert [one.content.title for one in foremost(loud, 2)] == ["S1", "S4"]

    def test_old_news_does_not_lead_however_loud(self, service: Service, clock: FakeClock) -> None:
        old, new = self.stories(service, clock, 2)
        old = replace(old, reports=50, published_at=new.published_at - timedelta(days=4))
        assert foremost([new, old], 2) == [new]

    def test_nothing_leads_an_empty_page(self) -> None:
        assert foremost([], 4) == []

    def test_every_section_has_its_place(
        self, client: FlaskClient, service: Service, clock: FakeClock
    ) -> None:
        for section in ("News", "Sport", "Arts"):
            for number in range(5):
                write(service, Content(f"{section} {number}", text="x"), section, clock)
        page = client.get("/").text
        columns = page[page.index('class="section-columns"') :]
        assert re.findall(r'href="/sections/(\w+)/">', columns.partition("</main>")[0]) == [
            "news",
            "sport",
            "arts",
        ]


class TestDifference:
    def test_words_and_characters(self) -> None:
        assert difference("The old bridge", "The new bridge") == (
            ("same", "The "),
            ("gone", "old "),
            ("new", "new "),
            ("same", "bridge"),
        )
        assert difference("冰雪大世界开园", "冰雪大世界闭园") == (
            ("same", "冰雪大世界"),
            ("gone", "开"),
            ("new", "闭"),
            ("same", "园"),
        )
        assert difference("Same", "Same") == (("same", "Same"),)

    def test_long_stretches_are_shortened(self) -> None:
        same = " ".join(f"word{n}" for n in range(500))
        pieces = difference(f"A {same}", f"B {same}")
        assert pieces[0][0] == "gone"
        assert len(pieces[-1][1]) < 400


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/archive/",
        "/search?q=x",
        "/feeds/",
        "/corrections/",
        "/about/",
        "/sitemap.xml",
        "/sitemaps/pages.xml",
        "/feeds.opml",
        "/news-sitemap.xml",
    ],
)
def test_an_empty_site_has_all_its_pages(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    if answer.mimetype == "text/html":
        HTMLParser(strict=True).parse(answer.text)


def test_pages_cost_the_same_number_of_queries_at_any_depth(
    client: FlaskClient, service: Service, clock: FakeClock
) -> None:
    from tests.app.store.test_store import statements

    for number in range(70):
        write(service, Content(f"S{number}", text="x"), clock=clock)
    counts: list[int] = []
    path = "/sections/news/"
    while path and len(counts) < 9:
        with statements(service.store) as seen:
            page = client.get(path).text
        counts.append(len(seen))
        path = onward(page)
    assert len(counts) == 3
    assert len(set(counts)) == 1
