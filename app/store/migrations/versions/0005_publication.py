"""Publication: the order in which items became public, archives of feeds, tags, corrections, pins,
former addresses.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.types import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_SIZE = 40
_BATCH = 1000
_ITEMS = sa.table(
    "items", sa.column("id", sa.Integer), sa.column("serial", sa.Integer),
    sa.column("section_id", sa.Integer), sa.column("source_id", sa.Integer),
    sa.column("released_at", UTCDateTime), sa.column("published_at", UTCDateTime),
    sa.column("edition", sa.Integer), sa.column("status", sa.String),
    sa.column("withdrawn_at", UTCDateTime), sa.column("changed_at", UTCDateTime),
)  # fmt: skip
_ARCHIVES = sa.table(
    "archives",
    sa.column("feed", sa.String),
    sa.column("number", sa.Integer),
    sa.column("first", sa.Integer),
    sa.column("count", sa.Integer),
)


def upgrade() -> None:
    op.add_column(
        "sections", sa.Column("first_slug", sa.String(), nullable=False, server_default="")
    )
    op.execute("UPDATE sections SET first_slug = slug")
    op.add_column("edition", sa.Column("serial", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("edition", sa.Column("corrected_at", _INSTANT, nullable=True))
    op.add_column("items", sa.Column("serial", sa.Integer(), nullable=True))
    op.add_column("items", sa.Column("edition", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("items", sa.Column("corrected", sa.Integer(), nullable=True))
    op.create_index("ix_items_serial", "items", ["status", "serial"])
    op.create_index("ix_items_section_serial", "items", ["section_id", "status", "serial"])
    op.create_index("ix_items_source_serial", "items", ["source_id", "status", "serial"])
    there = sa.text("withdrawn_at IS NOT NULL")
    op.create_index(
        "ix_items_withdrawn",
        "items",
        ["status", "withdrawn_at"],
        sqlite_where=there,
        postgresql_where=there,
    )
    corrected = sa.text("corrected IS NOT NULL")
    op.create_index(
        "ix_items_corrected",
        "items",
        ["status", "corrected"],
        sqlite_where=corrected,
        postgresql_where=corrected,
    )
    _tables()
    # In this order there is no index of all items, and to sort them for each part would take hours.
    op.create_index("ix_items_in_order", "items", ["published_at", "id"])
    _number()
    op.drop_index("ix_items_in_order", "items")


def _tables() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_corrections_item_id_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_item_id"), "corrections", ["item_id"])
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("version_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("slug", name=op.f("uq_tags_slug")),
    )
    op.create_table(
        "taggings",
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("published_at", _INSTANT, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_taggings_tag_id_tags")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_taggings_item_id_items")),
        sa.PrimaryKeyConstraint("tag_id", "item_id", name=op.f("pk_taggings")),
    )
    op.create_index(op.f("ix_taggings_item_id"), "taggings", ["item_id"])
    op.create_index("ix_taggings_newest", "taggings", ["tag_id", "published_at", "item_id"])
    op.create_index("ix_taggings_serial", "taggings", ["tag_id", "serial"])
    op.create_table(
        "archives",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "number", name=op.f("pk_archives")),
    )
    op.create_table(
        "former_slugs",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("pk_former_slugs")),
    )
    op.create_table(
        "pins",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("until", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_pins_item_id_items")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_pins")),
    )


def _number() -> None:
    """Number what was ever public by its publication (when it became public was the same moment for
    all of a first run).
    """
    connection = op.get_bind()
    number = connection.execute(sa.text("SELECT number FROM edition")).scalar() or 0
    connection.execute(
        _ITEMS.update().where(_ITEMS.c.released_at.is_not(None)).values(edition=number)
    )
    merged = _ITEMS.update().where(_ITEMS.c.status == "merged", _ITEMS.c.released_at.is_not(None))
    connection.execute(merged.values(withdrawn_at=_ITEMS.c.changed_at))
    serial = 0
    counts: dict[str, tuple[int, int, int]] = {}
    last = (datetime(1, 1, 1, tzinfo=UTC), 0)
    wanted = (
        sa.select(_ITEMS)
        .where(_ITEMS.c.released_at.is_not(None))
        .order_by(_ITEMS.c.published_at, _ITEMS.c.id)
        .limit(_BATCH)
    )
    while rows := connection.execute(
        wanted.where(sa.tuple_(_ITEMS.c.published_at, _ITEMS.c.id) > sa.tuple_(*_bound(last)))
    ).all():
        numbers = []
        for row in rows:
            serial += 1
            numbers.append({"b_id": row.id, "b_serial": serial})
            for feed in ("all", f"section:{row.section_id}", f"source:{row.source_id}"):
                _file(connection, counts, feed, serial)
        connection.execute(
            _ITEMS.update()
            .where(_ITEMS.c.id == sa.bindparam("b_id"))
            .values(serial=sa.bindparam("b_serial")),
            numbers,
        )
        last = (rows[-1].published_at, rows[-1].id)
    rows_of = [
        {"feed": feed, "number": made, "first": first, "count": count}
        for feed, (made, first, count) in counts.items()
    ]
    if rows_of:
        connection.execute(_ARCHIVES.insert(), rows_of)
    connection.execute(sa.text("UPDATE edition SET serial = :serial"), {"serial": serial})


def _bound(last: tuple[datetime, int]) -> tuple[Any, Any]:
    return sa.literal(last[0], UTCDateTime), sa.literal(last[1])


def _file(
    connection: sa.Connection, counts: dict[str, tuple[int, int, int]], feed: str, serial: int
) -> None:
    """Count an item into its feed's newest document; one that is full is written down, and the next
    begins.
    """
    number, first, count = counts.get(feed, (1, 0, 0))
    if count == _SIZE:
        connection.execute(
            _ARCHIVES.insert(), {"feed": feed, "number": number, "first": first, "count": count}
        )
        number, first, count = number + 1, serial, 0
    counts[feed] = (number, first, count + 1)
