"""libcurl's errors in words for a newspaper person."""

import errno
import os
from http.client import responses

import pycurl

from app.fetch.exchange import Exchange, size
from app.values.errors import FailureKind, FetchError, Stopping
from app.values.program import variable

_TLS = frozenset(
    {
        pycurl.E_SSL_CONNECT_ERROR,
        pycurl.E_PEER_FAILED_VERIFICATION,
        pycurl.E_SSL_CERTPROBLEM,
        pycurl.E_SSL_CIPHER,
        pycurl.E_SSL_CACERT_BADFILE,
        pycurl.E_SSL_ISSUER_ERROR,
        pycurl.E_SSL_INVALIDCERTSTATUS,
        pycurl.E_SSL_ENGINE_INITFAILED,
    }
)
_TOO_LARGE = 100  # CURLE_TOO_LARGE, which pycurl has no name for
_GONE = frozenset({404, 410, 451})


def answered(url: str, status: int, retry_after: float | None) -> FetchError:
    """Return the error for an answer that is no document."""
    message = f"the server answered {status} {responses.get(status, '')}".rstrip()
    return FetchError(
        url, "status", message, status=status, permanent=status in _GONE, retry_after=retry_after
    )


def stopping(url: str) -> FetchError:
    """Return the error for a fetch that the end of the program cut short."""
    return Stopping(url)


def failed(exchange: Exchange, handle: pycurl.Curl, code: int, detail: str) -> FetchError:
    """Return the error for an exchange that did not end well."""
    url = exchange.request.target.url
    kind, message = (
        _own(exchange) or _before(exchange, handle, code, detail) or _during(exchange, code)
    )
    status, address = exchange.head.status or None, exchange.address
    return FetchError(url, kind, message, status=status, address=address)


def _own(exchange: Exchange) -> tuple[FailureKind, str] | None:
    """Explain what we stopped ourselves."""
    if exchange.too_large:
        return "too-large", exchange.too_large
    if exchange.garbled:
        return "encoding", "the answer is compressed in a way that cannot be read"
    if exchange.closed and not exchange.connecting:
        return "blocked", f"{exchange.closed} has been asked as often as one machine is in an hour"
    if exchange.refused and not exchange.connecting:
        address, reason = exchange.refused
        allow = f"allow it with {variable('allow_hosts')}={exchange.request.target.key}"
        return "blocked", f"the address {address} is {reason} and may not be fetched ({allow})"
    return None


def _before(
    exchange: Exchange, handle: pycurl.Curl, code: int, detail: str
) -> tuple[FailureKind, str] | None:
    """Explain what went wrong before an answer came, and every timeout."""
    if code == pycurl.E_COULDNT_RESOLVE_HOST:
        return "dns", "no such host"
    if code == pycurl.E_COULDNT_CONNECT:
        return "connect", _connection(int(handle.getinfo(pycurl.OS_ERRNO)))
    if code in _TLS:
        return "tls", f"no secure connection: {' '.join(detail.split())}"
    if code == pycurl.E_OPERATION_TIMEDOUT:
        return "timeout", _timeout(exchange, handle, "too slow" in detail)
    return None


def _connection(number: int) -> str:
    if number == errno.ECONNREFUSED:
        return "the connection was refused"
    return f"no connection ({os.strerror(number)})" if number else "no connection"


def _timeout(exchange: Exchange, handle: pycurl.Curl, slow: bool) -> str:
    limits = exchange.request.limits
    if slow:
        return f"the server sent next to nothing for {limits.slow_seconds} s"
    if exchange.head.status:
        return f"the answer was not complete within {limits.total_seconds:g} s"
    if not handle.getinfo(pycurl.PRETRANSFER_TIME) and exchange.seconds > limits.connect_seconds:
        return f"no connection within {limits.connect_seconds:g} s"
    return f"no answer within {limits.total_seconds:g} s"


def _during(exchange: Exchange, code: int) -> tuple[FailureKind, str]:
    """Explain what went wrong with the answer itself."""
    if code == _TOO_LARGE:
        return (
            "too-large",
            f"the headers are larger than {size(exchange.request.limits.header_bytes)}",
        )
    if code == pycurl.E_FILESIZE_EXCEEDED:
        limits = exchange.request.limits
        return (
            "too-large",
            f"the document is larger than {size(max(limits.wire_bytes, limits.body_bytes))}",
        )
    if code == pycurl.E_BAD_CONTENT_ENCODING:
        return "encoding", "the answer is compressed in a way that cannot be read"
    if exchange.head.status:
        return "truncated", "the answer broke off before its end"
    if code == pycurl.E_GOT_NOTHING:
        return "truncated", "the server closed the connection without an answer"
    return "connect", "the server did not answer in HTTP"
