"""Links as they are shown: what names a story beside its link or in attributes, where a click leads,
what a page's scripts would write.
"""

from collections.abc import Callable

import pytest

from scrapers.listings.listing import read_any_listing
from scrapers.values import Page
from tests.scrapers.listings.valley import HOME, TITLES

STORIES = [(f"/s/{n}.html", title) for n, title in enumerate(TITLES, 11)]
ENTRIES = [(f"https://valley.example{href}", title) for href, title in STORIES]
MENU = "<div><a href=/>Home</a> <a href=/sport/>Sport</a> <a href=/culture/>Culture</a></div>"


def read(body: str, head: str = "<title>News</title>") -> list[tuple[str, str]]:
    text = f"<html><head>{head}</head><body>{MENU}{body}</body></html>"
    listing = read_any_listing(Page(HOME, text.encode(), "text/html; charset=utf-8"))
    return [(teaser.url, teaser.title) for teaser in listing.teasers]


def each(draw: Callable[[str, str], str]) -> str:
    return "".join(draw(href, title) for href, title in STORIES)


@pytest.mark.parametrize(
    "body",
    [
        each(lambda href, title: f"<div><h3>{title}</h3><p>One.</p><a href={href}>Čti dál</a></div>"),
        each(lambda href, title: f"<h3>{title}</h3><p>One.</p><a href={href}>Read more</a>"),
        each(lambda href, title: f"<li><a href={href}><img src=/p.jpg></a><h4>{title}</h4></li>"),
        each(lambda href, title: f"<li><a href={href}><img src=/p.jpg></a><p>{title}</p></li>"),
        each(
            lambda href, title: f"<div><h2>{title}</h2><p>by <a href=/by/lee>I. Lee</a>"
            f"</p><p><a href={href}>查看详情</a></p></div>"
        ),
        each(lambda href, title: f'<li><a href={href} title="{title}"><img src=/p.jpg></a></li>'),
        each(lambda href, title: f'<li><a href={href}><img src=/p.jpg alt="{title}"></a></li>'),
        each(
            lambda href, title: f'<div><p>Two short sentences. No more.</p><a href={href} '
            f'aria-label="Lees meer: {title}">Lees meer</a></div>'
        ),
        each(lambda href, title: f"<li><h4>City</h4><h2>{title}</h2><a href={href}>More</a></li>"),
        "<textarea>"
        + each(lambda href, title: f"&lt;p&gt;&lt;a href={href}&gt;{title}&lt;/a&gt;&lt;/p&gt;")
        + "</textarea>",
        "<template>"
        + each(lambda href, title: f"<p><a href={href}>{title}</a></p>")
        + "</template>",
        each(lambda href, title: f"<p><a href=# data-href={href}>{title}</a></p>"),
        each(lambda href, title: f"<p><a href=\"javascript:show('{href}')\">{title}</a></p>"),
        each(
            lambda href, title: f"<li onclick=\"location.href='{href}'\"><h3>{title}</h3>"
            "<p>A sentence on it.</p></li>"
        ),
        each(lambda href, title: f"<div data-url={href} class=card><b>{title}</b></div>"),
        "<script type=text/xml><records>"
        + each(lambda href, title: f"<record><![CDATA[<p><a href={href}>{title}</a></p>]]></record>")
        + "</records></script>",
        "<ul><script>"
        + each(
            lambda href, title: f"document.write('<li><a href=\"{href}\">' + \"{title}<\\/a></li>\");"
        )
        + "</script></ul>",
    ],
    ids=[
        "more", "more in flat markup", "picture under heading", "picture and line", "author beside",
        "title", "alt", "label", "kicker", "text area", "template", "data-href", "javascript", "click on a box", "data-url", "records",
        "written",
    ],
)  # fmt: skip
def test_stories_are_read_wherever_their_words_and_addresses_stand(body: str) -> None:
    assert read(f"<div class=list>{body}</div>") == ENTRIES


@pytest.mark.parametrize(
    "more",
    [
        each(lambda href, title: f"<a href=/down?{href[3:5]}>Download</a>"),
        each(lambda href, _: f"<a href=/by{href}><img src=/f.jpg alt='Portrait of them'></a>"),
        "<div><h4>A flat with a view of the river</h4><a href=/ad><img src=/ad.jpg></a></div>",
        each(lambda href, _: f"<a href=/x{href} title='Opens in a new window'><i></i></a>"),
        "<div data-url=/api/news/list.html><p>These are all our stories of the day</p></div>",
        "<script>document.write('<a href=\"/t.html\">' + words + '</a>')</script>",
    ],
    ids=["files", "portraits", "one ad", "a title for all", "one box", "with a variable"],
)
def test_what_says_nothing_of_a_story_stays_without_words(more: str) -> None:
    stories = each(lambda href, title: f"<li><a href={href}>{title}</a></li>")
    assert read(f"<ul>{stories}</ul>{more}") == ENTRIES


def test_a_second_link_of_each_card_does_not_take_its_title() -> None:
    body = each(
        lambda href, title: (
            f"<dt><a href={href}>{title}</a></dt>"
            f"<dd>2026.03.04 | 2 minutes, 4 seconds | <a href=/down?{href[3:5]}>Download</a></dd>"
        )
    )
    assert read(f"<dl>{body}</dl>") == ENTRIES


def test_an_address_written_as_on_windows_is_read_as_browsers_do() -> None:
    body = each(lambda href, title: f"<li><a href='{href.replace('/', chr(92))}'>{title}</a></li>")
    assert read(f"<ul>{body}</ul>") == ENTRIES


def test_what_a_link_asks_for_is_sent_in_the_encoding_of_the_page() -> None:
    titles = ("老码头书店迎来第一批读者", "城南新建两座过街天桥通车", "山区学校用上了地热供暖设备")
    body = "".join(
        f"<li><a href='v.asp?t={title[:2]}#{title[:1]}'>{title}</a></li>" for title in titles
    )
    text = f"<html><head><meta charset=gbk></head><body><ul>{body}</ul></body></html>"
    listing = read_any_listing(Page(HOME, text.encode("gbk")))
    assert [teaser.url.partition("?")[2] for teaser in listing.teasers] == [
        "t=" + "".join(f"%{byte:02X}" for byte in title[:2].encode("gbk")) for title in titles
    ]
