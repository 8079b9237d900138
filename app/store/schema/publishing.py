"""What the site and its feeds are made of: editions, sections, tags, archives, pins,
corrections.
"""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import Base, Instant, Key, OptionalInstant


class EditionRow(Base):
    """One row: the number of the edition.

    `seeded`: the shipped sources were added once; `beat_at`: when the clock last ticked; `tag`: the
    beginning of the feeds' ids, made once; `appearance`: a digest of what is visible everywhere and
    stands in no row (settings, templates); `serial`: the last number given to an item that became
    public; `corrected_at`: the version in which an item that was corrected changed last;
    `announced_at`: the version up to which hubs and subscribers were given to know of changes;
    `appeared_at`: the version since which what is visible everywhere looks as it does.
    """

    __tablename__ = "edition"
    id: Mapped[Key]
    number: Mapped[int]
    changed_at: Mapped[Instant]
    version_at: Mapped[Instant]
    seeded: Mapped[bool] = mapped_column(default=False)
    beat_at: Mapped[OptionalInstant]
    appearance: Mapped[str] = mapped_column(default="")
    tag: Mapped[str] = mapped_column(default="")
    serial: Mapped[int] = mapped_column(default=0)
    corrected_at: Mapped[OptionalInstant]
    announced_at: Mapped[Instant]
    appeared_at: Mapped[OptionalInstant]


class SectionRow(Base):
    """Sections of our site."""

    __tablename__ = "sections"
    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    first_slug: Mapped[str]
    title: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Instant]
    version_at: Mapped[Instant]


class TagRow(Base):
    """Words that editors give to items."""

    __tablename__ = "tags"
    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    changed_at: Mapped[Instant]
    version_at: Mapped[Instant]


class TaggingRow(Base):
    """Which public items have a tag; `published_at` and `serial` are the item's, so that lists and
    feeds need no look at other items.
    """

    __tablename__ = "taggings"
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True, index=True)
    published_at: Mapped[Instant]
    serial: Mapped[int]

    __table_args__ = (
        Index("ix_taggings_newest", "tag_id", "published_at", "item_id"),
        Index("ix_taggings_serial", "tag_id", "serial"),
    )


class ArchiveRow(Base):
    """Where the numbered archive documents of a feed begin (RFC 5005, section 4): at the serial of
    their first item.

    `feed` is `all`, `section:ID`, `source:ID` or `tag:ID`; `count` is how many items the newest
    document holds, so that it is known when it is full; `version_at` is the version in which it was
    completed, got a neighbour or lost an item.
    """

    __tablename__ = "archives"
    feed: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first: Mapped[int]
    count: Mapped[int]
    version_at: Mapped[OptionalInstant]


class FormerNameRow(Base):
    """Names that something had once: addresses and programs that say them are led to where it is
    now.

    `kind` is `section slug` or `section title`.
    """

    __tablename__ = "former_names"
    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    target_id: Mapped[int]


class PinRow(Base):
    """Items that editors keep at the top of the front page, in the order of `position`, until they
    take them off or their time is over.
    """

    __tablename__ = "pins"
    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id"), primary_key=True, autoincrement=False
    )
    position: Mapped[int]
    until: Mapped[OptionalInstant]


class CorrectionRow(Base):
    """What readers are told about changes of published items."""

    __tablename__ = "corrections"
    id: Mapped[Key]
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), index=True)
    revision: Mapped[int]
    at: Mapped[Instant]
    by: Mapped[str]
    kind: Mapped[str]
    note: Mapped[str]
