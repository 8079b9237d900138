"""Programs that work here by token."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import Base, Instant, Key, OptionalInstant


class TokenRow(Base):
    """Tokens that editors gave to programs; `hash` is of the token, which stands nowhere.

    `writes` counts what was written since `counted_from`, for the limit of an hour.
    """

    __tablename__ = "tokens"
    id: Mapped[Key]
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"), index=True)
    name: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    last_used_at: Mapped[OptionalInstant]
    revoked_at: Mapped[OptionalInstant]
    counted_from: Mapped[OptionalInstant]
    writes: Mapped[int] = mapped_column(default=0)


class AnswerRow(Base):
    """What a program was answered under an Idempotency-Key, so that asking again does nothing
    twice; no answer yet: it is being made.
    """

    __tablename__ = "answers"
    token_id: Mapped[int] = mapped_column(
        ForeignKey("tokens.id"), primary_key=True, autoincrement=False
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    at: Mapped[Instant] = mapped_column(index=True)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
