"""A newsroom that reads the town's paper (`tests.townsite`), and that paper as its source."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.desk import Look, add_source, preview
from app.run.boot import Service, build
from app.values.model import Source, SourceSpec
from app.values.settings import read_settings
from tests.conftest import FakeClock
from tests.townsite import TownSite


@contextmanager
def town_newsroom(
    site: TownSite, folder: Path, database_url: str, clock: FakeClock
) -> Iterator[Service]:
    """A service that may fetch from the site, until the block ends."""
    environ = {
        "HARBIN_DATA_DIR": str(folder),
        "HARBIN_DATABASE_URL": database_url,
        "HARBIN_ALLOW_HOSTS": site.host,
    }
    settings = replace(read_settings(environ), base_url="https://news.example.org")
    built = build(settings, now=clock, chance=lambda: 0.5)
    yield built
    built.close()


def added(newsroom: Service, site: TownSite, charset: str = "") -> Source:
    """The paper's list as a source, as the desk adds it after a look."""
    url = f"{site.url}/news/"
    seen = preview(Look(url, "UTC", charset=charset), newsroom.fetcher, newsroom.now())
    spec = SourceSpec(url, "valley", "Valley Post", "Valley", rights="full", charset=charset)
    return add_source(spec, seen, newsroom.store, newsroom.settings, "service", newsroom.now())
