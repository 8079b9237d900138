"""What a page's scripts and attributes hold about its story: dates behind telling keys."""

import re
from collections.abc import Iterator

from lxml import html

_PUBLISHED = (
    r"(?:first_?)?(?:pub(?:lish(?:ed)?)?|created?|released?|post(?:ed)?|issued?|display|news|"
    r"article|online)_?(?:on|at|time|date|datetime|day|dt|timestamp)|pubdate|ptime|"
    r"date_?published|publication_?date"
)
# What may be a date is looked for first, since figures are rare in scripts and keys are not.
_VALUE = re.compile(
    r"(?<![\w.-])(?:(?:19|20)[0-9]{2}(?:[-/.年][0-9]{1,2}|[01][0-9]{5})|1[0-9]{9}(?:[0-9]{3})?(?!\w))"
    r"[^\"'<>\n;,{}]{0,30}"
)
_KEY_BEFORE = re.compile(rf"""(?i)(?<![\w-])["']?(?P<key>{_PUBLISHED})["']?\s*[:=]\s*["']?$""")
_KEY = re.compile(rf"(?i)data-(?:\w+-)?(?:{_PUBLISHED})")
_EPOCH = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")
_MOST_SCRIPT, _MOST_VALUES, _MOST_PAIRS, _LONGEST_KEY = 400_000, 400, 12, 48


def dates_in_scripts(root: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """The key and the value of what says in a script, or in an attribute of the page's frame, when
    something was published; at most twelve.
    """
    for node in (root, *root.iterchildren("body")):
        for name, value in node.attrib.items():
            if _KEY.fullmatch(name):
                yield name, value
    count = 0
    for script in root.iter("script"):
        text = script.text or ""
        if len(text) > _MOST_SCRIPT or "ld+json" in (script.get("type") or "").lower():
            continue
        for pair in _pairs(text):
            yield pair
            count += 1
            if count >= _MOST_PAIRS:
                return


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """The dates of a script that stand behind a telling key."""
    for seen, value in enumerate(_VALUE.finditer(text)):
        if seen >= _MOST_VALUES:
            return
        key = _KEY_BEFORE.search(text, max(0, value.start() - _LONGEST_KEY), value.start())
        if key is not None:
            yield key["key"], value[0].strip()


def is_epoch(value: str) -> bool:
    """Whether a value is a count of seconds or milliseconds since 1970."""
    return _EPOCH.fullmatch(value) is not None
