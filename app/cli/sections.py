"""sections list | rename."""

import re

import click

from app.cli.common import as_json, in_words, opened, table
from app.values.errors import UsageError
from scrapers.words.text import clean_text

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@click.group()
def sections() -> None:
    """The sections of the site."""


@sections.command("list")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@in_words
def list_(json_: bool) -> None:
    """All sections, in the order of the menu."""
    with opened() as service:
        all_sections = service.store.sections.every()
    if json_:
        as_json([{"slug": section.slug, "title": section.title} for section in all_sections])
        return
    table(("SLUG", "TITLE"), [(section.slug, section.title) for section in all_sections])


@sections.command("rename")
@click.argument("slug")
@click.option("--title", default="", help="What readers see.")
@click.option(
    "--slug",
    "new_slug",
    default="",
    help="What stands in its address; the former address leads to the new one.",
)
@in_words
def rename(slug: str, title: str, new_slug: str) -> None:
    """Give a section another title, another address, or both; its feeds keep their ids."""
    if not title and not new_slug:
        raise UsageError("say what it is to be called, with --title or --slug")
    if new_slug and not _SLUG.fullmatch(new_slug):
        raise UsageError(f"--slug is made of small letters, digits and hyphens, not {new_slug!r}")
    with opened() as service:
        renamed = service.store.sections.rename(
            slug, service.now(), title=clean_text(title), new_slug=new_slug
        )
    click.echo(f"{renamed.slug}\t{renamed.title}")
