"""What a source took away, held for a decision, in a real browser."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.run.boot import Service
from app.values.model import Run, SourceSpec
from app.values.settings import Settings
from tests.browsers import TAGS, Logins, in_a_browser, shoot
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.riverpaper import Paper
from tests.server import Server

pytestmark = in_a_browser


@pytest.fixture
def paper() -> Iterator[tuple[Paper, Server]]:
    paper = Paper()
    with Server(paper.answer) as server:
        yield paper, server


@pytest.fixture
def settings(settings: Settings, paper: tuple[Paper, Server]) -> Settings:
    return replace(settings, allow_hosts=settings.allow_hosts | {paper[1].host})


def test_what_is_held_is_seen_and_kept_by_one_click(
    page: Page,
    site: str,
    logins: Logins,
    service: Service,
    paper: tuple[Paper, Server],
    collect: Callable[..., Run],
    clock: FakeClock,
) -> None:
    logins.hire("wei")
    spec = SourceSpec(f"{paper[1].url}/news/", "paper", "The Paper", "News", "generic", "full")
    source = at_desk(service.store).add_source(spec, clock())
    collect(source)
    for slug in ("ferry", "library", "bridge"):
        del paper[0].texts[slug][-1]
    clock.turn(hours=2)
    collect(source)
    logins.come(page, f"{site}/desk/sources/paper")
    losses = page.get_by_role("region", name="Taken away upstream, and held here")
    expect(losses.get_by_role("deletion")).to_have_count(3)
    assert Axe().run(page, options={"runOnly": TAGS}).response["violations"] == []
    shoot(page, "desk-losses")
    page.get_by_role("button", name="Keep it in all of them").press("Enter")
    expect(page.get_by_text("3 stories stay as they are.")).to_be_visible()
    expect(losses).to_have_count(0)
