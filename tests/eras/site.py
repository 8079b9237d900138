"""The newspaper's site, as its present era has it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tests.server import Answer, Heard, Server

from .markups import PLAIN, WORDS, Entry, Markup, Told, Words, page
from .stories import Language, Tale

Address = Callable[[Tale], str]
_SHOWN = 24


def dated(tale: Tale) -> str:
    """An address as the paper had it first."""
    return f"/town/{tale.at:%Y-%m-%d}-{tale.number}.html"


def deeper(tale: Tale) -> str:
    """An address in folders of days."""
    return f"/town/{tale.at:%Y/%m/%d}/story-{tale.number}.html"


def flatter(tale: Tale) -> str:
    """An address at the root."""
    return f"/s{tale.number}.html"


def queried(tale: Tale) -> str:
    """An address with an id in its query."""
    return f"/read?id={tale.number}"


@dataclass(frozen=True)
class Era:
    """What the site is like for a while.

    `old` is how the addresses of the eras before answer; `day` how a page writes a date and `lists_dates`
    whether lists do. `title` and `lists_titles` are what pages and lists make of titles. `wall` answers in place of stories, of
    lists too where `walls_lists`. With `elsewhere` the paper lives at its other host, and `old_host` is how the
    first one answers.
    """

    markup: Markup = PLAIN
    address: Address = dated
    old: Literal["redirected", "to the front", "gone", "alive"] = "redirected"
    canonical: bool = True
    list_path: str = "/town/"
    lists_dates: bool = True
    day: Callable[[datetime], str] = lambda at: f"{at:%Y-%m-%d %H:%M}"
    title: Callable[[str], str] = lambda title: title
    lists_titles: Callable[[str], str] = lambda title: title
    charset: str = "utf-8"
    said_charset: str = "utf-8"
    wall: Answer | None = None
    walls_lists: bool = False
    extra_links: tuple[tuple[str, str], ...] = ()
    turns: Markup | None = None
    elsewhere: bool = False
    old_host: Literal["redirected", "alive", "gone"] = "redirected"
    list_is: Literal["there", "empty", "gone", "to the front"] = "there"


@dataclass
class Paper:
    """A newspaper with its stories, as of `now`; `eras` are the past ones, the present one last."""

    language: Language
    tales: list[Tale]
    now: Callable[[], datetime]
    eras: list[Era] = field(default_factory=lambda: [Era()])
    asked: list[str] = field(default_factory=list)
    host: str = ""
    other_host: str = ""

    @property
    def era(self) -> Era:
        """The present era."""
        return self.eras[-1]

    @property
    def words(self) -> Words:
        """What its pages say around their stories."""
        return WORDS[self.language]

    def published(self) -> list[Tale]:
        """The stories that are out, the newest first."""
        now = self.now()
        return [tale for tale in reversed(self.tales) if tale.at <= now]

    def answer(self, heard: Heard) -> Answer:
        """What the site answers."""
        path, era = heard.path, self.era
        self.asked.append(path)
        if era.elsewhere and heard.headers.get("Host", "") == self.host:
            if era.old_host == "redirected":
                return Answer(301, b"", {"Location": f"http://{self.other_host}{path}"})
            if era.old_host == "gone":
                return Answer(404)
        if path == era.list_path:
            return self._list_page()
        for tale in self.published():
            if path == era.address(tale):
                return era.wall or self._story(tale)
            if any(path == before.address(tale) for before in self.eras[:-1]):
                return self._at_old_address(tale)
        if any(path == before.list_path for before in self.eras[:-1]):
            return Answer(301, b"", {"Location": era.list_path})
        if path == "/":
            return self._front()
        return Answer(404, b"<title>404</title>")

    def _list_page(self) -> Answer:
        era = self.era
        if era.wall and era.walls_lists:
            return era.wall
        if era.list_is == "gone":
            return Answer(404, b"<title>404</title>")
        if era.list_is == "to the front":
            return Answer(302, b"", {"Location": "/"})
        return self._listing()

    @property
    def base(self) -> str:
        """What addresses in links begin with."""
        return f"http://{self.other_host}" if self.era.elsewhere else ""

    def _at_old_address(self, tale: Tale) -> Answer:
        era = self.era
        if era.old == "alive":
            return era.wall or self._story(tale)
        if era.old == "gone":
            return Answer(404, b"<title>404</title>")
        place = era.address(tale) if era.old == "redirected" else "/"
        return Answer(301, b"", {"Location": place})

    def _markup(self) -> Markup:
        """The markup of this answer: where two take turns, every second page has the other."""
        era = self.era
        return era.turns if era.turns and len(self.asked) % 2 else era.markup

    def _listing(self) -> Answer:
        era = self.era
        entries = [
            Entry(
                self.base + era.address(tale),
                era.lists_titles(tale.title),
                era.day(tale.at) if era.lists_dates else "",
                tale.paragraphs[0],
            )
            for tale in self.published()[: 0 if era.list_is == "empty" else _SHOWN]
        ]
        links = "".join(
            f'<li><h3><a href="{url}">{title}</a></h3></li>' for url, title in era.extra_links
        )
        extra = f"<ul>{links}</ul>" if links else ""
        return self._html(self._markup().listing(self.words, entries, extra))

    def _story(self, tale: Tale) -> Answer:
        era = self.era
        head = (
            f'<link rel="canonical" href="{self.base}{era.address(tale)}">' if era.canonical else ""
        )
        told = Told(
            era.title(tale.title),
            era.day(tale.at),
            tale.author,
            tale.paragraphs,
            head,
            f"/pictures/view-of-story-{tale.number}.jpg" if tale.pictured else "",
        )
        return self._html(self._markup().story(self.words, told))

    def _front(self) -> Answer:
        words = self.words
        links = "".join(
            f'<li><a href="{self.era.list_path}">{name}</a></li>' for name in words.menu
        )
        return self._html(page(words, words.paper, "", f"<h1>{words.paper}</h1><ul>{links}</ul>"))

    def _html(self, text: str) -> Answer:
        body = text.encode(self.era.charset, "replace")
        return Answer(200, body, {"Content-Type": f"text/html; charset={self.era.said_charset}"})


class _At(Server):
    """A server at an address of its own."""

    def __init__(self, paper: Paper, at: str) -> None:
        self.at = at
        super().__init__(paper.answer)


def serve(paper: Paper, at: str = "127.0.0.1") -> Server:
    """A server of a paper, at an address of this machine."""
    return _At(paper, at)
