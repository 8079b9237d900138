"""A page that is none itself and leads on by its meta element, as a redirect does."""

import re
from html import unescape

# Longer ones are read by somebody.
_LONGEST_WAIT, _MOST_WORDS = 5, 400
_REACH = 20_000
_PLACES = ("text/html", "application/xhtml")
_ASIDE = re.compile(
    r"(?is)<!--[^-]*+(?:-(?!->)[^-]*+)*+|"
    r"<(script|style|noscript|template|textarea|title)\b(?:[^<]++|<(?!/\1))*+"
)
_META = re.compile(r"(?i)<meta\b((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>")
_ATTRIBUTE = re.compile(r"(?i)([a-z-]+)\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_CONTENT = re.compile(
    r"(?i)\s*([0-9]{1,3})(?:\.[0-9]*)?\s*[;,]?\s*(?:url\s*=)?\s*(.{1,2000})", re.S
)
_TAG = re.compile(r"<[^<>]*+>")


def leads_to(body: bytes | bytearray, content_type: str) -> str:
    """Where a page of hardly any words sends its readers within five seconds; "" when nowhere."""
    kind = content_type.partition(";")[0].strip().lower()
    if len(body) > _REACH or (kind and not kind.startswith(_PLACES)):
        return ""
    # Addresses are ASCII, or nearly always so, and markup always is.
    text = _ASIDE.sub("", body.decode("utf-8", "surrogateescape"))
    if len(_TAG.sub("", text).split()) > _MOST_WORDS or len(_TAG.sub("", text)) > _MOST_WORDS:
        return ""
    return next(filter(None, map(_target, _META.findall(text))), "")


def _target(attributes: str) -> str:
    """The address in the attributes of a meta element that refreshes the page."""
    told = {
        name.lower(): unescape(one or other or bare)
        for name, one, other, bare in _ATTRIBUTE.findall(attributes)
    }
    content = _CONTENT.fullmatch(told.get("content", ""))
    if told.get("http-equiv", "").lower() != "refresh" or content is None:
        return ""
    is_soon = int(content[1]) <= _LONGEST_WAIT
    return content[2].strip().strip("\"'") if is_soon else ""
