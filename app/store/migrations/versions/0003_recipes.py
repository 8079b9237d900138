"""Sources of any site: a recipe, a charset said by a person, and what repeats over the source's
pages.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("recipe", sa.JSON(), nullable=True))
    op.add_column("sources", sa.Column("charset", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "repeats",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_repeats_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_repeats")),
    )
