"""Indexes of the addresses that the desk tells of: given up, gone, in doubt."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

admits = "0024"

_INDEXES = (
    (
        "ix_locations_given_up",
        ["state", "checked_at"],
        "state = 'pending' AND recheck_at IS NULL AND error <> ''",
    ),
    ("ix_locations_gone", ["gone_at"], "state = 'gone' AND item_id IS NOT NULL AND error <> ''"),
    ("ix_locations_doubted", ["checked_at"], "state = 'read' AND error <> ''"),
)


def upgrade() -> None:
    for name, columns, said in _INDEXES:
        where = sa.text(said)
        op.create_index(name, "locations", columns, sqlite_where=where, postgresql_where=where)
