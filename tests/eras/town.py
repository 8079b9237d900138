"""A newspaper with several sections, of which the newsroom reads one: its list moves, and nothing
says where but the site itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Literal

from tests.chaos.newsroom import Newsroom
from tests.conftest import FakeClock
from tests.server import Answer, Heard

from .life import Life
from .markups import Entry, Told, Words, page
from .site import Paper, serve
from .stories import Language, Tale, tales

SPORT = "/sport/"
_OUT = 20
HTML = {"Content-Type": "text/html; charset=utf-8"}
OldList = Literal["redirected", "gone", "to the front", "empty", "frozen", "to the sport"]


@dataclass
class Town(Paper):
    """The paper with its other section. `old_list` is what became of lists of former eras; `tells`
    says which pages tell where the list is by now: the menu of each, the front page alone, the
    stories alone, a feed, a sitemap, or none;
    `column` are the stories of a page that its menu gives in its place.
    """

    sport: list[Tale] = field(default_factory=list)
    old_list: OldList = "redirected"
    tells: Literal["menus", "front", "stories", "feed", "sitemap", "column", "nothing"] = "menus"
    shares_list: bool = False
    is_away: bool = False
    column: slice | None = None
    _frozen: Answer | None = None
    _kept_column: Answer | None = None
    _path: str = ""

    @property
    def words(self) -> Words:
        words = super().words
        is_front = self._path == "/"
        is_list = self._path in (self.era.list_path, SPORT)
        told = {
            "menus": True,
            "front": is_front,
            "stories": not is_front and not is_list,
        }.get(self.tells, False)
        town = self.era.list_path if told else "/about/town/"
        town = "/column/" if self.tells == "column" else town
        return replace(words, places=("/", town, SPORT, "/letters/", "/about/"))

    def freeze(self) -> None:
        """Keep the list as it is, for those who come to where it was."""
        self._path = self.era.list_path
        self._frozen = self._listing()

    def answer(self, heard: Heard) -> Answer:
        self._path = heard.path
        if self.is_away:
            return Answer(503, b"<title>503</title>")
        old = {era.list_path for era in self.eras} - {self.era.list_path}
        if heard.path in old and self.old_list != "redirected":
            return self._at_old_list()
        if heard.path == SPORT:
            return self._sport_list()
        if heard.path in ("/letters/", "/about/"):
            return self._standing(heard.path)
        if heard.path == "/column/" and self.tells == "column":
            return self._column()
        for tale in self.sport_out():
            if heard.path == self._sport_address(tale):
                return self._story(tale)
        if heard.path == "/town.xml" and self.tells == "feed":
            return self._feed()
        if heard.path == "/sitemap.xml" and self.tells == "sitemap":
            return self._sitemap()
        return super().answer(heard)

    def _at_old_list(self) -> Answer:
        if self.old_list == "frozen":
            assert self._frozen is not None
            return self._frozen
        if self.old_list == "empty":
            return self._html(
                page(self.words, self.words.section, "", f"<h1>{self.words.section}</h1>")
            )
        if self.old_list == "to the front":
            return Answer(302, b"", {"Location": "/"})
        if self.old_list == "to the sport":
            return Answer(301, b"", {"Location": SPORT})
        return Answer(404, b"<title>404</title>")

    def sport_out(self) -> list[Tale]:
        """The stories of the other section that are out, the newest first."""
        now = self.now()
        return [tale for tale in reversed(self.sport) if tale.at <= now]

    @staticmethod
    def _sport_address(tale: Tale) -> str:
        return f"{SPORT}{tale.at:%Y-%m-%d}-{tale.number}.html"

    def _sport_list(self) -> Answer:
        both = [*((tale, self._sport_address(tale)) for tale in self.sport_out())]
        if self.shares_list:
            both += [(tale, self.era.address(tale)) for tale in self.published()]
        both.sort(key=lambda each: each[0].at, reverse=True)
        entries = [
            Entry(url, tale.title, self.era.day(tale.at), tale.paragraphs[0])
            for tale, url in both[:40]
        ]
        return self._html(self.era.markup.listing(self.words, entries, ""))

    def _standing(self, path: str) -> Answer:
        """A page to which all others lead, and which is no news."""
        name = self.words.menu[self.words.places.index(path)]
        told = Told(name, "", "", [f"{name}: {self.words.motto}", f"{self.words.side[0]} {name}."])
        return self._html(self.era.markup.story(self.words, told))

    def _column(self) -> Answer:
        """A few of the stories of the last days, which stay."""
        if self._kept_column is None:
            entries = [
                Entry(self.era.address(tale), tale.title, self.era.day(tale.at), "")
                for tale in self.published()[self.column or slice(0)]
            ]
            self._kept_column = self._html(self.era.markup.listing(self.words, entries, ""))
        return self._kept_column

    def _front(self) -> Answer:
        words = self.words
        blocks = "".join(
            f'<li><a href="{self.era.address(tale)}">{escape(tale.title)}</a></li>'
            for tale in self.published()[:4]
        ) + "".join(
            f'<li><a href="{self._sport_address(tale)}">{escape(tale.title)}</a></li>'
            for tale in self.sport_out()[:4]
        )
        menu = "".join(
            f'<a href="{place}">{name}</a>'
            for place, name in zip(words.places, words.menu, strict=True)
        )
        head = (
            '<link rel="alternate" type="application/rss+xml" href="/town.xml">'
            if self.tells == "feed"
            else ""
        )
        return self._html(page(words, words.paper, head, f"<nav>{menu}</nav><ul>{blocks}</ul>"))

    def _feed(self) -> Answer:
        entries = "".join(
            f"<item><title>{escape(tale.title)}</title><link>http://{self.host}{self.era.address(tale)}</link>"
            f"<pubDate>{tale.at:%a, %d %b %Y %H:%M:%S %z}</pubDate></item>"
            for tale in self.published()[:20]
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Town</title><link>http://{self.host}/</link><description>Town</description>{entries}</channel></rss>'
        return Answer(200, body.encode(), {"Content-Type": "application/rss+xml; charset=utf-8"})

    def _sitemap(self) -> Answer:
        name = "http://www.sitemaps.org/schemas/sitemap/0.9"
        news = "http://www.google.com/schemas/sitemap-news/0.9"
        urls = "".join(
            f"<url><loc>http://{self.host}{self.era.address(tale)}</loc><n:news><n:publication_date>{tale.at.isoformat()}"
            f"</n:publication_date><n:title>{escape(tale.title)}</n:title></n:news></url>"
            for tale in self.published()[:20]
        )
        body = f'<?xml version="1.0"?><urlset xmlns="{name}" xmlns:n="{news}">{urls}</urlset>'
        return Answer(200, body.encode(), {"Content-Type": "application/xml"})


@contextmanager
def town_life(
    folder: Path, clock: FakeClock, language: Language, *, stories: int = 40, seed: int = 3
) -> Iterator[tuple[Life, Town]]:
    """Such a paper, twenty of whose stories are out, the others coming three a day, and a newsroom
    that has read its section on the town.
    """
    hours = 8.0
    end = clock() + timedelta(hours=hours * (stories - _OUT))
    sport = [
        replace(tale, number=tale.number + 500)
        for tale in tales(language, stories, seed + 1000, end + timedelta(hours=3), hours)
    ]
    paper = Town(language, tales(language, stories, seed, end, hours), clock, sport=sport)
    with (
        serve(paper) as server,
        Newsroom(folder, clock, allow=[server.host]) as newsroom,
    ):
        paper.host = server.host
        living = Life(newsroom, paper, clock, f"{server.url}{paper.era.list_path}")
        living.begin()
        yield living, paper
