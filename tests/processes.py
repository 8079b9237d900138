"""Running the program as a process of its own, as an operator does."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.databases import copy_of_schema
from tests.samplecity import SampleCity

HOUSE = Path(__file__).resolve().parent.parent
PROGRAM = (sys.executable, "-m", "app")
PATIENCE = 60.0
# What Python compiles is kept, whatever the caller thinks of it: the program is started many times.
CALLERS = {"PYTHONDONTWRITEBYTECODE", "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS"}


def environment(
    folder: Path, city: SampleCity | None = None, *, migrated: bool = True, **more: str
) -> dict[str, str]:
    """A clean environment: nothing of the caller's settings leaks in, nor of a make that runs the
    tests. The database has its tables already, unless it is to have none.
    """
    if migrated and not (folder / "var").exists():
        copy_of_schema(folder / "var" / "harbin.db")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HARBIN_") and name not in CALLERS
    }
    settings = {"HARBIN_DATA_DIR": str(folder / "var")}
    if city is not None:
        settings["HARBIN_ALLOW_HOSTS"] = city.host
    return kept | settings | more


def app(*arguments: str, env: dict[str, str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    """`python -m app ARGUMENTS`, to its end."""
    return run(*PROGRAM, *arguments, env=env, stdin=stdin)


def run(
    *command: str, env: dict[str, str], stdin: str = "", cwd: Path = HOUSE
) -> subprocess.CompletedProcess[str]:
    """Any command, to its end."""
    return subprocess.run(
        command,
        cwd=cwd,
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    env: dict[str, str], port: int, command: Sequence[str] = (), cwd: Path = HOUSE
) -> Iterator["Server"]:
    """`python -m app serve`, or another command that serves at this port, until the block ends."""
    server = Server(env, port, command, cwd)
    try:
        yield server
    finally:
        server.stop()


class Server:
    """A running service; what it says on the console is in `said`."""

    def __init__(
        self, env: dict[str, str], port: int, command: Sequence[str] = (), cwd: Path = HOUSE
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            command or (*PROGRAM, "serve", "--port", str(port)),
            cwd=cwd,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )
        self.said: list[str] = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._listen)
        self._reader.start()
        self.wait_for(r"Harbin Today at")

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self._news:
                self.said.append(line)
                self._news.notify_all()

    def wait_for(self, pattern: str, *, after: int = 0) -> str:
        """The first line on the console, not counting so many, that matches: said already or yet to
        come.
        """
        with self._news:
            found = self._news.wait_for(
                lambda: self._match(pattern, after) or self.process.poll() is not None, PATIENCE
            )
        line = self._match(pattern, after)
        assert found, f"nothing like {pattern!r} was said: {self.said[-9:]}"
        assert line, f"the service ended without saying {pattern!r}: {self.said}"
        return line

    def _match(self, pattern: str, after: int) -> str:
        return next((line for line in self.said[after:] if re.search(pattern, line)), "")

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page; asks again while the web process is still starting."""
        for _ in range(int(PATIENCE / 0.1)):
            try:
                with urlopen(self.url + path, timeout=PATIENCE) as answer:
                    return answer.status, answer.read().decode()
            except HTTPError as error:
                with error:
                    return error.code, error.read().decode()
            except URLError:
                threading.Event().wait(0.1)
        raise AssertionError(f"{self.url} does not answer: {self.said}")

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        self.process.kill()
        self._finish()

    def stop(self) -> None:
        """End it as an operator does, with Ctrl-C, which all processes of a terminal hear."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        self._finish()

    def _finish(self) -> None:
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()
