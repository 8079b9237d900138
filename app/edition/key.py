"""What makes two requests for a public page the same: the path and the parameters that the page
knows, and nothing else.

Host, forwarded headers, cookies, unknown parameters and their order never count, and the
application does not get to see the unknown ones: what is kept for one visitor cannot depend on what
another one made up.
"""

import re
from urllib.parse import parse_qsl, urlencode

from app.values.settings import INTERFACE_LANGUAGES

_PARAMETERS = (
    ("/api/v1/", ("after", "limit", "q", "section", "source")),
    ("/search", ("after", "from", "order", "q", "section", "source", "to")),
    ("/corrections/", ("before",)),
    ("/", ("after",)),
)
_LONGEST_QUERY = 16_384
# An address may begin with the language of its page.
_LANGUAGE = re.compile(rf"/(?:{'|'.join(INTERFACE_LANGUAGES)})(?=/)")


def bare_path(path: str) -> str:
    """The path without the language that it may begin with."""
    return _LANGUAGE.sub("", path, count=1)


def canonical_query(path: str, query: str) -> str:
    """The parameters that a page knows, the first of each, in a fixed order."""
    if not query or len(query) > _LONGEST_QUERY:
        return ""
    path = bare_path(path)
    known = next((names for start, names in _PARAMETERS if path.startswith(start)), ())
    given: dict[str, str] = {}
    for name, value in parse_qsl(
        query, keep_blank_values=True, encoding="latin-1", max_num_fields=None
    ):
        if name in known:
            given.setdefault(name, value)
    return urlencode(sorted(given.items()), encoding="latin-1")
