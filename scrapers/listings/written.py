"""Markup that a page's own scripts would show as it is: records in CDATA, plain strings that are
written, what is kept in templates and text areas. No script is run.
"""

import re
from itertools import islice

from lxml import etree, html

from scrapers.page.document import parse_fragment

_RECORD, _RECORD_ENDS = "<![CDATA[", "]]>"
_LITERAL = r"""(?:"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')"""
_WRITE = re.compile(
    rf"document\.write(?:ln)?\(\s{{0,99}}({_LITERAL}(?:\s{{0,99}}\+\s{{0,99}}{_LITERAL})*)\s{{0,99}}\)",
    re.S,
)
_PIECE = re.compile(_LITERAL, re.S)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.S)
_CONTROLS = {"n": "\n", "r": "\n", "t": "\t", "b": "", "f": "", "v": "", "0": "", "\n": ""}
_LINK = re.compile(r"(?i)<a\s")
# What a script would fill in.
_BLANK = re.compile(r"[{}$]|<%|^$")
_SEVERAL = 3
_MOST, _MOST_PIECES = 1_000_000, 4000


def show_written(root: html.HtmlElement) -> None:
    """Put what scripts would write, where it holds links, in the place of these scripts."""
    _open_templates(root)
    left = _MOST
    for script in list(root.iter("script", "textarea")):
        text = script.text or ""
        if not text or len(text) > left:
            continue
        markup = text if script.tag == "textarea" else _written(text)
        left -= len(markup)
        if _LINK.search(markup):
            _replace(script, parse_fragment(markup))


def _open_templates(root: html.HtmlElement) -> None:
    """Show what stands in a template with several links, if these lead somewhere already."""
    for template in root.iter("template"):
        links = [link.get("href", "") for link in islice(template.iter("a"), _MOST_PIECES)]
        if len(links) >= _SEVERAL and not any(_BLANK.search(href) for href in links):
            template.tag = "div"


def _written(text: str) -> str:
    """The markup that a script holds in records, or would write."""
    if _RECORD in text:
        return "".join(part.partition(_RECORD_ENDS)[0] for part in text.split(_RECORD)[1:])
    if "document.write" not in text:
        return ""
    calls = islice(_WRITE.finditer(text), _MOST_PIECES)
    return "".join(_said(piece) for call in calls for piece in _PIECE.findall(call[1]))


def _said(literal: str) -> str:
    return _ESCAPE.sub(_character, literal[1:-1])


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(escape[3], escape[3])


def _replace(script: html.HtmlElement, shown: html.HtmlElement) -> None:
    parent = script.getparent()
    if parent is not None:
        etree.strip_elements(shown, "script", with_tail=False)
        shown.tail = script.tail
        parent.replace(script, shown)
