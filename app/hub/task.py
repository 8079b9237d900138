"""Something to be sent, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass

from app.fetch import Reply
from app.values.errors import FetchError

Outcome = Reply | FetchError


@dataclass(frozen=True, slots=True)
class DeliveryTask:
    """One call that was claimed: `done` is told how it went, `hand_back` is called instead when the
    program stops; `closed`: networks that are not to be reached by it.
    """

    url: str
    body: bytes | None
    content_type: str
    headers: tuple[tuple[str, str], ...]
    done: Callable[[Outcome], None]
    hand_back: Callable[[], None]
    closed: frozenset[str] = frozenset()


def why(outcome: Outcome) -> str:
    """What went wrong, in words."""
    return outcome.message if isinstance(outcome, FetchError) else f"it answered {outcome.status}"
