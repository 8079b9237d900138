"""What comes before a body: status line and headers, as the server sent them."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_STATUS = re.compile(rb"HTTP/[0-9.]+ ([0-9]{3})")
_SECONDS = re.compile(r"[0-9]{1,9}")
_SWITCHING = 101


class Head:
    """Reads header lines one by one; heads of 1xx answers and trailers are counted but not kept."""

    def __init__(self) -> None:
        self.size = 0
        self.status = 0
        self.complete = False
        self._fields: list[tuple[bytes, bytes]] = []

    def feed(self, line: bytes) -> None:
        """Take the next line."""
        self.size += len(line)
        if self.complete:
            return
        start = _STATUS.match(line)
        if start:
            self.status, self._fields = int(start[1]), []
        elif line.strip():
            name, _, value = line.partition(b":")
            self._fields.append((name.strip(), value.strip()))
        else:
            self.complete = self.status >= 200 or self.status == _SWITCHING

    @property
    def ok(self) -> bool:
        """Tell whether this is a whole head that promises a document."""
        return self.complete and 200 <= self.status < 300

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Return the headers as text."""
        return tuple((_text(name), _text(value)) for name, value in self._fields)

    @property
    def location(self) -> str | None:
        """Return where a redirect points, bytes that are not UTF-8 as surrogates."""
        return next(
            (
                v.decode(errors="surrogateescape")
                for k, v in self._fields
                if k.lower() == b"location"
            ),
            None,
        )

    @property
    def codings(self) -> str:
        """Return all that Content-Encoding says, in the order in which the codings were applied."""
        return ", ".join(_text(v) for k, v in self._fields if k.lower() == b"content-encoding")


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return how many seconds a Retry-After header asks us to wait."""
    if value is None:
        return None
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
