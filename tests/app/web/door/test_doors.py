"""The door as visitors find it: a running service, and connections that keep it waiting."""

import os
import re
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hanging import KINDS, Visitor, post, streams, told
from tests.processes import PATIENCE, Server
from tests.visiting import a_service, come_in

pytestmark = [pytest.mark.slow, pytest.mark.process, pytest.mark.xdist_group("process")]

HANGING = 200
# Streams are turned away by their number, which the protocol itself says; and what came along with
# an answered request looks like a rest.
UNCOUNTED = ("a hundred streams", "half a second head")


@pytest.fixture
def visitors() -> Iterator[Callable[[Server, int], list[Visitor]]]:
    """So many hanging connections of all kinds in turn."""
    came: list[Visitor] = []

    def bring(server: Server, number: int) -> list[Visitor]:
        kinds = list(KINDS.values())
        came.extend(kinds[place % len(kinds)](server.url, "/feed.json") for place in range(number))
        return came

    yield bring
    for visitor in came:
        visitor.close()


def figures(server: Server) -> dict[str, int]:
    """What the door counted, by the label."""
    found = re.findall(
        r'^harbin_web_(?:refused|timed_out)_total\{\w+="(\w+)"\} (\d+)',
        server.get("/metrics")[1],
        re.M,
    )
    return {name: int(number) for name, number in found}


def test_two_hundred_who_hang_keep_nobody_waiting(
    tmp_path: Path, visitors: Callable[[Server, int], list[Visitor]]
) -> None:
    """While none of them is closed, by limits that are far away, everybody else is answered."""
    with a_service(tmp_path, HARBIN_HEAD_SECONDS="900", HARBIN_BODY_SECONDS="900") as server:
        server.get("/")
        hanging = visitors(server, HANGING)
        for place in range(50):
            assert server.get("/" if place % 2 else f"/search?q=word{place}")[0] == 200
        editor = come_in(server)
        assert editor.get("/desk/items/new") == 200
        assert (
            editor.send(
                "/desk/items/new",
                title="Ice on the river",
                body="It holds.",
                section="News",
                rights="full",
                action="save",
            )
            == 200
        )
        assert "Ice on the river" in editor.page
        assert sum(visitor.is_open() for visitor in hanging) > HANGING / 2


@pytest.mark.parametrize("kind", KINDS)
def test_who_hangs_is_closed_and_counted(short: Server, kind: str) -> None:
    before = sum(figures(short).values())
    visitor = KINDS[kind](short.url, "/feed.json")
    try:
        if visitor.reads:
            visitor.heard_until_closed(PATIENCE)
        else:
            wait_until(lambda: not visitor.is_open())
    finally:
        visitor.close()
    if kind not in UNCOUNTED:
        wait_until(lambda: sum(figures(short).values()) > before)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of little patience."""
    with a_service(
        tmp_path_factory.mktemp("short"), HARBIN_HEAD_SECONDS="1", HARBIN_BODY_SECONDS="2"
    ) as server:
        yield server


def wait_until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.1)):
        if holds():
            return
        pause.wait(0.1)
    raise AssertionError("it never came to hold")


def test_who_is_late_is_told_so(short: Server) -> None:
    late = told(short.url, post("/hub", "Content-Length: 100", b"hub.mode="), PATIENCE)
    assert late.startswith(b"HTTP/1.1 408 ")
    half = told(short.url, b"GET / HTTP/1.1\r\nHost: x\r\nAccept: ", PATIENCE)
    assert half.startswith(b"HTTP/1.1 408 ")


def test_what_is_too_large_is_refused_in_words_although_it_is_sent(short: Server) -> None:
    before = figures(short)["too_large"]
    for head, body in (
        ("Content-Length: 100000", b"x" * 100_000),
        ("Transfer-Encoding: chunked", b"186A0\r\n" + b"x" * 100_000 + b"\r\n0\r\n\r\n"),
    ):
        form = f"Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n{head}"
        heard = told(short.url, post("/hub", form, body), PATIENCE)
        assert heard.startswith(b"HTTP/1.1 413 "), heard[:100]
        assert b"too large" in heard
    assert figures(short)["too_large"] == before + 2


def test_who_asks_first_is_refused_before_sending(short: Server) -> None:
    heard = told(
        short.url, post("/hub", "Expect: 100-continue\r\nContent-Length: 100000000"), PATIENCE
    )
    assert heard.startswith(b"HTTP/1.1 413 "), heard[:100]


def test_a_body_where_none_belongs_is_not_waited_for(short: Server) -> None:
    for said, status in (
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n", b"200"),
        (post("/", "Content-Length: 10"), b"405"),
        (post("/feed.rss", "Transfer-Encoding: chunked"), b"405"),
    ):
        heard = told(short.url, said, PATIENCE)
        assert heard.startswith(b"HTTP/1.1 " + status), heard[:100]


def test_who_breaks_off_in_the_middle_saves_nothing(short: Server) -> None:
    """A phone that loses its connection while it sends: what came is not the whole text."""
    with Visitor(
        short.url, post("/hub", "Connection: close\r\nContent-Length: 100", b"hub.mode=subscribe")
    ) as visitor:
        visitor.socket.shutdown(socket.SHUT_WR)
        heard = visitor.heard_until_closed(PATIENCE)
    assert heard.startswith(b"HTTP/1.1 400 ")
    assert b"broke off" in heard


def test_bytes_that_are_no_ascii_are_no_fault_of_ours(short: Server) -> None:
    end = b"Host: x\r\nConnection: close\r\n\r\n"
    for said, status in (
        ("GET /search?q=哈 HTTP/1.1\r\n".encode() + end, b"200"),
        (
            b"GET / HTTP/1.1\r\nIf-Modified-Since: Sun, 29 Nov 99999999999 10:00:00 GMT\r\n" + end,
            b"200",
        ),
        (b"GET /metrics HTTP/1.1\r\n" + end, b"200"),
        (b"GET /metrics HTTP/1.1\r\nX-Forwarded-For: \xff, 9.9.9.9\r\n" + end, b"403"),
    ):
        heard = told(short.url, said, PATIENCE)
        assert heard.startswith(b"HTTP/1.1 " + status), (said, heard[:100])


def test_a_long_upload_in_small_pieces_arrives(tmp_path: Path) -> None:
    """Twenty megabytes that nobody has announced, for an editor: the picture is none, and is looked
    at in full to see that.
    """
    with a_service(tmp_path) as server:
        editor = come_in(server)
        assert editor.get("/desk/pictures") == 200
        token = re.search(r'name="csrf_token" value="([^"]+)"', editor.page)
        assert token
        cookie = "; ".join(f"{one.name}={one.value}" for one in editor.cookies)
        mark = "zzzz"
        start = (
            f'--{mark}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token[1]}\r\n'
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\nContent-Type: image/png\r\n\r\n'
        ).encode()
        body = start + b"\x89PNG" + bytes(20 * 2**20 - 4) + f"\r\n--{mark}--\r\n".encode()
        head = f"Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary={mark}\r\nConnection: close\r\nTransfer-Encoding: chunked"
        with Visitor(server.url, post("/desk/pictures", head)) as visitor:
            for at in range(0, len(body), 50_000):
                piece = body[at : at + 50_000]
                visitor.socket.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            visitor.socket.sendall(b"0\r\n\r\n")
            heard = visitor.heard_until_closed(PATIENCE)
        assert heard.startswith(b"HTTP/1.1 422 "), heard[:200]


def test_streams_beyond_twenty_are_turned_away_and_others_are_answered(short: Server) -> None:
    with Visitor(short.url, streams(100)) as visitor:
        assert short.get("/healthz")[0] == 200
        heard = visitor.heard_until_closed(PATIENCE)
    assert heard.count(b"\x00\x00\x04\x03\x00") >= 80  # RST_STREAM, of four bytes


def test_a_worker_that_is_killed_comes_back_five_times_a_minute(tmp_path: Path) -> None:
    with a_service(tmp_path, migrated=False) as server:
        for _ in range(5):
            kill_worker(server)
            wait_until(lambda: answers(server))
        spoken = len(server.said)
        kill_worker(server)
        assert server.process.wait(PATIENCE) == 1
        told = [
            line
            for line in server.said[spoken:]
            if "error" in line.lower() and "service ends" in line
        ]
        assert len(told) == 1


def kill_worker(server: Server) -> None:
    [worker] = workers_of(server.process.pid)
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: worker not in workers_of(server.process.pid))


def workers_of(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in command_of(int(child))]


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def answers(server: Server) -> bool:
    try:
        with socket.create_connection(
            ("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=PATIENCE
        ) as asking:
            asking.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return asking.recv(100).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
