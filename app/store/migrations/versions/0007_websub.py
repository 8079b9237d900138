"""WebSub: hubs that are told of changes, and subscriptions to our own hub."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "edition",
        sa.Column("announced_at", _INSTANT, nullable=False, server_default="2020-01-01 00:00:00"),
    )
    op.execute("UPDATE edition SET announced_at = version_at")
    op.create_table(
        "hubs",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_try_at", _INSTANT, nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("last_success_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_hubs")),
    )
    op.create_table(
        "pings",
        sa.Column("hub", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("version_at", _INSTANT, nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("hub", "path", name=op.f("pk_pings")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("callback", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("delivered_version", _INSTANT, nullable=False),
        sa.Column("next_try_at", _INSTANT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("callback", "path", name=op.f("uq_subscriptions_callback_path")),
    )
    for column in ("host", "path", "next_try_at"):
        op.create_index(op.f(f"ix_subscriptions_{column}"), "subscriptions", [column])
    op.create_table(
        "intents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("callback", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("next_try_at", _INSTANT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intents")),
    )
    op.create_index("ix_intents_host", "intents", ["host", "asked_at"])
    op.create_index("ix_intents_asked_at", "intents", ["asked_at"])
    op.create_index(op.f("ix_intents_next_try_at"), "intents", ["next_try_at"])
