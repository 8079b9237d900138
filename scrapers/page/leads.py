"""What the links of a page are called, and where they lead: how a list is found again by its name.

Decision 0119.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from scrapers.page.document import Document
from scrapers.words.text import clean_text, fold
from scrapers.words.urls import absolute, host_of, identity

_LONGEST, _MOST = 40, 2000


@dataclass(frozen=True, slots=True)
class Lead:
    """A link of a page: its words, folded, and its absolute address."""

    words: str
    url: str


def leads_of(document: Document) -> Iterator[Lead]:
    """The links of a page that are called as lists are, by a few words, in their order."""
    for link in islice(document.root.iter("a"), _MOST):
        url = absolute(link.get("href") or "", document.base)
        words = clean_text(link.text_content()) if url else ""
        if url and 0 < len(words) <= _LONGEST:
            yield Lead(fold(words), url)


def names_of(document: Document, key: str) -> set[str]:
    """What a page calls the address with this key, folded; what it calls others so too ("more") is
    no name.
    """
    return {words for words, keys in _led_to(document).items() if keys.keys() == {key}}


def called(document: Document, names: set[str]) -> list[str]:
    """The addresses on a page's own host to which links of these names lead, each to one alone."""
    led_to, own = _led_to(document), host_of(document.url)
    found = [
        url
        for words, keys in led_to.items()
        if words in names and len(keys) == 1
        for url in keys.values()
        if host_of(url) == own
    ]
    return list(dict.fromkeys(found))


def _led_to(document: Document) -> dict[str, dict[str, str]]:
    """Where the links of each name lead: addresses by their keys."""
    led_to: dict[str, dict[str, str]] = {}
    for lead in leads_of(document):
        led_to.setdefault(lead.words, {}).setdefault(identity(lead.url), lead.url)
    return led_to
