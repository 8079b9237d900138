"""A text as a row of words: what two texts are compared by, and which of the words state a fact.

A word of a Latin (Cyrillic, Greek ...) script is one word, a CJK character is one; spacing, case,
width and punctuation do not count.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.values.model import Content
from scrapers.words.text import fold

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_WORD = re.compile(rf"[0-9]+(?:[.:][0-9]+)*|[{CJK}]|[^\W\d_{CJK}]+|\d+")
_PLAIN_WORD = re.compile(
    r"[0-9]+(?:[.:][0-9]+)*|[a-z]+"
)  # the same of small ASCII letters, and twice as fast
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_IDEOGRAPH = re.compile(rf"[{CJK}]")
_END = re.compile(r"[.!?:;。！？：；\n]")
_LEAST_TEXT = 120
_MOST_WORDS = 6000

# Who wrote, edited or passed on a text is no part of the story.
_LABEL = (
    r"source|editors?|edited by|reporters?|reported by|written by|by|photos?(?: "
    r"by)?|credit|contributed by|copyright|©|"
    r"来源|稿源|消息来源|信息来源|责任编辑|责编|编辑|作者|记者|见习记者|通讯员|实习生|文字|文|摄影|摄|图片?|图片来源|审核|初审|复审|终审|一审|二审|三审|校对|编审|"
    r"监制|版权"
)
_CREDIT = re.compile(
    rf"^\W*(?:(?:{_LABEL})\s*[:：/／|丨].{{0,80}}|by [A-Z][\w.]+(?: [A-Z][\w.]+){{0,3}})$", re.I
)
_BRACKETED = re.compile(
    (
        rf"[(（\[【](?:[^)）\]】]{{0,12}}(?:{_LABEL})\s*[:：/／ "
        rf"][^)）\]】]{{0,60}}|完|end|xinhua|photo/[^)）\]】]{{0,60}})[)）\]】]"
    ),
    re.I,
)
_DATELINE = re.compile(
    r"^\s*(?:[A-Z][A-Za-z .'-]{2,30},? (?:[A-Z][a-z]{2,8}\.? [0-9]{1,2})? ?(?:\([\w /]{2,20}\))? "
    r"?(?:--|—|–)+\s*"
    rf"|(?:[{CJK}]{{2,12}})?[0-9]{{1,2}}月[0-9]{{1,2}}日(?:电|讯)\s*(?:[(（][^)）]{{0,30}}[)）])?"
    rf"|[{CJK}]{{0,8}}(?:本报|本网|网)讯\s*(?:[(（][^)）]{{0,30}}[)）])?\s*)"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text: as folded, as written, and where sentences begin (positions of their
    first words, and the end).
    """

    folded: tuple[str, ...]
    written: tuple[str, ...]
    starts: frozenset[int]

    @property
    def is_cjk(self) -> bool:
        """Whether most of it is written in CJK characters."""
        return mostly_cjk(self.folded)


def mostly_cjk(words: Sequence[str]) -> bool:
    """Whether more than half of the words are CJK characters."""
    row = "".join(words)
    return not row.isascii() and len(_IDEOGRAPH.findall(row)) * 2 > len(words)


def story_text(content: Content) -> str:
    """What a story tells: its text without credits and dateline; with its captions when there is
    hardly any text.
    """
    parts = content.text.split("\n")
    if len(content.text) < _LEAST_TEXT:
        parts += captions_beside(content)
    kept = [part for part in parts if not (len(part) < 120 and _CREDIT.match(part))]
    if kept:
        kept[0] = _DATELINE.sub("", kept[0], count=1)
    return _BRACKETED.sub("", "\n".join(kept))


def captions_beside(content: Content) -> list[str]:
    """The captions that its text does not hold: those of a story in pictures are its text."""
    said = {fold(line) for line in content.text.split("\n")}
    return [picture.caption for picture in content.pictures if fold(picture.caption) not in said]


def plain(text: str) -> str:
    """A text blind to width and apostrophes, its large numbers written without commas."""
    text = unicodedata.normalize("NFKC", text).replace("’", "").replace("'", "")
    # A dot above is lost when Turkish is put in small letters by others.
    return _THOUSANDS.sub("", text).replace("İ", "I").replace("\u0307", "")


def words_of(text: str) -> list[str]:
    """The folded words of a text."""
    folded = plain(text).casefold()
    return (_PLAIN_WORD if folded.isascii() else _WORD).findall(folded)


@lru_cache(64)
def wording(text: str) -> Wording:
    """The words of a text with what is needed to tell facts from phrases."""
    text = plain(text)
    written: list[str] = []
    starts = {0}
    end = 0
    for match in _WORD.finditer(text):
        if len(written) == _MOST_WORDS:
            break
        between = text[end : match.start()]
        if between != " " and _END.search(between):
            starts.add(len(written))
        written.append(match[0])
        end = match.end()
    return Wording(
        tuple(map(str.casefold, written)), tuple(written), frozenset({*starts, len(written)})
    )
