"""What an answer costs: ours beside nginx with the very same bytes as files, and beside our server
without us, in turns, in one run.


CPU time is the kernel's accounting of the server's whole process tree; wrk asks from 64
connections. Needs nginx and wrk.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from benchmarks.newspaper import service
from tests.processes import environment, free_port, serving

_TURNS, _SECONDS, _CONNECTIONS = 3, 4, 64
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Kind:
    """One kind of request: its path, headers, and the name of the static file with the same
    bytes.
    """

    name: str
    path: str
    headers: dict[str, str]
    file: str


@dataclass(frozen=True)
class Side:
    """One of those that are compared: its address, what it is asked with, its processes."""

    url: str
    headers: dict[str, str]
    pids: list[int]


def main() -> None:
    for tool in ("nginx", "wrk"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is not installed")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        service(folder / "var", 2000).close()
        env = environment(folder, HARBIN_NO_CLOCK="1", HARBIN_BASE_URL="https://news.example.org")
        port, static = free_port(), free_port()
        with serving(env, port) as server:
            server.get("/readyz")
            kinds = [
                _kind(server.url, *what)
                for what in (
                    ("feed 200 gzip", "/feed.rss", False),
                    ("feed 304", "/feed.rss", True),
                    ("front page gzip", "/", False),
                )
            ]
            root = _files(folder / "www", server.url)
            with _nginx(folder, root, static) as nginx_pid:
                ours = _pids(server.process.pid)
                theirs = _pids(nginx_pid)
                print(
                    f"{'':18}{'us a request':>14}{'nginx':>8}{'times':>7}{'bare':>8}{'times':>7}   "
                    f"{'p99 ms':>7}{'nginx':>7}{'times':>7}   requests/s"
                )
                for kind in kinds:
                    with _bare(folder, server.url, kind) as (bare, bare_pid):
                        sides = [
                            Side(server.url, kind.headers, ours),
                            Side(
                                f"http://127.0.0.1:{static}", _as_nginx_has_it(static, kind), theirs
                            ),
                            Side(bare, kind.headers, _pids(bare_pid)),
                        ]
                        _report(kind, sides)


def _kind(base: str, name: str, path: str, unchanged: bool) -> Kind:
    headers = {"Accept-Encoding": "gzip"}
    if unchanged:
        with urlopen(Request(base + path, headers=headers)) as answer:
            headers["If-None-Match"] = answer.headers["ETag"]
    return Kind(name, path, headers, path)


def _files(root: Path, base: str) -> Path:
    root.mkdir()
    for path, name in (("/feed.rss", "feed.rss"), ("/", "index.html")):
        for coding, ending in (("identity", ""), ("gzip", ".gz")):
            with urlopen(Request(base + path, headers={"Accept-Encoding": coding})) as answer:
                (root / f"{name}{ending}").write_bytes(answer.read())
    return root


@contextmanager
def _nginx(folder: Path, root: Path, port: int) -> Iterator[int]:
    config = folder / "nginx.conf"
    config.write_text(
        f"worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; "
        f"user root;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; "
        f"gzip_static on; etag on;\n"
        f"types {{ text/html html; application/rss+xml rss; }} client_body_temp_path {folder}/t1; "
        f"proxy_temp_path {folder}/t2;\n"
        f"fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;\n"
        f"server {{ listen 127.0.0.1:{port}; root {root}; open_file_cache max=100; }} }}\n"
    )
    process = subprocess.Popen(["nginx", "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urlopen(f"http://127.0.0.1:{port}/").close()
                break
            except OSError:
                time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _pids(root: int) -> list[int]:
    """A process and all its children."""
    found = [root]
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == root:
                found += _pids(int(path.name))
    return found


def _cpu(pids: list[int]) -> float:
    """Seconds of user and system time that processes took so far."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(field[11]) + int(field[12]) for field in fields) / _TICK


def _wrk(url: str, headers: dict[str, str]) -> tuple[int, float, float]:
    """Requests answered, 99th percentile of latency in ms, requests a second."""
    given = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{_SECONDS}s", "--latency", *given, url]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    requests = next(int(line.split()[0]) for line in lines if "requests in" in line)
    p99 = next(line.split()[1] for line in lines if line.strip().startswith("99%"))
    if any("Non-2xx" in line for line in lines) and "If-None-Match" not in headers:
        raise RuntimeError("\n".join(lines))
    return requests, _milliseconds(p99), requests / _SECONDS


def _milliseconds(text: str) -> float:
    for unit, factor in (("us", 0.001), ("ms", 1.0), ("s", 1000.0)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    raise ValueError(text)


def _measure(kind: Kind, side: Side) -> tuple[float, float, float]:
    before = _cpu(side.pids)
    requests, p99, rate = _wrk(side.url + kind.path, side.headers)
    return (_cpu(side.pids) - before) / requests * 1e6, p99, rate


def _as_nginx_has_it(port: int, kind: Kind) -> dict[str, str]:
    headers = dict(kind.headers)
    if "If-None-Match" in headers:
        with urlopen(
            Request(f"http://127.0.0.1:{port}{kind.path}", headers={"Accept-Encoding": "gzip"})
        ) as answer:
            headers["If-None-Match"] = answer.headers["ETag"]
    return headers


@contextmanager
def _bare(folder: Path, url: str, kind: Kind) -> Iterator[tuple[str, int]]:
    """Our server with nothing behind it but the answer that we give."""
    try:
        with urlopen(Request(url + kind.path, headers=kind.headers)) as answer:
            status, headers, body = answer.status, answer.headers.items(), answer.read()
    except HTTPError as unchanged:
        with unchanged:
            status, headers, body = unchanged.code, unchanged.headers.items(), b""
    told = [
        (name.lower(), value)
        for name, value in headers
        if name.lower() not in ("server", "date", "connection")
    ]
    file, port = folder / "bare.json", free_port()
    file.write_text(json.dumps({"status": status, "headers": told, "body": body.hex()}))
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.bare", str(port), str(file)])
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(400):
        try:
            with socket.create_connection(("127.0.0.1", port)):
                return
        except OSError:
            time.sleep(0.05)


def _report(kind: Kind, sides: list[Side]) -> None:
    turns = [[_measure(kind, side) for side in sides] for _ in range(_TURNS)]
    cpu, nginx_cpu, bare_cpu = (
        sorted(turn[place][0] for turn in turns)[_TURNS // 2] for place in range(3)
    )
    p99, nginx_p99 = (sorted(turn[place][1] for turn in turns)[_TURNS // 2] for place in range(2))
    rate = sorted(turn[0][2] for turn in turns)[_TURNS // 2]
    print(
        f"{kind.name:18}{cpu:14.1f}{nginx_cpu:8.1f}{cpu / nginx_cpu:7.2f}{bare_cpu:8.1f}{cpu / bare_cpu:7.2f}   "
        f"{p99:7.2f}{nginx_p99:7.2f}{p99 / nginx_p99:7.2f}   {rate:10.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
