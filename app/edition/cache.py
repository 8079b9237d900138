"""The middleware: what is kept is answered here; all else goes on to the application, and what
comes back may be kept.

Decisions 0050, 0052.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from sys import getsizeof
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from app.edition.answer import Answer, Headers, coded
from app.edition.asking import ask
from app.edition.key import bare_path, canonical_query
from app.edition.watch import Watch
from app.values.negotiation import language
from app.values.program import NAME

# A list in the environment: a page whose version stands for a second that is still to come puts
# that second there.
UNSETTLED = f"{NAME}.unsettled"

log = logging.getLogger(NAME)

# As much as is remembered of addresses, to find their answers quickly: so many, each shorter than
# so many characters, with what is known of it.
_PLACES, _LONG = 4096, 256
PLACES_BYTES = _PLACES * 1536
_MOST_BYTES = 64 * 2**20 - PLACES_BYTES
# An entry of the dictionary, and the key that stands in it.
_ENTRY = 256
_LARGEST = 2**20
_PATIENCE = 30.0
_PRIVATE = ("/desk/", "/hub", "/healthz", "/readyz", "/metrics")
_DELTA = "HTTP_A_IM"

Key = tuple[str, str, str]


class EditionCache:
    """WSGI middleware that keeps public answers for one edition, in bounded memory, the least
    recently used dropped first.

    Misses for the same page wait for one rendering. An answer of a former edition is served when
    the application fails. `now` tells the time, for pages whose version is of a second still to
    come.
    """

    def __init__(
        self,
        app: WSGIApplication,
        watch: Watch,
        languages: tuple[str, ...],
        now: Callable[[], datetime],
        *,
        most_bytes: int = _MOST_BYTES,
    ) -> None:
        self._app = app
        self._watch = watch
        self._languages = languages
        self._now = now
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        # No more than there are threads, since each renders one.
        self._rendering: dict[Key, threading.Event] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if (key := self.place(environ)) is None:
            return self._app(environ, start_response)
        answer = self._kept.get(key)
        if answer is None or answer.number != self._watch.number:
            return self._miss(key, answer, environ, start_response)
        return self._serve(key, answer, environ, start_response)

    def place(self, environ: WSGIEnvironment) -> Key | None:
        """Where the answer to a request is kept, or would be; None for what is never kept."""
        key = _place(environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        if (
            key is None
            or environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or "HTTP_AUTHORIZATION" in environ
        ):
            return None
        return (
            key
            if key in self._kept
            else (*key[:2], language(environ.get("HTTP_ACCEPT_LANGUAGE", ""), self._languages))
        )

    def at_once(
        self, path: str, query: str, header: Callable[[str], str | None]
    ) -> tuple[int, Headers, bytes] | None:
        """What is kept for a GET, from memory alone; None when the application has to be asked, or
        anything has to be made first.

        `header` gives a header by its name in small letters. An address that is not ASCII is no
        text of WSGI yet: the application is asked.
        """
        key = _place(path, query) if path.isascii() and query.isascii() else None
        if key is None or header("authorization") is not None:
            return None
        answer = self._kept.get(key)
        if answer is None:
            key = (key[0], key[1], language(header("accept-language") or "", self._languages))
            answer = self._kept.get(key)
        if answer is None or answer.number != self._watch.number:
            return None
        self._used(key)
        return answer.at_once(header)

    def _serve(
        self, key: Key, answer: Answer, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        status, headers, body = answer.to(environ, self._now())
        if answer.size > answer.counted:
            self._grown(key, answer)
        if _asks_for_delta(status, environ):
            return self._app(_plain(environ, key), start_response)
        self._used(key)
        start_response(status, headers)
        return body

    def _used(self, key: Key) -> None:
        try:  # noqa: SIM105  on the way of every request, and a third of the cost of `suppress`
            self._kept.move_to_end(key)
        except KeyError:  # dropped by another thread just now
            pass

    def _miss(
        self,
        key: Key,
        stale: Answer | None,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Render a page once, however many ask for it; the others wait and take what was kept."""
        with self._lock:
            running = self._rendering.get(key)
            mine = running is None
            if running is None:
                running = self._rendering[key] = threading.Event()
        if not mine:
            running.wait(_PATIENCE)
            answer = self._fresh(key)
            if answer is not None:
                return self._serve(key, answer, environ, start_response)
            return self._render(key, stale, environ, start_response)
        try:
            return self._render(key, stale, environ, start_response)
        finally:
            del self._rendering[key]
            running.set()

    def _fresh(self, key: Key) -> Answer | None:
        for known in (key, (key[0], key[1], "")):
            answer = self._kept.get(known)
            if answer is not None and answer.number == self._watch.number:
                return answer
        return None

    def _render(
        self,
        key: Key,
        stale: Answer | None,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        number = self._watch.number
        settles: list[datetime] = []
        try:
            status, headers, body = ask(self._app, {**_whole(environ, key), UNSETTLED: settles})
        except Exception as error:
            if stale is None:
                raise
            log.exception("a page failed, so a former one is served: %s", key[0], exc_info=error)
            return self._serve(key, stale, environ, start_response)
        if status.startswith("200") and _is_public(headers):
            answer = Answer(headers, body, number, settles[-1] if settles else None)
            kept_as = key if _varies_by_language(headers) else (key[0], key[1], "")
            self._keep(kept_as, answer)
            return self._serve(kept_as, answer, environ, start_response)
        if status.startswith("5") and stale is not None:
            return self._serve(key, stale, environ, start_response)
        if status.startswith("200"):
            return self._app(_plain(environ, key), start_response)
        headers, body = coded(headers, body, environ.get("HTTP_ACCEPT_ENCODING", ""))
        start_response(status, headers)
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    def _keep(self, key: Key, answer: Answer) -> None:
        if answer.size > _LARGEST:
            return
        answer.counted = answer.size
        with self._lock:
            if before := self._kept.pop(key, None):
                self._size -= before.counted + _weight(key)
            self._kept[key] = answer
            self._size += answer.counted + _weight(key)
            self._make_room()

    def _grown(self, key: Key, answer: Answer) -> None:
        """Count what a kept answer takes since it stands in one more coding."""
        with self._lock:
            if self._kept.get(key) is answer:
                size = answer.size
                self._size += size - answer.counted
                answer.counted = size
                self._make_room()

    def _make_room(self) -> None:
        while self._size > self._most_bytes:
            key, oldest = self._kept.popitem(last=False)
            self._size -= oldest.counted + _weight(key)


def _weight(key: Key) -> int:
    return _ENTRY + sum(map(getsizeof, key))


def _place(path: str, query: str) -> Key | None:
    """Where a page is kept if it has one language; None for what is never kept."""
    return _short_place(path, query) if len(path) + len(query) < _LONG else _place_of(path, query)


@lru_cache(_PLACES)
def _short_place(path: str, query: str) -> Key | None:
    return _place_of(path, query)


def _place_of(path: str, query: str) -> Key | None:
    return (
        None if bare_path(path).startswith(_PRIVATE) else (path, canonical_query(path, query), "")
    )


def _asks_for_delta(status: str, environ: WSGIEnvironment) -> bool:
    """Whether only the application can say what is new since the reader's version."""
    return status[0] == "2" and _DELTA in environ and "HTTP_IF_NONE_MATCH" in environ


def _plain(environ: WSGIEnvironment, key: Key) -> WSGIEnvironment:
    """The request without what the page does not know."""
    return {**environ, "QUERY_STRING": key[1]}


def _whole(environ: WSGIEnvironment, key: Key) -> WSGIEnvironment:
    """A request for the whole page, from anybody: no condition, no cookie, no coding, no range."""
    asked = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
    asked |= {"REQUEST_METHOD": "GET", "QUERY_STRING": key[1], "HTTP_HOST": "localhost"}
    return asked | ({"HTTP_ACCEPT_LANGUAGE": key[2]} if key[2] else {})


def _is_public(headers: Headers) -> bool:
    """Whether an answer says of itself that everybody may have it."""
    named = {name.lower(): value for name, value in headers}
    return (
        "public" in named.get("cache-control", "") and "etag" in named and "set-cookie" not in named
    )


def _varies_by_language(headers: Headers) -> bool:
    return any(
        name.lower() == "vary" and "accept-language" in value.lower() for name, value in headers
    )
