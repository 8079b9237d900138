"""How a page is laid out, and whether a site was laid out anew since."""

import re

_TAG = re.compile(rb"<([a-z][a-z0-9]{0,15})\b([^<>]{0,400})", re.I)
_NAMES = re.compile(
    rb"\b(?:class|id)\s{0,4}=\s{0,4}(?:\"([^\"]{0,200})\"|'([^']{0,200})'|([\w-]{1,60}))", re.I
)
_DIGITS = re.compile(rb"\d+")
_MOST = 150_000
# Pages of two sites share .02 of what they are made of, hardly ever more than .06; those of one
# layout mostly more than half, and less where one story is a gallery and another has a table.
_SHARED = 0.25
# The page of one story shares nearly all with what it was, and more than this where a picture or a
# table came into it.
_SHARED_WITH_ITSELF = 0.6


def layout_of(body: bytes) -> frozenset[bytes]:
    """What a page is made of: which elements, with their classes and ids, follow which; numbers in
    names and repetition left out.
    """
    parts: set[bytes] = set()
    before = b""
    # What stands in heads is much the same at all sites.
    start = max(0, body.find(b"<body"))
    for tag, rest in _TAG.findall(body[start : start + _MOST]):
        names = b" ".join(name for found in _NAMES.findall(rest) for name in found)
        here = b".".join(sorted({tag.lower(), *_DIGITS.sub(b"", names).split()}))
        parts.add(before + b">" + here)
        before = here
    return frozenset(parts)


def is_relaid(before: bytes, after: bytes) -> bool:
    """Whether two pages of stories are laid out in different ways."""
    return _shares_less(_SHARED, before, after)


def is_relaid_itself(before: bytes, after: bytes) -> bool:
    """Whether the page of one story is laid out in another way than it was."""
    return _shares_less(_SHARED_WITH_ITSELF, before, after)


def _shares_less(part: float, before: bytes, after: bytes) -> bool:
    one, other = layout_of(before), layout_of(after)
    return len(one & other) < part * len(one | other)
