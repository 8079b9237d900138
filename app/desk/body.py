"""Editors write Markdown; items hold sanitised HTML. Both ways."""

import re
from html import escape

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from markdown_it import MarkdownIt

from app.desk.weighing import check_weight
from scrapers import Picture
from scrapers.page.body import captions_of, split_credit
from scrapers.words.bounds import for_libxml
from scrapers.words.text import clean_html, plain_text

_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_LISTS = ("ul", "ol")
_ABOVE_BLOCKS = len(("body", "html", "[document]"))
_AT_START = re.compile(r"^(\d*)([#>+.)-])(?=\s)")
_PICTURE = re.compile(
    r'<p><img src="(?P<src>[^"]*)" alt="(?P<alt>[^"]*)"(?: title="(?P<title>[^"]*)")?\s*/?></p>'
)


def from_markdown(text: str, base_url: str) -> tuple[str, str]:
    """Markdown (CommonMark and tables; no raw HTML) as sanitised HTML, and its plain text. A
    picture alone becomes a figure; the text of pictures alone is their captions. InputError when it
    would take too long.
    """
    check_weight(text)
    rendered = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    html = clean_html(_PICTURE.sub(_figure, rendered), base_url)
    return html, plain_text(html) or "\n".join(captions_of(pictures_of(html)))


def to_markdown(html: str) -> str:
    """Sanitised HTML as Markdown that `from_markdown` turns back into the same paragraphs,
    headings, links and figures.
    """
    soup = BeautifulSoup(for_libxml(html), "lxml")
    blocks = [_block(node) for node in (soup.body or soup).children]
    return "\n\n".join(block for block in blocks if block)


def pictures_of(html: str) -> tuple[Picture, ...]:
    """The pictures in sanitised HTML, captions and credits told apart."""
    pictures = []
    for image in BeautifulSoup(for_libxml(html), "lxml").find_all("img"):
        figure = image.find_parent("figure")
        legend = figure.find("figcaption") if figure else None
        caption, credit = split_credit(legend.get_text(" ", strip=True) if legend else "")
        pictures.append(
            Picture(str(image.get("src", "")), caption, credit, str(image.get("alt", "")))
        )
    return tuple(pictures)


def _figure(match: re.Match[str]) -> str:
    caption = f"<figcaption>{match['title']}</figcaption>" if match["title"] else ""
    return f'<figure><img src="{match["src"]}" alt="{match["alt"]}">{caption}</figure>'


def _block(node: object) -> str:
    if isinstance(node, NavigableString):
        return _escape(str(node).strip())
    if not isinstance(node, Tag):
        return ""
    if node.name == "figure":
        return _picture(node)
    if node.name in _LISTS:
        mark = "-" if node.name == "ul" else "1."
        return "\n".join(f"{mark} {_inline(item)}" for item in node.find_all("li"))
    if node.name == "blockquote":
        return "\n".join("> " + line for line in _inline(node).splitlines())
    level = {"h2": "## ", "h3": "### ", "h4": "#### "}.get(node.name, "")
    text = _inline(node)
    return level + (text if level else _AT_START.sub(r"\1\\\2", text)) if text else ""


def _picture(figure: Tag) -> str:
    image, legend = figure.find("img"), figure.find("figcaption")
    if not isinstance(image, Tag):
        return ""
    title = legend.get_text(" ", strip=True).replace('"', "”") if isinstance(legend, Tag) else ""
    return f"![{_escape(str(image.get('alt', '')))}]({image.get('src')}" + (
        f' "{title}")' if title else ")"
    )


def _inline(node: Tag) -> str:
    return "".join(_piece(child) for child in node.children).strip()


def _piece(node: object) -> str:
    if isinstance(node, NavigableString):
        return _escape(re.sub(r"\s+", " ", str(node)))
    if not isinstance(node, Tag) or (node.name == "li" and _is_listed(node)):
        return ""
    inner = "".join(_piece(child) for child in node.children)
    marks = {"strong": "**", "b": "**", "em": "*", "i": "*"}
    if node.name == "a":
        return f"[{inner}](<{escape(str(node.get('href', '')))}>)".replace("&amp;", "&")
    if node.name == "br":
        return "\\\n"
    return (
        f"{marks[node.name]}{inner}{marks[node.name]}"
        if node.name in marks and inner.strip()
        else inner
    )


def _is_listed(node: Tag) -> bool:
    """Whether an item stands in a block that is a list: that writes each item by itself."""
    return list(node.parents)[-_ABOVE_BLOCKS - 1].name in _LISTS


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
