"""Pictures of items: which are wanted, which are kept, which are unfit, and which item shows
which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.store.access import Access, repeated
from app.store.publication import touch
from app.store.schema import ItemRow, LocationRow, PictureRow, PictureUseRow, table_of
from app.store.turns import touch_item
from app.values.model import Media, Source
from scrapers import Picture

_USES = table_of(PictureUseRow)
_NO_USES = delete(_USES).where(_USES.c.item_id == bindparam("item"))
_NEW_USES = insert(_USES).from_select(
    ["picture_id", "item_id"],
    select(PictureRow.id, bindparam("item", type_=_USES.c.item_id.type)).where(
        PictureRow.url.in_(bindparam("urls", expanding=True))
    ),
)


@dataclass(frozen=True, slots=True)
class WantedPicture:
    """A picture to fetch: where it stands, and the page that shows it."""

    id: int
    url: str
    referer: str
    tries: int = 0


class Pictures:
    """What is known of the pictures of items."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def any_kept(self) -> bool:
        """Whether there is a picture whose copy is kept here."""
        with self._access.read() as session:
            return bool(session.scalar(select(exists().where(PictureRow.digest != ""))))

    def wanted(self, source: Source, now: datetime, limit: int) -> list[WantedPicture]:
        """Pictures of a source's stories that are to be fetched now, the newest first."""
        due = select(PictureRow).where(
            PictureRow.state == "wanted",
            PictureRow.source_id == source.id,
            PictureRow.retry_at <= now,
        )
        with self._access.read() as session:
            rows = session.scalars(due.order_by(PictureRow.id.desc()).limit(limit))
            return [WantedPicture(row.id, row.url, row.referer, row.tries) for row in rows]

    @repeated
    def keep(self, done: Sequence[tuple[WantedPicture, Media]], now: datetime) -> None:
        """Say that pictures are kept here; public items that show them have changed visibly, all in
        one new edition.
        """
        with self._access.write() as session:
            for wanted, media in done:
                row = session.get_one(PictureRow, wanted.id)
                row.state, row.digest, row.type = "kept", media.digest, media.type
                row.width, row.height, row.size, row.error, row.retry_at = (
                    media.width,
                    media.height,
                    media.size,
                    "",
                    None,
                )
            _show(session, [wanted.referer for wanted, _ in done], now)

    @repeated
    def failed(self, wanted: WantedPicture, error: str, retry_at: datetime | None) -> None:
        """Say that a picture could not be fetched, or is none, and when to try again; never,
        without a time.
        """
        with self._access.write() as session:
            row = session.get_one(PictureRow, wanted.id)
            row.tries, row.error, row.retry_at = wanted.tries + 1, error, retry_at
            row.state = "wanted" if retry_at else "unfit"

    @repeated
    def want(
        self, pictures: Sequence[Picture], referer: str, source_id: int | None, now: datetime
    ) -> None:
        """Ask for pictures that are not known yet, with the page that shows them as their
        referrer.
        """
        if pictures:
            with self._access.write() as session:
                want_pictures(session.connection(), pictures, referer, source_id, now)

    @repeated
    def put_off(self, wanted: Sequence[WantedPicture], until: datetime) -> None:
        """Leave pictures alone until a certain time, because their host asked for it."""
        with self._access.write() as session:
            for one in wanted:
                session.get_one(PictureRow, one.id).retry_at = until

    def withdrawn(self, digest: str) -> bool:
        """Whether every item that showed a kept picture was taken off the site; one that was
        uploaded and never shown was not.
        """
        same = PictureRow.digest == digest
        pages = select(ItemRow.status).join(LocationRow, LocationRow.item_id == ItemRow.id)
        pages = pages.join(PictureRow, LocationRow.url == PictureRow.referer).where(same)
        uses = select(ItemRow.status).join(PictureUseRow, PictureUseRow.item_id == ItemRow.id)
        uses = uses.join(PictureRow, PictureRow.id == PictureUseRow.picture_id).where(same)
        unused = select(literal("unused")).where(
            exists().where(
                same,
                PictureRow.uploaded_at.is_not(None),
                ~exists().where(PictureUseRow.picture_id == PictureRow.id),
            )
        )
        with self._access.read() as session:
            states = set(session.scalars(pages.union(uses, unused)))
        return bool(states) and states <= {"withdrawn", "rejected"}

    def count(self) -> dict[str, int]:
        """How many pictures are wanted, kept and unfit."""
        with self._access.read() as session:
            rows = session.execute(
                select(PictureRow.state, func.count()).group_by(PictureRow.state)
            )
            return {row[0]: row[1] for row in rows}


def want_pictures(
    connection: Connection,
    pictures: Sequence[Picture],
    referer: str,
    source_id: int | None,
    now: datetime,
) -> None:
    """Ask for pictures that are not known yet, with the page that shows them as their referrer."""
    insert: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    for picture in pictures:
        row = {
            "url": picture.url,
            "referer": referer,
            "source_id": source_id,
            "state": "wanted",
            "retry_at": now,
        }
        row |= {"alt": picture.alt, "caption": picture.caption, "credit": picture.credit}
        connection.execute(
            insert(PictureRow).values(row).on_conflict_do_nothing(index_elements=["url"])
        )


def note_uses(
    connection: Connection,
    item_id: int,
    pictures: Sequence[Picture],
    before: Sequence[Picture] = (),
) -> None:
    """Note which pictures an item shows now, wherever its content is stored; `before` are those
    that it showed so far.
    """
    urls = {picture.url for picture in pictures}
    if urls == {picture.url for picture in before}:
        return
    if before:
        connection.execute(_NO_USES, {"item": item_id})
    if urls:
        connection.execute(_NEW_USES, {"item": item_id, "urls": list(urls)})


def _show(session: Session, pages: Sequence[str], now: datetime) -> None:
    """The items whose pages show the pictures have a new edition, if they are public."""
    items = (
        select(ItemRow)
        .join(LocationRow, LocationRow.item_id == ItemRow.id)
        .where(LocationRow.url.in_(set(pages)))
    )
    public = []
    for item in session.scalars(items):
        if item.status == "published":
            public.append(item)
            item.changed_at = now
        else:
            # It may be made public at this moment, as it looks without the picture.
            touch_item(session, item.id)
    if public:
        touch(session, now, public)
