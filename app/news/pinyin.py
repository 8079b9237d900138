"""How Chinese is spoken, without tones: for slips of the keyboard, and for names in two
languages.
"""

import os
from functools import lru_cache

# Single characters are all we ask for; the dictionary of phrases would hold thirty megabytes for
# nothing.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import lazy_pinyin


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
