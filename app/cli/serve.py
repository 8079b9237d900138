"""The whole service in one go: the web in granian's worker processes; clock and jobs in the process
above them.

Decisions 0001, 0090.
"""

import errno
import logging
import multiprocessing
import os
import resource
import socket
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import wait
from time import monotonic
from typing import Any

from granian.constants import Interfaces, Loops, RuntimeModes
from granian.http import HTTP1Settings, HTTP2Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from app.backup.keeper import Keeper
from app.desk import seed_sources
from app.edition import EditionCache, Watch
from app.run.boot import (
    Service,
    appearance,
    build,
    delivery_worker,
    notifier,
    settings_from_environment,
    settle,
)
from app.run.clock import Clock
from app.run.jobs import Jobs
from app.run.revivals import Revivals
from app.run.roll import Roll
from app.run.signs import Signs
from app.run.supervisor import Supervisor, answers
from app.store import Waits
from app.values.errors import UsageError
from app.values.limits import Limits
from app.values.program import NAME, TITLE
from app.web import create_app
from app.web.door import Door, Porter
from app.web.inside import rendering
from app.web.letters import letters

log = logging.getLogger(NAME)

_SECONDS_BETWEEN_LOOKS = 1.0
# How long a page may wait for one answer of PostgreSQL.
_SECONDS_FOR_AN_ANSWER = 30.0
_MOST_FILES = 65_536
_MOST_CONNECTIONS = 8_192
_LONGEST_HEAD = 2**17
# What must not end while the service runs: the clock, the fetcher, and those who do what the clock
# says.
_LASTING_THREADS = ("APScheduler", "fetch", "round", "collect", "delivery")
# A proxy sends the requests of all visitors over a few connections.
_STREAMS_OF_A_PROXY = 200


def serve(service: Service, host: str, port: int, workers: int) -> None:
    """Serve until interrupted; collect at once and then on schedule unless the setting `no_clock`
    is on.

    UsageError when the port is taken; SystemExit with status 1 when web workers die faster than
    they should be replaced.
    """
    check_free(host, port)
    multiprocessing.set_start_method("spawn", force=True)
    signs = Signs(workers)
    supervisor = Supervisor(os.environ, partial(answers, host, port), monotonic)
    background = _Background(service, signs, supervisor)
    limits, is_proxied = service.settings.limits, bool(service.settings.proxies)
    files = _raise_file_limit()
    server = _WebServer(
        "app.cli.serve",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        loop=Loops.uvloop,
        # Long answers cost less: their bytes are written beside the loop.
        runtime_mode=RuntimeModes.mt,
        workers=workers,
        backlog=1024,
        # The porter holds a second file for each connection while he looks; the rest is for bodies,
        # databases and pages.
        backpressure=max(128, min(_MOST_CONNECTIONS, files // 3)),
        http1_settings=_http1(limits),
        http2_settings=_http2(limits, is_proxied),
        log_level=LogLevels.warning,
        websockets=False,
        workers_kill_timeout=8,  # container engines kill after ten
    )
    server.look = background.look
    server.on_startup(background.start)
    server.on_shutdown(background.stop)
    log.info("%s at http://%s:%d", TITLE, host, port)
    loader: Callable[..., Any] = partial(web_app, signs, port)
    server.serve(target_loader=loader, wrap_loader=False)


def _http1(limits: Limits) -> HTTP1Settings:
    """The porter is the first to close what is slow, and says so; this is for systems that show him
    nothing.
    """
    return HTTP1Settings(
        header_read_timeout=int((limits.idle_seconds + 2) * 1000), max_buffer_size=_LONGEST_HEAD
    )


def _http2(limits: Limits, is_proxied: bool) -> HTTP2Settings:
    streams = _STREAMS_OF_A_PROXY if is_proxied else limits.streams
    return HTTP2Settings(max_concurrent_streams=streams, max_headers_size=_LONGEST_HEAD)


def _raise_file_limit() -> int:
    """As many open files as we may have, since each connection is one; the number."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, _MOST_FILES) if hard != resource.RLIM_INFINITY else _MOST_FILES
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted)


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds what listens there."""
    hostname = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    return f"http://{f'[{hostname}]' if ':' in hostname else hostname}:{port}"


def check_free(host: str, port: int) -> None:
    """UsageError when nobody can listen there. The server shares its port among its workers, so a
    second service would share it too, unnoticed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"cannot listen on {host} port {port} ({error.strerror}); "
                f"choose another {_option(error)}"
            ) from error


def _option(error: OSError) -> str:
    """What an error of listening is about, and how to say it where the service was started."""
    name = "port" if error.errno in (errno.EADDRINUSE, errno.EACCES) else "host"
    # The Makefile says which of its targets runs: they are told by variables.
    target = os.environ.get("MAKE_TARGET")
    return f"{name} with `make {target} {name.upper()}=...`" if target else f"{name} with --{name}"


class _WebServer(MPServer):
    """Granian, which puts a new worker in the place of one that died; it calls `look` about once a
    second.
    """

    look: Callable[[], None]

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Callable[..., Any]) -> Any:  # type: ignore[override]
        return super()._spawn_worker(idx, target, partial(callback_loader, idx))

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        revivals = Revivals(monotonic)
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait(_SECONDS_BETWEEN_LOOKS)
            self.main_loop_interrupt.clear()
            self.look()
            if self.reload_signal:
                self._reload(spawn_target, target_loader)  # type: ignore[no-untyped-call]
            dead = sorted(set(self.interrupt_children))
            if not dead or self.interrupt_signal:
                continue
            if not revivals.may(len(dead)):
                log.error(
                    "web workers died more than %d times within a minute, so the service ends",
                    Revivals.MOST,
                )
                return  # the dead are still listed: the server ends with status 1
            self.interrupt_children.clear()
            log.warning("a web worker died, and another takes its place")
            self._respawn_workers(dead, spawn_target, target_loader)


def web_app(signs: Signs, port: int, number: int) -> Door:
    """The web application of one worker process, which ends when the process above it does;
    `number` is the worker's own, from 0.
    """
    _end_with_parent()
    settings = settings_from_environment()
    waits = Waits(settings.limits.lock_seconds, _SECONDS_FOR_AN_ANSWER)
    service = build(settings, prepare=False, signs=signs, waits=waits)
    watch = Watch(service.store.sections.number, bell=service.store.database.bell())
    cache = EditionCache(create_app(service), watch, service.settings.languages, service.now)
    limits, is_proxied = service.settings.limits, bool(service.settings.proxies)
    count = partial(signs.count, writer=number)
    door = Door(cache, limits, count, monotonic, behind_proxy=is_proxied)
    watch.start()
    Porter(port, door.ledger, limits, count, monotonic, behind_proxy=is_proxied).start()
    settle()
    return door


class _Background:
    """Clock and jobs, started when the server starts and stopped with it."""

    def __init__(self, service: Service, signs: Signs, supervisor: Supervisor) -> None:
        self._service = service
        self._signs = signs
        self._supervisor = supervisor
        self._jobs = Jobs(
            service,
            delivery_worker(service, rendering(service)),
            notifier(service, letters(service)),
            keeper_of(service),
        )
        self._clock = Clock(self._jobs.safe_tick, service.settings.tick, service.now)
        self._roll = Roll(_LASTING_THREADS)

    def start(self) -> None:
        self._service.store.sections.appear(appearance(self._service.settings), self._service.now())
        for source in seed_sources(self._service.store, self._service.settings, self._service.now):
            log.info("added source %s (%s)", source.slug, source.url)
        if not self._service.settings.no_clock:
            self._roll.listen()
            self._clock.start()

    def look(self) -> None:
        """Tell the web what has stopped working, and the supervisor what only a start mends."""
        missing = self._roll.call()
        self._signs.fault = "; ".join(filter(None, (missing, self._jobs.fault)))
        self._supervisor.look(missing)

    def stop(self) -> None:
        self._supervisor.end()
        if not self._service.settings.no_clock:
            self._clock.stop()
        self._service.hush()
        self._jobs.close()


def keeper_of(service: Service) -> Keeper | None:
    """What makes backups on schedule, where a folder for them is set."""
    folder = service.settings.backup_to
    return Keeper(service, folder, os.environ) if folder else None


def _end_with_parent() -> None:
    """A killed parent can stop nobody; without this, its workers would keep the port for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
