"""Content codings, decoded while they stream, so that a small bomb never becomes a large one in
memory.

libcurl could decode, but takes a stream that breaks off for a whole one.

Decision 0027.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

_PIECE = 64 * 1024
_MOST_CODINGS = 2
_WRAPPING = 2
_GZIP = b"\x1f\x8b"


class Garbled(Exception):
    """The bytes are not in the coding that they are said to be in, or in one that nobody asked
    for.
    """


def unpacked(body: bytes, most: int) -> bytes:
    """A document that was sent as a gzip file, as sitemaps are, unpacked; as it is, if it is none,
    or broken, or would be larger than `most` bytes.
    """
    if not body.startswith(_GZIP):
        return body
    decoder, plain = Decoder("gzip"), bytearray()
    try:
        for piece in decoder.feed(body):
            plain += piece
            if len(plain) > most:
                return body
    except Garbled:
        return body
    return bytes(plain) if decoder.whole else body


class _Coding(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]: ...

    @property
    def whole(self) -> bool: ...


class Decoder:
    """Undoes the codings of one answer, the last applied first; what it yields are pieces of at
    most 64 KB.
    """

    def __init__(self, content_encoding: str) -> None:
        names = [
            name
            for name in re.split(r"[\s,]+", content_encoding.lower())
            if name not in ("", "identity")
        ]
        if len(names) > _MOST_CODINGS:
            raise Garbled(content_encoding)
        self._codings = [_coding(name) for name in reversed(names)]
        self._fed = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to; raises Garbled."""
        self._fed = self._fed or bool(data)
        return self._through(data, 0)

    @property
    def whole(self) -> bool:
        """Tell whether every coding came to its end; an empty body has nothing to end."""
        return not self._fed or all(coding.whole for coding in self._codings)

    def _through(self, data: bytes, at: int) -> Iterator[bytes]:
        if at == len(self._codings):
            yield data
            return
        for piece in self._codings[at].feed(data):
            yield from self._through(piece, at + 1)


def _coding(name: str) -> _Coding:
    if name in ("gzip", "x-gzip", "deflate"):
        return _Zlib(deflate=name == "deflate")
    if name == "br":
        return _Brotli()
    raise Garbled(name)


class _Zlib:
    """Gzip, of one member or several, and what is called deflate: with the zlib wrapping that RFC
    9110 asks for, or without.
    """

    def __init__(self, *, deflate: bool) -> None:
        self._deflate = deflate
        self._unzip = zlib.decompressobj(zlib.MAX_WBITS + 16)
        self._head: bytes | None = b"" if deflate else None

    @property
    def whole(self) -> bool:
        return self._unzip.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._head is not None:
            data = self._begin(self._head + data)
        while data:
            if self._unzip.eof:
                if self._deflate or not data.startswith(_GZIP):
                    return  # padding after the end
                self._unzip = zlib.decompressobj(zlib.MAX_WBITS + 16)
            try:
                piece = self._unzip.decompress(data, _PIECE)
            except zlib.error as error:
                raise Garbled(str(error)) from error
            data = self._unzip.unconsumed_tail or self._unzip.unused_data
            if piece:
                yield piece
            elif not data and not self._unzip.eof:
                return
        while not self._unzip.eof and (piece := self._more()):
            yield piece

    def _more(self) -> bytes:
        """What is decoded already and only waits to be taken, once all input is."""
        try:
            return self._unzip.decompress(b"", _PIECE)
        except zlib.error as error:
            raise Garbled(str(error)) from error

    def _begin(self, head: bytes) -> bytes:
        """Tell the two kinds of deflate apart by the wrapping's two bytes (RFC 1950, 2.2); return
        what is ready to be decoded.
        """
        if len(head) < _WRAPPING:
            self._head = head
            return b""
        wrapped = (
            head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:_WRAPPING], "big") % 31 == 0
        )
        self._unzip = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        self._head = None
        return head


class _Brotli:
    def __init__(self) -> None:
        self._unpack = brotli.Decompressor()

    @property
    def whole(self) -> bool:
        return bool(self._unpack.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            while not self._unpack.is_finished():
                piece = self._unpack.process(data, output_buffer_limit=_PIECE)
                data = b""
                if not piece:
                    return
                yield piece
        except brotli.error as error:
            raise Garbled(str(error)) from error
