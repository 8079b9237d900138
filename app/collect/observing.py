"""What a run sees of its source beside its work, from what is read anyway: nothing is parsed for
it.
"""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import takewhile
from urllib.parse import urlsplit

from app.news.profile import Observation, Sample, logarithm, sample_of
from app.values.errors import LANDING, READING, FetchError
from app.values.model import Content
from scrapers import ScrapeError, Teaser
from scrapers.articles.walls import asks_first, prose
from scrapers.words.urls import host_of

FORBIDDEN = (401, 402, 403, 406, 429, 451)
_MOST_SHAPED = 200
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]{3,}")
_LONGEST, _SHORT = 400, 80


class Sight:
    """What one run sees of its source: samples by trait, as `app.news.profile` names them."""

    def __init__(self) -> None:
        self.samples: dict[str, Sample] = {}
        self.hosts: tuple[str, ...] = ()
        self.shapes: tuple[str, ...] = ()
        self._moved_to: tuple[str, ...] = ()
        # What pages said that could not be read: how many of them, and how many seemed to be open.
        self._unread: dict[bytes, tuple[int, int]] = {}
        self._is_walled = False

    def listing(self, teasers: Sequence[Teaser]) -> None:
        """A listing's first page."""
        shown = teasers[:_MOST_SHAPED]
        self._add("entries", logarithm(len(teasers)))
        for teaser in shown:
            self._add("dates", float(teaser.published is not None))
            self._add("summaries", float(bool(teaser.summary or teaser.text)))
        self._add("titles", logarithm(_length([teaser.title for teaser in shown])))
        self.hosts = tuple(host_of(teaser.url).removeprefix("www.") for teaser in shown)
        self.shapes = tuple(shape_of(teaser.url) for teaser in shown)

    def moved(self, hosts: Collection[str]) -> None:
        """New hosts that carry the source's own stories."""
        self._moved_to = tuple(sorted({*self._moved_to, *hosts}))

    def story(self, content: Content, body: bytes | None) -> None:
        """A story that was read for the first time, with the bytes of its page, if they are
        known.
        """
        self._add("readable", 1.0)
        self._ask(body)
        self._add("authors", float(bool(content.authors)))
        self._add("pictures", float(bool(content.pictures)))
        if content.text:
            self._add("text", logarithm(len(content.text)))

    def unread(self, body: bytes | None, *, is_first: bool = True) -> None:
        """A story whose page came and could not be read, for the first time or again. A page that
        says the same instead of several stories stands before them, whatever it says.
        """
        said = prose(body) if body is not None else b""
        times, seemed_open = self._unread.get(said, (0, 0))
        is_wall = bool(said) and times > 0
        if is_wall:
            self._is_walled = True
            self._close(seemed_open)
            seemed_open = 0
        if is_first:
            self._add("readable", 0.0)
        if is_first and body is not None:
            is_open = not (is_wall or asks_first(body))
            self._add("open", float(is_open))
            seemed_open += is_open
        self._unread[said] = (times + 1, seemed_open)

    def refused(self, error: FetchError) -> None:
        """A story whose page was asked for, for the first time, and was answered otherwise; a host
        that cannot be reached says nothing of its stories.
        """
        is_refusal = _is_refusal(error)
        if is_refusal or error.status is not None:
            self._add("readable", 0.0)
        if is_refusal:
            self._add("open", 0.0)

    def observation(
        self,
        now: datetime,
        before: datetime | None,
        new: int,
        error: FetchError | ScrapeError | None,
        body: bytes,
    ) -> Observation:
        """All of it; `before` is when the listing was last seen, `new` how many entries were
        unknown, `body` what the listing answered now.
        """
        failure, of_stories = "", False
        if isinstance(error, FetchError):
            failure = "walled" if _is_refusal(error) else "gone"
        elif error is not None:
            of_stories = error.stage == READING
            failure = self._unread_as(error, body)
        return Observation(
            now,
            self.samples,
            self.hosts,
            self.shapes,
            new,
            before,
            failure,
            of_stories,
            self._moved_to,
        )

    def _unread_as(self, error: ScrapeError, body: bytes) -> str:
        """What it says of a source that it could not be read, as a state of `app.news.health`."""
        if error.stage == LANDING:
            return "moved"
        if error.stage == READING:
            is_open = self.samples.get("open")
            is_shut = self._is_walled or (is_open is not None and is_open.mean < 1 / 2)
            return "walled" if is_shut else "unreadable"
        return "walled" if asks_first(body) else "silent"

    def _ask(self, body: bytes | None) -> None:
        if body is not None:
            self._add("open", float(not asks_first(body)))

    def _close(self, number: int) -> None:
        """So many stories that seemed to be open are not."""
        known = self.samples.get("open", Sample())
        self.samples["open"] = Sample(known.number, known.total - number, known.squares - number)

    def _add(self, name: str, value: float) -> None:
        self.samples[name] = self.samples.get(name, Sample()).plus(sample_of([value]))


def _length(titles: Sequence[str]) -> float:
    """How long titles are on average, without what stands around all of them: a site puts its name
    there, and takes it away.
    """
    several = len(set(titles)) > 1
    around = _shared(titles) + _shared([title[::-1] for title in titles])
    own = [len(title) - around * several for title in titles]
    return max(0.0, sum(own) / len(own)) if own else 0.0


def _shared(titles: Sequence[str]) -> int:
    """With how many characters all of these begin."""
    return sum(1 for _ in takewhile(lambda each: len(set(each)) == 1, zip(*titles, strict=False)))


def shape_of(url: str) -> str:
    """What addresses of a kind have in common: their path, digits as one 0, words of titles as one
    star, and the names of what is asked.
    """
    parts = urlsplit(url[:_LONGEST])
    path = "/".join(
        "*" if len(_WORDS.findall(segment)) > 1 else _DIGITS.sub("0", segment)
        for segment in parts.path.split("/")
    )
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return f"{path}?{'&'.join(names)}"[:_SHORT] if names else path[:_SHORT]


def _is_refusal(error: FetchError) -> bool:
    return error.kind == "robots" or error.status in FORBIDDEN
