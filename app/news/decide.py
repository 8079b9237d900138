"""What to do with a read article: pure functions of the article, what is stored, and now; they
return intents.

Decisions 0006, 0008, 0096, 0097.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.news.deduplication import compare
from app.news.likewords import settled, titled
from app.news.losses import loss_of, without_furniture
from app.news.names import names_in
from app.news.rejection import rejection_reason
from app.news.significance import is_significant, is_significant_beside_pictures
from app.news.wording import captions_beside
from app.values.model import CONTENT_FIELDS, Content, Item, Joined, LossKind, Source
from app.values.quotas import MOST_PICTURES
from scrapers import Article, Stamp, Teaser
from scrapers.words.text import clean_text, shorten

_LEAST_FOR_DUPLICATE = 120
_DUPLICATE_DAYS = timedelta(days=7)
# A date that only a better reader found moves no item that is older.
_DATED_FOR_GOOD = timedelta(days=7)
_SUMMARY = 300
_LONGEST_TITLE = 500
_REREADS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(days=3))
_RETRIES = (
    timedelta(minutes=5),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(days=3),
)
MOST_TRIES = len(_RETRIES) + 1
_INDEX = re.compile(r"/(?:(?:index|default|home|login|signin)\b[^/]*)?$", re.I)


@dataclass(frozen=True, slots=True)
class New:
    """Nobody has it: make an item."""

    content: Content
    published_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Revise:
    """We have it and it reads differently now. `upstream` is the whole reading, kept beside an item
    that editors changed.

    `silent` says that the site did not change, and only our reading did; `loss` what the reading
    takes away, if it does nothing else.
    """

    content: Content
    significant: bool
    upstream: Content | None
    fingerprint: str
    silent: bool = False
    loss: LossKind | None = None


@dataclass(frozen=True, slots=True)
class Reread:
    """What is known beside a reading: what the capture of the one before reads like today, the
    summary and the title that the listing gives, the marks of lines that are no story's, and
    whether it is of a page that we fetched, so that what it lacks can be told from what nobody
    said.
    """

    again: Content | None = None
    listed_summary: str = ""
    listed_title: str = ""
    furniture: frozenset[str] = frozenset()
    fetched: bool = False


@dataclass(frozen=True, slots=True)
class Same:
    """We have it, unchanged."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """We have it, and what stands there now cannot be it: keep what is stored, and say why."""

    reason: str


@dataclass(frozen=True, slots=True)
class AlsoAt:
    """The same story stands at another address: one item, one more location. Why, and how sure, as
    in `Location`.
    """

    item_id: int
    joined: Joined
    share: float


@dataclass(frozen=True, slots=True)
class Known:
    """A stored story that may be the one just read: what was read of it, and whether one of the two
    pages names the other's address.
    """

    item_id: int
    content: Content
    fingerprint: str
    claimed: bool = False


Intent = New | Revise | Same | Rejection | AlsoAt


def content_of(article: Article, teaser: Teaser | None = None) -> Content:
    """An article's content, its summary and date filled up from the listing where the page itself
    says nothing.
    """
    return Content(
        title=shorten(clean_text(article.title), _LONGEST_TITLE),
        summary=_summary(article, teaser),
        html=article.html,
        text=article.text,
        authors=tuple(dict.fromkeys(filter(None, map(clean_text, article.authors)))),
        byline_source=clean_text(article.byline_source),
        language=article.language,
        pictures=article.pictures[:MOST_PICTURES],
        published=article.published or (teaser.published if teaser else None),
    )


def content_of_teaser(teaser: Teaser, language: str = "") -> Content:
    """The content of a story of which only the teaser is known."""
    return Content(
        title=clean_text(teaser.title),
        summary=shorten(teaser.summary, _SUMMARY),
        language=language,
        published=teaser.published,
    )


def decide(
    content: Content,
    own: Item | None,
    duplicate: AlsoAt | None,
    now: datetime,
    zone: ZoneInfo,
    reread: Reread = Reread(),
) -> Intent:
    """What to do with content read at an address: `own` is the item that stands there, `duplicate`
    where the same story stands already.
    """
    if own is None:
        if duplicate is not None:
            return duplicate
        published_at = published_instant(content.published, now, zone)
        return New(content, published_at, fingerprint(content))
    stored = own.content if own.upstream is None else own.upstream
    if reason := rejection_reason(stored, content):
        return Rejection(reason)
    read = titled(stored, settled(stored, content), reread.listed_title)
    return _revision(read, stored, own, now, reread)


def _revision(
    read: Content, stored: Content, own: Item, now: datetime, reread: Reread
) -> Revise | Same:
    """What a reading changes of an item; `stored` is what upstream said before."""
    ours = own.kind == "written"
    loss = None if ours else _loss(read, stored, reread)
    taken = loss is not None or _furniture_alone_went(read, stored, reread.furniture)
    differing = {} if ours else _differing(own.content, read, taken=taken)
    changes = {name: value for name, value in differing.items() if name not in own.edited}
    better = _better(changes, read, stored, reread)
    if "published" in better and now - own.published_at > _DATED_FOR_GOOD:
        del changes["published"]
    upstream = read if ours or own.edited else None
    if not changes and upstream == own.upstream:
        return Same()
    by_the_site = {name: value for name, value in changes.items() if name not in better}
    return Revise(
        replace(own.content, **changes),
        _is_told(own.content, replace(own.content, **by_the_site)),
        upstream,
        fingerprint(read),
        silent=better.issuperset(changes),
        loss=loss,
    )


def _is_told(before: Content, after: Content) -> bool:
    """Whether readers are told of what a site changed: not that all pictures went, or the first of
    them came, and nothing else, as they do where a site is laid out anew.
    """
    others = before.pictures and after.pictures
    counts = is_significant if others else is_significant_beside_pictures
    return counts(before, after)


def _loss(read: Content, stored: Content, reread: Reread) -> LossKind | None:
    """What a page takes away, if it does nothing else; what its listing says is another matter."""
    if not reread.fetched:
        return None
    of_the_page = replace(read, summary="") if _is_listed(read, reread) else read
    return loss_of(stored, of_the_page, reread.furniture)


def _furniture_alone_went(read: Content, stored: Content, furniture: frozenset[str]) -> bool:
    """Whether a reading shows no pictures any more, and those that stood there were no story's."""
    had = stored.pictures
    return bool(had) and not read.pictures and not without_furniture(had, furniture)


def _is_listed(read: Content, reread: Reread) -> bool:
    return read.summary == shorten(clean_text(reread.listed_summary), _SUMMARY)


def _better(
    changes: Iterable[str], read: Content, stored: Content, reread: Reread
) -> frozenset[str]:
    """The fields that changed because we read better: the page that was read the last time says the
    same by now, or the names stood in one line. A summary may be the listing's, which changes by
    itself.
    """
    parted = frozenset(("authors",) if names_in(read.author) == names_in(stored.author) else ())
    if reread.again is None:
        return parted & frozenset(changes)
    again = titled(stored, settled(stored, reread.again), reread.listed_title)
    listed = _is_listed(read, reread)
    return frozenset(
        name
        for name in changes
        if name in parted
        or (getattr(read, name) == getattr(again, name) and not (name == "summary" and listed))
    )


def differs(stored: Content, read: Content) -> bool:
    """Whether a reading says something else than what is stored."""
    return bool(_differing(stored, settled(stored, read), taken=True))


def reread_at(first_seen: datetime, now: datetime) -> datetime | None:
    """When to read a story again, to find corrections: about 1 h, 6 h, 24 h and 3 days after it was
    first seen, then never.
    """
    return next((first_seen + age for age in _REREADS if first_seen + age > now), None)


def try_again_at(tries: int, now: datetime) -> datetime | None:
    """When to try again what failed so many times: soon, then less and less often; never after the
    sixth time.
    """
    return now + _RETRIES[tries - 1] if tries <= len(_RETRIES) else None


def _differing(stored: Content, read: Content, *, taken: bool) -> dict[str, Any]:
    """The fields in which a new reading differs. What upstream no longer says is no change, but for
    pictures that were `taken` away; a known publication date stays.
    """
    fields = [name for name in CONTENT_FIELDS if name not in ("markdown", "language")]
    if stored.published is not None:
        fields.remove("published")
    values = {name: getattr(read, name) for name in fields}
    return {
        name: value
        for name, value in values.items()
        if (value or (taken and name == "pictures")) and value != getattr(stored, name)
    }


def duplicate_among(content: Content, known: Iterable[Known]) -> AlsoAt | None:
    """The first of some stored stories that is the one just read."""
    return next(
        (duplicate for other in known if (duplicate := _is_duplicate(content, other)) is not None),
        None,
    )


def _is_duplicate(content: Content, other: Known) -> AlsoAt | None:
    """Whether a stored story is the one just read: the same words, or words that say the same,
    within a week.

    Where one page names the other's address as its own, the text may be short and the days need not
    fit; but the words must agree all the same, since a template may make every page of a site name
    one address.
    """
    if not other.claimed and not _within_a_week(content, other.content):
        return None
    if fingerprint(content) == other.fingerprint and (
        other.claimed or _length(content) >= _LEAST_FOR_DUPLICATE
    ):
        return AlsoAt(other.item_id, "link" if other.claimed else "words", 1.0)
    likeness = compare(content, other.content, claimed=other.claimed)
    return (
        AlsoAt(other.item_id, "link" if other.claimed else "likeness", likeness.share)
        if likeness.same
        else None
    )


def _length(content: Content) -> int:
    return len(content.text) + sum(map(len, captions_beside(content)))


def _within_a_week(one: Content, other: Content) -> bool:
    return (
        one.published is None
        or other.published is None
        or abs(one.published.day - other.published.day) <= _DUPLICATE_DAYS
    )


@lru_cache(8)
def fingerprint(content: Content) -> str:
    """A hash of a story's words (title, text, captions), blind to spacing, case, punctuation and
    width.
    """
    words = [content.title, content.text, *captions_beside(content)]
    folded = unicodedata.normalize("NFKC", "\n".join(words)).casefold()
    return hashlib.sha256(re.sub(r"[\W_]+", " ", folded).strip().encode()).hexdigest()


def published_instant(stamp: Stamp | None, now: datetime, zone: ZoneInfo) -> datetime:
    """The best true instant of a publication, never later than `now`.

    A day alone is the moment it was first seen if that is the same day in the site's zone, else
    noon of that day; without any date it is the moment it was first seen.
    """
    if stamp is None:
        return now
    if stamp.at is not None:
        return min(stamp.at.astimezone(now.tzinfo), now)
    if stamp.day >= now.astimezone(zone).date():
        return now
    return datetime.combine(stamp.day, time(12), tzinfo=zone).astimezone(now.tzinfo)


def elsewhere(source: Source, landing: str, others: Sequence[Source]) -> str:
    """What stands where a source's listing was redirected to, if it is certainly not that listing;
    empty otherwise. `landing` is the key of that address.
    """
    here, there = source.key.lstrip("/"), landing.lstrip("/")
    if here == there:
        return ""
    other = next(
        (other for other in others if other.id != source.id and other.key.lstrip("/") == there),
        None,
    )
    if other is not None:
        return f"the listing of {other.title}"
    front = there.partition("/")[2]
    above = here.partition("/")[2] and (
        not front
        or ("/" not in front and _INDEX.search("/" + front) and "/" in here.partition("/")[2])
    )
    return "which is a front page" if above else ""


def home_source(key: str, sources: Sequence[Source]) -> Source | None:
    """The source to which the address with a key belongs: the one whose listing stands deepest
    above it, if any does.
    """
    above = [source for source in sources if key.startswith(_folder(source))]
    return max(above, key=lambda source: len(_folder(source)), default=None)


def _folder(source: Source) -> str:
    return source.key.rpartition("/")[0] + "/"


def _summary(article: Article, teaser: Teaser | None) -> str:
    """The listing's summary unless it is the beginning of the text cut off, else the article's
    own.
    """
    teaser_summary = clean_text(teaser.summary) if teaser else ""
    text = clean_text(article.text)
    if teaser_summary and not text.startswith(teaser_summary.rstrip(".… ")):
        return shorten(teaser_summary, _SUMMARY)
    return shorten(article.summary or text or teaser_summary, _SUMMARY)
