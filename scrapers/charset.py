"""Bytes to text: which encoding a page is really in."""

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_META_REACH = 8192

# GB18030 is a superset of what servers label GB2312 or GBK; windows-1252 of what they label ISO-8859-1 (WHATWG Encoding).
_ALIASES = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "big5": "big5hkscs", "shift_jis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
}  # fmt: skip


def decode(body: bytes, content_type: str = "") -> str:
    """Decode a page; never raises, bytes that fit nowhere become U+FFFD.

    Order: byte order mark, valid UTF-8, the HTTP header, the page's own meta element, GB18030, windows-1252.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body.decode(encoding, "replace")
    for encoding in ("utf-8", *_declared(body, content_type), "gb18030"):
        text = _strict(body, encoding)
        if text is not None:
            return text
    declared = _declared(body, content_type)
    return body.decode(declared[0] if declared else "cp1252", "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    labels = [m[1] for m in [_HEADER.search(content_type)] if m]
    labels += [m[1].decode("ascii") for m in [_META.search(body[:_META_REACH])] if m]
    return [name for label in labels if (name := _known(label))]


def _known(label: str) -> str | None:
    name = _ALIASES.get(label.lower(), label)
    try:
        return codecs.lookup(name).name if codecs.lookup(name)._is_text_encoding else None
    except LookupError:
        return None


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeError:
        return None
