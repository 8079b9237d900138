"""What the newsroom is to be told of by mail and webhook, and who still has to be."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import Base, Instant, Key, OptionalInstant


class NoticeRow(Base):
    """Something that happened; `key` is made of what and when, so that it is told once. `over`: a
    breakage that is no more.
    """

    __tablename__ = "notices"
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(index=True)
    at: Mapped[Instant]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    over: Mapped[bool] = mapped_column(default=False)


class DispatchRow(Base):
    """A notice for one address (of a mailbox or a webhook); `next_try_at` is empty when it was sent
    or given up.
    """

    __tablename__ = "dispatches"
    id: Mapped[Key]
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), index=True)
    address: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[OptionalInstant] = mapped_column(index=True)
    last_error: Mapped[str] = mapped_column(default="")
