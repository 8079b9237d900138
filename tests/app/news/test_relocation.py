"""A listing is believed to have moved when it was seen elsewhere several times in a row."""

import pytest

from app.news.relocation import Relocation, relocation


@pytest.mark.parametrize(
    ("sightings", "url", "certain"),
    [
        ("aaa", "a", True),
        ("aa", "a", False),
        ("aab", "b", False),
        ("aa.a", "a", False),
        ("aaab", "b", False),
        ("aaa.", "", False),
    ],
)
def test_where_a_listing_is_seen_three_times_it_lives(
    sightings: str, url: str, certain: bool
) -> None:
    known = Relocation()
    for seen in sightings:
        known = relocation(known, ".", seen)
    assert (known.url, known.is_certain) == (url, certain)
