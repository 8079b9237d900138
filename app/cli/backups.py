"""backup, backup verify, restore."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from app.backup.alone import alone
from app.backup.making import Making, Say, Whole
from app.backup.making import in_words as written_in_words
from app.backup.manifest import Manifest, Origin
from app.backup.passphrase import passphrase_of
from app.backup.restoring import Restoring, folder_of
from app.backup.unpacking import verify as verify_file
from app.cli.common import agree, in_words, opened
from app.desk import go_live
from app.run.boot import clock, settings_from_environment
from app.run.jobs import in_words as size_in_words
from app.values.errors import UsageError
from app.values.settings import Settings

_STANDARD_OUTPUT = "-"


class _Backup(click.Group):
    """A group that makes a backup where no command of it is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """`backup /mnt/disk` is `backup make /mnt/disk`."""
        first = next(iter(args), "")
        if first not in self.commands and first not in ctx.help_option_names:
            args = ["make", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Backup)
def backup() -> None:
    """Back up everything into one file while everything runs: `backup [TARGET]`, where TARGET is a
    folder, or - for standard output. `backup verify FILE` reads one again.
    """


@backup.command()
@click.argument("target", required=False)
@click.option("--captures", is_flag=True, help="With the pages as they were fetched.")
@in_words
def make(target: str | None, captures: bool) -> None:
    """Back up everything: database, pictures, key and settings."""
    with opened() as service, _status() as say:
        settings = service.settings
        whole = Whole(
            settings, os.environ, service.secret_key, captures or settings.backup_captures
        )
        passphrase = passphrase_of(settings)
        making = Making(service.store, whole, service.now(), passphrase, settings.data_dir, say)
        with alone(settings.data_dir):
            if target == _STANDARD_OUTPUT:
                _write_out(making)
                return
            folder = Path(target).absolute() if target else folder_of(settings)
            path, manifest = making.into(folder)
    click.echo(f"{path}  {_described(manifest, path)}")


def _write_out(making: Making) -> None:
    output = sys.stdout.buffer
    if output.isatty():
        raise UsageError("a backup is nothing for a terminal; name a folder, or send it to a file")
    with written_in_words("standard output"):
        making.to(output)
        output.flush()


@backup.command()
@click.argument("file", type=click.Path(path_type=Path))
@in_words
def verify(file: Path) -> None:
    """Read a backup again, all of it, and look into its database."""
    settings = settings_from_environment()
    with _status("reading"):
        settings.data_dir.mkdir(0o700, parents=True, exist_ok=True)
        with alone(settings.data_dir):
            manifest = verify_file(file, passphrase_of(settings), settings.data_dir)
    click.echo(f"{file} is whole: {_described(manifest, file)}")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--replace", is_flag=True, help="Even if something is here: a backup is made of that first."
)
@click.option("--live", is_flag=True, help="The installation that the backup is of is gone.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@in_words
def restore(file: Path | None, replace: bool, live: bool, yes: bool) -> None:
    """Put a backup back into an empty installation, on SQLite or PostgreSQL. Stop the service
    before.

    What was restored is a copy: it collects nothing and sends nothing until `restore --live` says
    that the installation that it was made of is gone.
    """
    if file is None:
        _go_live(live)
        return
    settings = settings_from_environment()
    with _status("restoring") as say:
        done = Restoring(
            settings,
            os.environ,
            passphrase_of(settings),
            clock(),
            say,
            partial(_agree, settings, yes=yes),
            replace=replace,
            live=live,
        ).restore(file)
    origin = done.origin
    click.echo(f"restored the backup of {origin.when:%Y-%m-%d %H:%M} UTC ({origin.base_url})")
    if done.saved is not None:
        click.echo(f"What was here is in {done.saved}")
    if not live:
        click.echo(
            "It is a copy: it collects nothing and sends nothing until `restore --live`, or a "
            "button at the desk, says that the other installation is gone."
        )


def _go_live(live: bool) -> None:
    if not live:
        raise UsageError("name the backup; without one, `restore --live` takes a copy live")
    with opened() as service:
        go_live(service.store, "command line", service.now())
    click.echo("live: it collects and sends again, from the next start on or within seconds")


def _agree(settings: Settings, origin: Origin, *, yes: bool) -> None:
    agree(
        f"This replaces what is in {settings.data_dir} and in its database by the backup of "
        f"{origin.when:%Y-%m-%d %H:%M} UTC, after a backup of what is there.",
        yes=yes,
    )


def _described(manifest: Manifest, path: Path) -> str:
    origin = manifest.origin
    return (
        f"{size_in_words(path.stat().st_size)} for {size_in_words(manifest.size)}, "
        f"{len(manifest.members)} files; made {origin.when:%Y-%m-%d %H:%M} UTC, "
        f"schema {origin.schema}, {origin.engine}"
    )


@contextmanager
def _status(doing: str = "backing up") -> Iterator[Say]:
    console = Console(stderr=True)
    with console.status(doing) as status:
        yield status.update
