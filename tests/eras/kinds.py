"""What happens to a newspaper's site, by kinds: each changes its era in one respect, and says whether the
newsroom has to be told of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from tests.server import Answer

from .markups import BARE, DEFINED, EVEN, NESTED, PLAIN, TABLES
from .site import Address, dated, deeper, flatter, queried

# Until which day after its beginning something that has to be told is told, for one story a day.
PATIENCE = timedelta(days=21)


@dataclass(frozen=True)
class Kind:
    """A change of a site. Of one group, only one can be true at a time; it lasts for some `days`, or (0) until
    another of its group comes. Of `told`, the newsroom gets one kind of notice at least if it has to be told
    (`must`); of others none.
    """

    name: str
    group: str
    changes: Mapping[str, Any]
    days: float = 0
    told: Sequence[str] = ()
    must: bool = False
    rests: bool = False

    @property
    def undone(self) -> dict[str, Any]:
        """What it changed as it was at first."""
        return {name: _FIRST[name] for name in self.changes}


_FIRST: dict[str, Any] = {
    "wall": None,
    "walls_lists": False,
    "strange": 0,
    "list_is": "there",
    "turns": None,
}
_TROUBLE = ("ailing", "broken")


def _markups() -> list[Kind]:
    several = {
        "plain": PLAIN,
        "layout tables": TABLES,
        "one cell for all": BARE,
        "boxes in a row": EVEN,
        "nested divisions": NESTED,
        "definition lists": DEFINED,
    }
    # Tables show no summaries in lists, which is told if there were some before.
    kinds = [
        Kind(
            name,
            "markup",
            {"markup": markup, "turns": None},
            told=_TROUBLE if markup in (TABLES, BARE) else (),
        )
        for name, markup in several.items()
    ]
    turns = {"markup": NESTED, "turns": TABLES}
    return [*kinds, Kind("two markups in turns", "markup", turns, told=_TROUBLE)]


def _addresses() -> list[Kind]:
    ways: Sequence[tuple[str, Address]] = (
        ("dated", dated),
        ("deeper", deeper),
        ("flatter", flatter),
        ("queried", queried),
    )
    return [
        Kind(
            f"{name} addresses{'' if canonical else ' without canonical'}, the old {old}",
            "addresses",
            {"address": address, "old": old, "canonical": canonical},
        )
        for name, address in ways
        for old in ("redirected", "to the front", "gone", "alive")
        for canonical in ((True, False) if address is not queried else (False,))
    ]


def _ago(at: datetime, now: datetime, words: Sequence[str]) -> str:
    """How long ago that was, as lists say it."""
    minutes = int((now - at) / timedelta(minutes=1))
    for size, word in zip((24 * 60, 60), words, strict=False):
        if minutes >= size:
            return word.format(minutes // size)
    return words[2].format(minutes)


def ago_in_english(at: datetime, now: datetime) -> str:
    return _ago(at, now, ("{} days ago", "{} hours ago", "{} minutes ago"))


def ago_in_chinese(at: datetime, now: datetime) -> str:
    return _ago(at, now, ("{}天前", "{}小时前", "{}分钟前"))


def _dates() -> list[Kind]:
    ways: dict[str, Callable[[datetime], str]] = {
        "dates as ISO has them": lambda at: f"{at:%Y-%m-%d %H:%M}",
        "dates without a year": lambda at: f"{at:%m-%d %H:%M}",
        "dates of another country": lambda at: f"{at:%d/%m/%Y %H:%M}",
        "dates in Chinese": lambda at: f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}",
        "days without a time": lambda at: f"{at:%Y-%m-%d}",
    }
    shown = {"lists_dates": True, "lists_day": None}
    return [
        *(Kind(name, "dates", {"day": day}) for name, day in ways.items()),
        Kind("lists with dates", "dates of lists", shown),
        Kind("lists without dates", "dates of lists", {"lists_dates": False}, 0, _TROUBLE, True),
        Kind("lists say how long ago", "dates of lists", shown | {"lists_day": ago_in_english}),
        Kind("lists say it in Chinese", "dates of lists", shown | {"lists_day": ago_in_chinese}),
    ]


def _charsets() -> list[Kind]:
    pairs = (("utf-8", "utf-8"), ("gb18030", "iso-8859-1"), ("gb18030", "gb2312"))
    return [
        Kind(f"{charset} said to be {said}", "charset", {"charset": charset, "said_charset": said})
        for charset, said in pairs
    ]


def same(title: str) -> str:
    return title


AROUND: dict[str, Callable[[str], str]] = {
    "plain": same,
    "name before": lambda title: f"Courier | {title}",
    "name behind": lambda title: f"{title}_山谷日报网",
    "name around": lambda title: f"【本地】{title} - The Valley Courier Online",
    "shouted": str.upper,
}


def _titles() -> list[Kind]:
    return [
        Kind(
            f"titles {name}{' in lists too' if listed else ''}",
            "titles",
            {"title": put, "lists_titles": put if listed else same},
        )
        for name, put in AROUND.items()
        for listed in (False, True)
        if name != "plain" or not listed
    ]


CONSENT = (
    "<h1>Before you continue</h1><p>We and our 843 partners keep and read information on your "
    "device, to show you what may be of interest to you. You can agree to all of it, or choose at "
    "any time in the settings of this site. Some partners rely on their legitimate interest.</p>"
    "<button>Accept all</button><button>Manage choices</button>"
)
ROBOT = (
    "<h1>Just a moment</h1><p>We are checking that you are no robot. This takes a few seconds. "
    "Your browser must allow scripts and cookies, so that you can go on to the page.</p>"
)
REPAIR = (
    "<h1>Back soon</h1><p>This site is being repaired tonight, and will be here again within the "
    "hour. We thank all readers for their patience and wish them a good evening meanwhile.</p>"
)


def wall(words: str, status: int = 200) -> Answer:
    """The same page for all that ask."""
    page = f"<html><head><title>The Valley Courier</title></head><body>{words}</body></html>"
    return Answer(status, page.encode(), {"Content-Type": "text/html; charset=utf-8"})


WALLS: dict[str, dict[str, Any]] = {
    "consent": {"wall": wall(CONSENT)},
    "a check for robots": {"wall": wall(ROBOT), "walls_lists": True},
    "a check that refuses": {"wall": wall(ROBOT, 403), "walls_lists": True},
    "repairs": {"wall": wall(REPAIR), "walls_lists": True},
    "repairs that say so": {"wall": wall(REPAIR, 503), "walls_lists": True},
    "a way to the login": {"wall": Answer(302, b"", {"Location": "/login?next=/town/"})},
}


def _walls() -> list[Kind]:
    short = [
        Kind(f"{name} for two days", "wall", changes, 2, _TROUBLE)
        for name, changes in WALLS.items()
    ]
    # No story is lost meanwhile: the list still shows the first of them when it ends.
    long = [
        Kind(f"{name} for ten days", "wall", changes, 10, _TROUBLE, must=True)
        for name, changes in WALLS.items()
    ]
    return [*short, *long]


def _others() -> list[Kind]:
    lists: Sequence[Literal["gone", "to the front"]] = ("gone", "to the front")
    moved = {"elsewhere": True, "old_host": "redirected"}
    return [
        *(
            Kind(
                f"{name} list{'' if old == 'redirected' else f', the old {old}'}",
                "list",
                {"list_path": path, "old_list": old},
                told=() if old == "redirected" else _TROUBLE,
            )
            for name, path in (("another", "/local/"), ("the first", "/town/"))
            for old in ("redirected", "to the front", "gone")
        ),
        *(Kind(f"the list {how}", "list is", {"list_is": how}, 10, _TROUBLE, True) for how in lists),
        Kind("an empty list for a week", "list is", {"list_is": "empty"}, 7, _TROUBLE, True),
        Kind("another host", "host", moved),
        Kind("another host beside the old", "host", moved | {"old_host": "alive"}),
        Kind("another host, the old gone", "host", {"elsewhere": True, "old_host": "gone"}, 0, _TROUBLE, True),
        Kind("the first host again", "host", moved | {"elsewhere": False}),
        Kind("a break-in", "break-in", {"strange": 9}, 2, ("foreign",), must=True),
        Kind("no author", "authors", {"signed": False}, 0, _TROUBLE, must=True),
        Kind("authors again", "authors", {"signed": True}),
        Kind("pictures that load late", "pictures", {"pictures": "lazy"}),
        Kind("no pictures", "pictures", {"pictures": "none"}, 0, _TROUBLE),
        Kind("pictures again", "pictures", {"pictures": "shown"}),
        Kind("a day of rest", "rest", {}, 1, rests=True),
        Kind("a long rest", "rest", {}, 24, _TROUBLE, must=True, rests=True),
    ]  # fmt: skip


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kinds in (
        _markups(),
        _addresses(),
        _dates(),
        _charsets(),
        _titles(),
        _walls(),
        _others(),
    )
    for kind in kinds
}
# Left out of the draw: nothing leads from one host to the other, so people have to tell.
BY_HAND = ("another host, the old gone",)
DRAWN = tuple(name for name in KINDS if name not in BY_HAND)


def go_together(names: Sequence[str]) -> bool:
    """Whether several kinds can begin at once: no two of a group, and no break-in behind a wall, of
    which nobody hears.
    """
    groups = {KINDS[name].group for name in names}
    is_unseen = "break-in" in groups and any(
        KINDS[name].changes.get("walls_lists") for name in names
    )
    return len(groups) == len(names) and not is_unseen
