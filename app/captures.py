"""Captures: the bytes of fetched pages, as received, in WARC files (ISO 28500), written before anything is parsed."""

import os
import threading
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from app.errors import StoreError
from app.fetch import Fetched

_LARGEST = 100 * 2**20


class Captures:
    """Appends captures to a file of this process' own; a crash can harm only the last record of that one file.

    No file is made before there is something to keep; a full one (100 MB) is followed by another.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._path: Path | None = None

    def keep(self, page: Fetched, now: datetime) -> str:
        """Write a page to disk, synced, and return where it stands: `file:offset`."""
        record = _record(page, now)
        with self._lock:
            path = self._file(now)
            try:
                with path.open("ab") as file:
                    offset = file.tell()
                    file.write(record)
                    file.flush()
                    os.fsync(file.fileno())
            except OSError as error:
                raise StoreError(f"the capture file {path} cannot be written: {error.strerror}") from error
        return f"{path.name}:{offset}"

    def _file(self, now: datetime) -> Path:
        if self._path is None or (self._path.exists() and self._path.stat().st_size >= _LARGEST):
            self._folder.mkdir(parents=True, exist_ok=True)
            stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
            self._path = self._folder / f"harbin-{stamp}-{os.getpid()}.warc.gz"
        return self._path


def _record(page: Fetched, now: datetime) -> bytes:
    """One gzipped response record; the body is stored decoded, so the headers that spoke of its coding are left out."""
    buffer = BytesIO()
    headers = [
        (name, value) for name, value in page.headers if name.lower() not in ("content-encoding", "transfer-encoding", "content-length")
    ]
    status = StatusAndHeaders(f"{page.status} OK", [*headers, ("Content-Length", str(len(page.body)))], protocol="HTTP/1.1")
    writer = WARCWriter(buffer, gzip=True)
    date = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    record = writer.create_warc_record(
        page.url, "response", payload=BytesIO(page.body), http_headers=status, warc_headers_dict={"WARC-Date": date}
    )
    writer.write_record(record)
    record.raw_stream.close()
    return buffer.getvalue()
