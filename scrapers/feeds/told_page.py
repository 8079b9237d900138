"""An entry whose text a feed holds, as a page: it is read, refused and doubted like any other."""

from dataclasses import replace
from html import escape

from scrapers.values import Page, Teaser


def told_page(teaser: Teaser, feed: Page) -> Page:
    """The page that an entry of a feed would be."""
    title = escape(teaser.title)
    names, picture = escape(", ".join(teaser.authors)), escape(teaser.picture)
    head = "".join(
        [
            f"<title>{title}</title>",
            f'<meta name="author" content="{names}">' if names else "",
            f'<meta property="og:image" content="{picture}">' if picture else "",
        ]
    )
    body = (
        f"<!DOCTYPE html><html><head>{head}</head><body><article>"
        f"<h1>{title}</h1>{teaser.text}</article></body></html>"
    )
    return replace(
        feed,
        url=teaser.url,
        body=body.encode(),
        content_type="text/html; charset=utf-8",
        charset="",
        teaser=replace(teaser, text="", authors=(), picture=""),
    )
