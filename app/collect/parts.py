"""A story that stands on several pages, read as one: its parts in order, the page that holds all of
them, the story behind a teaser.

Decision 0112.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

from app.collect.visit import Visit
from app.values.address import Address, address_of
from app.values.errors import FetchError
from scrapers import Article, Page, ScrapeError
from scrapers.articles.joining import adds, holds, is_same_story, joined
from scrapers.articles.variants import part_of, siblings
from scrapers.words.urls import canonical, host_of, identity

MOST_PARTS = 20
_MOST_LETTERS = 400_000

Reader = Callable[[Page], Article]


class Pages(Protocol):
    """Where the other pages of a story come from: its site, or the disk."""

    @property
    def known(self) -> Collection[str]:
        """The keys of the pages of the last reading."""
        ...

    def part(self, address: Address) -> Visit | None:
        """Another page of the story; None when it is not kept. FetchError."""
        ...

    def first(self, address: Address, title: str) -> Visit | None:
        """The first part of a story of which a later one was come upon. FetchError."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """Pages that were kept on disk, by the keys of their addresses; no others can be had."""

    pages: Mapping[str, Visit] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def known(self) -> Collection[str]:
        """Nothing is expected that is not there."""
        return ()

    def part(self, address: Address) -> Visit | None:
        """A page that was kept."""
        return self.pages.get(address.key)

    def first(self, address: Address, title: str) -> Visit | None:
        """The first part, if it was kept."""
        return self.pages.get(address.key)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A story as its pages tell it: one article, and the pages it was read from, the one at its own
    address first.

    `missing` says why it is not whole.
    """

    article: Article
    visits: tuple[Visit, ...]
    missing: str = ""

    @property
    def capture(self) -> str:
        """Where its pages are kept."""
        return " ".join(visit.capture for visit in self.visits)


class _Missing(Exception):
    """A page of a story that cannot be had."""


def assembled(visit: Visit, article: Article, read: Reader, pages: Pages) -> Assembled:
    """The whole story of a page that was read as an article, as far as it can be had. ScrapeError
    for a later part whose first one cannot be read.
    """
    further = article.further
    if further.first:
        return _from_first(visit, article, read, pages) or Assembled(article, (visit,))
    if further.whole and not further.parts:
        return _behind_teaser(visit, article, read, pages)
    return _story(visit, article, read, pages)


def _story(visit: Visit, article: Article, read: Reader, pages: Pages) -> Assembled:
    """The story of which a page is the first part, or all of it."""
    if not article.further.parts:
        return Assembled(article, (visit,))
    try:
        on_one_page = _on_one_page(visit, article, read, pages)
    except _Missing as gap:
        return Assembled(article, (visit,), str(gap))
    return on_one_page or _Walk(visit, article, read, pages).run()


def _on_one_page(visit: Visit, article: Article, read: Reader, pages: Pages) -> Assembled | None:
    """The story from a page that holds all parts; None where there is none."""
    for address in map(address_of, article.further.whole):
        try:
            there = _page(address, pages)
            whole = _read(there, read)
        except _Missing:
            if address.key in pages.known:
                raise
            continue
        if holds(whole, article) and is_same_story(article, there.page, whole):
            return Assembled(_headed(article, whole), (visit, there))
    return None


def _behind_teaser(visit: Visit, article: Article, read: Reader, pages: Pages) -> Assembled:
    """The story to which a teaser leads; the teaser alone where that cannot be had."""
    (url,) = article.further.whole
    if host_of(url) != host_of(visit.page.url):
        missing = f"only its beginning stands here; the whole is told at {url}"
        return Assembled(article, (visit,), missing)
    try:
        there = _page(address_of(url), pages)
        whole = _read(there, read)
    except _Missing as gap:
        return Assembled(article, (visit,), str(gap))
    is_it = holds(whole, article) or is_same_story(article, there.page, whole)
    if not (is_it or article.further.cut):
        return Assembled(article, (visit,))
    if not is_it or whole.further.cut or len(whole.text) <= len(article.text):
        missing = f"only its beginning stands here, and {url} does not tell the whole"
        return Assembled(article, (visit,), missing)
    rest = _story(there, whole, read, pages)
    return Assembled(_headed(article, rest.article), (visit, *rest.visits), rest.missing)


def _headed(head: Article, whole: Article) -> Article:
    """The text of one page under what another says of the story."""
    return replace(
        joined([replace(head, text="", html=""), whole]),
        text=whole.text,
        html=whole.html,
        summary=whole.summary or head.summary,
    )


def _from_first(visit: Visit, article: Article, read: Reader, pages: Pages) -> Assembled | None:
    """The story of which a page is a later part; None when it is a story by itself."""
    address = address_of(article.further.first)
    try:
        first = pages.first(address, article.title)
    except FetchError as error:
        raise ScrapeError("article", visit.page.url, f"{_LATER}: {error}") from error
    if first is None:
        raise ScrapeError("article", visit.page.url, _LATER)
    beginning = read(first.page)
    own = visit.validators.address.key
    story = _story(first, beginning, read, _With(pages, {own: visit}))
    if not is_same_story(beginning, visit.page, article) or not beginning.further.parts:
        return None
    others = (each for each in story.visits if each.validators.address.key != own)
    return Assembled(story.article, (visit, *others), story.missing)


_LATER = "this is a later part of a story whose first part cannot be had"


@dataclass(frozen=True, slots=True)
class _With:
    """Pages, some of which are there already."""

    pages: Pages
    there: Mapping[str, Visit]

    @property
    def known(self) -> Collection[str]:
        return self.pages.known

    def part(self, address: Address) -> Visit | None:
        return self.there.get(address.key) or self.pages.part(address)

    def first(self, address: Address, title: str) -> Visit | None:
        return self.pages.first(address, title)


class _Walk:
    """A walk over the parts of a story, from its first to its last."""

    def __init__(self, visit: Visit, article: Article, read: Reader, pages: Pages) -> None:
        self._read = read
        self._pages = pages
        self._articles, self._visits = [article], [visit]
        self._seen = {visit.validators.address.key, identity(visit.page.url)}

    def run(self) -> Assembled:
        """All parts that can be had."""
        ahead = self._unseen(self._articles[0].further.parts)
        gap: _Missing | None = None
        try:
            while ahead:
                self._check_bounds(len(ahead))
                part = self._part(address_of(ahead[0]))
                if part is None:
                    break
                ahead = self._unseen(part.further.parts) or self._unseen(ahead)
        except _Missing as problem:
            gap = problem
        story = joined(self._articles)
        return Assembled(story, tuple(self._visits), str(gap) if gap else "")

    def _unseen(self, urls: Iterable[str]) -> list[str]:
        return [url for url in urls if identity(url) not in self._seen]

    def _check_bounds(self, ahead: int) -> None:
        if len(self._articles) + ahead > MOST_PARTS:
            reason = f"it stands on more than {MOST_PARTS} pages, which are not asked for"
            raise _Missing(reason)
        if sum(len(article.text) for article in self._articles) > _MOST_LETTERS:
            raise _Missing("it is longer than any story")

    def _part(self, address: Address) -> Article | None:
        """The next part; None when what stands at its address is none. _Missing when it cannot be
        had, or is not what it was.
        """
        self._seen.add(address.key)
        visit = _page(address, self._pages)
        first = self._articles[0]
        part = None
        if self._is_at(visit, address):
            part = _read(visit, self._read)
            if not is_same_story(first, visit.page, part) or not adds(self._articles, part):
                part = None
        if part is None:
            if address.key in self._pages.known:
                raise _Missing(f"{address.url} does not show its part of the story")
            return None
        self._articles.append(part)
        self._visits.append(visit)
        return part

    def _is_at(self, visit: Visit, address: Address) -> bool:
        """Whether a page stands where it was asked for, or at another address of a part."""
        landing = identity(visit.page.url)
        if landing == address.key:
            return True
        own, there = canonical(self._articles[0].url), canonical(visit.page.url)
        is_part = part_of(own, there) is not None or siblings(own, there) is not None
        return landing not in self._seen and is_part


def _page(address: Address, pages: Pages) -> Visit:
    try:
        visit = pages.part(address)
    except FetchError as error:
        raise _Missing(f"a part of it could not be had: {error}") from error
    if visit is None:
        raise _Missing(f"a part of it is not kept: {address.url}")
    return visit


def _read(visit: Visit, read: Reader) -> Article:
    try:
        return read(visit.page)
    except ScrapeError as error:
        raise _Missing(f"a part of it cannot be read: {error}") from error
