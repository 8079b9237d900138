"""When a page that was read cannot be what it should be: error pages that look like stories,
stories cut down to nothing.

Decisions 0009, 0033.
"""

import re
import unicodedata

from app.news.wording import captions_beside
from app.values.model import Content
from scrapers.words.text import fold

_LEAST_TEXT = 200
_LEAST_STORY = 60
_SHRUNK = 0.5
_LEAST_WORDS = 2
_ANNOUNCED, _NAMED = 0.3, 0.7
_SAME_STORY = 0.2
# How much of a text its page must show, told by pieces of so many letters.
_SHOWN, _PIECE, _MOST_PIECES = 0.5, 12, 200
_WORD = re.compile(r"[^\W_]+")
# Words that every English page speaks.
_COMMON = frozenset(
    (
        "about after again all also and any are back been before but can come could day days down "
        "each every first for from get had "
        "has have her here his home how into its just last like made make many may more most new "
        "news next not now off one only other "
        "our out over page same say says see she some than that the their them then there these "
        "they this those three through time "
        "today two under until upon use very was way week well were what when where which while "
        "who why will with would year years yet "
        "you your "
    ).split()
)
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]+")


def unannounced(teaser_title: str, content: Content) -> str:
    """Why a page cannot be the story that a listing announced; empty when it can.

    A listing may shorten or rewrite a title, but the story speaks of the same things; a "not found"
    page under status 200 does not.
    """
    announced = _words(teaser_title)
    if len(announced) < _LEAST_WORDS:
        return ""
    enough = len(announced) * _ANNOUNCED
    if len(announced & _words(content.title)) >= enough:
        return ""
    spoken = _words(
        f"{content.title}\n{_full_text(content)}"
    )  # not its summary, which may be the listing's own
    if len(announced & spoken) >= enough:
        return ""
    return f"the page does not speak of what was announced, “{teaser_title}”"


def is_named(announced_title: str, content: Content) -> bool:
    """Whether a page has the very title that was announced, but for a few words."""
    announced = _words(announced_title)
    if len(announced) < _LEAST_WORDS:
        return fold(announced_title) == fold(content.title) != ""
    return len(announced & _words(content.title)) >= len(announced) * _NAMED


def cut_short(whole: str, content: Content) -> str:
    """Why a page cannot be the story whose whole text a feed told; empty when it can. Of a story
    that must be paid for, or bought with an account, a page shows the beginning or none of it.
    """
    told, shown = fold(whole), fold(_full_text(content))
    places = range(0, max(1, len(told) - _PIECE), max(_PIECE, len(told) // _MOST_PIECES))
    pieces = [told[at : at + _PIECE] for at in places]
    share = sum(piece in shown for piece in pieces) / len(pieces)
    if share >= _SHOWN:
        return ""
    return f"the page shows {share:.0%} of the text that the feed holds"


def rejection_reason(stored: Content, read: Content) -> str:
    """Why a new reading must not replace what is stored; empty when it may."""
    before, after = _full_text(stored), _full_text(read)
    if len(before) < _LEAST_STORY:
        return ""
    if len(before) >= _LEAST_TEXT and len(after) < len(before) * _SHRUNK:
        return (
            f"the page has shrunk from {len(before)} to {len(after)} characters; the stored story "
            f"was kept"
        )
    if (
        not _words(stored.title) & _words(read.title)
        and _shared(_words(before), _words(after)) < _SAME_STORY
    ):
        return "another text stands at this address now; the stored story was kept"
    return ""


def _full_text(content: Content) -> str:
    return "\n".join([content.text, *captions_beside(content)])


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one))


def _words(text: str) -> set[str]:
    """The words of a text that say something: of at least three letters or digits; of CJK text, its
    pairs of characters.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    runs = _CJK.findall(folded)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return (
        pairs | {word for word in _WORD.findall(_CJK.sub(" ", folded)) if len(word) > 2} - _COMMON
    )
