"""Who works at the desk, who is logged in, what was done, and what was typed and not saved yet."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import Base, Instant, Key, OptionalInstant, Total


class EditorRow(Base):
    """People who work at the desk.

    `totp_secret`: of the second factor (RFC 6238), sealed; empty without one; `totp_step`: the last
    step whose code was used, so that none is used twice; `recovery`: hashes of the codes that stand
    in for a lost device, each good once. `shortcuts`: whether single keys do things; `language`: of
    the desk, empty for what the browser asks for.
    """

    __tablename__ = "editors"
    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    disabled: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str]
    created_at: Mapped[Instant]
    totp_secret: Mapped[str] = mapped_column(default="")
    totp_step: Mapped[int] = mapped_column(default=0)
    recovery: Mapped[list[str]] = mapped_column(JSON, default=list)
    shortcuts: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(default="")


class SessionRow(Base):
    """Who is logged in where; `id` is a hash of the token that the browser holds, which stands
    nowhere.
    """

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"), index=True)
    created_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")


class AttemptRow(Base):
    """Logins that failed: for which name, whether there is such an editor or not, and from
    where.
    """

    __tablename__ = "attempts"
    id: Mapped[Key]
    at: Mapped[Instant]
    name: Mapped[str]
    address: Mapped[str]

    __table_args__ = (
        Index("ix_attempts_name", "name", "at"),
        Index("ix_attempts_address", "address", "at"),
        Index("ix_attempts_at", "at"),
    )


class KnownPlaceRow(Base):
    """From where an editor has logged in before: guesses from elsewhere do not keep them out
    here.
    """

    __tablename__ = "known_places"
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"), primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Instant]


class AuditRow(Base):
    """What was done at the desk, by whom, to what; nothing here is ever changed (triggers see to
    it).

    `subject` is a kind and a name (`item UID`, `source SLUG`, `editor NAME`); `before` and `after`
    are what of it changed.
    """

    __tablename__ = "audit"
    id: Mapped[Key]
    at: Mapped[Instant]
    by: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (
        Index("ix_audit_subject", "subject", "id"),
        Index("ix_audit_by", "by", "id"),
        Index("ix_audit_action", "action", "id"),
    )


class AutosaveRow(Base):
    """What an editor typed and has not saved; `document` is an item's id or, for an item that is
    not stored yet, a name that its form made.

    `tab` names the window it was typed in, so that two do not overwrite each other; `fields` are
    the form's, `revision` the version of the item that they were typed on, `title` the beginning of
    the one that was typed, `size` what they take in bytes. The newest of a window counts, older
    ones stay as points to go back to.
    """

    __tablename__ = "autosaves"
    id: Mapped[Key]
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"))
    document: Mapped[str]
    tab: Mapped[str]
    at: Mapped[Instant]
    revision: Mapped[int]
    # Before the text: SQLite goes through a long one to get at what comes after it.
    title: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)

    __table_args__ = (
        Index("ix_autosaves_document", "document", "editor_id", "at"),
        Index("ix_autosaves_editor", "editor_id", "at"),
    )


class PresenceRow(Base):
    """Who has which item open, and when their page last said so."""

    __tablename__ = "presence"
    id: Mapped[Key]
    document: Mapped[str]
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"))
    seen_at: Mapped[Instant]
    typing_at: Mapped[OptionalInstant]

    __table_args__ = (UniqueConstraint("document", "editor_id"),)


class ViewRow(Base):
    """Ways of looking at the inbox that an editor comes back to: a name, and the query that follows
    the page's address.
    """

    __tablename__ = "views"
    id: Mapped[Key]
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"))
    name: Mapped[str]
    query: Mapped[str]

    __table_args__ = (UniqueConstraint("editor_id", "name"),)


class SpentRow(Base):
    """How much an editor has added of a kind since a time, for what one person may add in a day."""

    __tablename__ = "spent"
    editor_id: Mapped[int] = mapped_column(
        ForeignKey("editors.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[Instant]
    number: Mapped[int]
    size: Mapped[Total]
