"""What an img shows in the end: its address however the loading is put off, its size, and whether
its name is that of decoration.
"""

import re
from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
from urllib.parse import urlsplit

from lxml import html

from scrapers.words.urls import absolute

_LAZY = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-actualsrc",
    "data-lazy",
    "data-echo",
    "real_src",
    "data-url",
)
_LIKE_SET = re.compile(
    r"(?i)\s*[^\s,{}\"']+\.(?:jpe?g|png|webp|avif)[^\s,{}\"']*\s+\d{1,5}(?:\.\d)?[wx](?=[\s,]|$)"
)
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
# What other attributes of an img may hold, and never the picture.
_SHOWN = frozenset(("src", "srcset", "alt", "title", "longdesc", "usemap", "style", "class", "id"))
# The lengths bound the pattern: longer ones are data, not addresses.
_ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>]{4,2000}|/?[\w.%~@-][^\s\"'<>:,;{}]{0,500}")
_DRAWN = re.compile(r"(?i)\.(?:gif|svg)(?:$|[?!@])")
# Sizes in pixels have two to four digits.
_SIZED_NAME = re.compile(
    r"(?i)(?:[-_@!](?:\d{2,4}x\d{0,4}|x\d{2,4}|scaled|[wh]?\d{2,4}[wh]|@?[234]x|large|medium|small|thumb))+(?=\.|$)"
)
_SIZED_FOLDER = re.compile(
    r"(?i)/(?:\d{2,4}x\d{2,4}|[wh]_?\d{2,4}|(?:[a-z]{1,2}_[\w.]{1,8},?)+|x?large|medium|x?small|"
    r"big|full|thumbs?|thumbnails?|originals?)(?=/)"
)
_SIZED_QUERY = re.compile(
    r"(?i)(?:w|h|width|height|size|fit|crop|resize|quality|q|auto|fm|format|dpr|x-oss-process|imageview2?)(?:=|/|$)"
)
_CANDIDATE = re.compile(r"([^\s,]\S*)(?:\s+(\d{1,5}(?:\.\d{1,3})?)([wx])(?=[\s,]|$))?")
# By hand: copies are kept with at most 1,600 pixels, and this is the next width that sets commonly
# offer (WordPress: 1536, 2048). A wider one costs its host more and shows readers nothing more.
_WIDEST = 2048
_PHOTOGRAPH = re.compile(r"(?i)\.(?:jpe?g|png|webp|avif)(?:$|[?!@])")
_NO_ADDRESS = re.compile(r"(?i)^[^./]*$|\.s?html?(?:$|[?#])|^(?:data|about|javascript):")
_JUNK_NAME = re.compile(
    r"(?:^|[/_.-])(?:logo|icons?|spacer|blank|pixel|share|weixin|wechat|qr-?code|loading|placeholder|btn|button|arrow)(?:[/_.-]|\d|$)|"
    r"^(?:lazy(?:-?load)?|transparent|gr[ae]y|white|empty|clear|none|no-?(?:pic|image)|1x1|pix|dot)\.(?:gif|png|jpe?g|svg|webp)$",
    re.I,
)
# By hand: icons, counters and portraits of commentators are at most so large in one direction, and
# pictures of stories larger even as thumbnails. The tests of pages hold from 20 to 120.
SMALLEST = 60
# Of a density nothing is known but that it is relative to a usual width, by hand.
_WIDTH_OF_DENSITY = 1000


def picture_address(node: html.HtmlElement, base: str) -> str:
    """The absolute address of the picture an img shows in the end; "" when it has none.

    It is found however the loading is put off.
    """
    values = [_from_sets(node), *_put_off(node), *_by_value(node), *_of_link(node)]
    urls = [url for value in values if value and (url := absolute(value, base))]
    return next((url for url in urls if not is_junk_name(url)), urls[0] if urls else "")


def _from_sets(node: html.HtmlElement) -> str:
    """The address that suits best among the srcsets of an img and of the picture around it."""
    frame = next(node.iterancestors("picture"), node)
    sources = (node, *frame.iter("source"))
    sets = [source for source in sources if "max-" not in source.get("media", "")]
    return _largest([value for source in sets for value in _sets_of(source)])


def _sets_of(node: html.HtmlElement) -> list[str]:
    """The srcset of an element, and what is written like one in other attributes."""
    own = [node.get(name, "") for name in _SETS]
    others = (value for name, value in node.items() if name not in (*_SETS, *_SHOWN))
    return [*own, *(value for value in others if _LIKE_SET.match(value))]


def _put_off(node: html.HtmlElement) -> list[str]:
    """The addresses that scripts would put in place of the src."""
    values = (node.get(name, "").strip() for name in _LAZY)
    return [value for value in values if not _NO_ADDRESS.search(value)]


def _by_value(node: html.HtmlElement) -> list[str]:
    """The src, and what looks like a picture's address in any other attribute: before a src that
    moves or is drawn, as what stands in for a photograph does, else behind it.
    """
    src = node.get("src", "")
    waiting = _waiting(node)
    return [*waiting, src] if _DRAWN.search(src) else [src, *waiting]


def _waiting(node: html.HtmlElement) -> list[str]:
    """The addresses of photographs in attributes that no browser shows by itself."""
    items = ((name, value.strip()) for name, value in node.items() if name not in _SHOWN)
    values = [value for _, value in items if _ADDRESS.fullmatch(value)]
    return [value for value in values if _PHOTOGRAPH.search(value)]


def _of_link(node: html.HtmlElement) -> list[str]:
    """The photograph that the link around an img leads to."""
    link = next(node.iterancestors("a"), None)
    address = link.get("href", "") if link is not None else ""
    return [address] if _PHOTOGRAPH.search(address) else []


def drop_placeholders(root: html.HtmlElement) -> None:
    """Take the src from pictures that share it while each has an address of its own waiting."""
    waiting = [node for node in root.iter("img") if node.get("src") and _waiting(node)]
    shared = Counter(node.get("src") for node in waiting)
    for node in waiting:
        if shared[node.get("src")] > 1 and node.get("src") not in _waiting(node):
            del node.attrib["src"]


def without_size(url: str) -> str:
    """What the addresses of one picture in several sizes have in common; those of two pictures
    differ in it, be it by a folder, a number or a key.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    folder, _, name = parts.path.rpartition("/")
    bare = f"{_SIZED_FOLDER.sub('', folder + '/')}{_SIZED_NAME.sub('', name)}"
    asked = [pair for pair in parts.query.split("&") if pair and not _SIZED_QUERY.match(pair)]
    return f"{parts.netloc}{bare}?{'&'.join(asked)}"


def is_junk_name(url: str) -> bool:
    """Whether an address is named like decoration or like what stands in for a picture that is
    still to come.
    """
    path = re.sub(r"^https?://[^/]+", "", url)
    return bool(_JUNK_NAME.search((path.rpartition("?")[0] or path).rpartition("/")[2]))


def _largest(sets: list[str]) -> str:
    """The widest address of some srcsets that is not wider than a page needs."""
    matches = [match for value in sets for match in _CANDIDATE.finditer(value)]
    sized = [_sized(match) for match in matches if not _NO_ADDRESS.search(match[1])]
    sensible = [pair for pair in sized if pair[0] <= _WIDEST]
    if sensible:
        return max(sensible, key=itemgetter(0))[1]
    return min(sized, key=itemgetter(0), default=(0.0, ""))[1]


def _sized(candidate: re.Match[str]) -> tuple[float, str]:
    """The width and address of a candidate; a density counts as thousands of pixels."""
    url, number, unit = candidate.groups()
    return float(number or 1) * (1 if unit == "w" else _WIDTH_OF_DENSITY), url.rstrip(",")


def show_noscript(root: html.HtmlElement, base: str) -> None:
    """Bring out the pictures meant for readers without scripts.

    They are brought out where the page shows nothing or a placeholder beside them. A counter's
    picture stands alone as well, so a lone one must be named as photographs are.
    """
    for noscript in list(root.iter("noscript")):
        images = _visible(noscript.iter("img"), base)
        beside = _images_beside(noscript)
        if not images or _visible(beside, base):
            continue
        if beside or all(_is_photograph(image, base) for image in images):
            for placeholder in beside:
                placeholder.drop_tree()
            _bring_out(noscript, images)


def _images_beside(node: html.HtmlElement) -> list[html.HtmlElement]:
    neighbours = (node.getprevious(), node.getnext())
    return [image for image in neighbours if image is not None and image.tag == "img"]


def _is_photograph(image: html.HtmlElement, base: str) -> bool:
    return _PHOTOGRAPH.search(picture_address(image, base)) is not None


def _bring_out(noscript: html.HtmlElement, images: list[html.HtmlElement]) -> None:
    """Make a noscript a span that holds these images and nothing else."""
    for child in list(noscript):
        noscript.remove(child)
    noscript.tag, noscript.text = "span", None
    for image in images:
        image.tail = None
        noscript.append(image)


def _visible(images: Iterable[html.HtmlElement], base: str) -> list[html.HtmlElement]:
    return [image for image in images if _is_shown(image, base)]


def _is_shown(image: html.HtmlElement, base: str) -> bool:
    url = picture_address(image, base)
    small = any(
        side is not None and side <= SMALLEST
        for side in (pixels(image, "width"), pixels(image, "height"))
    )
    return bool(url) and not is_junk_name(url) and not small


def pixels(node: html.HtmlElement, name: str) -> int | None:
    """A size in pixels as an attribute gives it; None when it gives none."""
    value = node.get(name, "").strip().removesuffix("px")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 5 else None
