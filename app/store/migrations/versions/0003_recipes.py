"""Sources of any site: a recipe, a charset said by a person, and what repeats over the source's pages."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("recipe", sa.JSON(), nullable=True))
    op.add_column("sources", sa.Column("charset", sa.String(), nullable=False, server_default=""))
    op.add_column("sources", sa.Column("repeats", sa.JSON(), nullable=True))
