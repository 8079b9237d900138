"""Sources of which even what is in doubt is published."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No batch: that would make the table anew, and others refer to its rows.
    op.add_column(
        "sources",
        sa.Column("even_doubtful", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
