"""What goes over the pipes: a few words as JSON and the bytes of a document, both after their
lengths.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

LENGTHS = struct.Struct(">II")
_LONGEST_WORDS = 2**20


class Broken(Exception):
    """The other side is gone, or says what nobody understands."""


@dataclass(frozen=True, slots=True)
class Message:
    """`words` say what it is ("is") and the rest."""

    words: Mapping[str, Any]
    body: bytes = b""

    @property
    def kind(self) -> str:
        """What it is."""
        return str(self.words.get("is", ""))

    def text(self, name: str) -> str:
        """One of its words; "" for none."""
        return str(self.words.get(name, ""))


def packed(message: Message) -> bytes:
    """A message as it goes over the pipe."""
    words = json.dumps(dict(message.words)).encode()
    return LENGTHS.pack(len(words), len(message.body)) + words + message.body


def unpacked(words: bytes, body: bytes) -> Message:
    """A message as it came. Broken."""
    try:
        read = json.loads(words)
    except ValueError as error:
        raise Broken from error
    if not isinstance(read, dict):
        raise Broken
    return Message(read, body)


def read_from(pipe: BinaryIO, most: int) -> Message:
    """The next message, whose body has at most so many bytes. Broken."""
    words, body = LENGTHS.unpack(_exactly(pipe, LENGTHS.size))
    if words > _LONGEST_WORDS or body > most:
        raise Broken
    return unpacked(_exactly(pipe, words), _exactly(pipe, body))


def _exactly(pipe: BinaryIO, count: int) -> bytes:
    try:
        data = pipe.read(count)
    except (OSError, ValueError) as error:
        raise Broken from error
    if len(data) != count:
        raise Broken
    return data
