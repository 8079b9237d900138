"""upgrade."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console

from app.backup.making import Say
from app.backup.passphrase import passphrase_of
from app.backup.upgrading import Upgraded
from app.backup.upgrading import upgrade as upgrade_database
from app.cli.common import in_words
from app.run.boot import clock, open_store, settings_from_environment
from app.store import Store


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@in_words
def upgrade(dry_run: bool) -> None:
    """Bring the database to this program's schema; a copy of it is made first."""
    settings = settings_from_environment()
    store = open_store(settings)
    try:
        if dry_run:
            _foretell(store)
            return
        with _status() as say:
            done = upgrade_database(settings, store, passphrase_of(settings), clock(), say)
        here = store.standing().here
    finally:
        store.close()
    click.echo(told(done) if done else f"nothing to do: the database is of schema {here}")


def told(done: Upgraded) -> str:
    """What an upgrade did, in one line."""
    return (
        f"upgraded the database from schema {done.before.here} to {done.before.own}; as it was it "
        f"is in {done.copy}"
    )


def _foretell(store: Store) -> None:
    standing = store.standing()
    if standing.refusal and not standing.is_older:
        store.prepare()  # says why
    if not standing.is_older:
        click.echo(f"nothing to do: the database is of schema {standing.here or 'none yet'}")
        return
    click.echo(f"the database is of schema {standing.here}; to be done, after a copy of it:")
    for step in standing.steps:
        click.echo(f"  {step.revision}  {step.what}")


@contextmanager
def _status() -> Iterator[Say]:
    with Console(stderr=True).status("upgrading") as status:
        yield status.update
