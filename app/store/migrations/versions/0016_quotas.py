"""What one person or address has added, so that it can be bounded."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.types import UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_LONGEST_TITLE = 100


def upgrade() -> None:
    # SQLite goes through a long text to get at what comes after it, so these stand before it; the
    # table is made anew for that, and nothing refers to its rows.
    place: dict[str, Any] = (
        {"insert_before": "fields"} if op.get_context().dialect.name == "sqlite" else {}
    )
    with op.batch_alter_table("autosaves", recreate="always" if place else "never") as batch:
        for name, kind, default in (("title", sa.String(), ""), ("size", sa.Integer(), "0")):
            column = sa.Column(name, kind, nullable=False, server_default=default)
            batch.add_column(column, **place)
    _measure()
    for table in ("subscriptions", "intents"):
        for name in ("asker", "machine"):
            op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name in ("asker", "machine"):
        op.create_index(f"ix_subscriptions_{name}", "subscriptions", [name])
        op.create_index(f"ix_intents_{name}", "intents", [name, "asked_at"])
    uploaded = sa.text("uploaded_at IS NOT NULL")
    op.create_index(
        "ix_pictures_uploaded",
        "pictures",
        ["uploaded_by"],
        sqlite_where=uploaded,
        postgresql_where=uploaded,
    )
    op.create_table(
        "spent",
        sa.Column("editor_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_spent_editor_id_editors")
        ),
        sa.PrimaryKeyConstraint("editor_id", "kind", name=op.f("pk_spent")),
    )


def _measure() -> None:
    """Say of each text what it takes, one at a time: some are large."""
    autosaves = sa.table(
        "autosaves",
        sa.column("id", sa.Integer()),
        sa.column("title", sa.String()),
        sa.column("size", sa.Integer()),
        sa.column("fields", sa.JSON()),
    )
    connection = op.get_bind()
    for (key,) in connection.execute(sa.select(autosaves.c.id)).all():
        fields = connection.scalar(sa.select(autosaves.c.fields).where(autosaves.c.id == key))
        assert fields is not None
        title = " ".join(str(fields.get("title", "")).replace("\x00", "").split())
        connection.execute(
            sa.update(autosaves)
            .where(autosaves.c.id == key)
            .values(title=title[:_LONGEST_TITLE], size=len(json.dumps(fields)))
        )
