"""How sources are: by what was learned of them, and by a look at them now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.browser.client import Browser
from app.collect import Captures, Healing, Sight, known_profile
from app.desk.sources import Look, preview
from app.fetch import Fetcher
from app.news.health import Health, as_of, judge
from app.news.profile import Profile, accepted, learned
from app.news.remedies import Remedy
from app.store import Nouns, Store, Transaction
from app.values.errors import FetchError, InputError
from app.values.model import Content, Source
from scrapers import ScrapeError


@dataclass(frozen=True, slots=True)
class Examination:
    """A source as a look at it found it: what is usual of it, how it is, why the look failed if it
    did, and the remedy that was found.
    """

    source: Source
    profile: Profile
    health: Health
    problem: str = ""
    remedy: Remedy | None = None


def health_of_sources(nouns: Nouns, sources: Sequence[Source]) -> Mapping[int, Health]:
    """How sources are by now, by their keys; those of which nothing was learned are well."""
    stored = nouns.healths.those([source.id for source in sources])
    foreign = {key: number for key, number, _ in nouns.hosts.held()}
    return {
        source.id: as_of(
            stored.get(source.id, Health()), source.checked_at, foreign.get(source.id, 0)
        )
        for source in sources
    }


def examine(
    source: Source,
    store: Store,
    captures: Captures,
    fetcher: Fetcher,
    now: datetime,
    healing: Healing,
    browser: Browser | None = None,
    *,
    keep: bool,
) -> Examination:
    """Look at a source's listing and its first stories now, judge it as if that was a run, and look
    for a remedy where it is not well. The judgement is stored if it is to be kept, and the source
    read by the remedy, unless the doctor is off. Conflict while a run holds the source.
    """
    sight = Sight()
    error: FetchError | ScrapeError | None = None
    try:
        _look(sight, source, fetcher, now, browser)
    except FetchError as problem:
        error = problem
    except InputError as problem:
        error = ScrapeError("listing", source.url, str(problem))
    seen = sight.observation(now, source.checked_at, 0, error, b"")
    profile = learned(known_profile(store, captures, source), seen)
    health = judge(profile)
    if keep:
        store.healths.keep(source, profile, health)
    foreign = {key: number for key, number, _ in store.hosts.held()}
    by_now = as_of(health, now if error is None else None, foreign.get(source.id, 0))
    remedy = None
    if by_now.stage and not source.on_trial:
        heals = keep and source.doctor_mode != "off"
        remedy = healing.on_demand(source, by_now, keep=heals)
    return Examination(source, profile, by_now, str(error) if error else "", remedy)


def accept_as_usual(
    store: Store, captures: Captures, slug: str, by: str, now: datetime
) -> Examination:
    """Take what a source brings now for usual from here on. NotFound."""
    source = store.sources.get(slug)
    before = known_profile(store, captures, source)
    profile = accepted(before)
    health = judge(profile)

    def keep(tx: Transaction) -> None:
        tx.healths.keep(source, profile, health)
        tx.audit.note(
            by,
            "accept as usual",
            f"source {slug}",
            now,
            before={"state": judge(before).state},
            after={"state": health.state},
        )

    store.transact(keep)
    return Examination(source, profile, as_of(health, source.checked_at))


def _look(
    sight: Sight, source: Source, fetcher: Fetcher, now: datetime, browser: Browser | None
) -> None:
    look = Look(
        source.url, source.zone, source.scraper, source.recipe, source.charset,
        browser=source.browser,
    )  # fmt: skip
    # Of one that is read as it comes, the judgement is about what comes.
    seen = preview(look, fetcher, now, browser if source.browser else None)
    sight.listing(seen.listing.teasers)
    for _ in range(seen.unread):
        sight.unread(None)
    if (story := seen.sample) is not None:
        content = Content(
            story.title, text=story.text, authors=story.authors, pictures=story.pictures
        )
        sight.story(content, None)
