"""The fetcher: what the rest of the program holds."""

import asyncio
import queue
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from app.fetch.answer import Ask, Call, Fetched, Limits, NotModified, Reply, Validators, first
from app.fetch.engine import Engine
from app.fetch.exchange import Exchange, Request
from app.fetch.failures import stopping
from app.fetch.head import retry_after
from app.fetch.transfer import server_of, transfer
from app.fetch.trip import Trip
from app.fetch.turns import Lanes, Pace, Turns
from app.fetch.urls import check
from app.values.errors import FetchError

_DEFAULT = Limits()
_DEFAULT_PACE = Pace()

Answer = Fetched | NotModified
Tag = TypeVar("Tag")


_HANDFUL, _CLOSE_ON = 256, 0.02
CALLS_AT_ONCE = 4


def _nothing() -> None:
    return None


class Fetcher:
    """Fetches documents for many threads at once, politely: one request at a time for each host, at
    its pace.

    `allow_hosts` holds the `host:port` that may be fetched in spite of their port or address,
    spelled as in the URL; `now` is asked for the time when a server says to come back at a certain
    hour.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        now: Callable[[], datetime],
        allow_hosts: frozenset[str] = frozenset(),
        limits: Limits = _DEFAULT,
        pace: Pace = _DEFAULT_PACE,
    ) -> None:
        self._user_agent = user_agent
        self._now = now
        self._allow = frozenset(host.lower() for host in allow_hosts)
        self._limits = limits
        self._pace = pace
        self._engine = Engine()
        self._turns = Turns()
        self._lanes = Lanes(CALLS_AT_ONCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and make running fetches give up; may be called twice."""
        self._engine.close()

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        referer: str | None = None,
        limits: Limits | None = None,
        gap: float = 0,
        permit: Callable[[str], object] | None = None,
        pulse: Callable[[], None] = _nothing,
        pulse_seconds: float = 30,
    ) -> Answer:
        """Return the document, or NotModified when validators were given and still hold; raise
        FetchError.

        `pulse` is called from time to time while a fetch waits for its host's turn.
        """
        running = self._engine.run(
            self.trip(Ask(url, validators or Validators(), referer, limits, gap, permit))
        )
        while True:
            try:
                return running.result(pulse_seconds)
            except TimeoutError:
                pulse()
            except CancelledError:
                raise stopping(url) from None

    def batch(self) -> "Batch[Any]":
        """Many fetches at once, answered as they come."""
        return Batch(self._engine, self.trip)

    def call(self, call: Call) -> "Future[Reply]":
        """Start a call; its future raises FetchError when no answer came, and is cancelled when the
        fetcher closes.
        """
        return self._engine.run(self._call(call))

    def check(self, url: str) -> str:
        """Return the host of a URL that may be asked for, or raise FetchError; its addresses are
        judged when it is connected to.
        """
        return check(url, self._allow).host

    def is_opened(self, url: str) -> bool:
        """Whether a URL may be fetched only because an operator said so. FetchError for one that
        may not.
        """
        return check(url, self._allow).key in self._allow

    async def trip(self, ask: Ask) -> Answer:
        """One fetch, in the engine's thread."""
        limits = ask.limits or self._limits
        target = check(ask.url, self._allow)
        request = Request(
            target=target,
            user_agent=self._user_agent,
            referer=ask.referer,
            validators=ask.validators,
            limits=limits,
            allow_hosts=self._allow,
            gap=max(ask.gap, self._pace.of(target.host, target.port)),
            permit=ask.permit,
        )
        return await Trip(self._engine, self._turns, request, self._now).run()

    async def _call(self, call: Call) -> Reply:
        target = check(call.url, self._allow)
        request = Request(
            target, self._user_agent, None, Validators(), call.limits, self._allow, call=call
        )
        exchange = Exchange(request, Validators(), call.limits.total_seconds)
        async with self._lanes.lane(server_of(target)):
            await transfer(self._engine, exchange)
        head = exchange.head
        return Reply(
            head.status,
            head.headers,
            bytes(exchange.body),
            retry_after(first(head.headers, "retry-after"), self._now()),
            exchange.address,
        )


class Batch(Generic[Tag]):
    """Fetches that run together; each is known by a tag.

    More may be asked for while answers are taken, so one answer can lead to the next fetch.
    """

    def __init__(self, engine: Engine, trip: Callable[[Ask], Coroutine[Any, Any, Answer]]) -> None:
        self._engine = engine
        self._trip = trip
        self._answers: queue.SimpleQueue[tuple[Tag, Answer | BaseException]] = queue.SimpleQueue()
        self._outstanding = 0

    def ask(self, asks: list[tuple[Tag, Ask]]) -> None:
        """Start fetches."""
        self._outstanding += len(asks)
        starting = self._engine.run(self._start(asks))
        starting.add_done_callback(lambda done: self._refuse(done, asks))

    def answers(
        self, pulse: Callable[[], None], seconds: float
    ) -> Iterator[list[tuple[Tag, Answer | FetchError]]]:
        """Yield what has come, in handfuls, until nothing is outstanding; `pulse` is called after
        each, and when nothing came for long.
        """
        while self._outstanding:
            handful = self._gather(seconds)
            self._outstanding -= len(handful)
            if handful:
                yield [(tag, _expected(answer)) for tag, answer in handful]
            pulse()

    def _gather(self, seconds: float) -> list[tuple[Tag, Answer | BaseException]]:
        """What comes within some seconds, and whatever follows close on it, so that the books can
        be kept for many at once.
        """
        handful: list[tuple[Tag, Answer | BaseException]] = []
        with suppress(queue.Empty):
            handful.append(self._answers.get(timeout=seconds))
            while len(handful) < min(_HANDFUL, self._outstanding):
                handful.append(self._answers.get(timeout=_CLOSE_ON))
        return handful

    async def _start(self, asks: list[tuple[Tag, Ask]]) -> None:
        loop = asyncio.get_running_loop()
        for tag, ask in asks:
            task = loop.create_task(self._trip(ask))
            task.add_done_callback(partial(self._answered, tag, ask))

    def _answered(self, tag: Tag, ask: Ask, done: "asyncio.Task[Answer]") -> None:
        self._answers.put((tag, _outcome(done, ask)))

    def _refuse(self, starting: "Future[None]", asks: list[tuple[Tag, Ask]]) -> None:
        if starting.cancelled():
            for tag, ask in asks:
                self._answers.put((tag, stopping(ask.url)))


def _outcome(done: "asyncio.Task[Answer]", ask: Ask) -> Answer | BaseException:
    if done.cancelled():
        return stopping(ask.url)
    return done.exception() or done.result()


def _expected(answer: Answer | BaseException) -> Answer | FetchError:
    """What a fetch may end with; a fault of ours is raised where the answers are taken."""
    if isinstance(answer, BaseException) and not isinstance(answer, FetchError):
        raise answer
    return answer
