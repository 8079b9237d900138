"""The polite collector: rhythm, re-reads, robots.txt, holds, pictures, totals, walks that can be
resumed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TOTALS = ("runs", "errors", "requests", "not_modified", "bytes", "new", "changed", "failed")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _sources()
    _locations()
    op.create_index("ix_runs_started", "runs", ["started_at"])
    op.create_table(
        "robots",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("fetched_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
    )
    op.create_table(
        "holds",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_holds_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("source_id", "host", name=op.f("pk_holds")),
    )
    op.create_table(
        "pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("referer", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", _INSTANT, nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_pictures_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("url", name=op.f("uq_pictures_url")),
    )
    op.create_index("ix_pictures_wanted", "pictures", ["state", "source_id", "retry_at"])
    op.create_index("ix_pictures_digest", "pictures", ["digest"])


def _sources() -> None:
    op.add_column("sources", sa.Column("checked_at", _INSTANT, nullable=True))
    op.add_column("sources", sa.Column("rhythm", sa.JSON(), nullable=True))
    op.add_column("sources", sa.Column("hint", sa.Integer(), nullable=True))
    op.add_column("sources", sa.Column("backfilled_at", _INSTANT, nullable=True))
    for name in ("moved_to", "backfill_next"):
        op.add_column("sources", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name in ("moved_times", "backfill_left", "missed"):
        op.add_column("sources", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    for name in _TOTALS:
        op.add_column(
            "sources",
            sa.Column(f"total_{name}", sa.BigInteger(), nullable=False, server_default="0"),
        )
    # 1800 was what nobody had chosen; such sources learn their rhythm from now on.
    op.execute("UPDATE sources SET every = 0 WHERE every = 1800")
    op.execute("UPDATE sources SET checked_at = listed_at")


def _locations() -> None:
    op.add_column("locations", sa.Column("recheck_at", _INSTANT, nullable=True))
    op.add_column(
        "locations", sa.Column("rereads", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("locations", sa.Column("capture", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_locations_recheck", "locations", ["recheck_at", "source_id"])
    op.drop_index("ix_locations_pending", "locations")
    op.execute(
        "UPDATE locations SET recheck_at = COALESCE(checked_at, first_seen_at) WHERE state = 'pending'"
    )
    # A story that stood on a listing's first page is read once more, so that nothing which changed
    # meanwhile is missed.
    op.execute(
        "UPDATE locations SET recheck_at = checked_at WHERE state IN ('read', 'gone') AND listed_at IS NOT NULL AND listed_at >= "
        "(SELECT COALESCE(sources.listed_before, sources.listed_at) FROM sources WHERE sources.id = locations.source_id)"
    )
    op.execute(
        "UPDATE locations SET capture = COALESCE((SELECT revisions.capture FROM revisions WHERE revisions.item_id = locations.item_id "
        "AND revisions.capture <> '' ORDER BY revisions.number DESC LIMIT 1), '') "
        "WHERE id IN (SELECT MIN(first.id) FROM locations AS first WHERE first.item_id IS NOT NULL GROUP BY first.item_id)"
    )
    op.execute("ALTER TABLE sources DROP COLUMN listed_before")
