"""The job queue in this process: a few threads that collect sources, and what a tick does."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from app.boot import Service
from app.errors import Conflict, NewsError
from app.model import Run, Source
from app.release import release

log = logging.getLogger("harbin")


class Jobs:
    """Collects what is due, a few sources at once; what is due stands in the database."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._pool = ThreadPoolExecutor(service.settings.workers, thread_name_prefix="collect")
        self._running: set[str] = set()
        self._lock = threading.Lock()

    def tick(self) -> None:
        """Release what is due, and queue every source that is due and not in hand already."""
        now = self._service.now()
        self._service.store.sections.beat(now)
        release(self._service.store, now)
        for source in self._service.store.sources.due(now):
            self._queue(source)

    def safe_tick(self) -> None:
        """A tick that the clock may call for years: what goes wrong is logged, and the next tick comes."""
        try:
            self.tick()
        except NewsError as error:
            log.error("tick failed: %s", error)
        except Exception:
            log.exception("tick failed unexpectedly")

    def close(self) -> None:
        """Take no more jobs and wait for those in hand; close the fetcher first to make them give up."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _queue(self, source: Source) -> None:
        with self._lock:
            if source.slug in self._running:
                return
            self._running.add(source.slug)
        self._pool.submit(self._collect, source).add_done_callback(lambda _: self._done(source.slug))

    def _done(self, slug: str) -> None:
        with self._lock:
            self._running.discard(slug)

    def _collect(self, source: Source) -> None:
        try:
            run = self._service.collector.collect(source)
            released = release(self._service.store, self._service.now())
            log.log(logging.WARNING if run.error else logging.INFO, "%s", describe(run, len(released)))
        except Conflict as error:
            log.info("%s", error)
        except NewsError as error:
            log.error("%s: the run broke off: %s", source.slug, error)
            self._abandon(source, f"the run broke off: {error}")
        except Exception as error:
            log.exception("%s: the run broke off", source.slug)
            self._abandon(source, f"the run broke off: {type(error).__name__}: {error}")

    def _abandon(self, source: Source, reason: str) -> None:
        try:
            self._service.collector.abandon(source, reason)
        except NewsError as error:
            log.error("%s: %s; its claim ends by itself", source.slug, error)


def describe(run: Run, released: int = 0) -> str:
    """One line on a run for the console: what came, or what failed and why."""
    counts = f"{run.fetched} fetched, {run.new} new, {run.changed} changed, {run.unchanged} unchanged, {run.failed} failed"
    gone = f", {run.gone} withdrawn upstream" if run.gone else ""
    news = f", {released} released" if released else ""
    if run.error:
        return f"{run.source}: FAILED: {run.error} ({counts}{gone}{news})"
    return f"{run.source}: {counts}{gone}{news}" + (f" ({run.failures[0]})" if run.failures else "")
