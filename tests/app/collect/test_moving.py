"""Stories whose sites give them other addresses: one item each, edits included, and readers are led
to where they live.
"""

from pathlib import Path

import pytest

from app.news.standing import led_above, led_away, may_follow, successor
from app.values.model import Joined, Location, LocationState
from tests.conftest import FakeClock
from tests.eras.life import life
from tests.eras.site import Address, deeper, flatter, queried
from tests.eras.stories import Language

EDIT = {"en": " The council has since agreed to it.", "zh": "议会此后已表示同意。"}


_WAYS = [
    (address, old)
    for address in (deeper, flatter, queried)
    for old in ("redirected", "to the front", "gone", "alive")
]
# One of each, each at another kind of address.
_QUICK = (
    (flatter, "redirected"),
    (deeper, "to the front"),
    (queried, "gone"),
    (flatter, "alive"),
)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("address", "old"),
    [pytest.param(*way, marks=[] if way in _QUICK else pytest.mark.slow) for way in _WAYS],
)
def test_stories_at_new_addresses_are_the_same_and_edits_are_read(
    tmp_path: Path, clock: FakeClock, language: Language, old: str, address: Address
) -> None:
    with life(tmp_path, clock, language, stories=18) as lived:
        lived.days(0.25)
        lived.change(address=address, old=old, canonical=address is not queried)
        lived.days(0.5)
        # One of the stories that were there before, and one that came since.
        lived.correct(9, EDIT[language])
        lived.correct(13, EDIT[language])
        lived.days(1.5)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])
        if old != "alive":
            items = lived.newsroom.public()
            urls = {item.original_url.partition(lived.paper.host)[2] for item in items}
            assert urls == {address(tale) for tale in lived.paper.published()}


@pytest.mark.parametrize("old", ["redirected", "gone"])
def test_a_story_that_is_edited_while_it_moves_is_no_second_one(
    tmp_path: Path, clock: FakeClock, old: str
) -> None:
    with life(tmp_path, clock, "en", stories=12) as lived:
        lived.change(address=deeper, old=old)
        lived.correct(5, EDIT["en"])
        lived.days(1)
        found = lived.findings()
        assert (found.faults(), found.wrong) == ({}, [])


@pytest.mark.parametrize(
    ("asked", "landing", "away", "above"),
    [
        ("//a.example/town/2026/s-1.html", "//a.example/", True, True),
        ("//a.example/town/s-1.html", "//a.example/index.html", True, True),
        ("//a.example/town/s-1.html", "//b.example/", True, True),
        (
            "//a.example/town/s-1.html",
            "//a.example/user/login.php?next=/town/s-1.html",
            True,
            False,
        ),
        ("//a.example/town/s-1.html", "//a.example/town/", False, True),
        ("//a.example/town/s-1.html", "//a.example/?p=12", False, True),
        ("//a.example/town/s-1.html", "//a.example/s1.html", False, True),
        ("//a.example/s1.html", "//a.example/town/s-1/", False, True),
        ("//a.example/s1.html", "//a.example/town/s-1/index.html", False, True),
        ("//a.example/s1.html", "//a.example/town/home-prices-rise.html", False, False),
        ("//a.example/s1.html", "//b.example/s1.html", False, False),
        ("//a.example/s1.html", "//a.example/s1.html?from=rss", False, False),
    ],
)
def test_where_a_redirect_leads(asked: str, landing: str, away: bool, above: bool) -> None:
    assert (led_away(asked, landing), led_above(asked, landing)) == (away, above)


def at(
    number: int,
    joined: Joined = "",
    state: LocationState = "read",
    tries: int = 0,
    source: int = 1,
    title: str = "Ferry runs again",
) -> Location:
    return Location(
        number, f"https://a.example/{number}.html", state, "listing", source, 1, title,
        tries=tries, error="HTTP 503" if tries else "", joined=joined,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("places", "follows"),
    [
        ([at(1), at(2, "words")], None),
        ([at(1, state="gone"), at(2, "words")], 2),
        ([at(1, tries=1), at(2, "words")], None),
        ([at(1, tries=2), at(2, "words")], 2),
        ([at(1, tries=2), at(2, "words", tries=1), at(3, "words")], 3),
        ([at(1, state="gone"), at(2, "words", state="gone")], None),
        ([at(1, state="gone"), at(2, "words", source=2)], None),
        ([at(1, state="gone"), at(2, "likeness")], 2),
        ([at(1, state="gone"), at(2, "likeness", title="Ferry stops")], None),
        ([at(1, state="gone"), at(2, "likeness", title="")], None),
        ([], None),
    ],
)
def test_who_follows_an_address_that_is_lost(places: list[Location], follows: int | None) -> None:
    place = successor(places)
    assert (place.id if place else None) == follows


def test_a_copy_in_another_paper_is_never_where_a_story_lives() -> None:
    assert not may_follow(at(1), at(2, "words", source=2))
