"""What goes into a fetch and what comes out of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[\s,])(?:s-maxage|max-age)\s*=\s*\"?(\d{1,9})", re.I)


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may cost; time and redirects are for all its hops together, bytes for
    each.

    `patience` is how many seconds a redirect's Retry-After may make us wait before we follow it.
    """

    body_bytes: int = 10 * 2**20
    wire_bytes: int = 10 * 2**20
    header_bytes: int = 64 * 1024
    total_seconds: float = 30
    connect_seconds: float = 10
    redirects: int = 5
    slow_bytes_per_second: int = 64
    slow_seconds: int = 15
    patience: float = 10


@dataclass(frozen=True, slots=True)
class Ask:
    """One fetch: `gap` is the least time in seconds since the last answer of the same host, over
    what is the rule for it.

    `permit` is asked about each redirect's target; it raises FetchError when that may not be
    fetched.
    """

    url: str
    validators: Validators = field(default_factory=Validators)
    referer: str | None = None
    limits: Limits | None = None
    gap: float = 0
    permit: Callable[[str], object] | None = None


CALL_LIMITS = Limits(body_bytes=4096, wire_bytes=64 * 1024, total_seconds=20)


@dataclass(frozen=True, slots=True)
class Call:
    """One request that is no fetch: a question, or with a body a notice by POST.

    It goes to this very address or nowhere: a redirect is an answer like any other. Of the answer
    only the beginning is kept. `closed` are networks (as `network_of` names them) that it must not
    go to.
    """

    url: str
    body: bytes | None = None
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    limits: Limits = CALL_LIMITS
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call was answered, whatever the status; `retry_after` is in seconds, `address` is that
    of the machine which answered.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    retry_after: float | None = None
    address: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether the status is any 2xx."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document; `url` is where it was found in the end, `moved` where it lives now if it moved
    for good.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    moved: str | None
    validators: Validators
    content_type: str

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        return first(self.headers, name)


@dataclass(frozen=True, slots=True)
class NotModified:
    """The document is still what the validators stand for; use these validators from now on."""

    url: str
    validators: Validators
    headers: tuple[tuple[str, str], ...] = ()
    moved: str | None = None


def fresh_seconds(answer: Fetched | NotModified) -> float | None:
    """How long the publisher says that the answer stays fresh (RFC 9111, 4.2), in seconds; None
    when nothing is said.
    """
    headers = {name.lower(): value for name, value in reversed(answer.headers)}
    if match := _MAX_AGE.search(headers.get("cache-control", "")):
        return max(0.0, float(match[1]) - _seconds(headers.get("age")))
    expires, date = (_instant(headers.get(name)) for name in ("expires", "date"))
    return max(0.0, (expires - date).total_seconds()) if expires and date else None


def first(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    """Return the first header of that name, whatever its case."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def _seconds(value: str | None) -> float:
    return float(value) if value and re.fullmatch(r"\d{1,9}", value) else 0.0


def _instant(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
