"""Which schema a database is of, beside the one that this program knows.

A database says its own schema, and the oldest schema whose programs it still admits: an older
program goes on as long as it is admitted.

Decision 0126.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, column, inspect, select, table, update

_MIGRATIONS = Path(__file__).parent / "migrations"
_COMPATIBILITY = table("compatibility", column("admits"))


@dataclass(frozen=True, slots=True)
class Step:
    """One migration: its revision, and what it is for."""

    revision: str
    what: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A database beside this program: its schema `here` (None where nothing is in it), the
    program's `own`, the oldest that the database `admits` (empty where it does not say), and the
    `steps` from the one to the other.
    """

    here: str | None
    own: str
    admits: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether nothing is in the database."""
        return self.here is None

    @property
    def is_older(self) -> bool:
        """Whether it has to be upgraded before this program works with it."""
        return self.here is not None and bool(self.steps)

    @property
    def refusal(self) -> str:
        """Why this program must not work with the database, in one line; empty where it may."""
        if self.is_older:
            return (
                f"the database is of schema {self.here}, and this program needs {self.own}: run "
                f"`upgrade`, which copies the database first, or start the service"
            )
        if self.is_new or self.here == self.own:
            return ""
        if self.admits and self.own >= self.admits:
            return ""
        oldest = f", and admits {self.admits} or newer" if self.admits else ""
        return (
            f"the database is of a newer schema ({self.here}) than this program knows "
            f"({self.own}){oldest}: update the program, or restore a backup"
        )


def standing_of(connection: Connection) -> Standing:
    """How a database stands."""
    here = MigrationContext.configure(connection).get_current_revision()
    own = _scripts().get_current_head() or ""
    return Standing(here, own, _admits(connection), tuple(_steps(here)))


def bring_to(connection: Connection, revision: str = "head") -> None:
    """Migrate a database, within the transaction that is open."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    _say_who_is_admitted(connection)


def _say_who_is_admitted(connection: Connection) -> None:
    """Write into the database which programs may work with it from now on, as its last migration
    says.
    """
    if inspect(connection).has_table(_COMPATIBILITY.name):
        here = MigrationContext.configure(connection).get_current_revision() or ""
        admits = getattr(_script(here).module, "admits", here)
        connection.execute(update(_COMPATIBILITY).values(admits=admits))


@cache
def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return ScriptDirectory.from_config(config)


def _script(revision: str) -> Script:
    script = _scripts().get_revision(revision)
    assert script is not None
    return script


def _steps(here: str | None) -> Iterator[Step]:
    """What leads from a schema to the program's own, in order; nothing from one that it does not
    know.
    """
    known = [script.revision for script in _scripts().walk_revisions()]
    if here is not None and here not in known:
        return
    for revision in reversed(known):
        if here is None or revision > here:
            yield Step(revision, (_script(revision).doc or "").partition("\n")[0])


def _admits(connection: Connection) -> str:
    if not inspect(connection).has_table(_COMPATIBILITY.name):
        return ""
    return connection.scalar(select(_COMPATIBILITY.c.admits)) or ""
