"""Full-text search: the index and its entries, with everything that is published in it."""

import sqlalchemy as sa
from alembic import op

from app.store.search_index import DUE_BEFORE_PARTS, create_index, index_items

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BATCH = 500
_ITEMS = sa.table("items", sa.column("id", sa.Integer), sa.column("status", sa.String))


def upgrade() -> None:
    op.create_table(
        "search_entries",
        sa.Column("key", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rights", sa.String(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_search_entries_item_id_items")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_search_entries")),
        sa.UniqueConstraint("item_id", name=op.f("uq_search_entries_item_id")),
        sqlite_with_rowid=False,
    )
    create_index(op.get_bind())
    _index_published()


def _index_published() -> None:
    """Index what is public, some hundred items at a time."""
    connection = op.get_bind()
    wanted = (
        sa.select(_ITEMS.c.id)
        .where(_ITEMS.c.status == "published")
        .order_by(_ITEMS.c.id)
        .limit(_BATCH)
    )
    last = 0
    while ids := connection.execute(wanted.where(_ITEMS.c.id > last)).scalars().all():
        index_items(connection, ids, DUE_BEFORE_PARTS)
        last = ids[-1]
