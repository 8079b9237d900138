"""Column types: instants that cannot be naive, and content as JSON.

Decision 0010.
"""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.types import TypeDecorator

from app.values.model import CONTENT_FIELDS, Content
from scrapers import Picture, Stamp


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware going in, UTC coming out, on SQLite (which has no zones) as on
    PostgreSQL.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """On SQLite straight to text: half a dozen instants go in with every run and story."""
        return _to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values; store UTC."""
        return None if value is None else _in_utc(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """On SQLite straight from text."""
        return (
            _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)
        )

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored")
    return value.astimezone(UTC)


def _to_text(value: datetime | None) -> str | None:
    """As SQLAlchemy writes instants on SQLite: `2024-06-21 08:30:00.000000`, in UTC."""
    return (
        None
        if value is None
        else _in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")
    )


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class ContentJSON(TypeDecorator[Content]):
    """A `Content`, whole, as JSON."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Content | None, dialect: Dialect) -> Any:
        """Dates become ISO 8601."""
        return None if value is None else content_to_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Content | None:
        """Back to the value."""
        return None if value is None else content_from_json(value)


def content_to_json(content: Content) -> dict[str, Any]:
    """A content as plain JSON values."""
    plain = {name: getattr(content, name) for name in CONTENT_FIELDS}
    plain["pictures"] = [asdict(picture) for picture in content.pictures]
    plain["published"] = content.published.iso if content.published else None
    # Versions before the list of authors read this line.
    plain["author"] = content.author
    return plain


def content_from_json(plain: dict[str, Any]) -> Content:
    """The content that `content_to_json` made; unknown fields of a newer version are left out, and
    the one line of authors of an older one is a list of one.
    """
    known = {name: plain[name] for name in CONTENT_FIELDS if name in plain}
    known["published"] = stamp_from_json(plain.get("published"))
    line = plain.get("author", "")
    known["authors"] = tuple(plain.get("authors", (line,) if line else ()))
    known["tags"] = tuple(plain.get("tags", ()))
    known["pictures"] = tuple(Picture(**picture) for picture in plain.get("pictures", ()))
    return Content(**known)


def stamp_from_json(text: str | None) -> Stamp | None:
    """The stamp that was written as ISO 8601."""
    if not text:
        return None
    if len(text) == len("2024-06-21"):
        return Stamp(date.fromisoformat(text))
    at = datetime.fromisoformat(text)
    return Stamp(at.date(), at)
