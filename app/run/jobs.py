"""The job queue in this process: rounds that check many listings at once, threads that read what is
new, and what a tick does.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol

from app.collect import Outages, Round, StartedRun
from app.desk.notifying import Notifier
from app.hub import DeliveryWorker
from app.publish.release import release
from app.run.boot import Service
from app.values.admission import cutoffs
from app.values.errors import Conflict, Interrupted, NewsError, Unavailable
from app.values.model import COUNTS, Run, Source
from app.values.program import NAME

log = logging.getLogger(NAME)

P = ParamSpec("P")

_ROUNDS_AT_ONCE = 8
_RUNS_KEPT = timedelta(days=60)
_TIDY = timedelta(hours=6)


class Upkeep(Protocol):
    """What is done now and then for the installation itself, and takes a while."""

    def is_due(self) -> bool:
        """Whether there is something to be done."""

    def run(self) -> None:
        """Do it; what fails is noted."""


class Jobs:
    """Collects what is due; what is due stands in the database. A slow site holds up neither the
    others' checks nor their runs.

    `fault` says in words that a job has ended by an exception, if one has.

    Without a delivery worker, nobody is told of changes; without a notifier, the newsroom is not
    told what it should know; without upkeep, no backups are made. A restored copy asks and tells
    nobody anything.
    """

    def __init__(
        self,
        service: Service,
        delivery_worker: DeliveryWorker | None = None,
        notifier: Notifier | None = None,
        upkeep: Upkeep | None = None,
    ) -> None:
        self._service = service
        self._delivery_worker = delivery_worker
        self._notifier = notifier
        self._upkeep = upkeep
        self._outages = Outages(service.store, service.fetcher, service.now)
        self._asking: Future[None] | None = None
        self._tended: Future[None] | None = None
        self._post = ThreadPoolExecutor(3, thread_name_prefix="delivery")
        self._out: Future[None] | None = None
        self._telling: Future[None] | None = None
        self._rounds = ThreadPoolExecutor(_ROUNDS_AT_ONCE, thread_name_prefix="round")
        self._pool = ThreadPoolExecutor(service.settings.workers, thread_name_prefix="collect")
        self._running: set[str] = set()
        self._lock = threading.Lock()
        self._broken_off: list[Source] = []
        self._tidied: datetime | None = None
        self.fault = ""

    def tick(self) -> None:
        """Release what is due; check every listing and read every story that is due and not in hand
        already.
        """
        now, store = self._service.now(), self._service.store
        is_live = store.installation.held_since() is None
        self._free_broken_off()
        if is_live and self._notifier is not None:
            self._notify(self._notifier)
        release(store, now)
        if is_live:
            self._collect(now)
        self._tend(now)
        if is_live and self._delivery_worker is not None:
            self._tell(self._delivery_worker)
        store.sections.beat(now)

    def _collect(self, now: datetime) -> None:
        """Check every listing and read every story that is due and not in hand already; while no
        host answers, ask for one that does.
        """
        is_free = self._asking is None or self._asking.done()
        if self._outages.is_time_to_ask() and is_free:
            self._asking = self._start(self._post, self._outages.ask)
        sources = self._service.store.sources
        if due := self._take_in_hand(sources.due(now)):
            self._start(self._rounds, self._check, due)
        for source in self._take_in_hand(sources.with_stories_due(now)):
            self._start(self._pool, self._read_stories, source)

    def _tend(self, now: datetime) -> None:
        """Tidy up now and then, and do what is due for the installation itself."""
        store = self._service.store
        if self._tidied is None or now - self._tidied >= _TIDY:
            self._tidied = now
            store.runs.prune(now - _RUNS_KEPT)
            store.hub.tidy(now)
            while store.sessions.forget(cutoffs(now)):
                pass
            store.search.tidy()
        is_free = self._tended is None or self._tended.done()
        if self._upkeep is not None and is_free and self._upkeep.is_due():
            self._tended = self._start(self._post, self._upkeep.run)

    def safe_tick(self) -> None:
        """A tick that the clock may call for years: what goes wrong is logged, and the next tick
        comes.
        """
        try:
            self.tick()
        except Unavailable as error:
            if error.is_news:
                log.error("%s; nothing is collected or released until it works again", error)
        except NewsError as error:
            log.error("tick failed: %s", error)
        except Exception:
            log.exception("tick failed unexpectedly")

    def close(self) -> None:
        """Take no more jobs and wait for those in hand; close the fetcher first to make them give
        up. Runs that were handed on and never began are due at the next start.
        """
        self._rounds.shutdown(wait=True, cancel_futures=True)
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._post.shutdown(wait=True, cancel_futures=True)
        try:
            self._service.collector.let_go()
        except NewsError as error:
            log.error("%s; claims end by themselves", error)

    def _start(
        self, pool: ThreadPoolExecutor, work: Callable[P, None], *args: P.args, **kwargs: P.kwargs
    ) -> Future[None]:
        job = pool.submit(work, *args, **kwargs)
        job.add_done_callback(self._ended)
        return job

    def _ended(self, job: Future[None]) -> None:
        """A job deals with its own errors; one that ends by an exception has left something undone
        that nobody knows of.
        """
        if (
            not job.cancelled()
            and (error := job.exception()) is not None
            and not isinstance(error, CancelledError)
        ):
            self.fault = f"a job has ended by an exception ({type(error).__name__}: {error})"
            log.error("%s", self.fault, exc_info=error)

    def _tell(self, delivery_worker: DeliveryWorker) -> None:
        """Note what changed, and send the delivery worker out unless it is."""
        delivery_worker.announce()
        if self._out is None or self._out.done():
            self._out = self._start(self._post, delivery_worker.run)

    def _notify(self, notifier: Notifier) -> None:
        """Note what the newsroom should know, and see that it is sent."""
        notifier.watch()
        if self._telling is None or self._telling.done():
            self._telling = self._start(self._post, self._send, notifier)

    @staticmethod
    def _send(notifier: Notifier) -> None:
        try:
            notifier.run()
        except NewsError as error:
            log.error("the newsroom could not be told: %s", error)
        except CancelledError:
            log.info("the newsroom is told after the next start")
        except Exception:
            log.exception("the newsroom could not be told")

    def _take_in_hand(self, sources: list[Source]) -> list[Source]:
        with self._lock:
            free = [source for source in sources if source.slug not in self._running]
            self._running |= {source.slug for source in free}
        return free

    def _done(self, *slugs: str) -> None:
        with self._lock:
            self._running -= set(slugs)

    def _check(self, due: list[Source]) -> None:
        """Check many listings; those that need a run of their own are handed on."""
        open_ = {source.slug: source for source in due}

        def hand_on(run: StartedRun) -> None:
            del open_[run.source.slug]
            self._start(self._pool, self._carry_out, run)

        try:
            for run in Round(self._service.collector, hand_on).check(due):
                del open_[run.source]
                report(run)
                self._done(run.source)
        except Interrupted:
            log.info("a check of listings goes on after the next start")
        except Unavailable as error:
            self._break_off(open_.values(), error)
        except NewsError as error:
            log.error("a check of listings broke off: %s", error)
            self._abandon(open_.values(), f"the check broke off: {error}")
        except Exception as error:
            log.exception("a check of listings broke off")
            self._abandon(open_.values(), f"the check broke off: {type(error).__name__}: {error}")
        finally:
            self._done(*open_)

    def _read_stories(self, source: Source) -> None:
        try:
            self._carry_out(self._service.collector.begin(source, "skip"))
        except Conflict as error:
            log.info("%s", error)
        except NewsError as error:
            log.error("%s: its stories could not be read: %s", source.slug, error)
        finally:
            self._done(source.slug)

    def _carry_out(self, run: StartedRun) -> None:
        source = run.source
        try:
            result = self._service.collector.run(run)
            report(result, len(release(self._service.store, self._service.now())))
        except Conflict as error:
            log.info("%s", error)
        except Interrupted:
            log.info("%s: the run goes on after the next start", source.slug)
        except Unavailable as error:
            self._break_off([source], error)
        except NewsError as error:
            log.error("%s: the run broke off: %s", source.slug, error)
            self._abandon([source], f"the run broke off: {error}")
        except Exception as error:
            log.exception("%s: the run broke off", source.slug)
            self._abandon([source], f"the run broke off: {type(error).__name__}: {error}")
        finally:
            self._done(source.slug)

    def _break_off(self, sources: Iterable[Source], error: Unavailable) -> None:
        """What the database cut short is nobody's failure: the next tick that it lets write frees
        the sources, and what was due is due as before.
        """
        with self._lock:
            self._broken_off += sources
        if error.is_news:
            log.error("%s; runs go on when it works again", error)

    def _free_broken_off(self) -> None:
        with self._lock:
            sources = list(self._broken_off)
        if sources:
            self._service.collector.let_go(sources)
            with self._lock:
                del self._broken_off[: len(sources)]

    def _abandon(self, sources: Iterable[Source], reason: str) -> None:
        for source in sources:
            try:
                self._service.collector.abandon(source, reason)
            except NewsError as error:
                log.error("%s: %s; its claim ends by itself", source.slug, error)


def report(run: Run, released: int = 0) -> None:
    """Log a run: one event, with its figures as fields."""
    counts = {name: getattr(run, name) for name in COUNTS}
    seconds = (
        round((run.finished_at - run.started_at).total_seconds(), 3) if run.finished_at else None
    )
    fields = {
        "event": "run",
        "source": run.source,
        "seconds": seconds,
        "released": released,
        **counts,
    }
    if run.error:
        fields |= {"kind": run.error_kind, "error": run.error}
    log.log(
        logging.WARNING if run.error else logging.INFO,
        "%s",
        describe(run, released),
        extra={"fields": fields},
    )


def describe(run: Run, released: int = 0) -> str:
    """One line on a run for the console: what came, or what failed and why."""
    share = (
        f"{run.not_modified} of {run.requests} unchanged at the server"
        if run.not_modified
        else f"{run.requests} requests"
    )
    counts = (
        f"{run.fetched} fetched, {run.new} new, {run.changed} changed, {run.unchanged} unchanged, "
        f"{run.failed} failed"
    )
    counts += f"; {share}, {in_words(run.bytes)}"
    gone = f", {run.gone} withdrawn upstream" if run.gone else ""
    news = f", {released} released" if released else ""
    if run.error:
        return f"{run.source}: FAILED: {run.error} ({counts}{gone}{news})"
    return f"{run.source}: {counts}{gone}{news}" + (f" ({run.failures[0]})" if run.failures else "")


def in_words(size: int) -> str:
    """A number of bytes for a person."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
