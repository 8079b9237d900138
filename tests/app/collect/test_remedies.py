"""A list that moves, and nothing at its old address says where: the newsroom finds it by what the
site says elsewhere, by stories that are known, and no story is lost.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest

from app.desk import (
    Look,
    accept_remedy,
    add_source,
    preview,
    set_doctor_mode,
    take_back_remedy,
)
from app.desk.watching import watch
from app.news.remedies import Evidence, Fit, Shown, Witness, fit_of, is_due, verdict
from app.publish.release import release
from app.values.errors import Conflict
from app.values.model import SourceSpec
from tests.conftest import FakeClock
from tests.eras.languages import quick_in_one_language
from tests.eras.life import Life
from tests.eras.markups import NESTED, PLAIN, TABLES, Entry, Told, Words, page
from tests.eras.stories import Language
from tests.eras.town import SPORT, OldList, Town, town_life

MOVES: dict[str, dict[str, Any]] = {
    "gone, the menus know": {"old_list": "gone"},
    "gone, only the front page knows": {"old_list": "gone", "tells": "front"},
    "gone, only stories know": {"old_list": "gone", "tells": "stories"},
    "gone, a feed tells it": {"old_list": "gone", "tells": "feed"},
    "gone, a sitemap tells it": {"old_list": "gone", "tells": "sitemap"},
    "to the front page": {"old_list": "to the front"},
    "emptied": {"old_list": "empty"},
}


@pytest.mark.parametrize(("move", "language"), quick_in_one_language(MOVES))
def test_a_list_that_moved_is_found(
    tmp_path: Path, clock: FakeClock, language: Language, move: str
) -> None:
    with town_life(tmp_path, clock, language) as (lived, paper):
        lived.days(1)
        lived.change(list_path="/local/news/")
        paper.old_list = MOVES[move]["old_list"]
        paper.tells = MOVES[move].get("tells", "menus")
        lived.days(2.5)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])
        (remedy,) = lived.newsroom.store.remedies.of(lived.newsroom.source("paper"))
        assert remedy.state == "adopted"


def in_a_form(words: Words, entries: Sequence[Entry], extra: str) -> str:
    """A list that reads like none: its entries are labels of boxes to tick."""
    rows = "".join(
        f'<label><input type="checkbox"><a href="{escape(each.url)}">{escape(each.title)}</a></label>'
        for each in entries
    )
    return page(
        words, words.section, "", f'<h1>{words.section}</h1><form class="wall">{rows}</form>'
    )


def in_the_margin(words: Words, told: Told) -> str:
    """A story in what is the margin of other pages, beside advertisements of more words."""
    text = "".join(f"<p>{escape(each)}</p>" for each in told.paragraphs)
    picture = f'<img src="{told.picture}" width="800" height="500">' if told.picture else ""
    body = (
        f'<div class="top">{words.paper}</div><h1>{escape(told.title)}</h1>'
        f'<p class="who">{words.by.format(told.author)}</p><p class="when">{told.when}</p>'
        f'<aside class="related sidebar">{picture}{text}</aside><div class="bottom">{words.foot}</div>'
    )
    return page(words, told.title, told.head, body)


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "zh"])
def test_a_list_is_read_by_a_recipe_that_known_stories_teach(
    tmp_path: Path, clock: FakeClock, language: Language
) -> None:
    with town_life(tmp_path, clock, language) as (lived, _):
        lived.days(3)
        lived.change(markup=replace(PLAIN, listing=in_a_form))
        lived.days(4)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_stories_are_read_by_a_recipe_that_known_stories_teach(
    tmp_path: Path, clock: FakeClock, language: Language
) -> None:
    with town_life(tmp_path, clock, language) as (lived, _):
        lived.days(3)
        lived.change(markup=replace(PLAIN, story=in_the_margin))
        lived.days(4)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])


COLUMNS = {"an archive": slice(12, 24), "a column": slice(0, 40, 3)}


def add_sport(lived: Life, paper: Town) -> None:
    """The newsroom reads the paper's other section too."""
    room = lived.newsroom
    url = f"http://{paper.host}{SPORT}"
    seen = preview(Look(url, "Asia/Shanghai"), room.service.fetcher, lived.clock())
    spec = SourceSpec(
        url, "sport", "Sport", "Sport", rights="full", zone="Asia/Shanghai", every=6 * 3600
    )
    add_source(spec, seen, room.store, room.service.settings, "wei", lived.clock())
    room.tick()


@pytest.mark.parametrize("old_list", ["to the sport", pytest.param("gone", marks=pytest.mark.slow)])
def test_a_list_that_another_one_took_over_is_read_there(
    tmp_path: Path, clock: FakeClock, old_list: OldList
) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        add_sport(lived, paper)
        lived.days(3)
        lived.change(list_path=SPORT)
        paper.old_list, paper.shares_list = old_list, True
        lived.days(6)
        source = lived.newsroom.source("paper")
        (remedy,) = lived.newsroom.store.remedies.of(source)
        assert (remedy.way, remedy.merged, source.paused) == ("merged", "sport", True)
        titles = [item.content.title for item in lived.newsroom.public()]
        wanted = [tale.title for tale in (*paper.published(), *paper.sport_out())]
        assert sorted(titles) == sorted(wanted)
        take_back_remedy(lived.newsroom.store, "paper", remedy.id, "wei", lived.clock())
        assert not lived.newsroom.source("paper").paused


def test_a_list_of_all_sections_is_never_taken_for_one(tmp_path: Path, clock: FakeClock) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        lived.days(3)
        paper.shares_list, paper.tells = True, "nothing"
        lived.change(list_path="/nobody/knows/")
        paper.old_list = "gone"
        lived.days(6)
        source = lived.newsroom.source("paper")
        assert lived.newsroom.store.remedies.of(source) == []
        assert lived.findings().foreign == []
        assert lived.newsroom.store.healths.those([source.id])[source.id].state == "gone"


def moved(lived: Life, paper: Town) -> None:
    lived.change(list_path="/local/news/")
    paper.old_list = "gone"


def test_a_doctor_that_is_off_looks_for_nothing(tmp_path: Path, clock: FakeClock) -> None:
    with town_life(tmp_path, clock, "zh") as (lived, paper):
        set_doctor_mode(lived.newsroom.store, "paper", "off", "wei", lived.clock())
        lived.days(1)
        moved(lived, paper)
        paper.asked.clear()
        lived.days(4)
        assert lived.newsroom.store.remedies.of(lived.newsroom.source("paper")) == []
        assert "/" not in paper.asked


def test_what_is_proposed_is_read_and_waits_for_people(tmp_path: Path, clock: FakeClock) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        store = lived.newsroom.store
        set_doctor_mode(store, "paper", "propose", "wei", lived.clock())
        lived.days(1)
        before = {item.uid for item in lived.newsroom.public()}
        moved(lived, paper)
        lived.days(4)
        source = lived.newsroom.source("paper")
        (remedy,) = store.remedies.of(source)
        assert (remedy.state, source.on_trial) == ("proposed", True)
        assert {item.uid for item in lived.newsroom.public()} == before
        waiting = store.inbox.size()[0]
        assert waiting == len(paper.published()) - len(before)

        accept_remedy(store, "paper", remedy.id, "wei", lived.clock())
        lived.days(1)
        assert not lived.newsroom.source("paper").on_trial
        assert len(lived.newsroom.public()) == len(before) + 3
        assert store.inbox.size()[0] == waiting


@pytest.mark.slow
def test_a_list_of_which_nothing_is_known_is_proposed_by_its_name(
    tmp_path: Path, clock: FakeClock
) -> None:
    with town_life(tmp_path, clock, "en", stories=120) as (lived, paper):
        lived.days(1)
        before = len(lived.newsroom.public())
        paper.is_away = True
        lived.days(12)
        paper.is_away = False
        moved(lived, paper)
        lived.days(8)
        source = lived.newsroom.source("paper")
        (remedy,) = lived.newsroom.store.remedies.of(source)
        assert (remedy.way, remedy.state, remedy.evidence.fit.known) == ("front", "proposed", 0)
        assert len(lived.newsroom.public()) == before
        assert lived.newsroom.store.inbox.size()[0] >= 24


def test_a_trial_ends_when_the_list_is_back(tmp_path: Path, clock: FakeClock) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        store = lived.newsroom.store
        set_doctor_mode(store, "paper", "propose", "wei", lived.clock())
        lived.days(1)
        url = lived.newsroom.source("paper").url
        moved(lived, paper)
        lived.days(3)
        assert lived.newsroom.source("paper").on_trial
        lived.change(list_path="/town/")
        lived.days(4)
        source = lived.newsroom.source("paper")
        assert (source.url, source.on_trial) == (url, False)
        (remedy,) = store.remedies.of(source)
        assert (remedy.state, remedy.by) == ("taken back", "doctor")


@pytest.mark.parametrize("shows", COLUMNS)
def test_what_shows_some_of_the_stories_is_not_the_list(
    tmp_path: Path, clock: FakeClock, shows: str
) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        lived.days(4)
        paper.tells, paper.column = "column", COLUMNS[shows]
        lived.change(list_path="/nobody/knows/")
        paper.old_list = "gone"
        lived.days(4)
        source = lived.newsroom.source("paper")
        assert lived.newsroom.store.remedies.of(source) == []


def test_what_was_taken_back_is_not_tried_again(tmp_path: Path, clock: FakeClock) -> None:
    with town_life(tmp_path, clock, "zh") as (lived, paper):
        store = lived.newsroom.store
        lived.days(1)
        url = lived.newsroom.source("paper").url
        moved(lived, paper)
        lived.days(2)
        (remedy,) = store.remedies.of(lived.newsroom.source("paper"))
        take_back_remedy(store, "paper", remedy.id, "wei", lived.clock())
        lived.days(4)
        source = lived.newsroom.source("paper")
        assert source.url == url
        assert [each.state for each in store.remedies.of(source)] == ["taken back"]
        with pytest.raises(Conflict):
            take_back_remedy(store, "paper", remedy.id, "wei", lived.clock())


def test_the_newsroom_is_told_once_what_was_done(tmp_path: Path, clock: FakeClock) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        store, told = lived.newsroom.store, []
        lived.days(1)
        moved(lived, paper)
        for _ in range(16):
            lived.days(0.25)
            watch(store, ["wei@example.org"], lived.clock())
            for dispatch in store.notices.take(50, lived.clock()):
                told.append(dispatch.notice)
                store.notices.sent(dispatch)
        (notice,) = [each for each in told if each.kind != "review"]
        assert notice.kind == "healed"
        assert notice.facts["after"].endswith("/local/news/")
        assert (notice.facts["right"], notice.facts["read"]) == (5, 5)
        assert notice.facts["lines_before"]
        assert notice.facts["lines_after"]


@pytest.mark.slow
def test_a_list_that_stands_still_is_replaced_by_one_that_does_not(
    tmp_path: Path, clock: FakeClock
) -> None:
    with town_life(tmp_path, clock, "en", stories=160) as (lived, paper):
        lived.days(12)
        paper.freeze()
        lived.change(list_path="/local/news/")
        paper.old_list = "frozen"
        lived.days(7)
        assert lived.findings().faults() == {}
        (remedy,) = lived.newsroom.store.remedies.of(lived.newsroom.source("paper"))
        assert remedy.state == "adopted"


def test_a_recipe_that_finds_nothing_any_more_is_replaced(tmp_path: Path, clock: FakeClock) -> None:
    with town_life(tmp_path, clock, "en") as (lived, _):
        lived.days(1)
        old = lived.newsroom.source("paper").recipe
        lived.change(markup=NESTED)
        lived.days(2)
        source = lived.newsroom.source("paper")
        (remedy,) = lived.newsroom.store.remedies.of(source)
        assert (remedy.way, remedy.before.recipe) == ("recipe", old)
        assert source.recipe == remedy.after.recipe != old
        assert not any(run.failures for run in lived.newsroom.store.runs.of("paper", 4))
        lived.change(markup=PLAIN)
        lived.days(2)
        lived.change(markup=NESTED)
        lived.days(2)
        source = lived.newsroom.source("paper")
        remedies = lived.newsroom.store.remedies.of(source)
        assert [each.way for each in remedies] == ["reader", "recipe"]
        assert source.recipe is None
        assert (lived.findings().faults(), lived.findings().wrong) == ({}, [])


def test_stories_are_healed_beside_a_recipe_that_people_keep_although_it_finds_nothing(
    tmp_path: Path, clock: FakeClock
) -> None:
    with town_life(tmp_path, clock, "en") as (lived, _):
        store = lived.newsroom.store
        lived.days(3)
        lived.change(markup=NESTED)
        for _ in range(2):
            lived.days(0.5)
            (remedy, *_) = store.remedies.of(lived.newsroom.source("paper"))
            take_back_remedy(store, "paper", remedy.id, "wei", lived.clock())
        lived.change(markup=replace(NESTED, story=in_the_margin))
        lived.days(3)
        ways = [each.way for each in store.remedies.of(lived.newsroom.source("paper"))]
        assert ways == ["article", "reader", "recipe"]
        assert (lived.findings().faults(), lived.findings().wrong) == ({}, [])


def test_what_was_missed_is_read_also_when_a_person_calls_the_doctor(
    tmp_path: Path, clock: FakeClock
) -> None:
    with town_life(tmp_path, clock, "en") as (lived, _):
        store, healing = lived.newsroom.store, lived.newsroom.service.collector.healing
        set_doctor_mode(store, "paper", "off", "wei", lived.clock())
        lived.days(3)
        lived.change(markup=replace(PLAIN, story=in_the_margin))
        lived.days(1.25)
        source = lived.newsroom.source("paper")
        health = store.healths.of(source)
        assert health is not None
        assert lived.findings().lost
        set_doctor_mode(store, "paper", "on", "wei", lived.clock())
        remedy = healing.on_demand(lived.newsroom.source("paper"), health, keep=True)
        assert remedy is not None
        assert (remedy.way, remedy.state) == ("article", "adopted")
        assert store.sources.claims() == []
        release(store, lived.clock())
        assert lived.findings().lost == []


def test_what_the_menus_of_known_stories_lead_to_is_no_news(
    tmp_path: Path, clock: FakeClock
) -> None:
    with town_life(tmp_path, clock, "en") as (lived, _):
        lived.days(1)
        lived.change(markup=TABLES)
        lived.days(2)
        assert (lived.findings().faults(), lived.findings().wrong) == ({}, [])


def test_when_a_remedy_is_looked_for_again() -> None:
    begun = datetime(2024, 6, 1, tzinfo=UTC)

    def due(treated: float | None, now: float) -> bool:
        at = begun + timedelta(days=treated) if treated is not None else None
        return is_due(at, begun, begun + timedelta(days=now))

    assert due(None, 0)
    assert due(-3, 1)
    assert [due(1, now) for now in (1.5, 2)] == [False, True]
    assert [due(30, now) for now in (36, 37)] == [False, True]


def shown(known: bool, day: int = 0, shape: str = "/town/0") -> Shown:
    return Shown(known, date(2024, 6, day) if day else None, shape)


@pytest.mark.parametrize(
    ("entries", "fit"),
    [
        ([shown(False, 9), shown(True, 8), shown(True, 7)], Fit(3, 2, 1, 0, 0)),
        ([shown(False, 5), shown(True, 8), shown(True, 7)], Fit(3, 2, 0, 0, 1)),
        ([shown(False, 9, "/win/0"), shown(True, 8), shown(True, 7)], Fit(3, 2, 0, 0, 1)),
        ([shown(True, 8), shown(False, 8), shown(True, 7), shown(False, 2)], Fit(4, 2, 0, 1, 1)),
        ([shown(False), shown(True), shown(False), shown(True)], Fit(4, 2, 1, 0, 1)),
        ([shown(False, 9), shown(False, 8)], Fit(2, 0, 2, 0, 0)),
    ],
)
def test_how_a_list_fits_what_is_known(entries: list[Shown], fit: Fit) -> None:
    assert fit_of(entries) == fit


def evidence(known: int, right: int, wrong: int = 0, strange: int = 0, new: int = 1) -> Evidence:
    witnesses = (Witness("a", "u"),) * right + (Witness("a", "u", ("text",)),) * wrong
    return Evidence(Fit(known + strange + new, known, new, 0, strange), witnesses)


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        (evidence(20, 5), "adopt"),
        (evidence(20, 5, wrong=1), "adopt"),
        (evidence(20, 5, wrong=3), "propose"),
        (evidence(20, 5, strange=6), "refuse"),
        (evidence(3, 3), "adopt"),
        (evidence(2, 2), "adopt"),
        (evidence(3, 2), "propose"),
        (evidence(1, 1), "propose"),
        (evidence(1, 0, wrong=1), "refuse"),
        (evidence(0, 0), "refuse"),
    ],
)
def test_what_evidence_is_enough(seen: Evidence, wanted: str) -> None:
    assert verdict(seen) == wanted
    assert verdict(evidence(0, 0), is_named=True) == "propose"
