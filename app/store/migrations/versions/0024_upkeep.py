"""Which programs a database admits; backups; whether an installation is a restored copy. And what
migrations 0002, 0005 and 0009 make by now and did not make at first: databases of those days lack
it.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.types import UTCDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# The oldest schema whose programs may work with a database of this one. Those before do not ask.
admits = "0024"

_CORRECTED, _WITHDRAWN = sa.text("corrected IS NOT NULL"), sa.text("withdrawn_at IS NOT NULL")
_INDEXES = (
    ("ix_items_serial", ["status", "serial"], None),
    ("ix_items_section_serial", ["section_id", "status", "serial"], None),
    ("ix_items_source_serial", ["source_id", "status", "serial"], None),
    ("ix_items_withdrawn", ["status", "withdrawn_at"], _WITHDRAWN),
    ("ix_items_corrected", ["status", "corrected"], _CORRECTED),
    ("ix_items_newest", ["published_at", "id"], None),
)


def upgrade() -> None:
    _add_what_is_missing()
    compatibility = op.create_table(
        "compatibility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("admits", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compatibility")),
    )
    op.bulk_insert(compatibility, [{"id": 1, "admits": admits}])
    op.create_table(
        "backups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("verified_at", UTCDateTime(), nullable=True),
        sa.Column("flaw", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
    )
    op.add_column("installation", sa.Column("held_at", UTCDateTime(), nullable=True))


def _add_what_is_missing() -> None:
    """All others are as they should be already."""
    look = sa.inspect(op.get_bind())
    columns: tuple[tuple[str, sa.Column[Any]], ...] = (
        ("sources", sa.Column("missed", sa.Integer(), nullable=False, server_default="0")),
        ("edition", sa.Column("corrected_at", UTCDateTime(), nullable=True)),
        ("autosaves", sa.Column("tab", sa.String(), nullable=False, server_default="")),
    )
    for table, column in columns:
        if column.name not in {each["name"] for each in look.get_columns(table)}:
            op.add_column(table, column)
    made = {index["name"]: index["column_names"] for index in look.get_indexes("items")}
    for name, wanted, where in _INDEXES:
        if made.get(name) == wanted:
            continue
        if name in made:
            op.drop_index(name, "items")
        op.create_index(name, "items", wanted, sqlite_where=where, postgresql_where=where)
