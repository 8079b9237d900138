"""Why what is stored of a story is not all of it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No batch: that would make the table anew, and others refer to its rows.
    op.add_column("locations", sa.Column("missing", sa.String(), nullable=False, server_default=""))
