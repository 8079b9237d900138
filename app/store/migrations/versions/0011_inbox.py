"""The inbox and the desk's sources: rules, saved views, and indexes of what waits, what is new and
what is in doubt.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_WAITING, _DIFFERS, _TROUBLED = (
    sa.text("status = 'review'"),
    sa.text("upstream IS NOT NULL"),
    sa.text("error <> ''"),
)


def upgrade() -> None:
    with op.batch_alter_table("sources") as sources:
        sources.add_column(sa.Column("rules", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_views_editor_id_editors")
        ),
        sa.UniqueConstraint("editor_id", "name", name=op.f("uq_views_editor_id_name")),
    )
    waiting = ["status", "published_at", "id", "source_id", "section_id", "title_key"]
    op.create_index(
        "ix_items_review", "items", waiting, sqlite_where=_WAITING, postgresql_where=_WAITING
    )
    op.create_index("ix_items_seen", "items", ["source_id", "first_seen_at"])
    op.create_index(
        "ix_items_upstream",
        "items",
        ["source_id", "changed_at"],
        sqlite_where=_DIFFERS,
        postgresql_where=_DIFFERS,
    )
    op.create_index(
        "ix_locations_error",
        "locations",
        ["source_id", "checked_at"],
        sqlite_where=_TROUBLED,
        postgresql_where=_TROUBLED,
    )
