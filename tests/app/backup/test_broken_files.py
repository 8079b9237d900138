"""What is no backup, or none that is whole, is told from one that is, and nothing is done with it."""

import io
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from app.backup.archive import writing
from app.backup.making import DATABASE, moment_of, name_at
from app.backup.manifest import FORMAT, Manifest, Origin, from_bytes, to_bytes
from app.backup.unpacking import unpacked, verify
from app.values.errors import BackupError
from tests.databases import copy_of_schema

ORIGIN = Origin(
    "1.0", "0025", "sqlite", datetime(2026, 11, 30, tzinfo=UTC), "News", "https://a.example"
)
PASSPHRASE = "a passphrase for tests"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    copy_of_schema(tmp_path / "whole.db")
    return tmp_path / "whole.db"


def packed(*members: tuple[str, Path], passphrase: str = "") -> bytes:
    """A backup that holds these files."""
    target = io.BytesIO()
    with writing(target, passphrase) as writer:
        for name, path in members:
            writer.file(name, path)
        writer.end(ORIGIN)
    return target.getvalue()


def refused(tmp_path: Path, content: bytes, passphrase: str = "") -> str:
    """Why a file is refused; nothing of it is left anywhere."""
    path, scratch = tmp_path / "file", tmp_path / "scratch"
    path.write_bytes(content)
    scratch.mkdir()
    with pytest.raises(BackupError) as refusal:
        verify(path, passphrase, scratch)
    with pytest.raises(BackupError), unpacked(path, passphrase, scratch):
        pytest.fail("it was unpacked")
    assert [*scratch.iterdir()] == []
    return str(refusal.value)


def tarred(*members: tarfile.TarInfo) -> bytes:
    """An archive that was made by something else."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(bytes(member.size)))
    return zstandard.compress(plain.getvalue())


def test_one_that_is_whole_is_unpacked(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(packed((DATABASE, database)))
    assert verify(path, "", tmp_path).origin == ORIGIN
    with unpacked(path, "", tmp_path) as content:
        assert content.database.read_bytes() == database.read_bytes()


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_wherever_it_is_cut_off_or_changed_it_is_refused(
    tmp_path_factory: pytest.TempPathFactory, database: Path, passphrase: str
) -> None:
    whole = packed((DATABASE, database), passphrase=passphrase)
    for share in (0.01, 0.5, 0.99):
        cut = whole[: int(len(whole) * share)]
        refused(tmp_path_factory.mktemp("cut"), cut, passphrase)
    for share in (0.3, 0.9):
        at = int(len(whole) * share)
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        refused(tmp_path_factory.mktemp("changed"), changed, passphrase)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no backup of this program"),
        (b"PK\x03\x04 something else", "no backup of this program"),
        (zstandard.compress(b"no archive"), "broken, or was cut off"),
        (tarred(), "its end is missing"),
        (tarred(tarfile.TarInfo("../escaped")), "'../escaped' does not belong there"),
        (tarred(tarfile.TarInfo("/etc/passwd")), "does not belong there"),
        (tarred(tarfile.TarInfo("pictures/../../escaped")), "does not belong there"),
        (tarred(tarfile.TarInfo("something.else")), "does not belong there"),
    ],
)
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(BackupError, match=words), unpacked(path, "", tmp_path):
        pytest.fail("it was unpacked")
    assert [*tmp_path.iterdir()] == [path]


def test_a_link_is_no_file(tmp_path: Path) -> None:
    link = tarfile.TarInfo("pictures/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc"
    path = tmp_path / "file"
    path.write_bytes(tarred(link))
    with pytest.raises(BackupError, match="does not belong there"), unpacked(path, "", tmp_path):
        pytest.fail("it was unpacked")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(b"no database"), "it is no database"),
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "is broken"),
    ],
)
def test_a_broken_database_in_a_whole_backup_is_refused(
    tmp_path: Path, database: Path, spoil: Callable[[Path], object], words: str
) -> None:
    spoil(database)
    assert words in refused(tmp_path, packed((DATABASE, database)))


def test_a_backup_without_a_database_is_refused(tmp_path: Path) -> None:
    mark = tmp_path / "a mark"
    mark.write_text("mark")
    assert "holds no database" in refused(tmp_path, packed(("mark", mark)))


@pytest.mark.parametrize(("path", "words"), [("nothing/here", "cannot read"), (".", "is a folder")])
def test_what_is_no_file_is_one_line(tmp_path: Path, path: str, words: str) -> None:
    with pytest.raises(BackupError, match=words):
        verify(tmp_path / path, "", tmp_path)


def test_a_manifest_of_a_newer_program_is_refused() -> None:
    written = to_bytes(Manifest(ORIGIN, ()))
    assert from_bytes(written) == Manifest(ORIGIN, ())
    newer = written.replace(f'"format": {FORMAT}'.encode(), f'"format": {FORMAT + 1}'.encode())
    with pytest.raises(BackupError, match="a newer program"):
        from_bytes(newer)
    for other in (b"{}", b"[]", b"no json", b'{"format": "1"}'):
        with pytest.raises(BackupError, match="cannot be read"):
            from_bytes(other)


def test_names_tell_when_backups_were_made() -> None:
    for encrypted in (True, False):
        name = name_at(ORIGIN.when, encrypted=encrypted)
        assert moment_of(name) == ORIGIN.when
    for other in (
        "harbin.db",
        "notes.tar.zst",
        "harbin-20261130-000000.zip",
        "harbin-2026.tar.zst",
    ):
        assert moment_of(other) is None
