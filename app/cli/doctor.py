"""doctor: how the sources are, by a look at them now."""

from typing import Any

import click

from app.cli.common import as_json, in_words, opened
from app.desk import Examination, accept_as_usual, examine
from app.news.health import Reason
from app.news.profile import SHARES, plain
from app.news.remedies import Remedy, facts_of
from app.values.errors import UsageError

# Who the audit log says accepts what the commands accept.
_BY = "service"


@click.command()
@click.argument("slug", metavar="[SOURCE]", required=False)
@click.option("--dry-run", is_flag=True, help="Store nothing.")
@click.option("--accept", is_flag=True, help="Take what the source brings now for usual.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@in_words
def doctor(slug: str | None, dry_run: bool, accept: bool, json_: bool) -> None:
    """Look at sources now, say how they are and what is usual of them, and heal what ails them;
    with --dry-run only say what would be done.
    """
    if accept and (slug is None or dry_run):
        raise UsageError("--accept needs a SOURCE, and no --dry-run")
    with opened() as service:
        store, captures = service.store, service.captures
        if accept:
            found = [accept_as_usual(store, captures, slug or "", _BY, service.now())]
        else:
            sources = (
                [store.sources.get(slug)]
                if slug
                else [source for source in store.sources.all() if not source.paused]
            )
            healing, now = service.collector.healing, service.now
            found = [
                examine(
                    source,
                    store,
                    captures,
                    service.fetcher,
                    now(),
                    healing,
                    service.browser,
                    keep=not dry_run,
                )
                for source in sources
            ]
    if json_:
        as_json([_json(one) for one in found])
        return
    for one in found:
        _show(one)


def _json(found: Examination) -> dict[str, Any]:
    return {
        "source": found.source.slug,
        **found.health.facts,
        "problem": found.problem or None,
        "remedy": facts_of(found.remedy) if found.remedy else None,
        "profile": plain(found.profile),
    }


def _show(found: Examination) -> None:
    health = found.health
    stage = f" ({health.stage})" if health.stage else ""
    since = f" since {health.since:%Y-%m-%d %H:%M} UTC" if health.since else ""
    click.echo(f"{found.source.slug}: {health.state}{stage}{since}")
    for reason in health.reasons:
        click.echo(f"  {_reason(reason)}")
    if found.problem:
        click.echo(f"  {found.problem}")
    if found.remedy is not None:
        _show_remedy(found.remedy)
    elif health.next_step:
        click.echo(f"  {health.next_step}")
    if not found.profile.is_known:
        click.echo(f"  {found.profile.runs} runs are known of the ten that a judgement needs")
    elif health.silent_at is not None:
        click.echo(f"  silence is told from {health.silent_at:%Y-%m-%d %H:%M} UTC on")
    usual = plain(found.profile)["usual"]
    if usual:
        click.echo("  usual: " + ", ".join(f"{name} {value:g}" for name, value in usual.items()))


def _show_remedy(remedy: Remedy) -> None:
    fit, evidence = remedy.evidence.fit, remedy.evidence
    what = f"{remedy.way}: {remedy.after.url}"
    if remedy.merged:
        what = f"merged: its stories stand in the list of {remedy.merged}"
    click.echo(f"  {remedy.state}: {what}")
    click.echo(
        f"    known entries {fit.known}, new {fit.new}, strange {fit.strange}; known stories that "
        f"read as they were stored: {evidence.right} of {len(evidence.witnesses)}"
    )


def _reason(reason: Reason) -> str:
    if reason.name in SHARES:
        return f"{reason.name}: {reason.seen:.0%}, usually {reason.usual:.0%}"
    return f"{reason.name}: {reason.seen:g}, usually {reason.usual:g}"
