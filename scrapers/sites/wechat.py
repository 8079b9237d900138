"""Articles of WeChat accounts (mp.weixin.qq.com): when, by which account, and the text of a post of
pictures are told to the page's script alone.
"""

import re
from dataclasses import replace
from datetime import datetime
from html import escape, unescape

from lxml import html

from scrapers.articles.article import KnownFields, read_article
from scrapers.articles.dataplace import show_story
from scrapers.listings.generic import Generic
from scrapers.page.document import Document, read_document
from scrapers.page.scriptdata import said
from scrapers.values import Article, Page, ScrapeError, Stamp
from scrapers.words.dates import read_stamp
from scrapers.words.text import clean_text
from scrapers.words.zones import zone_of

ZONE = "Asia/Shanghai"
_TITLES, _ACCOUNTS = ("msg_title", "title"), ("nickname", "nick_name")
_SECONDS, _CLOCKS = ("ct", "ori_create_time", "create_timestamp"), ("createTime", "create_time")
_TEXTS = ("content_noencode", "text_page_info", "desc")
_QUOTED = r"""(?P<value>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')"""
_VALUE = rf"\s?[=:]\s?(?:\{{\s*content\s?:\s?)?(?:\w{{1,20}}\(\s?)?{_QUOTED}"
_PICTURE = re.compile(rf"(?<![\w.])cdn_url{_VALUE}")
_LONGEST_SCRIPT, _MOST_PICTURES = 2_000_000, 60


class WeChat(Generic):
    """Reads what accounts post; listings (albums) are those of any site."""

    name = "wechat"
    hosts = frozenset({"mp.weixin.qq.com"})

    def article(self, page: Page) -> Article:
        """Read one post; ScrapeError when it was deleted, or the page asks who is there."""
        page = replace(page, zone=ZONE)
        document = read_document(page)
        script = "\n".join(each.text for each in document.root.iter("script") if each.text)[
            :_LONGEST_SCRIPT
        ]
        title = _title(document, script)
        boxes = document.root.xpath("//*[@id='js_content']")
        body = _body(boxes, script, document, title)
        if not title or body is None:
            missing = "the post is not there any more, or WeChat asks for a person first"
            raise ScrapeError("article", page.url, missing)
        told = KnownFields(
            title=title,
            published=_published(script, page),
            source=clean_text(unescape(_told(script, _ACCOUNTS))) or _text_of(document, "js_name"),
            body=(body,),
        )
        return read_article(document, page, told)


SCRAPER = WeChat()


def _title(document: Document, script: str) -> str:
    """The headline of a post: as it stands, as its meta elements say, as its script does."""
    return (
        _text_of(document, "activity-name")
        or document.meta.get("og:title", "")
        or clean_text(unescape(_told(script, _TITLES)))
    )


def _text_of(document: Document, name: str) -> str:
    nodes = document.root.xpath("//*[@id=$name]", name=name)
    return clean_text(nodes[0].text_content()) if nodes else ""


def _body(
    boxes: list[html.HtmlElement], script: str, document: Document, title: str
) -> html.HtmlElement | None:
    """The element of a post's text; that of a post of pictures is put into the page first."""
    if boxes and clean_text(boxes[0].text_content()):
        return boxes[0]
    lines = [line for line in unescape(_told(script, _TEXTS)).splitlines() if line.strip()]
    if not title or not lines:
        return None
    pictures = list(
        dict.fromkeys(unescape(said(each["value"])) for each in _PICTURE.finditer(script))
    )
    shown = [f'<figure><img src="{escape(each)}"></figure>' for each in pictures[:_MOST_PICTURES]]
    return show_story(
        document, title, "".join([*(f"<p>{escape(each)}</p>" for each in lines), *shown])
    )


def _published(script: str, page: Page) -> Stamp | None:
    """When a post was sent, in seconds since 1970 or by the clock of China."""
    seconds = _told(script, (*_SECONDS, *_CLOCKS))
    if re.fullmatch(r"1\d{9}", seconds):
        at = datetime.fromtimestamp(int(seconds), zone_of(ZONE))
        return Stamp(at.date(), at)
    return read_stamp(_told(script, _CLOCKS), ZONE, page.now)


def _told(script: str, names: tuple[str, ...]) -> str:
    """The first string with words that a script gives one of these names; "" when it gives none."""
    for name in names:
        for told in re.finditer(rf"(?<![\w]){name}{_VALUE}", script):
            if value := said(told["value"]).strip():
                return value
    return ""
