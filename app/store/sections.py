"""Sections and the edition."""

import unicodedata
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.news.pinyin import romanised
from app.store.access import Access, repeated, repeated_alone
from app.store.publication import date_corrections, show_anew, touch
from app.store.rows import section_of
from app.store.schema import (
    EditionRow,
    FormerNameRow,
    ItemRow,
    SectionRow,
    SourceRow,
    TagRow,
    table_of,
)
from app.store.turns import take_turn
from app.values.errors import Conflict, NotFound
from app.values.keys import slug_of
from app.values.model import Edition, Section

# What names lead to sections that have others now.
_SLUG, _TITLE = "section slug", "section title"
_BEAT = timedelta(seconds=20)
_NUMBER = select(table_of(EditionRow).c.number)


class Sections:
    """The sections of the site, and the edition's number."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def all(self) -> list[Section]:
        """All sections that have a public item, in the order they were made."""
        public = (
            select(ItemRow.id)
            .where(ItemRow.section_id == SectionRow.id, ItemRow.status == "published")
            .exists()
        )
        with self._access.read() as session:
            return [
                section_of(row)
                for row in session.scalars(
                    select(SectionRow).where(public).order_by(SectionRow.position, SectionRow.id)
                )
            ]

    def every(self) -> list[Section]:
        """All sections, those without a public item too."""
        with self._access.read() as session:
            return [
                section_of(row)
                for row in session.scalars(
                    select(SectionRow).order_by(SectionRow.position, SectionRow.id)
                )
            ]

    @repeated
    def find_or_make(self, name: str, now: datetime) -> Section:
        """The section of that title or slug, now or formerly; made when there is none."""
        with self._access.write() as session:
            return section_of(find_or_make(session, name, now))

    def by_slug(self, slug: str) -> Section | None:
        """The section of that slug now, if there is one."""
        with self._access.read() as session:
            row = session.scalars(select(SectionRow).where(SectionRow.slug == slug)).one_or_none()
            return section_of(row) if row else None

    @repeated_alone
    def rename(self, slug: str, now: datetime, *, title: str = "", new_slug: str = "") -> Section:
        """Give a section another title, another slug, or both; its former address leads to the new
        one. NotFound, Conflict.
        """
        with self._access.write() as session:
            take_turn(session, "sections")
            row = session.scalars(select(SectionRow).where(SectionRow.slug == slug)).one_or_none()
            if row is None:
                raise NotFound(f"there is no section {slug!r}")
            if new_slug and new_slug != slug:
                if (
                    session.scalars(
                        select(SectionRow.id).where(SectionRow.slug == new_slug)
                    ).first()
                    is not None
                ):
                    raise Conflict(f"there is already a section {new_slug!r}")
                _remember(session, _SLUG, slug, new_slug, row.id)
                row.slug = new_slug
            if title and title != row.title:
                if (
                    session.scalars(select(SectionRow.id).where(SectionRow.title == title)).first()
                    is not None
                ):
                    raise Conflict(f"there is already a section with the title {title!r}")
                _remember(session, _TITLE, row.title, title, row.id)
                row.title = title
            session.flush()
            # Every page's menu and every item of the section show its name.
            touch(
                session,
                now,
                sections=[row.id],
                sources=session.scalars(select(SourceRow.id)),
                tags=session.scalars(select(TagRow.id)),
            )
            date_corrections(session)
            show_anew(session, f"section:{row.id}", ItemRow.section_id == row.id)
            return section_of(row)

    def get(self, slug: str) -> Section:
        """The section with that slug, or that had it once; NotFound."""
        with self._access.read() as session:
            row = session.scalars(
                select(SectionRow).where(SectionRow.slug == slug)
            ).one_or_none() or _formerly(session, slug)
            if row is None:
                raise NotFound(f"there is no section {slug!r}")
            return section_of(row)

    def edition(self) -> Edition:
        """The present edition."""
        with self._access.read() as session:
            row = session.scalars(select(EditionRow)).one()
            appeared_at = row.appeared_at or row.version_at
            return Edition(row.number, row.changed_at, row.version_at, row.tag, appeared_at)

    def number(self) -> int:
        """The present edition's number alone: asked ten times a second."""
        with self._access.read() as session:
            return int(session.connection().execute(_NUMBER).scalar_one())

    @repeated
    def found(self, tag: str) -> None:
        """Give a new site the tag that its feeds' ids begin with; one that has its tag keeps it."""
        if not self.edition().tag:
            with self._access.write() as session:
                row = session.scalars(select(EditionRow)).one()
                row.tag = row.tag or tag

    @repeated_alone
    def appear(self, digest: str, now: datetime) -> None:
        """Say how the site looks; a change of it is a new edition, in every section and source."""
        with self._access.write() as session:
            row = session.scalars(select(EditionRow)).one()
            if row.appearance != digest:
                row.appearance = digest
                touch(
                    session,
                    now,
                    sections=session.scalars(select(SectionRow.id)),
                    sources=session.scalars(select(SourceRow.id)),
                    tags=session.scalars(select(TagRow.id)),
                )
                date_corrections(session)
                row.appeared_at = row.version_at

    @repeated
    def beat(self, now: datetime) -> None:
        """Say that the clock ticks; written at most every twenty seconds."""
        last = self.last_beat()
        if last is None or now - last >= _BEAT:
            with self._access.write() as session:
                session.scalars(select(EditionRow)).one().beat_at = now

    def last_beat(self) -> datetime | None:
        """When the clock last said that it ticks."""
        with self._access.read() as session:
            return session.scalars(select(EditionRow.beat_at)).one()


def _formerly(session: Session, slug: str, kind: str = _SLUG) -> SectionRow | None:
    """The section that had a slug, or a title, once."""
    former = session.get(FormerNameRow, (kind, slug))
    return session.get(SectionRow, former.target_id) if former else None


def _remember(session: Session, kind: str, before: str, after: str, section_id: int) -> None:
    """Let a former name lead to the section; the name that it has now leads to it by itself."""
    session.execute(
        delete(FormerNameRow).where(
            FormerNameRow.kind == kind, FormerNameRow.name.in_((before, after))
        )
    )
    session.add(FormerNameRow(kind=kind, name=before, target_id=section_id))


def _free_slug(session: Session, title: str) -> str:
    """Words for a section's address, Chinese ones as they are spoken; what ASCII cannot say, or
    another section says already, is told apart by a hash of the title.
    """
    spelled = romanised(title)
    words = slug_of(spelled)
    is_used = (
        session.scalars(select(SectionRow.id).where(SectionRow.slug == words)).first() is not None
        or _formerly(session, words) is not None
    )
    if words and _is_said(spelled) and not is_used:
        return words
    return f"{words}-{sha256(title.encode()).hexdigest()[:8]}".lstrip("-")


def _is_said(title: str) -> bool:
    """Whether ASCII says all letters and digits of a title, but for their accents."""
    bare = unicodedata.normalize("NFKD", title)
    return all(char.isascii() for char in bare if char.isalnum())


def find_or_make(session: Session, name: str, now: datetime) -> SectionRow:
    """The section that has that slug or title, or had it once, made when it is new."""
    by_title = session.scalars(select(SectionRow).where(SectionRow.title == name)).first()
    by_slug = by_title or session.scalars(select(SectionRow).where(SectionRow.slug == name)).first()
    row = by_slug or _formerly(session, name, _TITLE) or _formerly(session, name)
    if row is None:
        take_turn(session, "sections")
        slug = _free_slug(session, name)
        position = session.scalar(select(func.coalesce(func.max(SectionRow.position), 0)))
        row = SectionRow(
            slug=slug,
            first_slug=slug,
            title=name,
            position=(position or 0) + 1,
            changed_at=now,
            version_at=now,
        )
        session.add(row)
        session.flush()
    return row
