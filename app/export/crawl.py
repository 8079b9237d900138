"""Every public page, asked of the application itself and written as a file; pages are found by the
links that lead to them.

Decision 0067.
"""

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from app.export.links import feed_as_file, leads_to, page_as_file
from app.export.maps import caddy_snippet, nginx_map
from app.export.paths import file_name, settled, short_path
from app.export.shelf import Shelf
from app.run.boot import Service
from app.store import Place
from app.values.errors import StoreError
from app.values.model import Item, Status
from app.web.inside import Answer, asking

# How many pages are done, and how many are known of.
Progress = Callable[[int, int], None]

_BEGINNINGS = (
    "/", "/robots.txt", "/sitemap.xml", "/news-sitemap.xml", "/.well-known/security.txt",
    "/feeds.opml", "/feed.css", "/icon.svg", "/icon-144.png", "/icon-512.png", "/logo.png",
    "/card.png", "/favicon.ico", "/feed", "/rss", "/atom", "/rss.xml", "/atom.xml", "/feed.xml",
    "/index.xml",
)  # fmt: skip
_NOWHERE = "404"
_FEEDS = ("application/rss", "application/atom", "application/feed")
_FOR_SERVERS = "application/octet-stream"
_AT_ONCE = 500
_MOST_STEPS = 5


def export(service: Service, folder: Path, live: str, progress: Progress) -> Shelf:
    """Write the edition into a folder; UsageError when that holds something else, StoreError when
    the disk or a page says no.

    `live` is the address of a service that answers searches, or empty.
    """
    shelf = Shelf(folder)
    try:
        with shelf:
            _Crawl(service, shelf, live, progress).run()
            shelf.put_in_place(service.store.sections.number())
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from error
    return shelf


class _Crawl:
    def __init__(self, service: Service, shelf: Shelf, live: str, progress: Progress) -> None:
        self._store = service.store
        self._base_url = service.settings.base_url
        self._languages = ("", *(f"/{language}" for language in service.settings.languages))
        self._ask = asking(service)
        self._shelf = shelf
        self._live = live
        self._progress = progress
        self._seen: set[str] = set()
        self._waiting: deque[str] = deque()
        self._led_on: dict[str, tuple[int, str]] = {}

    def run(self) -> None:
        """Write everything that the first pages lead to, then what became of items that are no
        more.
        """
        for path in (*_BEGINNINGS, *(f"{language}/" for language in self._languages)):
            self._note(path)
        for item in self._items("merged"):
            for path in self._addresses(item):
                self._note(path)
        while self._waiting:
            self._visit(self._waiting.popleft())
            self._progress(len(self._seen) - len(self._waiting), len(self._seen))
        for language in self._languages:
            self._write(f"{language}/{_NOWHERE}", self._ask(f"{language}/{_NOWHERE}"))
        gone = self._gone()
        redirects = self._redirects()
        self._shelf.write("_redirects.map", nginx_map(redirects), _FOR_SERVERS)
        self._shelf.write("_gone.map", nginx_map(gone), _FOR_SERVERS)
        self._shelf.write("_export.caddy", caddy_snippet(redirects, gone), _FOR_SERVERS)

    def _note(self, path: str) -> None:
        if path not in self._seen:
            self._seen.add(path)
            self._waiting.append(path)

    def _visit(self, path: str) -> None:
        answer = self._ask(path)
        if answer.status >= 500:
            raise StoreError(f"{path} answers {answer.status}")
        if answer.location:
            target = answer.location.removeprefix(self._base_url)
            if target.startswith("/"):
                self._led_on[path] = answer.status, target
                self._note(target)
        if answer.status != 200:
            return
        for link in leads_to(answer.text, answer.content_type, answer.links, self._base_url):
            self._note(link)
        self._write(settled(path), answer)
        if short := short_path(path):
            self._shelf.alias(
                file_name(short, answer.content_type), file_name(path, answer.content_type)
            )

    def _write(self, path: str, answer: Answer) -> None:
        body = answer.body
        if answer.content_type.startswith("text/html"):
            body = page_as_file(answer.text, answer.policy, self._live).encode()
        elif answer.content_type.startswith(_FEEDS):
            body = feed_as_file(answer.text, self._base_url).encode()
        if name := file_name(path, answer.content_type):
            self._shelf.write(name, body, answer.content_type)

    def _redirects(self) -> dict[str, str]:
        """Addresses that lead elsewhere for good. Folders that lead on show the page to which they
        lead, on servers without a map too.
        """
        for path in self._led_on:
            target = self._end_of(path)
            if path.endswith("/") and (target.endswith("/") or short_path(target)):
                self._shelf.alias(file_name(path, "text/html"), file_name(target, "text/html"))
        return {
            settled(path): settled(self._end_of(path))
            for path, (status, _) in self._led_on.items()
            if status != 302
        }

    def _end_of(self, path: str) -> str:
        for _ in range(_MOST_STEPS):
            if path not in self._led_on:
                break
            path = self._led_on[path][1]
        return path

    def _gone(self) -> dict[str, str]:
        """The addresses of withdrawn items, and for each the page that says why."""
        gone: dict[str, str] = {}
        for item in self._items("withdrawn"):
            for language in self._languages:
                answer = self._ask(f"{language}/items/{item.uid}/")
                if answer.status == 410:
                    page = f"{language}/_gone/{item.uid}"
                    self._write(page, answer)
                    short = f"{language}/items/{item.uid}/"
                    gone |= dict.fromkeys(
                        (short, f"{short}{item.slug}", f"{short}history", f"{short}card.png"),
                        f"{page}.html",
                    )
        return gone

    def _addresses(self, item: Item) -> list[str]:
        ends = dict.fromkeys((f"/items/{item.uid}/", f"/items/{item.uid}/{item.slug}"))
        return [f"{language}{end}" for language in self._languages for end in ends]

    def _items(self, status: Status) -> Iterator[Item]:
        """All items of a status, a few at a time."""
        after: Place | None = None
        while items := self._store.items.desk(_AT_ONCE, status=status, after=after):
            yield from items
            after = Place(items[-1].published_at, items[-1].id)
