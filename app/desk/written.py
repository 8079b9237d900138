"""Items that people write or change: one set of checks for forms, programs and commands.

Decision 0101.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

from app.desk.alttext import unnamed_pictures
from app.desk.body import from_markdown, pictures_of, to_markdown
from app.desk.site import Site, language_as_typed
from app.news.likewords import squashed
from app.news.merging import is_open
from app.news.names import names_in
from app.news.significance import Counts
from app.store import Nouns, Store
from app.values.errors import InputError
from app.values.keys import fold_title, tag_slug
from app.values.model import CORRECTIONS, Content, CorrectionKind, Item, Rights, Role
from app.values.quotas import MOST_SECTIONS
from app.values.roles import may
from scrapers import Stamp
from scrapers.words.text import clean_chars, clean_text, shorten
from scrapers.words.urls import canonical

_LONGEST_TITLE = 300
_LONGEST_LINE = 300
_LONGEST_BODY = 500_000
_LONGEST_URL = 2000
_SUMMARY, _LONGEST_SUMMARY = 300, 1000
_LONGEST_SECTION = 60
_LONGEST_TAG, _MOST_TAGS, _LONGEST_NOTE = 60, 20, 1000
_COUNTS: tuple[Counts, ...] = get_args(Counts)
# States of what readers see, or will see without another look at it.
_SEEN = ("scheduled", "published")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Draft:
    """What an editor's form says, as typed.

    `published` is YYYY-MM-DD, with HH:MM after it or not, in the site's zone; `tags` are separated
    by commas; `correction` is the kind of what readers are told, `correction_note` the words for
    it; `due` is when it is to be published and `embargo` before when it must not, in the site's
    zone; `decorative`, when not empty, says that pictures without words say nothing; `language` is
    a tag (BCP 47), empty to be told from the text; `significant` is yes or no where the editor says
    whether readers are told of the change, empty where what changes says it.
    """

    title: str
    body: str
    section: str
    summary: str = ""
    author: str = ""
    byline_source: str = ""
    published: str = ""
    url: str = ""
    rights: Rights = "full"
    tags: str = ""
    correction: str = ""
    correction_note: str = ""
    due: str = ""
    embargo: str = ""
    decorative: str = ""
    language: str = ""
    significant: str = ""


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """A form that can be saved: checked, its text rendered. `url` is canonical, `correction` a kind
    and the words for readers, `counts` whether they are told that the item changed, as in
    `lifecycle.edited`.
    """

    content: Content
    section: str
    rights: Rights
    url: str = ""
    correction: tuple[CorrectionKind, str] | None = None
    counts: Counts = ""


def prepare_new(draft: Draft, site: Site) -> PreparedItem:
    """What the form of a new item says; InputError names the field that cannot be used."""
    content = content_of_draft(draft, Content(title=""), site)
    url = _url(draft)
    return PreparedItem(content, _section(draft), draft.rights, url=url)


def prepare(draft: Draft, before: Content, site: Site) -> PreparedItem:
    """What the form of an item says, over the content that it changes; InputError as above."""
    content = content_of_draft(draft, before, site)
    correction, counts = _correction(draft), _counts(draft)
    return PreparedItem(
        content, _section(draft), draft.rights, correction=correction, counts=counts
    )


def check_section(store: Store, title: str, role: Role) -> None:
    """Refuse a section that there is not to those who may not decide what sections there are, and
    to all when there are too many; InputError.
    """
    sections = store.sections.every()
    known = {fold_title(name) for section in sections for name in (section.title, section.slug)}
    if fold_title(clean_text(title)) in known:
        return
    if sections and not may(role, "review"):
        raise InputError(
            "there is no such section; choose one of those that there are", field="section"
        )
    if len(sections) >= MOST_SECTIONS:
        raise InputError(
            "there are as many sections as a site may have (%(most)s); choose one of them",
            field="section",
            most=MOST_SECTIONS,
        )


def check_pictures(
    store: Store, draft: Draft, content: Content, item: Item | None, *, publishing: bool
) -> None:
    """Refuse to publish pictures that say nothing to those who cannot see them, unless somebody
    says that there is nothing to say.

    `item` is the one that is changed, if any: what readers see of it already was passed by
    somebody.
    """
    seen = item is not None and item.status in _SEEN
    changes_ours = item is not None and item.kind == "written" and seen
    if not (publishing or changes_ours) or draft.rights != "full" or draft.decorative:
        return
    passed = (
        {picture.url for picture in item.content.pictures} if item is not None and seen else set()
    )
    # Those in the text, whose words an editor can write; not those that a source showed beside it.
    shown = pictures_of(content.html)
    decorative = store.library.decorative([picture.url for picture in shown])
    _refuse_unnamed(replace(content, pictures=shown), decorative | passed)


def check_stored(store: Nouns, item: Item) -> None:
    """The same for an item that is published without its form; InputError. What sources brought is
    as they wrote it.
    """
    if item.kind == "written" and item.rights == "full" and item.status in ("draft", "review"):
        _refuse_unnamed(
            item.content,
            store.library.decorative([picture.url for picture in item.content.pictures]),
        )


def _refuse_unnamed(content: Content, decorative: Collection[str]) -> None:
    if unnamed_pictures(content, decorative):
        raise InputError(
            (
                "a picture has no description: write one in its square brackets, or tick that the "
                "pictures are decorative"
            ),
            field="decorative",
        )


def moment_of(typed: str, zone: ZoneInfo, field: str) -> datetime | None:
    """A day and time as typed, in the site's zone; None for none, InputError for what is none."""
    typed = typed.strip().replace(" ", "T")
    if not typed:
        return None
    try:
        at = datetime.fromisoformat(typed)
    except ValueError as error:
        raise InputError(
            "this is no day and time; write it as 2024-06-21 08:30", field=field
        ) from error
    refuse_odd_year(at.year, field)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def body_of(content: Content) -> str:
    """The body as an editor edits it: Markdown."""
    return content.markdown or to_markdown(content.html)


def content_of_draft(draft: Draft, before: Content, site: Site) -> Content:
    """The content that a form says, over what it was; InputError names the field that cannot be
    used.
    """
    title = clean_text(draft.title)
    if not title:
        raise InputError("a title is needed", field="title")
    if len(title) > _LONGEST_TITLE:
        raise InputError(
            "a title has at most %(most)s characters", field="title", most=_LONGEST_TITLE
        )
    content = replace(
        before,
        title=title,
        authors=_authors(draft.author, before),
        byline_source=_line(draft.byline_source, before.byline_source, "byline_source"),
        published=_stamp(draft.published, before.published, site.zone),
        tags=before.tags if draft.tags.strip() == show_tags(before.tags) else _tags(draft.tags),
    )
    content = _with_body(content, draft.body, site.base_url)
    return replace(
        content,
        summary=_followed(_summary(draft.summary, before.summary), before, content),
        language=language_as_typed(draft.language, content, site),
    )


def _followed(summary: str, before: Content, content: Content) -> str:
    """The summary of a text: one that was made of the text before is made of it again."""
    of_the_text_before = bool(summary) and summary == before.summary and _is_made_of(before)
    if summary and not (of_the_text_before and content.text != before.text):
        return summary
    return shorten(content.text.split("\n")[0], _SUMMARY)


def _is_made_of(content: Content) -> bool:
    """Whether a summary is the beginning of its text."""
    beginning = squashed(content.summary.rstrip(".… "))
    return bool(beginning) and squashed(content.text).startswith(beginning)


def _counts(draft: Draft) -> Counts:
    """Whether readers are told that an item changed, as the editor says."""
    said = next((said for said in _COUNTS if said == draft.significant), None)
    if said is None:
        raise InputError("write yes or no, or leave it empty", field="significant")
    return said


def _authors(typed: str, before: Content) -> tuple[str, ...]:
    """The authors as typed in one line; a line that was not touched keeps them as they are."""
    line = _line(typed, before.author, "author")
    return before.authors if line == before.author else names_in(line)


def _line(typed: str, before: str, field: str) -> str:
    """A line as typed; what a source brought may be as long as it is."""
    line = clean_text(typed)
    if len(line) > _LONGEST_LINE and line != before:
        raise InputError("this has at most %(most)s characters", field=field, most=_LONGEST_LINE)
    return line


def _summary(typed: str, before: str) -> str:
    """The summary as typed; what a source brought may be as long as it is."""
    if is_open(typed):
        raise InputError(
            (
                "the summary still holds both versions of a part: choose one, and take the marks "
                "⟦ ⟧ out"
            ),
            field="summary",
        )
    summary = " ".join(clean_text(typed).split())
    if len(summary) > _LONGEST_SUMMARY and summary != before:
        raise InputError(
            "the summary is too long: at most %(most)s characters, and this has %(has)s",
            field="summary",
            most=_LONGEST_SUMMARY,
            has=len(summary),
        )
    return summary


def _with_body(content: Content, body: str, base_url: str) -> Content:
    """The body as typed; one that was not touched keeps its HTML as it is."""
    body = clean_chars(body).replace("\r\n", "\n").strip()
    if is_open(body):
        raise InputError(
            "the text still holds both versions of a part: choose one, and take the marks ⟦ ⟧ out",
            field="body",
        )
    if len(body) > _LONGEST_BODY:
        raise InputError(
            "the text is too long: at most %(most)s characters, and this has %(has)s",
            field="body",
            most=_LONGEST_BODY,
            has=len(body),
        )
    if body == body_of(content).strip():
        return content
    html, text = from_markdown(body, base_url)
    return replace(content, markdown=body, html=html, text=text, pictures=pictures_of(html))


def _stamp(typed: str, before: Stamp | None, zone: ZoneInfo) -> Stamp | None:
    typed = typed.strip()
    if not typed:
        return None
    if typed == show_stamp(before, zone):
        return before
    try:
        if len(typed) == len("2024-06-21"):
            day = date.fromisoformat(typed)
            refuse_odd_year(day.year)
            return Stamp(day)
        at = datetime.fromisoformat(typed.replace(" ", "T"))
    except ValueError as error:
        raise InputError(
            "a date is written 2024-06-21, with a time 2024-06-21 08:30", field="published"
        ) from error
    refuse_odd_year(at.year)
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    return Stamp(at.astimezone(zone).date(), at)


def refuse_odd_year(year: int, field: str = "published") -> None:
    """Refuse a year that is a slip of the keyboard; InputError."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise InputError(
            "the year must be between %(first)s and %(last)s",
            field=field,
            first=_FIRST_YEAR,
            last=_LAST_YEAR,
        )


def show_stamp(stamp: Stamp | None, zone: ZoneInfo) -> str:
    """A date as an editor types it."""
    if stamp is None:
        return ""
    return (
        stamp.at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if stamp.at else stamp.day.isoformat()
    )


def show_tags(tags: tuple[str, ...]) -> str:
    """Tags as an editor types them."""
    return ", ".join(tags)


def _tags(typed: str) -> tuple[str, ...]:
    """Tags as typed, each once, whatever its case."""
    tags: dict[str, str] = {}
    for part in re.split("[,，、;；]", typed):
        title = clean_text(part)
        if len(title) > _LONGEST_TAG:
            raise InputError(
                "a tag has at most %(most)s characters", field="tags", most=_LONGEST_TAG
            )
        if slug := tag_slug(title):
            tags.setdefault(slug, title)
    if len(tags) > _MOST_TAGS:
        raise InputError("an item has at most %(most)s tags", field="tags", most=_MOST_TAGS)
    return tuple(tags.values())


def _correction(draft: Draft) -> tuple[CorrectionKind, str] | None:
    """What readers are told, if anything."""
    kind = next((kind for kind in CORRECTIONS if kind == draft.correction), None)
    note = clean_text(draft.correction_note)
    if kind is None and note:
        raise InputError(
            "say whether this is a correction, a clarification or an update",
            field="correction_note",
        )
    if kind is not None and not note:
        raise InputError("say in a few words what was changed", field="correction_note")
    if len(note) > _LONGEST_NOTE:
        raise InputError(
            "a note for readers has at most %(most)s characters",
            field="correction_note",
            most=_LONGEST_NOTE,
        )
    return (kind, note) if kind is not None else None


def _url(draft: Draft) -> str:
    url = canonical(draft.url)
    if len(url) > _LONGEST_URL:
        raise InputError("this address is too long", field="url")
    if draft.url.strip() and not url:
        raise InputError("this is no web address", field="url")
    return url


def _section(draft: Draft) -> str:
    section = clean_text(draft.section)
    if not section:
        raise InputError("a section is needed", field="section")
    if len(section) > _LONGEST_SECTION:
        raise InputError(
            "the name of a section has at most %(most)s characters",
            field="section",
            most=_LONGEST_SECTION,
        )
    return section
