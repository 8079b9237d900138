"""What the database says of itself: which programs may work with it, what backups there are, and
what tells writers of each other.
"""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import Base, Instant, Key, OptionalInstant


class CompatibilityRow(Base):
    """One row: the oldest schema whose programs may work with this database (decision 0126)."""

    __tablename__ = "compatibility"
    id: Mapped[Key]
    admits: Mapped[str]


class BackupRow(Base):
    """A backup that the clock made, or tried to make: where it lies, and how large it is in bytes.

    `error` says why there is none; `flaw` what was wrong with it when it was read again.
    """

    __tablename__ = "backups"
    id: Mapped[Key]
    path: Mapped[str]
    started_at: Mapped[Instant]
    finished_at: Mapped[OptionalInstant]
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    error: Mapped[str] = mapped_column(default="")
    verified_at: Mapped[OptionalInstant]
    flaw: Mapped[str] = mapped_column(default="")


class TurnRow(Base):
    """What transactions change that decide on the same thing and touch no other row in common
    (decision 0130): how often that was.
    """

    __tablename__ = "turns"
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
