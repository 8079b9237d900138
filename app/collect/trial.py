"""Reading a source in another way, to see whether that heals it: what its list shows, and what
known stories say. Nothing is stored but captures.

Decision 0119.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.collect.captures import Captures
from app.collect.frame import without_frame
from app.collect.known import known_in, plainly_titled, without_vain
from app.collect.listing import Listed
from app.collect.observing import shape_of
from app.collect.reader import reading_of
from app.collect.sitemaps import read_first
from app.collect.visit import Visit, Visitor, recalled
from app.news.comparison import compared
from app.news.likewords import titled
from app.news.remedies import (
    MOST_READ,
    SPEAKING,
    WITNESSES,
    Evidence,
    Fit,
    Shown,
    Treatment,
    Witness,
    fit_of,
)
from app.store import Store
from app.values.address import address_of
from app.values.errors import FetchError
from app.values.model import Content, Location, Source
from scrapers import ScrapeError, Stamp
from scrapers.articles.repeats import repeated
from scrapers.words.text import shorten

# So many entries are shown to people.
_SHOWN, _LONGEST_LINE = 6, 200
# So many of the latest stories are looked for in a list.
_RECENT = 100


def treated(source: Source, treatment: Treatment) -> Source:
    """A source as it is once a treatment is its own."""
    return replace(
        source,
        url=treatment.url,
        key=address_of(treatment.url).key,
        scraper=treatment.scraper,
        recipe=treatment.recipe,
        browser=treatment.browser,
    )


def treatment_of_source(source: Source) -> Treatment:
    """How a source is read."""
    return Treatment(source.url, source.scraper, source.recipe, source.browser)


@dataclass(frozen=True, slots=True)
class Tried:
    """A list as a treatment reads it: its visit, what it shows, which of it is known."""

    listed: Listed
    known: Mapping[str, Location]
    recent: Sequence[int]

    @property
    def fit(self) -> Fit:
        """How it fits what is known; `recent` are the keys of the source's stories, the latest
        first.
        """
        ids = {place.id for place in self.known.values()}
        oldest = max((at for at, key in enumerate(self.recent) if key in ids), default=-1)
        missing = sum(key not in ids for key in self.recent[: oldest + 1])
        # Below its oldest known entry the source's own list shows first what else was collected.
        unseen = len(self.recent) - oldest - 1
        # Columns have one title each day: such entries are one story, of which one is known.
        firsts: dict[int, str] = {}
        for url, place in self.known.items():
            firsts.setdefault(place.id, url)
        known = set(firsts.values())
        fit = fit_of(
            [
                Shown(
                    teaser.url in known,
                    teaser.published.day if teaser.published else None,
                    shape_of(teaser.url),
                )
                for _, teaser in self.listed.entries
            ]
        )
        odd = min(fit.older, unseen)
        return replace(fit, older=fit.older - odd, strange=fit.strange + odd, missing=missing)

    @property
    def shows_latest(self) -> bool:
        """Whether it shows the story of the source that came last."""
        return any(place.id in self.recent[:1] for place in self.known.values())


class Trial:
    """Tries treatments of one source. Its pages are asked for by a visitor, at the pace of their
    host.
    """

    def __init__(self, source: Source, visitor: Visitor, store: Store, captures: Captures) -> None:
        self._captures = captures
        self._source = source
        self._visitor = visitor
        self._store = store
        self._repeats = repeated(store.sources.repeats(source))
        self._recent = [place.id for place in store.locations.last_read(source, _RECENT)]
        self._pages: dict[str, Visit | None] = {}
        self._drawn: dict[str, Visit | None] = {}

    def listed(self, treatment: Treatment, visit: Visit | None = None) -> Tried | None:
        """The list that a treatment reads; None where there is none. `visit` is its page, where
        that was fetched already.
        """
        source = treated(self._source, treatment)
        visit = visit or self._page(treatment, treatment.url)
        if visit is None:
            return None
        try:
            listed = read_first(source, visit, self._visitor, list)
        except (FetchError, ScrapeError):
            return None
        listed = without_frame(self._source, listed, self._store, self._captures)
        listed = without_vain(self._store, self._source, listed)
        listed = plainly_titled(self._store, self._source, listed)
        return Tried(listed, known_in(self._store, self._source, listed), self._recent)

    def page_at(self, url: str) -> Visit | None:
        """The page at an address, asked for once; None where it cannot be had."""
        address = address_of(url)
        if address.key not in self._pages:
            try:
                visit = self._visitor.visit(address, conditional=False)
            except FetchError:
                visit = None
            self._pages[address.key] = visit
        return self._pages[address.key]

    def _page(self, treatment: Treatment, url: str) -> Visit | None:
        """A page as a treatment has it: as it came, or as its scripts draw it."""
        visit = self.page_at(url)
        if visit is None or not treatment.browser or self._source.browser:
            return visit
        if url not in self._drawn:
            try:
                self._drawn[url] = self._visitor.draw(visit)
            except FetchError:
                self._drawn[url] = None
        return self._drawn[url]

    def evidence(self, treatment: Treatment, tried: Tried) -> Evidence:
        """What speaks for a treatment whose list was read."""
        witnesses = tuple(self._witnesses(treatment, tried))
        return replace(self.fit_alone(tried), witnesses=witnesses)

    def fit_alone(self, tried: Tried) -> Evidence:
        """What speaks for a list by what it shows alone."""
        return Evidence(tried.fit, (), lines_of(self._last_good()), lines_of(tried.listed))

    def _last_good(self) -> Listed | None:
        """The source's list when it was well the last time."""
        source = self._source
        visit = recalled(self._captures, source, source.address, source.listing_capture)
        try:
            return read_first(source, visit, self._visitor, list) if visit is not None else None
        except (FetchError, ScrapeError):
            return None

    def _witnesses(self, treatment: Treatment, tried: Tried) -> Iterator[Witness]:
        """Known stories as they are read now, until enough of them are right."""
        right = read = 0
        for _, teaser in tried.listed.entries:
            place = tried.known.get(teaser.url)
            if place is None or " " in place.capture:
                continue  # what stands on several pages would cost as many requests
            there = address_of(teaser.url)
            witness = self.witness(treatment, replace(place, url=there.url, key=there.key))
            yield witness
            right, read = right + witness.is_right, read + 1
            if right == WITNESSES or read == MOST_READ:
                return

    def witness(self, treatment: Treatment, place: Location) -> Witness:
        """What a known story says at an address of its own, read by a treatment, beside what is
        stored of it.
        """
        try:
            said = self._story(treatment, place)
        except ScrapeError:
            said = None
        if said is None:
            return Witness(place.teaser_title, place.url, ("page",))
        item = self._store.items.by_location(place)
        stored = item.upstream or item.content
        read = titled(stored, said, place.teaser_title)
        return Witness(place.teaser_title, place.url, wrong_fields(stored, read))

    def story_lines(self, treatment: Treatment, place: Location) -> tuple[str, ...]:
        """A story as a treatment reads it, as people compare it."""
        try:
            said = self._story(treatment, place)
        except ScrapeError as error:
            return (str(error),)
        if said is None:
            return ()
        day = said.published.day.isoformat() if said.published else ""
        lines = (said.title, day, said.author, *said.text.split("\n"))
        return tuple(shorten(line, _LONGEST_LINE) for line in lines if line)[:_SHOWN]

    def _story(self, treatment: Treatment, place: Location) -> Content | None:
        """What the page of a story says; None where it cannot be had. ScrapeError."""
        visit = self._page(treatment, place.url)
        if visit is None:
            return None
        source, asked = treated(self._source, treatment), replace(place, capture="")
        return reading_of(asked, visit, source, list, self._repeats).content


def lines_of(listed: Listed | None) -> tuple[str, ...]:
    """The first entries of a list, as people compare them."""
    entries = listed.entries[:_SHOWN] if listed is not None else ()
    return tuple(
        f"{teaser.published.day} {teaser.title}" if teaser.published else teaser.title
        for _, teaser in entries
    )


def wrong_fields(stored: Content, read: Content) -> tuple[str, ...]:
    """The fields in which a reading says less than what is stored, or something else. What it adds
    may be what is furniture by now: that is told elsewhere (decision 0118). A site may have ceased
    to say at which time of its day a story came.
    """
    if _is_day_of(read.published, stored.published):
        read = replace(read, published=stored.published)
    verdicts = compared(stored, read)
    return tuple(name for name in SPEAKING if verdicts[name] in ("lost", "changed"))


def _is_day_of(read: Stamp | None, stored: Stamp | None) -> bool:
    """Whether a date says the day of another one, and no more."""
    return read is not None and stored is not None and read == Stamp(stored.day)
