"""The whole service in one go: the web in granian's worker processes; clock and jobs in the process above them."""

import logging
import multiprocessing
import os
import socket
import threading
from multiprocessing.connection import wait

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from app.boot import Service, appearance, build, courier, notifier, settings_from_environment, settle
from app.clock import Clock
from app.desk import seed_sources
from app.edition import EditionCache, Watch
from app.errors import UsageError
from app.jobs import Jobs
from app.web import create_app
from app.web.inside import rendering
from app.web.letters import letters

log = logging.getLogger("harbin")


def serve(service: Service, host: str, port: int, workers: int) -> None:
    """Serve until interrupted; collect at once and then on schedule unless HARBIN_NO_CLOCK is set. UsageError when the port is taken."""
    _check_free(host, port)
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "app.serve:web_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # Python runs one thread at a time, so each makes all answers dearer; the second is there while one waits for another site.
        blocking_threads=2,
        factory=True,
        log_level=LogLevels.warning,
        websockets=False,
        workers_kill_timeout=10,
    )
    background = _Background(service)
    server.on_startup(background.start)
    server.on_shutdown(background.stop)
    log.info("Harbin Today at http://%s:%d", host, port)
    server.serve()


def _check_free(host: str, port: int) -> None:
    """The server shares its port among its workers, so a second service would share it too, unnoticed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(f"cannot listen on {host} port {port} ({error.strerror}); choose another with --host or --port") from error


def web_app() -> EditionCache:
    """The web application of one worker process, which ends when the process above it does."""
    _end_with_parent()
    service = build(settings_from_environment(), migrate=False)
    app = create_app(service)
    watch = Watch(service.store.sections.number)
    watch.start()
    settle()
    return EditionCache(app, watch, service.settings.languages, service.now)


class _Background:
    """Clock and jobs, started when the server starts and stopped with it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._jobs = Jobs(service, courier(service, rendering(service)), notifier(service, letters(service)))
        self._clock = Clock(self._jobs.safe_tick, service.settings.tick, service.now)

    def start(self) -> None:
        self._service.store.sections.appear(appearance(self._service.settings), self._service.now())
        for source in seed_sources(self._service.store, self._service.settings, self._service.now):
            log.info("added source %s (%s)", source.slug, source.url)
        if not self._service.settings.no_clock:
            self._clock.start()

    def stop(self) -> None:
        if not self._service.settings.no_clock:
            self._clock.stop()
        self._service.fetcher.close()
        self._jobs.close()


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
