"""The sample city's web server: stories in, pages out, and failures on request."""

from __future__ import annotations

import re
import struct
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from math import ceil
from typing import Any, Literal
from urllib.parse import urlsplit

from tests.server import Answer, Heard, Server

from .eras import BLANK, RENDITIONS
from .renditions import Article, Listing, Page
from .stories import SECTIONS, STORIES, Story

Failure = Literal[None, "down", "empty", "not-html", "error-page", "half", "astray"]
"""How the site can fail: see `SampleCity.fail_with`."""

PER_PAGE = 8
HTML = {"Content-Type": "text/html"}
PNG = {"Content-Type": "image/png"}
_DOT = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)

_EPOCH = datetime(2024, 7, 1, tzinfo=UTC)
_LISTING = re.compile(r"/(?P<section>.+)/index(?:_(?P<number>[2-9]|[1-9]\d+))?\.html")
_PICTURE = re.compile(r"/pictures/[\w-]+\.png")


@dataclass(frozen=True)
class Seen:
    """A request that was answered; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    status: int


class SampleCity(Server):
    """A news site on a port of its own, changeable while it runs, from any thread.

    `fail_with` makes it fail: "down" answers everything with 503, "empty" with no bytes, "not-html"
    with a picture, "error-page" with a maintenance page under status 200, and "half" leaves the
    entries out of listings; "astray" leads every story to the front page. `charset` is what pages
    are written in; "gb18030" is declared as gb2312, as such sites do. `robots` is the text of its
    robots.txt; without one there is none. `before` is called with the path before each request is
    answered, in that request's own thread; raising ConnectionError in it drops the connection
    without an answer.
    """

    def __init__(
        self, *, stories: Sequence[Story] = STORIES, rendition: str = "divs", port: int = 0
    ) -> None:
        self.fail_with: Failure = None
        self.charset = "utf-8"
        self.robots: str | None = None
        self.before: Callable[[str], None] | None = None
        self._lock = threading.RLock()
        self._stories = {story.number: story for story in stories}
        self._seen: list[Seen] = []
        self._turn = 0
        self._changes = 0
        super().__init__(self._noted, port)
        self.rendition = rendition

    @property
    def rendition(self) -> str:
        """The name of the markup that pages are in."""
        return self._rendition

    @rendition.setter
    def rendition(self, name: str) -> None:
        if name not in RENDITIONS:
            raise ValueError(f"no rendition {name!r}; there are {', '.join(RENDITIONS)}")
        with self._lock:
            self._rendition = name
            self._changes += 1

    @property
    def stories(self) -> tuple[Story, ...]:
        """What is published now, newest first."""
        with self._lock:
            return tuple(
                sorted(
                    self._stories.values(),
                    key=lambda story: (story.day, story.number),
                    reverse=True,
                )
            )

    def publish(self, story: Story) -> None:
        """Add a story under a number not yet taken."""
        with self._lock:
            if story.number in self._stories:
                raise ValueError(f"number {story.number} is taken")
            self._put(story)

    def edit(self, number: int, **changes: Any) -> Story:
        """Change fields of a story and return it as it is now."""
        with self._lock:
            story = replace(self._stories[number], **changes)
            if story.number != number:
                raise ValueError("a story keeps its number")
            self._put(story)
            return story

    def withdraw(self, number: int) -> None:
        """Take a story off the site: its page is gone, and every mention of it."""
        with self._lock:
            del self._stories[number]
            self._advance()

    def promo(self, path: str) -> tuple[Story, ...]:
        """Name the stories in the promo of the page at this path, as it stands now."""
        with self._lock:
            others = [story for story in self.stories if story.path != path]
            seed = zlib.crc32(path.encode()) + self._turn
            wanted, stride = min(1 + seed % 4, len(others)), max(1, len(others) // 4)
            return tuple(others[(seed + at * stride) % len(others)] for at in range(wanted))

    @property
    def requests(self) -> list[Seen]:
        """Every request answered since the start or the last `forget`, oldest first."""
        with self._lock:
            return list(self._seen)

    def forget(self) -> None:
        """Clear `requests`."""
        with self._lock:
            self._seen.clear()

    def _put(self, story: Story) -> None:
        self._stories[story.number] = story
        self._advance()

    def _advance(self) -> None:
        self._turn += 1
        self._changes += 1

    def _noted(self, heard: Heard) -> Answer:
        """Answer one request and note it, so that whoever reads the answer finds it noted."""
        headers = {name.lower(): value for name, value in heard.headers.items()}
        if self.before is not None:
            self.before(heard.path)
        with self._lock:
            answer = self._failure(heard.path) or self._validated(
                self._page(urlsplit(heard.path).path), headers
            )
            self._seen.append(Seen(heard.method, heard.path, headers, answer.status))
            return answer

    def _failure(self, target: str) -> Answer | None:
        match self.fail_with:
            case "astray" if re.search(r"/\d+\.html", target):
                return Answer(302, headers={"Location": "/"})
            case "down":
                return Answer(
                    503, b"<html><title>503</title><h1>Service Unavailable</h1></html>", HTML
                )
            case "empty":
                return Answer(headers=HTML)
            case "not-html":
                return Answer(200, picture("failure"), PNG)
            case "error-page":
                text = "<h1>System maintenance</h1><p>We are working on the system. Please come back later.</p>"
                return Answer(
                    200,
                    f"<html><title>System maintenance</title><body>{text}</body></html>".encode(),
                    HTML,
                )
        return None

    def _validated(self, reply: Answer, headers: Mapping[str, str]) -> Answer:
        """Add validators to a good answer, or say that what the client has is still good."""
        if reply.status != 200:
            return reply
        tag = f'"{sha256(reply.body).hexdigest()[:24]}"'
        changed = format_datetime(_EPOCH + timedelta(seconds=self._changes), usegmt=True)
        validators = {"ETag": tag, "Last-Modified": changed}
        known = {
            known.strip().removeprefix("W/")
            for known in headers.get("if-none-match", "").split(",")
        }
        if known & {tag, "*"}:
            return Answer(304, headers=validators)
        return replace(reply, headers={**validators, **reply.headers})

    def _page(self, path: str) -> Answer:
        if path.strip("/") in SECTIONS:
            return Answer(302, headers={"Location": f"/{path.strip('/')}/index.html"})
        if path == "/robots.txt" and self.robots is not None:
            return Answer(200, self.robots.encode(), {"Content-Type": "text/plain"})
        if path == BLANK:
            return Answer(200, _DOT, {"Content-Type": "image/gif"})
        if _PICTURE.fullmatch(path):
            return Answer(200, picture(path), PNG)
        text = self._text(path)
        if text is None:
            return Answer(
                404, b"<html><title>404</title><body><h1>Not found</h1></body></html>", HTML
            )
        declared = self._declared
        return Answer(
            200,
            text.encode(self.charset, "xmlcharrefreplace"),
            {"Content-Type": f"text/html; charset={declared}"},
        )

    @property
    def _declared(self) -> str:
        return "gb2312" if self.charset == "gb18030" else self.charset

    def _text(self, path: str) -> str | None:
        """Write the home page, a listing page or an article, if there is one at this path."""
        rendition = RENDITIONS[self._rendition]
        page = Page(path, self.host, self._declared, self.promo(path))
        if path in ("/", "/index.html"):
            return rendition.home(page)
        if match := _LISTING.fullmatch(path):
            listing = self._listing(page, match["section"], int(match["number"] or 1))
            return rendition.listing(listing) if listing else None
        article = self._article(page)
        return rendition.article(article) if article else None

    def _listing(self, page: Page, section: str, number: int) -> Listing | None:
        if section not in SECTIONS:
            return None
        stories = [story for story in self.stories if story.section == section]
        last = max(1, ceil(len(stories) / PER_PAGE))
        if number > last:
            return None
        entries = (
            ()
            if self.fail_with == "half"
            else tuple(stories[(number - 1) * PER_PAGE : number * PER_PAGE])
        )
        return Listing(**vars(page), section=section, entries=entries, number=number, last=last)

    def _article(self, page: Page) -> Article | None:
        story = next((story for story in self.stories if story.path == page.path), None)
        if story is None:
            return None
        peers = [peer for peer in self.stories if peer.section == story.section]
        at = peers.index(story)
        older = peers[at + 1] if at + 1 < len(peers) else None
        return Article(**vars(page), story=story, newer=peers[at - 1] if at else None, older=older)


def picture(name: str) -> bytes:
    """Draw a PNG of 320 by 200 in one color, which depends on the name."""
    width, height = 320, 200
    color = struct.pack(">I", zlib.crc32(name.encode()))[:3]
    rows = (b"\0" + color * width) * height
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
