"""serve, collect, release, replay, fetch."""

import json
import logging
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import asdict

import click
from rich.console import Console

from app.backup.passphrase import passphrase_of
from app.backup.upgrading import upgrade
from app.cli.common import as_json, in_words, log_to_console, opened, started_by, table
from app.cli.serve import address
from app.cli.serve import serve as serve_all
from app.cli.upgrading import told
from app.collect import Change, Progress, Replay, Round, StartedRun
from app.desk import refuse_for_copy
from app.fetch import NotModified
from app.news.comparison import VERDICTS
from app.publish.release import release as release_due
from app.run.boot import Service, browser_of, clock, open_store, settings_from_environment
from app.run.jobs import describe
from app.values.errors import Conflict, FetchError, UsageError
from app.values.model import Run, Source
from app.values.program import NAME, variable
from app.values.settings import DEFAULT_BASE_URL
from scrapers.page.charset import decode
from scrapers.words.text import shorten

log = logging.getLogger(NAME)


@click.command(
    help=(
        f"Serve the site and collect at once and then on schedule; {variable('no_clock')}=1 "
        f"serves without collecting."
    )
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Web processes."
)
@in_words
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site, and collect at once and then on schedule unless the setting `no_clock` is
    on.
    """
    log_to_console()
    if (
        settings_from_environment().base_url == DEFAULT_BASE_URL
    ):  # nobody said otherwise: it is where we listen
        os.environ[variable("base_url")] = address(host, port)
    settings = settings_from_environment()
    browser_of(settings)  # nothing is touched where that setting cannot be met
    with closing(open_store(settings)) as store:
        done = upgrade(settings, store, passphrase_of(settings), clock(), log.info)
    if done:
        log.info("%s", told(done))
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
        refuse_for_copy(service.store)
        chosen = [service.store.sources.get(slug) for slug in slugs] or [
            s for s in service.store.sources.all() if not s.paused
        ]
        if not chosen:
            raise UsageError(
                f"there are no sources to collect; add one with `{started_by()} sources add URL`"
            )
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


def _collect_all(
    service: Service, sources: Sequence[Source], backfill: int | None
) -> Iterator[Run]:
    """Check all listings at once and give those with news a run of their own; single sources and
    backfills run by themselves.
    """
    collector, names = service.collector, {}
    with _status() as say, ThreadPoolExecutor(service.settings.workers) as pool:
        if backfill is not None or len(sources) == 1:
            for source in sources:
                names[pool.submit(collector.collect, source, backfill=backfill, progress=say)] = (
                    source.slug
                )
        else:

            def hand_on(ready: StartedRun) -> None:
                names[pool.submit(collector.run, ready, by_hand=True, progress=say)] = (
                    ready.source.slug
                )

            done = set()
            for run in Round(collector, hand_on, by_hand=True).check(sources):
                done.add(run.source)
                yield run
            for slug in sorted({source.slug for source in sources} - done - set(names.values())):
                yield _busy(
                    service,
                    slug,
                    f"{slug} is being collected by another process; try again when it has finished",
                )
        for future in as_completed(names):
            try:
                yield future.result()
            except Conflict as error:
                yield _busy(service, names[future], str(error))


def _busy(service: Service, slug: str, why: str) -> Run:
    now = service.now()
    return Run(slug, now, now, error_kind="busy", error=why)


@contextmanager
def _status(doing: str = "collecting") -> Iterator[Progress]:
    console = Console(stderr=True)
    with console.status(doing) as status:
        yield status.update


@click.command()
@in_words
def release() -> None:
    """Make public what is due."""
    with opened() as service:
        for item in release_due(service.store, service.now()):
            click.echo(f"{item.uid}\t{item.content.title}")


@click.command()
@click.argument("slug", metavar="[SOURCE]", required=False)
@click.option(
    "--apply",
    "apply_",
    is_flag=True,
    help="Store the changes as revisions; without it they are only shown.",
)
@click.option(
    "--show",
    default=3,
    show_default=True,
    type=click.IntRange(0),
    help="So many examples of each field of each source.",
)
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@in_words
def replay(slug: str | None, apply_: bool, show: int, json_: bool) -> None:
    """Read all captured stories again, without the network: what a better reader would gain and
    lose, field by field, or with --apply has.
    """
    with opened() as service, _status("reading") as say:
        source = service.store.sources.get(slug) if slug else None
        reading = Replay(service.store, service.captures)
        changes = reading.run(
            source, service.now(), apply=apply_, progress=lambda number: say(f"{number} read")
        )
        if json_:
            click.echo('{"changes": [')
            for number, change in enumerate(changes):
                comma = "," if number else ""
                click.echo(comma + json.dumps(_change_json(change), ensure_ascii=False))
        else:
            _show_changes(changes, show)
    counts = {
        name: reading.counts[name]
        for name in ("read", "changed", "doubtful", "unreadable", "not kept")
    }
    if json_:
        rest = {"applied": apply_, "fields": _verdicts_json(reading)} | counts
        click.echo("], " + json.dumps(rest, ensure_ascii=False)[1:])
        return
    if reading.verdicts:
        _show_verdicts(reading)
    click.echo(", ".join(f"{number} {name}" for name, number in counts.items()))
    if counts["changed"] and not apply_:
        click.echo("Nothing was stored; `replay --apply` stores these changes as revisions.")


def _show_changes(changes: Iterable[Change], most: int) -> None:
    """Print examples as they are found, so many of each field of each source."""
    shown: Counter[tuple[str, str]] = Counter()
    for change in changes:
        slug, told = change.item.source_slug, False
        for name, before, after in change.fields:
            if shown[slug, name] >= most:
                continue
            shown[slug, name] += 1
            if not told:
                click.echo(f"{change.item.uid}  {change.item.content.title}\n  {change.url}")
                told = True
            click.echo(f"  {name}:\n    - {_short(before)}\n    + {_short(after)}")


def _show_verdicts(reading: Replay) -> None:
    heads = ("SOURCE", "FIELD", *(verdict.upper() for verdict in VERDICTS))
    table(
        heads,
        [
            (slug, name, *(str(numbers[verdict]) for verdict in VERDICTS))
            for (slug, name), numbers in sorted(reading.verdicts.items())
        ],
    )


def _verdicts_json(reading: Replay) -> dict[str, dict[str, dict[str, int]]]:
    fields: dict[str, dict[str, dict[str, int]]] = {}
    for (slug, name), numbers in sorted(reading.verdicts.items()):
        told = {str(verdict): numbers[verdict] for verdict in VERDICTS}
        fields.setdefault(slug, {})[name] = told
    return fields


def _change_json(change: Change) -> dict[str, object]:
    fields = {
        name: {"before": _plain(before), "after": _plain(after)}
        for name, before, after in change.fields
    }
    return {
        "id": change.item.uid,
        "url": change.url,
        "title": change.item.content.title,
        "fields": fields,
    }


def _short(value: object) -> str:
    return shorten(_plain(value), 160) if value else "(nothing)"


def _plain(value: object) -> str:
    """A value in one piece; names and tags are parted by commas."""
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return str(value)


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
                {
                    "status": error.status,
                    "url": url,
                    "headers": {},
                    "bytes": 0,
                    "error": {"kind": error.kind, "message": error.message},
                }
            )
            sys.exit(1)
    assert not isinstance(answer, NotModified)
    if json_:
        as_json(
            {
                "status": answer.status,
                "url": answer.url,
                "headers": dict(answer.headers),
                "bytes": len(answer.body),
                "error": None,
            }
        )
    else:
        click.echo(decode(answer.body, answer.content_type), nl=False)
