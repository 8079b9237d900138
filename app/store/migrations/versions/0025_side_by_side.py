"""What tells writers of each other that work side by side and touch no row in common."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# Those before let writers come one by one, and take no turns.
admits = "0025"


def upgrade() -> None:
    op.create_table(
        "turns",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_turns")),
    )
