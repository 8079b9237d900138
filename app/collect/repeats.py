"""What repeats over the stories of a source, as far as it was learned.

Decisions 0063, 0114.
"""

from collections.abc import Iterable
from functools import cached_property

from app.store import Store
from app.values.model import Source
from scrapers.articles.repeats import Tally, certain, counted, repeated
from scrapers.feeds.upstream import Feed
from scrapers.listings.generic import Generic


class Repeats:
    """What repeats over the stories of a source, during one run. Readers that know their site tell
    its furniture themselves: for these nothing is learned (`learns`).
    """

    def __init__(self, source: Source, store: Store) -> None:
        self._source = source
        self._store = store
        self.learns = source.recipe is not None or source.scraper in ("", Generic.name, Feed.name)
        self._pages: list[frozenset[str]] = []
        self._late: frozenset[str] = frozenset()
        self._is_new = False

    @cached_property
    def _tally(self) -> Tally:
        return self._store.sources.repeats(self._source) if self.learns else Tally()

    @cached_property
    def known(self) -> frozenset[str]:
        """The marks of what is known to repeat."""
        return repeated(self._tally)

    def knows_few(self, enough: int) -> bool:
        """Whether fewer than `enough` stories were counted, and more are to be."""
        return self.learns and self._tally.pages < enough

    def add(self, pages: Iterable[frozenset[str]]) -> None:
        """Count in the marks of further stories, with the next `learn`."""
        if self.learns:
            self._pages += pages

    def new_over(self, pages: Iterable[frozenset[str]]) -> frozenset[str]:
        """The marks of lines that repeat over some pages and stood in no story before."""
        return frozenset(counted(Tally(), pages).known) - self._tally.seen.keys()

    def be_certain(self, marks: frozenset[str]) -> None:
        """Know from elsewhere what repeats."""
        if marks - self.known:
            self._tally = certain(self._tally, marks)
            self._is_new = True
            self._late |= marks - self.known
            self.known |= marks

    def learn(self) -> frozenset[str]:
        """Learn from the stories that were added; returns the marks of all that is known only since
        the last `remember`, so that stories were stored with it.
        """
        if self._pages:
            known = self.known
            self._tally = counted(self._tally, self._pages)
            self._pages.clear()
            self._is_new = True
            self.known = repeated(self._tally)
            self._late |= self.known - known
        return self._late

    def remember(self) -> None:
        """Store what was learned."""
        self._late = frozenset()
        if self._is_new:
            self._store.sources.keep_repeats(self._source, self._tally)
            self._is_new = False
