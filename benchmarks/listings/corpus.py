"""The whole corpus: every family drawn, half of the families to look at (dev), half to be judged by
(held).
"""

import random
from datetime import datetime, timedelta, timezone

from benchmarks.listings.desk import Desk
from benchmarks.listings.families import FAMILIES
from benchmarks.listings.family import Family
from benchmarks.listings.model import LabelledListing, Split

FORMAL = ("notices", "documents")
SEED = 20_240_917


def pages() -> list[LabelledListing]:
    """All pages, the same at every call."""
    splits = _splits()
    return [
        _page(family, count, turn, splits[family.name])
        for family in FAMILIES
        for turn, count in enumerate(family.counts)
    ]


def _splits() -> dict[str, Split]:
    names = sorted(family.name for family in FAMILIES)
    random.Random(SEED).shuffle(names)
    half = len(names) // 2
    return {name: "dev" if place < half else "held" for place, name in enumerate(names)}


def _page(family: Family, count: int, turn: int, split: Split) -> LabelledListing:
    rng = random.Random(f"{SEED}/{family.name}/{turn}")
    drawn = family.draw(
        Desk(rng, family.language, _now(rng, family), formal=family.kind in FORMAL), count
    )
    charset = f"; charset={drawn.encoding}" if drawn.says_charset else ""
    return LabelledListing(
        family=family.name,
        url=drawn.url,
        html=drawn.html.encode(drawn.encoding, "xmlcharrefreplace"),
        content_type=f"text/html{charset}",
        language=family.language,
        kind=family.kind,
        entries=tuple(drawn.entries),
        next_url=drawn.next_url,
        now=_now(random.Random(f"{SEED}/{family.name}/{turn}"), family),
        split=split,
    )


def _now(rng: random.Random, family: Family) -> datetime:
    zone = timezone(timedelta(hours=family.zone))
    if family.january:
        return datetime(rng.choice((2025, 2026)), 1, rng.randint(3, 8), 17, 40, tzinfo=zone)
    return datetime(2024, 2, 20, 17, 40, tzinfo=zone) + timedelta(days=rng.randint(0, 800))
