"""What is read of a listing takes as many steps as the page is long, whatever stands in it."""

import pytest

from scrapers.listings.datalists import stories_in_data
from scrapers.listings.pager import next_page, unfollowed
from scrapers.listings.shown import read_shown
from scrapers.page.scriptdata import values_in_scripts
from scrapers.values import Page
from tests.hostile import steps

UNITS = {
    "more": "<a href=/{n}>Read more</a>",
    "cards": "<div><h3>Title of number {n}</h3><a href=/{n}><img src=/p.jpg></a></div>",
    "boxes": "<div data-url=/s/{n}.html>Title of number {n}</div>",
    "clicks": "<span onclick=\"go('/s/{n}.html')\">{n}</span>",
    "choices": "<select><option value=/l_{n}.html>{n}",
    "steps": "<a href=?page={n}>{n}</a><button>Load more</button>",
    "records": "<script><![CDATA[<a href=/{n}>A</a></script>",
    "writes": "<script>document.write('<a href=\"/{n}\">A title {n}</a>')</script>",
    "open writes": "<script>document.write('<a ' + \"x\" + </script>",
    "calls": "<script>createPageHTML({n}, 0, a, createPageHTML({n}, 0, 'index', </script>",
    "data": "<script>var a = {list: [{t: 'A title of {n}', u: '/s/{n}', d: '2026-03-01'}]};</script>",
    "open data": "<script>var a = {list: [{t: 'A title', u: ({l: [{t: [</script>",
    "built": "<script>function f{n}(a) {{ location.href = '/s/' + a + '.html' }</script><li onclick=f{n}({n})>A",
    "open built": "<script>location.href = 'a' + b + 'c' + location.href = function f(a, </script>",
    "styled": "<style>.a{n}::after {content: attr(data-</style><style>.b::after{content:attr(data-d)}</style><i data-d=1></i>",
    "pushed": "<script>self.__next_f.push([1,'{n}:[{'])</script>",
}


def _read(text: str) -> None:
    page = Page("https://valley.example/news/", text.encode(), "text/html; charset=utf-8")
    document = read_shown(page)
    next_page(document)
    unfollowed(document, set())
    stories_in_data(values_in_scripts(document.root), page, page.url)


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_twice_the_page_takes_twice_thesteps(unit: str) -> None:
    once, twice = (
        "".join(unit.replace("{n}", str(n)) for n in range(times)) for times in (300, 600)
    )
    assert steps(lambda: _read(twice)) <= 2.5 * steps(lambda: _read(once)) + 100


def test_data_that_never_ends_is_given_up() -> None:
    rows = "{a: [({a: [" * 40
    once, twice = (f"<script>var a = {rows}{'1,' * times}</script>" for times in (2000, 4000))
    assert steps(lambda: _read(twice)) <= 2.5 * steps(lambda: _read(once)) + 100
