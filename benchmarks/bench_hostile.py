"""How long, and with how much memory, pages made to hurt are read or refused: article and listing,
each in a process of its own.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.hostile import PAGES

_ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Print seconds and peak memory for each page, the starting of Python included."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_bytes(b"<p>x")
        print(f"{'nothing at all':34}{'':10}{_figures('article', file)}")
        for name in PAGES:
            subprocess.run(
                [sys.executable, "-m", "benchmarks.hostile", name, str(file)], check=True, cwd=_ROOT
            )
            for what in ("article", "listing"):
                print(f"{name:34}{what:10}{_figures(what, file)}", flush=True)


def _figures(what: str, file: Path) -> str:
    started = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "scrapers",
        what,
        str(file),
        "--url",
        "https://hostile.example/news/",
    ]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=_ROOT)
    assert child.stderr is not None
    said = child.stderr.read().decode(errors="replace").strip().splitlines()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds, memory = time.perf_counter() - started, _megabytes(used)
    return f"{seconds:6.2f} s {memory:6.0f} MB  {(said or ['read'])[-1][:90]}"


def _megabytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
