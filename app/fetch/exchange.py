"""One request and its answer on one libcurl handle, within limits."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

import pycurl

from app.fetch.answer import Call, Limits, Validators
from app.fetch.coding import Decoder, Garbled
from app.fetch.guard import forbidden
from app.fetch.head import Head
from app.fetch.urls import Target, referer
from app.values.quotas import network_of

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_ERROR_PAGE_BYTES = 64 * 1024
_LONGEST_VALIDATOR = 1024
_STOP = 0
_NONE = Validators()


@dataclass(frozen=True, slots=True)
class Request:
    """All that one hop needs to know."""

    target: Target
    user_agent: str
    referer: str | None
    validators: Validators
    limits: Limits
    allow_hosts: frozenset[str]
    gap: float = 0
    permit: Callable[[str], object] | None = None
    call: Call | None = None


class Exchange:
    """What libcurl calls back into; it keeps what came, from which address, and why it was stopped.
    `seconds` is what is left of the time for all hops.
    """

    def __init__(self, request: Request, validators: Validators, seconds: float) -> None:
        self.request = request
        self.validators = validators
        self.seconds = seconds
        self.head = Head()
        self.body = bytearray()
        self.refused: tuple[str, str] | None = None
        self.closed = ""
        self.address = ""
        self._sockets: list[socket.socket] = []
        self.too_large = ""
        self.garbled = False
        self._received = 0
        self._decoder: Decoder | None = None

    def open_socket(self, purpose: int, address: pycurl.CurlSockAddr) -> socket.socket | int:
        """Make the socket for this very address, or refuse; nothing can be resolved again after
        this.
        """
        host = str(address.addr[0])
        allowed = self.request.target.key in self.request.allow_hosts
        reason = None if allowed else forbidden(host)
        if reason is not None:
            self.refused = (host, reason)
            return pycurl.SOCKET_BAD
        if self.request.call is not None and network_of(host) in self.request.call.closed:
            self.closed = host
            return pycurl.SOCKET_BAD
        try:
            made = socket.socket(address.family, address.socktype, address.protocol)
        except OSError:
            return pycurl.SOCKET_BAD
        self._sockets.append(made)
        self.address = host
        return made

    @property
    def connecting(self) -> bool:
        """Tell whether any address was allowed to be tried."""
        return bool(self._sockets)

    def finish(self) -> None:
        """Close our own copies of the sockets; pycurl works with duplicates of them."""
        for made in self._sockets:
            made.close()

    def take_header(self, line: bytes) -> int:
        """Keep a header line."""
        self.head.feed(line)
        if self.head.size <= self.request.limits.header_bytes:
            return len(line)
        self.too_large = f"the headers are larger than {size(self.request.limits.header_bytes)}"
        return _STOP

    def take_body(self, piece: bytes) -> int:
        """Decode and keep a piece of the body; the page of an error or redirect is only let pass,
        for the connection.
        """
        self._received += len(piece)
        if self.request.call is not None:
            return self._sip(piece)
        if not self.head.ok:
            return len(piece) if self._received <= _ERROR_PAGE_BYTES else _STOP
        if self._received > self.request.limits.wire_bytes:
            self.too_large = f"more than {size(self.request.limits.wire_bytes)} were sent"
            return _STOP
        try:
            return len(piece) if self._decode(piece) else _STOP
        except Garbled:
            self.garbled = True
            return _STOP

    def usable(self, code: int) -> bool:
        """Tell whether the answer can be used, however libcurl says that it ended.

        It is content with half a head; and a redirect, an error or what a call is answered has said
        all in its head.
        """
        return self.head.complete and (
            code == pycurl.E_OK or not self.head.ok or self.request.call is not None
        )

    @property
    def whole(self) -> bool:
        """Tell whether the codings of the body came to their end."""
        return self._decoder is None or self._decoder.whole

    def _sip(self, piece: bytes) -> int:
        """Keep the beginning; how much more there is says nothing about how a call went."""
        self.body += piece[: max(0, self.request.limits.body_bytes - len(self.body))]
        return len(piece) if self._received <= self.request.limits.wire_bytes else _STOP

    def _decode(self, piece: bytes) -> bool:
        if self._decoder is None:
            self._decoder = Decoder(self.head.codings)
        for plain in self._decoder.feed(piece):
            if len(self.body) + len(plain) > self.request.limits.body_bytes:
                self.too_large = (
                    f"the document is larger than {size(self.request.limits.body_bytes)}"
                )
                return False
            self.body += plain
        return True


def size(count: int) -> str:
    """Return a number of bytes in words."""
    return f"{count / 2**20:g} MB" if count >= 2**20 else f"{count / 1024:g} KB"


def prepare(handle: pycurl.Curl, exchange: Exchange) -> None:
    """Set every option of a handle that was reset."""
    _set_safety(handle)
    if exchange.request.target.scheme == "https":
        _set_certificates(handle)
    if exchange.request.call is None:
        _set_request(handle, exchange.request, exchange.validators)
    else:
        _set_call(handle, exchange.request, exchange.request.call)
    _set_limits(handle, exchange.request.limits, exchange.seconds)
    handle.setopt(pycurl.OPENSOCKETFUNCTION, exchange.open_socket)
    handle.setopt(pycurl.HEADERFUNCTION, exchange.take_header)
    handle.setopt(pycurl.WRITEFUNCTION, exchange.take_body)


def _set_safety(handle: pycurl.Curl) -> None:
    handle.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
    handle.setopt(pycurl.FOLLOWLOCATION, 0)
    handle.setopt(pycurl.PROXY, "")
    handle.setopt(pycurl.NETRC, 0)
    handle.setopt(pycurl.NOSIGNAL, 1)
    handle.setopt(pycurl.SSL_VERIFYPEER, 1)
    handle.setopt(pycurl.SSL_VERIFYHOST, 2)


def _set_certificates(handle: pycurl.Curl) -> None:
    # The libcurl in the wheel looks for certificates where its own builder had them.
    paths = ssl.get_default_verify_paths()
    if paths.cafile:
        handle.setopt(pycurl.CAINFO, paths.cafile)
    if paths.capath:
        handle.setopt(pycurl.CAPATH, paths.capath)


def _set_request(handle: pycurl.Curl, request: Request, validators: Validators) -> None:
    handle.setopt(pycurl.URL, request.target.url)
    handle.setopt(pycurl.USERAGENT, request.user_agent)
    source = referer(request.referer, request.target) if request.referer else None
    if source:
        handle.setopt(pycurl.REFERER, source)
    conditions = (
        ("If-None-Match", validators.etag),
        ("If-Modified-Since", validators.last_modified),
    )
    lines = [
        f"Accept: {_ACCEPT}",
        "Accept-Encoding: gzip, br",
        *(f"{name}: {value}" for name, value in conditions if value),
    ]
    handle.setopt(pycurl.HTTPHEADER, lines)


def _set_call(handle: pycurl.Curl, request: Request, call: Call) -> None:
    handle.setopt(pycurl.URL, request.target.url)
    handle.setopt(pycurl.USERAGENT, request.user_agent)
    headers = list(call.headers)
    if call.body is not None:
        handle.setopt(pycurl.POST, 1)
        handle.setopt(pycurl.POSTFIELDS, call.body)
        headers.append(("Content-Type", call.content_type))
    # Without the second line libcurl waits for a "100 Continue" before it sends a large body.
    lines = ["Accept: */*", "Expect:", *(f"{name}: {value}" for name, value in headers)]
    handle.setopt(pycurl.HTTPHEADER, [line.encode() for line in lines])


def _set_limits(handle: pycurl.Curl, limits: Limits, seconds: float) -> None:
    handle.setopt(pycurl.TIMEOUT_MS, max(1, round(seconds * 1000)))
    handle.setopt(
        pycurl.CONNECTTIMEOUT_MS, max(1, round(min(limits.connect_seconds, seconds) * 1000))
    )
    handle.setopt(pycurl.LOW_SPEED_LIMIT, limits.slow_bytes_per_second)
    handle.setopt(pycurl.LOW_SPEED_TIME, limits.slow_seconds)
    # This also refuses what is announced; the exact limits are in Exchange.
    handle.setopt(pycurl.MAXFILESIZE_LARGE, max(limits.wire_bytes, limits.body_bytes))


def sendable(given: Validators) -> Validators:
    """Return the validators without what cannot stand in a header line."""
    return Validators(_line(given.etag), _line(given.last_modified)) if given != _NONE else given


def _line(value: str | None) -> str | None:
    plain = (
        value is not None
        and value.isascii()
        and value.isprintable()
        and len(value) <= _LONGEST_VALIDATOR
    )
    return value if plain and value and value.strip() else None
