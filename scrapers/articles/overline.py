"""What stands between a headline and its story without being text: the byline, the date, labels,
figures of readers, words for sharing.
"""

import re

from scrapers.articles.scene import reads_like_prose
from scrapers.articles.votes import ends_sentence
from scrapers.words.chinese_names import reporters_in_line
from scrapers.words.dates import dates_in, has_year
from scrapers.words.furniture import is_share
from scrapers.words.names import BYLINE, names_in

_LABELLED = re.compile(r"\W*[^\s:：][^:：]{0,24}[:：]\s*(?P<value>.{0,60})")
_MANY_LABELS = re.compile(r"[^\s:：]{1,12}[:：]")
# "By ( canal.example )" names nobody.
_SOURCE_ALONE = re.compile(r"[(（][^()（）]{2,60}[)）]\s*")
# Beside a date stands a place, a section, "By" that names nobody; what is longer may be a sentence.
_LONGEST, _LONGEST_BESIDE_DATE = 120, 6


def is_of_head(text: str) -> bool:
    """Whether a line over a story is none of its text."""
    if len(text) > _LONGEST or reads_like_prose(text):
        return False
    if is_share(text) or _is_labelled(text) or _is_byline(text):
        return True
    rest = _after_date(text)
    if rest == text:
        return False
    is_label = len(rest) <= _LONGEST_BESIDE_DATE and not ends_sentence(rest)
    return is_label or _is_byline(rest)


def _after_date(text: str) -> str:
    """What a short line says after the dates, years given, with which it begins; all of it where it
    begins with none.
    """
    if not has_year(text):
        return text
    dates = dates_in(text, "UTC")
    if not dates or any(re.search(r"\w", each.before) for each in dates):
        return text
    return dates[-1].after.strip()


def _is_byline(text: str) -> bool:
    if reporters_in_line(text):
        return True
    byline = BYLINE.match(text)
    return byline is not None and bool(names_in(text) or _SOURCE_ALONE.fullmatch(byline["names"]))


def _is_labelled(text: str) -> bool:
    """Whether a line is a label with a short value, or several of them."""
    return _LABELLED.fullmatch(text) is not None or len(_MANY_LABELS.findall(text)) > 1
