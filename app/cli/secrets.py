"""secrets rotate."""

import sys

import click

from app.cli.common import agree, in_words
from app.run.boot import clock, open_store, settings_from_environment
from app.run.installation import rotate as change_key
from app.values.errors import UsageError
from app.values.program import variable


@click.group("secrets")
def secrets_() -> None:
    """The key that seals what this installation keeps secret."""


@secrets_.command("rotate")
@click.option(
    "--key-stdin",
    is_flag=True,
    help="Read the new key from standard input instead of making one.",
)
@click.option(
    "--lost",
    is_flag=True,
    help="The former key is lost: turn off the second factors that it sealed.",
)
@click.option("--yes", is_flag=True, help="Ask nothing.")
@in_words
def rotate(key_stdin: bool, lost: bool, yes: bool) -> None:
    """Seal everything with another key, all of it or nothing. Stop the service before; all editors
    log in again.
    """
    if key_stdin and not yes:
        raise UsageError("--key-stdin leaves nothing to answer with: add --yes")
    agree(
        "All editors have to log in again."
        + (" Second factors that the former key sealed are turned off." if lost else ""),
        yes=yes,
    )
    given = sys.stdin.readline().strip() if key_stdin else ""
    settings = settings_from_environment()
    store = open_store(settings)
    try:
        store.prepare()
        sealed, dropped = change_key(settings, store, given, clock(), lost=lost)
    finally:
        store.close()
    click.echo(f"sealed anew: {sealed}; second factors turned off: {dropped}")
    if settings.secret_key:
        click.echo(f"now set {variable('secret_key')} to the new key")
