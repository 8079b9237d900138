"""What makes tests cheap without changing what they see.

Hashes cost little, templates and routes are compiled once a process and pictures made smaller once,
and nothing survives a power cut.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any
from unittest.mock import patch

from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event
from werkzeug.routing import Rule

from app.images.variants import variant
from app.store.engine import Database


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Hashes of argon2id that take no time and no memory to speak of."""
    with patch(
        "app.desk.editors.PasswordHasher",
        partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1),
    ):
        yield


@contextmanager
def without_power_cuts() -> Iterator[None]:
    """Nobody waits until a file has reached the disk."""
    with patch("os.fsync"):
        yield


def never_wait_for_the_disk(database: Database) -> None:
    """The same for a SQLite database."""
    if database.is_sqlite:
        event.listen(
            database._engine,
            "connect",
            lambda connection, _: connection.execute("PRAGMA synchronous = OFF").close(),
        )


@contextmanager
def pictures_made_smaller_once() -> Iterator[None]:
    """The same picture gives the same bytes: those of the sample city are made smaller once."""
    with patch("app.images.pictures.variant", lru_cache(maxsize=500)(variant)):
        yield


@contextmanager
def templates_compiled_once() -> Iterator[None]:
    """All applications of the process share what templates and routes were compiled to."""
    with (
        patch.object(
            Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": _Compiled()}
        ),
        patch.object(Rule, "_compile_builder", _remembering(Rule._compile_builder)),
    ):
        yield


class _Compiled(BytecodeCache):
    """Templates as code, by their source."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.code


Builder = Callable[..., tuple[str, str]]


def _remembering(
    compile_builder: Callable[[Rule, bool], Builder],
) -> Callable[[Rule, bool], Builder]:
    """What builds the addresses of a route depends on how it is written only: the rule itself is
    handed to it.
    """
    known: dict[object, Builder] = {}

    def remembered(rule: Rule, append_unknown: bool = True) -> Builder:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    return remembered
