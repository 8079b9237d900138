"""What a report is recognised by: the names, numbers and words of its title and its first
sentences, in English and Chinese.

A feature is a short string whose first character says its kind: `#` a number, `@` a name in Latin
letters without spaces, `^` a name in Chinese characters, `=` a notion that has a word in both
languages, `.` a word of a Latin script, `:` two Chinese characters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

from app.news.facts import surname
from app.news.notions import NOTIONS_CHINESE, NOTIONS_ENGLISH
from app.news.pinyin import spoken
from app.news.wording import mostly_cjk, story_text, wording, words_of
from app.values.model import Content

# Chosen by hand, like the weights of `cluster`, and held by the same test. A lead is where news
# says who, what and where; more text brings background that other events share. Chinese says the
# same in fewer characters.
_LEAD, _LEAD_CHINESE = 500, 200
_LONGEST_TITLE = 200
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.:-])(?<![0-9],)"
    r"([0-9]+(?::[0-9]+)+(?:\.[0-9]+)?|[0-9]+(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)\s*(million|"
    r"billion|万|亿|百万|千)?"
)
_SCALES = {"million": 1e6, "billion": 1e9, "千": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8}
# Years and small numbers stand in reports of all kinds; short words say little; longer runs of
# names and syllables make more to look up.
_YEARS = range(1950, 2051)
_LEAST_NUMBER = 12
_LEAST_WORD = 4
_LONGEST_NAME = 3
_LONGEST_SPOKEN = 4
_HAN = re.compile("[\u4e00-\u9fff]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_CODE = re.compile(r"[A-Z][A-Za-z0-9]*-?[0-9]+[A-Za-z]*")
_PLACE = re.compile(
    "[\u4e00-\u9fff]{2,3}?(?=[区县市镇乡村街路桥岛江河湖山站园馆厂寺]|大街|公园|机场|商场|广场)"
)
_COMMON = frozenset(
    (
        "about after again against ahead all also among another around back because been before "
        "being between both came come "
        "could days down during each early even ever every first five four from gets give goes "
        "have having here high hold home "
        "hours into just last late less like long made make many more most much must near need "
        "never next nine north once only "
        "open opens other over part people place plan plans said same says second seven show "
        "shows since some south still such "
        "take than that their them then there these they this those three time today told took "
        "turn under until used very want "
        "week well went were what when where which while will with work would year years your "
        "city cities local china chinese "
        "news official officials announced district county province new "
    ).split()
)


@dataclass(frozen=True, slots=True)
class Features:
    """A report's features: those of its title, and all; how its Chinese is `spoken`, in runs of two
    to four syllables, if it is Chinese.

    `keys` are the features by which reports that may tell of the same are looked up, across
    languages too.
    """

    title: frozenset[str]
    all: frozenset[str]
    spoken: frozenset[str]
    keys: frozenset[str]

    @property
    def chinese(self) -> bool:
        """Whether the report is written in Chinese."""
        return bool(self.spoken)


@lru_cache(256)
def features_of(content: Content) -> Features:
    """The features of a report."""
    text = story_text(content)
    chinese = mostly_cjk(words_of(text[:200])) and _HAN.search(text) is not None
    lead = text[: _LEAD_CHINESE if chinese else _LEAD]
    body = frozenset(_features(lead, headline=False))
    # A headline may be written in capitals throughout; what is a name shows in the text.
    title = frozenset(
        feature
        for feature in _features(content.title[:_LONGEST_TITLE], headline=True)
        if feature[0] != "@" or feature in body or chinese
    )
    keys = {feature for feature in title | body if feature[0] in "#@^="} | {
        feature for feature in title if feature[0] in ".:"
    }
    if not chinese:
        return Features(title, title | body, frozenset(), frozenset(keys))
    runs = _HAN.findall(f"{content.title[:_LONGEST_TITLE]}\n{lead}")
    return Features(
        title,
        title | body,
        frozenset(_spoken(runs)),
        frozenset(keys | {"@" + name for run in runs for name in _latin_names(run)}),
    )


def _features(text: str, *, headline: bool) -> Iterator[str]:
    flat = normalize("NFKC", text)
    yield from _numbers(flat)
    for match in _CODE.finditer(flat):
        yield "@" + match[0].lower().replace("-", "")
    yield from _latin(text, headline=headline)
    runs = _HAN.findall(flat)
    for run in runs:
        yield from (":" + one + other for one, other in pairwise(run))
        yield from (
            "^" + run[at : at + 3]
            for at, character in enumerate(run)
            if surname(character) and len(run) >= at + 3
        )
    if runs:
        yield from ("=" + notion for word, notion in NOTIONS_CHINESE.items() if word in flat)


def _numbers(text: str) -> Iterator[str]:
    """Numbers that say something: no years, no small ones; millions and 万 are worked out."""
    for match in _NUMBER.finditer(text):
        if ":" in match[1]:
            yield "#" + match[1]
            continue
        value = float(match[1].replace(",", "")) * _SCALES.get(match[2] or "", 1)
        year = match[1].isdigit() and value in _YEARS
        if "." in match[1] or (value >= _LEAST_NUMBER and not year):
            yield f"#{value:.10g}"


def _latin(text: str, *, headline: bool) -> Iterator[str]:
    """Words of a Latin script; and names: words with a capital within a sentence, up to three of
    them in a row.
    """
    words = wording(_POSSESSIVE.sub("", text))
    run: list[str] = []
    for at, (folded, written) in enumerate(zip(words.folded, words.written, strict=True)):
        if not (folded.isascii() and folded.isalpha()):
            run = []
            continue
        if notion := NOTIONS_ENGLISH.get(folded):
            yield "=" + notion
        capital = written[0].isupper() and (at not in words.starts or headline)
        run = [*run[-_LONGEST_NAME + 1 :], folded] if written[0].isupper() else []
        if capital and len(folded) > 1 and folded not in _COMMON:
            yield "@" + folded
        elif len(folded) >= _LEAST_WORD and folded not in _COMMON:
            yield "." + _stem(folded)
        for size in range(2, len(run) + 1):
            yield "@" + "".join(run[-size:])


def _stem(word: str) -> str:
    """A word without the endings that headlines change."""
    for ending in ("ings", "ing", "ers", "ed", "es", "er", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_WORD:
            return word[: -len(ending)]
    return word


def _spoken(runs: list[str]) -> Iterator[str]:
    """All runs of two to four syllables."""
    for run in runs:
        syllables = [spoken(character) for character in run]
        for size in range(2, _LONGEST_SPOKEN + 1):
            yield from (
                "".join(syllables[at : at + size]) for at in range(len(syllables) - size + 1)
            )


def _latin_names(run: str) -> Iterator[str]:
    """What may be names in a run of characters, as an English report writes them: from a surname
    on, before "district" and the like.
    """
    for at, character in enumerate(run):
        if surname(character):
            yield from (
                "".join(map(spoken, run[at : at + size]))
                for size in (2, 3)
                if len(run) >= at + size
            )
    yield from ("".join(map(spoken, match[0])) for match in _PLACE.finditer(run))
