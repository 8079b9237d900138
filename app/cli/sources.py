"""sources list | preview | add | import | browser | recipe | losses | remedies | doctor-mode |
pause | resume | remove.
"""

import re
from dataclasses import asdict
from pathlib import Path
from textwrap import indent
from typing import Any, cast

import click

from app.cli.common import agree, as_json, in_words, opened, table
from app.desk import (
    HeldLoss,
    Look,
    Preview,
    Settlement,
    accept_remedy,
    add_source,
    change_browser,
    change_recipe,
    health_of_sources,
    held_losses,
    import_outlined,
    outlined,
    pause_source,
    preview,
    read_duration,
    recipe_from,
    remove_source,
    resume_source,
    set_doctor_mode,
    settle_losses,
    take_back_remedy,
    try_recipe,
)
from app.news.health import Health
from app.news.remedies import MODES, facts_of
from app.run.boot import Service
from app.values.errors import InputError, UsageError
from app.values.model import RIGHTS, Rights, Source, SourceSpec
from app.values.program import variable
from scrapers import Article, Teaser
from scrapers.page.charset import known_charset
from scrapers.recipes.recipe import recipe_of, to_toml
from scrapers.words.text import shorten

# Who the audit log says does what the commands do to sources.
_BY = "service"


def _charset(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """The label of an encoding that we can read; wrong usage for anything else."""
    if value and not known_charset(value):
        raise click.BadParameter(
            (
                f"{value!r} is no encoding of web pages; write utf-8, gb18030, big5, shift_jis or "
                f"the like"
            ),
            ctx,
            param,
        )
    return value


class Duration(click.ParamType[int]):
    """90, 90s, 15m, 2h, 1d: seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Seconds; wrong usage for anything else."""
        if isinstance(value, int):
            return value
        try:
            return read_duration(str(value))
        except InputError as error:
            self.fail(str(error), param, ctx)


_RECIPE = click.option(
    "--recipe",
    default=None,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A recipe that says how to read it.",
)
_CHARSET = click.option(
    "--charset",
    default="",
    callback=_charset,
    help="What its pages are in, such as gb18030; found out when it is not said.",
)


@click.group()
def sources() -> None:
    """The listings that we poll."""


@sources.command("doctor-mode")
@click.argument("slug")
@click.argument("mode", type=click.Choice(MODES))
@in_words
def doctor_mode(slug: str, mode: str) -> None:
    """Say what the doctor may do when a source ails: nothing, propose, or heal it."""
    with opened() as service:
        set_doctor_mode(service.store, slug, mode, _BY, service.now())
    click.echo(f"{slug}: the doctor is {mode}")


@sources.command()
@click.argument("slug")
@click.option("--accept", type=int, metavar="ID", help="Take a proposed remedy for good.")
@click.option("--take-back", type=int, metavar="ID", help="Read the source as before a remedy.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@in_words
def remedies(slug: str, accept: int | None, take_back: int | None, json_: bool) -> None:
    """What the doctor did for a source, the latest first."""
    if accept is not None and take_back is not None:
        raise UsageError("--accept and --take-back go one at a time")
    with opened() as service:
        store, now = service.store, service.now()
        if accept is not None:
            accept_remedy(store, slug, accept, _BY, now)
        if take_back is not None:
            take_back_remedy(store, slug, take_back, _BY, now)
        found = store.remedies.of(store.sources.get(slug))
    if json_:
        as_json([facts_of(remedy) for remedy in found])
        return
    heads = ("ID", "AT", "WAY", "DECISION", "KNOWN", "RIGHT", "BEFORE", "AFTER")
    rows = [
        (
            str(each.id),
            f"{each.at:%Y-%m-%d %H:%M}",
            each.way,
            each.state,
            str(each.evidence.fit.known),
            f"{each.evidence.right}/{len(each.evidence.witnesses)}",
            each.before.url,
            each.merged or each.after.url,
        )
        for each in found
    ]
    table(heads, rows)


@sources.command("list")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@in_words
def list_(json_: bool) -> None:
    """All sources and how they do."""
    with opened() as service, service.store.look() as look:
        all_sources = look.sources.all()
        healths = health_of_sources(look, all_sources)
    if json_:
        as_json([_source_json(source, healths[source.id]) for source in all_sources])
        return
    heads = ("SLUG", "TITLE", "SECTION", "SCRAPER", "RIGHTS", "STATE", "URL")
    table(
        heads,
        [
            (s.slug, s.title, s.section.title, s.scraper, s.rights, _state(s, healths[s.id]), s.url)
            for s in all_sources
        ],
    )


@sources.command("preview")
@click.argument("url")
@click.option("--scraper", default="", help="Who reads it; found out when it is not said.")
@_RECIPE
@_CHARSET
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@in_words
def preview_(url: str, scraper: str, recipe: Path | None, charset: str, json_: bool) -> None:
    """Show what a listing and its first story say; stores nothing."""
    with opened() as service:
        look = Look(url, service.settings.zone.key, scraper, _recipe(recipe), charset)
        seen = preview(look, service.fetcher, service.now(), service.browser)
    if json_:
        as_json(_preview_json(seen))
    else:
        _show(seen)


@sources.command("browser")
@click.argument("slug")
@click.option("--off", is_flag=True, help="Read its pages as they come.")
@in_words
def browser_(slug: str, off: bool) -> None:
    """Read a source's pages as their scripts draw them, from now on."""
    with opened() as service:
        if not off:
            _needs_browser(service)
        change_browser(service.store, slug, _BY, service.now(), browser=not off)
    click.echo(f"{slug} is read {'as it comes' if off else 'in the browser'} from now on")


@sources.command("add")
@click.argument("url")
@click.option("--slug", default="", help="Short name for addresses and commands.")
@click.option("--title", default="", help="The source's name for readers.")
@click.option("--section", default="", help="The section it files into.")
@click.option(
    "--rights",
    default="summary",
    show_default=True,
    type=click.Choice(RIGHTS),
    help="How much may be republished.",
)
@click.option(
    "--review", is_flag=True, help="Queue what comes in for review instead of publishing at once."
)
@click.option("--even-doubtful", is_flag=True, help="Publish also what has a title in doubt.")
@click.option(
    "--every",
    default=0,
    type=Duration(),
    help="How often to poll: 90s, 30m, 2h.  [default: the rhythm of the source, learned]",
)
@click.option("--scraper", default="", help="Who reads it; found out when it is not said.")
@_RECIPE
@_CHARSET
@click.option(
    "--browser/--no-browser",
    default=None,
    help="Whether its scripts have to draw its pages; found out when it is not said.",
)
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.option("--anyway", is_flag=True, help="Add it although most of its stories cannot be read.")
@in_words
def add(
    url: str,
    slug: str,
    title: str,
    section: str,
    rights: str,
    review: bool,
    even_doubtful: bool,
    every: int,
    scraper: str,
    recipe: Path | None,
    charset: str,
    browser: bool | None,
    yes: bool,
    anyway: bool,
) -> None:
    """Add a listing as a source, after a look at what it shows."""
    if slug and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", slug):
        raise UsageError("--slug has small letters, digits and hyphens only, such as city-daily")
    spec = SourceSpec(
        url,
        slug,
        title,
        section,
        scraper,
        cast(Rights, rights),
        review,
        every,
        charset=charset,
        even_doubtful=even_doubtful,
    )
    with opened() as service:
        if browser:
            _needs_browser(service)
        look = Look(
            url, service.settings.zone.key, scraper, _recipe(recipe), charset,
            browser=browser is True,
        )  # fmt: skip
        drawing = None if browser is False else service.browser
        seen = preview(look, service.fetcher, service.now(), drawing)
        if seen.is_unread and not anyway:
            raise InputError(f"{_unread(seen)}; --anyway adds it all the same")
        if not yes:
            _show(seen)
            click.confirm("Add it?", abort=True)
        added = add_source(
            spec, seen, service.store, service.settings, _BY, service.now(), anyway=anyway
        )
    click.echo(
        f"added {added.slug} ({added.title}), section {added.section.title}, read by "
        f"{added.scraper}, {_rhythm(added)}"
    )


@sources.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--rights",
    default="summary",
    show_default=True,
    type=click.Choice(RIGHTS),
    help="How much of them may be republished.",
)
@click.option("--review", is_flag=True, help="Queue what comes in for review.")
@click.option("--yes", is_flag=True, help="Add them; without it, nothing is stored.")
@in_words
def import_(file: Path, rights: str, review: bool, yes: bool) -> None:
    """Add the feeds and lists of an OPML file, its folders as sections."""
    with opened() as service:
        entries = outlined(file.read_bytes(), service.store)
        for entry in entries:
            click.echo(f"{entry.state}\t{entry.section or '-'}\t{entry.title or '-'}\t{entry.url}")
        count = sum(entry.state == "new" for entry in entries)
        if not yes:
            click.echo(f"{count} of {len(entries)} are new; nothing was stored. --yes adds them")
            return
        added = 0
        for done in import_outlined(
            entries, service.fetcher, service.store, service.settings, _BY, service.now(),
            rights=cast(Rights, rights), review=review,
        ):  # fmt: skip
            added += done.source is not None
            named = done.source.slug if done.source else f"not added: {done.problem}"
            click.echo(f"{done.entry.url}: {named}")
    click.echo(f"{added} of {count} added")
    if added < count:
        raise InputError(f"{count - added} could not be added; the others are there")


@sources.command("recipe")
@click.argument("slug")
@click.option(
    "--from",
    "file",
    default=None,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read it by this recipe from now on.",
)
@click.option("--learn", is_flag=True, help="Learn a recipe from the listing as it is now.")
@click.option("--forget", is_flag=True, help="Read it without a recipe from now on.")
@in_words
def recipe_(slug: str, file: Path | None, learn: bool, forget: bool) -> None:
    """Print a source's recipe, or change it after a try on the live listing."""
    if sum((file is not None, learn, forget)) > 1:
        raise UsageError("--from, --learn and --forget exclude each other")
    with opened() as service:
        source = service.store.sources.get(slug)
        if forget:
            change_recipe(service.store, slug, None, _BY, service.now())
            click.echo(f"{slug} is read without a recipe now")
            return
        if file is None and not learn:
            if source.recipe is None:
                raise UsageError(
                    f"{slug} has no recipe: it is read by {source.scraper}; --learn makes one"
                )
            click.echo(to_toml(recipe_of(source.recipe)), nl=False)
            return
        seen = try_recipe(source, _recipe(file), service.fetcher, service.now(), service.browser)
        if seen.recipe is None:
            raise UsageError(
                f"no recipe reads {source.url} as well as it is read without one; nothing was "
                f"changed"
            )
        change_recipe(service.store, slug, seen.recipe, _BY, service.now())
    _show(seen)
    click.echo(f"{slug} is read by this recipe from now on")


@sources.command("losses")
@click.argument("slug")
@click.option("--accept", is_flag=True, help="Take away here what was taken away there.")
@click.option("--keep", is_flag=True, help="Keep it in all of these stories.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@in_words
def losses(slug: str, accept: bool, keep: bool, json_: bool) -> None:
    """Show what a source took away from several stories at once, or settle it for all of them."""
    if accept and keep:
        raise UsageError("--accept and --keep exclude each other")
    with opened() as service:
        if accept or keep:
            how: Settlement = "accepted" if accept else "kept"
            held = settle_losses(service.store, slug, how, _BY, service.now())
        else:
            held = held_losses(service.store, service.store.sources.get(slug))
    if json_:
        as_json([_held_json(story) for story in held])
        return
    for story in held:
        click.echo(f"{story.item.uid}  {story.loss.kind}  {story.item.content.title}")
        for line in story.taken:
            click.echo(f"  - {shorten(line, 160)}")
    settled = "taken away" if accept else "kept" if keep else "held"
    click.echo(f"{len(held)} {settled}")


def _held_json(story: HeldLoss) -> dict[str, Any]:
    return {
        "id": story.item.uid,
        "title": story.item.content.title,
        "kind": story.loss.kind,
        "since": story.loss.seen_at.isoformat(),
        "taken": story.taken,
    }


@sources.command("pause")
@click.argument("slug")
@in_words
def pause(slug: str) -> None:
    """Stop polling a source until it is resumed."""
    with opened() as service:
        pause_source(service.store, slug, _BY, service.now())
    click.echo(f"paused {slug}")


@sources.command("resume")
@click.argument("slug")
@in_words
def resume(slug: str) -> None:
    """Poll a paused source again, at once and then on schedule."""
    with opened() as service:
        resume_source(service.store, slug, _BY, service.now())
    click.echo(f"resumed {slug}")


@sources.command("remove")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@in_words
def remove(slug: str, yes: bool) -> None:
    """Stop polling a source for good; what it brought stays."""
    with opened() as service:
        source = service.store.sources.get(slug)
        agree(
            f"{source.url} is polled no more, and how it is read is forgotten; its items stay.",
            yes=yes,
        )
        remove_source(service.store, slug, _BY, service.now())
    click.echo(f"removed {slug}; its items stay")


def _needs_browser(service: Service) -> None:
    if service.browser is None:
        raise UsageError(f"there is no browser: {variable('browser')} is not set")


def _rhythm(source: Source) -> str:
    return f"every {source.every} s" if source.every else "in its own rhythm"


def _state(source: Source, health: Health) -> str:
    if source.paused:
        return "paused"
    if source.last_error:
        return f"failing: {source.last_error}"
    if source.on_trial:
        return f"on trial; see `sources remedies {source.slug}`"
    if health.stage == "ailing":
        return f"not well: {health.state}; see `doctor {source.slug}`"
    if source.backfill_next:
        return f"well; a backfill waits to go on: `collect {source.slug} --backfill`"
    return "well" if source.last_success_at else "not collected yet"


def _source_json(source: Source, health: Health) -> dict[str, Any]:
    plain = asdict(source) | {
        "section": source.section.title,
        "state": _state(source, health),
        "health": health.facts,
    }
    del plain["rhythm"]
    return plain


def _recipe(file: Path | None) -> dict[str, Any] | None:
    return recipe_from(file.read_text("utf-8", "replace")) if file else None


def _unread(seen: Preview) -> str:
    return f"{seen.unread} of the first {seen.tried} stories cannot be read ({seen.problem})"


def _preview_json(seen: Preview) -> dict[str, Any]:
    return {
        "kind": seen.listing.kind,
        "url": seen.url,
        "title": seen.listing.title,
        "listing": [_teaser_json(teaser) for teaser in seen.listing.teasers],
        "promo": [_teaser_json(teaser) for teaser in seen.listing.promos],
        "next": seen.listing.next_url or None,
        "unfollowed": seen.listing.unfollowed or None,
        "sample": _article_json(seen.sample) if seen.sample else None,
        "problem": seen.problem or None,
        "tried": seen.tried,
        "unread": seen.unread,
        "confidence": seen.confidence,
        "recipe": seen.recipe,
        "browser": seen.browser,
    }


def _teaser_json(teaser: Teaser) -> dict[str, Any]:
    return {
        "url": teaser.url,
        "title": teaser.title,
        "date": teaser.published.iso if teaser.published else None,
        "summary": teaser.summary or None,
        "image": teaser.picture or None,
    }


def _article_json(article: Article) -> dict[str, Any]:
    plain = asdict(article)
    plain["published"] = article.published.iso if article.published else None
    plain["promos"] = [_teaser_json(teaser) for teaser in article.promos]
    return plain


def _show(seen: Preview) -> None:
    listing = seen.listing
    click.echo(
        f"{listing.title or seen.url}: {len(listing.teasers)} entries, read by {listing.kind}, "
        f"confidence {seen.confidence:.0%}"
    )
    if listing.kind == "feed":
        click.echo(f"The feed at {seen.url} tells the same; it will be polled.")
    if seen.browser:
        click.echo("Only its scripts draw it: its pages will be read in the browser.")
    if listing.unfollowed:
        click.echo(
            f"It seems to go on ({listing.unfollowed}), but where cannot be told: only what this "
            "page shows will be read."
        )
    for teaser in listing.teasers[:10]:
        click.echo(
            f"  {teaser.published.iso if teaser.published else '----------'}  "
            f"{teaser.title or teaser.url}"
        )
    if seen.recipe is not None:
        click.echo("Recipe:\n" + indent(to_toml(recipe_of(seen.recipe)), "  ").rstrip())
    if seen.unread:
        click.echo(_unread(seen))
    sample = seen.sample
    if sample is None:
        return
    click.echo(
        f"First story: {sample.title} "
        f"({sample.published.iso if sample.published else 'no date'}), {len(sample.text)} "
        f"characters"
    )
    if rest := _rest(sample):
        click.echo(rest)


def _rest(article: Article) -> str:
    """Where a story goes on that is not all on its page; "" when it is."""
    further = article.further
    if further.first:
        return f"It is a later part of {further.first}; the story is read from there."
    if further.parts:
        return f"It goes on at {further.parts[0]}; collecting reads all of its parts."
    if further.whole:
        return f"It is only the beginning; collecting reads the whole at {further.whole[0]}."
    return ""
