"""The same pages in markups that have nothing in common but what they say."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Protocol

from .stories import DATELESS, SECTIONS, Shot, Story

FOOTER = "Copyright © 2012-2024 Northern River Press. All rights reserved."
REGISTERED = "ICP Registration No. 00012399-4"


@dataclass(frozen=True)
class Page:
    """What every page knows: where it stands, and the promo at its end."""

    path: str
    host: str
    charset: str
    promo: tuple[Story, ...]

    def relative(self, path: str) -> str:
        """Link to a path, as seen from this page."""
        return posixpath.relpath(path, posixpath.dirname(self.path))

    def absolute(self, path: str) -> str:
        """Link to a path, with scheme and host."""
        return f"http://{self.host}{path}"

    def schemeless(self, path: str) -> str:
        """Link to a path, with the host only."""
        return f"//{self.host}{path}"


@dataclass(frozen=True)
class Listing(Page):
    """One page of a section's stories."""

    section: str
    entries: tuple[Story, ...]
    number: int
    last: int

    @property
    def dated(self) -> bool:
        """Whether the entries show their dates."""
        return self.section not in DATELESS

    @property
    def thumbs(self) -> bool:
        """Whether the entries show a picture."""
        return self.section == "gallery"

    def pager(self) -> list[tuple[str, str | None]]:
        """Label and file of each link of the pager; no file for the page itself."""
        numbers: list[tuple[str, str | None]] = [
            (str(n), None if n == self.number else page_file(n)) for n in range(1, self.last + 1)
        ]
        if self.number < self.last:
            numbers.append(("Next", page_file(self.number + 1)))
        return numbers


@dataclass(frozen=True)
class Article(Page):
    """One story, with its neighbors in the section."""

    story: Story
    newer: Story | None
    older: Story | None


class Rendition(Protocol):
    """One markup of the whole site."""

    def home(self, page: Page) -> str: ...

    def listing(self, page: Listing) -> str: ...

    def article(self, page: Article) -> str: ...


def page_file(number: int) -> str:
    """Name the file of a listing page."""
    return "index.html" if number == 1 else f"index_{number}.html"


def section_path(section: str) -> str:
    """Say where a section's first listing page stands."""
    return f"/{section}/index.html"


def picture_path(shot: Shot) -> str:
    """Say where a picture stands."""
    return f"/pictures/{shot.file}"


def blocks(story: Story) -> list[str | Shot]:
    """Put a body in order: a shot after each paragraph while there are shots, stray lines in
    between.
    """
    body: list[str | Shot] = []
    for index in range(max(len(story.paragraphs), len(story.shots))):
        body += story.paragraphs[index : index + 1]
        body += story.shots[index : index + 1]
    for index, line in enumerate(story.stray):
        body.insert(1 + 2 * index, line)
    return body


def prose(text: str, links: Mapping[str, str], href: Callable[[str], str]) -> str:
    """Escape a paragraph and link the phrases in it that are links."""
    markup = escape(text)
    for phrase, path in links.items():
        markup = markup.replace(
            escape(phrase), f'<a href="{escape(href(path))}">{escape(phrase)}</a>'
        )
    return markup


def byline(story: Story) -> str:
    return " ".join(
        filter(None, ["By", escape(story.author or ""), f"( {escape(story.byline_source)} )"])
    )


def joined(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def menu(href: Callable[[str], str], form: str, joint: str = "\n") -> str:
    """All the sections, each in a form such as '<li><a href="{href}">{title}</a></li>'."""
    return joint.join(
        form.format(href=escape(href(section_path(slug))), title=escape(title))
        for slug, title in SECTIONS.items()
    )


def pager(page: Listing, here: str, form: str) -> str:
    """The pager, its entries in the given forms, separated by spaces."""
    return " ".join(
        here.format(label=label) if file is None else form.format(label=label, href=file)
        for label, file in page.pager()
    )


class Divs:
    """2010: divs in divs, class names on everything, share words around the text."""

    def home(self, page: Page) -> str:
        sections = menu(str, '<div class="chan"><a href="{href}">{title}</a></div>')
        return self._frame(page, "My399 English", f'<div class="chans">{sections}</div>')

    def listing(self, page: Listing) -> str:
        title = escape(SECTIONS[page.section])
        return self._frame(
            page,
            f"{title} - e.my399.com",
            f"""<div class="crumb"><a href="/">Home</a>&gt;<a href="{section_path(page.section)}">{title}</a></div>
<div class="lst">
{joined(self._entry(page, story) for story in page.entries)}
</div>
<div class="pages">{pager(page, '<span class="cur">{label}</span>', '<a href="{href}">{label}</a>')}</div>""",
        )

    def article(self, page: Article) -> str:
        story, title = page.story, escape(SECTIONS[page.story.section])
        crumb = f'<a href="/">Home</a>&gt;<a href="{section_path(story.section)}">{title}</a>'
        return self._frame(
            page,
            f"{escape(story.title)} - e.my399.com",
            f"""{f'<div class="crumb">{crumb}</div>' if story.breadcrumb else ""}
<div class="art">
  <div class="art-tit"><h1>{escape(story.title)}</h1></div>
  <div class="art-inf">
    <div class="l"><span>Updated :</span> <span>{story.updated}</span></div>
    <div class="l"><span>{byline(story)}</span></div>
    <div class="r"><span>Print</span> <span>Share</span> <span>Font size: <em>A-</em> <em>A+</em></span></div>
  </div>
  <div class="art-txt">
{joined(self._block(page, block) for block in blocks(story))}
  </div>
  <div class="art-shr"><span>Share to</span> <a href="#">Mail</a> <a href="#">Weibo</a> <a href="#">Copy link</a></div>
</div>""",
        )

    def _frame(self, page: Page, title: str, main: str) -> str:
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" \
"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset={page.charset}" />
<title>{title}</title>
<script type="text/javascript">var page = "<p>not a paragraph</p>";</script>
</head>
<body>
<div id="wrap">
<div class="top"><div class="logo"><a href="/">My399 English</a></div>
<div class="nav">{menu(str, '<span><a href="{href}">{title}</a></span>')}</div></div>
<div class="main"><div class="left">
{main}
</div></div>
<div class="more">
{joined(self._teaser(page, story) for story in page.promo)}
</div>
<div class="foot"><div>{FOOTER}</div><div><span>{REGISTERED}</span></div></div>
</div>
</body>
</html>
"""

    def _entry(self, page: Listing, story: Story) -> str:
        link = f'<a href="{story.path}">{{}}</a>'
        picture = "".join(
            f'<div class="pic">{link.format(_image(page.relative(picture_path(shot)), "100"))}</div>'
            for shot in story.shots[: page.thumbs]
        )
        day = f'<span class="dat">{story.day}</span>' if page.dated else ""
        return f"""<div class="it">{picture}<div class="it-t"><span>{link.format(escape(story.title))}</span>{day}</div>
<div class="it-s"><span>{escape(story.summary)}</span></div></div>"""

    def _block(self, page: Article, block: str | Shot) -> str:
        if isinstance(block, str):
            return f"<p>{prose(block, page.story.links, page.absolute)}</p>"
        image = _image(page.relative(picture_path(block)))
        return f'<p style="text-align:center">{image}</p>\n<p style="text-align:center">{escape(block.line)}</p>'

    def _teaser(self, page: Page, story: Story) -> str:
        return f"""<div class="m"><div class="m-t"><a href="{page.absolute(story.path)}">{escape(story.title)}</a></div>
<div class="m-s">{escape(story.summary)}</div></div>"""


class Tables:
    """1999: tables for layout, line breaks for paragraphs, capitals, not one class name."""

    def home(self, page: Page) -> str:
        sections = menu(page.relative, '<TR><TD><A HREF="{href}">{title}</A></TD></TR>')
        return self._frame(page, "My399 English", f"<TABLE>{sections}</TABLE>")

    def listing(self, page: Listing) -> str:
        title = escape(SECTIONS[page.section])
        return self._frame(
            page,
            title,
            f"""<TABLE WIDTH="100%"><TR><TD COLSPAN="2">Home > {title}</TD></TR>
{joined(self._entry(page, story) for story in page.entries)}
<TR><TD COLSPAN="2" ALIGN="center">{pager(page, "[{label}]", '<A HREF="{href}">[{label}]</A>')}</TD></TR></TABLE>""",
        )

    def article(self, page: Article) -> str:
        story = page.story
        crumb = (
            f"<TR><TD>Home > {escape(SECTIONS[story.section])}</TD></TR>"
            if story.breadcrumb
            else ""
        )
        neighbors = "<BR>".join(
            f'{label}: <A HREF="{page.relative(other.path)}">{escape(other.title)}</A>'
            for label, other in (("Previous", page.newer), ("Next", page.older))
            if other
        )
        return self._frame(
            page,
            escape(story.title),
            f"""<TABLE WIDTH="100%" CELLPADDING="4">{crumb}
<TR><TD ALIGN="center"><FONT SIZE="5" COLOR="#003366"><B>{escape(story.title)}</B></FONT></TD></TR>
<TR><TD ALIGN="center">Updated : {story.updated}&nbsp;&nbsp;{byline(story)}</TD></TR>
<TR><TD><TABLE><TR><TD>
{"<BR><BR>".join(self._block(page, block) for block in blocks(story))}
</TD></TR></TABLE></TD></TR>
<TR><TD>{neighbors}</TD></TR></TABLE>""",
        )

    def _frame(self, page: Page, title: str, main: str) -> str:
        teasers = "<BR>".join(self._teaser(page, story) for story in page.promo)
        return f"""<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={page.charset}">
<TITLE>{title}</TITLE></HEAD>
<BODY BGCOLOR="#FFFFFF"><CENTER><TABLE WIDTH="760" BORDER="0"><TR><TD BGCOLOR="#DDDDDD">
<A HREF="{page.absolute("/")}">Home</A> | {menu(page.absolute, '<A HREF="{href}">{title}</A>', " | ")}</TD></TR>
<TR><TD ALIGN="left">
{main}
</TD></TR><TR><TD ALIGN="left"><TABLE><TR><TD>{teasers}</TD></TR></TABLE></TD></TR>
<TR><TD ALIGN="center"><FONT SIZE="1">{FOOTER}<BR>{REGISTERED}</FONT></TD></TR>
</TABLE></CENTER></BODY></HTML>
"""

    def _entry(self, page: Listing, story: Story) -> str:
        href = page.relative(story.path)
        thumbs = "".join(
            f'<A HREF="{href}"><IMG SRC="{page.relative(picture_path(shot))}" WIDTH="100" BORDER="0"></A><BR>'
            for shot in story.shots[: page.thumbs]
        )
        return f"""<TR><TD>{thumbs}<A HREF="{href}"><B>{escape(story.title)}</B></A></TD>\
<TD ALIGN="right">{story.day if page.dated else "&nbsp;"}</TD></TR>
<TR><TD COLSPAN="2">{escape(story.summary)}<BR><BR></TD></TR>"""

    def _block(self, page: Article, block: str | Shot) -> str:
        if isinstance(block, str):
            return f"&nbsp;&nbsp;{prose(block, page.story.links, page.relative)}"
        image = f'<IMG SRC="{page.relative(picture_path(block))}" WIDTH="320" HEIGHT="200">'
        return f'<CENTER>{image}<BR><FONT SIZE="2" COLOR="#666666">{escape(block.line)}</FONT></CENTER>'

    def _teaser(self, page: Page, story: Story) -> str:
        return f'<A HREF="{page.relative(story.path)}">{escape(story.title)}</A><BR>{escape(story.summary)}<BR>'


class Semantic:
    """Today: every part in the element that HTML has for it, and a headed promo."""

    def home(self, page: Page) -> str:
        sections = menu(str, '<li><a href="{href}">{title}</a></li>')
        return self._frame(page, "My399", f"<h1>My399</h1><ul>{sections}</ul>")

    def listing(self, page: Listing) -> str:
        title = escape(SECTIONS[page.section])
        return self._frame(
            page,
            f"{title} | My399",
            f"""{self._crumb(page.section)}
<h1>{title}</h1>
{joined(self._entry(page, story) for story in page.entries)}
<nav aria-label="Pages">{pager(page, '<span aria-current="page">{label}</span>', '<a href="{href}">{label}</a>')}</nav>
""",
        )

    def article(self, page: Article) -> str:
        story = page.story
        return self._frame(
            page,
            f"{escape(story.title)} | My399",
            f"""{self._crumb(story.section) if story.breadcrumb else ""}
<article>
<header>
<h1>{escape(story.title)}</h1>
<p>Updated : <time datetime="{story.updated}">{story.updated}</time></p>
<p>{byline(story)}</p>
</header>
{joined(self._block(page, block) for block in blocks(story))}
</article>""",
        )

    def _crumb(self, section: str) -> str:
        title = escape(SECTIONS[section])
        return f'<nav aria-label="Path"><a href="/">Home</a> » <a href="{section_path(section)}">{title}</a></nav>'

    def _frame(self, page: Page, title: str, main: str) -> str:
        return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="{page.charset}">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>figure {{ margin: 0 }}</style>
</head>
<body>
<header><a href="/">My399</a>
<nav><ul>{menu(str, '<li><a href="{href}">{title}</a></li>')}</ul></nav></header>
<main>
{main}
</main>
<aside>
<h2>Related stories</h2>
{joined(self._teaser(story) for story in page.promo)}
</aside>
<footer><p>{FOOTER}</p><p>{REGISTERED}</p></footer>
</body>
</html>
"""

    def _entry(self, page: Listing, story: Story) -> str:
        href = page.absolute(story.path)
        thumbs = "".join(
            f'<a href="{href}">{_image(picture_path(shot), "100")}</a>'
            for shot in story.shots[: page.thumbs]
        )
        day = f'<time datetime="{story.day}">{story.day}</time>' if page.dated else ""
        return f"""<article>{thumbs}<h2><a href="{href}">{escape(story.title)}</a></h2>
{day}
<p>{escape(story.summary)}</p></article>"""

    def _block(self, page: Article, block: str | Shot) -> str:
        if isinstance(block, str):
            return f"<p>{prose(block, page.story.links, str)}</p>"
        image = f'<img src="{picture_path(block)}" alt="{escape(block.caption)}" loading="lazy">'
        return f"<figure>{image}<figcaption>{escape(block.line)}</figcaption></figure>"

    def _teaser(self, story: Story) -> str:
        thumb = "".join(
            f'<a href="{story.path}">{_image(picture_path(shot), "80")}</a>\n'
            for shot in story.shots[:1]
        )
        return f"""<section>{thumb}<h3><a href="{story.path}">{escape(story.title)}</a></h3>
<p>{escape(story.summary)}</p></section>"""


class Flat:
    """No structure at all: headings, paragraphs and links, one after the other, right in the
    body.
    """

    def home(self, page: Page) -> str:
        return self._frame(
            page, "My399 English", menu(page.schemeless, '<p><a href="{href}">{title}</a></p>')
        )

    def listing(self, page: Listing) -> str:
        title = SECTIONS[page.section]
        return self._frame(
            page,
            escape(title),
            f"""<p>Home>{escape(title)}</p>
{joined(self._entry(page, story) for story in page.entries)}
<p>{pager(page, "<b>{label}</b>", '<a href="./{href}">{label}</a>')}</p>""",
        )

    def article(self, page: Article) -> str:
        story = page.story
        neighbors = joined(
            f'<p><a href="{page.schemeless(other.path)}">{label}: {escape(other.title)}</a></p>'
            for label, other in (("Newer", page.newer), ("Older", page.older))
            if other
        )
        return self._frame(
            page,
            escape(story.title),
            f"""{f"<p>Home>{escape(SECTIONS[story.section])}</p>" if story.breadcrumb else ""}
<h2>{escape(story.title)}</h2>
<p>Updated : {story.updated} {byline(story)}</p>
{joined(self._block(page, block) for block in blocks(story))}
{neighbors}""",
        )

    def _frame(self, page: Page, title: str, main: str) -> str:
        return f"""<!doctype html>
<meta charset={page.charset}>
<title>{title}</title>
<body>
<a href="{page.schemeless("/")}">Home</a>
{menu(page.schemeless, '<a href="{href}">{title}</a>')}
{main}
{joined(self._teaser(page, story) for story in page.promo)}
<p>{FOOTER}<br>{REGISTERED}</p>
"""

    def _entry(self, page: Listing, story: Story) -> str:
        href = page.schemeless(story.path)
        thumbs = "".join(
            f'<a href="{href}">{_image(page.schemeless(picture_path(shot)), "100")}</a>\n'
            for shot in story.shots[: page.thumbs]
        )
        day = f"<p>{story.day}</p>\n" if page.dated else ""
        return f"""{thumbs}<h2><a href="{href}">{escape(story.title)}</a></h2>
{day}<p>{escape(story.summary)}</p>"""

    def _block(self, page: Article, block: str | Shot) -> str:
        if isinstance(block, str):
            return f"<p>{prose(block, page.story.links, page.schemeless)}</p>"
        return f"<p>{_image(page.schemeless(picture_path(block)))}<br>{escape(block.line)}</p>"

    def _teaser(self, page: Page, story: Story) -> str:
        return f"""<h2><a href="{page.relative(story.path)}">{escape(story.title)}</a></h2>
<p>{escape(story.summary)}</p>"""


class Lists:
    """Lists for what is many, divs for paragraphs, tracking on links, whole teasers as one link."""

    def home(self, page: Page) -> str:
        sections = menu(page.relative, '<li><a href="{href}">{title}</a></li>')
        return self._frame(page, "Harbin News", f"<ul>{sections}</ul>")

    def listing(self, page: Listing) -> str:
        title = escape(SECTIONS[page.section])
        return self._frame(
            page,
            f"{title}_Harbin News",
            f"""{self._crumb(page, page.section)}
<ul class="list">
{joined(self._entry(page, at, story) for at, story in enumerate(page.entries))}
</ul>
<ul class="pager">{pager(page, "<li>{label}</li>", '<li><a href="{href}">{label}</a></li>')}</ul>""",
        )

    def article(self, page: Article) -> str:
        story = page.story
        return self._frame(
            page,
            f"{escape(story.title)}_Harbin News",
            f"""{self._crumb(page, story.section) if story.breadcrumb else ""}
<div class="headline">{escape(story.title)}</div>
<dl><dt>Updated : {story.updated}</dt>
<dd>{byline(story)}</dd></dl>
<div id="content">
{joined(self._block(page, block) for block in blocks(story))}
</div>""",
        )

    def _crumb(self, page: Page, section: str) -> str:
        home, there = page.relative("/index.html"), page.relative(section_path(section))
        return f'<div><a href="{home}">Home</a> &gt; <a href="{there}">{escape(SECTIONS[section])}</a></div>'

    def _frame(self, page: Page, title: str, main: str) -> str:
        return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="{page.charset}">
<title>{title}</title>
</head>
<body>
<ul class="menu">{menu(page.relative, '<li><a href="{href}">{title}</a></li>')}</ul>
{main}
<ul class="hot">
{joined(self._teaser(page, story) for story in page.promo)}
</ul>
<div class="bottom"><div>{REGISTERED}</div><div>{FOOTER}</div></div>
</body>
</html>
"""

    def _entry(self, page: Listing, at: int, story: Story) -> str:
        href = story.path + (
            "#top" if at % 3 == 2 else f"?from=list&amp;pos={at}" if at % 3 else "?from=list"
        )
        thumbs = "".join(
            f'<a href="{href}">{_image(picture_path(shot), "100")}</a>'
            for shot in story.shots[: page.thumbs]
        )
        day = f" <i>{story.day}</i>" if page.dated else ""
        return f'<li>{thumbs}<a href="{href}">{escape(story.title)}</a>{day}<div>{escape(story.summary)}</div></li>'

    def _block(self, page: Article, block: str | Shot) -> str:
        if isinstance(block, str):
            return f"<div>{prose(block, page.story.links, page.relative)}</div>"
        path = picture_path(block)
        image = f'<a href="{path}" target="_blank">{_image(path)}</a>'
        return f'<div align="center">{image}</div>\n<div align="center">{escape(block.line)}</div>'

    def _teaser(self, page: Page, story: Story) -> str:
        thumb = "".join(
            _image(page.schemeless(picture_path(shot)), "80") for shot in story.shots[:1]
        )
        return f"""<li><a href="{page.schemeless(story.path)}">{thumb}<strong>{escape(story.title)}</strong>
<span>{escape(story.summary)}</span></a></li>"""


def _image(source: str, width: str = "320") -> str:
    return f'<img src="{escape(source)}" width="{width}" alt="" />'
