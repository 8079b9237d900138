"""A news server for benchmarks, in a process of its own, so that its work is not counted as ours.

It listens on every loopback address, so that 127.0.0.1 to 127.0.0.100 are a hundred hosts.
"""

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

Answer = Callable[[str, bytes], bytes]
"""From a path and the whole request's head to the whole answer."""


class _Talk(asyncio.Protocol):
    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._pending = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._pending += data
        while b"\r\n\r\n" in self._pending:
            head, _, self._pending = self._pending.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head.split(b" ", 2)[1].decode(), head))


def reply(
    body: bytes, kind: str = "text/html; charset=utf-8", *headers: str, status: str = "200 OK"
) -> bytes:
    """A whole answer."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        *headers,
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + body


def _serve(answer: Answer, ready: Connection) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(
            lambda: _Talk(answer), "0.0.0.0", 0, backlog=2048
        )
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def upstream(answer: Answer) -> Iterator[int]:
    """Run a server and yield its port. `answer` is a function at the top of a module."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(answer, there), daemon=True
    )
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()
