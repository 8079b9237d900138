"""Texts without their tags."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.news.comparison import compared
from app.news.likewords import untagged
from app.values.model import Content

LONG = 500_000


@given(st.text(alphabet='<>/a "\n'))
def test_what_stands_between_signs_goes(html: str) -> None:
    assert untagged(html) == re.sub(r"<[^>]*>", "", html)


@pytest.mark.parametrize("sign", ["<", "<a ", '<a href="'])
def test_signs_that_begin_a_tag_and_never_end_one_are_passed_over_once(sign: str) -> None:
    """Looking for the end of each of them to the end of the text took minutes."""
    text = sign * (LONG // len(sign))
    assert untagged(text) == text
    assert untagged(f"a <b>bridge</b>{text}") == f"a bridge{text}"
    there, here = Content("A bridge", text=text), Content("A bridge", text=text + " It opened.")
    assert compared(there, here)["text"] == "changed"
