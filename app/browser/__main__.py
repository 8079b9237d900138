"""The process that holds the browser: it is sent pages over its standard input, and sends them back
drawn over its standard output. It ends when nobody sends anything any more.
"""

import asyncio
import os
import signal
import struct
import sys
from asyncio import IncompleteReadError, StreamReader

from playwright.async_api import Browser, Error, async_playwright

from app.browser.drawing import Drawing
from app.browser.finding import chromium
from app.browser.flags import closed_port, flags, has_sandbox
from app.browser.messages import LENGTHS, Broken, Message, packed, unpacked
from app.browser.processes import adopt_orphans, bury, end_below


class _Line:
    """The two pipes to the program that holds us."""

    def __init__(self, incoming: StreamReader, outgoing: int) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self._pages: asyncio.Queue[Message] = asyncio.Queue()
        self._asked = 0

    async def listen(self) -> None:
        """Take what comes, until nothing does."""
        try:
            while True:
                head = await self._incoming.readexactly(LENGTHS.size)
                words, body = LENGTHS.unpack(head)
                message = unpacked(
                    await self._incoming.readexactly(words), await self._incoming.readexactly(body)
                )
                self._take(message)
        except (IncompleteReadError, Broken, struct.error, OSError):
            return

    def _take(self, message: Message) -> None:
        if message.kind == "draw":
            self._pages.put_nowait(message)
            return
        waiting = self._answers.pop(int(message.words.get("id", 0)), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(message)

    async def page(self) -> Message:
        """The next page to draw."""
        return await self._pages.get()

    async def ask(self, url: str, referer: str, is_data: bool) -> Message:
        """What a page asks for."""
        self._asked += 1
        number = self._asked
        waiting: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._answers[number] = waiting
        words = {"is": "ask", "id": number, "url": url, "referer": referer, "data": is_data}
        await self.say(Message(words))
        return await waiting

    async def say(self, message: Message) -> None:
        """Send a message: the other side reads whenever it does nothing else for us."""
        data = memoryview(packed(message))
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, _write, self._outgoing, data)


def _write(pipe: int, data: memoryview) -> None:
    while data:
        data = data[os.write(pipe, data) :]


async def _draw_all(line: _Line, idle: float, most: int) -> None:
    """Draw page by page, until none comes for so many seconds."""
    with closed_port() as port:
        async with async_playwright() as playwright:
            try:
                browser = await playwright.chromium.launch(
                    executable_path=chromium(),
                    args=flags(port.getsockname()[1]),
                    chromium_sandbox=has_sandbox(),
                    timeout=0,
                )
            except Error as error:
                await line.say(Message({"is": "failed", "why": str(error).partition("\n")[0]}))
                return
            await line.say(Message({"is": "ready"}))
            while browser.is_connected():
                try:
                    page = await asyncio.wait_for(line.page(), idle)
                except TimeoutError:
                    return
                await line.say(await _drawn(browser, page, line, most))


async def _drawn(browser: Browser, page: Message, line: _Line, most: int) -> Message:
    try:
        drawn = await Drawing(browser, page, line.ask).run()
    except Error as error:
        return Message({"is": "failed", "why": str(error).partition("\n")[0]})
    if len(drawn.body) > most:
        return Message({"is": "failed", "why": f"it grew to more than {most / 1e6:g} MB"})
    return drawn


async def _run(idle: float, most: int, outgoing: int) -> None:
    incoming = StreamReader(limit=2**20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(incoming), sys.stdin)
    line = _Line(incoming, outgoing)
    told = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, told.set)
    ends = line.listen(), _draw_all(line, idle, most), told.wait()
    tasks = [asyncio.ensure_future(end) for end in ends]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    # No orderly end: nothing here is to be kept, and whatever hangs must not keep us.
    end_below(os.getpid())
    bury()
    os._exit(0)


def main() -> None:
    """Draw pages until the other side is gone."""
    adopt_orphans()
    # Whatever prints something must not disturb the messages.
    outgoing = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asyncio.run(_run(float(sys.argv[1]), int(sys.argv[2]), outgoing))


if __name__ == "__main__":
    main()
