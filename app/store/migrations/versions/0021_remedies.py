"""What heals sources: versions of how they are read, with their evidence; the last good list."""

import sqlalchemy as sa
from alembic import op

from app.store.types import UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remedies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("merged", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_remedies_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedies")),
    )
    op.create_index("ix_remedies_source", "remedies", ["source_id", "at"])
    for name, default in (("listing_capture", ""), ("doctor_mode", "on")):
        column = sa.Column(name, sa.String(), nullable=False, server_default=default)
        op.add_column("sources", column)
    op.add_column(
        "sources",
        sa.Column("on_trial", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("sources", sa.Column("treated_at", UTCDateTime(), nullable=True))
