"""Where a listing goes on, when no link says so in words: icons, pictures, choices, scripts."""

import pytest

from scrapers.listings.listing import read_any_listing
from scrapers.listings.pager import next_page
from scrapers.page.document import read_document
from scrapers.values import Page
from tests.townsite import list_page

HOME = "https://valley.example/news/"


def leads(pager: str, url: str = HOME) -> str:
    text = list_page(pager=f"<div>{pager}</div>")
    page = Page(url, text.encode(), "text/html; charset=utf-8")
    return next_page(read_document(page)).removeprefix("https://valley.example")


@pytest.mark.parametrize(
    ("pager", "there"),
    [
        ('<a href="b.html" title="下一页"><i class="r"></i></a>', "/news/b.html"),
        ('<a href="?p=2" aria-label="Next page"><svg></svg></a>', "/news/?p=2"),
        ('<a href="?s=20" aria-label="Next"><i>chevron_right</i></a>', "/news/?s=20"),
        ('<a href="?s=20"><img src="/n.gif" alt="Older stories"></a>', "/news/?s=20"),
        ('<a href="?o=12&l=12" class="x">Load more</a>', "/news/?o=12&l=12"),
        ('<a href="?c=0&DR=1">Earlier</a>', "/news/?c=0&DR=1"),
        ("<a href=\"javascript:go('list_2.html')\">下页</a>", "/news/list_2.html"),
        ("<a href=# onclick=\"location.href='?page=2'\">Next</a>", "/news/?page=2"),
        ("<button onclick=\"location='/news/page/2/'\">Older</button>", "/news/page/2/"),
        ('<button data-url="/news/?page=2">Load more</button>', "/news/?page=2"),
        ('<div data-next="/news/page/2"><span>Mehr laden</span></div>', "/news/page/2"),
        ('<button hx-get="/news/?page=2">Afficher la suite</button>', "/news/?page=2"),
        ('<a href="/news/?page=2">Zobacz starsze wpisy</a>', "/news/?page=2"),
        (
            "<span onclick=\"location.href='index_2.html'\">2</span>"
            "<span onclick=\"location.href='index_3.html'\">3</span>",
            "/news/index_2.html",
        ),
        (
            "<select onchange='location.href=this.value'><option value=list_1.html>第1页</option>"
            "<option value=list_2.html>第2页</option></select>",
            "/news/list_2.html",
        ),
        (
            "<select onchange=\"location='?page='+this.value\"><option value=1>1/9<option value=2>2/9"
            "</select>",
            "/news/?page=2",
        ),
        ('<script>createPageHTML("25","0","index","shtml","500");</script>', "/news/index_1.shtml"),
        ("<script>pages('box', 9, 0, 'list', 'htm')</script>", "/news/list_1.htm"),
        (
            "<script>var countPage = 4;\nvar currentPage = 0;\n"
            "createPageHTML(countPage, currentPage, 'index', 'html');</script>",
            "/news/index_1.html",
        ),
        (
            "<script>var currentPage = 0; var nextPage = currentPage+1; var countPage = 4;"
            'document.write("<a href=\\"index"+"_" + nextPage + "."+"html\\">下一页</a>")</script>',
            "/news/index_1.html",
        ),
    ],
)
def test_it_is_found_wherever_it_is_written(pager: str, there: str) -> None:
    assert leads(pager) == there


@pytest.mark.parametrize(
    "pager",
    [
        "<script>createPageHTML(25, 24, 'index', 'shtml');</script>",
        "<script>function createPageHTML(count, now, name, ending) {}</script>",
        "<script>createPageHTML(all, here, 'index', 'shtml');</script>",
        '<div class="slider" data-next=".slide-2" data-src-next="/i/2.jpg">›</div>',
        '<a href="#slides" aria-label="Next"><svg></svg></a>',
        '<a href="/about.html" title="Next to the old lock">Where we are</a>',
        '<button data-url="/api/like?id=2">Like</button>',
        "<select><option value=/2024/>2024</option><option value=/2023/>2023</option></select>",
        "<select><option value=/sport/>1 Sport</option><option value=/culture/>Culture</option>"
        "</select>",
        "<select><option value=1>1</option><option value=2>2</option></select>",
        '<a href="/news/2">Two</a>',
        '<a href="/news/?id=2">Ferries</a>',
    ],
)
def test_what_only_looks_like_a_pager_leads_nowhere(pager: str) -> None:
    assert leads(pager) == ""


@pytest.mark.parametrize(
    ("pager", "url", "there"),
    [
        ("<script>f(9, 3, 'index', 'shtml')</script>", "index_3.shtml", "/news/index_4.shtml"),
        (
            "<select onchange=go(this)><option value=l_1.htm>1<option value=l_2.htm selected>2"
            "<option value=l_3.htm>3</select>",
            "l_2.htm",
            "/news/l_3.htm",
        ),
        (
            '<a href="?page=3">Vis flere</a><a href="?page=1">Tilbake</a>',
            "?page=2",
            "/news/?page=3",
        ),
        ('<a href="/news/page/1">Neuer</a>', "page/2", ""),
    ],
)
def test_in_the_middle_it_is_the_following_one(pager: str, url: str, there: str) -> None:
    assert leads(pager, HOME + url) == there


@pytest.mark.parametrize(
    ("pager", "words"),
    [
        ('<a href="#">Load more</a>', "Load more"),
        ("<button type=button>加载更多</button>", "加载更多"),
        ("<a href=javascript:go()>下一页</a>", "下一页"),
        ("<a onclick=turn(2)><i></i><img src=/n.png alt=Next></a>", "Next"),
        ("<script>createPageHTML(all, here, 'index', ending);</script>", "createPageHTML"),
        ("<script>function createPageHTML(count, now) {}</script>", ""),
        ("<script>createPageHTML(25, 24, 'index', 'shtml');</script>", ""),
        ("<button disabled>Next</button>", ""),
        ("<ul><li class=disabled><a href=#>Next</a></li></ul>", ""),
        ("<a href=# aria-disabled=true>Next</a>", ""),
        ("<b>1</b><a href=# onclick=page(2)>2</a><a href=# onclick=page(3)>3</a>", "2"),
        ("<ul><li><b>1</b></li><li><a href=javascript:go(2)>2</a></li></ul>", "2"),
        ("<a href=#n2>2</a>", ""),
        ("<a href=#>More</a>", ""),
        ("<a href=/news/page/2/>Next</a><button>Load more</button>", ""),
    ],
)
def test_what_looks_like_a_pager_and_leads_nowhere_is_said(pager: str, words: str) -> None:
    text = list_page(pager=f"<div>{pager}</div>").encode()
    assert read_any_listing(Page(HOME, text, "text/html; charset=utf-8")).unfollowed == words


def test_what_slides_above_the_entries_is_no_pager() -> None:
    text = list_page().replace("<body>", "<body><button aria-label=Next></button>").encode()
    assert read_any_listing(Page(HOME, text, "text/html; charset=utf-8")).unfollowed == ""
