"""Whether two pages are laid out in one way."""

from datetime import UTC, datetime

import pytest

from scrapers.page.layout import is_relaid, is_relaid_itself, layout_of
from tests.eras.markups import BARE, DEFINED, EVEN, NESTED, PLAIN, TABLES, WORDS, Markup, Told
from tests.eras.stories import tales

MARKUPS = {
    "plain": PLAIN,
    "tables": TABLES,
    "nested": NESTED,
    "defined": DEFINED,
}
ONE, OTHER = tales("en", 2, 3, datetime(2026, 3, 1, tzinfo=UTC), 8)


def page(markup: Markup, *, second: bool = False) -> bytes:
    tale = OTHER if second else ONE
    picture = "/one.jpg" if second else ""
    told = Told(tale.title, "2026-03-01", tale.author, tale.paragraphs * 3, picture=picture)
    return markup.story(WORDS["en"], told).encode()


@pytest.mark.parametrize("before", MARKUPS)
@pytest.mark.parametrize("after", MARKUPS)
def test_another_markup_is_another_layout(before: str, after: str) -> None:
    relaid = is_relaid(page(MARKUPS[before]), page(MARKUPS[after], second=True))
    assert relaid == (before != after)


@pytest.mark.parametrize("after", [BARE, EVEN])
def test_a_page_that_is_made_of_next_to_nothing_is_another_layout(after: Markup) -> None:
    assert is_relaid(page(PLAIN), page(after, second=True))
    assert is_relaid(page(after), page(PLAIN, second=True))
    assert not is_relaid(page(after), page(after, second=True))


@pytest.mark.parametrize("before", [PLAIN, TABLES, NESTED, DEFINED, BARE, EVEN])
@pytest.mark.parametrize("after", [PLAIN, TABLES, NESTED, DEFINED, BARE, EVEN])
def test_a_story_is_laid_out_as_it_was_also_where_it_has_grown(
    before: Markup, after: Markup
) -> None:
    is_same = before is after
    assert is_relaid_itself(page(before), page(after)) is not is_same
    assert is_relaid_itself(page(before), page(after, second=True)) is not is_same


def test_numbers_in_names_are_no_layout() -> None:
    assert layout_of(b'<div id="post-12" class="col-3 wide">') == layout_of(
        b'<DIV class="wide col-4" id=post-99>'
    )
    assert layout_of(b"") == frozenset()
    assert not is_relaid(b"", b"")
