"""How large a feed or a sitemap may be, and how deep its elements nested."""

import re

from scrapers.values import Page, ScrapeError

DEEPEST = 200
# More takes feedparser seconds (decision 0064).
_LARGEST, _MOST_TAGS = 5_000_000, 60_000
# Start and end tags; sections of mere characters, comments and declarations are passed over, the
# unfinished to the end.
_MARK = re.compile(
    rb"<(?:(/?)([^\s<>/!?][^\s<>/]*+)((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)"
    rb"|!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+|!--[^-]*+(?:-(?!->)[^-]*+)*+)"
)
# What feeds that are not well-formed leave open, as HTML may.
_VOID = frozenset((b"br", b"hr", b"img", b"input", b"meta", b"p", b"li"))


def check_size(page: Page) -> None:
    """Refuse what would keep parsers busy; ScrapeError."""
    if len(page.body) > _LARGEST or page.body.count(b"<") > _MOST_TAGS:
        raise ScrapeError("listing", page.url, "this is larger than a feed of news can be")


def check_depth(url: str, markup: bytes) -> None:
    """Refuse XML that is nested deeper than 200 levels; ScrapeError."""
    if is_deep(markup):
        raise ScrapeError("listing", url, "this is nested deeper than a feed of news can be")


def is_deep(body: bytes) -> bool:
    """Whether elements are nested deeper than 200 levels; an end tag closes all that were opened
    since its start tag.
    """
    stack: list[bytes] = []
    for slash, name, attributes in _MARK.findall(body):
        if not name or name.lower() in _VOID:
            continue
        if slash:
            if name in stack:
                del stack[len(stack) - 1 - stack[::-1].index(name) :]
        elif not attributes.endswith(b"/"):
            stack.append(name)
            if len(stack) > DEEPEST:
                return True
    return False
