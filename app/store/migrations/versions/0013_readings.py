"""Readings that only take away, and why a source fails."""

import sqlalchemy as sa
from alembic import op

from app.store.types import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "losses",
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("capture", sa.String(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_losses")),
        *(
            sa.ForeignKeyConstraint(
                [f"{table[:-1]}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_losses_{table[:-1]}_id_{table}"),
            )
            for table in ("items", "locations", "sources")
        ),
    )
    op.create_index("ix_losses_source", "losses", ["source_id", "state", "kind", "seen_at"])
    with op.batch_alter_table("sources") as sources:
        sources.add_column(
            sa.Column("failure_kind", sa.String(), nullable=False, server_default="")
        )
