"""Sources whose pages are read as their scripts draw them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No batch: that would make the table anew, and others refer to its rows.
    op.add_column(
        "sources", sa.Column("browser", sa.Boolean(), nullable=False, server_default=sa.false())
    )
