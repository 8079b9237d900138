"""What a visitor accepts, by werkzeug: weights in headers, and which language they read.

RFC 9110, sections 12.4.2 and 12.5.4; RFC 4647, lookup.

Decision 0093.
"""

from functools import lru_cache

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

# Browsers send a tenth of it. What is longer is cut before it is parsed, and before it is
# remembered.
LONGEST = 1000


def weights(header: str) -> Accept:
    """What a header such as Accept-Encoding names, with its weight; nothing where that is no
    number.
    """
    return parse_accept_header(header[:LONGEST])


def language(header: str, available: tuple[str, ...]) -> str:
    """The available language that an Accept-Language header wants most.

    The first one where it wants none of them.
    """
    return _language(header[:LONGEST], available)


@lru_cache(512)
def _language(header: str, available: tuple[str, ...]) -> str:
    # Not werkzeug's `LanguageAccept.best_match`: of "zh-TW,en;q=0.5" it takes English for a site in
    # en and zh, since a whole tag that is the same comes before any that is wanted more.
    for tag, weight in sorted(weights(header), key=lambda wanted: -wanted[1]):
        wanted = available[0] if tag == "*" else tag.lower().split("-")[0]
        if weight > 0 and wanted in available:
            return wanted
    return available[0]
