"""What goes into a fetch and what comes out of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may cost; time and redirects are for all its hops together, bytes for each."""

    body_bytes: int = 10 * 2**20
    wire_bytes: int = 10 * 2**20
    header_bytes: int = 64 * 1024
    total_seconds: float = 30
    connect_seconds: float = 10
    redirects: int = 5
    slow_bytes_per_second: int = 64
    slow_seconds: int = 15


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document; `url` is where it was found in the end, `moved` where it lives now if it moved for good."""

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


def first(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    """Return the first header of that name, whatever its case."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)
