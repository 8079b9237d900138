"""From an entry as a feed tells it to a teaser: its own address, a title, a summary in words, when
it was published, and its text where the feed holds all of it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scrapers.feeds.appendages import Appended, trimmed
from scrapers.feeds.told_dates import told_stamp
from scrapers.values import Page, Stamp, Teaser
from scrapers.words.text import clean_html, clean_text, fold, plain_text, shorten
from scrapers.words.urls import canonical, identity

_SUMMARY, _TITLE, _NAME = 300, 100, 20
_LONGEST_TITLE, _LONGEST_TEXT = 2000, 1_000_000
_LONGEST_NAME = 200
# So many entries with one picture have none.
_SHARED = 3
# Shorter ones are summaries, whatever the feed calls them.
_FEWEST_LETTERS = 200
_WHOLE_ADDRESS = re.compile(r"(?i)\s*https?://")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is told: `links` may be relative to `base`, `ids` are addresses only if they
    look it; `title`, `summary` and `text` are HTML, `dates` as written, each the likeliest first;
    `pictures` are addresses, the one that stands for the entry first.
    """

    links: tuple[str, ...]
    ids: tuple[str, ...]
    title: str
    summary: str
    text: str
    dates: tuple[str, ...]
    base: str
    authors: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Clean:
    """An entry with its address and its markup sanitised."""

    url: str
    title: str
    summary: str
    text: str
    dates: tuple[str, ...]
    authors: tuple[str, ...]
    picture: str


def teasers_of(entries: Sequence[Entry], page: Page, name: str) -> tuple[Teaser, ...]:
    """The entries of the feed of that name which have an address of their own, and anything to
    say.
    """
    clean = [_cleaned(entry, url) for entry in entries if (url := _address(entry, page))]
    appended = Appended(name)
    for entry in clean:
        appended.meet(entry.summary or entry.text, entry.title)
    teasers = (_teaser(entry, appended, page) for entry in _own_alone(clean, name))
    return tuple(teaser for teaser in teasers if teaser.title)


def _own_alone(entries: Sequence[_Clean], name: str) -> Iterator[_Clean]:
    """Entries with what is theirs alone: a text that several hold is that of none, a picture that
    several show is the feed's, and where the feed itself is named in an author's place, nobody is.
    """
    texts = Counter(entry.text for entry in entries)
    pictures = Counter(entry.picture for entry in entries)
    own = fold(name)
    for entry in entries:
        yield replace(
            entry,
            text="" if texts[entry.text] > 1 else entry.text,
            picture="" if pictures[entry.picture] >= _SHARED else entry.picture,
            authors=tuple(author for author in entry.authors if fold(author) != own),
        )


def _address(entry: Entry, page: Page) -> str:
    """The address of an entry; "" when it has none but the feed's own."""
    told = [link for link in entry.links if link.strip()]
    told += [id_ for id_ in entry.ids if _WHOLE_ADDRESS.match(id_)]
    own = identity(page.url)
    addresses = (canonical(link, entry.base) for link in told)
    return next((url for url in addresses if url and identity(url) != own), "")


def _cleaned(entry: Entry, url: str) -> _Clean:
    # A summary that is the text is none; feedparser makes one of it.
    summary = entry.summary if entry.summary != entry.text else ""
    return _Clean(
        url,
        _line(clean_html(entry.title[:_LONGEST_TITLE], entry.base)),
        clean_html(summary[:_LONGEST_TEXT], entry.base),
        clean_html(entry.text[:_LONGEST_TEXT], entry.base),
        entry.dates,
        tuple(dict.fromkeys(name for each in entry.authors if (name := _name(each)))),
        next((canonical(each, entry.base) for each in entry.pictures if each.strip()), ""),
    )


def _name(told: str) -> str:
    """The name of an author as a line; "" for a mere address."""
    name = _line(told[:_LONGEST_NAME])
    return "" if "@" in name or _WHOLE_ADDRESS.match(name) else name


def _teaser(entry: _Clean, appended: Appended, page: Page) -> Teaser:
    summary = trimmed(entry.summary or entry.text, entry.title, entry.url, appended).html
    words = _line(plain_text(summary))
    title = entry.title or shorten(plain_text(summary).partition("\n")[0], _TITLE)
    return Teaser(
        entry.url,
        title,
        summary="" if _repeats(words, title, entry.title) else shorten(words, _SUMMARY),
        published=_stamp(entry, page),
        picture=entry.picture,
        text=_whole(entry, appended),
        authors=entry.authors,
    )


def _repeats(summary: str, title: str, told_title: str) -> bool:
    """Whether a summary says no more than the title, but for a name behind it."""
    left = fold(summary).removeprefix(fold(title))
    return not left or (bool(told_title) and len(left) <= _NAME and summary.startswith(title))


def _whole(entry: _Clean, appended: Appended) -> str:
    """The text of an entry that holds all of it, "" of one that holds its beginning."""
    if len(entry.text) < _FEWEST_LETTERS:
        return ""
    told = trimmed(entry.text, entry.title, entry.url, appended)
    words, beginning = plain_text(told.html), plain_text(entry.summary)
    is_whole = len(words) >= _FEWEST_LETTERS and len(words) > len(beginning) and not told.goes_on
    return clean_html(told.html, entry.url) if is_whole else ""


def _stamp(entry: _Clean, page: Page) -> Stamp | None:
    """The first of its dates that can be read."""
    stamps = (told_stamp(date, page.zone, page.now) for date in entry.dates)
    return next((stamp for stamp in stamps if stamp is not None), None)


def _line(text: str) -> str:
    return clean_text(plain_text(text))
