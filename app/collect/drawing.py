"""Pages that only a script draws: which can be drawn, what their scripts may ask for, and how a
drawn page is told from one that came as it is.

Decision 0120.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from app.browser.client import Ask, Browser
from app.fetch import Answer, Fetched, Fetcher, NotModified
from app.store import PageValidators
from app.values.address import Address
from app.values.errors import FetchError
from app.values.program import header
from scrapers import Page
from scrapers.feeds.kind import is_feed, is_sitemap

_PAGES = ("text/html", "application/xhtml+xml", "")
_DIGEST = header("Digest-Before-Drawing")
_NOTHING = "none"
_CHARSET = "utf-8"

# Asks for a URL, with a referrer. FetchError.
AskPlainly = Callable[[str, str], Answer]


def can_be_drawn(page: Page) -> bool:
    """Whether a page is a document with scripts: no feed, no sitemap, no text or data."""
    kind = page.content_type.partition(";")[0].strip().lower()
    return kind in _PAGES and not is_feed(page) and not is_sitemap(page)


def draw(
    browser: Browser,
    plain: Fetched,
    charset: str,
    zone: str,
    ask: Ask,
    pulse: Callable[[], None] = lambda: None,
) -> Fetched:
    """A page as its scripts draw it; it keeps what will say that it has not changed, if anything
    can. `charset` is what a person said that it is in, `zone` the time zone of its source.
    FetchError; Stopping when the program ends.
    """
    kind = f"text/html; charset={charset}" if charset else plain.content_type
    drawn = browser.draw(replace(plain, content_type=kind), ask, pulse, zone)
    digest = _NOTHING if drawn.has_data else _digest(plain.body)
    return replace(drawn.page, headers=(*drawn.page.headers, (_DIGEST, digest)))


def validators_of(address: Address, answer: Fetched) -> PageValidators:
    """What will say, next time, that the page has not changed: for what was drawn the same as for
    the page as it came, and nothing where it was drawn from data that it asked for.
    """
    digest, given = answer.header(_DIGEST), answer.validators
    if digest == _NOTHING:
        return PageValidators(address)
    whole = digest or _digest(answer.body)
    return PageValidators(address, given.etag, given.last_modified, whole)


def charset_of(answer: Fetched, charset: str) -> str:
    """What a page is in, when a person said so of the pages of its source: what was drawn is not
    any more.
    """
    return _CHARSET if answer.header(_DIGEST) else charset


def asking(page: str, fetcher: Fetcher, fetch: AskPlainly) -> Ask:
    """What the scripts of a page ask for. An address that an operator has opened to us is open to
    the scripts of its own pages alone: others could carry elsewhere what they find there.
    FetchError.
    """

    def refuse(url: str) -> None:
        if fetcher.is_opened(url) and not _is_same_host(url, page):
            raise FetchError(url, "blocked", "the scripts of other sites may not ask for this")

    def ask(url: str, referer: str) -> Fetched:
        refuse(url)
        answer = fetch(url, referer)
        assert not isinstance(answer, NotModified)
        refuse(answer.url)
        return answer

    return ask


def _is_same_host(url: str, other: str) -> bool:
    return urlsplit(url).netloc.lower() == urlsplit(other).netloc.lower()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
