"""What all markups share: links, entries, pagers, and a story's blocks; each markup writes them its
own way.
"""

import posixpath
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from html import escape
from typing import ClassVar, NamedTuple

from .city import HOST, MARKED, NAMES, Bare, Beside, Block, Head, Items, Shots, Story, Stray, Text
from .stories import LISTINGS, STORIES

MENU = {"Home": "/index.html", "HOME": "/index.html", "About Harbin": "/about/index.html"} | {
    name: f"/{section}/index.html" for section, name in NAMES.items()
}


def esc(words: str) -> str:
    """Words as HTML text."""
    return escape(words, quote=False)


def when(value: str, template: str) -> str:
    """The template filled with a value, or nothing without one."""
    return template.format(value) if value else ""


class Entry(NamedTuple):
    """One story as an entry of a listing, in HTML; no day where the listing shows none."""

    url: str
    title: str
    title_attribute: str
    day: str
    summary: str
    thumb: str


class Pager(NamedTuple):
    """The pages of a listing, and the number of the one that shows the pager."""

    current: int
    urls: tuple[str, ...]

    @property
    def before(self) -> str:
        """The page before, if any."""
        return self.urls[self.current - 2] if self.current > 1 else ""

    @property
    def after(self) -> str:
        """The next page, if any."""
        return self.urls[self.current] if self.current < len(self.urls) else ""

    def numbers(self, here: str, there: str, between: str = "") -> str:
        """The numbers of all pages: templates for this page, with {n}, and for the others, with {n}
        and {u}.
        """
        return between.join(
            (here if n == self.current else there).format(n=n, u=u)
            for n, u in enumerate(self.urls, 1)
        )


class Shown(NamedTuple):
    """A picture as a page shows it, in HTML."""

    url: str
    caption: str
    credit: str
    alt: str


class Markup(ABC):
    """One way to write every page of the city; `dots` tells that its listings cut summaries with
    dots.
    """

    name: ClassVar[str]
    links: ClassVar[str] = "root"
    encoding: ClassVar[str] = "utf-8"
    dots: ClassVar[bool] = False

    @abstractmethod
    def listing(self, page: str, promo: Iterable[str]) -> str:
        """A listing, with the keys of the stories that its promo shows."""

    @abstractmethod
    def article(self, story: Story, promo: Iterable[str]) -> str:
        """A story's page."""

    @abstractmethod
    def entry(self, x: Entry) -> str:
        """One entry of a listing."""

    @abstractmethod
    def turner(self, pager: Pager) -> str:
        """The links to a listing's other pages."""

    @abstractmethod
    def promo(self, page: str, promo: Iterable[str]) -> str:
        """The promo at a page's end."""

    @abstractmethod
    def crumb(self, page: str, section: str) -> str:
        """The breadcrumb."""

    def link(self, page: str, path: str) -> str:
        """A link from a page to a path."""
        if self.links == "relative":
            return posixpath.relpath(path, posixpath.dirname(page))
        return {
            "root": "",
            "schemeless": f"//{HOST}",
            "http": f"http://{HOST}",
            "https": f"https://{HOST}",
        }[self.links] + path

    def each(self, page: str, keys: Iterable[str], *, dated: bool = True) -> Iterator[Entry]:
        """Stories as entries."""
        for story in (STORIES[key] for key in keys):
            day = story.date if dated else ""
            thumb = self.link(page, story.thumb)
            yield Entry(
                self.link(page, story.path),
                esc(story.title),
                escape(story.title),
                day,
                esc(story.summary),
                thumb,
            )

    def entries(self, page: str) -> str:
        """A listing's own entries."""
        listed = LISTINGS[page]
        return "".join(
            self.entry(x) + "\n" for x in self.each(page, listed.keys, dated=listed.dated)
        )

    def pager(self, page: str) -> str:
        """The pager of a listing that has several pages."""
        section, _, number, total, _ = LISTINGS[page]
        paths = (
            f"/{section}/index.html" if n == 1 else f"/{section}/index_{n}.html"
            for n in range(1, total + 1)
        )
        return (
            self.turner(Pager(number, tuple(self.link(page, path) for path in paths)))
            if total > 1
            else ""
        )

    def title(self, page: str) -> str:
        """The name of a page's section."""
        return NAMES[page.split("/")[1]]

    def menu(self, page: str, names: str, template: str, between: str = "") -> str:
        """Links to sections: their names, with bars between them, and a template with {u} and
        {n}.
        """
        return between.join(
            template.format(u=self.link(page, MENU[name]), n=name) for name in names.split("|")
        )

    def place(self, story: Story) -> str:
        """The breadcrumb of a story that has one."""
        return self.crumb(story.path, story.section) if story.crumb else ""

    def by(self, story: Story) -> str:
        """The byline."""
        return f"By {story.author} ( {story.source} )" if story.author else f"By ( {story.source} )"

    def body(self, story: Story) -> str:
        """A story's blocks."""
        parts: list[str] = []
        for index, block in enumerate(story.blocks):
            parts += [self.block(story, block), *self.between(index)]
        return "\n".join(parts)

    def block(self, story: Story, block: Block) -> str:
        """One block of a story."""
        match block:
            case Text(words):
                return self.paragraph(self.inline(story.path, words))
            case Head(words):
                return self.heading(esc(words))
            case Items(items):
                return self.points([esc(item) for item in items])
            case Stray(words):
                return self.paragraph(words)
            case Bare(file):
                return self.bare(self.link(story.path, story.image(file)))
            case Shots(shots):
                return self.shots([self.shown(story, *shot) for shot in shots])
            case Beside(shot, words):
                return self.beside(self.shown(story, *shot), self.inline(story.path, words))

    def shown(self, story: Story, file: str, caption: str, credit: str) -> Shown:
        """A story's picture."""
        return Shown(
            self.link(story.path, story.image(file)), esc(caption), credit, escape(caption)
        )

    def inline(self, page: str, words: str) -> str:
        """A paragraph's words, its marks as tags."""
        result, at = "", 0
        for found in MARKED.finditer(words):
            marked = esc(found["words"]).replace("~", "&nbsp;")
            result += esc(words[at : found.start()]).replace("~", "&nbsp;")
            linked = found["kind"] == "a"
            result += (
                f'<a href="{self.link(page, STORIES[found["key"]].path)}">{marked}</a>'
                if linked
                else self.bold(marked)
            )
            at = found.end()
        return result + esc(words[at:]).replace("~", "&nbsp;")

    def between(self, index: int) -> list[str]:
        """What stands after a block that is none of the story's."""
        return []

    def bold(self, words: str) -> str:
        """Bold words."""
        return f"<strong>{words}</strong>"

    def paragraph(self, words: str) -> str:
        """A paragraph."""
        return f"<p>{words}</p>"

    def heading(self, words: str) -> str:
        """A heading."""
        return f"<h3>{words}</h3>"

    def points(self, items: list[str]) -> str:
        """A list."""
        return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"

    def bare(self, url: str) -> str:
        """A picture without a caption."""
        return f'<p align="center"><img src="{url}"></p>'

    def shots(self, shots: list[Shown]) -> str:
        """Pictures that stand together, with their captions."""
        return "\n".join(
            f'<p align="center"><img src="{s.url}"></p>\n<p align="center">{s.caption} [{s.credit}]</p>'
            for s in shots
        )

    def beside(self, shot: Shown, words: str) -> str:
        """A picture that stands in a paragraph."""
        return f'<p><img src="{shot.url}" align="left">{words}</p>\n<p>{shot.caption} [{shot.credit}]</p>'
