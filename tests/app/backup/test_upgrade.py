"""Which program works with which schema, and what an upgrade does before and after."""

import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from app.backup.unpacking import unpacked
from app.backup.upgrading import FOLDER, upgrade
from app.run.boot import store_at
from app.store import Store, standing
from app.values.errors import BackupError, SchemaError
from app.values.settings import Settings
from tests.app.backup.installations import quiet, settings_at

OWN = "0025"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def settings(empty_database_url: str, tmp_path: Path) -> Settings:
    (tmp_path / "data").mkdir()
    return settings_at(tmp_path / "data", empty_database_url)


def opened(settings: Settings) -> "closing[Store]":
    return closing(store_at(settings.database_url, settings))


def of_schema(settings: Settings, revision: str) -> None:
    """Make a database of an older schema, with a tag in it."""
    with opened(settings) as store:
        store.database.migrate(revision)
        with store.database.bare() as connection:
            connection.execute(
                text(
                    "INSERT INTO tags (slug, title, changed_at, version_at) VALUES "
                    "('river', 'River', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
                )
            )


def say(settings: Settings, here: str, admits: str = "") -> None:
    """Let a database say that it is of a schema, and which programs it admits."""
    with opened(settings) as store:
        store.migrate()
        with store.database.bare() as connection:
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{here}'"))
            connection.execute(text(f"UPDATE compatibility SET admits = '{admits}'"))


@pytest.mark.both_databases
def test_an_empty_database_gets_its_tables_from_whoever_comes_first(settings: Settings) -> None:
    with opened(settings) as store:
        assert store.standing().is_new
        store.prepare()
        assert (store.standing().here, store.standing().refusal) == (OWN, "")
        assert store.standing().admits == OWN


@pytest.mark.both_databases
def test_an_older_database_is_refused_until_it_is_upgraded(
    settings: Settings, tmp_path: Path
) -> None:
    of_schema(settings, "0022")
    with opened(settings) as store:
        with pytest.raises(SchemaError, match="of schema 0022, and this program needs 0025: run"):
            store.prepare()
        assert store.standing().here == "0022"
        assert [step.revision for step in store.standing().steps] == ["0023", "0024", "0025"]
        done = upgrade(settings, store, "", NOW, quiet)
        assert done is not None
        store.prepare()
        assert store.standing().here == OWN
        assert upgrade(settings, store, "", NOW, quiet) is None
    with unpacked(done.copy, "", tmp_path) as content:
        assert content.manifest.origin.schema == "0022"
        with closing(store_at(f"sqlite:///{content.database}", settings)) as copy:
            assert copy.standing().here == "0022"
            with copy.database.bare() as connection:
                assert connection.scalar(text("SELECT slug FROM tags")) == "river"


@pytest.mark.parametrize(
    ("here", "admits", "words"),
    [
        ("0031", "0025", ""),
        ("0031", "0001", ""),
        ("0031", "0026", "newer schema (0031) than this program knows (0025), and admits 0026"),
        ("0031", "", "newer schema (0031)"),
    ],
)
def test_a_newer_database_says_whether_this_program_may_go_on(
    tmp_path: Path, here: str, admits: str, words: str
) -> None:
    settings = settings_at(tmp_path)
    say(settings, here, admits)
    with opened(settings) as store:
        refusal = store.standing().refusal
        assert words in refusal
        assert bool(refusal) is bool(words)
        for act in (store.prepare, store.migrate):
            if words:
                with pytest.raises(SchemaError):
                    act()
            else:
                act()
        assert store.standing().here == here


def test_three_copies_are_kept(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    for day in range(5):
        (tmp_path / "harbin.db").unlink(missing_ok=True)
        of_schema(settings, "0022")
        with opened(settings) as store:
            upgrade(settings, store, "", NOW.replace(day=day + 1), quiet)
    kept = sorted(path.name for path in (tmp_path / FOLDER).iterdir())
    assert [name[13:15] for name in kept] == ["03", "04", "05"]


def test_without_room_for_a_copy_nothing_is_upgraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_at(tmp_path)
    of_schema(settings, "0022")
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with opened(settings) as store:
        with pytest.raises(BackupError, match="has room for 0 MB, and a copy of the database"):
            upgrade(settings, store, "", NOW, quiet)
        assert store.standing().here == "0022"


@pytest.mark.both_databases
def test_a_migration_that_fails_leaves_the_database_as_it_was(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_schema(settings, "0022")
    broken = tmp_path / "migrations"
    shutil.copytree(standing._MIGRATIONS, broken, ignore=shutil.ignore_patterns("__pycache__"))
    (broken / "versions" / "0026_broken.py").write_text(
        '"""A migration that fails at its end."""\n'
        "import sqlalchemy as sa\nfrom alembic import op\n"
        'revision, down_revision = "0026", "0025"\nbranch_labels = depends_on = None\n'
        'def upgrade() -> None:\n    op.execute("DELETE FROM tags")\n    op.execute("SELECT * FROM nothing")\n'
    )
    monkeypatch.setattr(standing, "_MIGRATIONS", broken)
    standing._scripts.cache_clear()
    try:
        with opened(settings) as store:
            with pytest.raises(Exception, match="nothing"):
                upgrade(settings, store, "", NOW, quiet)
            assert store.standing().here == "0022"
            with store.database.bare() as connection:
                assert connection.scalar(text("SELECT slug FROM tags")) == "river"
    finally:
        standing._scripts.cache_clear()


def test_each_migration_says_whom_it_admits() -> None:
    """From 0024 on: those that take something away admit nobody who could still use it."""
    for script in standing._scripts().walk_revisions():
        if script.revision < "0024":
            continue
        admits = script.module.admits
        source = Path(script.path).read_text()
        assert "0024" <= admits <= script.revision
        if "drop_" in source or "alter_column" in source:
            assert admits == script.revision or "admits because" in source
