"""Visitors who keep a server waiting: connections that announce, begin, trickle or do not read."""

import socket
import struct
from collections.abc import Callable
from urllib.parse import urlsplit

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_SETTINGS, _HEADERS, _END_HEADERS = 4, 1, 4
_SMALL_BUFFER = 4096


class Visitor:
    """A connection that said something and waits."""

    def __init__(self, url: str, said: bytes, *, reads: bool = True) -> None:
        where = urlsplit(url)
        self.reads = reads
        self.socket = socket.socket()
        if not reads:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER)
        self.socket.connect((where.hostname, where.port))
        self.socket.sendall(said)

    def is_open(self) -> bool:
        """Whether the server has not closed the connection; what it sent is passed over."""
        self.socket.setblocking(False)
        try:
            while self.reads:
                if not self.socket.recv(65536):
                    return False
            return self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == 1
        except BlockingIOError:
            return True
        except OSError:
            return False

    def heard_until_closed(self, seconds: float) -> bytes:
        """All that the server sends until it closes; TimeoutError when it does not."""
        self.socket.settimeout(seconds)
        heard = b""
        while True:
            try:
                piece = self.socket.recv(65536)
            except ConnectionResetError:
                return heard
            if not piece:
                return heard
            heard += piece

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def told(url: str, said: bytes, seconds: float) -> bytes:
    """All that the server says to somebody, until it closes."""
    with Visitor(url, said) as visitor:
        return visitor.heard_until_closed(seconds)


def streams(number: int, path: str = "/hub") -> bytes:
    """An HTTP/2 connection (RFC 9113) that begins so many POSTs and ends none."""
    head = (
        b"\x83\x86" + b"\x44" + bytes([len(path)]) + path.encode() + b"\x41\x01x"
    )  # POST, http, the path, the host x (RFC 7541)
    frames = [_frame(_HEADERS, _END_HEADERS, 2 * place + 1, head) for place in range(number)]
    return PREFACE + _frame(_SETTINGS, 0, 0, b"") + b"".join(frames)


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return (
        struct.pack(">I", len(payload))[1:]
        + bytes([kind, flags])
        + struct.pack(">I", stream)
        + payload
    )


def post(path: str, head: str, body: bytes = b"") -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode() + body


KINDS: dict[str, Callable[[str, str], Visitor]] = {
    "a body that is announced and does not come": lambda url, _: Visitor(
        url, post("/hub", "Content-Length: 100")
    ),
    "the same at the desk": lambda url, _: Visitor(
        url, post("/desk/items/new", "Content-Length: 100000")
    ),
    "the same at the login": lambda url, _: Visitor(
        url, post("/desk/login", "Content-Length: 100")
    ),
    "the same where programs write": lambda url, _: Visitor(
        url, post("/api/v1/items", "Content-Length: 100", b"{")
    ),
    "a body that stops half-way": lambda url, _: Visitor(
        url, post("/desk/login", "Content-Length: 100", b"name=w")
    ),
    "chunks that stop": lambda url, _: Visitor(
        url, post("/hub", "Transfer-Encoding: chunked", b"5\r\nhub.m\r\n")
    ),
    "half a head": lambda url, _: Visitor(url, b"GET / HTTP/1.1\r\nHost: x\r\nAccept: "),
    "half a second head": lambda url, _: Visitor(
        url, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHo"
    ),
    "silence": lambda url, _: Visitor(url, b""),
    "half a preface of HTTP/2": lambda url, _: Visitor(url, PREFACE[:8]),
    "HTTP/2 without a request": lambda url, _: Visitor(url, PREFACE + _frame(_SETTINGS, 0, 0, b"")),
    "a hundred streams": lambda url, _: Visitor(url, streams(100)),
    "a reader of the largest answer who takes nothing": lambda url, large: Visitor(
        url, f"GET {large} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 400, reads=False
    ),
}
