"""The front page by drag and drop, and the pages of sources, in a real browser."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.run.boot import Service
from app.values.model import SourceSpec
from app.values.settings import Settings
from tests.browsers import TAGS, Logins, complaints_of, fill_inbox, in_a_browser, shoot
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.newsroom import Newsroom

pytestmark = in_a_browser


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Pages are asked for without TLS, as here, so that the desk takes the browser's word for where
    its forms stand.
    """
    return replace(settings, base_url="http://news.example.org")


def test_pins_are_put_in_order_by_drag_and_drop(
    page: Page, site: str, service: Service, logins: Logins, clock: FakeClock
) -> None:
    items = Newsroom(service, clock).many(4)
    for item in items:
        at_desk(service.store).pin(item.uid, clock(), None, "wei")
    complaints = complaints_of(page)
    logins.hire("wei", role="editor")
    logins.come(page, f"{site}/desk/inbox")
    page.goto(f"{site}/desk/front")
    pins = page.locator("#pins li")
    expect(pins.first).to_contain_text("Story 3 of Town")
    shoot(page, "desk-front")
    pins.nth(3).drag_to(pins.first, target_position={"x": 20, "y": 2})
    expect(page.get_by_role("status")).to_have_text("The front page is as you see it here.")
    expect(pins.first).to_contain_text("Story 0 of Town")
    assert [pin.item.content.title for pin in service.store.front.pins()] == [
        f"Story {n} of Town" for n in (0, 3, 2, 1)
    ]
    page.get_by_role("button", name="Undo your last change").click()
    expect(pins.first).to_contain_text("Story 3 of Town")
    assert complaints == []


@pytest.mark.slow
def test_pages_of_the_desk_fit_every_screen_and_axe_finds_nothing(
    page: Page, site: str, service: Service, logins: Logins, clock: FakeClock
) -> None:
    at_desk(service.store).add_source(
        SourceSpec(
            "https://daily.example/", "daily", "City Daily", "City", "generic", "full", zone="UTC"
        ),
        clock(),
    )
    rules = [{"field": "title", "how": "contains", "value": "advert", "then": "drop", "to": ""}]
    at_desk(service.store).rule("daily", rules, clock(), "wei", review=True)
    fill_inbox(service, 50, "weekly")
    complaints = complaints_of(page)
    logins.hire("wei", role="editor")
    logins.come(page, f"{site}/desk/inbox")
    logins.hire("li")
    logins.come(page, f"{site}/desk/inbox", "li")
    page.goto(f"{site}/desk/sources/daily")
    expect(page.get_by_role("heading", level=1)).to_have_text("City Daily")
    shoot(page, "desk-source")
    page.get_by_role("button", name="Add a rule").click()
    expect(page.locator(".rules li")).to_have_count(2)
    page.goto(f"{site}/desk/sources/new")
    shoot(page, "desk-source-new")
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("inbox", "sources", "sources/daily", "sources/new", "front"):
        page.goto(f"{site}/desk/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options={"runOnly": TAGS})
            assert not found.response["violations"], f"{path} {scheme}: {found.generate_report()}"
    assert complaints == []
