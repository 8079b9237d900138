"""Reading the stories that a listing shows: new ones, and known ones that may have changed or
gone.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property, partial

from app.collect import outcomes
from app.collect.ahead import Ahead
from app.collect.intake import IntakeResult, Reading, take_in
from app.collect.moving import has_moved, make_own
from app.collect.noting import place_of
from app.collect.parts import Kept, Pages
from app.collect.reader import marks_of, reading_of, told_before
from app.collect.relaunch import Relaunch, agreed, are_enough
from app.collect.repeats import Repeats
from app.collect.siteparts import AtSite
from app.collect.told import Told
from app.collect.visit import Visit, Visitor, hold_until
from app.news.decide import differs
from app.store import Store
from app.values.address import Address
from app.values.errors import HOST_IS_DOWN, READING, FetchError
from app.values.model import Content, Item, Location, Source
from scrapers import ScrapeError, Teaser
from scrapers.words.text import fold

_GONE = (404, 410)
_FOR_GOOD = 410
# A page that is not for us, or for nobody without an account.
_FORBIDDEN = (401, 402, 403, 406, 451)
_CLOSED = frozenset(("robots", "too-large", "not-a-page", "redirect"))
_PATIENCE = 3
# So many stories of a new source are looked at before the first is stored.
_AHEAD = 8
# What was given up so long ago is no news any more.
_WORTH_ANOTHER_TRY = timedelta(days=30)


class Stories:
    """Reads the stories of one source during one run; `told` are those of which its feed holds the
    whole text, `repeats` is what stands in several of them.
    """

    def __init__(
        self,
        source: Source,
        visitor: Visitor,
        store: Store,
        now: Callable[[], datetime],
        told: Told,
    ) -> None:
        self._source = source
        self._visitor = visitor
        self._store = store
        self._now = now
        self._told = told
        self._silent_in_a_row = 0
        self.repeats = Repeats(source, store)
        self._read_before: set[int] = set()
        self._ahead = Ahead(visitor, self._visit)
        self._batch: Sequence[Location] = ()
        self._counted: set[int] = set()
        self._looked = self._knows_layout = False
        self._has_tried_given_up = False

    def look_ahead(self, locations: Sequence[Location]) -> None:
        """Fetch the first few stories of a source that is hardly known yet or was laid out anew,
        and learn what repeats over them, before any of them is stored; `read` takes them from here.
        """
        self._batch = locations[:_AHEAD]
        if self.repeats.knows_few(_AHEAD):
            self._ahead.fetch(self._batch)
            pages = self._marks_ahead()
            self._counted |= pages.keys()
            self.repeats.add(pages.values())
            self.repeats.learn()
        elif self.repeats.learns and not self._looked:
            self._ahead.fetch(self._batch[:1])
            for location, visit in self._ahead.pages(self._batch):
                self._look_for_relaunch(location, visit)

    def _marks_ahead(self) -> dict[int, frozenset[str]]:
        """The marks of stories that were fetched ahead, by their locations."""
        pages: dict[str, tuple[int, frozenset[str]]] = {}
        for location, visit in self._ahead.pages(self._batch):
            try:
                content = self._read_now(location, visit)
            except ScrapeError:
                continue
            found = location.id, marks_of(content, location.teaser_title)
            # One story at several addresses repeats nothing.
            pages.setdefault(fold(content.title), found)
        return dict(pages.values())

    def correct_told(self) -> None:
        """Follow what the feed says by now of stories that it alone has told."""
        self._told.correct(self.repeats.known)

    def read(self, location: Location) -> None:
        """Read one story and take it in. What fails is counted and kept for later; FetchError only
        when the host itself is down.
        """
        if location.id in self._read_before:
            return
        until = self._visitor.held(location.url)
        if until is not None and location not in self._ahead:
            outcomes.put_off(self._store, location, until)
            return
        try:
            visit = self._ahead.take(location) or self._with_parts(location)
            if visit is None:
                self._note_unchanged(location)
            else:
                self._take_in(location, visit)
            self._silent_in_a_row = 0
        except FetchError as error:
            self._not_fetched(location, error)

    def _visit(self, location: Location) -> Visit | None:
        """A story's page; None when it was read and is as it was. One that could not be read and
        has not changed is read from disk: its listing, or this program, may know more by now.
        """
        unread = location.state == "pending" and location.capture != ""
        visit = self._visitor.visit(
            location.address, conditional=unread or location.state != "pending"
        )
        if visit is None and unread:
            return self._visitor.recall(location.address, location.capture) or self._visitor.visit(
                location.address, conditional=False
            )
        return visit

    def _with_parts(self, location: Location) -> Visit | None:
        """The page of a story in parts that has not changed itself: its other pages may have, or be
        there by now. None for any other story.
        """
        if location.joined or not (location.missing or " " in location.capture):
            return None
        return self._visitor.recall(location.address, location.capture) or self._visitor.visit(
            location.address, conditional=False
        )

    def _note_unchanged(self, location: Location) -> None:
        outcomes.note_unchanged(self._store, location, self._now())
        self._visitor.statistics.unchanged += 1

    def _take_in(self, location: Location, visit: Visit) -> None:
        statistics, now = self._visitor.statistics, self._now()
        self._look_for_relaunch(location, visit)
        try:
            reading = self._read(location, visit, self._at_site(location))
            if location.item_id is not None and self._is_settled(location, reading):
                return
            reading = self._compared(reading)
        except ScrapeError as error:
            outcomes.note_unreadable(self._store, location, visit, str(error), now)
            statistics.fail(error)
            if location.state == "pending":
                is_first = _is_first_try(location)
                statistics.sight.unread(visit.page.body, is_first=is_first)
            if not self._told.take(location, self.repeats.known):
                statistics.unreadable += location.state == "pending"
            return
        statistics.readable += location.state == "pending"
        self._try_given_up(location)
        if _is_first_try(location):
            statistics.sight.story(reading.content, visit.page.body)
        result = take_in(self._store, reading, now)
        is_further = location.item_id is None or location.joined != ""
        if result.outcome == "unchanged" and is_further:
            moved = self._moved(location, reading, self._store.items.by_uid(result.uid))
            result = take_in(self._store, moved, now) if moved is not None else result
        self._count(location, reading, result)

    def _try_given_up(self, location: Location) -> None:
        """Whatever stood before a story that can be read now stood before others, too, some of them
        for so long that they were given up: once in a run, these are tried once more.
        """
        was_shut = location.tries > 0 or self._source.failure_kind == READING
        if location.state == "pending" and was_shut and not self._has_tried_given_up:
            self._has_tried_given_up, now = True, self._now()
            self._store.locations.try_given_up(self._source, now - _WORTH_ANOTHER_TRY, now)

    def _look_for_relaunch(self, location: Location, visit: Visit) -> None:
        """Learn what a site that was laid out anew puts into all its texts, told by the first new
        story of a run or a known one; by those ahead where no known story answers at its address
        any more.
        """
        if self._knows_layout or not self.repeats.learns:
            return
        is_known = location.item_id is not None
        if not is_known and self._looked:
            return
        is_one = self._relaunch.is_of(location, visit) if is_known else self._relaunch.is_one(visit)
        # A wall or a front page in place of a story is laid out otherwise, too.
        if is_one and not self._is_story(location, visit):
            return
        self._looked = True
        if is_one:
            self._knows_layout = True
            self.repeats.be_certain(self._gained(visit))

    @cached_property
    def _relaunch(self) -> Relaunch:
        return Relaunch(self._source, self._visitor, self._store, self._read_now)

    def _gained(self, visit: Visit) -> frozenset[str]:
        """The marks of what all stories have gained."""
        gains = self._relaunch.gained_by_known(visit)
        if not are_enough(gains):
            self._ahead.fetch(self._batch)
            self.repeats.be_certain(self.repeats.new_over(self._marks_ahead().values()))
            gains += self._relaunch.gained_elsewhere(self._ahead.pages(self._batch), self._now)
        return agreed(gains)

    def _is_story(self, location: Location, visit: Visit) -> bool:
        try:
            return bool(self._read_now(location, visit).text)
        except ScrapeError:
            return False

    def _read_now(self, location: Location, visit: Visit) -> Content:
        """What a page says, without what is known by now to repeat."""
        return self._read(location, visit, Kept()).content

    def _count(self, location: Location, reading: Reading, result: IntakeResult) -> None:
        statistics = self._visitor.statistics
        match result.outcome:
            case "new":
                statistics.new += 1
                if location.id not in self._counted:
                    self.repeats.add([marks_of(reading.content, location.teaser_title)])
            case "changed":
                statistics.changed += 1
            case "unchanged":
                statistics.unchanged += 1
            case "doubtful":
                statistics.fail(ScrapeError("article", location.url, result.reason))

    def _moved(self, location: Location, reading: Reading, item: Item) -> Reading | None:
        """A reading at a further address of an item, if the item lives there by now, with what the
        page that was read the last time at its address before reads like today; else None.
        """
        own, *others = item.locations
        place = next((each for each in item.locations if each.id == location.id), None)
        if place is None:
            return None  # an editor gave it to another item meanwhile
        is_news = differs(item.upstream or item.content, reading.content)
        if own.id == place.id:
            # It took the place of an address that was lost already, when it joined.
            before = others[0] if others and is_news else None
        elif own.joined or not (is_news or location.item_id is None):
            before = None
        else:
            before = own if self._has_moved(own, place, item) else None
        if before is None:
            return None
        return replace(self._compared(replace(reading, location=before)), location=location)

    def _has_moved(self, own: Location, place: Location, item: Item) -> bool:
        """Whether an item lives at another of its addresses by now; that is its own then."""
        if not has_moved(
            self._visitor, own, place, lambda visit: self._read(own, visit, self._at_site(own))
        ):
            return False
        now = self._now()
        self._store.transact(lambda tx: make_own(tx, tx.items.by_uid(item.uid), place, now))
        return True

    def _read(self, location: Location, visit: Visit, pages: Pages) -> Reading:
        whole = self._told.text_of(location) or told_before(self._store, location)
        return reading_of(
            location, visit, self._source, self._store.sources.all, self.repeats.known, whole, pages
        )

    def _at_site(self, location: Location) -> AtSite:
        kept = self._visitor.recall_parts(location.capture) or {}
        return AtSite(self._visitor, self._store, kept, partial(self._read_first, location))

    def _read_first(self, later: Location, first: Address, title: str) -> Location:
        """The location of the first part of a story of which a later one was listed; it is read now
        if nobody had told of it.
        """
        now = self._now()
        place = self._store.locations.by_keys([first.key]).get(first.key)
        if place is None:
            teaser = Teaser(first.url, title)
            place = place_of(self._store, teaser, later.via, self._source, now)
        is_due = place.recheck_at is not None and place.recheck_at <= now
        if place.state != "pending" or place.source_id != self._source.id or not is_due:
            return place
        self.read(place)
        self._read_before.add(place.id)
        return self._store.locations.get(place.id)

    def _is_settled(self, location: Location, reading: Reading) -> bool:
        """Whether nothing is to be done with a reading of a story that we have: all its pages are
        as they were, or one of a story that is whole here cannot be had for now.
        """
        statistics, now = self._visitor.statistics, self._now()
        if not reading.missing:
            is_unchanged = reading.capture == location.capture and location.state != "pending"
            if is_unchanged:
                self._note_unchanged(location)
            return is_unchanged
        stored = location.capture.split(" ")
        if location.state == "pending" or (
            location.missing and len(reading.capture.split(" ")) >= len(stored)
        ):
            return False
        outcomes.note_failure(self._store, location, reading.missing, now)
        statistics.fail(ScrapeError("article", location.url, reading.missing))
        return True

    def _compared(self, reading: Reading) -> Reading:
        """A reading of a story that we have and that reads otherwise now, with what the page that
        was read the last time reads like today.
        """
        location = reading.location
        if location is None or location.item_id is None or not location.capture:
            return reading
        stored = self._store.items.by_location(location)
        if not differs(stored.upstream or stored.content, reading.content):
            return reading
        before = self._visitor.recall(location.address, location.capture)
        parts = self._visitor.recall_parts(location.capture)
        if before is None or parts is None:
            return reading
        if not parts and not location.missing:
            # It was stored before parts were read: those that were there then are no news.
            parts = self._visitor.recall_parts(reading.capture) or {}
        try:
            again = self._read(location, before, Kept(parts)).content
        except ScrapeError:
            again = None
        return replace(reading, again=again)

    def _not_fetched(self, location: Location, error: FetchError) -> None:
        statistics, now = self._visitor.statistics, self._now()
        if error.status == _FOR_GOOD or (error.status in _GONE and location.item_id is not None):
            statistics.gone += outcomes.note_gone(
                self._store, location, str(error), now, for_good=error.status == _FOR_GOOD
            )
            return
        not_before = hold_until(now, error.retry_after) if error.retry_after else None
        outcomes.note_failure(self._store, location, str(error), now, not_before)
        statistics.fail(error)
        if _is_first_try(location):
            statistics.sight.refused(error)
        if error.kind in _CLOSED or error.status in _FORBIDDEN:
            self._told.take(location, self.repeats.known)
        self._silent_in_a_row = self._silent_in_a_row + 1 if error.kind in HOST_IS_DOWN else 0
        if self._silent_in_a_row >= _PATIENCE:
            raise error


def _is_first_try(location: Location) -> bool:
    """Whether a story is read for the first time: what fails again says nothing new of a source."""
    return location.state == "pending" and location.tries == 0
