"""The passphrase that backups are encrypted with, from the file that a setting names."""

from app.values.errors import SettingError
from app.values.program import variable
from app.values.settings import Settings

_SHORTEST, _LONGEST = 12, 1_000


def passphrase_of(settings: Settings) -> str:
    """The passphrase; empty where none is set. SettingError where its file cannot be used."""
    path = settings.backup_passphrase_file
    if path is None:
        return ""
    try:
        with path.open(encoding="utf-8") as file:
            passphrase = file.read(_LONGEST + 2).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise _wrong(f"cannot read {path}: {reason}") from error
    if not _SHORTEST <= len(passphrase) <= _LONGEST or "\n" in passphrase:
        raise _wrong(f"{path} must hold one line of {_SHORTEST} to {_LONGEST} characters")
    return passphrase


def _wrong(message: str) -> SettingError:
    return SettingError(variable("backup_passphrase_file"), message)
