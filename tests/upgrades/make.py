"""Makes a database of a former schema by the program of that time, for the tests of upgrades.

    python -m tests.upgrades.make COMMIT
    python -m tests.upgrades.make COMMIT --from SCHEMA --to SCHEMA

The second makes the database of a schema that was no program's newest, by the migrations of a later
commit from an earlier database.
"""

import argparse
import json
import lzma
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.upgrades.desk import Desk
from tests.upgrades.life import STEPS, Newsroom, people, stories
from tests.upgrades.looks import look_around
from tests.upgrades.past import PORT, Past, unpack
from tests.upgrades.village import Village

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("commit")
    parser.add_argument("--from", dest="base", default="")
    parser.add_argument("--to", default="")
    asked = parser.parse_args()
    with TemporaryDirectory() as checkout, TemporaryDirectory() as folder:
        past = Past(unpack(asked.commit, Path(checkout)), Path(folder))
        database = Path(folder, "harbin.db")
        if asked.to:
            database.write_bytes(lzma.decompress((HERE / f"{asked.base}.db.xz").read_bytes()))
            past.migrate(f"sqlite:///{database}", asked.to)
            looks = json.loads((HERE / f"{asked.base}.json").read_text())
        else:
            looks = fill(past)
        schema = asked.to or past.schema
        (HERE / f"{schema}.db.xz").write_bytes(packed(database))
        (HERE / f"{schema}.json").write_text(in_lines(looks))


def fill(past: Past) -> dict[str, Any]:
    """Let everything happen for which there is a place in the schema; what readers see then."""
    people(past)
    city = past.samplecity.SampleCity(stories=stories(past.samplecity), port=PORT)
    with city, Village(PORT + 1) as village, past.site() as (service, app):
        wei, li = Desk(past, app, "wei"), Desk(past, app, "李明")
        room = Newsroom(past, city, village, service, app, wei, li)
        for since, step in STEPS:
            if since <= past.schema:
                step(room)
        known = {"at": past.now().isoformat(), "token": room.token}
        return known | look_around(app, past.items())


def in_lines(looks: Mapping[str, Any]) -> str:
    """As JSON, an address a line."""
    parts = []
    for name, part in looks.items():
        said = _said(part)
        if isinstance(part, dict):
            rows = [f"  {_said(path)}: {_said(value)}" for path, value in part.items()]
            said = "{\n" + ",\n".join(rows) + "\n }"
        parts.append(f" {_said(name)}: {said}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _said(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def packed(database: Path) -> bytes:
    """A database as it is, compressed: most of a small one is empty pages."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
    return lzma.compress(database.read_bytes(), preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    main()
