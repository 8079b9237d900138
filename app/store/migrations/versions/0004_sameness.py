"""Sameness and clusters: sketches of stories, why addresses belong to one item, merged items,
reports of one event.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.news.deduplication import sketch
from app.store.duplicates import keep_bands
from app.store.types import ContentJSON, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BATCH = 500
# Copies appear within days; what is older is recognised by the very same words, as before.
_SKETCHED = timedelta(days=30)
_ITEMS = sa.table(
    "items",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("content", ContentJSON),
    sa.column("upstream", ContentJSON),
    sa.column("published_at", UTCDateTime),
)


def upgrade() -> None:
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("band", "item_id", name=op.f("pk_bands")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "clusters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clusters")),
    )
    op.create_table(
        "marks",
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mark", "item_id", name=op.f("pk_marks")),
        sqlite_with_rowid=False,
    )
    op.add_column("items", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "items", sa.Column("alone", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "items",
        sa.Column(
            "cluster_id",
            sa.Integer(),
            sa.ForeignKey("clusters.id", name=op.f("fk_items_cluster_id_clusters")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_items_cluster_id"), "items", ["cluster_id"])
    op.add_column(
        "items",
        sa.Column(
            "merged_into_id",
            sa.Integer(),
            sa.ForeignKey("items.id", name=op.f("fk_items_merged_into_id_items")),
            nullable=True,
        ),
        inline_references=True,
    )
    _locations()
    _sketch_recent()


def _locations() -> None:
    for name in ("claim", "joined", "joined_by"):
        op.add_column("locations", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("locations", sa.Column("share", sa.Float(), nullable=True))
    op.add_column("locations", sa.Column("content", sa.JSON(), nullable=True))
    op.create_index(
        "ix_locations_claim",
        "locations",
        ["claim"],
        sqlite_where=sa.text("claim <> ''"),
        postgresql_where=sa.text("claim <> ''"),
    )
    # Until now only the very same words made one item of several addresses.
    op.execute(
        "UPDATE locations SET joined = 'words', share = 1.0 WHERE item_id IS NOT NULL AND id <> "
        "(SELECT MIN(first.id) FROM locations AS first WHERE first.item_id = locations.item_id)"
    )


def _sketch_recent() -> None:
    """Sketch the stories of the last month, some hundred at a time."""
    connection = op.get_bind()
    newest = connection.execute(
        sa.select(sa.func.max(_ITEMS.c.published_at, type_=UTCDateTime))
    ).scalar()
    since = (newest or datetime.now(UTC)) - _SKETCHED  # noqa: TID251
    wanted = (
        sa.select(_ITEMS)
        .where(_ITEMS.c.kind == "collected", _ITEMS.c.published_at >= since)
        .order_by(_ITEMS.c.id)
        .limit(_BATCH)
    )
    last = 0
    while rows := connection.execute(wanted.where(_ITEMS.c.id > last)).all():
        for row in rows:
            _sketch(connection, row)
        last = rows[-1].id


def _sketch(connection: sa.Connection, row: Any) -> None:
    keep_bands(connection, row.id, sketch(row.upstream or row.content), row.published_at)
