"""What a visitor accepts, beside what the tests of pages ask."""

import pytest

from app.edition.coding import accepted
from app.values.negotiation import LONGEST, language


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("zh,en", "zh"),
        ("ZH-Hant", "zh"),
        ("*;q=1,zh;q=0.2", "en"),
        ("zh, *", "zh"),
        ("en-GB;q=0.2,zh-CN;q=0.4", "zh"),
        ('zh;q="0.5",en;q=0.4', "zh"),
        ("zh;q=1.5,en;q=0.5", "en"),
    ],
)
def test_what_is_wanted_more_is_taken_and_of_two_the_first(header: str, wanted: str) -> None:
    assert language(header, ("en", "zh")) == wanted


def test_what_a_header_says_beyond_its_bound_does_not_count() -> None:
    long = "fr;q=0.1," * LONGEST
    assert language(f"{long}zh", ("en", "zh")) == "en"
    assert language(f"zh,{long}", ("en", "zh")) == "zh"
    assert accepted("x," * LONGEST + "gzip") == ""


@pytest.mark.parametrize(
    "header",
    [
        '"' * LONGEST,
        "\\" * LONGEST,
        'zh;q="' + "\\" * LONGEST,
        ";a" * LONGEST,
        "=" * LONGEST,
        "zh;q*=utf-8''1",
    ],
)
def test_headers_that_say_nothing_ask_for_nothing(header: str) -> None:
    assert language(header, ("en", "zh")) in ("en", "zh")
    assert accepted(header) == ""
