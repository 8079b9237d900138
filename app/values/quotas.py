"""What one person, program or address may add, so that none of them exhausts what others need."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from types import MappingProxyType
from typing import Literal

from app.values.errors import TooMany

# What is typed and not saved, of one person: an item's text holds half a million characters, and
# one that is too long by as much again is kept while it is made shorter. Bytes as they are stored.
LONGEST_TYPED = 1_000_000
MOST_WINDOWS, MOST_WINDOWS_OF_ONE = 100, 10
MOST_POINTS, MOST_TYPED_BYTES = 1000, 64 * 2**20
# Of items that one person has open at once.
MOST_OPEN = 50
# Browsers in which one person is logged in, and addresses that one person came from.
MOST_LOGINS, MOST_PLACES = 50, 200
# Tokens of one person that are good, and those that one person makes in a day.
MOST_TOKENS, MOST_NEW_TOKENS = 50, 100
MOST_SECTIONS = 500
# Pictures of one story that are fetched from its site and kept.
MOST_PICTURES = 300
# Pictures that one person has brought along and no published item shows: what so many days of
# uploads may bring.
UNUSED_DAYS = 5

_DAY = timedelta(days=1)

Kind = Literal["acts", "texts", "pictures", "links"]

# How often in a day; for texts and pictures a setting says how many bytes besides.
MOST_A_DAY: Mapping[Kind, int] = MappingProxyType(
    {"acts": 20_000, "texts": 15_000, "pictures": 500, "links": 500}
)
REFUSALS: Mapping[Kind, str] = MappingProxyType(
    {
        "acts": (
            "you have done as much as one person may in a day (%(most)s acts), so nothing was done "
            "now; go on in %(hours)s hours"
        ),
        "texts": (
            "you have stored as much text as one person may in a day (%(most)s versions, "
            "%(megabytes)s MB), so nothing was saved now; keep your text, and save it in %(hours)s "
            "hours"
        ),
        "pictures": (
            "you have uploaded as much as one person may in a day (%(most)s pictures, "
            "%(megabytes)s MB); send this one in %(hours)s hours"
        ),
        "links": (
            "you have had as many links read as one person may in a day (%(most)s); fill in the "
            "fields by hand, or come back in %(hours)s hours"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Ration:
    """How much of a kind an editor has a day: how many times, and how many bytes together (None:
    these are not counted).
    """

    editor_id: int
    kind: Kind
    number: int
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """How much of a ration was used within the day that began at `since`."""

    since: datetime | None = None
    number: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """Something that was typed and not saved, without its text; `size` is in bytes as stored."""

    id: int
    document: str
    tab: str
    size: int

    @property
    def window(self) -> tuple[str, str]:
        """The document and the window in which it was typed."""
        return self.document, self.tab


def ration(editor_id: int, kind: Kind, megabytes: float | None = None) -> Ration:
    """The ration of an editor."""
    size = None if megabytes is None else int(megabytes * 1_000_000)
    return Ration(editor_id, kind, MOST_A_DAY[kind], size)


def spend(given: Ration, before: Spent, size: int, now: datetime) -> Spent:
    """What is spent with one more of so many bytes; TooMany when the ration does not hold it."""
    # A clock that was put back makes nobody wait for it.
    if before.since is None or not now - _DAY < before.since <= now:
        before = Spent(now)
    after = Spent(before.since, before.number + 1, before.size + size)
    if after.number > given.number or (given.size is not None and after.size > given.size):
        assert before.since
        left = before.since + _DAY - now
        raise TooMany(
            REFUSALS[given.kind],
            field="file" if given.kind == "pictures" else "url" if given.kind == "links" else "",
            wait=int(left.total_seconds()) + 1,
            most=given.number,
            megabytes=f"{(given.size or 0) / 1_000_000:g}",
            hours=-(-left // timedelta(hours=1)),
        )
    return after


def refuse_unused(given: Ration, unused: int) -> None:
    """Refuse one more picture to somebody of whose pictures so many bytes are shown nowhere;
    TooMany.
    """
    assert given.size is not None
    if unused >= given.size * UNUSED_DAYS:
        raise TooMany(
            "of the pictures that you uploaded, %(megabytes)s MB stand in no published item, and "
            "one person may have no more of them; publish what shows them, or ask whoever runs "
            "this desk for more room",
            field="file",
            megabytes=f"{given.size * UNUSED_DAYS / 1_000_000:g}",
        )


def superfluous(points: Sequence[Point], here: tuple[str, str]) -> list[int]:
    """Which of a person's points go, given the newest first, so that the others are within bounds.

    Windows beyond those that one person keeps go whole, the oldest first; then the oldest points of
    which a window has a newer one; then the oldest of all. The newest of `here`, the document and
    the window in which somebody types, stays in any case.
    """
    newest: dict[tuple[str, str], int] = {}
    for point in points:
        newest.setdefault(point.window, point.id)
    windows = _windows([here, *newest])
    gone = [point.id for point in points if point.window not in windows]
    staying = [point for point in reversed(points) if point.window in windows]
    going = sorted(staying, key=lambda point: point.id == newest[point.window])
    count, size = len(staying), sum(point.size for point in staying)
    for point in going:
        if count <= MOST_POINTS and size <= MOST_TYPED_BYTES:
            break
        if point.id != newest.get(here):
            gone.append(point.id)
            count, size = count - 1, size - point.size
    return gone


def network_of(address: str) -> str:
    """By what an address is counted: IPv4 as it is, IPv6 by the /64 that one customer has."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:60]
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or f"{IPv6Address(int(parsed) >> 64 << 64)}/64")
    return str(parsed)


def _windows(windows: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those that stay of windows, the newest first."""
    of_document: Counter[str] = Counter()
    kept: set[tuple[str, str]] = set()
    for window in dict.fromkeys(windows):
        of_document[window[0]] += 1
        if of_document[window[0]] <= MOST_WINDOWS_OF_ONE and len(kept) < MOST_WINDOWS:
            kept.add(window)
    return kept
