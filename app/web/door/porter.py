"""The porter: a thread that looks at the connections of a web worker and closes those that keep it
waiting.

Decision 0090.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable

from app.run.signs import Lateness, Refusal
from app.values.limits import Limits
from app.values.program import NAME
from app.web.door.door import is_here
from app.web.door.patience import Ledger, Patience, Verdict
from app.web.door.sockets import Connection, can_look, connections

log = logging.getLogger(NAME)

_SECONDS_BETWEEN_LOOKS = 1.0
_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_TOO_MANY = b"HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Porter:
    """Looks once a second. `count` notes what was closed; `now` is in seconds, for measuring.

    Addresses are not counted where every visitor comes through a proxy (`behind_proxy`).
    """

    def __init__(
        self,
        port: int,
        ledger: Ledger,
        limits: Limits,
        count: Callable[[Refusal | Lateness], None],
        now: Callable[[], float],
        *,
        behind_proxy: bool = False,
    ) -> None:
        self._port = port
        self._ledger = ledger
        self._limits = limits
        self._count = count
        self._now = now
        self._behind_proxy = behind_proxy
        self._known: dict[str, Patience] = {}
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to look."""
        if not can_look():
            log.warning(
                "this system does not show a process its connections: slow ones are closed by the "
                "limits of the server alone"
            )
        threading.Thread(target=self._run, name="porter", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def look(self) -> None:
        """Look once."""
        before = (
            self._ledger.clients()
        )  # who comes during the look is not among what it finds, and yet not gone
        with connections(self._port) as all_connections:
            now = self._now()
            for connection in all_connections:
                known = self._known.setdefault(connection.client, Patience(now))
                self._act(
                    connection,
                    known.judge(
                        connection.sample, self._ledger.of(connection.client), self._limits, now
                    ),
                )
            self._thin_out(all_connections)
            living = {connection.client for connection in all_connections}
        self._known = {client: known for client, known in self._known.items() if client in living}
        self._ledger.forget(client for client in before if client not in living)

    def _act(self, connection: Connection, verdict: Verdict) -> None:
        if not verdict:
            return
        if verdict == "answer":
            self._count("answer")
            connection.end(reset=True)
            return
        if verdict != "idle":
            self._count("head")
        connection.end(
            _LATE if verdict == "head" and not self._ledger.of(connection.client).is_http2 else b""
        )

    def _thin_out(self, all_connections: list[Connection]) -> None:
        """Close what one address holds beyond its share: what asks for nothing first, then the
        newest.
        """
        if self._behind_proxy:
            return
        by_address: dict[str, list[Connection]] = defaultdict(list)
        for connection in all_connections:
            by_address[connection.address].append(connection)
        for address, held in by_address.items():
            excess = len(held) - self._limits.connections
            if excess <= 0 or is_here(address):
                continue
            held.sort(
                key=lambda one: (
                    self._ledger.of(one.client).open > 0,
                    -self._known[one.client].since,
                )
            )
            for connection in held[:excess]:
                self._count("connections")
                connection.end(b"" if self._ledger.of(connection.client).is_http2 else _TOO_MANY)

    def _run(self) -> None:
        while not self._stopped.wait(_SECONDS_BETWEEN_LOOKS):
            try:
                if can_look():
                    self.look()
                else:
                    self._ledger.forget(self._ledger.clients())
            except Exception:  # whatever it is, looking must go on for years
                log.exception("the porter could not look at the connections")
