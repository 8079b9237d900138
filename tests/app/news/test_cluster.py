"""Which reports tell of the same event, in one language and across two; and that similar ones of
the same days do not.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import pytest

from app.news.cluster import Report, likeness, rarity, same_event
from app.news.features import Features, features_of
from app.values.model import Content
from tests.sameness.distractors import distractors
from tests.sameness.events import EVENTS


def labelled(seed: int) -> list[tuple[int, Content]]:
    """All reports of some days, each with the number of its event."""
    events = [(event, told) for event, reports in enumerate(EVENTS) for told in reports]
    alone = [(-1 - number, told) for number, told in enumerate(distractors(seed))]
    return [
        (event, Content(title, text=text, language=language))
        for event, (language, title, text) in events + alone
    ]


def judged(seed: int) -> Iterator[tuple[bool, bool, bool]]:
    """Of every pair of reports: whether they are of one event, whether they are found to be,
    whether they are in two languages.
    """
    reports = [(event, features_of(content)) for event, content in labelled(seed)]
    rare = rarity(
        Counter(feature for _, features in reports for feature in features.all), len(reports)
    )
    for (event, one), (other_event, other) in combinations(reports, 2):
        yield event == other_event, likeness(one, other, rare) > 0, one.chinese != other.chinese


@pytest.mark.parametrize("seed", [17, 4, 23])
def test_reports_of_one_event_are_found_and_hardly_any_others(seed: int) -> None:
    counts = Counter(judged(seed))
    right = sum(count for (same, found, _), count in counts.items() if same and found)
    wrong = sum(count for (same, found, _), count in counts.items() if found and not same)
    whole = sum(count for (same, _, _), count in counts.items() if same)
    assert len(EVENTS) >= 40
    assert len(distractors(seed)) >= 150
    assert right / (right + wrong) > 0.95
    assert right / whole >= 0.85
    across = {
        found: sum(count for key, count in counts.items() if key == (True, found, True))
        for found in (True, False)
    }
    assert across[True] / (across[True] + across[False]) >= 0.8


def features(title: str, text: str) -> Features:
    return features_of(Content(title, text=text))


FIRE = features(
    "Warehouse fire in Xiangfang",
    "148 firefighters fought a fire in a timber warehouse of Xiangfang District for seven hours.",
)


def test_marks_are_alike_in_both_languages() -> None:
    english = features(
        "Skater Yang Bingyu takes gold",
        "Yang Bingyu from Harbin won in 1:53.07 before 35,000 guests, and 1.2 million watched in 2024.",
    )
    chinese = features(
        "杨冰玉夺金",
        "哈尔滨选手杨冰玉以1:53.07夺冠，3.5万名观众到场，120万人收看了2024年的这场比赛。",
    )
    assert {"#1:53.07", "#35000", "#1200000"} <= english.all & chinese.all
    assert "#2024" not in english.all | chinese.all
    assert "yangbingyu" in chinese.spoken
    assert "@yangbingyu" in english.all & chinese.keys


def test_the_same_numbers_of_another_place_are_another_event() -> None:
    rare = rarity({}, 0)
    same = features(
        "Blaze at timber store in Xiangfang",
        "The timber warehouse in Xiangfang burned. 148 firefighters came.",
    )
    other = features(
        "Warehouse fire in Hulan",
        "148 firefighters fought a fire in a timber warehouse of Hulan District for five hours.",
    )
    assert likeness(FIRE, same, rare) > 0
    assert likeness(FIRE, other, rare) == 0


def test_what_everybody_speaks_of_says_nothing() -> None:
    one = features(
        "Songhua rises", "The Songhua rose after rain in Harbin, the bureau of Heilongjiang said."
    )
    other = features(
        "Rain over Harbin",
        "There was rain in Harbin and all along the Songhua, the bureau of Heilongjiang reported.",
    )
    common = dict.fromkeys(one.all | other.all, 300)
    assert likeness(one, other, rarity({}, 0)) > 0
    assert likeness(one, other, rarity(common, 1000)) == 0


def test_only_another_sources_report_counts() -> None:
    report = Report(1, 5, None, FIRE)
    assert same_event(FIRE, [report], 5, rarity({}, 0)) is None
    assert same_event(FIRE, [report], 6, rarity({}, 0)) == report
    assert same_event(FIRE, [], 6, rarity({}, 0)) is None
