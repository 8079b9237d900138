"""How the newspaper's pages are written: the same stories in the markup of four relaunches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from .stories import Language


@dataclass(frozen=True)
class Entry:
    """One story as a list shows it."""

    url: str
    title: str
    when: str
    summary: str


@dataclass(frozen=True)
class Told:
    """A story as its page shows it: `head` stands in the page's head, `picture` is an address."""

    title: str
    when: str
    author: str
    paragraphs: Sequence[str]
    head: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Words:
    """What a paper's pages say around their stories."""

    paper: str
    section: str
    menu: Sequence[str]
    by: str
    foot: str
    side: Sequence[str]
    motto: str
    places: Sequence[str] = ("/", "/1/", "/2/", "/3/", "/4/")


WORDS: dict[Language, Words] = {
    "en": Words(
        "The Valley Courier",
        "Town",
        ("Home", "Town", "Sport and leisure", "Letters to the editor", "About the Courier"),
        "By {}",
        "The Valley Courier, 4 Lantern Street. All rights reserved. Imprint and privacy notice",
        (
            "Subscribe to our newsletter and get the best of the week on Friday.",
            "Most read this week",
        ),
        "News and service for the whole valley, every day of the week from six in the morning.",
    ),
    "zh": Words(
        "山谷日报",
        "本地",
        ("首页", "本地新闻", "体育休闲", "读者来信", "关于本报"),
        "记者 {}",
        "山谷日报社版权所有 灯笼街四号 联系我们 隐私声明",
        ("订阅本报电子周刊，每周五为您送上一周精选内容。", "本周热读排行榜"),
        "每天清晨六点起，为全谷地居民提供新闻与服务信息。",
    ),
}


@dataclass(frozen=True)
class Markup:
    """One way to write a list's page and a story's."""

    listing: Callable[[Words, Sequence[Entry], str], str]
    story: Callable[[Words, Told], str]


def page(words: Words, title: str, head: str, body: str) -> str:
    """A whole page."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)} - {words.paper}</title>'
        f"{head}</head><body>{body}</body></html>"
    )


def _menu(words: Words, template: str) -> str:
    return "".join(
        template.format(href=place, name=name)
        for place, name in zip(words.places, words.menu, strict=True)
    )


def _plain_listing(words: Words, entries: Sequence[Entry], pager: str) -> str:
    rows = "".join(
        f'<li class="entry"><h3><a href="{escape(each.url)}">{escape(each.title)}</a></h3>'
        f'<span class="when">{each.when}</span><p>{escape(each.summary)}</p></li>'
        for each in entries
    )
    nav = _menu(words, '<a href="{href}">{name}</a>')
    body = f"<header><nav>{nav}</nav></header><main><h1>{words.section}</h1><ul>{rows}</ul>{pager}</main><footer>{words.foot}</footer>"
    return page(words, words.section, "", body)


def _plain_story(words: Words, told: Told) -> str:
    nav = _menu(words, '<a href="{href}">{name}</a>')
    text = "".join(f"<p>{escape(each)}</p>" for each in told.paragraphs)
    picture = f'<figure><img src="{told.picture}" width="800" height="500"></figure>'
    body = (
        f"<header><nav>{nav}</nav></header><main><article><h1>{escape(told.title)}</h1>"
        f'<p class="byline">{words.by.format(told.author)}</p><time>{told.when}</time>'
        f"{picture if told.picture else ''}{text}</article>"
        f"<aside><p>{words.side[0]}</p></aside></main><footer>{words.foot}</footer>"
    )
    return page(words, told.title, told.head, body)


def _table_listing(words: Words, entries: Sequence[Entry], pager: str) -> str:
    rows = "".join(
        f'<tr><td width="14">·</td><td><a href="{escape(each.url)}">{escape(each.title)}</a></td>'
        f'<td width="120">{each.when}</td></tr>'
        for each in entries
    )
    menu = _menu(words, '<td><a href="{href}">{name}</a></td>')
    body = (
        f'<table width="960"><tr><td colspan="2"><table><tr>{menu}</tr></table></td></tr><tr><td valign="top">'
        f"<table>{rows}</table>{pager}</td><td>{words.side[1]}<br>{words.side[0]}</td></tr>"
        f"<tr><td colspan=2>{words.foot}</td></tr></table>"
    )
    return page(words, words.section, "", body)


def _table_story(words: Words, told: Told) -> str:
    menu = _menu(words, '<td><a href="{href}">{name}</a></td>')
    picture = f'<img src="{told.picture}" width="800" height="500"><br><br>' if told.picture else ""
    text = "<br><br>".join(f"　　{escape(each)}" for each in told.paragraphs)
    body = (
        f'<table width="960"><tr><td colspan="2"><table><tr>{menu}</tr></table></td></tr>'
        f'<tr><td valign="top"><table><tr><td align="center"><b><font size="5">{escape(told.title)}</font></b></td></tr>'
        f"<tr><td align=center>{told.when}　{words.by.format(told.author)}</td></tr>"
        f"<tr><td>{picture}{text}</td></tr></table></td>"
        f'<td width="220" valign="top">{words.side[1]}<br>{words.side[0]}</td></tr>'
        f"<tr><td colspan=2>{words.foot}</td></tr></table>"
    )
    return page(words, told.title, told.head, body)


def _nested_listing(words: Words, entries: Sequence[Entry], pager: str) -> str:
    rows = "".join(
        f'<a class="c1" href="{escape(each.url)}"><div class="c2"><div class="c3">{escape(each.title)}</div>'
        f'<div class="c4">{escape(each.summary)}</div><div class="c5">{each.when}</div></div></a>'
        for each in entries
    )
    menu = _menu(words, '<div class="m1"><a href="{href}">{name}</a></div>')
    body = f'<div class="a1"><div class="a2">{menu}</div><div class="a3"><div class="a4">{rows}</div>{pager}</div><div class="a5">{words.foot}</div></div>'
    return page(words, words.section, "", body)


def _nested_story(words: Words, told: Told) -> str:
    menu = _menu(words, '<div class="m1"><a href="{href}">{name}</a></div>')
    text = "".join(
        f'<div class="q"><div class="r">{escape(each)}</div></div>' for each in told.paragraphs
    )
    picture = f'<div class="q"><img src="{told.picture}" width="800" height="500"></div>'
    body = (
        f'<div class="a1"><div class="a2">{menu}</div><div class="a3"><div class="b1"><h1>{escape(told.title)}</h1></div>'
        f'<div class="b2"><span>{told.when}</span><span>{words.by.format(told.author)}</span></div>'
        f'<div class="b3">{picture if told.picture else ""}{text}</div>'
        f'<div class="b4"><div>{words.side[0]}</div></div></div><div class="a5">{words.foot}</div></div>'
    )
    return page(words, told.title, told.head, body)


def _defined_listing(words: Words, entries: Sequence[Entry], pager: str) -> str:
    rows = "".join(
        f'<dt><a href="{escape(each.url)}">{escape(each.title)}</a></dt><dd>{each.when} {escape(each.summary)}</dd>'
        for each in entries
    )
    nav = _menu(words, '<a href="{href}">{name}</a> | ')
    body = f"<div id=top>{nav}</div><div id=middle><h2>{words.section}</h2><dl>{rows}</dl>{pager}</div><div id=bottom>{words.foot}</div>"
    return page(words, words.section, "", body)


def _defined_story(words: Words, told: Told) -> str:
    nav = _menu(words, '<a href="{href}">{name}</a> | ')
    text = "".join(f"<p>{escape(each)}</p>" for each in told.paragraphs)
    picture = f'<p><img src="{told.picture}" width="800" height="500"></p>'
    body = (
        f"<div id=top>{nav}</div><div id=middle><h2>{escape(told.title)}</h2>"
        f"<dl><dt>{words.by.format(told.author)}</dt><dd>{told.when}</dd></dl>"
        f"<div id=story>{picture if told.picture else ''}{text}</div></div><div id=bottom>{words.side[0]}<br>{words.foot}</div>"
    )
    return page(words, told.title, told.head, body)


PLAIN = Markup(_plain_listing, _plain_story)
TABLES = Markup(_table_listing, _table_story)
NESTED = Markup(_nested_listing, _nested_story)
DEFINED = Markup(_defined_listing, _defined_story)


def _bare_story(words: Words, told: Told) -> str:
    """All in one cell, parted by line breaks alone."""
    menu = " ".join(words.menu)
    picture = f'<img src="{told.picture}" width="800" height="500"><br>' if told.picture else ""
    text = "<br><br>".join(map(escape, told.paragraphs))
    body = (
        f'<table width="960"><tr><td>{menu}: {words.motto}<br>{words.side[0]}<br>'
        f"<b>{escape(told.title)}</b><br>{told.when} {words.by.format(told.author)}<br><br>{picture}{text}"
        f"<br><br>{words.side[1]}<br>{words.foot}</td></tr></table>"
    )
    return page(words, told.title, told.head, body)


def _even_story(words: Words, told: Told) -> str:
    """Boxes in a row that nothing tells apart."""
    text = "".join(f"<div>{escape(each)}</div>" for each in told.paragraphs)
    picture = f'<div><img src="{told.picture}" width="800" height="500"></div>'
    body = (
        f"<div><div>{words.motto}</div><div>{escape(told.title)}</div>"
        f"<div>{told.when} {words.by.format(told.author)}</div>{picture if told.picture else ''}{text}"
        f"<div>{words.side[0]}</div><div>{words.foot}</div></div>"
    )
    return page(words, told.title, told.head, body)


BARE = Markup(_table_listing, _bare_story)
EVEN = Markup(_nested_listing, _even_story)
