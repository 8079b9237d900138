"""The thread in which all fetches run: an event loop that drives libcurl's multi interface.

Decision 0013.
"""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

import pycurl

T = TypeVar("T")

_KEPT_CONNECTIONS = 128
_KEPT_HANDLES = 16


class Engine:
    """Runs coroutines that fetch. The thread starts with the first of them; kept connections belong
    to all together.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._multi: pycurl.AsyncCurlMulti | None = None
        self._idle: list[pycurl.Curl] = []
        self.closed = False

    def run(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Start a coroutine in the engine's thread; its future is cancelled when the engine
        closes.
        """
        with self._guard:
            if self.closed:
                work.close()
                cancelled: Future[T] = Future()
                cancelled.cancel()
                return cancelled
            return asyncio.run_coroutine_threadsafe(work, self._running())

    async def perform(self, handle: pycurl.Curl) -> None:
        """Carry out one transfer; raises pycurl.error."""
        assert self._multi is not None
        try:
            await self._multi.add_handle(handle)
        except asyncio.CancelledError:
            # The handle is taken off now: its owner resets it before the future's own callback
            # would come.
            with suppress(RuntimeError):
                self._multi.remove_handle(handle)
            raise

    def take(self) -> pycurl.Curl:
        """A handle without options; from the engine's thread only."""
        return self._idle.pop() if self._idle else pycurl.Curl()

    def give(self, handle: pycurl.Curl) -> None:
        """Take a handle back; resetting lets go of its callbacks and the body that they hold."""
        handle.reset()
        if len(self._idle) < _KEPT_HANDLES:
            self._idle.append(handle)
        else:
            handle.close()

    def close(self) -> None:
        """Cancel what runs, close the connections and end the thread; may be called twice."""
        with self._guard:
            self.closed = True
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is not None and thread is not None:
            asyncio.run_coroutine_threadsafe(self._wind_up(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._multi = pycurl.AsyncCurlMulti()
            self._multi.setopt(pycurl.M_MAXCONNECTS, _KEPT_CONNECTIONS)
            self._thread = threading.Thread(
                target=self._loop.run_forever, name="fetch", daemon=True
            )
            self._thread.start()
        return self._loop

    async def _wind_up(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        assert self._multi is not None
        await self._multi.aclose()
        for handle in self._idle:
            handle.close()
        self._idle.clear()
