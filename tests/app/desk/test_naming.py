"""What a source is called where nobody says it."""

import pytest

from app.desk.naming import naming_of


@pytest.mark.parametrize(
    ("told", "title", "section", "slug"),
    [
        ("Harbin Today - Harbin Today", "Harbin Today", "Harbin Today", "harbin-today"),
        (
            "City news - River Times",
            "City news - River Times",
            "City news",
            "city-news-river-times",
        ),
        ("City | River Times | Harbour", "City - River Times", "City", "city-river-times"),
        ("River Times", "River Times", "River Times", "river-times"),
        ("Well-known: the first-hand paper", "Well-known: the first-hand paper", None, None),
        ("城事_江渚网_江渚网", "城事 - 江渚网", "城事", None),
        ("", "river.example", "river.example", "river-example"),
        (" - ", "river.example", "river.example", "river-example"),
    ],
)
def test_a_source_is_called_after_its_section_and_site(
    told: str, title: str, section: str | None, slug: str | None
) -> None:
    naming = naming_of(told, "http://www.river.example:8080/feed")
    assert naming.title == title
    assert naming.section == (section or title)
    assert slug in (None, naming.slug)


def test_another_source_of_that_name_is_told_apart() -> None:
    taken = frozenset(["River Times"])
    assert naming_of("River Times", "http://b.example/", taken).title == "River Times (b.example)"
