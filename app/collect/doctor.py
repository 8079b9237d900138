"""Looking for a remedy for a source that ails, within its run: its claim, its pace, its requests.

Decision 0119.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.collect.captures import Captures
from app.collect.observing import FORBIDDEN
from app.collect.relearning import OF_LISTS, Found, Relearning
from app.collect.trial import Trial, treatment_of_source
from app.collect.visit import Visit, Visitor
from app.collect.whereabouts import Place, Whereabouts
from app.news.health import Health
from app.news.remedies import (
    Remedy,
    Treatment,
    Verdict,
    is_due,
    is_taken_over,
    taken_back,
    verdict,
)
from app.store import Store
from app.values.errors import FetchError
from app.values.model import Source
from scrapers.feeds.sitemap import is_index
from scrapers.listings.generic import Generic
from scrapers.words.urls import identity

# What another address of the list may heal, what another reader of it, and what of a source that
# is thin another reader of its stories.
_LOST = ("gone", "silent", "moved")
_OF_STORIES = frozenset(("authors", "text"))
# What scripts may draw that the plain page does not show.
_UNDRAWN = ("silent", "unreadable")
# A list that only stands still is replaced by one that does not.
_STILL = "pause"
# Where an index of sitemaps may be, each of which costs a request of its own.
_OF_INDEXES = ("former", "redirect", "sitemap")


def is_to_be_treated(source: Source, health: Health, store: Store, now: datetime) -> bool:
    """Whether it is time to look for a remedy: two runs agree that a source ails, or it has been
    silent for too long.
    """
    if source.doctor_mode == "off" or source.on_trial or health.since is None:
        return False
    return _agree(health) and is_time(source, health.since, store, now)


def is_time(source: Source, since: datetime, store: Store, now: datetime) -> bool:
    """Whether it is time to look again for a remedy of what ails a source since then."""
    return is_due(source.treated_at, since, now, store.locations.turnover(source))


def may_be_healed(error: FetchError) -> bool:
    """Whether a listing that cannot be had may be elsewhere: nobody told us to stay away."""
    is_refused = error.kind == "robots" or error.status in FORBIDDEN
    return not is_refused and error.retry_after is None


def _agree(health: Health) -> bool:
    """Whether two runs say so; what is gone is told later, and looked for as early as others."""
    if health.stage == "ailing":
        return True
    return any(each.name == "failures" and each.seen > 1 for each in health.reasons)


@dataclass(frozen=True, slots=True)
class Doctor:
    """Treats one source; its pages are asked for by the visitor of its run."""

    source: Source
    visitor: Visitor
    store: Store
    captures: Captures
    now: Callable[[], datetime]

    def treat(self, health: Health, answer: Visit | None) -> Remedy | None:
        """The remedy for what ails the source: adopted where known stories speak for it, else
        proposed; None where none is found. `answer` is the page at its list's address, if any.
        """
        proposed: Remedy | None = None
        for remedy in self._remedies(health, answer):
            if remedy.state == "adopted":
                return remedy
            proposed = proposed or remedy
        return proposed

    def refit(self, answer: Visit) -> Remedy | None:
        """What takes the place of a recipe that finds nothing any more on a page whose entries are
        found without it: nothing is read otherwise by that, so no story has to speak for it.
        """
        before = self.store.remedies.of(self.source)
        trial = Trial(self.source, self.visitor, self.store, self.captures)
        relearning = Relearning(self.source, self.store, trial)
        refused = [
            _list_recipe(treatment)
            for treatment in taken_back(before)
            if treatment.url == self.source.url
        ]
        fitting = relearning.replacement(answer, before, self.now())
        found = next((f for f in fitting if _list_recipe(f.treatment) not in refused), None)
        return self._remedy(found, adopted=True) if found is not None else None

    def returns(self, remedy: Remedy) -> bool:
        """Whether a source can be read as before a remedy that is on trial: its list is back."""
        trial = Trial(self.source, self.visitor, self.store, self.captures)
        tried = trial.listed(remedy.before)
        # One that stands still where it was is as it was when the remedy was found.
        return tried is not None and tried.fit.is_same and tried.shows_latest

    def _remedies(self, health: Health, answer: Visit | None) -> Iterator[Remedy]:
        """What may heal the source, each with what becomes of it by its evidence."""
        before = self.store.remedies.of(self.source)
        decided = [*taken_back(before), *(each.after for each in before if each.is_open)]
        for found in self._found(health, answer, before):
            judged = self._judged(found)
            if judged == "refuse" or found.treatment in decided:
                continue
            adopted = judged == "adopt" and self.source.doctor_mode == "on"
            yield self._remedy(found, adopted=adopted)

    def _judged(self, found: Found) -> Verdict:
        if found.merged:
            return "adopt" if is_taken_over(found.evidence.fit) else "refuse"
        turnover = self.store.locations.turnover(self.source)
        no_wonder = turnover.new_by(self.now()) if turnover else 0
        return verdict(found.evidence, is_named=found.is_named, no_wonder=no_wonder)

    def _remedy(self, found: Found, *, adopted: bool) -> Remedy:
        return Remedy(
            found.way,
            "adopted" if adopted else "proposed",
            treatment_of_source(self.source),
            found.treatment,
            found.evidence,
            self.now(),
            found.merged,
        )

    def _found(
        self, health: Health, answer: Visit | None, before: Sequence[Remedy]
    ) -> Iterator[Found]:
        """What was tried, in the order in which it costs requests and changes how a source is
        read.
        """
        trial = Trial(self.source, self.visitor, self.store, self.captures)
        names = {reason.name for reason in health.reasons}
        stands_still = _STILL in names
        shown = None if stands_still else answer
        yield from self._read_otherwise(health, names, shown, trial)
        if health.state in _LOST and (health.is_failure or stands_still):
            source = self.source
            known = Whereabouts(source, self.visitor, self.store, self.captures, before)
            for place in known.places(answer):
                yield from self._at(place, trial, health)
        if health.state in _UNDRAWN and shown is not None:
            yield from self._drawn(trial)

    def _read_otherwise(
        self, health: Health, names: Set[str], answer: Visit | None, trial: Trial
    ) -> Iterator[Found]:
        """The same pages by other readers."""
        relearning = Relearning(self.source, self.store, trial)
        if answer is not None and (health.state == "silent" or names & OF_LISTS):
            yield from relearning.readers(answer, health.reasons)
        if health.state == "unreadable" or (health.state == "thin" and names & _OF_STORIES):
            yield from relearning.articles()

    def _drawn(self, trial: Trial) -> Iterator[Found]:
        """The source as the scripts of its pages draw it, where there is a browser."""
        if not self.visitor.can_draw or self.source.browser:
            return
        treatment = replace(treatment_of_source(self.source), browser=True)
        tried = trial.listed(treatment)
        if tried is not None:
            yield Found("browser", treatment, trial.evidence(treatment, tried), is_named=True)

    def _at(self, place: Place, trial: Trial, health: Health) -> Iterator[Found]:
        """The source's list at another place, if it is there; for one that stands still, only a
        list that shows something new.
        """
        page = trial.page_at(place.url)
        if page is None or (is_index(page.page) and place.way not in _OF_INDEXES):
            return
        other = self._polled_by(place.url) or self._polled_by(page.page.url)
        if other is not None:
            # What cannot be had only now has not come to an end.
            if health.stage == "ailing" or place.way == "redirect":
                yield from self._taken_over(other, trial)
            return
        moves = any(reason.name == _STILL for reason in health.reasons)
        for treatment in self._treatments_at(place, of_sitemaps=is_index(page.page)):
            tried = trial.listed(treatment)
            if tried is None or (moves and not tried.fit.new):
                continue
            is_worth_it = tried.fit.is_same or tried.fit.known == 1
            evidence = trial.evidence(treatment, tried) if is_worth_it else trial.fit_alone(tried)
            yield Found(place.way, treatment, evidence, place.is_named)
            return

    def _taken_over(self, other: Source, trial: Trial) -> Iterator[Found]:
        """The source's stories in a list that another source polls."""
        treatment = treatment_of_source(other)
        tried = trial.listed(treatment) if not other.paused else None
        if tried is not None:
            yield Found("merged", treatment, trial.fit_alone(tried), merged=other.slug)

    def _treatments_at(self, place: Place, *, of_sitemaps: bool) -> Iterator[Treatment]:
        """How the list may be read at another place: as it was, or as any list; the sitemaps of an
        index are read in one way alone.
        """
        source = self.source
        yield replace(treatment_of_source(source), url=place.url)
        if of_sitemaps:
            return
        if source.recipe is not None or source.scraper not in ("", Generic.name):
            yield Treatment(place.url, Generic.name, None, source.browser)

    def _polled_by(self, url: str) -> Source | None:
        key = identity(url)
        others = (each for each in self.store.sources.all() if each.id != self.source.id)
        return next((each for each in others if each.key == key), None)


def _list_recipe(treatment: Treatment) -> Any:
    """How a treatment reads the list: its recipe, as far as it is of lists."""
    return (treatment.recipe or {}).get("listing")
