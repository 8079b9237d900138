"""What a backup says of itself: its last part, so that one that was cut off has none."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.values.errors import BackupError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a backup: its name, its length in bytes, its SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What a backup was made of: by which `program`, of which `schema` and `engine` (sqlite or
    postgresql) its database was, `when`, and of which site.
    """

    program: str
    schema: str
    engine: str
    when: datetime
    title: str
    base_url: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup, and what it was made of."""

    origin: Origin
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """How many bytes it takes to unpack."""
        return sum(member.size for member in self.members)


def to_bytes(manifest: Manifest) -> bytes:
    """A manifest as it is written."""
    origin = asdict(manifest.origin) | {"when": manifest.origin.when.isoformat()}
    members = [asdict(member) for member in manifest.members]
    written = {"format": FORMAT, "origin": origin, "members": members}
    return json.dumps(written, ensure_ascii=False, indent=1).encode()


def from_bytes(written: bytes) -> Manifest:
    """A manifest as it was written; BackupError when it is of another kind."""
    try:
        read: dict[str, Any] = json.loads(written)
        if read["format"] > FORMAT:
            raise BackupError("it was made by a newer program: update this one")
        origin = read["origin"]
        when = datetime.fromisoformat(origin["when"])
        members = tuple(Member(**each) for each in read["members"])
        return Manifest(Origin(**origin | {"when": when}), members)
    except (ValueError, TypeError, KeyError) as error:
        raise BackupError("what it says of itself cannot be read") from error


def differences(said: Sequence[Member], found: Sequence[Member]) -> str:
    """What of a backup is not as it says; empty where all is."""
    wanted, there = ({member.name: member for member in each} for each in (said, found))
    for name in wanted.keys() - there.keys():
        return f"{name} is missing"
    for name in there.keys() - wanted.keys():
        return f"{name} does not belong there"
    return next((f"{name} was changed" for name in wanted if wanted[name] != there[name]), "")
