"""The whole site in a real browser: accessible by axe-core, in both languages, by keyboard alone,
in print, asking nobody else for anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect

from app.edition import EditionCache, Watch
from app.run.boot import build
from app.web import create_app
from tests.browsers import SHOTS, TAGS, in_a_browser, serving_at, shoot
from tests.conftest import FakeClock, settings_for
from tests.samplecity import SampleCity
from tests.wholesite import fill

pytestmark = in_a_browser


@dataclass(frozen=True)
class Whole:
    """A running site with one of everything, and the paths of its pages by name."""

    url: str
    paths: dict[str, str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    folder, clock = tmp_path_factory.mktemp("whole"), FakeClock()
    with SampleCity() as city:
        service = build(settings_for(folder, f"sqlite:///{folder / 'harbin.db'}", city), now=clock)
        paths = fill(service, city, clock)
        cache = EditionCache(
            create_app(service),
            Watch(service.store.sections.number),
            service.settings.languages,
            clock,
        )
        with serving_at(cache) as url:
            yield Whole(url, paths)
        service.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "some", [("front", "item", "zh-search"), pytest.param((), id="all", marks=pytest.mark.slow)]
)
def test_axe_finds_nothing_on_any_page_light_and_dark(
    page: Page, whole: Whole, some: tuple[str, ...]
) -> None:
    for name in some or whole.paths:
        path = whole.paths[name]
        page.goto(whole.url + path)
        for scheme, width in (("light", 360), ("dark", 1440)):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page, options={"runOnly": TAGS})
            assert not found.response["violations"], f"{name} {scheme}: {found.generate_report()}"


@pytest.mark.slow
def test_pages_are_shot_for_a_person_to_look_at(page: Page, whole: Whole) -> None:
    for name in (
        "front",
        "picture",
        "history",
        "corrections",
        "about",
        "feeds",
        "search",
        "tag",
        "withdrawn",
        "zh-front",
        "zh-item",
        "zh-search",
    ):
        page.goto(whole.url + whole.paths[name])
        shoot(page, f"site-{name}")


@pytest.mark.slow
def test_no_page_asks_anybody_else_or_leaves_a_cookie(page: Page, whole: Whole) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in whole.paths.values():
        page.goto(whole.url + path)
        page.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if not url.startswith((whole.url, "data:"))] == []
    assert page.context.cookies() == []


def test_a_page_of_text_is_one_request_of_at_most_14_kb(page: Page, whole: Whole) -> None:
    for name in ("section", "archive", "item", "search", "about", "zh-item"):
        answers = answers_of(page, whole.url + whole.paths[name])
        assert len(answers) == 1, (name, [answer.url for answer in answers])
        assert size_of(answers) <= 14_000, (name, size_of(answers))


def test_an_item_with_a_picture_takes_at_most_4_requests_and_100_kb(
    page: Page, whole: Whole
) -> None:
    answers = answers_of(page, whole.url + whole.paths["picture"])
    assert 2 <= len(answers) <= 4
    assert size_of(answers) <= 100_000


def answers_of(page: Page, url: str) -> list[Response]:
    """What a browser gets for a page, the page first."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", note)
    return [answer for answer in answers if not answer.url.startswith("data:")]


def size_of(answers: list[Response]) -> int:
    """Bytes on the wire."""
    return sum(answer.request.sizes()["responseBodySize"] for answer in answers)


def test_the_browsers_language_and_the_switch(browser: Browser, whole: Whole) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(whole.url)
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.get_by_role("link", name="English", exact=True).click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Archive", exact=True).first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="中文", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("年")
    context.close()


def test_the_site_is_walked_by_keyboard_alone(page: Page, whole: Whole) -> None:
    page.goto(whole.url)
    tab_to(page, "Search")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    tab_to(page, "")
    page.locator("#q").focus()
    page.keyboard.type("ferry")
    page.keyboard.press("Enter")
    expect(page.locator(".matches mark").first).to_be_visible()
    title = page.locator(".matches h2 a").first.inner_text()
    tab_to(page, title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title[:20])


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the link or field with that text has the focus, which must be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if not name or focus.inner_text().strip() == name:
            assert focus.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


def test_print_shows_the_story_and_where_it_stands(page: Page, whole: Whole) -> None:
    page.goto(whole.url + whole.paths["item"])
    page.emulate_media(media="print")
    for hidden in ("nav.sections", ".pager", ".related", ".skip"):
        assert not page.locator(hidden).first.is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    address = page.locator(".original a").evaluate(
        "node => getComputedStyle(node, '::after').content"
    )
    assert "http" in address
    page.screenshot(path=SHOTS / "site-print.png", full_page=True)


def test_the_copy_button_works_and_is_not_needed(
    page: Page, browser: Browser, whole: Whole
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=whole.url)
    page.goto(whole.url + "/feeds/")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "https://news.example.org/feed.rss"
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(whole.url + "/feeds/")
    assert not plain.get_by_role("button", name="Copy").is_visible()
    assert (
        plain.get_by_label("The feed of everything").input_value()
        == "https://news.example.org/feed.rss"
    )
    context.close()
