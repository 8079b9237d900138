"""Rows to values, and what several nouns share."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from app.store.schema import (
    CorrectionRow,
    ItemRow,
    LocationRow,
    PictureRow,
    SectionRow,
    SourceRow,
    TagRow,
)
from app.store.types import stamp_from_json
from app.values.model import (
    DEFAULT_RIGHTS,
    Correction,
    CorrectionKind,
    Foreign,
    Item,
    Joined,
    Kind,
    Location,
    LocationState,
    Media,
    Rights,
    Section,
    Source,
    Status,
    Tag,
    Via,
)
from scrapers.words.urls import identity


def section_of(row: SectionRow) -> Section:
    """A section's value."""
    return Section(row.id, row.slug, row.title, row.changed_at, row.version_at, row.first_slug)


def tag_of(row: TagRow) -> Tag:
    """A tag's value."""
    return Tag(row.id, row.slug, row.title, row.changed_at, row.version_at)


def source_of(row: SourceRow, section: SectionRow) -> Source:
    """A source's value."""
    return Source(
        id=row.id,
        slug=row.slug,
        title=row.title,
        url=row.url,
        key=identity(row.url),
        scraper=row.scraper,
        section=section_of(section),
        rights=cast(Rights, row.rights),
        review=row.review,
        every=row.every,
        zone=row.zone,
        charset=row.charset,
        recipe=row.recipe,
        rules=row.rules,
        even_doubtful=row.even_doubtful,
        browser=row.browser,
        changed_at=row.changed_at,
        version_at=row.version_at,
        paused=row.paused,
        next_run_at=row.next_run_at,
        failures=row.failures,
        last_success_at=row.last_success_at,
        last_error=row.last_error,
        failure_kind=row.failure_kind,
        listed_at=row.listed_at,
        checked_at=row.checked_at,
        rhythm=row.rhythm,
        hint=row.hint,
        moved_to=row.moved_to,
        moved_times=row.moved_times,
        backfill_next=row.backfill_next,
        backfill_left=row.backfill_left,
        backfilled_at=row.backfilled_at,
        missed=row.missed,
        listing_capture=row.listing_capture,
        doctor_mode=row.doctor_mode,
        on_trial=row.on_trial,
        treated_at=row.treated_at,
    )


def location_of(row: LocationRow | Row[Any], source: tuple[str, str] = ("", "")) -> Location:
    """A location's value; `source` is the slug and the title of the source that has it, where that
    matters.
    """
    return Location(
        id=row.id,
        url=row.url,
        state=cast(LocationState, row.state),
        via=cast(Via, row.via),
        source_id=row.source_id,
        item_id=row.item_id,
        teaser_title=row.teaser_title,
        teaser_summary=row.teaser_summary,
        teaser_published=stamp_from_json(row.teaser_published),
        tries=row.tries,
        error=row.error,
        gone_at=row.gone_at,
        first_seen_at=row.first_seen_at,
        recheck_at=row.recheck_at,
        rereads=row.rereads,
        capture=row.capture,
        joined=cast(Joined, row.joined),
        share=row.share,
        joined_by=row.joined_by,
        source_slug=source[0],
        source_title=source[1],
        key=row.key,
        claim=row.claim,
        position=row.position,
        listed_at=row.listed_at,
        checked_at=row.checked_at,
        foreign=cast(Foreign, row.foreign),
        missing=row.missing,
    )


ItemTuple = tuple[ItemRow, SectionRow, SourceRow | None]


def select_items() -> Select[ItemRow, SectionRow, SourceRow]:
    """Items with their section and source (None for written items)."""
    return (
        select(ItemRow, SectionRow, SourceRow)
        .join(SectionRow, SectionRow.id == ItemRow.section_id)
        .outerjoin(SourceRow, SourceRow.id == ItemRow.source_id)
    )


def items_of(session: Session, rows: Sequence[ItemTuple]) -> list[Item]:
    """The values of items; their locations and kept pictures are loaded in one more query each."""
    stored = [row[0] for row in rows]
    media = _media(session, [picture.url for row in stored for picture in row.content.pictures])
    places = _places(session, [row.id for row in stored])
    into = _merged_into(
        session, [row.merged_into_id for row in stored if row.merged_into_id is not None]
    )
    items = [
        _illustrated(_item(*row, tuple(places.get(row[0].id, ())), into), media) for row in rows
    ]
    items = _with_reports(session, items)
    return _with_corrections(
        session, items, [row.id for row in stored if row.corrected is not None]
    )


def _places(session: Session, ids: Sequence[int]) -> dict[int, list[Location]]:
    """Where items stand, by the items' keys."""
    places: dict[int, list[Location]] = {}
    for place, slug, title in session.execute(_PLACES, {"ids": ids}) if ids else ():
        places.setdefault(cast(int, place.item_id), []).append(
            location_of(place, (slug or "", title or ""))
        )
    return places


def _with_reports(session: Session, items: list[Item]) -> list[Item]:
    reports = _reports(session, {item.cluster_id for item in items} - {None})
    return [
        replace(item, reports=reports.get(item.cluster_id, 1)) if item.cluster_id else item
        for item in items
    ]


def _with_corrections(session: Session, items: list[Item], corrected: Sequence[int]) -> list[Item]:
    if not corrected:
        return items
    corrections = _corrections(session, corrected)
    return [
        replace(item, corrections=tuple(corrections[item.id])) if item.id in corrections else item
        for item in items
    ]


def _corrections(session: Session, ids: Sequence[int]) -> dict[int, list[Correction]]:
    """What readers were told about changes of items, the first first."""
    corrections: dict[int, list[Correction]] = {}
    for row in session.scalars(_CORRECTIONS, {"ids": ids}):
        corrections.setdefault(row.item_id, []).append(
            Correction(row.revision, row.at, row.by, cast(CorrectionKind, row.kind), row.note)
        )
    return corrections


def _reports(session: Session, clusters: Collection[int | None]) -> dict[int | None, int]:
    """How many public reports there are of events."""
    if not clusters:
        return {}
    public = select(ItemRow.cluster_id, func.count()).where(
        ItemRow.cluster_id.in_(clusters), ItemRow.status == "published"
    )
    return {row[0]: row[1] for row in session.execute(public.group_by(ItemRow.cluster_id))}


def own_first() -> tuple[ColumnElement[int], Any]:
    """The order of an item's locations: its own first, then those that joined it."""
    return case((LocationRow.joined == "", 0), else_=1), LocationRow.id


# Built once: building a statement costs as much as running it. Each location with the slug and the
# title of the source that has it.
_PLACES = (
    select(LocationRow, SourceRow.slug, SourceRow.title)
    .outerjoin(SourceRow, SourceRow.id == LocationRow.source_id)
    .where(LocationRow.item_id.in_(bindparam("ids", expanding=True)))
    .order_by(*own_first())
)


_CORRECTIONS = (
    select(CorrectionRow)
    .where(CorrectionRow.item_id.in_(bindparam("ids", expanding=True)))
    .order_by(CorrectionRow.at, CorrectionRow.id)
)


def _merged_into(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The ids, as in URLs, of the items that others live on in."""
    if not ids:
        return {}
    return {
        row.id: row.uid
        for row in session.execute(select(ItemRow.id, ItemRow.uid).where(ItemRow.id.in_(ids)))
    }


def _media(session: Session, urls: Sequence[str]) -> dict[str, Media | None]:
    """The pictures that are kept, and None for those that turned out to be none."""
    if not urls:
        return {}
    known = session.scalars(
        select(PictureRow).where(PictureRow.url.in_(set(urls)), PictureRow.state != "wanted")
    )
    return {row.url: media_of(row) if row.state == "kept" else None for row in known}


def media_of(row: PictureRow) -> Media:
    """A kept picture's value."""
    return Media(row.url, row.digest, row.type, row.width, row.height, row.size)


def illustrate(session: Session, items: Sequence[Item]) -> list[Item]:
    """Items that are not stored, with those of their pictures that are kept here."""
    media = _media(session, [picture.url for item in items for picture in item.content.pictures])
    return [_illustrated(item, media) for item in items]


def _illustrated(item: Item, media: Mapping[str, Media | None]) -> Item:
    urls = [picture.url for picture in item.content.pictures if picture.url in media]
    kept = {url: file for url in urls if (file := media[url])}
    return (
        replace(item, media=kept, unfit=frozenset(url for url in urls if url not in kept))
        if urls
        else item
    )


def _edited(names: Sequence[str]) -> frozenset[str]:
    """The fields that editors changed, by the names that they have today."""
    return frozenset("authors" if name == "author" else name for name in names)


def _is_cut(locations: Sequence[Location]) -> bool:
    """Whether what was read of an item is not the whole story, so that it is shown as a summary."""
    return any(place.missing and not place.joined for place in locations)


def _item(
    row: ItemRow,
    section: SectionRow,
    source: SourceRow | None,
    locations: tuple[Location, ...],
    into: Mapping[int, str],
) -> Item:
    rights = row.rights or (source.rights if source else DEFAULT_RIGHTS)
    if row.rights is None and rights == "full" and _is_cut(locations):
        rights = "summary"
    return Item(
        id=row.id,
        uid=row.uid,
        tag=row.tag,
        kind=cast(Kind, row.kind),
        status=cast(Status, row.status),
        rights=cast(Rights, rights),
        section=section_of(section),
        source_slug=source.slug if source else "",
        source_title=source.title if source else "",
        content=row.content,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        updated_at=row.updated_at,
        changed_at=row.changed_at,
        revision=row.revision,
        slug=row.slug,
        due_at=row.due_at,
        embargo_until=row.embargo_until,
        released_at=row.released_at,
        withdrawn_at=row.withdrawn_at,
        note=row.note,
        edited=_edited(row.edited),
        upstream=row.upstream,
        fingerprint=row.fingerprint,
        locations=locations,
        merged_into=into.get(row.merged_into_id or 0, ""),
        cluster_id=row.cluster_id,
        serial=row.serial,
        edition=row.edition,
        version_at=row.version_at,
        source_id=row.source_id,
        own_rights=cast(Rights | None, row.rights),
    )
