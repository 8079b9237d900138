"""items list | add | import | withdraw."""

from pathlib import Path
from typing import cast, get_args

import click

from app import desk
from app.cli.common import agree, as_json, in_words, opened, table
from app.desk import Draft, import_page, prepare_new, site_of, write
from app.publish.itemjson import item_json
from app.publish.release import release
from app.values.errors import InputError
from app.values.model import RIGHTS, Rights, Status
from scrapers.page.charset import decode
from scrapers.words.text import clean_text, shorten


@click.group()
def items() -> None:
    """What is stored and published."""


@items.command("list")
@click.option("--status", default=None, type=click.Choice(get_args(Status)), help="Only these.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "json_", is_flag=True, help="Print JSON, with everything that is stored.")
@in_words
def list_(status: Status | None, limit: int, json_: bool) -> None:
    """Items of any status, newest first."""
    with opened() as service:
        page = service.store.items.desk(limit, status=status)
        if json_:
            as_json([item_json(item, service.settings, everything=True) for item in page])
            return
    rows = [
        (
            i.uid,
            i.content.published.iso if i.content.published else "-",
            i.status,
            i.section.title,
            i.content.title,
        )
        for i in page
    ]
    table(("ID", "PUBLISHED", "STATUS", "SECTION", "TITLE"), rows)


@items.command("add")
@click.option("--title", required=True)
@click.option(
    "--text-file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The text, in Markdown.",
)
@click.option("--section", default="News", show_default=True)
@click.option("--publish", is_flag=True, help="Publish it at once; otherwise it is a draft.")
@in_words
def add(title: str, text_file: Path, section: str, publish: bool) -> None:
    """Write an item; done only when it is safely on disk."""
    with opened() as service:
        draft = Draft(title, decode(_bytes(text_file)), section)
        typed = prepare_new(draft, site_of(service.settings))
        item = write(service.store, typed, "command line", service.now(), publish=publish)
    click.echo(item.uid)


@items.command("import")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--url", default="", help="The address the page was saved from; for one file only.")
@click.option("--source", default="", help="The source it belongs to.")
@click.option(
    "--rights",
    default="summary",
    show_default=True,
    type=click.Choice(RIGHTS),
    help="How much may be republished.",
)
@in_words
def import_(files: tuple[Path, ...], url: str, source: str, rights: str) -> None:
    """Take in saved pages, as HTML or as text copied from a page: each story, and the ones its page
    points to.
    """
    if url and len(files) > 1:
        raise click.UsageError("--url goes with one file only")
    failed: list[InputError] = []
    with opened() as service:
        known = service.store.sources.get(source) if source else None
        for path in files:
            try:
                done = import_page(
                    service.store,
                    path.name,
                    _bytes(path),
                    service.now(),
                    url=url,
                    source=known,
                    rights=cast(Rights, rights),
                    zone=known.zone if known else service.settings.zone.key,
                )
            except InputError as error:
                failed.append(error)
                continue
            for imported in done:
                click.echo(f"{imported.taken.outcome}\t{imported.taken.uid}\t{imported.title}")
        release(service.store, service.now())
    if failed:
        for problem in failed[:-1]:
            click.echo(f"Error: {problem}", err=True)
        raise failed[-1]


@items.command("withdraw")
@click.argument("uid", metavar="ID")
@click.option("--note", default="", help="The reason, shown to readers.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@in_words
def withdraw(uid: str, note: str, yes: bool) -> None:
    """Take a published item off the site; its page answers 410."""
    with opened() as service:
        item = service.store.items.by_uid(uid)
        if item.status == "published":
            title = shorten(item.content.title, 80)
            agree(f'This takes "{title}" off the site and out of all feeds.', yes=yes)
        desk.withdraw(service.store, uid, clean_text(note), "command line", service.now())
    click.echo(f"withdrawn {uid}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
