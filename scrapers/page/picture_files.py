"""Files of pictures: one picture is handed out in many sizes, under names that tell so."""

import re
from urllib.parse import unquote, urlsplit

from scrapers.page.images import without_size

# What names of files have in them when a service makes sizes of one picture.
_SIZE = re.compile(
    r"(?i)(?:(?<=^)|(?<=[-_=,@.!]))(?:\d{2,4}x\d{2,4}|[wh]_?\d{2,4}|s\d{3,4}|\d?x\d|\d{2,4}[wp]|scaled|"
    r"e\d{10,13}|large|medium|small|thumb(?:nail)?|crop|[a-z]{1,2}_auto)(?=[-_=,@.!]|$)"
)
_EXTENSION = re.compile(r"(?i)\.(?:jpe?g|png|webp|avif|gif)$")
_WITHIN = re.compile(r"(?i)[?&](?:url|src|image)=(https?[^&]+)")
_SHORTEST_NAME = 8


def file_of(url: str) -> str:
    """What the sizes of one picture have in common: the name of its file without sizes and kind,
    where that is long enough to be no other's, else its address without sizes.
    """
    within = _WITHIN.search(url)
    whole = unquote(within[1]) if within else url
    names = [
        _EXTENSION.sub("", part) for part in unquote(urlsplit(whole).path).casefold().split("/")
    ]
    bare = [re.sub(r"[-_=,@.!]+", "", _SIZE.sub("", name)) for name in names]
    last = bare[-1] if bare else ""
    return last if len(last) >= _SHORTEST_NAME else without_size(whole)
