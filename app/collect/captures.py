"""Captures: the bytes of fetched pages, as received, in WARC files (ISO 28500), written before
anything is parsed.
"""

import base64
import hashlib
import os
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO, FileIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from app.fetch import Fetched, Validators
from app.values.errors import StoreError
from app.values.program import NAME, header

_LARGEST = 100 * 2**20
_FILES_WITHIN_BOUND = 10
_KEPT = "kept"
_OF_THE_CODING = ("content-encoding", "transfer-encoding", "content-length")
_ASKED = header("Asked")


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as it was kept: the address that was asked, what came, and when."""

    asked: str
    answer: Fetched
    at: datetime


class Captures:
    """Appends captures to a file of this process' own; a crash can harm only the last record of
    that one file.

    No file is made before there is something to keep; a full one (100 MB, or a tenth of `bound`
    bytes) is followed by another, and when all are larger than `bound` together, the oldest go, but
    for what is `wanted` of them.
    """

    def __init__(
        self, folder: Path, bound: float, wanted: Callable[[], Collection[str]] = tuple
    ) -> None:
        self._folder = folder
        self._bound = bound
        self._wanted = wanted
        self._largest = min(_LARGEST, bound / _FILES_WITHIN_BOUND)
        self._lock = threading.Lock()
        self._path: Path | None = None
        self._written = 0

    def keep(self, asked: str, page: Fetched, now: datetime) -> str:
        """Write a page to disk, synced, and return where it stands: `file:offset`."""
        record = _record(asked, page, now)
        with self._lock:
            path = self._file(now)
            try:
                with open(path, "ab", buffering=0) as file:
                    offset = file.tell()
                    _write_all(file, record)
                    os.fsync(file.fileno())
                    self._written = offset + len(record)
            except OSError as error:
                raise StoreError(
                    f"the capture file {path} cannot be written: {error.strerror}"
                ) from error
        return f"{path.name}:{offset}"

    def read(self, where: str) -> Capture | None:
        """The capture that stands at `file:offset`; None when it is no longer kept or cannot be
        read.
        """
        name, _, offset = where.partition(":")
        if not offset.isdigit() or Path(name).name != name:
            return None
        return _read(self._folder / name, int(offset)) or _read(self._kept(where), 0)

    def size(self) -> int:
        """Bytes on disk."""
        return sum(size for _, size in self._files())

    def _file(self, now: datetime) -> Path:
        if self._path is None or self._written >= self._largest:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._make_room()
            stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
            self._path, self._written = self._folder / f"{NAME}-{stamp}-{os.getpid()}.warc.gz", 0
        return self._path

    def _make_room(self) -> None:
        """Delete the oldest files until there is room for a new one within the bound."""
        files = self._files()
        total = sum(size for _, size in files)
        if total + self._largest <= self._bound:
            return
        wanted = set(self._wanted())
        self._let_go(wanted)
        for path, size in files:
            if total + self._largest <= self._bound:
                return
            self._hold(path, wanted)
            path.unlink(missing_ok=True)
            total -= size

    def _hold(self, path: Path, wanted: Collection[str]) -> None:
        """Copy what is wanted of a file that goes, each capture into a file of its own."""
        for where in wanted:
            capture = self.read(where) if where.startswith(f"{path.name}:") else None
            if capture is not None:
                place = self._kept(where)
                with suppress(OSError):  # on a full disk, room is worth more than a copy
                    place.parent.mkdir(exist_ok=True)
                    place.write_bytes(_record(capture.asked, capture.answer, capture.at))

    def _let_go(self, wanted: Collection[str]) -> None:
        """Delete copies that are wanted no more."""
        places = {self._kept(where) for where in wanted}
        for path in (self._folder / _KEPT).glob(f"{NAME}-*"):
            if path not in places:
                path.unlink(missing_ok=True)

    def _kept(self, where: str) -> Path:
        """Where the copy of a capture stands."""
        return self._folder / _KEPT / f"{where.replace(':', '.')}.warc.gz"

    def _files(self) -> list[tuple[Path, int]]:
        """The capture files and their sizes, oldest first, as their names say."""
        files = []
        for path in sorted(self._folder.glob(f"{NAME}-*.warc.gz")):
            try:
                files.append((path, path.stat().st_size))
            except FileNotFoundError:
                continue  # another process made room
        return files


def _read(path: Path, offset: int) -> Capture | None:
    """The capture in a file; None when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = next(ArchiveIterator(file), None)
            if record is None or record.http_headers is None:
                return None
            return _capture(record)
    except (OSError, ArchiveLoadFailed, EOFError, ValueError, AttributeError):
        # The last of these is what warcio says of a record that breaks off in its head.
        return None


def _write_all(file: FileIO, record: bytes) -> None:
    rest = memoryview(record)
    while rest:
        rest = rest[file.write(rest) :]


def _record(asked: str, page: Fetched, now: datetime) -> bytes:
    """One gzipped response record with digests; the body is stored decoded, so the headers that
    spoke of its coding are left out.
    """
    buffer = BytesIO()
    headers = [
        (name, value)
        for name, value in page.headers
        if name.isascii() and name.lower() not in _OF_THE_CODING
    ]
    status = StatusAndHeaders(
        f"{page.status} OK",
        [*headers, ("Content-Length", str(len(page.body)))],
        protocol="HTTP/1.1",
    )
    writer = WARCWriter(buffer, gzip=True)
    date = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    about = {"WARC-Date": date} | ({_ASKED: asked} if asked != page.url else {})
    record = writer.create_warc_record(
        page.url,
        "response",
        payload=BytesIO(page.body),
        http_headers=status,
        warc_headers_dict=about,
    )
    writer.write_record(record)
    record.raw_stream.close()
    return buffer.getvalue()


def _capture(record: "ArchiveIterator") -> Capture | None:
    """The capture in a record; None when its body is not the one that was written."""
    url = record.rec_headers.get_header("WARC-Target-URI")
    headers = tuple(
        (name, value)
        for name, value in record.http_headers.headers
        if name.lower() != "content-length"
    )
    content_type = record.http_headers.get_header("Content-Type") or ""
    body = record.raw_stream.read()
    digest = base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    if record.rec_headers.get_header("WARC-Payload-Digest") != f"sha1:{digest}":
        return None
    status = int(record.http_headers.get_statuscode())
    answer = Fetched(url, status, headers, body, None, Validators(), content_type)
    at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    return Capture(record.rec_headers.get_header(_ASKED) or url, answer, at)
