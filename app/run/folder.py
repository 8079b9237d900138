"""The data folder: for its owner alone, with the mark that stands in the database too.

Decision 0103.
"""

import os
import stat
from pathlib import Path

from app.values.errors import SettingError
from app.values.program import NAME, variable

MARK = "mark"
KEY = "secret_key"
PICTURES = "pictures"
_OURS = (MARK, KEY, f"{NAME}.db")
_OWNER_ALONE = 0o700
_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_folder(folder: Path) -> None:
    """Make the data folder, and close it to others; SettingError when it cannot be made."""
    try:
        folder.mkdir(_OWNER_ALONE, parents=True, exist_ok=True)
        if _is_ours(folder) and folder.stat().st_mode & _FOR_OTHERS:
            folder.chmod(_OWNER_ALONE)
    except OSError as error:
        raise SettingError(
            variable("data_dir"), f"the folder {folder} cannot be made: {error.strerror}"
        ) from error


def read(path: Path) -> str:
    """What stands in a small file; nothing where there is none."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""


def keep(path: Path, text: str) -> None:
    """Write a small file for its owner alone: all of it or nothing, and on disk when this
    returns.
    """
    new = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    rename(new, path)


def rename(old: Path, new: Path) -> None:
    """Give a file another name, for good when this returns."""
    old.replace(new)
    sync(new.parent)


def sync(folder: Path) -> None:
    """See that what was renamed, made or deleted in a folder stays so."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def has_pictures(folder: Path) -> bool:
    """Whether pictures lie in a data folder."""
    return any(path.is_file() for path in (folder / PICTURES).rglob("*"))


def _is_ours(folder: Path) -> bool:
    """Whether a folder is for this program alone: somebody's home or /tmp, named by mistake, is
    not.
    """
    if folder.stat().st_uid != os.geteuid():
        return False
    return not any(folder.iterdir()) or any((folder / name).exists() for name in _OURS)
