"""`doctor` looks at sources now, and says how they are; `sources list` says it too."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import commands
from app.news.health import judge
from app.news.profile import Observation, Profile, Sample, learned, to_json
from app.run.boot import build, settings_from_environment
from tests.conftest import FakeClock
from tests.eras.town import town_life
from tests.samplecity import SampleCity


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, city: SampleCity, tmp_path: Path) -> None:
    monkeypatch.setenv("HARBIN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HARBIN_ALLOW_HOSTS", city.host)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments)


def stored() -> dict[str, object] | None:
    """The profile of the source as it is stored."""
    service = build(settings_from_environment())
    try:
        profile = service.store.healths.profile(service.store.sources.get("news"))
        return to_json(profile) if profile else None
    finally:
        service.close()


@pytest.fixture
def known(city: SampleCity) -> None:
    """A source of which twelve looks are known."""
    listing = f"{city.url}/news/index.html"
    added = run("sources", "add", listing, "--slug", "news", "--scraper", "my399", "--yes")
    assert added.exit_code == 0, added.output
    for _ in range(12):
        assert run("doctor", "news").exit_code == 0


def test_the_doctor_says_how_a_source_is_and_what_is_usual(known: None) -> None:
    said = run("doctor")
    assert said.exit_code == 0, said.output
    assert said.output.startswith("news: well\n")
    assert "usual: dates 1" in said.output
    [told] = json.loads(run("doctor", "news", "--json", "--dry-run").output)
    assert (told["source"], told["state"], told["problem"]) == ("news", "well", None)
    assert told["profile"]["known"]
    assert told["profile"]["usual"]["readable"] == 1


def test_two_looks_that_agree_say_that_it_ails_and_a_dry_run_is_none(
    known: None, city: SampleCity
) -> None:
    before = stored()
    city.fail_with = "error-page"
    for _ in range(3):
        said = run("doctor", "news", "--dry-run")
        assert said.output.startswith("news: silent (suspected) since ")
    assert stored() == before
    run("doctor", "news")
    said = run("doctor", "news")
    assert said.output.startswith("news: silent (ailing) since ")
    assert "another address or recipe" in said.output
    assert "not well: silent" in run("sources", "list").output
    [told] = json.loads(run("sources", "list", "--json").output)
    assert told["health"]["stage"] == "ailing"


def test_what_is_accepted_is_usual(known: None) -> None:
    service = build(settings_from_environment())
    source = service.store.sources.get("news")
    profile = service.store.healths.profile(source) or Profile()
    for _ in range(2):
        profile = learned(profile, Observation(service.now(), {"dates": Sample(24)}))
    service.store.healths.keep(source, profile, judge(profile))
    service.close()
    assert "not well: thin" in run("sources", "list").output
    said = run("doctor", "news", "--accept")
    assert said.output.startswith("news: well\n")
    assert "not well" not in run("sources", "list").output
    assert run("doctor", "--accept").exit_code == 2
    assert run("doctor", "nobody").exit_code == 1


def test_the_doctor_says_what_it_would_do_does_it_and_takes_it_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: FakeClock
) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        monkeypatch.setenv("HARBIN_ALLOW_HOSTS", paper.host)
        lived.days(3)
        lived.change(list_path="/local/news/")
        paper.old_list = "gone"
        url = lived.newsroom.source("paper").url
        [told] = json.loads(run("doctor", "paper", "--dry-run", "--json").output)
        assert told["remedy"]["way"] == "front"
        assert told["remedy"]["decision"] == "adopted"
        assert lived.newsroom.source("paper").url == url
        assert "adopted: front: " in run("doctor", "paper").output
        assert lived.newsroom.source("paper").url.endswith("/local/news/")
        assert lived.newsroom.store.sources.claims() == []
        [remedy] = json.loads(run("sources", "remedies", "paper", "--json").output)
        assert (remedy["right"], remedy["read"]) == (5, 5)
        back = run("sources", "remedies", "paper", "--take-back", str(remedy["id"]))
        assert "taken back" in back.output
        assert lived.newsroom.source("paper").url == url
        assert run("sources", "doctor-mode", "paper", "off").output == "paper: the doctor is off\n"
        assert "adopted" not in run("doctor", "paper").output
