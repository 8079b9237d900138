"""The site and the desk in a real browser, with JavaScript switched off: on a phone and on a desk,
in the light and in the dark.

Screenshots are written to build/screenshots, for a person to look at.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.run.boot import Service
from app.values.model import Run
from tests.browsers import in_a_browser, shoot
from tests.browsing import PASSWORD
from tests.conftest import Add
from tests.samplecity import STORIES, SampleCity

pytestmark = in_a_browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def test_a_reader_walks_the_site(
    page: Page, site: str, city: SampleCity, add: Add, collect: Callable[..., Run]
) -> None:
    collect(add("news"), backfill=0)
    collect(add("gallery"))
    story = next(s for s in city.stories if s.section == "news")
    errors: list[Any] = []
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else None
    )
    page.goto(site)
    shoot(page, "front")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.get_by_role("link", name=story.title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(story.title)
    expect(page.get_by_text(story.paragraphs[0][:60])).to_be_visible()
    shoot(page, "item")
    page.get_by_role("navigation").get_by_role("link", name="Photo Gallery").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Photo Gallery")
    shoot(page, "section")
    for name in ("Archive", "Feeds"):
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        shoot(page, name.lower())
    page.goto(f"{site}/nowhere")
    shoot(page, "missing")
    assert [error for error in errors if "404" not in error] == []


def test_an_empty_site_is_honest(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.get_by_role("main")).to_contain_text(re.compile("nothing", re.I))
    shoot(page, "empty")


def test_the_keyboard_reaches_the_first_headline(
    page: Page, site: str, add: Add, collect: Callable[..., Run]
) -> None:
    collect(add("news"))
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "/items/" in (page.locator(":focus").get_attribute("href") or "")


def test_an_editor_pastes_a_link_and_publishes_in_three_actions(
    page: Page, site: str, service: Service, city: SampleCity, add: Add
) -> None:
    add("news")
    story = next(s for s in STORIES if s.section == "news" and s.shots)
    service.store.editors.add("wei", "chief", service.passwords.make(PASSWORD), service.now())
    page.goto(f"{site}/desk/items/new")
    shoot(page, "desk-login")
    page.get_by_label("Name").fill("wei")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New item")
    page.get_by_label("Address of the story").fill(city.url + story.path)
    page.get_by_role("button", name="Fill in from the link").click()
    expect(page.get_by_label("Title")).to_have_value(story.title)
    shoot(page, "desk-item")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Saved and published.")).to_be_visible()
    page.get_by_role("link", name="See it on the site").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(story.title)
    page.goto(f"{site}/desk/")
    shoot(page, "desk-items")
    page.goto(f"{site}/desk/sources")
    shoot(page, "desk-sources")


def test_the_desk_tells_which_source_fails_and_why(
    page: Page, site: str, service: Service, city: SampleCity, add: Add, collect: Callable[..., Run]
) -> None:
    well, failing = add("news"), add("gallery")
    lost = next(story for story in city.stories if story.section == "news")

    def breaking(path: str) -> None:
        if path in (lost.path, "/gallery/index.html"):
            raise ConnectionError

    city.before = breaking
    assert collect(well).error == ""
    assert collect(failing).error_kind == "truncated"
    service.store.editors.add("wei", "chief", service.passwords.make(PASSWORD), service.now())
    page.goto(f"{site}/desk/sources")
    page.get_by_label("Name").fill("wei")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    good, bad = (
        page.get_by_role("row").filter(has_text="/news/"),
        page.get_by_role("row").filter(has_text="/gallery/"),
    )
    expect(good).to_contain_text("well")
    expect(bad).to_contain_text("failing")
    expect(bad).to_contain_text("The answer broke off half-way")
    expect(good).to_contain_text("1 failed")
    good.get_by_text("What failed").click()
    expect(good.get_by_role("listitem")).to_be_visible()
    shoot(page, "desk-sources-failing")
