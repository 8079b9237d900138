"""Two newsrooms asked in turns: what the same costs in each."""

import gc
import re
import statistics
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter, process_time

from flask.testing import FlaskClient

from app.run.boot import Service
from app.web import create_app
from benchmarks.scale.rows import NOW

_TURNS = 7
_PASSWORD = "a long enough password"
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds in a small and in a big newsroom."""

    small: float
    big: float

    @property
    def ratio(self) -> float:
        """How many times as much the big one takes."""
        return self.big / self.small


def clock_of(service: Service) -> Clock:
    """CPU time where the database is within this process, and else the time that passes."""
    return process_time if service.store.database.is_sqlite else perf_counter


def visitor(service: Service) -> FlaskClient:
    """Somebody who asks without a socket, and has read the front page once."""
    client = create_app(service).test_client()
    client.get("/")
    return client


def editor(service: Service) -> FlaskClient:
    """A chief who is logged in."""
    if not service.store.editors.all():
        service.store.editors.add("wei", "chief", service.passwords.make(_PASSWORD), NOW)
    client = create_app(service).test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/desk/login").text)
    fields = {"name": "wei", "password": _PASSWORD, "csrf_token": token[1] if token else ""}
    client.post("/desk/login", data=fields)
    return client


def asked(clients: tuple[FlaskClient, FlaskClient], paths: tuple[str, str], clock: Clock) -> Cost:
    """What a page costs in both newsrooms, asked in turns after a first time."""

    def ask(client: FlaskClient, path: str) -> None:
        answer = client.get(path)
        answer.get_data()
        if answer.status_code not in (200, 302):
            sys.exit(f"{path}: {answer.status}")

    return in_turns(
        [lambda: ask(clients[0], paths[0])] * (_TURNS + 1),
        [lambda: ask(clients[1], paths[1])] * (_TURNS + 1),
        clock,
    )


def in_turns(
    small: Iterable[Callable[[], object]], big: Iterable[Callable[[], object]], clock: Clock
) -> Cost:
    """The medians of what is done in both, in turns; the first of each is not counted."""
    spent: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    gc.disable()
    for acts in zip(small, big, strict=True):
        for act, into in zip(acts, spent, strict=True):
            began = clock()
            act()
            into.append((clock() - began) * 1000)
    gc.enable()
    return Cost(*(statistics.median(times[1:]) for times in spent))
