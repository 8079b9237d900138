"""What a field was decided from, in a real browser: read, put into the field by mouse and by keys,
at the width of a phone and of a desk.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.values.settings import Settings
from tests.browsers import SIZES, TAGS, Logins, in_a_browser, shoot
from tests.contested import HEADING, IN_DATA, PATH, SUMMARY, Contested
from tests.server import Server

pytestmark = in_a_browser


@pytest.fixture
def paper() -> Iterator[Server]:
    with Server(Contested().answer) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, paper: Server) -> Settings:
    return replace(settings, allow_hosts=settings.allow_hosts | {paper.host})


def filled(page: Page, site: str, logins: Logins, paper: Server) -> None:
    logins.come(page, f"{site}/desk/items/new?url={paper.url}{PATH}")
    page.get_by_role("button", name="Fill in from the link").click()
    expect(page.get_by_role("heading", name="The original")).to_be_visible()


def why(page: Page, name: str) -> None:
    page.locator(f"details[data-of={name}] summary").click()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_another_title_is_put_into_the_field_by_one_click(
    browser: Browser, site: str, logins: Logins, paper: Server, size: str
) -> None:
    logins.hire("wei")
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    page = context.new_page()
    filled(page, site, logins, paper)
    title = page.locator("#title")
    expect(title).to_have_value(HEADING)
    why(page, "title")
    why(page, "author")
    why(page, "summary")
    use = page.get_by_role("button", name=f"Use this {IN_DATA}", exact=True)
    expect(use).to_have_attribute("aria-pressed", "false")
    use.click()
    expect(title).to_have_value(IN_DATA)
    expect(use).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#keeping")).not_to_be_empty()
    page.locator("details[data-of=author] summary").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#author")).to_have_value("Ann Lee")
    expect(page.locator("#summary")).to_have_value(SUMMARY)
    title.fill("Something else")
    expect(use).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.response["violations"] == []
    if size == "desk":
        shoot(page, "desk-why")
    context.close()


def test_without_scripts_it_is_shown_and_nothing_can_be_pressed(
    browser: Browser, site: str, logins: Logins, paper: Server
) -> None:
    logins.hire("wei")
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    filled(page, site, logins, paper)
    why(page, "title")
    expect(page.locator("details[data-of=title]")).to_contain_text(IN_DATA)
    expect(page.locator("button[data-fill]").first).to_be_hidden()
    context.close()
