"""What a site puts around the titles of all its stories: its name, the name of a section.

Around one title it is a part of it; around many it is none of theirs (decision 0116).
"""

from scrapers.words.text import clean_text

# The marks of what stands before and behind titles begin so, and no other marks do.
_BEFORE, _BEHIND = "before a title ", "behind a title "
_LONGEST, _SHORTEST_TITLE = 60, 4


def affix_marks(plain: str, whole: str) -> frozenset[str]:
    """The marks of what stands around a plain title in a whole one, set off by a sign; none where
    the whole says something else.
    """
    plain, whole = clean_text(plain), clean_text(whole)
    if not plain or plain == whole or plain not in whole:
        return frozenset()
    before, _, behind = whole.partition(plain)
    marks = set()
    if before:
        marks.add(_BEFORE + before if _is_set_off(before.rstrip()[-1:], before) else "")
    if behind:
        marks.add(_BEHIND + behind if _is_set_off(behind.lstrip()[:1], behind) else "")
    return frozenset() if "" in marks else frozenset(marks)


def is_affix(mark: str) -> bool:
    """Whether a mark is of what stands around titles."""
    return mark.startswith((_BEFORE, _BEHIND))


def without_affixes(title: str, marks: frozenset[str]) -> str:
    """A title without what stands around many."""
    for mark in sorted(filter(is_affix, marks)):
        kept = (
            title.removeprefix(mark.removeprefix(_BEFORE))
            if mark.startswith(_BEFORE)
            else title.removesuffix(mark.removeprefix(_BEHIND))
        ).strip()
        title = kept if len(kept) >= _SHORTEST_TITLE else title
    return title


def _is_set_off(sign: str, words: str) -> bool:
    return bool(sign) and not sign.isalnum() and len(words) <= _LONGEST
