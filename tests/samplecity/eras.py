"""The same pages as editing systems of other years wrote them: tables within tables, promos within the
text, pictures that a script loads.
"""

from __future__ import annotations

from html import escape

from .renditions import (
    FOOTER,
    REGISTERED,
    Article,
    Divs,
    Flat,
    Listing,
    Lists,
    Page,
    Rendition,
    Semantic,
    Tables,
    blocks,
    byline,
    joined,
    menu,
    pager,
    picture_path,
    prose,
    section_path,
)
from .stories import SECTIONS, Shot, Story

BLANK = "/pictures/blank.gif"
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-file", "data-imgurl")


class Cells:
    """2003: tables within tables, columns of cells, each part of a text in a row of its own, broken
    by <br> within.
    """

    def home(self, page: Page) -> str:
        rows = menu(page.relative, '<tr><td><a href="{href}">{title}</a></td></tr>')
        return self._frame(
            page, "My399 English", f"<table><tr><td><table>{rows}</table></td></tr></table>"
        )

    def listing(self, page: Listing) -> str:
        title = escape(SECTIONS[page.section])
        turner = pager(page, "<b>{label}</b>", '<a href="{href}">{label}</a>')
        return self._frame(
            page,
            title,
            f"""<table width="100%"><tr><td background="bar.gif">Home &gt; {title}</td></tr></table>
<table width="100%"><tr><td>
{joined(self._entry(page, story) for story in page.entries)}
</td></tr></table>
<table align="center"><tr><td>{turner}</td></tr></table>""",
        )

    def article(self, page: Article) -> str:
        story = page.story
        crumb = (
            f"<tr><td>Home &gt; {escape(SECTIONS[story.section])}</td></tr>"
            if story.breadcrumb
            else ""
        )
        return self._frame(
            page,
            escape(story.title),
            f"""<table width="100%" cellspacing="0">{crumb}
<tr><td align="center"><b style="font-size:20px">{escape(story.title)}</b></td></tr>
<tr><td><table width="100%"><tr><td>Updated : {story.updated}</td><td align="right">{byline(story)}</td></tr></table></td></tr>
<tr><td><table width="96%" align="center"><tr><td><table>
{joined(self._row(page, at, block) for at, block in enumerate(blocks(story)))}
</table></td></tr></table></td></tr></table>""",
        )

    def _frame(self, page: Page, title: str, main: str) -> str:
        cells = menu(page.absolute, '<td><a href="{href}">{title}</a></td>')
        teasers = joined(self._teaser(page, story) for story in page.promo)
        return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset={page.charset}">
<title>{title}</title></head>
<body><table width="980" align="center"><tr><td colspan="3"><table><tr>{cells}</tr></table></td></tr>
<tr><td width="120" valign="top"><table><tr><td>Weather</td></tr><tr><td>Ferries</td></tr></table></td>
<td valign="top">
{main}
<table width="100%" bgcolor="#eeeeee">{teasers}</table>
</td><td width="20"><img src="{page.relative(BLANK)}" width="1" height="1"></td></tr>
<tr><td colspan="3" align="center"><table><tr><td>{FOOTER}</td></tr><tr><td>{REGISTERED}</td></tr></table></td></tr>
</table></body></html>
"""

    def _entry(self, page: Listing, story: Story) -> str:
        href = page.relative(story.path)
        thumbs = "".join(
            f'<td rowspan="2"><a href="{href}"><img src="{page.relative(picture_path(shot))}" width="100"></a></td>'
            for shot in story.shots[: page.thumbs]
        )
        day = f'<td align="right" nowrap>{story.day}</td>' if page.dated else ""
        return f"""<table width="100%"><tr>{thumbs}<td><a href="{href}">{escape(story.title)}</a></td>{day}</tr>
<tr><td colspan="2">{escape(story.summary)}</td></tr></table>"""

    def _row(self, page: Article, at: int, block: str | Shot) -> str:
        if isinstance(block, Shot):
            image = f'<img src="{page.relative(picture_path(block))}" width="320" height="200">'
            return (
                f'<tr><td><table align="center"><tr><td>{image}</td></tr>'
                f'<tr><td align="center">{escape(block.line)}</td></tr></table></td></tr>'
            )
        words = prose(block, page.story.links, page.relative)
        return f"<tr><td>{words}<br><br></td></tr>" if at % 2 else f"<tr><td><br>{words}</td></tr>"

    def _teaser(self, page: Page, story: Story) -> str:
        return (
            f'<tr><td><a href="{page.relative(story.path)}">{escape(story.title)}</a></td></tr>\n'
            f"<tr><td>{escape(story.summary)}</td></tr>"
        )


class Inset:
    """2018: other stories in boxes between the paragraphs, pictures that a script loads from
    attributes of any name.
    """

    def home(self, page: Page) -> str:
        return self._frame(page, "My399", f"<ul>{menu(str, _MENU)}</ul>")

    def listing(self, page: Listing) -> str:
        title = escape(SECTIONS[page.section])
        turner = pager(page, "<em>{label}</em>", '<a href="{href}">{label}</a>')
        return self._frame(
            page,
            f"{title} - My399",
            f"""<div class="path"><a href="/">Home</a> &gt; <span>{title}</span></div>
<div class="list">
{joined(self._entry(page, story) for story in page.entries)}
</div>
<div class="pages">{turner}</div>
<div class="box">{joined(self._teaser(story) for story in page.promo)}</div>""",
        )

    def article(self, page: Article) -> str:
        story = page.story
        crumb = f'<div class="path"><a href="/">Home</a> &gt; <a href="{section_path(story.section)}">{escape(SECTIONS[story.section])}</a></div>'
        return self._frame(
            page,
            f"{escape(story.title)} - My399",
            f"""{crumb if story.breadcrumb else ""}
<h1>{escape(story.title)}</h1>
<div class="info"><span>Updated : {story.updated}</span> <span>{byline(story)}</span></div>
<div class="body">
{self._body(page)}
</div>
<div class="box">{joined(self._teaser(other) for other in page.promo[1:])}</div>""",
        )

    def _body(self, page: Article) -> str:
        """The blocks of a story, others' between them: a box with the promo's first story after the
        first paragraph, and a link to a neighbor later.
        """
        parts = [self._block(page, block, at) for at, block in enumerate(blocks(page.story))]
        neighbor = page.older or page.newer
        if len(parts) > 2 and neighbor:
            link = f'<a href="{neighbor.path}">{escape(neighbor.title)}</a>'
            parts.insert(2, f'<div class="also"><b>Read also:</b> {link}</div>')
        told = joined(self._teaser(other) for other in page.promo[:1])
        parts.insert(1 if len(parts) > 1 else 0, f'<div class="box">{told}</div>')
        return joined(parts)

    def _frame(self, page: Page, title: str, main: str) -> str:
        return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="{page.charset}"><title>{title}</title></head>
<body><div class="top"><a href="/">My399</a><ul>{menu(str, _MENU)}</ul></div>
<div class="main">
{main}
</div>
<div class="foot"><p>{FOOTER}</p><p>{REGISTERED}</p></div>
</body></html>
"""

    def _entry(self, page: Listing, story: Story) -> str:
        thumbs = "".join(
            f'<a href="{story.path}">{_lazy(picture_path(shot), 0)}</a>'
            for shot in story.shots[: page.thumbs]
        )
        day = f"<span>{story.day}</span>" if page.dated else ""
        return f"""<div class="item">{thumbs}<h3><a href="{story.path}">{escape(story.title)}</a></h3>{day}
<p>{escape(story.summary)}</p></div>"""

    def _block(self, page: Article, block: str | Shot, at: int) -> str:
        if isinstance(block, str):
            return f"<p>{prose(block, page.story.links, str)}</p>"
        image = _lazy(picture_path(block), at)
        copy = f'<noscript><img src="{picture_path(block)}" width="320"></noscript>'
        return f'<div class="pic">{image}{copy if at % 3 else ""}<span>{escape(block.line)}</span></div>'

    def _teaser(self, story: Story) -> str:
        thumb = "".join(_lazy(picture_path(shot), 1) for shot in story.shots[:1])
        return f"""<div class="one">{thumb and f'<a href="{story.path}">{thumb}</a>'}
<h4><a href="{story.path}">{escape(story.title)}</a></h4>
<p>{escape(story.summary)}</p></div>"""


_MENU = '<li><a href="{href}">{title}</a></li>'


def _lazy(path: str, at: int) -> str:
    """A picture that a script loads: its address in an attribute whose name depends on its place."""
    return f'<img src="{BLANK}" {_LAZY[at % len(_LAZY)]}="{escape(path)}" width="320">'


RENDITIONS: dict[str, Rendition] = {
    "divs": Divs(),
    "tables": Tables(),
    "semantic": Semantic(),
    "flat": Flat(),
    "lists": Lists(),
    "cells": Cells(),
    "inset": Inset(),
}
"""Every markup the site can be shown in, by name."""
