"""The newspaper's site, as its present era has it."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Literal

from tests.server import Answer, Heard, Server

from .markups import PLAIN, WORDS, Entry, Markup, Told, Words, page
from .stories import Language, Tale

Address = Callable[[Tale], str]
_SHOWN = 24
# What those who break in put into a list leads to this machine by another name.
STRANGE = "localhost"

_LURE = "Play tonight at the golden table and win a fortune before breakfast, without a deposit"


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

    `old` is how the addresses of the eras before answer, `old_list` how those of their lists do; `day` how a page writes a date and `lists_dates`
    whether lists do. `title` and `lists_titles` are what pages and lists make of titles. `wall` answers in place of stories, of
    lists too where `walls_lists`. With `elsewhere` the paper lives at its other host, and `old_host` is how the
    first one answers.
    """

    markup: Markup = PLAIN
    address: Address = dated
    old: Literal["redirected", "to the front", "gone", "alive"] = "redirected"
    canonical: bool = True
    list_path: str = "/town/"
    old_list: Literal["redirected", "to the front", "gone"] = "redirected"
    lists_dates: bool = True
    lists_day: Callable[[datetime, datetime], str] | None = None
    day: Callable[[datetime], str] = lambda at: f"{at:%Y-%m-%d %H:%M}"
    title: Callable[[str], str] = lambda title: title
    lists_titles: Callable[[str], str] = lambda title: title
    charset: str = "utf-8"
    said_charset: str = "utf-8"
    wall: Answer | None = None
    walls_lists: bool = False
    strange: int = 0
    signed: bool = True
    pictures: Literal["shown", "lazy", "none"] = "shown"
    turns: Markup | None = None
    elsewhere: bool = False
    old_host: Literal["redirected", "alive", "gone"] = "redirected"
    list_is: Literal["there", "empty", "gone", "to the front"] = "there"


@dataclass
class Paper:
    """A newspaper with its stories in the order of their times, as of `now`; `eras` are the past ones, the
    present one last. Its lists show the newest `shown`.
    """

    language: Language
    tales: list[Tale]
    now: Callable[[], datetime]
    eras: list[Era] = field(default_factory=lambda: [Era()])
    asked: list[str] = field(default_factory=list)
    host: str = ""
    other_host: str = ""
    shown: int = _SHOWN
    _found: dict[Address, dict[str, int]] = field(default_factory=dict)
    _found_in: tuple[int, int] = (0, 0)

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
        return self.tales[: self._out()][::-1]

    def _out(self) -> int:
        """How many stories are out."""
        return bisect_right(self.tales, self.now(), key=lambda tale: tale.at)

    def answer(self, heard: Heard) -> Answer:
        """What the site answers."""
        path, era, host = heard.path, self.era, heard.headers.get("Host", "")
        self.asked.append(path)
        if host.startswith(STRANGE):
            return self._lure(path)
        if host in (self.host, self.other_host) and host != self._home:
            if era.old_host == "redirected":
                return Answer(301, b"", {"Location": f"http://{self._home}{path}"})
            if era.old_host == "gone":
                return Answer(404)
        if path == era.list_path:
            return self._list_page()
        if (answer := self._any_story(path)) is not None:
            return answer
        if any(path == before.list_path for before in self.eras[:-1]):
            return self._at_old_list()
        if path == "/":
            return self._front()
        return Answer(404, b"<title>404</title>")

    def _any_story(self, path: str) -> Answer | None:
        """What is answered at an address that a story has, or had once."""
        if (tale := self._tale_at(path, self.era.address)) is not None:
            return self.era.wall or self._story(tale)
        for address in {before.address for before in self.eras[:-1]}:
            if (tale := self._tale_at(path, address)) is not None:
                return self._at_old_address(tale)
        return None

    def _tale_at(self, path: str, address: Address) -> Tale | None:
        """The story that has an address, if it is out."""
        known = (id(self.tales), len(self.tales))
        if known != self._found_in:
            self._found, self._found_in = {}, known
        if address not in self._found:
            self._found[address] = {address(tale): at for at, tale in enumerate(self.tales)}
        at = self._found[address].get(path)
        return self.tales[at] if at is not None and at < self._out() else None

    def _list_page(self) -> Answer:
        era = self.era
        if era.wall and era.walls_lists:
            return era.wall
        if era.list_is == "gone":
            return Answer(404, b"<title>404</title>")
        if era.list_is == "to the front":
            return Answer(302, b"", {"Location": "/"})
        return self._listing()

    def _at_old_list(self) -> Answer:
        if self.era.old_list == "gone":
            return Answer(404, b"<title>404</title>")
        place = self.era.list_path if self.era.old_list == "redirected" else "/"
        return Answer(301, b"", {"Location": place})

    @property
    def _home(self) -> str:
        """The host at which the paper lives."""
        return self.other_host if self.era.elsewhere else self.host

    @property
    def strange_host(self) -> str:
        """The host to which links lead that are not its own."""
        return f"{STRANGE}:{self.host.rpartition(':')[2]}"

    @property
    def base(self) -> str:
        """What addresses in links begin with, once the paper has lived at two hosts."""
        return f"http://{self._home}" if any(era.elsewhere for era in self.eras) else ""

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
        era, now = self.era, self.now()
        day = (lambda at: era.lists_day(at, now)) if era.lists_day else era.day
        out = self._out()
        entries = [
            Entry(
                self.base + era.address(tale),
                era.lists_titles(tale.title),
                day(tale.at) if era.lists_dates else "",
                tale.paragraphs[0],
            )
            for tale in self.tales[:out][: -self.shown - 1 : -1]
            if era.list_is != "empty"
        ]
        names = [f"{self._break_ins}-{number}" for number in range(era.strange)]
        lures = [
            Entry(f"http://{self.strange_host}/win/{name}.html", f"{_LURE} {name}", day(now), "")
            for name in names
        ]
        return self._html(self._markup().listing(self.words, [*lures, *entries], ""))

    @property
    def _break_ins(self) -> int:
        """How often somebody broke in so far; each time other links are left there."""
        before = (False, *(bool(era.strange) for era in self.eras))
        return sum(each and not last for last, each in pairwise(before))

    def _story(self, tale: Tale) -> Answer:
        era = self.era
        head = (
            f'<link rel="canonical" href="{self.base}{era.address(tale)}">' if era.canonical else ""
        )
        told = Told(
            era.title(tale.title),
            era.day(tale.at),
            tale.author if era.signed else "",
            tale.paragraphs,
            head,
            f"/pictures/view-of-story-{tale.number}.jpg"
            if tale.pictured and era.pictures != "none"
            else "",
        )
        page = self._markup().story(self.words, told)
        if era.pictures == "lazy":
            page = page.replace('<img src="', '<img src="/blank.gif" data-src="')
        return self._html(page)

    def _lure(self, path: str) -> Answer:
        """What stands where strange entries lead."""
        told = Told(f"{_LURE} {path[5:-5]}", "", "", [f"{_LURE}, at {path}." for _ in range(5)])
        return self._html(PLAIN.story(WORDS["en"], told))

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

    def __init__(self, paper: Paper, at: str, port: int) -> None:
        self.at = at
        super().__init__(paper.answer, port)


def serve(paper: Paper, at: str = "127.0.0.1", port: int = 0) -> Server:
    """A server of a paper, at an address of this machine."""
    return _At(paper, at, port)
