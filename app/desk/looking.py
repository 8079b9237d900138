"""The pages that a look at a source needs, as they come or as their scripts draw them."""

from dataclasses import dataclass
from datetime import datetime

from app.browser.client import Browser
from app.collect import asking, can_be_drawn, check_page, draw, page_of
from app.fetch import Fetched, Fetcher, NotModified
from scrapers import Page


@dataclass(frozen=True, slots=True)
class Pages:
    """Asks for pages now; `browser` draws them where that is wanted."""

    fetcher: Fetcher
    now: datetime
    browser: Browser | None = None

    def at(self, url: str, zone: str, charset: str, *, drawn: bool) -> Page:
        """The page at an address; drawn, if it can be. FetchError."""
        answer = self._fetch(url)
        check_page(url, answer)
        page = page_of(answer, zone, self.now, charset)
        if not drawn or self.browser is None or not can_be_drawn(page):
            return page
        ask = asking(answer.url, self.fetcher, self._fetch)
        shown = draw(self.browser, answer, charset, zone, ask)
        check_page(url, shown)
        return page_of(shown, zone, self.now, charset)

    def _fetch(self, url: str, referer: str | None = None) -> Fetched:
        answer = self.fetcher.fetch(url, referer=referer or None)
        assert not isinstance(answer, NotModified)
        return answer
