"""Tags: words that editors give to items."""

from collections.abc import Collection

from sqlalchemy import select

from app.store.access import Access
from app.store.items import Place, after_place
from app.store.rows import items_of, select_items, tag_of
from app.store.schema import ItemRow, TaggingRow, TagRow
from app.values.errors import NotFound
from app.values.keys import tag_slug
from app.values.model import Item, Tag


class Tags:
    """The tags of public items."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def get(self, slug: str) -> Tag:
        """The tag with that slug, with public items or without any more; NotFound."""
        with self._access.read() as session:
            row = session.scalars(select(TagRow).where(TagRow.slug == slug)).one_or_none()
            if row is None:
                raise NotFound(f"there is no tag {slug!r}")
            return tag_of(row)

    def all(self, limit: int) -> list[Tag]:
        """Tags that public items have, those that changed last first."""
        used = select(TaggingRow.tag_id).where(TaggingRow.tag_id == TagRow.id).exists()
        wanted = select(TagRow).where(used).order_by(TagRow.version_at.desc(), TagRow.id)
        with self._access.read() as session:
            return [tag_of(row) for row in session.scalars(wanted.limit(limit))]

    def keys(self, titles: Collection[str]) -> list[int]:
        """The keys of the tags with these titles."""
        wanted = select(TagRow.id).where(TagRow.slug.in_({tag_slug(title) for title in titles}))
        with self._access.read() as session:
            return list(session.scalars(wanted)) if titles else []

    def named(self, title: str, limit: int) -> list[Item]:
        """The newest public items with a tag of that title; none when there is no such tag."""
        with self._access.read() as session:
            row = session.scalars(
                select(TagRow).where(TagRow.slug == tag_slug(title))
            ).one_or_none()
            tag = tag_of(row) if row is not None else None
        return self.items(tag, limit) if tag is not None else []

    def items(self, tag: Tag, limit: int, after: Place | None = None) -> list[Item]:
        """The public items with a tag, newest first."""
        wanted = (
            select_items()
            .join(TaggingRow, TaggingRow.item_id == ItemRow.id)
            .where(TaggingRow.tag_id == tag.id)
        )
        if after is not None:
            wanted = wanted.where(after_place(TaggingRow.published_at, TaggingRow.item_id, after))
        wanted = wanted.order_by(TaggingRow.published_at.desc(), TaggingRow.item_id.desc()).limit(
            limit
        )
        with self._access.read() as session:
            return items_of(session, [(a, b, c) for a, b, c in session.execute(wanted)])
