"""Following a listing from its first page to known territory, or as far back as it goes.

Decisions 0005, 0035.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from app.collect.drawing import validators_of
from app.collect.noting import Entries, entries_of, note_listing, note_walked
from app.collect.visit import Visit, Visitor
from app.fetch import Fetched, Validators
from app.news.decide import MOST_TRIES, elsewhere
from app.store import PageValidators, Store
from app.values.address import Address, address_of
from app.values.errors import LANDING, FetchError
from app.values.model import Source
from scrapers import Listing, Page, ScrapeError, Scraper, Teaser
from scrapers.choose import reader_for
from scrapers.feeds.upstream import Feed
from scrapers.recipes.recipe import RecipeError
from scrapers.words.text import fold
from scrapers.words.urls import identity

_CATCH_UP_PAGES = 3
# So many stories with one summary have none.
_SHARED = 3
_MOST_PAGES = 5000
_GONE = (404, 410)
# What parsers, ours and others', have been seen to raise over hostile bytes.
READER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing page as visited and as read: what it shows, what stands beside that, and where its
    next page is, each with the key of its address.
    """

    visit: Visit
    listing: Listing
    entries: Entries
    promos: Entries
    next_page: Address | None


def scraper_for(source: Source, visit: Visit) -> Scraper:
    """The scraper of the source's recipe, or the one that it names, else the one that fits the
    page. ScrapeError for a recipe of no use.
    """
    try:
        return reader_for(visit.page, source.scraper, source.recipe)
    except RecipeError as error:
        raise ScrapeError("listing", source.url, f"its recipe cannot be used: {error}") from error


def read(reader: Callable[[Page], T], page: Page, stage: str) -> T:
    """Read a page; ScrapeError also for a fault of the reader, since one odd page must not keep its
    neighbours from being read.
    """
    try:
        return reader(page)
    except READER_FAULTS as error:
        raise ScrapeError(
            stage,
            page.url,
            f"the reader broke down over this page ({type(error).__name__}: {error})",
        ) from error


def read_listing(source: Source, visit: Visit, others: Callable[[], list[Source]] = list) -> Listed:
    """Read a listing page. ScrapeError when it shows no entries, which is never "no news", or when
    it is another source's listing.
    """
    check_landing(source, visit, others)
    return listed(visit, read(scraper_for(source, visit).listing, visit.page, "listing"))


def check_landing(source: Source, visit: Visit, others: Callable[[], list[Source]]) -> None:
    """ScrapeError when a listing's address leads to another source's listing."""
    landing = identity(visit.page.url)
    if landing != source.key and (other := elsewhere(source, landing, others())):
        raise ScrapeError(
            LANDING, source.url, f"its address leads to {visit.page.url} now, {other}"
        )


def listed(visit: Visit, listing: Listing) -> Listed:
    """What a visited page lists, with the keys of all addresses; ScrapeError when that is
    nothing.
    """
    if not listing.teasers:
        raise ScrapeError(
            "listing",
            visit.page.url,
            (
                "no entries where there should be some; the site may have changed or be down for "
                "repair"
            ),
        )
    return Listed(
        visit,
        listing,
        entries_of(_own_summaries(listing.teasers)),
        entries_of(listing.promos),
        address_of(listing.next_url) if listing.next_url else None,
    )


def _own_summaries(teasers: Sequence[Teaser]) -> list[Teaser]:
    """The teasers of a listing; a summary that several of them share is none."""
    shown = Counter(fold(teaser.summary) for teaser in teasers)
    shared = {summary for summary, count in shown.items() if summary and count >= _SHARED}
    return [
        replace(teaser, summary="") if fold(teaser.summary) in shared else teaser
        for teaser in teasers
    ]


def misfit(source: Source, listing: Listing) -> str:
    """Why a source's recipe is no use any more; "" while it finds entries, and for sources without
    one.
    """
    is_misfit = (
        source.recipe is not None
        and "listing" in source.recipe
        and listing.kind not in (source.recipe["name"], Feed.name)
    )
    return (
        (
            "its recipe finds no entries here any more; it was read without. See `sources recipe "
            "--learn`"
        )
        if is_misfit
        else ""
    )


def left_behind(listed: Listed) -> ScrapeError | None:
    """What is said of a page that seems to go on, when where it does cannot be told and what is
    older was wanted.
    """
    words = listed.listing.unfollowed
    if not words or listed.next_page is not None:
        return None
    missing = f"it seems to go on ({words}), but where cannot be told: nothing older was read"
    return ScrapeError("listing", listed.visit.page.url, missing)


class Catcher:
    """Notes what a listing shows in an ordinary run."""

    def __init__(
        self, source: Source, visitor: Visitor, store: Store, now: Callable[[], datetime]
    ) -> None:
        self._source = source
        self._visitor = visitor
        self._store = store
        self._now = now

    def note(self, first: Listed) -> list[Teaser]:
        """Store what the listing shows, the last page first and the first page's validators last: a
        run cut short begins anew.

        Returns the teasers that were unknown.
        """
        new: list[Teaser] = []
        pages = [first]
        if reason := misfit(self._source, first.listing):
            self._visitor.statistics.fail(ScrapeError("listing", self._source.url, reason))
        if (left := left_behind(first)) and self._is_all_new(first):
            self._visitor.statistics.fail(left)
        missed = False
        try:
            pages += self._further(first)
        except (FetchError, ScrapeError) as error:
            self._visitor.statistics.fail(error)  # what the first page shows is not lost for it
            missed = not (isinstance(error, FetchError) and error.status in _GONE)
        missed = self._keep_count(missed=missed)
        for page in reversed(pages):
            now = self._now()
            note_listing(self._store, self._source, page.promos, "promo", now)
            front = page is first
            validators = (
                page.visit.validators if front and not missed else None
            )  # without it, the next run reads the listing again
            below = bool(self._source.missed) and not front
            noted = note_listing(
                self._store,
                self._source,
                page.entries,
                "listing",
                now,
                validators=validators,
                front=front,
                below=below,
            )
            new += noted.new
            self._visitor.statistics.sight.moved(noted.moved_to)
        return new

    def _is_all_new(self, first: Listed) -> bool:
        """Whether a listing that was read before shows nothing of what it showed then."""
        keys = [key for key, _ in first.entries]
        return self._source.last_success_at is not None and not self._store.locations.knows(
            self._source, keys
        )

    def _keep_count(self, *, missed: bool) -> bool:
        """Remember that a further page could not be had, so that the next run looks past what is
        known by then; not for ever.

        Returns whether there is a next time.
        """
        times = self._source.missed + 1 if missed else 0
        if times == MOST_TRIES:
            self._store.sources.left_gap(self._source)
            times = 0
        if times != self._source.missed:
            self._store.sources.missed(self._source, times)
        return times > 0

    def _further(self, first: Listed) -> Iterator[Listed]:
        """The pages after the first as far as everything is unknown, at most three in all: that
        closes the gap after an outage.
        """
        here, seen = first, {self._source.key}
        while here.next_page is not None and here.next_page.key not in seen:
            last = len(seen) == _CATCH_UP_PAGES
            known = self._store.locations.knows(self._source, [key for key, _ in here.entries])
            if known and (last or not self._source.missed):
                return
            if last:
                self._store.sources.left_gap(self._source)
                return
            seen.add(here.next_page.key)
            visit = self._visitor.visit(here.next_page, conditional=False)
            if visit is None:
                return
            here = read_listing(self._source, visit)
            yield here


class Walk:
    """A walk back through a listing, page by page. Each page is noted together with the place from
    which the walk can go on.

    Pages shift while it walks: what moves on to a later page is met twice, which does no harm; a
    resumed walk reads the last page that it walked once more, for what may have moved up there.
    """

    def __init__(
        self, source: Source, visitor: Visitor, store: Store, now: Callable[[], datetime]
    ) -> None:
        self._source = source
        self._visitor = visitor
        self._store = store
        self._now = now
        self._ended = False

    def run(self, first: Listed, pages: int, progress: Callable[[int], None]) -> None:
        """Walk so many pages in all (0: to the end), or what an interrupted walk had left to go."""
        ended = False
        for walked, (page, left) in enumerate(self._pages(first, pages), 1):
            unknown = self._note(page, first, (page.visit.validators.address.url, left))
            progress(walked)
            ended = walked > 1 and self._source.backfilled_at is not None and not unknown
            if ended:
                break
        self._store.sources.walked(self._source, self._now() if ended or self._ended else None)

    def _pages(self, first: Listed, pages: int) -> Iterator[tuple[Listed, int]]:
        """The pages, each with how many are left to go after it (0: no limit)."""
        resumed = self._source.backfill_next
        here = (self._page(address_of(resumed)) if resumed else first) or first
        left = (self._source.backfill_left if resumed else pages - 1) if pages else -1
        seen: set[str] = set()
        behind: list[PageValidators] = []
        while True:
            yield here, max(left, 0)
            seen.add(here.visit.validators.address.key)
            behind.append(here.visit.validators)
            place = here.next_page
            self._ended = place is None or place.key in seen
            if left != 0 and (behind_it := left_behind(here)):
                self._visitor.statistics.fail(behind_it)
            if place is None or left == 0 or self._ended or len(seen) >= _MOST_PAGES:
                return
            left -= 1
            following = self._page(place)
            self._ended = following is None
            if following is None:
                return
            self._look_back(behind, left)
            here = following

    def _look_back(self, behind: list[PageValidators], left: int) -> None:
        """Ask once more for the pages before, as far back as they show something unknown.

        When stories are withdrawn, the first of each page move up to the one before it, or further.
        A walk that breaks off here goes on at the page that was to be asked for next.
        """
        for place in reversed(range(len(behind))):
            validators = behind[place]
            if not (validators.etag or validators.last_modified):
                return
            answer = self._visitor.fetch(
                validators.address.url, Validators(validators.etag, validators.last_modified)
            )
            if (
                not isinstance(answer, Fetched)
                or validators_of(validators.address, answer).digest == validators.digest
            ):
                return
            again = read_listing(self._source, self._visitor.capture(validators.address, answer))
            behind[place] = again.visit.validators
            following = max(place - 1, 0)
            if not self._note(
                again,
                None,
                (behind[following].address.url, left + len(behind) - following if left >= 0 else 0),
            ):
                return

    def _page(self, address: Address) -> Listed | None:
        """A page deep in the listing; None when there is none, which is the end."""
        try:
            visit = self._visitor.visit(address, conditional=False)
        except FetchError as error:
            if error.status in _GONE:
                return None
            raise
        return read_listing(self._source, visit) if visit else None

    def _note(self, page: Listed, first: Listed | None, on: tuple[str, int]) -> int:
        """Store what a page shows; `on` is where the walk goes on if it breaks off now, and how
        many pages are left after that one.
        """
        now = self._now()
        if page is first:
            note_listing(self._store, self._source, page.promos, "promo", now)
            noted = note_listing(
                self._store,
                self._source,
                page.entries,
                "listing",
                now,
                validators=page.visit.validators,
                front=True,
            )
            return len(noted.new)
        return note_walked(self._store, self._source, page.entries, page.promos, now, on)
