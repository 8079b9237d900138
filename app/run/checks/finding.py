"""What a check found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.values.errors import NewsError

Level = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing is: `ok`, a `note` on what could be better, or `wrong`; in words, and what to
    do about it.
    """

    about: str
    level: Level
    words: str
    advice: str = ""


Check = Callable[[], Iterator[Finding]]


def carried_out(about: str, check: Check) -> list[Finding]:
    """What a check finds; that it cannot be carried out is a finding as well."""
    try:
        return list(check())
    except (NewsError, OSError) as error:
        return [Finding(about, "wrong", str(error))]
