"""Receiving the body of a request: in the event loop, within limits of time and size, out of memory
when it is long.
"""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Literal, NamedTuple

from app.values.limits import Limits

Failure = Literal["late", "too_large", "broken", ""]
_IN_MEMORY = 2**18
# What is too large is still taken for a while, so that its sender gets to hear of it: who sends is
# not listening.
_HEARD_OUT_BYTES = 32 * 2**20
_HEARD_OUT_SECONDS = 10.0


class Received(NamedTuple):
    """A body, at its beginning, with its length in bytes; or why there is none."""

    body: IO[bytes]
    length: int
    failure: Failure = ""


async def receive(
    chunks: AsyncIterator[bytes],
    announced: int | None,
    longest: int,
    limits: Limits,
    now: Callable[[], float],
    *,
    asks_first: bool = False,
) -> Received:
    """Take a body of at most so many bytes; `announced` is its Content-Length, if it has one. `now`
    is in seconds.

    Who `asks_first` (Expect: 100-continue) sends nothing before we take the first piece, and need
    not begin with what is too long.
    """
    if announced is not None and announced > longest:
        if not asks_first:
            await _hear_out(chunks, now)
        return Received(io.BytesIO(), announced, "too_large")
    body: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  whoever gets it closes it
    length, began = 0, now()
    try:
        while chunk := await _next(chunks, _patience(limits, began, now(), length)):
            length += len(chunk)
            if length > longest:
                body.close()
                await _hear_out(chunks, now)
                return Received(io.BytesIO(), length, "too_large")
            body.write(chunk)
    except TimeoutError:
        body.close()
        return Received(io.BytesIO(), length, "late")
    except BaseException:
        body.close()
        raise
    if (
        announced is not None and length < announced
    ):  # the connection broke: half a text must not be taken for a whole one
        body.close()
        return Received(io.BytesIO(), length, "broken")
    body.seek(0)
    return Received(body, length)


def announced_length(value: str | None) -> int | None:
    """What a Content-Length says; None when it says nothing."""
    return int(value) if value is not None and value.isascii() and value.isdigit() else None


def _patience(limits: Limits, began: float, now: float, length: int) -> float:
    """How many seconds the next byte may take: as long as any, and no longer than keeps the average
    up.
    """
    longest_so_far = max(limits.body_seconds, length / limits.body_rate)
    return max(0.0, min(limits.body_seconds, began + longest_so_far - now))


async def _next(chunks: AsyncIterator[bytes], seconds: float) -> bytes:
    """The next bytes; none at the end. TimeoutError when they take longer."""
    while True:
        try:
            async with asyncio.timeout(seconds):
                chunk = await chunks.__anext__()
        except StopAsyncIteration:
            return b""
        if chunk:
            return chunk


async def _hear_out(chunks: AsyncIterator[bytes], now: Callable[[], float]) -> None:
    """Take what is sent and forget it, for a while."""
    until, size = now() + _HEARD_OUT_SECONDS, 0
    try:
        while size < _HEARD_OUT_BYTES and (chunk := await _next(chunks, until - now())):
            size += len(chunk)
    except TimeoutError:
        return
