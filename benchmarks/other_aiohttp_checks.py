"""aiohttp bare: one conditional request for each of many listings on many hosts; prints seconds of
CPU.
"""

import asyncio
import sys
import time

import aiohttp


async def check_all(urls: list[str], *, keep: bool) -> None:
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=1, force_close=not keep)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def check(url: str) -> None:
            async with session.get(url, headers={"If-None-Match": '"1"'}) as answer:
                assert answer.status == 304
                await answer.read()

        await asyncio.gather(*map(check, urls))


def main() -> None:
    """Check so many listings on so many hosts at the given port, with connections kept or one each;
    the second of two goes counts.
    """
    port, hosts, sources, connections = sys.argv[1:]
    urls = [
        f"http://127.0.0.{1 + n % int(hosts)}:{port}/s{n}/index.html" for n in range(int(sources))
    ]
    for _ in range(2):
        start = time.process_time()
        asyncio.run(check_all(urls, keep=connections == "kept"))
        spent = time.process_time() - start
    print(spent)


if __name__ == "__main__":
    main()
