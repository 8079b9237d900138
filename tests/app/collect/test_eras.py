"""What happens to sites over the years: each ends with every story once, its fields right, edits as
revisions, nothing foreign.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FakeClock
from tests.eras.kinds import WALLS
from tests.eras.languages import quick_in_one_language
from tests.eras.life import life
from tests.eras.markups import BARE, DEFINED, EVEN, NESTED, TABLES
from tests.eras.site import deeper, flatter
from tests.eras.stories import Language

EDIT = {"en": " The council has since agreed to it.", "zh": "议会此后已表示同意。"}
ERAS: dict[str, dict[str, Any]] = {
    "layout tables": {"markup": TABLES},
    "one cell for all": {"markup": BARE},
    "boxes in a row": {"markup": EVEN},
    "nested divisions": {"markup": NESTED},
    "definition lists": {"markup": DEFINED},
    "two markups in turns": {"markup": NESTED, "turns": TABLES},
    "another list": {"list_path": "/local/"},
    "another list, the old gone": {"list_path": "/local/", "old_list": "gone"},
    "lists without dates": {"lists_dates": False},
    "dates without a year": {"day": lambda at: f"{at:%m-%d %H:%M}"},
    "dates of another country": {"day": lambda at: f"{at:%d/%m/%Y %H:%M}"},
    "a charset that lies": {"charset": "gb18030", "said_charset": "iso-8859-1"},
    "no pictures": {"pictures": "none"},
    "another host": {"elsewhere": True},
    "another host beside the old one": {"elsewhere": True, "old_host": "alive"},
    "another host, all of it new": {"elsewhere": True, "markup": TABLES, "address": deeper},
    "all at once": {"markup": TABLES, "address": deeper, "old": "gone", "list_path": "/new/"},
    "one cell at new addresses": {"markup": BARE, "address": deeper, "old": "gone"},
    "one cell at two hosts": {
        "markup": BARE,
        "address": deeper,
        "old": "to the front",
        "elsewhere": True,
        "old_host": "alive",
    },
    "a quiet relaunch": {"markup": DEFINED, "address": flatter, "canonical": False},
}


@pytest.mark.parametrize(("era", "language"), quick_in_one_language(ERAS))
def test_a_relaunch_costs_no_story(
    tmp_path: Path, clock: FakeClock, language: Language, era: str
) -> None:
    with life(tmp_path, clock, language, stories=18) as lived:
        lived.days(0.25)
        lived.change(**ERAS[era])
        lived.days(0.5)
        lived.correct(9, EDIT[language])
        lived.correct(13, EDIT[language])
        lived.days(1.75)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])


@pytest.mark.parametrize(
    "language", ["en", pytest.param("zh", marks=pytest.mark.slow)], ids=["English", "Chinese"]
)
def test_a_relaunch_from_one_layout_of_tables_to_another_costs_no_story(
    tmp_path: Path, clock: FakeClock, language: Language
) -> None:
    with life(tmp_path, clock, language, stories=24) as lived:
        lived.change(markup=TABLES)
        lived.days(2)
        lived.change(markup=BARE)
        lived.days(2)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])


@pytest.mark.parametrize(("behind", "language"), quick_in_one_language(WALLS))
def test_nothing_of_a_wall_is_a_story_and_what_was_missed_is_read_afterwards(
    tmp_path: Path, clock: FakeClock, language: Language, behind: str
) -> None:
    with life(tmp_path, clock, language, stories=18) as lived:
        lived.days(0.25)
        lived.change(**WALLS[behind])
        lived.days(1)
        walled = lived.findings()
        walled.lost.clear()
        assert (walled.faults(), walled.wrong) == ({}, [])
        lived.change(wall=None, walls_lists=False)
        lived.days(3)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])


@pytest.mark.parametrize(
    ("language", "behind"),
    [("en", "consent"), pytest.param("zh", "a way to the login", marks=pytest.mark.slow)],
)
def test_what_stood_behind_a_wall_for_longer_than_it_is_tried_is_read_afterwards(
    tmp_path: Path, clock: FakeClock, language: Language, behind: str
) -> None:
    with life(tmp_path, clock, language, stories=36) as lived:
        lived.days(0.25)
        lived.change(**WALLS[behind])
        lived.days(6.5)
        lived.change(wall=None, walls_lists=False)
        lived.days(4)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])
