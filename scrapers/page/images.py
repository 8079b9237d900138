"""What an img shows in the end: its address however the loading is put off, its size, and whether its name is that of decoration."""

import re
from operator import itemgetter

from lxml import html

from scrapers.words.urls import absolute

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-lazy", "data-echo", "real_src", "data-url")
_CANDIDATE = re.compile(r"([^\s,]\S*)(?:\s+(\d{1,5}(?:\.\d{1,3})?)([wx])(?=[\s,]|$))?")
_WIDEST = 2048
_PHOTOGRAPH = re.compile(r"(?i)\.(?:jpe?g|png|webp|avif)(?:$|[?!@])")
_NO_ADDRESS = re.compile(r"(?i)^[^./]*$|\.s?html?(?:$|[?#])|^(?:data|about|javascript):")
_JUNK_NAME = re.compile(
    r"(?:^|[/_.-])(?:logo|icons?|spacer|blank|pixel|share|weixin|wechat|qr-?code|loading|placeholder|btn|button|arrow)(?:[/_.-]|\d|$)|"
    r"^(?:lazy(?:-?load)?|transparent|gr[ae]y|white|empty|clear|none|no-?(?:pic|image)|1x1|pix|dot)\.(?:gif|png|jpe?g|svg|webp)$",
    re.I,
)
SMALLEST = 60


def picture_address(node: html.HtmlElement, base: str) -> str:
    """The absolute address of the picture an img shows in the end, however its loading is put off; "" when it has none."""
    frame = next(node.iterancestors("picture"), node)
    sets = [source for source in (node, *frame.iter("source")) if "max-" not in source.get("media", "")]
    told = [_largest([source.get(name, "") for source in sets for name in ("data-srcset", "data-lazy-srcset", "srcset")])]
    told += [value for name in _LAZY if not _NO_ADDRESS.search(value := node.get(name, "").strip())]
    urls = [url for value in (*told, node.get("src", "")) if value and (url := absolute(value, base))]
    return next((url for url in urls if not is_junk_name(url)), urls[0] if urls else "")


def is_junk_name(url: str) -> bool:
    """Whether an address is named like decoration or like what stands in for a picture that is still to come."""
    path = re.sub(r"^https?://[^/]+", "", url)
    return bool(_JUNK_NAME.search((path.rpartition("?")[0] or path).rpartition("/")[2]))


def _largest(sets: list[str]) -> str:
    """The widest address of some srcsets that is not wider than a page needs; a density counts as thousands of pixels."""
    found = [match.groups() for value in sets for match in _CANDIDATE.finditer(value) if not _NO_ADDRESS.search(match[1])]
    sized = [(float(number or 1) * (1 if unit == "w" else 1000), url.rstrip(",")) for url, number, unit in found]
    sensible = [pair for pair in sized if pair[0] <= _WIDEST]
    if sensible:
        return max(sensible, key=itemgetter(0))[1]
    return min(sized, key=itemgetter(0))[1] if sized else ""


def show_noscript(root: html.HtmlElement, base: str) -> None:
    """Bring out the pictures meant for readers without scripts, where the page shows nothing or a placeholder beside them.

    A counter's picture stands alone as well, so a lone one must be named as photographs are.
    """
    for noscript in list(root.iter("noscript")):
        shown = [image for image in noscript.iter("img") if _is_shown(image, base)]
        beside = [node for node in (noscript.getprevious(), noscript.getnext()) if node is not None and node.tag == "img"]
        told = beside or all(_PHOTOGRAPH.search(picture_address(image, base)) for image in shown)
        if not shown or not told or any(_is_shown(image, base) for image in beside):
            continue
        for placeholder in beside:
            placeholder.drop_tree()
        for child in list(noscript):
            noscript.remove(child)
        noscript.tag, noscript.text = "span", None
        for image in shown:
            image.tail = None
            noscript.append(image)


def _is_shown(image: html.HtmlElement, base: str) -> bool:
    url = picture_address(image, base)
    small = any(side is not None and side <= SMALLEST for side in (pixels(image, "width"), pixels(image, "height")))
    return bool(url) and not is_junk_name(url) and not small


def pixels(node: html.HtmlElement, name: str) -> int | None:
    """A size in pixels as an attribute gives it; None when it gives none."""
    value = node.get(name, "").strip().removesuffix("px")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 5 else None
