"""Signs of life that the processes of one service share: what its doors refused, and what has
stopped working.
"""

from collections.abc import Mapping
from ctypes import c_char, c_uint64
from multiprocessing.sharedctypes import RawArray
from typing import Literal

Refusal = Literal["too_large", "connections", "streams", "busy"]
Lateness = Literal["head", "body", "answer"]

REFUSALS: tuple[Refusal, ...] = ("too_large", "connections", "streams", "busy")
LATENESSES: tuple[Lateness, ...] = ("head", "body", "answer")
_EVENTS: tuple[Refusal | Lateness, ...] = (*REFUSALS, *LATENESSES)
_LONGEST_WORDS = 400


class Signs:
    """Counters with one writer each (a thread of a web worker), and words with one (the process
    above them).

    It holds no lock, since a process that is killed would take one along; it is handed to a process
    when that is made.
    """

    def __init__(self, writers: int = 1) -> None:
        self._counts = RawArray(c_uint64, writers * len(_EVENTS))
        self._words = RawArray(c_char, _LONGEST_WORDS + 1)

    def count(self, event: Refusal | Lateness, writer: int = 0) -> None:
        """One more of an event; `writer` is the worker's own number, from 0."""
        self._counts[writer * len(_EVENTS) + _EVENTS.index(event)] += 1

    def counts(self) -> Mapping[Refusal | Lateness, int]:
        """How often each event came, since the service started, in all its workers."""
        numbers = list(self._counts)
        return {event: sum(numbers[place :: len(_EVENTS)]) for place, event in enumerate(_EVENTS)}

    @property
    def fault(self) -> str:
        """What has stopped working in the process above the web, in words; empty when nothing
        has.
        """
        return self._words.value.decode(errors="ignore")

    @fault.setter
    def fault(self, words: str) -> None:
        self._words.value = words.encode()[:_LONGEST_WORDS]
