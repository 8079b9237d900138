"""The composition root: settings in, the assembled service out. The only place that builds I/O
objects and reads a clock.
"""

import gc
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import random

from app import __version__
from app.browser.client import Browser
from app.browser.finding import missing
from app.collect import Collector, to_keep
from app.collect.cadence import Bounds
from app.collect.captures import Captures
from app.desk import Passwords
from app.desk.notifying import Letter, Notifier
from app.fetch import Fetcher, Pace
from app.hub import DeliveryWorker, Render
from app.images.pictures import Gallery
from app.publish.syndication import Syndication
from app.run import placing
from app.run.folder import PICTURES, make_folder
from app.run.installation import key_of, recognise
from app.run.signs import Signs
from app.store import Store, Waits
from app.values.errors import NewsError, SettingError
from app.values.program import AGENT, variable
from app.values.sealing import Seal
from app.values.settings import Settings, read_settings
from app.values.shipped import shipped

# Crockford's base 32: no letter that reads like another or spells a word.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_UID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that a face of the program (web, commands, clock) needs."""

    settings: Settings
    store: Store
    fetcher: Fetcher
    captures: Captures
    gallery: Gallery
    collector: Collector
    syndication: Syndication
    passwords: Passwords
    secret_key: str = field(repr=False)
    seal: Seal
    now: Callable[[], datetime]
    signs: Signs
    browser: Browser | None = None

    def close(self) -> None:
        """Close connections and the browser; running fetches give up."""
        self.hush()
        self.store.close()

    def hush(self) -> None:
        """Let whatever waits for other sites give up; may be called twice, and from any thread."""
        self.fetcher.close()
        if self.browser is not None:
            self.browser.close()


def clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251


def settings_from_environment() -> Settings:
    """Settings of this process; SettingError."""
    return read_settings(os.environ)


def build(
    settings: Settings,
    *,
    now: Callable[[], datetime] = clock,
    chance: Callable[[], float] = random,
    prepare: bool = True,
    signs: Signs | None = None,
    waits: Waits | None = None,
) -> Service:
    """Assemble the service. The data folder is made, and the tables of an empty database, unless
    `prepare` is off; SchemaError where a database is of a schema with which this program must not
    work.

    `signs` are those that this process shares with others, if it does; `waits`: how long it waits
    for the database. SettingError when a setting does not fit what is here.
    """
    browser = browser_of(settings)
    store = open_store(settings, waits)
    try:
        if prepare:
            store.prepare()
        secret_key = key_of(settings, store)
        seal = Seal(secret_key)
        if prepare:
            found(settings, store, seal, now())
    except NewsError:
        store.close()
        raise
    pace = Pace(settings.gap, settings.gaps, settings.allow_hosts)
    fetcher = Fetcher(
        user_agent=user_agent(settings), now=now, allow_hosts=settings.allow_hosts, pace=pace
    )
    captures = Captures(
        settings.data_dir / "captures", settings.captures_mb * 1_000_000, lambda: to_keep(store)
    )
    gallery = Gallery(settings.data_dir / PICTURES)
    bounds = Bounds(
        timedelta(seconds=settings.poll_floor),
        timedelta(seconds=settings.poll_ceiling),
        checks_per_day=settings.checks_per_day,
    )
    free_dead_claims(store)
    return Service(
        settings=settings,
        store=store,
        fetcher=fetcher,
        captures=captures,
        gallery=gallery,
        collector=Collector(
            store, fetcher, captures, gallery, bounds, now, chance, owner_name(), browser
        ),
        syndication=Syndication(store, settings, settings.hub_urls),
        passwords=Passwords(),
        secret_key=secret_key,
        seal=seal,
        now=now,
        signs=signs or Signs(),
        browser=browser,
    )


def browser_of(settings: Settings, lacking: Callable[[], str] = missing) -> Browser | None:
    """What draws pages, where the setting wants it; SettingError says what has to be installed for
    it. No browser is started before it has something to draw.
    """
    if not settings.browser:
        return None
    if words := lacking():
        raise SettingError(variable("browser"), f"{settings.browser} needs {words}")
    return Browser()


def open_store(settings: Settings, waits: Waits | None = None) -> Store:
    """The database, of whatever schema, and the data folder, which is made. A restore that was
    broken off is brought to its end.
    """
    make_folder(settings.data_dir)
    placing.finish(settings.data_dir, lambda token: is_restored(settings, token))
    return store_at(settings.database_url, settings, waits)


def store_at(url: str, settings: Settings, waits: Waits | None = None) -> Store:
    """The database at an address, as this installation would use it."""
    return Store(
        url, zone=settings.zone, authority=settings.authority, new_uid=new_uid, waits=waits
    )


def is_restored(settings: Settings, token: str) -> bool:
    """Whether the database is the one that was restored under a token."""
    with closing(store_at(settings.database_url, settings)) as store:
        return store.installation.is_restored(token)


def found(settings: Settings, store: Store, seal: Seal, now: datetime) -> None:
    """Begin with a new database, or see that it belongs to this installation; SettingError."""
    store.sections.found(f"tag:{settings.authority},{now.date().isoformat()}:{new_uid()}")
    recognise(settings, store, seal)


def delivery_worker(
    service: Service, render: Render, chance: Callable[[], float] = random
) -> DeliveryWorker:
    """What tells hubs and subscribers of changes; `render` gives the content of a feed by its
    path.
    """
    token = partial(secrets.token_urlsafe, 32)
    return DeliveryWorker(
        service.store,
        service.fetcher,
        service.settings,
        render,
        now=service.now,
        chance=chance,
        token=token,
    )


def notifier(service: Service, letter: Letter, chance: Callable[[], float] = random) -> Notifier:
    """What tells the newsroom what it should know; `letter` says a notice in words."""
    return Notifier(
        service.store, service.fetcher, service.settings, letter, now=service.now, chance=chance
    )


def settle() -> None:
    """Tell the garbage collector that what is here stays for the life of the process: the program
    itself, a million objects.

    Looking through them again and again for cycles cost a third of all CPU time that checks of
    listings took.
    """
    gc.collect()
    gc.freeze()


def appearance(settings: Settings) -> str:
    """A digest of what every page shows beside the items: settings, templates, version."""
    seen = [
        settings.title,
        settings.tagline,
        settings.base_url,
        settings.language,
        settings.contact,
        settings.zone.key,
        program_version(),
    ]
    pages = [path.read_bytes() for path in sorted(shipped("templates").rglob("*.*"))]
    return sha256(b"\0".join([*(text.encode() for text in seen), *pages])).hexdigest()[:16]


def new_uid() -> str:
    """A random item id for URLs: 60 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_UID_LENGTH))


def user_agent(settings: Settings) -> str:
    """Who we are, honestly: name, version, and where to complain."""
    return f"{AGENT}/{program_version()} (+{settings.contact or settings.base_url})"


def program_version() -> str:
    """What this program calls itself towards sites, browsers and other programs."""
    return __version__


def owner_name() -> str:
    """This process, so that another can tell whether it still lives: host, process id, start
    time.
    """
    return f"{socket.gethostname()}/{os.getpid()}/{_started(os.getpid())}"


def free_dead_claims(store: Store) -> None:
    """Take sources back from processes of this host that died in the middle of a run."""
    for slug, owner in store.sources.claims():
        host, _, rest = owner.partition("/")
        pid, _, started = rest.partition("/")
        if host == socket.gethostname() and pid.isdigit() and _started(int(pid)) != started:
            store.sources.free(slug, owner)


def _started(pid: int) -> str:
    """When a process started, in clock ticks since boot; empty when there is no such process (or no
    /proc to tell).
    """
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
