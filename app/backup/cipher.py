"""Encryption with a passphrase, by age (https://age-encryption.org/v1).

A file begins with a line of ours, then an age file in letters that holds a key and opens with the
passphrase, then an age file in bytes that opens with that key: so the length of what is encrypted
need not be known, and the tool `age` opens both parts.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

import pyrage

from app.values.errors import BackupError
from app.values.program import NAME

MAGIC = (
    f"{NAME} backup, encrypted by age: first the key, which opens with the passphrase\n".encode()
)
_END = b"-----END AGE ENCRYPTED FILE-----\n"
_LONGEST_LINE, _MOST_LINES = 200, 50


@contextmanager
def encrypting(target: BinaryIO, passphrase: str) -> Iterator[BinaryIO]:
    """What is written to this goes encrypted into `target`."""
    identity = pyrage.x25519.Identity.generate()
    target.write(MAGIC)
    target.write(pyrage.passphrase.encrypt(str(identity).encode(), passphrase, armored=True))
    source, ours = _pipe()
    pump = _Pump(lambda: pyrage.encrypt_io(source, target, [identity.to_public()]), source)
    try:
        yield ours
        ours.close()
        pump.join()
    except BrokenPipeError:
        pump.join()  # says why nobody reads any more
        raise
    finally:
        with suppress(OSError):
            ours.close()


@contextmanager
def decrypting(source: BinaryIO, passphrase: str) -> Iterator[BinaryIO]:
    """What `source` holds behind its first line, in clear; BackupError where the passphrase does
    not open it.
    """
    identity = _identity(source, passphrase)
    ours, target = _pipe()
    pump = _Pump(lambda: pyrage.decrypt_io(source, target, [identity]), target)
    try:
        yield ours
    finally:
        # Whoever has read enough leaves the rest, and sees by himself what is missing.
        ours.close()
        pump.wait()


def _identity(source: BinaryIO, passphrase: str) -> pyrage.x25519.Identity:
    lines = []
    for _ in range(_MOST_LINES):
        lines.append(source.readline(_LONGEST_LINE))
        if lines[-1] == _END:
            break
    try:
        secret = pyrage.passphrase.decrypt(b"".join(lines), passphrase)
        return pyrage.x25519.Identity.from_str(secret.decode())
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
        raise BackupError("it does not open with this passphrase") from error


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    read_end, write_end = os.pipe()
    return os.fdopen(read_end, "rb"), os.fdopen(write_end, "wb")


class _Pump:
    """Work on one end of a pipe in a thread of its own; the end is closed when it is done."""

    def __init__(self, work: Callable[[], None], end: BinaryIO) -> None:
        self._work = work
        self._end = end
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="backup-cipher", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait until it is done; BackupError says why it could not be."""
        self.wait()
        if self._error is not None:
            raise BackupError(f"it could not be encrypted: {self._error}") from self._error

    def wait(self) -> None:
        """Wait until it is done, or has noticed that nobody is at the other end."""
        self._thread.join()

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001  raised in the thread that joins
            self._error = error
        finally:
            with suppress(OSError):
                self._end.close()
