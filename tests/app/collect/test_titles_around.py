"""What a site puts around all its titles at once is no edit of any, and no part of new ones."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scrapers.articles.affixes import affix_marks, is_affix, without_affixes
from tests.conftest import FakeClock
from tests.eras.life import Life, life
from tests.eras.markups import EVEN
from tests.eras.site import dated, deeper
from tests.eras.stories import Language, Tale

AROUND: dict[str, Callable[[str], str]] = {
    "before": lambda title: f"Courier | {title}",
    "behind": lambda title: f"{title}_山谷日报网",
    "both": lambda title: f"【本地】{title} - The Valley Courier Online",
}


def titles(lived: Life) -> list[str]:
    return sorted(item.content.title for item in lived.newsroom.public())


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("around", AROUND)
def test_what_stands_around_all_titles_is_no_part_of_them(
    tmp_path: Path, clock: FakeClock, language: Language, around: str, listed: bool
) -> None:
    with life(tmp_path, clock, language, stories=18) as lived:
        lived.days(0.25)
        put = AROUND[around]
        lived.change(title=put, **({"lists_titles": put} if listed else {}))
        lived.days(2)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])
        assert titles(lived) == sorted(tale.title for tale in lived.paper.published())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_title_that_its_listing_shows_without_the_site_s_name_is_in_no_doubt(
    tmp_path: Path, clock: FakeClock, language: Language
) -> None:
    with life(tmp_path, clock, language, stories=18) as lived:
        lived.change(markup=EVEN, title=AROUND["behind"])
        lived.days(2.25)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])


def test_titles_that_are_shouted_from_now_on_stay(tmp_path: Path, clock: FakeClock) -> None:
    with life(tmp_path, clock, "en", stories=12) as lived:
        before = titles(lived)
        lived.change(title=str.upper, lists_titles=str.upper)
        lived.days(1)
        assert set(before) <= set(titles(lived))
        assert lived.findings().faults() == {}


SHOUTED = {"shouted": str.upper}


@pytest.mark.parametrize(
    ("language", "around", "era"),
    [
        ("en", "before", {"address": deeper}),
        ("zh", "before", {"address": deeper, "old": "alive"}),
        ("en", "behind", {"address": deeper, "old": "to the front"}),
        ("zh", "behind", {"address": deeper, "old": "gone"}),
        ("en", "both", {"address": deeper, "old": "alive"}),
        ("zh", "both", {"address": deeper}),
        ("en", "shouted", {"address": deeper}),
        ("en", "before", {"elsewhere": True}),
        ("zh", "both", {"elsewhere": True, "old_host": "alive"}),
        ("en", "shouted", {"elsewhere": True}),
    ],
)
def test_titles_that_change_together_with_their_addresses_stay(
    tmp_path: Path, clock: FakeClock, language: Language, around: str, era: dict[str, Any]
) -> None:
    put = (AROUND | SHOUTED)[around]
    with life(tmp_path, clock, language, stories=18) as lived:
        lived.days(0.25)
        lived.change(title=put, lists_titles=put, **era)
        lived.days(2)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])


def test_two_titles_that_are_edited_as_they_move_are(tmp_path: Path, clock: FakeClock) -> None:
    with life(tmp_path, clock, "en", stories=12) as lived:
        edited = {tale.number: f"Corrected: {tale.title}" for tale in lived.paper.published()[:2]}
        titled = {tale.title: edited.get(tale.number, tale.title) for tale in lived.paper.tales}

        def moved(tale: Tale) -> str:
            return deeper(tale) if tale.number in edited else dated(tale)

        lived.change(title=titled.__getitem__, lists_titles=titled.__getitem__, address=moved)
        lived.days(1)
        assert set(edited.values()) <= set(titles(lived))


def test_an_edited_title_is_one(tmp_path: Path, clock: FakeClock) -> None:
    with life(tmp_path, clock, "en", stories=12) as lived:
        one = lived.paper.published()[0].title
        edited = f"Corrected: {one}"

        def put(title: str) -> str:
            return edited if title == one else title

        lived.change(title=put, lists_titles=put)
        lived.days(1)
        assert edited in titles(lived)
        assert one not in titles(lived)


@pytest.mark.parametrize(
    ("plain", "whole", "marks"),
    [
        ("Ferry runs", "Courier | Ferry runs", {"before a title Courier | "}),
        ("Ferry runs", "Ferry runs - Courier", {"behind a title - Courier"}),
        (
            "渡轮恢复",
            "【本地】渡轮恢复_山谷网",
            {"before a title 【本地】", "behind a title _山谷网"},
        ),
        ("Ferry runs", "Ferry runs", set()),
        ("Ferry runs", "The Ferry runs", set()),
        ("Ferry runs", "Ferry runs again", set()),
        ("Ferry runs", "Ferry stops", set()),
        ("Ferry runs", f"{'x' * 70} | Ferry runs", set()),
        ("", "Courier | Ferry runs", set()),
    ],
)
def test_what_stands_around_a_title(plain: str, whole: str, marks: set[str]) -> None:
    found = affix_marks(plain, whole)
    # Spaces that stood between are those of the title, as it is stored.
    assert {mark.replace("  ", " ").rstrip() for mark in found} == {mark.rstrip() for mark in marks}
    assert all(map(is_affix, found))
    if found:
        assert without_affixes(whole, found) == plain


def test_a_title_that_is_nothing_else_stays() -> None:
    marks = affix_marks("Ferry runs", "Courier | Ferry runs")
    assert without_affixes("Courier | ", marks) == "Courier | "
