"""Where a page goes on, told by the call of a script that would write its pager, or by a list to
choose a page from.
"""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml import html

from scrapers.page.document import Document
from scrapers.words.addressed import is_address
from scrapers.words.urls import absolute

# Government portals write their pagers by a function that is told how many pages there are, which
# one this is (counted from nought), and the name and the ending of their files.
_CALL = re.compile(
    r"""[(,]\s{0,9}["']?(?P<count>\w{1,40})["']?\s{0,9},\s{0,9}["']?(?P<present>\w{1,40})["']?\s{0,9},"""
    r"""\s{0,9}["'](?P<name>[\w./-]{1,80})["']\s{0,9},\s{0,9}["']\.?(?P<ending>s?html?|php|jsp|aspx?)["']"""
)
_SET = re.compile(r"\b(?:var|let|const)\s{1,9}(\w{1,40})\s{0,9}=\s{0,9}[\"']?(\d{1,5})\b")
# The same written out: the name, a dash, the next number, the ending.
_WRITTEN = re.compile(
    r"""["'\\]{1,2}(?P<name>[\w-]{1,40})\\?["']\s{0,9}\+\s{0,9}["']_["']\s{0,9}\+\s{0,9}\w{1,40}\s{0,9}\+"""
    r"""\s{0,9}["']\.["']?\s{0,9}\+?\s{0,9}["']?(?P<ending>s?html?)"""
)
# A call, and no declaration: its arguments begin with a value or a name, and it ends a statement.
_PAGER = re.compile(
    r"(?i)(?<!function )\b((?:create|show|make|init)pag(?:e|er|ing|ination)(?:html)?)"
    r"\(\w[^(){}]{0,200}\)\s{0,9}(?:;|$)"
)
_COUNTED = ("countPage", "currentPage")
_MOST_SCRIPT = 200_000
_FIGURES = re.compile(r"\d{1,4}")
_CHOSEN = re.compile(
    r"""["'](?P<before>[^"'\s]{0,200})["']\s{0,9}\+\s{0,9}this\.[\w.\[\]]{1,80}(?:\s{0,9}\+\s{0,9}["'](?P<after>[^"'\s]{0,80})["'])?"""
)
_MOST_PAGES, _MOST_OPTIONS = 1900, 2000


def told_by_scripts(document: Document) -> Iterator[str]:
    """The addresses of the page after this one, as the calls of pager functions tell them."""
    for count, present, file in _calls(document):
        if present + 1 < count:
            yield absolute(f"{file['name']}_{present + 1}.{file['ending']}", document.base)


def first_by_scripts(document: Document) -> Iterator[str]:
    """The addresses of the first page, where these calls tell that this is a later one."""
    for count, present, file in _calls(document):
        if 0 < present < count:
            yield absolute(f"{file['name']}.{file['ending']}", document.base)


def _calls(document: Document) -> Iterator[tuple[int, int, re.Match[str]]]:
    """The calls of pager functions: how many pages there are, which is the present one (counted
    from nought), and the parts of their files' names.
    """
    for script in document.root.iter("script"):
        text = script.text or ""
        if not text or len(text) > _MOST_SCRIPT:
            continue
        calls = list(_CALL.finditer(text))
        if not calls and _COUNTED[0] not in text:
            continue
        values: dict[str, str] = dict(_SET.findall(text))
        for call in calls:
            count, present = (values.get(word, word) for word in call.group("count", "present"))
            if count.isdigit() and present.isdigit():
                yield int(count), int(present), call
        if all(name in values for name in _COUNTED) and (written := _WRITTEN.search(text)):
            pages, page = (int(values[name]) for name in _COUNTED)
            yield pages, page, written


def calls_a_pager(script: html.HtmlElement) -> str:
    """The name of the function that a script calls to write a pager; "" when none of its pages can
    be told from the call, or it tells that there are no more.
    """
    text = script.text or ""
    if len(text) > _MOST_SCRIPT or _CALL.search(text) is not None:
        return ""
    call = _PAGER.search(text)
    return call[1] if call else ""


def told_by_choice(document: Document) -> Iterator[str]:
    """The address of the page after this one in lists to choose a page from."""
    for select, options, at in _choices(document):
        numbers = list(map(_number, options[: at + 2]))
        if at + 1 < len(options) and numbers[0] == 1 and numbers[-1] == numbers[-2] + 1:
            yield from _where(document, select, options[at + 1])


def first_by_choice(document: Document) -> Iterator[str]:
    """The address of the first page in lists to choose a page from, where this is a later one."""
    for select, options, at in _choices(document):
        if at > 0 and [_number(options[0]), _number(options[at])] == [1, at + 1]:
            yield from _where(document, select, options[0])


def _choices(
    document: Document,
) -> Iterator[tuple[html.HtmlElement, list[html.HtmlElement], int]]:
    """Lists to choose from, their options, and which of these is chosen."""
    for select in document.root.iter("select"):
        options = list(islice(select.iter("option"), _MOST_OPTIONS))
        at = next((n for n, option in enumerate(options) if option.get("selected") is not None), 0)
        if options and at < _MOST_PAGES:
            yield select, options, at


def _where(document: Document, select: html.HtmlElement, option: html.HtmlElement) -> Iterator[str]:
    if value := _chosen(select, option.get("value") or ""):
        yield absolute(value, document.base)


def _number(option: html.HtmlElement) -> int:
    """The first number that an option shows; -1 when there is none."""
    figures = _FIGURES.search((option.text or "")[:40])
    return int(figures[0]) if figures else -1


def _chosen(select: html.HtmlElement, value: str) -> str:
    """The address that a choice leads to, as written; "" when that cannot be told."""
    if is_address(value):
        return value
    template = _CHOSEN.search((select.get("onchange") or "")[:500])
    if template is None or not re.fullmatch(r"[\w-]{1,40}", value):
        return ""
    return f"{template['before']}{value}{template['after'] or ''}"


def page_number(url: str) -> tuple[str, int | None]:
    """The address of a listing without what counts its pages, and that number; None when it has
    none.
    """
    parts = urlsplit(url)
    whole = parts._replace(scheme="", fragment="").geturl()
    counted = _COUNTS.search(whole)
    if counted is None:
        return _first(whole), None
    rest = whole[: counted.start()] + (counted["ending"] or "") + whole[counted.end() :]
    return _first(rest), int(counted["p"] or counted["f"] or counted["n"])


_COUNTS = re.compile(
    r"(?i)(?<=[?&])(?:page|paged|pn?|pg|page_?(?:index|no|num)|cur_?page)=(?P<p>\d{1,4})(?=$|&)"
    r"|/page/(?P<f>\d{1,4})(?=$|[/?])|(?<=[a-z])[_-](?P<n>\d{1,4})(?P<ending>\.\w{2,5})(?=$|\?)"
)
_INDEX = re.compile(r"(?i)(?<=/)(?:index|default|list)\.\w{2,5}(?=$|\?)")


def _first(url: str) -> str:
    """An address without the name of an index, the last slash, and an empty query."""
    return _INDEX.sub("", url).rstrip("?&").rstrip("/")
