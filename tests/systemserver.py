"""A PostgreSQL server from the packages of the system, such as Debian's, for this process alone."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

_OWNER = "postgres"


class SystemServer:
    """A server in a folder, by the programs in another one; PostgreSQL does not run as root, so it
    runs as its own user there.
    """

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._user = _OWNER if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, pwd.getpwnam(_OWNER).pw_uid)
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()

    def get_uri(self) -> str:
        """The address of the database that each server has."""
        return f"postgresql://{_OWNER}@/postgres?host={self._folder}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-k {self._folder} -c listen_addresses=''"
        log = str(self._folder / "log")
        self._run("pg_ctl", "-w", "-s", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Stop it, and whatever is done with it."""
        self._run("pg_ctl", "-w", "-s", "-m", "fast", "stop")

    cleanup = stop

    def _run(self, program: str, *arguments: str) -> None:
        data = str(self._folder / "data")
        owner = ("-U", _OWNER) if program == "initdb" else ()
        subprocess.run(
            [str(self._programs / program), "-D", data, *owner, *arguments],
            check=True,
            user=self._user,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )
