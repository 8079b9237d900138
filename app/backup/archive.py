"""A backup as bytes: a tar archive, compressed by Zstandard, encrypted if a passphrase is given.
Its manifest stands last, with the digest of each part.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO

import zstandard

from app.backup.cipher import MAGIC, decrypting, encrypting
from app.backup.manifest import Manifest, Member, Origin, differences, from_bytes, to_bytes
from app.values.errors import BackupError

MANIFEST = "manifest.json"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
# Pictures and captures are compressed already; the database shrinks to a third at the least effort.
_LEVEL = 1
_PIECE = 1 << 20
_LONGEST_MANIFEST = 256 << 20
_FOR_ITS_OWNER = 0o600


class Writer:
    """Puts files into a backup, one after the other."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members: list[Member] = []

    def file(self, name: str, path: Path) -> None:
        """Put a file in, as long as it is now: what is added to it meanwhile is left out. One that
        is gone by now is left out, too.
        """
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            self._add(name, file, os.fstat(file.fileno()).st_size)

    def text(self, name: str, written: bytes) -> None:
        """Put a small file in."""
        self._add(name, io.BytesIO(written), len(written))

    def end(self, origin: Origin) -> Manifest:
        """Put the manifest in, which ends the backup."""
        manifest = Manifest(origin, tuple(self._members))
        self.text(MANIFEST, to_bytes(manifest))
        return manifest

    def _add(self, name: str, file: BinaryIO, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, _FOR_ITS_OWNER
        hashing = _Hashing(file)
        self._tar.addfile(info, hashing)
        self._members.append(Member(name, size, hashing.digest))


class _Hashing(io.RawIOBase):
    """A file that is read once, and its digest afterwards."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._hash.update(piece)
        return piece

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def writing(target: BinaryIO, passphrase: str) -> Iterator[Writer]:
    """A writer of a backup into `target`."""
    with ExitStack() as stack:
        inner = stack.enter_context(encrypting(target, passphrase)) if passphrase else target
        packed = stack.enter_context(
            zstandard.ZstdCompressor(level=_LEVEL).stream_writer(inner, closefd=False)
        )
        yield Writer(
            stack.enter_context(
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT, bufsize=_PIECE)
            )
        )


def read(source: BinaryIO, passphrase: str, keep: Callable[[str], BinaryIO | None]) -> Manifest:
    """Read a whole backup: each part goes into the file that `keep` gives for its name, or nowhere.

    BackupError says what is wrong with one that is broken, cut off, or none; whatever was kept of
    it must not be used then.
    """
    try:
        with _opened(source, passphrase) as tar:
            return _read(tar, keep)
    except (tarfile.TarError, zstandard.ZstdError, EOFError) as error:
        raise BackupError("it is broken, or was cut off") from error


def _read(tar: tarfile.TarFile, keep: Callable[[str], BinaryIO | None]) -> Manifest:
    found: list[Member] = []
    for info in tar:
        content = tar.extractfile(info) if info.isfile() else None
        if content is None:
            raise BackupError(f"{info.name!r} does not belong there")
        if info.name == MANIFEST:
            manifest = _manifest(content)
            if flaw := differences(manifest.members, found):
                raise BackupError(flaw)
            return manifest
        found.append(_taken(info, content, keep(info.name)))
    raise BackupError("it is cut off: its end is missing")


def _taken(info: tarfile.TarInfo, content: IO[bytes], target: BinaryIO | None) -> Member:
    digest = hashlib.sha256()
    try:
        while piece := content.read(_PIECE):
            digest.update(piece)
            if target is not None:
                target.write(piece)
        if target is not None:
            target.flush()
            os.fsync(target.fileno())
    finally:
        if target is not None:
            target.close()
    return Member(info.name, info.size, digest.hexdigest())


def _manifest(content: IO[bytes]) -> Manifest:
    written = content.read(_LONGEST_MANIFEST + 1)
    if len(written) > _LONGEST_MANIFEST:
        raise BackupError("what it says of itself is too long")
    return from_bytes(written)


@contextmanager
def _opened(source: BinaryIO, passphrase: str) -> Iterator[tarfile.TarFile]:
    begin = source.read(len(MAGIC))
    with ExitStack() as stack:
        if begin == MAGIC:
            if not passphrase:
                raise BackupError("it is encrypted, and no passphrase is set")
            inner: BinaryIO = stack.enter_context(decrypting(source, passphrase))
        elif begin.startswith(_ZSTANDARD):
            source.seek(0)
            inner = source
        else:
            raise BackupError("it is no backup of this program")
        plain = zstandard.ZstdDecompressor().stream_reader(inner, closefd=False)
        yield stack.enter_context(tarfile.open(fileobj=plain, mode="r|", bufsize=_PIECE))
