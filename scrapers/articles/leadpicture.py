"""The picture that stands for a story: one that its data names and its page shows, else one named,
else the first shown.
"""

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from scrapers.articles.linked_data import LinkedArticle
from scrapers.page.body import is_junk
from scrapers.page.document import Document
from scrapers.values import Picture
from scrapers.words.urls import absolute

_META = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")


def lead_picture(
    document: Document,
    linked: LinkedArticle,
    among: Sequence[Picture],
) -> Picture | None:
    """The lead of a page; None when there is none but decoration.

    `among` are the pictures of its text.
    """
    named = _named(document, linked)
    shown = {_file(picture.url): picture for picture in reversed([*among, *_on_page(document)])}
    files = (_file(picture.url) for picture in named)
    told = next((shown[file] for file in files if file in shown), None)
    return told or next(iter([*named, *among]), None)


def _named(document: Document, linked: LinkedArticle) -> list[Picture]:
    """The pictures that the page's data names, those of decoration left out."""
    alt = document.meta.get("og:image:alt", "")
    pictures = [Picture(url, alt=alt) for url in _addresses(document, linked)]
    return [picture for picture in pictures if not is_junk(picture)]


def _addresses(document: Document, linked: LinkedArticle) -> list[str]:
    """The addresses of the pictures that the page's data names, made absolute."""
    said = [document.meta.get(name, "") for name in _META]
    urls = [absolute(value, document.url) for value in (*said, *linked.pictures) if value]
    return [url for url in urls if url]


def _on_page(document: Document) -> list[Picture]:
    pictures = (line.picture for line in document.lines if not line.outside)
    return [picture for picture in pictures if picture and not is_junk(picture)]


def _file(url: str) -> str:
    """The file of a picture, by which its sizes know each other."""
    return unquote(urlsplit(url).path).rpartition("/")[2].casefold() or url
