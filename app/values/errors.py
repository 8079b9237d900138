"""Everything that can go wrong and is expected to, as one tree.

    NewsError                     one clear line for the person who reads it
    ├── SettingError              a wrong setting; names the setting
    ├── UsageError                a request that makes no sense as asked
    ├── FetchError                a URL could not be fetched; kind, status, permanent, retry_after
    ├── BackupError               a backup cannot be made, read or put back
    ├── StoreError                the database said no
    │   ├── NotFound              no such row
    │   ├── Conflict              somebody else changed it first
    │   ├── Unavailable           the database is away, busy or slow; later it works as asked
    │   └── SchemaError           the database is older or newer than this program
    └── InputError                what a person or a file gave us cannot be used
        └── TooMany               more was asked for than is given; later it may be

A page that cannot be read is a `scrapers.ScrapeError`; it lives there because `scrapers` stands
alone.
"""

from typing import Literal

FailureKind = Literal[
    "dns",
    "connect",
    "tls",
    "timeout",
    "too-large",
    "status",
    "blocked",
    "redirect",
    "truncated",
    "encoding",
    "url",
    "not-a-page",
    "robots",
    "reading",
]
# The kind of a run that could read hardly any of the stories that were new to it.
READING: FailureKind = "reading"
# The stage of an error that says where a listing's address leads by now.
LANDING = "landing"
# The kinds of an error of fetching that say that a host itself is down.
HOST_IS_DOWN = frozenset(("dns", "connect", "tls", "timeout"))
# Why a database cannot be asked: it does not answer, somebody else holds it, its disk is full, this
# question takes it too long.
Hindrance = Literal["away", "busy", "full", "slow"]


class NewsError(Exception):
    """Base of all expected errors; `str()` of it is one line for a person."""


class SettingError(NewsError):
    """A setting has a value that cannot be used; `name` is the setting."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


class UsageError(NewsError):
    """The command or request makes no sense as asked."""


class BackupError(NewsError):
    """A backup cannot be made, read or put back."""


class BackupHindered(BackupError):
    """A backup cannot be looked into now, for a reason that is none of its own."""


class InputError(NewsError):
    """What a person or a file gave us cannot be used; `field` names where, when known.

    `message` with `values` in its %(name)s places is what is said, so that it can be said in other
    languages too.
    """

    def __init__(self, message: str, *, field: str = "", **values: object) -> None:
        super().__init__(message % values if values else message)
        self.field = field
        self.message = message
        self.values = values


class TooMany(InputError):
    """More was asked for than is given to one, or to all together; later it may be: in `wait`
    seconds, where that is known.
    """

    def __init__(
        self, message: str, *, field: str = "", wait: int | None = None, **values: object
    ) -> None:
        super().__init__(message, field=field, **values)
        self.wait = wait


class FetchError(NewsError):
    """A URL could not be fetched.

    `status` is the HTTP status when one came; `retry_after` is in seconds; `permanent` says that
    asking again is useless; `address` is that of the machine that was asked, where one was.
    """

    def __init__(
        self,
        url: str,
        kind: FailureKind,
        message: str,
        *,
        status: int | None = None,
        permanent: bool = False,
        retry_after: float | None = None,
        address: str = "",
    ) -> None:
        super().__init__(f"{url}: {message}")
        self.url = url
        self.kind = kind
        self.message = message
        self.status = status
        self.permanent = permanent
        self.retry_after = retry_after
        self.address = address


class Stopping(FetchError):
    """The end of the program cut a fetch short: nobody's failure."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "connect", "given up because the program is stopping")


class Interrupted(NewsError):
    """The end of the program cut a run short; nothing is booked, and it goes on after the next
    start.
    """


class StoreError(NewsError):
    """The database could not do what was asked."""


class NotFound(StoreError):
    """There is no such row."""


class Conflict(StoreError):
    """Somebody else changed or made it first, or what is there does not allow it; `message` and
    `values` as in `InputError`.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


class Unavailable(StoreError):
    """The database cannot be asked just now.

    `is_certain`: nothing was stored; else it was lost in the moment of storing, and nobody knows.
    `is_news`: the first failure since it last worked.
    """

    def __init__(
        self, message: str, why: Hindrance, *, is_certain: bool = True, is_news: bool = True
    ) -> None:
        super().__init__(message)
        self.why = why
        self.is_certain = is_certain
        self.is_news = is_news


class SchemaError(StoreError):
    """The database's schema does not fit this program."""
