"""The same words in other markup, and the same picture at another address: neither is news."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit

from app.values.model import Content
from scrapers import Picture
from scrapers.articles.affixes import affix_marks
from scrapers.words.text import fold

_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_FILE = re.compile(r"/[^/]+\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|svg)$", re.I)
_LEAST_NAME = 2


def squashed(text: str) -> str:
    """A text without the space in it: what is left when only its layout differs."""
    return "".join(text.split())


def untagged(html: str) -> str:
    """A text without its tags."""
    # What follows the last sign that could end one is not looked through from each sign that could
    # begin one.
    end = html.rfind(">") + 1
    return _TAG.sub("", html[:end]) + html[end:]


def same_picture(url: str, other: str) -> bool:
    """Whether two addresses are of one picture: the same file under another host, behind another
    query, or below a folder of the server that hands it out.
    """
    if url == other:
        return True
    one, two = urlsplit(url), urlsplit(other)
    if not (_FILE.search(one.path) and _FILE.search(two.path)):
        return (one.path, one.query) == (two.path, two.query) and one.path.strip("/") != ""
    short, long = sorted((one.path, two.path), key=len)
    if short == long:
        return True
    return short.count("/") >= _LEAST_NAME and long.endswith(short)


def settled(stored: Content, read: Content) -> Content:
    """A reading with what is stored in place of what says just the same: words in other markup,
    pictures at another address.
    """
    pictures = _settled(stored.pictures, read.pictures)
    alike = squashed(read.text) == squashed(stored.text) and _says(read.html) == _says(stored.html)
    # Markup that shows a picture less, or more, says something else without a word.
    if alike and len(pictures) == len(stored.pictures):
        return replace(read, text=stored.text, html=stored.html, pictures=pictures)
    return replace(read, pictures=pictures)


def titled(stored: Content, read: Content, listed_title: str) -> Content:
    """A reading with the stored title in place of one that is the same all in capitals, or the same
    with something around it while the listing shows it without.
    """
    shouted = read.title.isupper() and read.title.casefold() == stored.title.casefold()
    around = fold(listed_title) == fold(stored.title) and affix_marks(stored.title, read.title)
    return replace(read, title=stored.title) if shouted or around else read


def _says(html: str) -> str:
    """The words of a piece of HTML, and where its links lead."""
    links = [one or other for one, other in _LINK.findall(html)]
    return squashed(unescape(untagged(html))) + "\n" + "\n".join(links)


def _settled(stored: Sequence[Picture], read: Sequence[Picture]) -> tuple[Picture, ...]:
    """Pictures as read, each at the address at which it is known, and of the size known there."""
    return tuple(_as_known(picture, stored) for picture in read)


def _as_known(picture: Picture, stored: Sequence[Picture]) -> Picture:
    alike = [known for known in stored if same_picture(known.url, picture.url)]
    if not alike:
        return picture
    known = next((known for known in alike if known.url == picture.url), alike[0])
    return replace(picture, url=known.url, width=known.width, height=known.height)
