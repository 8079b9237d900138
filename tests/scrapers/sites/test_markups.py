"""The my399 scraper against markups it was not written for, and the small causes that once misled
it.
"""

import re
from itertools import cycle

import pytest

from scrapers import Article, Listing, Page, Stamp, Teaser
from scrapers.sites.my399 import SCRAPER
from tests.markups import HOST, LISTINGS, MARKUPS, NAMES, STORIES, WRITTEN, Markup

NAMED = ("nurseries", "trains", "visa", "tigers")
LISTING_PROMOS = (
    ("nurseries", "trains", "students"),
    ("tigers",),
    ("visa", "nurseries", "tigers"),
    NAMED,
    ("nurseries", "visa"),
)
ARTICLE_PROMOS = (("nurseries",), ("nurseries", "trains"), ("tigers", "visa", "trains"), NAMED)
OWN = f"https://{HOST}/news/2024-06-21/6500.html"


def listed(author: str) -> str:
    """The authors of a printed byline, as a list is written in one line."""
    return author.replace(" and ", ", ")


def page(path: str, body: bytes) -> Page:
    return Page(f"https://{HOST}{path}", body, "text/html", "Asia/Shanghai")


def path_of(url: str) -> str:
    """The path of an address on the city's host, whatever its scheme; other addresses stay as they
    are.
    """
    return re.sub(rf"^(?:https?:)?//{re.escape(HOST)}(?=/)", "", url)


def day(stamp: Stamp | None) -> str:
    return stamp.day.isoformat() if stamp else ""


def check_promo(teasers: tuple[Teaser, ...], keys: tuple[str, ...], where: str) -> None:
    found = {path_of(t.url): (t.title, t.summary, day(t.published)) for t in teasers}
    assert len(found) == len(teasers), f"{where}: a promo teaser came twice"
    for story in (STORIES[key] for key in keys):
        assert found.get(story.path) == (story.title, story.summary, ""), f"{where}: promo"


@pytest.fixture(params=MARKUPS)
def markup(request: pytest.FixtureRequest) -> Markup:
    return MARKUPS[request.param]


def test_a_listing_in_any_markup_shows_its_own_entries_and_the_promo_apart(markup: Markup) -> None:
    for (path, listed), promo in zip(LISTINGS.items(), LISTING_PROMOS, strict=True):
        where = f"{markup.name} {path}"
        listing = SCRAPER.listing(page(path, markup.listing(path, promo).encode(markup.encoding)))
        found = [
            (path_of(t.url), t.title, day(t.published), undotted(markup, t.summary))
            for t in listing.teasers
        ]
        stories = [STORIES[key] for key in listed.keys]
        assert found == [
            (s.path, s.title, s.date if listed.dated else "", s.summary) for s in stories
        ], f"{where}: entries"
        after = (
            f"/{listed.section}/index_{listed.number + 1}.html"
            if listed.number < listed.total
            else ""
        )
        assert path_of(listing.next_url) == after, f"{where}: next page"
        check_promo(listing.promos, promo, where)


def undotted(markup: Markup, summary: str) -> str:
    """A summary without the dots of a markup that cuts summaries with dots."""
    return re.sub(r"\s*(?:\.\.\.|…+)$", "", summary) if markup.dots else summary


def test_an_article_in_any_markup_reads_as_it_was_written(markup: Markup) -> None:
    for story, promo in zip(WRITTEN.values(), cycle(ARTICLE_PROMOS), strict=False):
        where = f"{markup.name} {story.path}"
        article = SCRAPER.article(
            page(story.path, markup.article(story, promo).encode(markup.encoding))
        )
        head = (article.title, article.author, article.byline_source, day(article.published))
        assert head == (story.title, listed(story.author), story.source, story.date), (
            f"{where}: title, author, source, day"
        )
        assert article.section == NAMES[story.section] or not (article.section or story.crumb), (
            f"{where}: section"
        )
        assert article.text == story.text, f"{where}: text"
        assert [
            (path_of(p.url), p.caption, p.credit) for p in article.pictures
        ] == story.pictures, f"{where}: pictures"
        check_promo(article.promos, promo, where)


# One cause each, as small as it can be.

HEAD = "<h1>Ice on the river</h1><p>Updated : 2024-06-21</p><p>By ( e.my399.com )</p>"
ICE = "<p>The ice on the river is forty centimeters thick, and the ferrymen have put their boats on wheels.</p>"
THAW = "<p>It will melt in April.</p>"
TEXT = "The ice on the river is forty centimeters thick, and the ferrymen have put their boats on wheels.\nIt will melt in April."
SUMMARY = "Two hundred anglers sat on the ice on Friday and caught one carp between them."
PROMO = (
    f'<div><h3><a href="/news/2024-06-25/1.html">Anglers out again</a></h3><p>{SUMMARY}</p></div>'
)


def article(body: str, title: str = "") -> Article:
    return SCRAPER.article(
        Page(OWN, f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode())
    )


def listing(body: str) -> Listing:
    return SCRAPER.listing(page("/news/index.html", f"<html><body>{body}</body></html>".encode()))


def entry(number: int, title: str, rest: str = "") -> str:
    return f'<div><h3><a href="/news/2024-06-20/{number}.html">{title}</a></h3>{rest}</div>'


ENTRIES = entry(1, "Ice on the river", f"<p>{SUMMARY}</p><b>2024-06-20</b>") + entry(
    2, "Carp", f"<p>{SUMMARY}</p><b>2024-06-20</b>"
)


@pytest.mark.parametrize(
    "line",
    [
        "Editor: Li Na",
        "(Editor: Li Na)",
        "[Editor：Liu]",
        "责任编辑：李娜",
        "Share: QQ Weibo | A+ A-",
        "Share toWeChatWeibo",
        "Share this: Reddit",
    ],
)
def test_the_web_editor_and_share_words_are_no_text(line: str) -> None:
    assert article(f"{HEAD}{ICE}{THAW}<div>{line}</div>{PROMO}").text == TEXT


@pytest.mark.parametrize(
    "foot",
    [
        "Sponsor: River Press",
        "Organizer: River Press",
        "Address: 9 River Road",
        "Tel: 0451-0000000",
        "E-mail: desk@example.org",
        "江报集团主办",
        "江ICP备00000000号",
    ],
)
def test_the_foot_is_no_part_of_the_last_summary(foot: str) -> None:
    (teaser,) = article(f"{HEAD}{ICE}{THAW}{PROMO}<p>{foot}</p>").promos
    assert teaser.summary == SUMMARY


@pytest.mark.parametrize(
    "pager",
    [
        "Total 24 items, Page 1 of 3",
        "Total 23 records",
        "NextLast",
        "Page 1 of 3 Previous12Next",
        "共 24 条",
    ],
)
def test_the_pager_is_no_part_of_the_last_summary(pager: str) -> None:
    found = listing(f'{ENTRIES}<div>{pager} <a href="index_2.html">Next</a></div>')
    assert [teaser.summary for teaser in found.teasers] == [SUMMARY, SUMMARY]
    assert path_of(found.next_url) == "/news/index_2.html"


def test_what_announces_other_stories_is_no_part_of_the_last_summary() -> None:
    found = listing(f"{ENTRIES}<p>Related stories</p>{entry(3, 'Anglers')}")
    assert [teaser.summary for teaser in found.teasers[:2]] == [SUMMARY, SUMMARY]


def test_a_byline_may_stick_to_the_date_and_be_followed_by_share_words() -> None:
    head = (
        "<h1>Ice on the river</h1><div><span>Updated : 2024-06-21</span>"
        "<span>By Sun Mingyuan ( e.my399.com )</span><span>Font size: A+ A-</span></div>"
    )
    read = article(head + ICE + THAW)
    assert (read.author, read.byline_source, day(read.published)) == (
        "Sun Mingyuan",
        HOST,
        "2024-06-21",
    )
    assert read.text == TEXT


def test_a_menu_between_bars_is_no_breadcrumb() -> None:
    menu = '<a href="/">Home</a>' + "".join(
        f' | <a href="/{section}/">{name}</a>' for section, name in NAMES.items()
    )
    assert article(f"<p>{menu}</p>{HEAD}{ICE}{THAW}").section in ("", "Harbin Today")


def test_the_section_in_the_title_element_is_not_the_title() -> None:
    body = (
        "<p>Home &gt; Harbin Today</p><h2>Ice on the river</h2><p>Harbin Today</p>"
        + HEAD.partition("</h1>")[2]
    )
    assert article(body + ICE + THAW, "Harbin Today - e.my399.com").title == "Ice on the river"


def test_the_title_element_may_name_the_section_before_the_title() -> None:
    title = "Carp sleep under the ice all winter"
    body = (
        f"<p>Home &gt; Harbin Today</p><p>{title}</p><p>From our reporters on the river bank</p>"
        + HEAD.partition("</h1>")[2]
    )
    assert article(body + ICE + THAW, f"Harbin Today - {title}").title == title


def test_a_centered_table_does_not_make_captions_of_its_text() -> None:
    cell = f'{ICE[3:-4]}<br><br><center><img src="images/a.jpg"></center><br>{THAW[3:-4]}<br><br>'
    read = article(f"{HEAD}<table align=center><tr><td>{cell}</td></tr></table>")
    assert read.text == TEXT
    assert [(picture.caption, picture.credit) for picture in read.pictures] == [("", "")]


def test_a_credited_caption_may_follow_a_paragraph_later() -> None:
    read = article(
        f'{HEAD}<p><img src="images/a.jpg" align="left">{ICE[3:]}<p>A ferry on wheels. [Photo/my399.com]</p>{THAW}'
    )
    assert read.text == TEXT
    assert [(picture.caption, picture.credit) for picture in read.pictures] == [
        ("A ferry on wheels.", "Photo/my399.com")
    ]


def test_a_caption_may_be_broken_in_two() -> None:
    read = article(
        f'{HEAD}{ICE}<p><img src="images/a.jpg"></p><p>A ferry on wheels waits<br>for April. [Photo/my399.com]</p>{THAW}'
    )
    assert read.text == TEXT
    assert [(picture.caption, picture.credit) for picture in read.pictures] == [
        ("A ferry on wheels waits for April.", "Photo/my399.com")
    ]


def test_a_thumbnail_of_the_promo_is_no_picture_of_the_story() -> None:
    row = f'<tr><td><img src="/b.jpg"></td><td><a href="/news/2024-06-25/1.html">Anglers out again</a><p>{SUMMARY}</p></td></tr>'
    read = article(f"{HEAD}<div>{ICE}{THAW}</div><table>{row}</table>")
    assert (read.pictures, read.text) == ((), TEXT)
    assert [teaser.summary for teaser in read.promos] == [SUMMARY]


def test_a_side_column_before_the_entries_is_not_the_listings_own() -> None:
    side = "".join(
        f'<li><a href="/news/2024-05-0{n}/{n}.html">Old news, part {n}</a></li>' for n in (7, 8)
    )
    found = listing(f"<div><h2>Latest</h2><ul>{side}</ul></div><div><div>{ENTRIES}</div></div>")
    assert [teaser.title for teaser in found.teasers] == ["Ice on the river", "Carp"]


def test_links_above_the_breadcrumb_are_not_the_listings_own() -> None:
    top = '<p><a href="/news/2024-05-07/7.html">Old news of the ferry</a></p>'
    found = listing(f"{top}<p>Home &gt; Harbin Today</p>{ENTRIES}")
    assert [teaser.title for teaser in found.teasers] == ["Ice on the river", "Carp"]


def test_a_story_linked_twice_is_read_where_it_has_a_summary() -> None:
    found = listing(f"<p>Home &gt; Harbin Today</p>{entry(2, 'Carp')}<hr>{ENTRIES}")
    assert {teaser.title: teaser.summary for teaser in (*found.teasers, *found.promos)}[
        "Carp"
    ] == SUMMARY


@pytest.mark.parametrize(
    "inset",
    [
        f'<aside><h4><a href="/news/2024-06-25/1.html">Anglers out again</a></h4><p>{SUMMARY}</p></aside>',
        '<ul><li>Read also</li><li><a href="/news/2024-06-25/1.html">Anglers out again</a></li></ul>',
        '<p>See also: <a href="/news/2024-06-25/1.html">Anglers out again</a></p>',
    ],
)
def test_the_text_goes_on_behind_other_stories(inset: str) -> None:
    read = article(f"{HEAD}<div>{ICE}{inset}{THAW}</div>{PROMO}")
    assert read.text == TEXT
    assert [teaser.summary for teaser in read.promos] == [SUMMARY]


def test_a_numbered_link_is_a_link() -> None:
    hot = "".join(
        f'<tr><td>{n}. <a href="/news/2024-05-0{n}/{n}.html">Old news, part {n}</a></td></tr>'
        for n in (1, 2, 3)
    )
    assert article(f"{HEAD}{ICE}{THAW}<table>{hot}</table>").text == TEXT
