"""What systemd is told: by a real service on a real socket, and by the clock turned by hand."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.run.supervisor import Supervisor, answers
from tests.processes import PATIENCE, environment, free_port, serving

TICK = 0.5


class Manager:
    """A service manager: the socket on which it is told."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.settimeout(PATIENCE)
        self._socket.bind(address.replace("@", "\0", 1) if address[0] == "@" else address)

    def hears(self) -> list[str]:
        """The next that it is told, line by line."""
        return self._socket.recv(4096).decode().split("\n")

    def waits_for(self, word: str) -> list[str]:
        """What it is told with this word in it, sooner or later."""
        while word not in (told := self.hears()):
            pass
        return told

    def hears_nothing(self) -> bool:
        """Whether nothing waits to be heard."""
        self._socket.setblocking(False)
        try:
            return not self._socket.recv(4096)
        except BlockingIOError:
            return True
        finally:
            self._socket.settimeout(PATIENCE)

    def close(self) -> None:
        self._socket.close()


@contextmanager
def manager(address: str = "") -> Iterator[tuple[Manager, str]]:
    """A manager, and its address; the path of a socket must be short."""
    with TemporaryDirectory() as folder:
        address = address or f"{folder}/notify"
        one = Manager(address)
        try:
            yield one, address
        finally:
            one.close()


class Life:
    """A service whose web answers or not, and its clock."""

    def __init__(self) -> None:
        self.second = 0.0
        self.is_up = True
        self.asked = 0

    def answers(self) -> bool:
        self.asked += 1
        return self.is_up

    def supervisor(self, address: str, **more: str) -> Supervisor:
        environ = {"NOTIFY_SOCKET": address, **more}
        made = Supervisor(environ, self.answers, lambda: self.second)
        assert environ == {}
        return made


@pytest.mark.parametrize("address", ["", "@harbin-test-notify"])
def test_it_is_ready_once_the_web_answers(address: str) -> None:
    life = Life()
    with manager(address) as (one, where):
        supervisor = life.supervisor(where)
        life.is_up = False
        supervisor.look("")
        assert one.hears_nothing()
        life.is_up = True
        supervisor.look("")
        assert one.hears() == ["STATUS=works", "READY=1"]
        supervisor.look("")
        assert (one.hears_nothing(), life.asked) == (True, 2)
        supervisor.end()
        assert one.hears() == ["STOPPING=1"]


def test_it_gives_signs_of_life_while_everything_works() -> None:
    life = Life()
    with manager() as (one, where):
        supervisor = life.supervisor(where, WATCHDOG_USEC="60000000")
        supervisor.look("")
        assert one.hears() == ["STATUS=works", "READY=1"]
        supervisor.look("")
        assert one.hears() == ["STATUS=works", "WATCHDOG=1"]
        life.second = 19
        supervisor.look("")
        assert one.hears_nothing()
        life.second = 20
        supervisor.look("the thread round_0 has ended")
        assert one.hears() == ["STATUS=the thread round_0 has ended"]
        life.second, life.is_up = 40, False
        supervisor.look("")
        assert one.hears() == ["STATUS=the web does not answer"]
        life.second, life.is_up = 60, True
        supervisor.look("")
        assert one.hears() == ["STATUS=works", "WATCHDOG=1"]


def test_where_nobody_asked_or_listens_nothing_is_said() -> None:
    life = Life()
    unasked = Supervisor({}, life.answers, lambda: life.second)
    unasked.look("")
    unasked.end()
    assert life.asked == 0
    gone = life.supervisor("/nowhere/notify", WATCHDOG_USEC="3000000")
    gone.look("")
    gone.look("")
    gone.end()
    assert life.asked == 1


def test_a_port_without_a_server_does_not_answer() -> None:
    assert not answers("127.0.0.1", free_port())


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.xdist_group("process")
def test_a_service_tells_its_manager_as_long_as_its_web_answers(tmp_path: Path) -> None:
    with manager() as (one, address):
        asked = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(int(TICK * 1e6))}
        env = environment(tmp_path, HARBIN_NO_CLOCK="1") | asked
        with serving(env, free_port()) as server:
            one.waits_for("READY=1")
            one.waits_for("WATCHDOG=1")
            web = web_worker(server.process.pid)
            os.kill(web, signal.SIGSTOP)
            assert one.waits_for("STATUS=the web does not answer") == [
                "STATUS=the web does not answer"
            ]
            os.kill(web, signal.SIGCONT)
            one.waits_for("WATCHDOG=1")
            server.stop()
            one.waits_for("STOPPING=1")


def web_worker(parent: int) -> int:
    """The process that answers the web; multiprocessing's resource tracker is the other child."""
    (found,) = [
        int(child)
        for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    return found
