"""How Chinese is spoken, without tones: for slips of the keyboard, for names in two languages, and
for addresses.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import import_module

# Single characters are what we ask for most; the dictionary of phrases would hold thirty megabytes
# for nothing.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

import pypinyin
from pypinyin import lazy_pinyin

_CHINESE = re.compile("[\u3400-\u9fff]+")
_PHRASES = "phrases_dict"
_LONGEST_PHRASE = 8


@lru_cache(20_000)
def spoken(character: str) -> str:
    """The commonest syllable of a character, in letters without tone; the character itself when it
    has none.
    """
    return "".join(lazy_pinyin(character))


def sounds_like(one: str, other: str) -> bool:
    """Whether two strings of Chinese characters are typed with the same letters."""
    return (
        len(one) == len(other) > 0
        and one != other
        and all(spoken(x) == spoken(y) for x, y in zip(one, other, strict=True))
        and not one.isascii()
    )


def romanised(text: str) -> str:
    """A text with its Chinese characters as they are spoken in it, a word each; tones are marked
    where it depends on the phrase.
    """
    if not _CHINESE.search(text):
        return text
    try:
        phrases = import_module(f"{pypinyin.__name__}.{_PHRASES}").phrases_dict
        return _CHINESE.sub(lambda run: f" {' '.join(_syllables(run[0], phrases))} ", text).strip()
    finally:
        # Seldom needed, and large.
        sys.modules.pop(f"{pypinyin.__name__}.{_PHRASES}", None)
        vars(pypinyin).pop(_PHRASES, None)


def _syllables(run: str, phrases: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[str]:
    at = 0
    while at < len(run):
        lengths = range(min(_LONGEST_PHRASE, len(run) - at), 1, -1)
        phrase = next((p for n in lengths if (p := run[at : at + n]) in phrases), "")
        if phrase:
            yield from (readings[0] for readings in phrases[phrase])
        else:
            yield spoken(run[at])
        at += len(phrase) or 1
