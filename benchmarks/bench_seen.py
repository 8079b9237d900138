"""How soon a change is seen by two servers on one database, each with a cache of its own: the aim
is 250 ms.
"""

import tempfile
from pathlib import Path
from statistics import median

from tests.app.edition.test_edition import watch_for
from tests.processes import app as command
from tests.processes import environment, free_port, serving

_ROUNDS = 7


def main() -> None:
    seen: list[float] = []
    for _ in range(_ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            env = environment(Path(folder), HARBIN_NO_CLOCK="1")
            command("items", "list", env=env)
            with serving(env, free_port()) as one, serving(env, free_port()) as two:
                for server in (one, two):
                    server.get("/feed.rss")
                seen += watch_for(env, (one.url, two.url))
    print(
        f"a change is seen by a server after {median(seen) * 1000:.0f} ms (median of "
        f"{len(seen)}), {max(seen) * 1000:.0f} ms at most"
    )


if __name__ == "__main__":
    main()
