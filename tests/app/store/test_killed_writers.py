"""Processes that write side by side and are killed at any moment: what is stored is whole, and no
story is there twice (decision 0130).
"""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from queue import Queue
from random import Random

import pytest
from sqlalchemy import select

from app.run.boot import new_uid
from app.store import Store
from app.store.schema import ArchiveRow, EditionRow, ItemRow, LocationRow, RevisionRow
from tests.databases import store_on
from tests.frugality import never_wait_for_the_disk
from tests.processes import HOUSE
from tests.writers import STORIES, Writer, title_of

pytestmark = [pytest.mark.slow, pytest.mark.process]

_WRITERS, _ACTS, _ACTS_A_LIFE = 3, 360, 25
_PATIENCE = 120.0


@contextmanager
def writer(address: str, name: str, seed: int, said: "Queue[str]") -> Iterator[None]:
    """Somebody who writes until the block ends, by death."""
    command = [sys.executable, "-m", "tests.writers", address, name, str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HOUSE) as process:
        assert process.stdout

        def hear() -> None:
            for line in process.stdout or ():
                said.put(line.strip())

        listening = threading.Thread(target=hear)
        listening.start()
        try:
            yield
        finally:
            process.kill()
            listening.join(_PATIENCE)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with store_on(database_url, new_uid) as built:
        never_wait_for_the_disk(built.database)
        yield built


def test_writers_that_are_killed_leave_nothing_half_done(store: Store) -> None:
    address = store.database.url.render_as_string(hide_password=False)
    chance, said, done = Random(7), Queue[str](), Counter[str]()
    with ExitStack() as alive:
        lives = []
        for number in range(_WRITERS):
            lives.append(alive.enter_context(ExitStack()))
            lives[-1].enter_context(writer(address, f"w{number}", number, said))
        for act in range(1, _ACTS + 1):
            done[said.get(timeout=_PATIENCE)] += 1
            if act % _ACTS_A_LIFE == 0:
                number = chance.randrange(_WRITERS)
                lives[number].close()
                lives[number].enter_context(writer(address, f"w{number}", act + number, said))
    assert done["take new"] > STORIES / 2
    assert done["edit"] > _ACTS / 12
    _check_whole(store)
    # Whoever comes next goes on where they were: the rest is read, and everything is published.
    last = Writer(store, "w0", Random(1))
    for _ in range(STORIES * 8):
        last.take()
    last.release()
    _check_whole(store)
    titles = Counter(item.content.title for item in store.items.public(10 * STORIES))
    assert titles == Counter(title_of(number) for number in range(STORIES))


def _check_whole(store: Store) -> None:
    with store.database.read() as session:
        items = list(session.scalars(select(ItemRow)))
        edition = session.scalars(select(EditionRow)).one()
        counted = Counter(item.content.title for item in items)
        assert max(counted.values()) == 1, "a story is there twice"
        serials = sorted(item.serial for item in items if item.serial is not None)
        assert serials == list(range(1, edition.serial + 1))
        assert all(item.serial is not None for item in items if item.status == "published")
        assert all((item.edition or 0) <= edition.number for item in items)
        numbers: dict[int, list[int]] = {}
        for revision in session.scalars(select(RevisionRow)):
            numbers.setdefault(revision.item_id, []).append(revision.number)
        for item in items:
            assert sorted(numbers[item.id]) == list(range(1, item.revision + 1))
        places = list(session.scalars(select(LocationRow)))
        assert {place.state for place in places} <= {"read", "pending"}
        assert all(place.item_id is not None for place in places if place.state == "read")
        assert {place.item_id for place in places if place.item_id} == {item.id for item in items}
        archives = list(session.scalars(select(ArchiveRow).where(ArchiveRow.feed == "all")))
        assert sorted(each.number for each in archives) == list(range(1, len(archives) + 1))
        assert sum(each.count for each in archives) >= len(serials)
