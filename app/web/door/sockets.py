"""The connections of this process to a port of its own, as Linux knows them (/proc, TCP_INFO of
tcp(7)).
"""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from app.web.door.patience import Sample

_FOLDER = "/proc/self/fd"
_INFO_LENGTH = 148
_ESTABLISHED, _CLOSE_WAIT = 1, 8
# Offsets in struct tcp_info: its state; segments not acknowledged; bytes acknowledged and received;
# bytes not yet sent.
_STATE, _UNACKED, _ACKED, _NOT_SENT = 0, 24, 120, 144
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Connection:
    """A visitor's connection; `client` is `address:port`, as RSGI writes it."""

    client: str
    address: str
    sample: Sample
    _socket: socket.socket

    def end(self, words: bytes = b"", *, reset: bool = False) -> None:
        """Close it, with a last word if there is one; `reset` forgets what the other end did not
        take.
        """
        with suppress(OSError):
            if words:
                self._socket.send(words, socket.MSG_DONTWAIT)
            if reset:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._socket.shutdown(socket.SHUT_RDWR)


def can_look() -> bool:
    """Whether this system shows a process its connections."""
    return os.path.isdir(_FOLDER) and hasattr(socket, "TCP_INFO")


@contextmanager
def connections(port: int) -> Iterator[list[Connection]]:
    """All connections that came in at a port and are open, for as long as the block lasts."""
    open_connections = [
        connection
        for fd in os.listdir(_FOLDER)
        if (connection := _connection(int(fd), port)) is not None
    ]
    try:
        yield open_connections
    finally:
        for connection in open_connections:
            connection._socket.close()


def _connection(fd: int, port: int) -> Connection | None:
    try:
        if not os.readlink(f"{_FOLDER}/{fd}").startswith("socket:"):
            return None
        copy = os.dup(fd)
    except OSError:  # closed by now
        return None
    try:
        held = socket.socket(fileno=copy)
    except OSError:  # closed and opened again as something else
        os.close(copy)
        return None
    try:
        connection = _described(held, port)
    except OSError:  # no TCP, or no peer
        connection = None
    if connection is None:
        held.close()
    return connection


def _described(held: socket.socket, port: int) -> Connection | None:
    if (
        held.family not in (socket.AF_INET, socket.AF_INET6)
        or held.type != socket.SOCK_STREAM
        or held.getsockname()[1] != port
    ):
        return None
    peer = held.getpeername()
    info = held.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_LENGTH)
    if len(info) < _INFO_LENGTH or info[_STATE] not in (_ESTABLISHED, _CLOSE_WAIT):
        return None
    (unacked,) = struct.unpack_from("I", info, _UNACKED)
    acknowledged, received = struct.unpack_from("QQ", info, _ACKED)
    (not_sent,) = struct.unpack_from("I", info, _NOT_SENT)
    name = f"[{peer[0]}]" if held.family == socket.AF_INET6 else peer[0]
    return Connection(
        f"{name}:{peer[1]}",
        peer[0],
        Sample(received, acknowledged, bool(unacked or not_sent)),
        held,
    )
