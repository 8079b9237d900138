"""Whether a source is read in the browser, as people say it at the desk and by command; no browser
is started for it.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner

from app.browser.client import Browser
from app.cli import commands
from app.run.boot import Service
from app.values.model import SourceSpec
from app.web import create_app
from tests.browsing import logged_in
from tests.conftest import Add, FakeClock
from tests.deskwork import at_desk
from tests.newsroom import find
from tests.samplecity import SampleCity

BOX = "//input[@name='browser']"


@pytest.fixture
def drawing(service: Service) -> Iterator[Service]:
    """The service with the setting on."""
    browser = Browser()
    yield replace(service, browser=browser)
    browser.close()


def test_the_box_is_there_where_the_setting_is_on(
    service: Service, drawing: Service, add: Add
) -> None:
    add("news")
    chief = logged_in(service, create_app(service), "chief", "wei")
    assert find(chief.get("/desk/sources/news").text, BOX) == []
    chief = logged_in(drawing, create_app(drawing), "chief", "lan")
    box = find(chief.get("/desk/sources/news").text, BOX)[0]
    assert box.get("checked") is None


def test_a_source_is_read_in_the_browser_from_then_on(
    drawing: Service, add: Add, city: SampleCity, clock: FakeClock
) -> None:
    source = add("news")
    drawing.collector.collect(source)
    assert drawing.store.locations.validators(source.address).digest
    chief = logged_in(drawing, create_app(drawing), "chief", "wei")
    chief.get("/desk/sources/news")
    page = chief.post("/desk/sources/news/browser", browser="yes").text
    assert find(page, BOX)[0].get("checked") is not None
    assert drawing.store.sources.get("news").browser
    # What is known of the list is of how it came.
    assert drawing.store.locations.validators(source.address).digest == ""
    entry = drawing.store.audit.entries(1, subject="source news")[0]
    assert (entry.by, entry.action, entry.after) == ("wei", "change browser", {"browser": True})
    chief.post("/desk/sources/news/browser")
    assert not drawing.store.sources.get("news").browser


def test_only_who_sets_up_sources_says_so(drawing: Service, add: Add) -> None:
    add("news")
    editor = logged_in(drawing, create_app(drawing), "editor", "lan")
    assert find(editor.get("/desk/sources/news").text, BOX) == []
    assert editor.post("/desk/sources/news/browser", browser="yes").status_code == 403
    assert not drawing.store.sources.get("news").browser


def test_sources_keep_it(service: Service, clock: FakeClock) -> None:
    spec = SourceSpec("https://daily.example/", "daily", "Daily", "City", browser=True)
    assert at_desk(service.store).add_source(spec, clock()).browser
    assert service.store.sources.get("daily").browser
    assert [source.browser for source in service.store.sources.all()] == [True]


def test_without_a_browser_a_source_that_wants_one_is_read_as_it_comes(
    service: Service, add: Add, city: SampleCity
) -> None:
    source = add("news", browser=True)
    assert source.browser
    run = service.collector.collect(source)
    assert (run.error, run.new > 0) == ("", True)


def test_the_command_asks_for_the_setting(
    service: Service, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("news")
    settings = service.settings
    monkeypatch.setenv("HARBIN_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("HARBIN_DATABASE_URL", settings.database_url)
    refused = CliRunner().invoke(commands, ["sources", "browser", "news"])
    assert refused.exit_code == 2
    assert "HARBIN_BROWSER is not set" in refused.stderr
    off = CliRunner().invoke(commands, ["sources", "browser", "news", "--off"])
    assert off.exit_code == 0, off.output
    assert "read as it comes" in off.stdout
