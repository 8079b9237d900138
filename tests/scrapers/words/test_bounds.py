"""What parsers are given is neither deep nor large, and telling so takes one pass."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.feeds.nesting import is_deep
from scrapers.page.charset import decode
from scrapers.words.bounds import DEEPEST, MOST_TAGS, for_browser, for_libxml
from scrapers.words.text import clean_html, plain_text
from tests.hostile import UNITS, depth_in_browsers, depth_in_libxml, hostile, steps

RECORDINGS = sorted((Path(__file__).resolve().parents[2] / "recordings").glob("*/*.html"))
URL = "https://hostile.example/news/"
_EMPTY = re.compile(r"<(p|figure|figcaption|li|h[2-6]|blockquote|ul|ol|em|strong|b|i|u)>\s*</\1>")

_names = st.sampled_from(
    "b i a p div span table tr td tbody li ul dd dt font section h2 form select option svg math "
    "script style title noscript caption object blockquote img br".split()
)
_pieces = st.one_of(
    _names.map("<{}>".format),
    _names.map("</{}>".format),
    _names.map('<{} id="{{}}">'.format),
    _names.map('<{} a="</div>">'.format),
    st.sampled_from(
        ["x", "<!--", "-->", "<!-->", "<", ">", "'", '"', "</", "<?x", "<![CDATA[", "<b a='"]
    ),
)
_units = st.lists(_pieces, min_size=1, max_size=8).map("".join)


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_nothing_is_nested_deeper_than_200_levels(unit: str) -> None:
    html = hostile(unit, 400)
    assert depth_in_browsers(for_browser(html)) <= DEEPEST
    assert depth_in_libxml(for_libxml(html)) <= DEEPEST


@given(_units, st.sampled_from([80, 250]))
def test_whatever_is_repeated_is_nested_no_deeper(unit: str, times: int) -> None:
    html = hostile(unit, times)
    assert depth_in_browsers(for_browser(html)) <= DEEPEST
    assert depth_in_libxml(for_libxml(html)) <= DEEPEST


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.stem)
def test_pages_of_sites_stay_as_they_are(page: Path) -> None:
    html = decode(page.read_bytes(), "text/html", "")
    assert for_libxml(html) is html


def test_what_is_flattened_keeps_its_words_and_the_ends_of_blocks() -> None:
    html = "".join(f"<div>word{number} " for number in range(300))
    text = plain_text(clean_html(html, URL))
    assert text.replace("\n", " ").split() == [f"word{number}" for number in range(300)]


def test_a_tag_of_thousands_of_attributes_loses_them() -> None:
    many = "<p " + " ".join(f"a{number}=1" for number in range(5000)) + ">x</p>"
    assert for_browser(many) == for_libxml(many) == "<p>x</p>"
    long = f'<p data-all="{"a b=c " * 5000}">x</p>'
    assert for_libxml(long) is long


def test_of_more_tags_than_a_text_can_have_the_words_stay() -> None:
    html = "<p>x</p>" * MOST_TAGS
    assert for_browser(html).count("<") <= MOST_TAGS + 1
    assert for_browser(html).count("x") == MOST_TAGS


@given(st.lists(st.sampled_from(["<p>", "</p>", "<b>", "</b>", " ", "\n", "x", "<a>", "</a>"])))
def test_empty_elements_go_as_if_looked_for_again_and_again(pieces: list[str]) -> None:
    html = before = clean_html("".join(pieces), URL)
    assert not _EMPTY.search(html)
    assert clean_html(before, URL) == html


@pytest.mark.parametrize("filler", ["<a>", "<!-- <b> -->", "<![CDATA[ <b> ]]>", '<a b="<c>">'])
def test_feeds_are_deep_by_elements_alone(filler: str) -> None:
    shallow = (filler + ("</a>" if filler.startswith("<a") else "")) * 500
    assert not is_deep(f"<rss>{shallow}</rss>".encode())
    assert is_deep(f"<rss>{shallow}{'<b>' * 200}</rss>".encode())


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
@pytest.mark.parametrize("work", [for_browser, for_libxml, lambda html: clean_html(html, URL)])
def test_twice_the_text_takes_twice_thesteps(work: Callable[[str], str], unit: str) -> None:
    once, twice = hostile(unit, 1500), hostile(unit, 3000)
    assert steps(lambda: work(twice)) <= 2.5 * steps(lambda: work(once)) + 100


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_twice_the_text_takes_twice_the_steps_to_read(unit: str) -> None:
    once, twice = (clean_html(hostile(unit, times), URL) for times in (1500, 3000))
    assert steps(lambda: plain_text(twice)) <= 2.5 * steps(lambda: plain_text(once)) + 100
