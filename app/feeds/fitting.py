"""How much a feed may carry: 250 KB before compression (FEEDS.md, H20). What it must hold is never
left out; the longest of it is shortened instead, and leads on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

from lxml.html import fragment_fromstring, tostring

from app.feeds.entry import Entry, Tombstone
from scrapers.words.text import shorten

MOST_BYTES = 240_000
# Bytes for the names of elements, and dates, around what an entry says; by measuring all formats.
_FRAME, _FRAME_OF_ONE, _FRAME_OF_LEAD = 250, 60, 400
_BRIEF, _FEW = 200, 3
_BYTES_A_CHARACTER = 5
_LEAST_TEXT = 60


def fitting(
    entries: Sequence[Entry], bound: frozenset[str], room: int, leading_on: str
) -> list[Entry]:
    """As many entries as there is room for, in bytes, in their order; those whose ids are `bound`
    always, shortened where they are too long: `leading_on` are the words of the link to the rest.
    """
    weights = {entry.tag: weight(entry) for entry in entries}
    level = _level([weights[tag] for tag in bound if tag in weights], room)
    left = room - sum(min(weights[tag], level) for tag in bound if tag in weights)
    kept = []
    for entry in entries:
        if entry.tag in bound:
            fits = weights[entry.tag] <= level
            kept.append(entry if fits else _shortened(entry, level, leading_on))
        elif weights[entry.tag] <= left:
            left -= weights[entry.tag]
            kept.append(entry)
    return kept


def weight(entry: Entry) -> int:
    """At most so many bytes an entry takes in any format."""
    return _weight_beside(entry) + _bytes(entry.content)


def weight_of_tombstones(tombstones: Iterable[Tombstone]) -> int:
    """At most so many bytes these take in Atom."""
    return sum(2 * _FRAME_OF_ONE + len(stone.tag) + _bytes(stone.comment) for stone in tombstones)


def _level(weights: Sequence[int], room: int) -> int:
    """How much each may weigh so that all fit: the light ones leave the heavy ones more."""
    left = room
    for at, heavy in enumerate(sorted(weights)):
        share = max(0, left) // (len(weights) - at)
        if heavy > share:
            return share
        left -= heavy
    return room


def _weight_beside(entry: Entry) -> int:
    """What an entry weighs without its text."""
    categories = sum(
        _FRAME_OF_ONE + 2 * _bytes(category.name) + _bytes(category.url)
        for category in entry.categories
    )
    authors = sum(
        _FRAME_OF_ONE + 2 * _bytes(name) + _bytes(entry.source_url) for name in entry.authors
    )
    lead = 0
    if entry.lead is not None:
        label = (entry.lead.caption or entry.lead.alt) + entry.lead.credit
        lead = _FRAME_OF_LEAD + 4 * _bytes(entry.lead.url) + _bytes(label)
    places = 2 * _bytes(entry.url + entry.original + entry.source_url + entry.source_name)
    # RSS escapes a summary twice; a title may stand for the text that JSON Feed wants.
    words = _bytes(escape(entry.summary)) + 2 * _bytes(entry.title) + 2 * _bytes(entry.correction)
    return _FRAME + categories + authors + lead + places + words


def _bytes(text: str) -> int:
    """How many bytes a clean text takes where < > & are written as references, or " and line ends
    with a backslash.
    """
    data = text.encode()
    references = 3 * (data.count(b"<") + data.count(b">")) + 4 * data.count(b"&")
    backslashes = sum(map(data.count, (b'"', b"\\", b"\n", b"\t")))
    return len(data) + max(references, backslashes)


def _shortened(entry: Entry, most: int, leading_on: str) -> Entry:
    """An entry with as much of its text as it may weigh, and a link to all of it."""
    link = f'<p><a href="{escape(entry.url)}">{escape(leading_on, quote=False)}</a></p>'
    spare = most - _weight_beside(entry) - _bytes(link + entry.credit)
    if spare < 0:
        entry = replace(
            entry,
            summary=shorten(entry.summary, _BRIEF),
            categories=entry.categories[:1],
            authors=entry.authors[:_FEW],
        )
    return replace(entry, body=_opening(entry.body, spare) + link)


def _opening(html: str, most: int) -> str:
    """The first blocks of sanitised HTML, as many as weigh so much; of a first one that is too
    long, its words.
    """
    whole = fragment_fromstring(html, create_parent=True)
    kept, left = escape(whole.text or "", quote=False), most
    for block in whole:
        more = tostring(block, encoding="unicode")
        left -= _bytes(more)
        if left < 0:
            break
        kept += more
    words = most // _BYTES_A_CHARACTER
    if kept or words < _LEAST_TEXT:
        return kept
    return f"<p>{escape(shorten(whole.text_content(), words), quote=False)}</p>"
