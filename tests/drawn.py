"""Pages that only a script draws, and a browser that draws them with bounds that a test can reach."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from app.browser.bounds import Bounds
from app.browser.client import Browser, Drawn
from app.fetch import Fetched, Validators
from app.values.errors import FetchError

HTML = "text/html; charset=utf-8"
# What a busy machine needs for a page that is well, and more memory than chromium takes by itself.
ROOMY = replace(Bounds(), own_seconds=60.0, memory_bytes=900_000_000)


def document(body: str, url: str = "http://paper.example/news/", kind: str = HTML) -> Fetched:
    """A document as the fetcher hands it out."""
    return Fetched(url, 200, (("Content-Type", kind),), body.encode(), None, Validators(), kind)


class Paper:
    """Answers from a table of addresses; 404 for all others. Keeps what it was `asked`, and for
    which page.
    """

    def __init__(self, documents: Mapping[str, Fetched]) -> None:
        self.asked: list[tuple[str, str]] = []
        self._documents = documents

    def __call__(self, url: str, referer: str) -> Fetched:
        self.asked.append((url, referer))
        if url not in self._documents:
            raise FetchError(url, "status", "the server answered 404", status=404)
        return self._documents[url]


@contextmanager
def browsing(bounds: Bounds = ROOMY) -> Iterator[Browser]:
    """A browser, until the block ends."""
    browser = Browser(bounds)
    try:
        yield browser
    finally:
        browser.close()


def text_of(drawn: Drawn) -> str:
    return drawn.page.body.decode()


Answer = Callable[[str, str], Fetched]
