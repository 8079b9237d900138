"""export."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli.common import in_words, opened
from app.export import export as export_all
from app.values.errors import UsageError
from app.values.program import variable
from app.values.settings import DEFAULT_BASE_URL


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--live",
    default="",
    metavar="URL",
    help="Where the service answers searches; without it pages offer none.",
)
@in_words
def export(folder: Path, live: str) -> None:
    """Write the whole edition as files, for a CDN or any web server; what was in DIR stands until
    the new edition is whole.
    """
    if live and not live.startswith(("https://", "http://")):
        raise UsageError("--live is an address such as https://live.example.org")
    with opened() as service:
        if service.settings.base_url == DEFAULT_BASE_URL:
            click.echo(
                (
                    f"Note: {variable('base_url')} is not set, so feeds and sitemaps name "
                    f"{DEFAULT_BASE_URL}"
                ),
                err=True,
            )
        console = Console(stderr=True)
        columns = (TextColumn("exporting"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        ) as bar:
            task = bar.add_task("", total=None)
            shelf = export_all(
                service,
                folder,
                live.rstrip("/"),
                lambda done, known: bar.update(task, completed=done, total=known),
            )
    click.echo(f"{shelf.written} files in {folder}, {shelf.unchanged} of them unchanged")
