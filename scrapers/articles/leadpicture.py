"""The picture that stands for a story: one that its data names and its page shows, else one named, else the first shown."""

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from scrapers.articles.linked_data import LinkedArticle
from scrapers.page.body import is_junk
from scrapers.page.document import Document
from scrapers.values import Picture
from scrapers.words.urls import absolute

_META = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")


def lead_picture(document: Document, linked: LinkedArticle, among: Sequence[Picture]) -> Picture | None:
    """The lead of a page; `among` are the pictures of its text. None when there is none but decoration."""
    said = [document.meta.get(name, "") for name in _META]
    addresses = [url for value in (*said, *linked.pictures) if value and (url := absolute(value, document.url))]
    named = [picture for url in addresses if not is_junk(picture := Picture(url, alt=document.meta.get("og:image:alt", "")))]
    shown = {_file(picture.url): picture for picture in reversed([*among, *_on_page(document)])}
    told = next((shown[_file(picture.url)] for picture in named if _file(picture.url) in shown), None)
    return told or (named[0] if named else next(iter(among), None))


def _on_page(document: Document) -> list[Picture]:
    return [line.picture for line in document.lines if line.picture and not line.outside and not is_junk(line.picture)]


def _file(url: str) -> str:
    """The file of a picture, by which its sizes know each other."""
    return unquote(urlsplit(url).path).rpartition("/")[2].casefold() or url
