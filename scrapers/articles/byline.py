"""Who wrote a story: what its data says, what is marked as its author, the "By ..." line, the
reporter whom the text names.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from lxml import html

from scrapers.articles.linked_data import LinkedArticle
from scrapers.page.document import Document
from scrapers.page.lines import Line
from scrapers.words.text import clean_text

_META = (
    "author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl",
    "article.author", "dcterms.creator", "og:article:author",
)  # fmt: skip
_MARKED = (
    ".//*[@rel='author' or @itemprop='author' or contains(@class, 'author') or contains(@class, "
    "'byline') or contains(@class, 'Byline')]"
)
_SAYS = r"^\W*(?:(?:written|story|words|text|analysis|opinion|report(?:ed)?|posted|published)\s+)?"
_BY = re.compile(_SAYS + r"(?:by|von|par|por|di|door|av|af)\s*[:：]?\s+(?P<names>.+)$", re.I)
_PREFIX = re.compile(_SAYS + r"(?:by|von|par|por|author|auteur|autor|fonte)\b\s*[:：]?\s*", re.I)
_CHINESE_NAMES = r"(?P<names>[\u4e00-\u9fff·]{2,4}(?:[ \u3000、]+[\u4e00-\u9fff·]{2,4}){0,4})"
_CHINESE = (
    re.compile(
        r"(?:本报记者|本网记者|特约记者|记者|通讯员|作者|撰文|文[/／|])\s*[:：]?\s*"
        + _CHINESE_NAMES
        + r"(?![\u4e00-\u9fff])"
    ),
    re.compile(
        r"(?:（|\()\s*(?:[\u4e00-\u9fff]{2,10}?)?(?:记者|作者|通讯员)\s*[:：]?\s*"
        + _CHINESE_NAMES
        + r"\s*(?:）|\)|/)"
    ),
)
_NO_NAME = re.compile(
    "报道|摄影|编辑|来源|素材|审核|责编|电$|讯$|了解|获悉|采访|^[从在]|日前|近日|今天|昨日|表示|发现|走进|看到|介绍|[省市县区]$|记者|实习|通讯员|本报|本网"
)
_SPLIT = re.compile(r"\s*(?:[;,|•·、，；&/\n]|\s(?:and|und|et|y|e|og|och|en|with|mit)\s)\s*")
_DROPPED = re.compile(
    r"(?i)\b(?:staff|editors?|reporters?|correspondent|writer|contributor|special to .*|for "
    r".*|redaktion|associate|senior|columnist|"
    r"updated.*|published.*)\b.*$"
)
_IS_NO_NAME = re.compile(
    r"(?i)https?:|www\.|@|\d|\b(?:read|more|share|follow|comment|subscribe|minutes?|hours?|ago|"
    r"view|all|posts?|email|login|sign|photo|"
    r"updated)\b"
)
_LONGEST, _MOST_WORDS, _MOST = 60, 5, 8
_NEAR = 14
_MOST_MARKED = 40


def byline(document: Document, linked: LinkedArticle, title: str, text: str) -> tuple[str, ...]:
    """The authors' names in their order, cleaned of "By", roles and duplicates; empty when none is
    named.
    """
    if signed := tuple(dict.fromkeys(name for told in linked.authors for name in _signed(told))):
        return signed[:_MOST]
    site = _sites(document, linked)
    for told in _told(document, title, text):
        names = _names(told, site)
        if names:
            return names
    return ()


def _signed(told: str) -> list[str]:
    """The names in one author of the page's data, which may be the publication itself."""
    names = (name.strip(" .:;-–—()[]") for name in _SPLIT.split(_PREFIX.sub("", told)))
    return [name for name in names if _may_sign(name)]


def _may_sign(name: str) -> bool:
    return len(name) > 1 and not name.startswith("http") and "@" not in name


def _told(document: Document, title: str, text: str) -> Iterator[Iterable[str]]:
    yield _chinese_names(document.lines, text)
    yield _in_meta(document)
    yield _marked(document.root)
    yield _by_lines(document.lines, title)


def _in_meta(document: Document) -> list[str]:
    """What the first meta element that names an author says; an address is no name."""
    values = (document.meta.get(name, "") for name in _META)
    return [value for value in values if value and not value.startswith("http")][:1]


def _names(told: Iterable[str], site: set[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for part in told:
        for piece in _SPLIT.split(_PREFIX.sub("", clean_text(part))):
            name = _DROPPED.sub("", piece).strip(" .:-–—|()[]")
            if _is_name(name) and name.casefold() not in site:
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:_MOST]


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= _LONGEST or len(name.split()) > _MOST_WORDS:
        return False
    return not _IS_NO_NAME.search(name) and any(map(str.isalpha, name))


def _sites(document: Document, linked: LinkedArticle) -> set[str]:
    """The names of the publication, which are no author's."""
    names = (
        document.meta.get("og:site_name", ""),
        linked.publisher,
        document.meta.get("application-name", ""),
    )
    return {name.casefold() for name in names if name}


def _chinese_names(lines: list[Line], text: str) -> list[str]:
    """Reporters as Chinese papers name them.

    They stand in brackets at the beginning or end of the text, or in a line of their own.
    """
    short = [line.text for line in lines if line.text and len(line.text) < 80 and not line.outside]
    for pattern in _CHINESE:
        for place in (text[:200], text[-200:], *short):
            if found := _reporters(pattern, place):
                return found
    return []


def _reporters(pattern: re.Pattern[str], place: str) -> list[str]:
    """The names that a pattern finds in a text, up to the first word that is none."""
    match = pattern.search(place)
    if not match:
        return []
    names = re.split(r"[ \u3000、]+", match["names"])
    return list(takewhile(lambda name: not _NO_NAME.search(name), names))


def _marked(root: html.HtmlElement) -> list[str]:
    """What the page marks as its author.

    Links with rel=author come first, then elements that are named so and hold little else.
    """
    marked = [node for node in root.xpath(_MARKED)[:_MOST_MARKED] if not _is_beside(node)]
    related = [node for node in marked if _is_related(node)]
    for node in (*related, *marked):
        said = clean_text(node.text_content())
        if said and len(said) <= 2 * _LONGEST and _names([said], set()):
            return [said]
    return []


def _is_beside(node: html.HtmlElement) -> bool:
    """Whether an element stands beside the main part of the page."""
    return any(around.tag in ("aside", "footer", "nav") for around in node.iterancestors())


def _is_related(node: html.HtmlElement) -> bool:
    """Whether an element says outright that it is the author, not only by its class."""
    return bool(node.get("rel") == "author" or node.get("itemprop") == "author")


def _by_lines(lines: list[Line], title: str) -> list[str]:
    """The line under the title that begins with "By"."""
    at = next((i for i, line in enumerate(lines) if line.text == title), 0)
    for line in lines[at : at + _NEAR]:
        match = _BY.match(line.text) if len(line.text) <= 2 * _LONGEST else None
        if match:
            return [re.split(r"\s[|•·–—-]\s|\s{2,}|\bon\b|\d", match["names"])[0]]
    return []
