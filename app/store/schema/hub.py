"""Who is told of changes: hubs elsewhere, and subscribers of our own."""

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import Base, Instant, Key, OptionalInstant


class HubRow(Base):
    """Hubs elsewhere that are told of changes; `next_try_at`: when one has something to be told,
    else nothing.
    """

    __tablename__ = "hubs"
    url: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[OptionalInstant]
    last_error: Mapped[str] = mapped_column(default="")
    last_success_at: Mapped[OptionalInstant]


class PingRow(Base):
    """Which topics a hub still has to be told of: the version, and since when it is owed."""

    __tablename__ = "pings"
    hub: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    version_at: Mapped[Instant]
    since: Mapped[Instant]


class SubscriptionRow(Base):
    """Who is sent which topic by our hub, until when; `next_try_at`: when it is to be sent, empty
    when the newest version was.

    `asker` is the network that asked for it, `machine` the one that confirmed it.
    """

    __tablename__ = "subscriptions"
    id: Mapped[Key]
    callback: Mapped[str]
    host: Mapped[str] = mapped_column(index=True)
    path: Mapped[str] = mapped_column(index=True)
    secret: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    delivered_version: Mapped[Instant]
    next_try_at: Mapped[OptionalInstant] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    asker: Mapped[str] = mapped_column(default="", index=True)
    machine: Mapped[str] = mapped_column(default="", index=True)

    __table_args__ = (UniqueConstraint("callback", "path"),)


class IntentRow(Base):
    """What subscribers asked our hub for and have to confirm; kept for an hour after, to count what
    each host asks for.

    `next_try_at`: when the callback is to be asked, empty when it was; `outcome`: what came of it.
    `asker` is the network that it came from, `machine` the one that stood behind the callback.
    """

    __tablename__ = "intents"
    id: Mapped[Key]
    mode: Mapped[str]
    callback: Mapped[str]
    host: Mapped[str]
    path: Mapped[str]
    lease: Mapped[int]
    secret: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[Instant]
    next_try_at: Mapped[OptionalInstant] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(default="")
    asker: Mapped[str] = mapped_column(default="")
    machine: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        Index("ix_intents_host", "host", "asked_at"),
        Index("ix_intents_asker", "asker", "asked_at"),
        Index("ix_intents_machine", "machine", "asked_at"),
        Index("ix_intents_asked_at", "asked_at"),
    )
