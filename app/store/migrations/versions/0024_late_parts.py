"""What migrations 0002, 0005 and 0009 make by now and did not make at first: databases of those days
lack it. All others are as they should be already.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.types import UTCDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

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
