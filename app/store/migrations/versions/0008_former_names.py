"""Former titles of sections lead to them, as former addresses do."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_names",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_former_names")),
    )
    op.execute(
        "INSERT INTO former_names (kind, name, target_id) SELECT 'section slug', slug, target_id FROM former_slugs"
    )
    op.drop_table("former_slugs")
