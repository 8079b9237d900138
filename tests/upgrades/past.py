"""The program of another commit, worked as its people worked it: by commands and at the desk."""

import json
import os
import random
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from alembic import command
from alembic.config import Config
from click.testing import CliRunner
from sqlalchemy import create_engine

import tests
from tests.upgrades.looks import BASE_URL

KEY = "a key for databases of former days, not for any newsroom"
PORT = 18765
HOSTS = f"127.0.0.1:{PORT},127.0.0.1:{PORT + 1},localhost:{PORT + 1}"
_BEGIN = datetime(2024, 6, 25, 2, tzinfo=UTC)


def unpack(commit: str, folder: Path) -> Path:
    """The files of a commit, in a folder of their own."""
    house = Path(__file__).resolve().parent.parent.parent
    files = subprocess.run(["git", "-C", house, "archive", commit], capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", folder], input=files.stdout, check=True)
    return folder


def schema_of(checkout: Path) -> str:
    """The newest schema that a checkout knows."""
    return max(path.name for path in checkout.glob("app/store/migrations/versions/0*.py"))[:4]


def _either(*names: str) -> Any:
    """The module under the first of its names, the present one first, that there is."""
    for name in names:
        try:
            return import_module(name)
        except ModuleNotFoundError as error:
            if not name.startswith(error.name or "?"):
                raise
    raise ModuleNotFoundError(names[0])


class Past:
    """A checkout's program on a database of its own, beside a sample city, under a clock that is
    turned by hand.
    """

    def __init__(self, checkout: Path, folder: Path) -> None:
        self.schema = schema_of(checkout)
        self.time = _BEGIN
        self._settings(folder)
        sys.path.insert(0, str(checkout))
        # `tests.samplecity` is the checkout's, too: its program was made for the markup of its time.
        tests.__path__ = [str(checkout / "tests")]
        self.boot = _either("app.run.boot", "app.boot")
        # Both commands and site are built by this, and neither can be told another clock.
        self.boot.build.__kwdefaults__["now"] = self.now
        if "chance" in self.boot.build.__kwdefaults__:
            self.boot.build.__kwdefaults__["chance"] = lambda: 0.5
        # Public ids are drawn by this; the same each time.
        secrets.choice = random.Random(self.schema).choice
        self.samplecity = import_module("tests.samplecity")
        self._commands: click.Command = import_module("app.cli").commands

    def now(self) -> datetime:
        return self.time

    def later(self, **by: float) -> None:
        self.time += timedelta(**by)

    def run(self, *words: str, typed: str = "", status: int | None = 0) -> str:
        """A command, which ends with a status (None: any); what it prints."""
        self.later(minutes=1)
        result = CliRunner().invoke(self._commands, words, input=typed)
        if status is not None and result.exit_code != status:
            raise RuntimeError(f"{words} ended with {result.exit_code}: {result.output}") from (
                result.exception
            )
        return result.stdout

    def items(self) -> list[dict[str, Any]]:
        """All items, as the command lists them."""
        found: list[dict[str, Any]] = json.loads(self.run("items", "list", "--json"))
        return found

    @contextmanager
    def site(self) -> Iterator[Any]:
        """The assembled service, and the application on it."""
        service = self.boot.build(self.boot.settings_from_environment())
        try:
            yield service, import_module("app.web").create_app(service)
        finally:
            service.close()

    def migrate(self, database_url: str, schema: str) -> None:
        """Bring a database to a schema on the way to the checkout's own."""
        config = Config()
        folder = import_module("app.store").__path__[0]
        config.set_main_option("script_location", f"{folder}/migrations")
        with create_engine(database_url).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, schema)

    def delivery_worker(self, service: Any) -> Any:
        """What tells hubs and subscribers of changes."""
        make = getattr(self.boot, "delivery_worker", None) or self.boot.courier
        return make(service, import_module("app.web.inside").rendering(service))

    def notifier(self, service: Any) -> Any:
        """What tells the newsroom what it should know."""
        letters = import_module("app.web.letters").letters(service)
        return self.boot.notifier(service, letters)

    @staticmethod
    def picture(name: str) -> bytes:
        """The bytes of a picture of the sample city."""
        drawn: bytes = import_module("tests.samplecity.site").picture(name)
        return drawn

    @staticmethod
    def _settings(folder: Path) -> None:
        os.environ |= {
            "HARBIN_DATA_DIR": str(folder),
            "HARBIN_BASE_URL": BASE_URL,
            "HARBIN_SECRET_KEY": KEY,
            "HARBIN_HUBS": f"http://127.0.0.1:{PORT + 1}/hub",
            "HARBIN_NOTIFY_WEBHOOKS": f"http://127.0.0.1:{PORT + 1}/newsroom",
            "HARBIN_ALLOW_HOSTS": HOSTS,
        }
