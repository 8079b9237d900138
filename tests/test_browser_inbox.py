"""The inbox by keyboard alone, in a real browser."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.run.boot import Service, build
from app.store import Reading
from app.values.model import Content, SourceSpec
from scrapers import Teaser
from scrapers.values import Stamp
from tests.conftest import FakeClock, settings_for
from tests.samplecity import SampleCity
from tests.test_browser import PASSWORD, browser, pytestmark, shoot, site

__all__ = ["browser", "pytestmark", "site"]

COUNT = 50


@pytest.fixture
def service(tmp_path: Path, city: SampleCity, clock: FakeClock) -> Iterator[Service]:
    """A service whose pages are asked for without TLS, as here, so that the desk takes the browser's word for where its forms stand."""
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path / 'harbin.db'}", city)
    built = build(replace(settings, base_url="http://news.example.org"), now=clock)
    yield built
    built.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def fill(service: Service, slug: str = "daily") -> None:
    spec = SourceSpec(f"https://{slug}.example/", slug, "City Daily", "City", "generic", "full", review=True, zone="UTC")
    source = service.store.sources.add(spec, service.now())
    for number in range(COUNT):
        title = f"Story number {number}"
        place = service.store.locations.place(Teaser(f"https://{slug}.example/{number}", title), "listing", source, service.now())
        content = Content(title, text=f"What happened in street {number}.", published=Stamp(date(2024, 6, 24)))
        service.store.intake.take_in(Reading(content, "City", "test", place, source, review=True), service.now())


def log_in(page: Page, site: str, service: Service) -> list[str]:
    """Logs in at the inbox; returns what the browser complains of, as it goes on."""
    service.store.editors.add("wei", "editor", service.passwords.make(PASSWORD), service.now())
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site}/desk/inbox")
    page.get_by_label("Name").fill("wei")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    page.wait_for_load_state()
    return complaints


def test_an_inbox_of_fifty_is_cleared_by_keyboard_alone(page: Page, site: str, service: Service, clock: FakeClock) -> None:
    fill(service)
    complaints = log_in(page, site, service)
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
    assert len(service.store.desk.release(clock())) == 40
    assert complaints == []


def test_keys_do_nothing_for_an_editor_who_wants_none(page: Page, site: str, service: Service) -> None:
    fill(service)
    log_in(page, site, service)
    service.store.editors.prefer("wei", shortcuts=False, language="")
    page.reload()
    rows = page.locator("tr[data-uid]")
    rows.first.focus()
    page.keyboard.press("r")
    page.keyboard.press("j")
    expect(rows.first).to_be_focused()
    expect(rows).to_have_count(COUNT)
    assert service.store.items.count() == {"review": COUNT}
