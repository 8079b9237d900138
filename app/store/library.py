"""The library: pictures that are kept here, what is said of them, and who shows them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.store.access import Access, repeated
from app.store.audit import record
from app.store.rows import items_of, media_of, select_items
from app.store.schema import ItemRow, PictureRow, PictureUseRow
from app.values.errors import NotFound
from app.values.model import Item, LibraryPicture, Media, PictureTexts

_MOST_USES = 100


class Library:
    """Kept pictures, each once whatever the addresses at which it stood."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @repeated
    def add(
        self, media: Media, texts: PictureTexts, by: str, now: datetime
    ) -> tuple[LibraryPicture, bool]:
        """Keep what an editor uploaded; the same picture again is the one that is here, with its
        texts. Says whether it is new.
        """
        with self._access.write() as session:
            here = select(PictureRow).where(
                PictureRow.digest == media.digest, PictureRow.uploaded_at.is_not(None)
            )
            if picture := session.scalars(here).first():
                return _picture(picture), False
            row = session.scalars(
                select(PictureRow).where(PictureRow.url == media.url)
            ).one_or_none() or PictureRow(url=media.url, referer="", source_id=None, state="kept")
            row.state, row.digest, row.type, row.retry_at, row.error = (
                "kept",
                media.digest,
                media.type,
                None,
                "",
            )
            row.width, row.height, row.size = media.width, media.height, media.size
            row.uploaded_by, row.uploaded_at = by, now
            _say(row, texts)
            session.add(row)
            session.flush()
            record(
                session,
                by,
                "upload picture",
                f"picture {media.digest}",
                now,
                after={"bytes": media.size, **asdict(texts)},
            )
            return _picture(row), True

    def page(
        self, limit: int, *, words: str = "", uploaded: bool = False, before: int | None = None
    ) -> list[LibraryPicture]:
        """Kept pictures, the newest first, those before one if its place is given; `words` are
        looked for in what is said of them.
        """
        newer = aliased(PictureRow)
        wanted = select(PictureRow).where(_fits(PictureRow, words, uploaded=uploaded))
        wanted = wanted.where(
            ~select(newer.id)
            .where(
                _fits(newer, words, uploaded=uploaded),
                newer.digest == PictureRow.digest,
                newer.id > PictureRow.id,
            )
            .exists()
        )
        wanted = wanted.where(PictureRow.id < before) if before is not None else wanted
        with self._access.read() as session:
            return [
                _picture(row)
                for row in session.scalars(wanted.order_by(PictureRow.id.desc()).limit(limit))
            ]

    def get(self, digest: str) -> LibraryPicture:
        """The kept picture with that content; NotFound."""
        with self._access.read() as session:
            return _picture(_rows(session, digest)[0])

    @repeated
    def describe(self, digest: str, texts: PictureTexts, by: str, now: datetime) -> None:
        """Say something else of a picture, at all addresses at which it stood; NotFound."""
        with self._access.write() as session:
            rows = _rows(session, digest)
            before = _texts(rows[0])
            for row in rows:
                _say(row, texts)
            if before != texts:
                record(
                    session,
                    by,
                    "describe picture",
                    f"picture {digest}",
                    now,
                    before=asdict(before),
                    after=asdict(texts),
                )

    def shown_by(self, digest: str) -> list[Item]:
        """The newest items that show a picture."""
        users = (
            select(PictureUseRow.item_id)
            .join(PictureRow, PictureRow.id == PictureUseRow.picture_id)
            .where(PictureRow.digest == digest)
        )
        wanted = (
            select_items()
            .where(ItemRow.id.in_(users))
            .order_by(ItemRow.published_at.desc(), ItemRow.id.desc())
            .limit(_MOST_USES)
        )
        with self._access.read() as session:
            return items_of(session, [(a, b, c) for a, b, c in session.execute(wanted)])

    def unused(self, by: str) -> int:
        """How many bytes the pictures take that an editor uploaded and no published item shows."""
        shown = (
            select(PictureUseRow.picture_id)
            .join(ItemRow, ItemRow.id == PictureUseRow.item_id)
            .where(PictureUseRow.picture_id == PictureRow.id, ItemRow.status == "published")
        )
        wanted = select(func.coalesce(func.sum(PictureRow.size), 0)).where(
            PictureRow.uploaded_by == by, PictureRow.uploaded_at.is_not(None), ~shown.exists()
        )
        with self._access.read() as session:
            return int(session.scalars(wanted).one())

    def decorative(self, urls: Sequence[str]) -> frozenset[str]:
        """The addresses, of these, of pictures that need no words."""
        wanted = select(PictureRow.url).where(
            PictureRow.url.in_(set(urls)), PictureRow.decorative.is_(True)
        )
        with self._access.read() as session:
            return frozenset(session.scalars(wanted))


def _fits(row: Any, words: str, *, uploaded: bool) -> ColumnElement[bool]:
    fits: ColumnElement[bool] = row.state == "kept"
    if uploaded:
        fits &= row.uploaded_at.is_not(None)
    for word in words.split():
        fits &= or_(
            *(
                column.icontains(word, autoescape=True)
                for column in (row.alt, row.caption, row.credit)
            )
        )
    return fits


def _rows(session: Session, digest: str) -> list[PictureRow]:
    """The rows of a kept picture, an uploaded one first."""
    wanted = select(PictureRow).where(PictureRow.digest == digest, PictureRow.state == "kept")
    rows = list(session.scalars(wanted.order_by(PictureRow.uploaded_at.is_(None), PictureRow.id)))
    if not digest or not rows:
        raise NotFound(f"there is no picture {digest!r}")
    return rows


def _say(row: PictureRow, texts: PictureTexts) -> None:
    row.alt, row.caption, row.credit, row.licence, row.decorative = (
        texts.alt,
        texts.caption,
        texts.credit,
        texts.licence,
        texts.decorative,
    )


def _texts(row: PictureRow) -> PictureTexts:
    return PictureTexts(row.alt, row.caption, row.credit, row.licence, row.decorative)


def _picture(row: PictureRow) -> LibraryPicture:
    return LibraryPicture(row.id, media_of(row), _texts(row), row.uploaded_by, row.uploaded_at)
