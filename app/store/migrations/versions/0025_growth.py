"""Indexes of what was found by going through all of a newsroom: the addresses that the desk tells of
(given up, gone, in doubt), the last of all addresses, the reports of an event, the titles of
what is not public, the newest pictures. What tells writers of each other that work side by side and
touch no row in common. And full-text search on PostgreSQL: blocks and pairs, for which all is filed
anew.
"""

import sqlalchemy as sa
from alembic import op

from app.store.search_index import index_everything

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# Programs before it let writers come one by one, and file stories without what is asked for by now.
admits = "0025"

_PARTIAL = (
    (
        "ix_locations_given_up",
        "locations",
        ["state", "checked_at"],
        "state = 'pending' AND recheck_at IS NULL AND error <> ''",
    ),
    (
        "ix_locations_gone",
        "locations",
        ["gone_at"],
        "state = 'gone' AND item_id IS NOT NULL AND error <> ''",
    ),
    ("ix_locations_doubted", "locations", ["checked_at"], "state = 'read' AND error <> ''"),
    (
        "ix_items_cluster",
        "items",
        ["cluster_id", "status", "published_at", "id"],
        "cluster_id IS NOT NULL",
    ),
    ("ix_items_hidden", "items", ["published_at", "id", "title_key"], "status <> 'published'"),
    ("ix_pictures_kept", "pictures", ["state", "id"], "state = 'kept'"),
)


def upgrade() -> None:
    _add_indexes()
    op.create_table(
        "turns",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_turns")),
    )
    if op.get_bind().dialect.name == "postgresql":
        file_anew()


def _add_indexes() -> None:
    for name, table, columns, said in _PARTIAL:
        where = sa.text(said)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    op.drop_index("ix_items_cluster_id", "items")
    troubled = sa.text("error <> ''")
    op.drop_index("ix_locations_error", "locations")
    op.create_index(
        "ix_locations_error",
        "locations",
        ["source_id", "state", "checked_at"],
        sqlite_where=troubled,
        postgresql_where=troubled,
    )
    op.create_index("ix_locations_position", "locations", ["position"])
    op.drop_index("ix_pictures_digest", "pictures")
    op.create_index("ix_pictures_digest", "pictures", ["digest", "state"])


def file_anew() -> None:
    """File what is public once more."""
    connection = op.get_bind()
    if "pairs" in {column["name"] for column in sa.inspect(connection).get_columns("search_index")}:
        return  # it was made by this program, on the way here
    op.execute("DROP TABLE search_index")
    op.execute("DELETE FROM search_entries")
    index_everything(connection, lambda _: None)
