"""Addresses that a script puts together, and days that a style sheet shows."""

import pytest

from scrapers.listings.listing import read_any_listing
from scrapers.values import Page, ScrapeError
from tests.scrapers.listings.valley import HOME, NOW, TITLES

ENTRIES = [(f"https://valley.example/news/{n}.html", title) for n, title in enumerate(TITLES, 11)]


def rows(draw: str) -> str:
    return "".join(
        draw.replace("ID", str(n)).replace("TITLE", title) for n, title in enumerate(TITLES, 11)
    )


def read(body: str, head: str = "") -> list[tuple[str, str]]:
    text = f"<html><head><title>News</title>{head}</head><body><ul>{body}</ul></body></html>"
    listing = read_any_listing(Page(HOME, text.encode(), "text/html; charset=utf-8", "UTC", NOW))
    return [(each.url, each.title) for each in listing.teasers]


OPEN = '<script>function openNews(id, from) { track(id); location.href = "/news/" + id + ".html"; }</script>'


@pytest.mark.parametrize(
    ("row", "script"),
    [
        ("<li onclick=\"openNews(ID)\"><h3>TITLE</h3></li>", OPEN),
        ("<li><a href=\"javascript:openNews('ID', this)\">TITLE</a></li>", OPEN),
        ("<li><a href=# onclick=\"openNews('ID'); return false\">TITLE</a></li>", OPEN),
        ("<li onclick=\"openNews(ID)\"><h3>TITLE</h3></li>",
         "<script>const openNews = (id) => { window.open(`/news/${id}.html`, '_blank') }</script>"),
        ("<li onclick=\"openNews(ID)\"><h3>TITLE</h3></li>",
         "<script>var root = '/news/'; var openNews = function (n) { window.location.assign(root + n + '.html'); };</script>"),
        ("<li onclick=\"location.href='/news/' + ID + '.html'\"><h3>TITLE</h3></li>", ""),
        ("<li data-id=ID onclick=\"location.href='/news/'+this.dataset.id+'.html'\"><h3>TITLE</h3></li>", ""),
        ("<li class=row data-id=ID><h3>TITLE</h3></li>",
         "<script>$('.row').on('click', function () { var id = $(this).data('id'); location.href='/news/'+id+'.html'; });</script>"),
        ("<li class=row data-nid=ID><h3>TITLE</h3></li>",
         "<script>each(function (row) { row.onclick = () => location.href = '/news/' + row.getAttribute('data-nid') + '.html' })</script>"),
    ],
)  # fmt: skip
def test_what_a_script_puts_together_is_an_address(row: str, script: str) -> None:
    assert read(rows(row), script) == ENTRIES


@pytest.mark.parametrize(
    ("row", "script"),
    [
        ("<li onclick=\"like(ID)\"><h3>TITLE</h3></li>", "<script>function like(id) { post('/like/' + id + '.html') }</script>"),
        ("<li onclick=\"openNews(ID)\"><h3>TITLE</h3></li>",
         "<script>function openNews(id) { location.href = kind ? '/a/' + id + '.html' : '/b/' + id + '.html'; }</script>"),
        ("<li onclick=\"openNews(ID)\"><h3>TITLE</h3></li>", "<script>function openNews(id) { location.href = base() + id + '.html'; }</script>"),
        ("<li onclick=\"openNews(ID)\"><h3>TITLE</h3></li>",
         "<script>function openNews(id) { if (old) location.href = '/a/' + id + '.html'; else location.href = '/b/' + id + '.html'; }</script>"),
        ("<li onclick=\"openNews('a b')\"><h3>TITLE</h3></li>", OPEN),
        ("<li data-id=ID><h3>TITLE</h3></li>", "<script>location.href = '/news/' + id + '.html'</script>"),
    ],
)  # fmt: skip
def test_what_only_running_it_could_tell_is_left(row: str, script: str) -> None:
    with pytest.raises(ScrapeError):
        read(rows(row), script)


def test_rows_with_links_of_their_own_lead_there() -> None:
    script = "<script>$('.row').click(function () { var id = $(this).data('id'); location.href='/share/'+id+'.html'; });</script>"
    assert (
        read(rows("<li class=row data-id=ID><a href=/news/ID.html>TITLE</a></li>"), script)
        == ENTRIES
    )


@pytest.mark.parametrize(
    ("style", "day"),
    [
        (".when::before { content: attr(data-day) }", "2026-03-04"),
        (".row .when:after{color:red;content:attr(data-day)}", "2026-03-04"),
        (".when:hover::after { content: attr(data-day) }", None),
        (".when::before { content: 'New' }", None),
    ],
)
def test_days_that_a_style_sheet_shows(style: str, day: str | None) -> None:
    body = rows(
        "<li class=row><a href=/news/ID.html>TITLE</a> <span class=when data-day=2026-03-04></span></li>"
    )
    text = f"<html><head><title>News</title><style>{style}</style></head><body><ul>{body}</ul></body></html>"
    listing = read_any_listing(Page(HOME, text.encode(), "text/html; charset=utf-8", "UTC", NOW))
    assert {each.published and each.published.day.isoformat() for each in listing.teasers} == {day}
