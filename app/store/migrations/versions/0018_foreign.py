"""To which hosts listings link, and which addresses stand on hosts that theirs had never linked to."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "linked_hosts",
        sa.Column("source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_linked_hosts_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("source_id", "host", name=op.f("pk_linked_hosts")),
    )
    # No batch: that would make the table anew, and others refer to its rows.
    op.add_column("locations", sa.Column("foreign", sa.String(), nullable=False, server_default=""))
    held = sa.text("\"foreign\" = 'held'")
    op.create_index(
        "ix_locations_foreign",
        "locations",
        ["source_id", "item_id"],
        sqlite_where=held,
        postgresql_where=held,
    )
