"""A raw server that keeps a log and can be told to mishandle any path."""

import hashlib
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

_RESET = struct.pack("ii", 1, 0)
_DRIP_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, or one that is whole but for its headers: `headers` replace those that are
    sent anyway.
    """

    body: bytes = b""
    status: str = "200 OK"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def bytes(self) -> bytes:
        """The answer as it goes over the wire; a header whose value is empty is left out."""
        fields = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(self.body)),
            "Connection": "close",
        }
        lines = [
            f"{name}: {value}" for name, value in (fields | dict(self.headers)).items() if value
        ]
        return "\r\n".join([f"HTTP/1.1 {self.status}", *lines, "", ""]).encode() + self.body


class Talk:
    """One request and the connection that waits for its answer."""

    def __init__(self, server: "Chaos", connection: socket.socket, asked: Asked) -> None:
        self.server = server
        self.asked = asked
        self._connection = connection

    def send(self, data: bytes) -> None:
        """Send bytes; OSError once the other side is gone."""
        self._connection.sendall(data)

    def drip(self, data: bytes) -> None:
        """Send bytes over and over, slowly, until nobody listens."""
        while not self.server.stopping.wait(_DRIP_SECONDS):
            self.send(data)

    def pour(self, data: bytes) -> None:
        """Send bytes over and over, as fast as they are taken, until nobody listens."""
        while not self.server.stopping.is_set():
            self.send(data)

    def be_silent(self) -> None:
        """Say nothing until the other side gives up."""
        self._connection.recv(1)

    def reset(self) -> None:
        """Break the connection off, rudely."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._connection.close()


Answer = Callable[[Talk], None]


class Chaos:
    """Serves pages on a port of its own; `faults` are answered in place of the pages at their
    paths.

    `pages` gives the page at a path, or None for 404. Unless `etags` is off, pages have an ETag,
    and are not sent to those who know it.
    """

    def __init__(
        self,
        pages: Callable[[str], Reply | None],
        *,
        address: str = "127.0.0.1",
        etags: bool = True,
    ) -> None:
        self.pages = pages
        self.etags = etags
        self.faults: dict[str, Answer] = {}
        self.connections = 0
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._log: list[Asked] = []
        self._open: list[socket.socket] = []
        self._listener = socket.create_server((address, 0))
        self.host = f"{address}:{self._listener.getsockname()[1]}"
        self.url = f"http://{self.host}"
        self._threads = [threading.Thread(target=self._accept, name="chaos")]
        self._threads[0].start()

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
        """Hang up on everybody."""
        self.stopping.set()
        address, _, port = self.host.partition(":")
        with suppress(OSError):
            socket.create_connection((address, int(port))).close()
        self._threads[0].join()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()
        self._listener.close()

    @property
    def log(self) -> list[Asked]:
        """Every request so far, oldest first."""
        with self._lock:
            return list(self._log)

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked.path == path for asked in self.log)

    def forget(self) -> None:
        """Clear the log."""
        with self._lock:
            self._log.clear()

    def _accept(self) -> None:
        while True:
            connection = self._listener.accept()[0]
            if self.stopping.is_set():
                connection.close()
                return
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), name="chaos")
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in lines[1:])
            }
            asked = Asked(lines[0].split(" ")[1], headers)
            with self._lock:
                self._log.append(asked)
            self._answer(Talk(self, connection, asked))

    def _answer(self, talk: Talk) -> None:
        path = talk.asked.path
        if path in self.faults:
            self.faults[path](talk)
            return
        reply = self.pages(path) or Reply(b"<title>404</title><h1>Not found</h1>", "404 Not Found")
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        if self.etags and reply.status.startswith("200") and "ETag" not in reply.headers:
            if talk.asked.headers.get("if-none-match") == tag:
                reply = Reply(b"", "304 Not Modified", {"ETag": tag})
            else:
                reply = Reply(reply.body, reply.status, {**reply.headers, "ETag": tag})
        talk.send(reply.bytes)
