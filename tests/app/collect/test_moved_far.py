"""A list that moves together with all else that would say where, or is away for about as long as it
shows stories: no story is lost.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.collect.trial import wrong_fields
from app.desk import accept_remedy, publish
from app.news.remedies import Evidence, Fit, Witness, is_due, verdict
from app.news.turnover import Turnover, turnover_of
from app.store.inbox import Sieve
from app.values.model import Content
from scrapers import Stamp
from tests.conftest import FakeClock
from tests.eras.kinds import KINDS
from tests.eras.languages import quick_in_one_language
from tests.eras.life import Life, life
from tests.eras.stories import Language

# What the site was like before, and what happens with the move.
HOSTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "as it was": ("plain", ()),
    "names before all titles": ("plain", ("titles name before in lists too",)),
    "menus among the entries": ("one cell for all", ()),
    "only the front page knows": ("layout tables", ()),
}
BEGUN = datetime(2024, 6, 1, tzinfo=UTC)
A_DAY = timedelta(days=1)


def happen(lived: Life, *names: str) -> None:
    for name in names:
        lived.change(**KINDS[name].changes)


def over(lived: Life, name: str) -> None:
    lived.change(**KINDS[name].undone)


@pytest.mark.parametrize(("host", "language"), quick_in_one_language(HOSTS))
def test_a_list_that_moved_with_its_host_is_found(
    tmp_path: Path, clock: FakeClock, language: Language, host: str
) -> None:
    with life(tmp_path, clock, language, stories=120) as lived:
        lived.paper.shown = 14
        lived.days(1)
        begun = clock()
        before, also = HOSTS[host]
        happen(lived, before)
        # What is no story among the entries is given up in that time.
        lived.days(9)
        happen(lived, *also, "another host", "another list, the old to the front")
        lived.days(2)
        remedies = lived.newsroom.store.remedies.of(lived.newsroom.source("paper"))
        assert ("front", "adopted") in [(remedy.way, remedy.state) for remedy in remedies]
        assert lived.newsroom.source("paper").url.endswith("/local/")
        found = lived.findings(begun)
        assert (found.faults(), found.wrong) == ({}, [])


def test_a_list_that_moved_with_all_addresses_is_found_by_titles_with_names_around(
    tmp_path: Path, clock: FakeClock
) -> None:
    with life(tmp_path, clock, "en") as lived:
        lived.days(1)
        happen(lived, "titles name before in lists too")
        lived.days(1)
        happen(
            lived,
            "deeper addresses without canonical, the old gone",
            "another list, the old to the front",
        )
        lived.days(2)
        remedies = lived.newsroom.store.remedies.of(lived.newsroom.source("paper"))
        assert ("front", "adopted") in [(remedy.way, remedy.state) for remedy in remedies]
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])


def test_a_list_is_found_elsewhere_while_it_shows_known_stories(
    tmp_path: Path, clock: FakeClock
) -> None:
    with life(tmp_path, clock, "en", stories=120) as lived:
        lived.paper.shown = 14
        lived.days(4)
        happen(lived, "the list gone")
        lived.days(3)
        happen(lived, "another list, the old gone")
        over(lived, "the list gone")
        lived.days(1.5)
        (remedy,) = lived.newsroom.store.remedies.of(lived.newsroom.source("paper"))
        fit = remedy.evidence.fit
        # More new stories than a list of others may show, and no more than come in that time.
        assert remedy.state == "adopted"
        assert 2 <= fit.known < 5
        assert fit.new > 2 * fit.known


def test_a_list_that_is_back_where_it_was_once_is_proposed_without_a_known_story(
    tmp_path: Path, clock: FakeClock
) -> None:
    with life(tmp_path, clock, "en", stories=120) as lived:
        lived.paper.shown = 6
        lived.days(1)
        happen(lived, "another list, the old gone")
        lived.days(2)
        store = lived.newsroom.store
        assert lived.newsroom.source("paper").url.endswith("/local/")
        happen(lived, "the list gone")
        lived.days(3)
        happen(lived, "the first list, the old gone")
        over(lived, "the list gone")
        lived.days(4)
        remedy, _ = store.remedies.of(lived.newsroom.source("paper"))
        assert (remedy.way, remedy.state, remedy.evidence.fit.known) == ("former", "proposed", 0)
        before = len(lived.newsroom.public())
        accept_remedy(store, "paper", remedy.id, "wei", clock())
        waiting = [each.item for each in store.inbox.page(50, Sieve(source="paper"))]
        assert waiting
        for item in waiting:
            publish(store, item.uid, "wei", clock())
        lived.days(1)
        assert len(lived.newsroom.public()) > before + len(waiting)


def test_how_fast_a_list_shows_other_stories() -> None:
    assert turnover_of(BEGUN, []) is None
    assert turnover_of(BEGUN, [BEGUN] * 9) is None
    came = [BEGUN - 8 * A_DAY] * 6 + [BEGUN - days * A_DAY for days in (6, 4, 2, 0)]
    turnover = turnover_of(BEGUN, came)
    assert turnover == Turnover(BEGUN, 10, 2 * A_DAY)
    assert turnover.known_until == BEGUN + 20 * A_DAY
    assert turnover.pace == 2 * A_DAY
    assert turnover.new_by(BEGUN + 4 * A_DAY) == 4
    assert Turnover(BEGUN, 2, timedelta(hours=1)).pace == timedelta(hours=3)


def test_a_remedy_is_looked_for_while_its_list_shows_known_stories() -> None:
    turnover = Turnover(BEGUN, 20, A_DAY)

    def due(treated: float, now: float) -> bool:
        at, now_at = BEGUN + treated * A_DAY, BEGUN + now * A_DAY
        return is_due(at, BEGUN, now_at, turnover)

    assert [due(5, now) for now in (6, 7, 10)] == [False, True, True]
    assert [due(18, now) for now in (19, 20)] == [False, True]
    # It shows nothing that is known any more.
    assert [due(20, now) for now in (22, 26, 27)] == [False, False, True]


@pytest.mark.parametrize(("no_wonder", "wanted"), [(0, "propose"), (11, "propose"), (12, "adopt")])
def test_so_many_new_stories_are_no_wonder(no_wonder: float, wanted: str) -> None:
    seen = Evidence(Fit(14, 2, 12, 0, 0), (Witness("a", "u"),) * 2)
    assert verdict(seen, no_wonder=no_wonder) == wanted


@pytest.mark.parametrize(
    ("read", "is_wrong"),
    [
        (Stamp(BEGUN.date()), False),
        (Stamp(BEGUN.date(), BEGUN), False),
        (Stamp(BEGUN.date() + A_DAY), True),
        (Stamp(BEGUN.date(), BEGUN + timedelta(hours=3)), True),
        (None, True),
    ],
)
def test_a_site_may_cease_to_say_the_time_of_a_day(read: Stamp | None, is_wrong: bool) -> None:
    stored = Content("A ferry", text="It runs again.", published=Stamp(BEGUN.date(), BEGUN))
    wrong = wrong_fields(stored, replace(stored, published=read))
    assert wrong == (("published",) if is_wrong else ())
