"""What two hundred connections that hang cost everybody else: p95 of kept pages and of searches,
with them and without, in turns.
"""

import http.client
import tempfile
import time
from itertools import count
from pathlib import Path

from benchmarks.newspaper import service
from tests.hanging import KINDS, Visitor
from tests.processes import Server, environment, free_port, serving

_TURNS, _ASKED, _HANGING = 3, 150, 200
_WORDS = count()


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        service(folder / "var", 2000).close()
        env = environment(folder) | {
            "HARBIN_NO_CLOCK": "1",
            "HARBIN_HEAD_SECONDS": "900",
            "HARBIN_BODY_SECONDS": "900",
        }
        with serving(env, free_port()) as server:
            server.get("/readyz")
            _report(server)


def _report(server: Server) -> None:
    alone: dict[str, list[float]] = {"kept page": [], "search": []}
    beside: dict[str, list[float]] = {"kept page": [], "search": []}
    for _ in range(_TURNS):
        _ask(server, alone)
        kinds = list(KINDS.values())
        hanging: list[Visitor] = [
            kinds[place % len(kinds)](server.url, "/feed.json") for place in range(_HANGING)
        ]
        time.sleep(1)
        _ask(server, beside)
        for visitor in hanging:
            visitor.close()
        time.sleep(1)
    print(f"{'p95, ms':12}{'alone':>8}{'beside ' + str(_HANGING):>12}{'times':>8}")
    for name in alone:
        before, after = (
            sorted(times[name])[int(len(times[name]) * 0.95)] * 1000 for times in (alone, beside)
        )
        print(f"{name:12}{before:8.2f}{after:12.2f}{after / before:8.2f}")


def _ask(server: Server, times: dict[str, list[float]]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(server.url.rpartition(":")[2]))
    for _ in range(_ASKED):
        for name, path in (("kept page", "/"), ("search", f"/search?q=word{next(_WORDS)}")):
            began = time.perf_counter()
            connection.request("GET", path)
            connection.getresponse().read()
            times[name].append(time.perf_counter() - began)
    connection.close()


if __name__ == "__main__":
    main()
