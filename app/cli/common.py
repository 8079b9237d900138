"""What commands share: the service, errors in one line, JSON, tables."""

import functools
import json
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.logging import RichHandler
from rich.table import Table

from app.run.boot import Service, build, settings_from_environment, settle
from app.values.errors import NewsError, UsageError
from app.values.program import NAME, variable
from app.values.settings import unknown_settings
from app.values.shipped import IS_INSTALLED, usual_data_dir
from scrapers import ScrapeError

P = ParamSpec("P")
R = TypeVar("R")


def started_by() -> str:
    """The command by which the program was started, without what it was told to do."""
    return click.get_current_context().find_root().command_path


class Failure(click.ClickException):
    """One clear line and the right exit status."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))


class WrongUsage(Failure):
    """A command that makes no sense as given."""

    exit_code = 2


def in_words(command: Callable[P, R]) -> Callable[P, R]:
    """Expected errors end a command with one line instead of a traceback."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (NewsError, ScrapeError) as error:
            raise (WrongUsage if isinstance(error, UsageError) else Failure)(error) from error

    return wrapped


def agree(what: str, *, yes: bool) -> None:
    """Say what is about to be done that takes something away, and ask whether to go on; NewsError
    where nobody agrees.
    """
    try:
        agreed = yes or click.confirm(f"{what} Go on?", err=True)
    except click.Abort:
        agreed = False
    if not agreed:
        raise NewsError("nothing was changed; --yes agrees without being asked")


@contextmanager
def opened() -> Iterator[Service]:
    """The service for one command."""
    for name in unknown_settings(os.environ):
        click.echo(f"Note: {name} is no setting of ours and is ignored; is it misspelt?", err=True)
    settings = settings_from_environment()
    if IS_INSTALLED and settings.data_dir == usual_data_dir(os.environ):
        named = f"{variable('data_dir')} names another folder"
        click.echo(f"Data are kept in {settings.data_dir} ({named}).", err=True)
    service = build(settings)
    settle()
    try:
        yield service
    finally:
        service.close()


class OneLine(logging.Formatter):
    """One event a line, as JSON: when, how grave, what, and the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without line breaks inside."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": moment,
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to_console() -> None:
    """Log lines on standard error: words with colours on a terminal; one JSON object a line into a
    file or a pipe.
    """
    console = Console(stderr=True)
    if console.is_terminal:
        handler: logging.Handler = RichHandler(
            console=console, show_path=False, rich_tracebacks=False, log_time_format="%H:%M:%S"
        )
        handler.setFormatter(logging.Formatter("%(message)s"))
    else:
        handler = logging.StreamHandler()
        handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger(NAME).setLevel(logging.INFO)


def as_json(value: Any) -> None:
    """Print a value as JSON; dates in ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: drawn on a terminal, tab-separated into a file or a pipe."""
    console = Console()
    if not console.is_terminal:
        for row in [heads, *rows]:
            click.echo("\t".join(row))
        return
    drawn = Table(*heads, box=None, header_style="bold")
    for row in rows:
        drawn.add_row(*row)
    console.print(drawn)


def _plain(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
