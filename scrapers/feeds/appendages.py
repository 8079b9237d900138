"""What a feed's program adds to the entries: "The post ... appeared first on ...", "Continue
reading", a mark that more follows.

It is told by what it is, whatever its words: it repeats the entry's title and leads to the entry
itself or names the feed; or it stands at the end of most entries alike.
"""

import re
from collections import Counter
from dataclasses import dataclass
from html import escape, unescape

from scrapers.words.text import fold, plain_text
from scrapers.words.urls import identity

_LINK = re.compile(r'<a(?: href="([^"]*+)")?[^>]*+>((?:[^<]++|<(?!/a>))*+)</a>')
_TAG = re.compile(r"<[^>]*+>")
_CUT_OFF = re.compile(r"(?:\[\s{0,3}(?:…|\.{3})\s{0,3}\]|…|\.{3})\s*$")
_MORE = re.compile(r"\s*\[\s{0,3}(?:…|\.{3})\s{0,3}\](?=(?:\s|</[a-z0-9]+>)*$)")
_BLOCK = re.compile(r"<(?:p|li|br|blockquote)>")
_ENDED = re.compile(r"(?:[.!?。！？…:：\]\"”’）)»›>|])\s*$")
_FULL_STOP = re.compile(r"[.!?。！？]\s*$")
_SENTENCE = re.compile(r"[.!?…\]][\"”’)]*\s+|[。！？…][”’）」]*|\n")
_WORD = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]|[^\W_\u3400-\u9fff\u3040-\u30ff]+")
# How much of the end is looked at; characters.
_REACH = 4000
_FEW_WORDS, _SHORTEST_TITLE, _LONGEST_INVITATION, _LONGEST_CLOSING = 8, 4, 60, 400
# At the end of so many entries, and of more than half of them.
_ALIKE, _MOST_OF_THEM = 3, 0.5
_TIMES = 4
_OPENING = " [(（«"
_MARK = "\x00"


class Appended:
    """What repeats at the ends of the entries of one feed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._closings: Counter[str] = Counter()
        self._entries = 0

    def meet(self, html: str, title: str) -> None:
        """Take note of how an entry ends."""
        self._entries += 1
        tail = _parted(html)[1]
        block = tail[_last_block(tail) :]
        start = _sentence_of(block, title)
        forms = {_closing(tail, title), _form(block[start:], title) if start >= 0 else ""}
        self._closings.update(forms - {""})

    def repeats(self, html: str, title: str) -> bool:
        """Whether most entries end in these words, the title of each in its place."""
        return self._is_common(_closing(html, title))

    def repeats_sentence(self, html: str, title: str) -> bool:
        """Whether most entries end in the sentence that these words are, as above."""
        return self._is_common(_form(html, title))

    def _is_common(self, form: str) -> bool:
        count = self._closings[form] if form else 0
        return count >= _ALIKE and count > self._entries * _MOST_OF_THEM


@dataclass(frozen=True, slots=True)
class Trimmed:
    """Sanitised HTML without what was added at its end, elements perhaps left open; `goes_on` where
    it said there that more follows.
    """

    html: str
    goes_on: bool


def trimmed(html: str, title: str, url: str, appended: Appended) -> Trimmed:
    """An entry's HTML without what was added at its end, never without all of it."""
    head, tail = _parted(html)
    goes_on = False
    for _ in range(_TIMES):
        shorter = _without_sentence(tail, title, url, appended)
        invites = shorter == tail
        if invites:
            shorter = _without_link(tail, title, url)
        shorter = shorter.rstrip()
        if shorter == tail or not plain_text(head + shorter):
            break
        goes_on = goes_on or (invites and fold(plain_text(tail[len(shorter) :])) != "")
        tail = shorter
    goes_on = goes_on or _CUT_OFF.search(plain_text(tail)) is not None
    return Trimmed(head + _MORE.sub("…", tail), goes_on)


def _parted(html: str) -> tuple[str, str]:
    """HTML and its end, to which something may be appended."""
    at = html.find("<", len(html) - _REACH) if len(html) > _REACH else 0
    return (html, "") if at < 0 else (html[:at], html[at:])


def _without_sentence(html: str, title: str, url: str, appended: Appended) -> str:
    """HTML without a block or a sentence that was added at its end."""
    at = _last_block(html)
    if appended.repeats(html, title):
        return html[:at]
    within = _appended_from(html[at:], title, url, appended)
    return html if within is None else html[: at + within]


def _appended_from(block: str, title: str, url: str, appended: Appended) -> int | None:
    """Where the last sentences of a block begin that repeat the title, say little else, and lead to
    the entry, name the feed or are as in other entries; None when none do.
    """
    start = _sentence_of(block, title)
    if start < 0:
        return None
    tail, name = block[start:], appended.name
    told = (
        _leads_to(tail, url)
        or (name != "" and name in plain_text(tail))
        or appended.repeats_sentence(tail, title)
    )
    count = len(_WORD.findall(_others(tail, title, name)))
    return start if told and 0 < count <= _FEW_WORDS else None


def _sentence_of(block: str, title: str) -> int:
    """Where the last sentence begins that holds the title; -1 where none does."""
    words = _TAG.sub(lambda tag: " " * len(tag[0]), block)
    place = _title_in(words, title)
    if place < 0:
        return -1
    return [0, *(end.end() for end in _SENTENCE.finditer(words, 0, place))][-1]


def _title_in(words: str, title: str) -> int:
    """Where a title of some length stands last in the words of HTML; -1 where it does not."""
    if len(fold(title)) < _SHORTEST_TITLE:
        return -1
    return max(words.rfind(told) for told in (title, escape(title, quote=False)))


def _leads_to(html: str, url: str) -> bool:
    """Whether HTML holds a link to the entry itself."""
    own = identity(url).rstrip("/")
    links = [unescape(href) for href, _ in _LINK.findall(html) if href]
    return any(identity(link).rstrip("/") == own for link in links)


def _others(html: str, title: str, name: str) -> str:
    """The words of a piece that are neither its links nor the title nor the feed's name."""
    text = plain_text(_LINK.sub(" ", html)).replace(title, " ")
    return text.replace(name, " ") if name else text


def _without_link(html: str, title: str, url: str) -> str:
    """HTML without a link to the entry itself that ends it, apart from its sentences."""
    links = list(_LINK.finditer(html))
    if not links or not _leads_to(links[-1][0], url):
        return html
    last = links[-1]
    before = html[: last.start()]
    sentence = plain_text(before[_last_block(before) :]).rstrip(_OPENING)
    words = plain_text(last[2])
    apart = not sentence or _ENDED.search(sentence) is not None
    if fold(plain_text(html[last.end() :])) or not apart or _says_something(words, title):
        return html
    return before.rstrip(_OPENING)


def _says_something(words: str, title: str) -> bool:
    """Whether the words of a link are a sentence of the summary, and no invitation to read on."""
    without = words.replace(title, "")
    return _FULL_STOP.search(without) is not None or len(without) > _LONGEST_INVITATION


def _last_block(html: str) -> int:
    """Where the last block begins that holds any words."""
    starts = [0, *(block.start() for block in _BLOCK.finditer(html))]
    return next((start for start in reversed(starts) if plain_text(html[start:])), 0)


def _closing(html: str, title: str) -> str:
    """The form of the last block of a piece; "" where it is all there is."""
    at = _last_block(html)
    return _form(html[at:], title) if plain_text(html[:at]) else ""


def _form(html: str, title: str) -> str:
    """The words of a piece as they would be for any title; "" of too many."""
    words = plain_text(html)
    if len(words) > _LONGEST_CLOSING:
        return ""
    return _MARK.join(map(fold, words.split(title))) if title else fold(words)
