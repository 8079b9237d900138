"""The browser as the rest of the program holds it."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock
from typing import BinaryIO

from app.browser.bounds import Bounds
from app.browser.messages import Broken, Message, packed, read_from
from app.browser.processes import end_below, held_by
from app.browser.watch import Watch
from app.fetch import Fetched
from app.values.errors import FetchError, Stopping

# Asks for what a page wants, with the page as referrer. FetchError.
Ask = Callable[[str, str], Fetched]

_HOUSE = Path(__file__).resolve().parent.parent.parent
# What the browser is told of our environment: none of our secrets.
_PASSED_ON = ("PATH", "LANG", "TZ", "LD_LIBRARY_PATH", "FONTCONFIG_PATH")
_SECONDS_TO_END = 5
_HTML = "text/html; charset=utf-8"
_DEFAULT = Bounds()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as it looks when its scripts have drawn it: its elements as UTF-8, and where it was in
    the end. `has_data`: they asked for data, so that it may look otherwise the next time although
    the page itself is the same.
    """

    page: Fetched
    has_data: bool


class Browser:
    """Draws pages, one at a time, in a process of its own that is started when it is needed.

    `bounds` is what one page may cost. `close` ends it for good.
    """

    def __init__(self, bounds: Bounds = _DEFAULT) -> None:
        self._bounds = bounds
        self._turn = Lock()
        self._running: _Running | None = None
        self._closed = False

    def draw(
        self, page: Fetched, ask: Ask, pulse: Callable[[], None] = lambda: None, zone: str = ""
    ) -> Drawn:
        """Draw a page. All that its scripts ask for is asked by `ask`; `zone` is the time zone in
        which they show times.

        `pulse` is called from time to time. FetchError; Stopping when the program ends.
        """
        while not self._turn.acquire(timeout=self._bounds.own_seconds):
            pulse()
        try:
            return self._drawn(_Order(page, ask, pulse, zone))
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the browser and whatever it draws; may be called twice, and from any thread."""
        self._closed = True
        if (running := self._running) is not None:
            running.end()

    def _drawn(self, order: "_Order") -> Drawn:
        url = order.page.url
        if self._closed:
            raise Stopping(url)
        before = self._running
        running = self._ready(url)
        drawing = _Drawing(running, self._bounds, order)
        try:
            return drawing.run()
        except Broken:
            error = self._failed(url, drawing.watch)
            # One that had nothing to do for long may end just when it gets something to do.
            if running is not before or drawing.was_heard or drawing.watch.excess:
                raise error from None
        except BaseException:
            if not drawing.is_over:
                running.end()
            raise
        return self._drawn(order)

    def _ready(self, url: str) -> "_Running":
        """The process of the browser, started if there is none (any more)."""
        if self._running is not None and self._running.is_alive():
            return self._running
        if self._running is not None:
            self._running.end()
        try:
            running = self._running = _Running(self._bounds)
        except OSError as error:
            raise FetchError(url, "not-a-page", f"the browser does not start: {error}") from error
        if self._closed:
            running.end()
        watch = Watch(self._bounds, self._bounds.start_seconds, running.held, running.end)
        try:
            with watch:
                said = running.next()
        except Broken:
            raise self._failed(url, watch) from None
        if said.kind != "ready":
            running.end()
            raise FetchError(url, "not-a-page", f"the browser does not start: {said.text('why')}")
        return running

    def _failed(self, url: str, watch: Watch) -> FetchError:
        """What is said when the browser is gone; its remains are cleared away."""
        if self._running is not None:
            self._running.end()
        if self._closed:
            return Stopping(url)
        kind, words = watch.excess or ("not-a-page", "the browser broke down over this page")
        return FetchError(url, kind, words)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be drawn, as in `Browser.draw`."""

    page: Fetched
    ask: Ask
    pulse: Callable[[], None]
    zone: str


class _Drawing:
    """One page on its way through the browser."""

    def __init__(self, running: "_Running", bounds: Bounds, order: _Order) -> None:
        self.watch = Watch(bounds, bounds.own_seconds, running.held, running.end)
        self.is_over = False
        self.was_heard = False
        self._running = running
        self._bounds = bounds
        self._page = order.page
        self._order = order
        self._requests = 0
        self._has_data = False
        self._bytes = len(order.page.body)

    def run(self) -> Drawn:
        """The page as drawn. FetchError; Broken when the browser is gone."""
        page = self._page
        kind, zone = page.content_type or _HTML, self._order.zone
        words = {"is": "draw", "url": page.url, "type": kind, "zone": zone}
        with self.watch:
            self._running.say(Message(words, page.body))
            while True:
                said = self._running.next()
                self.was_heard = True
                self._order.pulse()
                if said.kind != "ask":
                    break
                with self.watch.elsewhere():
                    answer = self._answer(said)
                self._running.say(answer)
        if said.kind != "drawn":
            self.is_over = True
            raise FetchError(page.url, "not-a-page", self._why(said))
        self._add(len(said.body))
        self.is_over = True
        headers = [pair for pair in page.headers if pair[0].lower() != "content-type"]
        drawn = replace(
            page,
            url=said.text("url") or page.url,
            headers=(*headers, ("Content-Type", _HTML)),
            body=said.body,
            content_type=_HTML,
        )
        return Drawn(drawn, self._has_data)

    def _why(self, said: Message) -> str:
        return f"the browser could not draw this page: {said.text('why')}"

    def _answer(self, said: Message) -> Message:
        """What the page is told that asked for something. FetchError when it asks for too much."""
        self._requests += 1
        self._has_data = self._has_data or bool(said.words.get("data"))
        if self._requests > self._bounds.requests:
            raise self._too_much(f"asked for more than {self._bounds.requests} further documents")
        words = {"is": "answer", "id": said.words.get("id")}
        try:
            answer = self._order.ask(said.text("url"), said.text("referer"))
        except Stopping:
            raise
        except FetchError as error:
            return Message(words | {"status": error.status or 0})
        self._add(len(answer.body))
        found = {"status": answer.status, "type": answer.content_type, "url": answer.url}
        return Message(words | found, answer.body)

    def _add(self, count: int) -> None:
        self._bytes += count
        if self._bytes > self._bounds.answer_bytes:
            raise self._too_much(f"took more than {self._bounds.answer_bytes / 1e6:g} MB")

    def _too_much(self, what: str) -> FetchError:
        return FetchError(self._page.url, "too-large", f"drawing the page in the browser {what}")


class _Running:
    """The process that holds the browser, with all that it started and the folder they write to."""

    def __init__(self, bounds: Bounds) -> None:
        self._most = bounds.answer_bytes
        self._folder = mkdtemp(prefix="browser-")
        self._ending = Lock()
        kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        places = dict.fromkeys(
            ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), self._folder
        )
        self._process = subprocess.Popen(  # noqa: S603, nobody else says what is started
            [sys.executable, "-m", "app.browser", f"{bounds.idle_seconds:g}", str(self._most)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_HOUSE,
            env=kept | places,
            start_new_session=True,
        )
        self.held = partial(held_by, self._process.pid)

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def say(self, message: Message) -> None:
        """Send a message. Broken."""
        pipe = self._pipe(self._process.stdin)
        try:
            pipe.write(packed(message))
            pipe.flush()
        except (OSError, ValueError) as error:
            raise Broken from error

    def next(self) -> Message:
        """Wait for the next message. Broken."""
        return read_from(self._pipe(self._process.stdout), self._most)

    def end(self) -> None:
        """End it and all that it started; may be called twice, and from any thread."""
        with self._ending:
            process = self._process
            if process.returncode is None:
                end_below(process.pid)
                process.terminate()
                try:
                    process.wait(_SECONDS_TO_END)
                except subprocess.TimeoutExpired:
                    end_below(process.pid)
                    process.kill()
                    process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    self._pipe(pipe).close()
            rmtree(self._folder, ignore_errors=True)

    def _pipe(self, pipe: object) -> BinaryIO:
        assert pipe is not None
        return pipe  # type: ignore[return-value]
