"""serve, collect, release, fetch."""

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict

import click
from rich.console import Console

from app.boot import Service, settings_from_environment
from app.cli.common import as_json, in_words, log_to_console, opened
from app.collect import Progress
from app.errors import Conflict, FetchError, UsageError
from app.fetch import NotModified
from app.jobs import describe
from app.model import Run, Source
from app.release import release as release_due
from app.serve import serve as serve_all
from app.settings import DEFAULT_BASE_URL
from scrapers.charset import decode


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@in_words
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site and collect at once and then on schedule; HARBIN_NO_CLOCK=1 serves without collecting."""
    log_to_console()
    if settings_from_environment().base_url == DEFAULT_BASE_URL:  # nobody said otherwise: it is where we listen
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
        os.environ["HARBIN_BASE_URL"] = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    with opened() as service:
        serve_all(service, host, port, workers)


@click.command()
@click.argument("slugs", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--backfill",
    is_flag=False,
    flag_value=0,
    default=None,
    type=click.IntRange(0),
    help="Walk this many listing pages; all without a number.",
)
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@in_words
def collect(slugs: tuple[str, ...], backfill: int | None, json_: bool) -> None:
    """Run sources now: those named, or all that are not paused."""
    with opened() as service:
        chosen = [service.store.sources.get(slug) for slug in slugs] or [s for s in service.store.sources.all() if not s.paused]
        if not chosen:
            raise UsageError("there are no sources to collect; add one with `python -m app sources add URL`")
        runs = []
        for run in _collect_all(service, chosen, backfill):
            runs.append(run)
            if not json_:
                click.echo(describe(run))
                for line in run.failures:
                    click.echo(f"  {line}", err=True)
        released = release_due(service.store, service.now())
    if json_:
        as_json({"runs": [asdict(run) for run in runs], "released": len(released)})
    if any(run.error for run in runs):
        sys.exit(1)


def _collect_all(service: Service, sources: Sequence[Source], backfill: int | None) -> Iterator[Run]:
    with _status() as say, ThreadPoolExecutor(service.settings.workers) as pool:
        futures = {pool.submit(service.collector.collect, source, backfill=backfill, progress=say): source for source in sources}
        for future in as_completed(futures):
            try:
                yield future.result()
            except Conflict as error:
                now = service.now()
                yield Run(futures[future].slug, now, now, error_kind="busy", error=str(error))


@contextmanager
def _status() -> Iterator[Progress]:
    console = Console(stderr=True)
    with console.status("collecting") as status:
        yield status.update


@click.command()
@in_words
def release() -> None:
    """Make public what is due."""
    with opened() as service:
        for item in release_due(service.store, service.now()):
            click.echo(f"{item.uid}\t{item.content.title}")


@click.command()
@click.argument("url")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@in_words
def fetch(url: str, json_: bool) -> None:
    """Fetch one URL through the one HTTP client; stores nothing."""
    with opened() as service:
        try:
            answer = service.fetcher.fetch(url)
        except FetchError as error:
            if not json_:
                raise
            as_json(
                {"status": error.status, "url": url, "headers": {}, "bytes": 0, "error": {"kind": error.kind, "message": error.message}}
            )
            sys.exit(1)
    assert not isinstance(answer, NotModified)
    if json_:
        as_json({"status": answer.status, "url": answer.url, "headers": dict(answer.headers), "bytes": len(answer.body), "error": None})
    else:
        click.echo(decode(answer.body, answer.content_type), nl=False)
