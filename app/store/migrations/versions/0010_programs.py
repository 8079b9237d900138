"""Programs: texts and uses of pictures, tokens, answers that are given again."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.types import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BATCH = 500
_ITEMS = sa.table("items", sa.column("id", sa.Integer), sa.column("content", sa.JSON))
_PICTURES = sa.table(
    "pictures",
    *(sa.column("id", sa.Integer), sa.column("url", sa.String)),
    *(sa.column(name, sa.String) for name in ("alt", "caption", "credit")),
)
_USES = sa.table(
    "picture_uses", sa.column("picture_id", sa.Integer), sa.column("item_id", sa.Integer)
)


def upgrade() -> None:
    with op.batch_alter_table("pictures") as pictures:
        for name in ("alt", "caption", "credit", "licence", "uploaded_by"):
            pictures.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        pictures.add_column(
            sa.Column("decorative", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        pictures.add_column(sa.Column("uploaded_at", UTCDateTime(), nullable=True))
    op.create_table(
        "picture_uses",
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("picture_id", "item_id", name=op.f("pk_picture_uses")),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name=op.f("fk_picture_uses_picture_id_pictures")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_picture_uses_item_id_items")
        ),
    )
    op.create_index(op.f("ix_picture_uses_item_id"), "picture_uses", ["item_id"])
    _tokens()
    for item_id, pictures_of_item in _pictures_of_items():
        _use(item_id, pictures_of_item)


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("last_used_at", UTCDateTime(), nullable=True),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("counted_from", UTCDateTime(), nullable=True),
        sa.Column("writes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_tokens_editor_id_editors")
        ),
        sa.UniqueConstraint("hash", name=op.f("uq_tokens_hash")),
    )
    op.create_index(op.f("ix_tokens_editor_id"), "tokens", ["editor_id"])
    op.create_table(
        "answers",
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("token_id", "key", name=op.f("pk_answers")),
        sa.ForeignKeyConstraint(
            ["token_id"], ["tokens.id"], name=op.f("fk_answers_token_id_tokens")
        ),
    )
    op.create_index(op.f("ix_answers_at"), "answers", ["at"])


def _pictures_of_items() -> Iterator[tuple[int, dict[str, Mapping[str, Any]]]]:
    """The pictures of each item, by their addresses."""
    connection, last = op.get_bind(), 0
    while rows := connection.execute(
        sa.select(_ITEMS).where(_ITEMS.c.id > last).order_by(_ITEMS.c.id).limit(_BATCH)
    ).all():
        last = rows[-1].id
        for row in rows:
            if pictures := {picture["url"]: picture for picture in row.content.get("pictures", ())}:
                yield row.id, pictures


def _use(item_id: int, pictures: Mapping[str, Mapping[str, Any]]) -> None:
    connection = op.get_bind()
    known = connection.execute(
        sa.select(_PICTURES.c.id, _PICTURES.c.url).where(_PICTURES.c.url.in_(pictures))
    ).all()
    for row in known:
        connection.execute(_USES.insert(), {"picture_id": row.id, "item_id": item_id})
        texts = {name: pictures[row.url].get(name) or "" for name in ("alt", "caption", "credit")}
        connection.execute(_PICTURES.update().where(_PICTURES.c.id == row.id).values(texts))
