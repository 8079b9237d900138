"""The desk: sessions, attempts, second factors, audit log, autosaves, presence, embargoes, names of
versions.
"""

import sqlalchemy as sa
from alembic import op

from app.store.types import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ONLY_ADDED = "the audit log is only added to"


def upgrade() -> None:
    _people()
    _audit()
    _typed()
    with op.batch_alter_table("items") as items:
        items.add_column(sa.Column("embargo_until", UTCDateTime(), nullable=True))
    op.create_index("ix_items_newest", "items", ["published_at", "id"])
    with op.batch_alter_table("revisions") as revisions:
        revisions.add_column(sa.Column("name", sa.String(), nullable=False, server_default=""))


def _people() -> None:
    with op.batch_alter_table("editors") as editors:
        editors.add_column(sa.Column("totp_secret", sa.String(), nullable=False, server_default=""))
        editors.add_column(sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
        editors.add_column(sa.Column("recovery", sa.JSON(), nullable=False, server_default="[]"))
        editors.add_column(
            sa.Column("shortcuts", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        editors.add_column(sa.Column("language", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_sessions_editor_id_editors")
        ),
    )
    op.create_index(op.f("ix_sessions_editor_id"), "sessions", ["editor_id"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_name", "attempts", ["name", "at"])
    op.create_index("ix_attempts_address", "attempts", ["address", "at"])
    op.create_index("ix_attempts_at", "attempts", ["at"])
    op.create_table(
        "known_places",
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("editor_id", "address", name=op.f("pk_known_places")),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_known_places_editor_id_editors")
        ),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_subject", "audit", ["subject", "id"])
    op.create_index("ix_audit_by", "audit", ["by", "id"])
    op.create_index("ix_audit_action", "audit", ["action", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{what.lower()} BEFORE {what} ON audit BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION audit_only_added() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{_ONLY_ADDED}'; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added()"
    )


def _typed() -> None:
    op.create_table(
        "autosaves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("tab", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autosaves")),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_autosaves_editor_id_editors")
        ),
    )
    op.create_index("ix_autosaves_document", "autosaves", ["document", "editor_id", "at"])
    op.create_index("ix_autosaves_editor", "autosaves", ["editor_id", "at"])
    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("typing_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_presence_editor_id_editors")
        ),
        sa.UniqueConstraint("document", "editor_id", name=op.f("uq_presence_document_editor_id")),
    )
