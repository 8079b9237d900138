"""The inbox: what waits for review, how much of it there is, and what editors do with it, one
transaction an item.

Decision 0076.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from app.store.access import Access, repeated
from app.store.audit import record
from app.store.items import Place, after_place
from app.store.rows import items_of, select_items
from app.store.schema import ItemRow, LocationRow, SectionRow, SourceRow, ViewRow
from app.values.errors import Conflict, NotFound
from app.values.keys import fold_title
from app.values.model import FOREIGN_HOST, TITLE_IN_DOUBT, Item

MOST_VIEWS = 30
# Said literally, so that SQLite finds the index of what waits.
_WAITING = ItemRow.status == literal_column("'review'")
_LIVING = ("draft", "review", "scheduled", "published")
# The same said by what it is not: by status alone a database finds almost everything, and believes
# that to be little.
_DEAD = ("rejected", "withdrawn", "merged")


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which of what waits is wanted: slugs of a source and a section, words of the title, and only
    what carries a flag.
    """

    source: str = ""
    section: str = ""
    words: str = ""
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An item that waits; `like` is the id of an item that may be the same or tells of the same
    event, and `why` says which of the two.
    """

    item: Item
    like: str = ""
    why: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A way of looking at the inbox that an editor comes back to."""

    id: int
    name: str
    query: str


class Inbox:
    """What sources brought in under review, and drafts that were handed in."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def page(self, limit: int, sieve: Sieve, after: Place | None = None) -> list[WaitingItem]:
        """What waits, newest first by publication, ties by id."""
        with self._access.read() as session:
            query = _sieved(select(ItemRow.id).where(_WAITING), sieve)
            if after is not None:
                query = query.where(after_place(ItemRow.published_at, ItemRow.id, after))
            ids = list(
                session.scalars(
                    query.order_by(ItemRow.published_at.desc(), ItemRow.id.desc()).limit(limit)
                )
            )
            rows = session.execute(select_items().where(ItemRow.id.in_(ids)))
            items = {item.id: item for item in items_of(session, [(a, b, c) for a, b, c in rows])}
            like = _like(session, ids)
            return [_waiting(items[item_id], like) for item_id in ids]

    def by_source(self) -> list[tuple[str, str, int]]:
        """How much waits of each source: its slug, its title and the number, the most first;
        written items have no source.
        """
        counted = (
            select(ItemRow.source_id, func.count().label("waiting"))
            .where(_WAITING)
            .group_by(ItemRow.source_id)
            .subquery()
        )
        wanted = select(SourceRow.slug, SourceRow.title, counted.c.waiting).select_from(counted)
        wanted = wanted.outerjoin(SourceRow, SourceRow.id == counted.c.source_id).order_by(
            counted.c.waiting.desc(), SourceRow.slug
        )
        with self._access.read() as session:
            return [
                (slug or "", title or "", number) for slug, title, number in session.execute(wanted)
            ]

    def size(self) -> tuple[int, int]:
        """How much waits, and the key of the newest of it; 0 when nothing does."""
        with self._access.read() as session:
            number, newest = session.execute(
                select(func.count(), func.max(ItemRow.id)).where(_WAITING)
            ).one()
            return number, newest or 0

    def views(self, editor_id: int) -> list[View]:
        """The views that an editor saved, by name."""
        wanted = select(ViewRow).where(ViewRow.editor_id == editor_id).order_by(ViewRow.name)
        with self._access.read() as session:
            return [View(row.id, row.name, row.query) for row in session.scalars(wanted)]

    @repeated
    def save_view(self, editor_id: int, name: str, query: str, by: str, now: datetime) -> None:
        """Save a view, or give another query to the one of that name; Conflict when there are too
        many.
        """
        with self._access.write() as session:
            mine = {
                row.name: row
                for row in session.scalars(select(ViewRow).where(ViewRow.editor_id == editor_id))
            }
            row = mine.get(name)
            before = row.query if row else ""
            if row is None:
                if len(mine) >= MOST_VIEWS:
                    raise Conflict("you have too many saved views; remove one first")
                session.add(ViewRow(editor_id=editor_id, name=name, query=query))
            else:
                row.query = query
            record(
                session,
                by,
                "save view",
                f"view {name}",
                now,
                before={"query": before},
                after={"query": query},
            )

    @repeated
    def remove_view(self, editor_id: int, view_id: int, by: str, now: datetime) -> None:
        """Forget a view of an editor's own; NotFound."""
        with self._access.write() as session:
            row = session.get(ViewRow, view_id)
            if row is None or row.editor_id != editor_id:
                raise NotFound(f"there is no view {view_id}")
            record(session, by, "remove view", f"view {row.name}", now, before={"query": row.query})
            session.delete(row)


def _sieved(wanted: Select[int], sieve: Sieve) -> Select[int]:
    if sieve.source:
        wanted = wanted.where(
            ItemRow.source_id.in_(select(SourceRow.id).where(SourceRow.slug == sieve.source))
        )
    if sieve.section:
        wanted = wanted.where(
            ItemRow.section_id.in_(select(SectionRow.id).where(SectionRow.slug == sieve.section))
        )
    for word in fold_title(sieve.words).split():
        wanted = wanted.where(ItemRow.title_key.contains(word, autoescape=True))
    if sieve.flagged:
        other, living = aliased(ItemRow), LocationRow.state == "gone"
        same = exists().where(
            other.title_key == ItemRow.title_key, other.id != ItemRow.id, other.status.not_in(_DEAD)
        )
        gone = exists().where(LocationRow.item_id == ItemRow.id, living)
        noted = ItemRow.note.in_((TITLE_IN_DOUBT, FOREIGN_HOST))
        wanted = wanted.where(or_(ItemRow.cluster_id.is_not(None), noted, same, gone))
    return wanted


def _like(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The items that have the very same title, or tell of the same event, by the item that they are
    like: their ids, and which of both.

    In two steps, since SQLite would go through all items that live when it is asked for both at
    once.
    """
    asked = session.execute(
        select(ItemRow.id, ItemRow.title_key, ItemRow.cluster_id).where(ItemRow.id.in_(ids))
    ).all()
    likenesses: dict[int, tuple[str, str]] = {}
    for why, column, at in (("event", ItemRow.cluster_id, 2), ("title", ItemRow.title_key, 1)):
        keys = {row[at] for row in asked if row[at]}
        others: dict[object, list[tuple[int, str]]] = {}
        wanted = (
            select(column, ItemRow.id, ItemRow.uid, ItemRow.status)
            .where(column.in_(keys))
            .order_by(ItemRow.id.desc())
        )
        for key, item_id, uid, status in session.execute(wanted) if keys else ():
            if status in _LIVING:
                others.setdefault(key, []).append((item_id, uid))
        for row in asked:
            if other := next(
                (uid for item_id, uid in others.get(row[at], ()) if item_id != row[0]), None
            ):
                likenesses[row[0]] = (other, why)
    return likenesses


def _waiting(item: Item, like: dict[int, tuple[str, str]]) -> WaitingItem:
    uid, why = like.get(item.id, ("", ""))
    return WaitingItem(item, uid, why, any(place.state == "gone" for place in item.locations))
