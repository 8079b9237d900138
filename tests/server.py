"""The HTTP server of the tests: on 127.0.0.1, on a port of its own, answering as a test says."""

import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Heard:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return {
            name: values[0]
            for name, values in parse_qs(urlsplit(self.path).query, keep_blank_values=True).items()
        }

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode())


@dataclass(frozen=True)
class Answer:
    """What is answered; the length of the body is added, and that the connection ends."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Server:
    """Asks `answer` what to say to each request, in a thread of the request's own; ConnectionError
    hangs up without a word.

    After a stop it can be started again, on the same port. Requests that hang in `answer` are left
    to themselves. A subclass may stand at another address of this machine.
    """

    at = "127.0.0.1"

    def __init__(self, answer: Callable[[Heard], Answer], port: int = 0) -> None:
        self._answer = answer
        self._port = port
        self._over = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def host(self) -> str:
        """Address and port, once started."""
        return f"{self.at}:{self._port}"

    @property
    def url(self) -> str:
        """The server's address, without a slash at the end."""
        return f"http://{self.host}"

    def start(self) -> None:
        """Begin to answer."""
        if self._server is not None:
            return
        self._server = _Quiet((self.at, self._port), partial(_Handler, self._answer))
        self._port = self._server.server_port
        self._over.clear()
        self._thread = threading.Thread(
            target=self._serve, args=(self._server,), name="server of a test", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close the port."""
        if self._server is None or self._thread is None:
            return
        self._over.set()
        # Whoever waits for a connection is given one: no need to look up again and again whether it
        # is over.
        socket.create_connection((self.at, self._port)).close()
        self._thread.join()
        self._server.server_close()
        self._server = self._thread = None

    def _serve(self, server: ThreadingHTTPServer) -> None:
        while not self._over.is_set():
            server.handle_request()


Said = tuple[int, bytes]


class Listener(Server):
    """Keeps all that it `heard`; `answer` says what is answered (status and body), `headers` goes
    with every answer.
    """

    def __init__(self, answer: Callable[[Heard], Said]) -> None:
        self.answer = answer
        self.heard: list[Heard] = []
        self.headers: dict[str, str] = {}
        super().__init__(self._note)

    def _note(self, heard: Heard) -> Answer:
        self.heard.append(heard)
        status, body = self.answer(heard)
        return Answer(status, body, self.headers)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        # HTTPServer would look its own name up in the DNS here, which can take seconds.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.socket.getsockname()[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "test"
    timeout = 30

    def __init__(self, answer: Callable[[Heard], Answer], *arguments: Any) -> None:
        self.answer = answer
        super().__init__(*arguments)

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.answer(Heard(self.command, self.path, dict(self.headers.items()), body))
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        # One request a connection: a kept one would outlive the server in its thread.
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and answer.status != 304:
            self.wfile.write(answer.body)

    do_HEAD = do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""
