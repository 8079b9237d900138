"""How soon a change is seen by two servers on one database, each with a cache of its own, on SQLite
and on PostgreSQL: the aim is 250 ms.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.app.edition.test_edition import watch_for
from tests.databases import postgres_server
from tests.processes import app as command
from tests.processes import environment, free_port, serving

_ROUNDS = 7


def measured(address: Callable[[Path], str]) -> list[float]:
    """After how many seconds servers show a change, on databases at the addresses that are given
    for folders.
    """
    seen: list[float] = []
    for _ in range(_ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            env = environment(folder, HARBIN_NO_CLOCK="1", HARBIN_DATABASE_URL=address(folder))
            command("items", "list", env=env)
            with serving(env, free_port()) as one, serving(env, free_port()) as two:
                for server in (one, two):
                    server.get("/feed.rss")
                seen += watch_for(env, (one.url, two.url))
    return seen


def main() -> None:
    """Print what comes of both."""
    with postgres_server() as server:
        for name, address in (
            ("SQLite", lambda folder: f"sqlite:///{folder / 'var' / 'harbin.db'}"),
            ("PostgreSQL", lambda _: server.empty()),
        ):
            seen = measured(address)
            print(
                f"{name}: a change is seen by a server after {median(seen) * 1000:.0f} ms (median "
                f"of {len(seen)}), {max(seen) * 1000:.0f} ms at most"
            )


if __name__ == "__main__":
    main()
