"""Sources of which only scripts draw the pages: found out, proposed, collected."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import commands
from app.collect import Replay
from app.desk import Look, add_source, preview
from app.publish.release import release
from app.run.boot import Service, build
from app.values.errors import InputError
from app.values.model import SourceSpec
from app.values.settings import read_settings
from app.web import create_app
from tests.browsers import in_a_browser
from tests.browsing import logged_in
from tests.conftest import FakeClock
from tests.databases import copy_of_schema
from tests.deskwork import at_desk
from tests.drawnsite import TEXT, DrawnSite
from tests.newsroom import find

pytestmark = [*in_a_browser, pytest.mark.slow]


@pytest.fixture
def site() -> Iterator[DrawnSite]:
    with DrawnSite() as running:
        yield running


@pytest.fixture
def environ(site: DrawnSite, tmp_path: Path) -> dict[str, str]:
    return {
        "HARBIN_DATA_DIR": str(tmp_path),
        "HARBIN_DATABASE_URL": copy_of_schema(tmp_path / "harbin.db"),
        "HARBIN_ALLOW_HOSTS": site.host,
        "HARBIN_BROWSER": "playwright",
    }


@pytest.fixture
def room(environ: dict[str, str], clock: FakeClock) -> Iterator[Service]:
    built = build(read_settings(environ), now=clock, chance=lambda: 0.5)
    yield built
    built.close()


@pytest.fixture
def without(environ: dict[str, str], clock: FakeClock) -> Iterator[Service]:
    """The same service, with the setting off."""
    built = build(read_settings(environ | {"HARBIN_BROWSER": ""}), now=clock, chance=lambda: 0.5)
    yield built
    built.close()


def test_a_list_that_a_script_draws_is_proposed_and_collected(
    room: Service, without: Service, site: DrawnSite, clock: FakeClock
) -> None:
    url = f"{site.url}/news/"
    look = Look(url, "Asia/Shanghai")
    with pytest.raises(InputError, match="does not read like a list"):
        preview(look, without.fetcher, clock())
    seen = preview(look, room.fetcher, clock(), room.browser)
    assert seen.browser
    assert [teaser.title for teaser in seen.listing.teasers] == [s[1] for s in site.stories[::-1]]
    assert seen.sample is not None
    assert TEXT in seen.sample.text

    spec = SourceSpec(url, "river", "River Paper", "City", rights="full")
    source = add_source(spec, seen, room.store, room.settings, "wei", clock())
    assert source.browser
    run = room.collector.collect(source)
    assert (run.error, run.new, run.failed) == ("", 6, 0)
    release(room.store, clock())
    items = {item.content.title: item for item in room.store.items.public(10)}
    assert set(items) == {story[1] for story in site.stories}
    item = items["Story number 3 of the river town"]
    assert item.content.text.count(TEXT) == 3
    assert [place.url for place in item.locations] == [f"{site.url}/news/3.html"]

    # What was kept is what was read: it reads the same without the browser.
    assert list(Replay(room.store, room.captures).run(source, clock(), apply=False)) == []

    # The page itself stays as it is, but what its script asks for does not.
    site.stories.append([7, "Story number 7 of the river town", "2024-06-18"])
    clock.turn(minutes=10)
    run = room.collector.collect(room.store.sources.get("river"))
    assert (run.error, run.new, run.changed) == ("", 1, 0)

    # With the setting off, it is read as it comes, and what was read stays.
    run = without.collector.collect(without.store.sources.get("river"))
    assert "does not read like a list of articles" in run.error
    assert len(room.store.items.public(10)) == 6


def test_an_unchanged_page_that_asks_for_nothing_is_not_drawn_again(
    room: Service, clock: FakeClock
) -> None:
    with DrawnSite(folded=True) as site:
        settings = replace(room.settings, allow_hosts=frozenset({site.host}))
        service = build(settings, now=clock, chance=lambda: 0.5)
        spec = SourceSpec(
            f"{site.url}/news/", "river", "River Paper", "City", "generic", browser=True
        )
        source = at_desk(service.store).add_source(spec, clock())
        run = service.collector.collect(source)
        assert (run.error, run.new, run.failed) == ("", 6, 0)
        before = len(site.heard)
        clock.turn(minutes=10)
        run = service.collector.collect(service.store.sources.get("river"))
        assert (run.error, run.new) == ("", 0)
        assert set(site.heard[before:]) == {"/news/"}
        site.stories.append([7, "Story number 7 of the river town", "2024-06-18"])
        clock.turn(minutes=10)
        run = service.collector.collect(service.store.sources.get("river"))
        assert (run.error, run.new) == ("", 1)
        service.close()


def test_a_list_that_failed_from_the_beginning_is_proposed_drawn(
    room: Service, site: DrawnSite, clock: FakeClock
) -> None:
    spec = SourceSpec(f"{site.url}/news/", "river", "River Paper", "City", "generic")
    source = at_desk(room.store).add_source(spec, clock())
    for _ in range(2):
        assert "does not read like a list" in room.collector.collect(source).error
        clock.turn(hours=1)
    (remedy,) = room.store.remedies.of(source)
    assert (remedy.way, remedy.state, remedy.evidence.fit.known) == ("browser", "proposed", 0)
    run = room.collector.collect(room.store.sources.get("river"))
    assert (run.error, run.new) == ("", 6)
    release(room.store, clock())
    assert room.store.items.public(10) == []
    assert room.store.inbox.size()[0] == 6


def test_a_site_that_scripts_draw_from_now_on_is_drawn_because_known_stories_say_so(
    room: Service, clock: FakeClock
) -> None:
    with DrawnSite(plain=True) as site:
        settings = replace(room.settings, allow_hosts=frozenset({site.host}))
        service = build(settings, now=clock, chance=lambda: 0.5)
        spec = SourceSpec(f"{site.url}/news/", "river", "River Paper", "City", "generic")
        source = at_desk(service.store).add_source(spec, clock())
        assert service.collector.collect(source).new == 6
        site.plain = False
        site.stories.append([7, "Story number 7 of the river town", "2024-06-18"])
        for _ in range(3):
            clock.turn(hours=1)
            service.collector.collect(service.store.sources.get("river"))
        source = service.store.sources.get("river")
        (remedy,) = service.store.remedies.of(source)
        assert (remedy.way, remedy.state, remedy.evidence.right) == ("browser", "adopted", 5)
        assert (source.browser, source.failures) == (True, 0)
        release(service.store, clock())
        assert len(service.store.items.public(10)) == 7
        service.close()


def test_editors_and_commands_are_told_that_scripts_draw_it(
    room: Service, site: DrawnSite, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = logged_in(room, create_app(room), "chief", "wei")
    chief.get("/desk/sources/new")
    page = chief.post("/desk/sources/new", url=f"{site.url}/news/", action="look").text
    assert "only its scripts draw them" in page
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    shown = CliRunner().invoke(commands, ["sources", "preview", f"{site.url}/news/"])
    assert shown.exit_code == 0, shown.output
    assert "its pages will be read in the browser" in shown.output
    refused = CliRunner().invoke(
        commands, ["sources", "add", f"{site.url}/news/", "--no-browser", "--yes"]
    )
    assert "does not read like a list" in refused.output
    assert find(page, "//main//form") != []
