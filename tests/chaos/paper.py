"""A small newspaper: five pieces written for it, as many more as a test wants, and pages of plain
HTML.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from random import Random

from .server import Reply

_NOUNS = (
    "harbor ladder orchard kettle lantern quarry saddle thimble viaduct walnut anchor barley compass dormer easel furnace granary hammock "
    "inkwell juniper kiln lattice mortar nettle oboe pulley quilt rudder spindle trellis urn valve wicker yoke zither abacus beacon cistern"
).split()
_VERBS = "mends gathers borrows measures paints lifts returns counts studies carries opens restores welcomes plants cleans numbers".split()
_WHEN = (
    "at dawn",
    "in the afternoon",
    "after the thaw",
    "before supper",
    "on market days",
    "during the first frost",
    "by lamplight",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A story: its number stands in its address."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    teaser: str = ""
    day: str = "2024-06-24"

    @property
    def path(self) -> str:
        """Where the story stands."""
        return f"/city/2024/{self.number}.html"


WRITTEN = (
    Piece(
        101,
        "Glassblowers light their furnace again",
        (
            "The furnace in the old glassworks behind the freight yard was lit on Monday for the first time in nineteen years, by the "
            "grandson of the man who had put it out.",
            "Six apprentices will learn there how to blow lamp chimneys and carafes. The first hundred pieces go to the county museum, "
            "which has paid for the bricks.",
        ),
    ),
    Piece(
        102,
        "Beekeepers move their hives up to the ridge",
        (
            "Forty beekeepers carried some three hundred hives up to the limestone ridge over the weekend, because the lime trees in the "
            "valley have finished flowering early.",
            "The hives are to stay among the thyme until September. Hikers are asked to keep to the marked side of the path.",
        ),
    ),
    Piece(
        103,
        "Signal box turned into a reading room",
        (
            "The signal box at the eastern junction, out of use since the line was electrified, is open as a reading room from today, "
            "with twelve chairs and nine hundred books on railways.",
            "Visitors may pull the levers, which no longer move anything. Tea is served between trains.",
        ),
    ),
    Piece(
        104,
        "Divers find a bell in the gravel pit",
        (
            "Sport divers have found a cast bell at the bottom of the flooded gravel pit, eleven meters down and half covered by clay.",
            "An inscription names the foundry of Orlenz and the year 1788. How the bell came into a pit that was dug a century later "
            "is what the heritage office would like to know.",
        ),
    ),
    Piece(
        105,
        "Night school for pastry cooks is oversubscribed",
        (
            "Two hundred and six people have applied for the eighteen places at the night school for pastry cooks, among them a judge, "
            "two bus drivers and a retired surgeon.",
            "The places were drawn by lot on Friday. A second course begins in the autumn if an oven can be found for it.",
        ),
    ),
)


def filler(number: int) -> Piece:
    """A story made up from its number; no two are alike."""
    rnd = Random(number)
    one, two, three = rnd.sample(_NOUNS, 3)
    lines = [
        f"The {rnd.choice(_NOUNS)} keeper of lane {number} {rnd.choice(_VERBS)} the {rnd.choice(_NOUNS)} {rnd.choice(_WHEN)}, and the "
        f"{rnd.choice(_NOUNS)} of house {number + at} {rnd.choice(_VERBS)} a {rnd.choice(_NOUNS)} as well."
        for at in range(4)
    ]
    return Piece(
        number,
        f"{one.capitalize()} {rnd.choice(_VERBS)} {two} and {three} number {number}",
        tuple(lines),
    )


def piece_page(piece: Piece, extra: str = "") -> bytes:
    """A story's page."""
    text = "".join(f"<p>{escape(line)}</p>" for line in piece.paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(piece.title)}</title>'
        f'<meta property="article:published_time" content="{piece.day}"></head><body><header><a href="/">The Weekly Plumb</a></header>'
        f"<main><article><h1>{escape(piece.title)}</h1>{text}</article></main>{extra}</body></html>"
    ).encode()


def listing_page(
    pieces: Sequence[Piece],
    following: str = "",
    href: Callable[[Piece], str] = lambda piece: piece.path,
) -> bytes:
    """A listing's page; `href` writes the links to its stories."""
    entries = "".join(
        f'<li><h3><a href="{escape(href(piece))}">{escape(piece.title)}</a></h3><span>{piece.day}</span>'
        f"<p>{escape(piece.teaser or piece.paragraphs[0][:90])}</p></li>"
        for piece in pieces
    )
    pager = f'<div><a href="{escape(following)}">Next</a></div>' if following else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>City</title></head><body><header><a href="/">The Weekly Plumb'
        f"</a></header><main><h1>City</h1><ul>{entries}</ul>{pager}</main></body></html>"
    ).encode()


def json_feed(entries: Sequence[dict[str, object]]) -> Reply:
    """A JSON Feed with these items, as they are."""
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "City", "items": entries}
    return Reply(json.dumps(feed).encode(), headers={"Content-Type": "application/feed+json"})


def robots_text(text: str) -> Reply:
    """A robots.txt."""
    return Reply(text.encode(), headers={"Content-Type": "text/plain"})


@dataclass
class Paper:
    """What the newspaper shows now; tests change it while it is being read. `before` is called with
    each path before it is answered.
    """

    pieces: list[Piece] = field(default_factory=lambda: list(WRITTEN))
    per_page: int = 0
    robots: Reply | None = None
    href: Callable[[Piece], str] = lambda piece: piece.path
    before: Callable[[str], None] = lambda path: None
    other: dict[str, Reply] = field(default_factory=dict)

    LISTING = "/city/list.html"

    def __call__(self, path: str) -> Reply | None:
        """The page at a path."""
        self.before(path)
        if path in self.other:
            return self.other[path]
        if path == "/robots.txt":
            return self.robots
        if path == "/":
            return Reply(listing_page(self.pieces))
        if path.startswith("/city/list"):
            return self._listing(
                int(path.removeprefix("/city/list").removesuffix(".html").lstrip("_") or 1)
            )
        found = next((piece for piece in self.pieces if piece.path == path.partition("?")[0]), None)
        return Reply(piece_page(found)) if found else None

    def edit(self, number: int, **changes: object) -> Piece:
        """Change fields of a story."""
        at = next(at for at, piece in enumerate(self.pieces) if piece.number == number)
        self.pieces[at] = replace(self.pieces[at], **changes)  # type: ignore[arg-type]
        return self.pieces[at]

    def _listing(self, number: int) -> Reply | None:
        if not self.per_page:
            return Reply(listing_page(self.pieces, href=self.href)) if number == 1 else None
        start = (number - 1) * self.per_page
        shown = self.pieces[start : start + self.per_page]
        following = (
            f"/city/list_{number + 1}.html" if start + self.per_page < len(self.pieces) else ""
        )
        return Reply(listing_page(shown, following, self.href)) if shown else None
