"""aiohttp and lxml, the floor of what Python can do; prints ms of CPU a page."""

import asyncio
import sys
import time

import aiohttp
from lxml import html


async def crawl(port: str, paths: list[str]) -> None:
    async with aiohttp.ClientSession() as session:
        for path in paths:
            async with session.get(f"http://127.0.0.1:{port}{path}") as answer:
                page = html.document_fromstring(await answer.read())
            assert "\n".join(paragraph.text_content() for paragraph in page.iter("p"))


def main() -> None:
    """Fetch and extract the given paths on the given port."""
    port, *paths = sys.argv[1:]
    start = time.process_time()
    asyncio.run(crawl(port, paths))
    print((time.process_time() - start) * 1000 / len(paths))


if __name__ == "__main__":
    main()
