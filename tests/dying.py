"""`python -m tests.dying NUMBER COMMAND...`: a command of the program that is killed when it touches the disk
for the so many-th time; with 0 it lives, and says on its last line how often it does.
"""

import os
import signal
import subprocess
import sys

from tests.processes import run

_TIMES = 9
_TOUCHES = frozenset(
    (
        "open",
        "os.link",
        "os.rename",
        "os.remove",
        "os.rmdir",
        "os.mkdir",
        "sqlite3.connect",
        "shutil.move",
    )
)


def killed(number: int, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A command that is killed when it touches the disk for the so many-th time."""
    return run(sys.executable, "-m", "tests.dying", str(number), *arguments, env=env)


def moments(*arguments: str, env: dict[str, str]) -> list[int]:
    """Times at which a command may be killed, from its beginning to its end."""
    lived = killed(0, *arguments, env=env)
    assert lived.returncode == 0, lived.stderr
    often = int(lived.stdout.splitlines()[-1])
    assert often > _TIMES
    return sorted({1 + (often - 1) * step // (_TIMES - 1) for step in range(_TIMES)})


class Fate:
    """Counts what the process does to the disk, and kills it in time."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.count = 0

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        if event not in _TOUCHES or (event == "open" and not _writes(args)):
            return
        # What Python compiles it keeps, so the next time it touches the disk less often.
        if args and "__pycache__" in str(args[0]):
            return
        self.count += 1
        if self.count == self.number:
            os.kill(os.getpid(), signal.SIGKILL)


def _writes(args: tuple[object, ...]) -> bool:
    if isinstance(args[0], int):
        return False  # opened already
    flags = args[2] if len(args) > 2 else 0
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def main() -> None:
    """Run the command under its fate."""
    from app.cli import commands

    fate = Fate(int(sys.argv[1]))
    sys.addaudithook(fate)
    try:
        commands(sys.argv[2:], standalone_mode=False)
    finally:
        print(fate.count)


if __name__ == "__main__":
    main()
