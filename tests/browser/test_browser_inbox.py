"""The inbox by keyboard alone, in a real browser."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from app.run.boot import Service
from app.values.settings import Settings
from tests.browsers import Logins, complaints_of, fill_inbox, in_a_browser, shoot
from tests.conftest import FakeClock
from tests.deskwork import at_desk

pytestmark = in_a_browser

COUNT = 50


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Pages are asked for without TLS, as here, so that the desk takes the browser's word for where
    its forms stand.
    """
    return replace(settings, base_url="http://news.example.org")


@pytest.mark.slow
def test_an_inbox_of_fifty_is_cleared_by_keyboard_alone(
    page: Page, site: str, service: Service, logins: Logins, clock: FakeClock
) -> None:
    fill_inbox(service, COUNT)
    complaints = complaints_of(page)
    logins.hire("wei", role="editor")
    logins.come(page, f"{site}/desk/inbox")
    rows = page.locator("tr[data-uid]")
    expect(rows).to_have_count(COUNT)
    shoot(page, "desk-inbox")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows.first).to_be_focused()
    page.keyboard.press("p")
    expect(rows.first.locator(".preview")).to_be_visible()
    first = rows.first.get_attribute("data-uid") or ""
    page.keyboard.press("r")
    expect(rows).to_have_count(COUNT - 1)
    assert service.store.items.by_uid(first).status == "rejected"
    page.keyboard.press("z")
    expect(rows).to_have_count(COUNT)
    expect(rows.first).to_be_focused()
    assert service.store.items.by_uid(first).status == "review"
    page.keyboard.press("m")
    page.keyboard.type("ar jkz")
    expect(rows).to_have_count(COUNT)
    expect(page.locator(":focus")).to_have_value("ar jkz")
    page.keyboard.press("Shift+Tab")
    rows.first.focus()
    for left in range(COUNT - 1, -1, -1):
        page.keyboard.press("a" if left % 5 else "r")
        expect(rows).to_have_count(left)
    expect(page.get_by_text("Nothing waits for review.")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Rejected 1.")
    assert service.store.items.count() == {"scheduled": 40, "rejected": 10}
    clock.turn(seconds=10)
    assert len(at_desk(service.store).release(clock())) == 40
    assert complaints == []


def test_keys_do_nothing_for_an_editor_who_wants_none(
    page: Page, site: str, service: Service, logins: Logins
) -> None:
    fill_inbox(service, COUNT)
    logins.hire("wei", role="editor")
    logins.come(page, f"{site}/desk/inbox")
    service.store.editors.prefer("wei", shortcuts=False, language="")
    page.reload()
    rows = page.locator("tr[data-uid]")
    rows.first.focus()
    page.keyboard.press("r")
    page.keyboard.press("j")
    expect(rows.first).to_be_focused()
    expect(rows).to_have_count(COUNT)
    assert service.store.items.count() == {"review": COUNT}
