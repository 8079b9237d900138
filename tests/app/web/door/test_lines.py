"""Whoever has to wait for the database holds up nobody who does not: a running service, and another
program that holds its database.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.store.engine import Database
from app.web.door.door import READERS, WRITERS
from tests.databases import Postgres, held
from tests.processes import app, environment
from tests.visiting import Editor, a_service, come_in

pytestmark = [pytest.mark.slow, pytest.mark.process, pytest.mark.xdist_group("process")]

MANY = 2 * (READERS + WRITERS)


class Keeper:
    """A database of a kind, which another program can hold."""

    def __init__(self, folder: Path, postgres: Postgres | None) -> None:
        self._folder = folder
        self.url = postgres.empty() if postgres else f"sqlite:///{folder / 'var' / 'harbin.db'}"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Another program writes, until the block ends."""
        database = Database(self.url.replace("postgresql://", "postgresql+psycopg://"))
        with held(database):
            yield
        database.close()

    def titles(self) -> list[str]:
        env = environment(self._folder, HARBIN_DATABASE_URL=self.url)
        listed = app("items", "list", "--json", env=env)
        return sorted(item["title"] for item in json.loads(listed.stdout))


@pytest.fixture(params=["sqlite", "postgresql"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> Keeper:
    is_sqlite = request.param == "sqlite"
    return Keeper(tmp_path, None if is_sqlite else request.getfixturevalue("postgres"))


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(MANY) as threads:
        yield threads


Saving = Callable[[list[Editor], str], list["Future[int]"]]


@pytest.fixture
def saving(crowd: ThreadPoolExecutor) -> Saving:
    """All editors save a new item at once, each with a title of its own."""

    def save(editors: list[Editor], word: str) -> list["Future[int]"]:
        return [
            crowd.submit(
                editor.send,
                "/desk/items/new",
                title=f"{word} {number:02}",
                body="It holds.",
                section="News",
                rights="full",
                action="save",
                another="yes",
            )
            for number, editor in enumerate(editors)
        ]

    return save


def test_writers_who_wait_hold_up_no_reader(tmp_path: Path, keeper: Keeper, saving: Saving) -> None:
    """Nothing but the end of the other program ends their waiting."""
    with a_service(tmp_path, HARBIN_LOCK_SECONDS="600", HARBIN_DATABASE_URL=keeper.url) as server:
        reader, editors = come_in(server), [come_in(server) for _ in range(MANY)]
        for editor in editors:
            assert editor.get("/desk/items/new") == 200
        with keeper.held():
            saves = saving(editors, "Ice")
            for number in range(MANY):
                assert server.get(f"/search?q=word{number}")[0] == 200
                assert reader.get("/desk/") == 200
                assert reader.get("/desk/items/new") == 200
            assert not any(save.done() for save in saves)
        assert {save.result() for save in saves} == {200}
        assert keeper.titles() == [f"Ice {number:02}" for number in range(MANY)]


def test_who_waits_too_long_is_refused_and_whoever_is_not_is_stored(
    tmp_path: Path, keeper: Keeper, saving: Saving
) -> None:
    with a_service(tmp_path, HARBIN_LOCK_SECONDS="1", HARBIN_DATABASE_URL=keeper.url) as server:
        editors = [come_in(server) for _ in range(MANY)]
        for editor in editors:
            assert editor.get("/desk/items/new") == 200
        with keeper.held():
            assert {save.result() for save in saving(editors, "Ice")} == {503}
            assert "Nothing was stored." in editors[0].page
        assert keeper.titles() == []
        with keeper.held():
            saves = saving(editors, "Snow")
            wait(saves, return_when=FIRST_COMPLETED)
        codes = [save.result() for save in saves]
        assert set(codes) <= {200, 503}
        stored = [f"Snow {number:02}" for number, code in enumerate(codes) if code == 200]
        assert keeper.titles() == stored
        lines = [line for line in server.said if "locked by another program" in line]
        assert 1 <= len(lines) < MANY
        assert not any("Traceback" in line for line in server.said)
