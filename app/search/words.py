"""A text as the words that the search index holds: one tokenizer for texts and queries, on both
databases.

A word of letters and digits is one token: small, without diacritics and apostrophes, English
plurals as singulars. Of a run of CJK characters each begins one token, of itself and the next; the
last stands alone. So every word of a text, and every row of CJK characters in it, is a row of
adjacent tokens. Tokens hold letters, digits and `·` only, hence no database takes them apart.

Decision 0055.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Without the marks among the kana that are no letters.
CJK = (
    "々〇\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"
)
APOSTROPHES = "'’ʼ"
_LETTERS = rf"[^\W_{CJK}]+"
# Numbers of several parts (1,200,000 and 3.5 and 08:30), then words, then runs.
_NUMBER = r"(?<![0-9][.:])[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:[.:][0-9]+)?(?![.:][0-9])"
_PIECE = re.compile(
    rf"{_NUMBER}(?![{APOSTROPHES}]?[^\W_{CJK}])|{_LETTERS}(?:[{APOSTROPHES}]{_LETTERS})*|[{CJK}]+"
)
_PLAIN_PIECE = re.compile(rf"{_NUMBER}(?!'?[^\W_])|[a-z0-9]+(?:'[a-z0-9]+)*")
_RUN = re.compile(f"[{CJK}]")
_CHUNK = re.compile(r"\S+")
# NFKC does this too, but a text that needs nothing else passes it five times as fast, and Chinese
# is full of wide commas.
_WIDE = re.compile("[\uff01-\uff5e]+")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_ACCENTS = re.compile("[\u0300-\u036f\u00ad]+")  # and the soft hyphen
_ACCENTED = re.compile(
    "[\u00ad\u00c0-\u058f\u1e00-\u1fff]"
)  # all scripts whose letters come with accents
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_POSSESSIVE = re.compile(f"[{APOSTROPHES}]s$")
_LONGEST = 32
_NOT_PLURAL = frozenset("always lens news perhaps series species".split())
_PLURALS = {
    "buses": "bus", "bonuses": "bonus", "calories": "calorie", "campuses": "campus",
    "cookies": "cookie", "gases": "gas", "lenses": "lens", "movies": "movie", "rookies": "rookie",
    "selfies": "selfie", "viruses": "virus", "zombies": "zombie",
}  # fmt: skip


class Word(NamedTuple):
    """A token, and where in the text it stands; the token of a CJK character counts as that
    character.
    """

    token: str
    start: int
    end: int


def fold(text: str) -> str:
    """A text blind to case, width and the diacritics of alphabets."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize(
        "NFKC", _WIDE.sub(lambda wide: wide[0].translate(_NARROW), text)
    ).casefold()
    if not _ACCENTED.search(text):
        return text
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare).casefold()


def words(text: str) -> list[str]:
    """The tokens of a text in their order."""
    folded = fold(text)
    if folded.isascii():
        return [_token(piece) for piece in _PLAIN_PIECE.findall(folded)]
    tokens: list[str] = []
    for piece in _PIECE.findall(folded):
        if _RUN.match(piece):
            tokens += [piece[at : at + 2] for at in range(len(piece))]
        else:
            tokens.append(_token(piece))
    return tokens


def placed_words(text: str) -> list[Word]:
    """The tokens of a text and where each stands in it as written."""
    tokens: list[Word] = []
    for chunk in _CHUNK.finditer(text):
        folded, places = _placed(chunk[0])
        for match in (_PLAIN_PIECE if folded.isascii() else _PIECE).finditer(folded):
            piece, start = match[0], match.start()
            if _RUN.match(piece):
                spans = [
                    (piece[at : at + 2], start + at, start + at + 1) for at in range(len(piece))
                ]
            else:
                spans = [(_token(piece), start, match.end())]
            tokens += [
                Word(token, chunk.start() + places[a], chunk.start() + places[b - 1] + 1)
                for token, a, b in spans
            ]
    return tokens


def is_cjk(token: str) -> bool:
    """Whether a token is of CJK characters."""
    return _RUN.match(token) is not None


@lru_cache(20_000)
def _token(piece: str) -> str:
    if piece.isalnum():
        return (_singular(piece) if piece[-1] == "s" else piece)[:_LONGEST]
    if _APOSTROPHE.search(piece):
        return _token(_APOSTROPHE.sub("", _POSSESSIVE.sub("", piece)))
    return piece.replace(",", "").replace(".", "·").replace(":", "·")[:_LONGEST]


def _singular(word: str) -> str:
    """An English plural as its singular, by its letters alone; words that only look like one lose
    an s in texts and queries alike.
    """
    if (
        len(word) < 4
        or word in _NOT_PLURAL
        or word.endswith(("ss", "us", "is"))
        or not (word.isascii() and word.isalpha())
    ):
        return word
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes")) else word[:-1]


def _placed(chunk: str) -> tuple[str, list[int]]:
    """A chunk folded, and of each of its characters then the place before; of one that changes as a
    whole, the place of all of it.
    """
    if chunk.isascii():
        return chunk.lower(), list(range(len(chunk)))
    folded = fold(chunk)
    if len(folded) == len(chunk) and all(
        fold(one) == other for one, other in zip(chunk, folded, strict=True)
    ):
        return folded, list(range(len(chunk)))
    parts = [(fold(part[0]), part.end() - 1) for part in _LETTER_WITH_MARKS.finditer(chunk)]
    if "".join(part for part, _ in parts) == folded:
        return folded, [place for part, place in parts for _ in part]
    return folded, [0] * (len(folded) - 1) + [len(chunk) - 1]


_LETTER_WITH_MARKS = re.compile(".[\u0300-\u036f\u00ad\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
