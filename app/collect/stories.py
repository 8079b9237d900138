"""Reading the stories that a listing shows: new ones, and known ones that may have changed or gone."""

from collections.abc import Callable
from datetime import datetime

from app.collect.listing import scraper_for
from app.collect.visit import Visit, Visitor
from app.decide import content_of, home_source, led_away
from app.errors import FetchError
from app.model import Location, Source
from app.store import Reading, Store
from scrapers import ScrapeError, Teaser

_GONE = (404, 410)
_HOST_IS_DOWN = frozenset(("dns", "connect", "tls", "timeout"))
_PATIENCE = 3


class Stories:
    """Reads the stories of one source during one run."""

    def __init__(self, source: Source, visitor: Visitor, store: Store, now: Callable[[], datetime]) -> None:
        self._source = source
        self._sources = store.sources.all()
        self._visitor = visitor
        self._store = store
        self._now = now
        self._silent_in_a_row = 0

    def read(self, location: Location) -> None:
        """Read one story and take it in. What fails is counted and kept for later; FetchError only when the host itself is down."""
        tally = self._visitor.tally
        try:
            visit = self._visitor.visit(location.url, self._source.zone)
            if visit is None:
                self._store.locations.checked(location, self._now())
                tally.unchanged += 1
            else:
                self._take_in(location, visit)
            self._silent_in_a_row = 0
        except FetchError as error:
            self._not_fetched(location, error)
        except ScrapeError as error:
            self._store.locations.failed(location, str(error), self._now())
            tally.failures.append(str(error))

    def _take_in(self, location: Location, visit: Visit) -> None:
        if led_away(location.url, visit.page.url):
            raise ScrapeError("article", location.url, f"its address leads to {visit.page.url} now, which is no story")
        article = scraper_for(self._source, visit).article(visit.page)
        home = self._home(location)
        source = home or self._source
        reading = Reading(
            content=content_of(article, _teaser(location)),
            section=home.section.title if home else article.section or source.section.title,
            by=f"source:{source.slug}",
            location=location,
            source=source,
            review=source.review,
            seal=visit.seal,
            capture=visit.capture,
            promos=article.promos,
        )
        outcome = self._store.intake.take_in(reading, self._now()).outcome
        setattr(self._visitor.tally, outcome, getattr(self._visitor.tally, outcome) + 1)

    def _home(self, location: Location) -> Source | None:
        """The source that a story is filed under; None for one that a promo brought and that stands under no listing we poll."""
        return home_source(location.url, self._sources) if location.via == "promo" else self._source

    def _not_fetched(self, location: Location, error: FetchError) -> None:
        tally, now = self._visitor.tally, self._now()
        if error.status in _GONE and location.item_id is not None:
            tally.gone += self._store.locations.went(location, str(error), now)
            return
        self._store.locations.failed(location, str(error), now)
        tally.failures.append(str(error))
        self._silent_in_a_row = self._silent_in_a_row + 1 if error.kind in _HOST_IS_DOWN else 0
        if self._silent_in_a_row >= _PATIENCE:
            raise error


def _teaser(location: Location) -> Teaser:
    return Teaser(location.url, location.teaser_title, location.teaser_summary, location.teaser_published)
