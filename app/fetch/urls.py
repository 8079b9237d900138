"""Which URLs may be asked for, and their one spelling."""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import quote, urljoin, urlsplit

from app.values.errors import FetchError
from app.values.program import variable

_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f]")
_NETLOC = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:@]+))(?::(?P<port>[0-9]{0,5}))?"
)
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")
_USERINFO = re.compile(r"//[^/?#]*@")
_LONGEST_NAME = 254
_LONGEST_SHOWN = 500
_KEEP = "/%:@!$&'()*+,;=~-._[]|"


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked for, spelled so that libcurl cannot read it another way than we
    do.
    """

    url: str
    scheme: str
    host: str
    port: int

    @property
    def key(self) -> str:
        """Return `host:port`, as it stands in the setting `allow_hosts`."""
        return f"{self.host}:{self.port}"


def check(url: str, allow_hosts: frozenset[str]) -> Target:
    """Return the URL to ask for, or raise FetchError (kind url or blocked)."""
    target = _parse(url)
    if target.port in _PORTS.values() or target.key in allow_hosts:
        return target
    message = (
        f"port {target.port} may not be fetched (allow it with "
        f"{variable('allow_hosts')}={target.key})"
    )
    raise FetchError(target.url, "blocked", message)


def follow(base: Target, location: str, allow_hosts: frozenset[str]) -> Target:
    """Return where a redirect leads, or raise FetchError (kind url, blocked or redirect)."""
    location = location.strip(" \t").replace(" ", "%20")
    if _UNSAFE.search(location):
        raise _bad(location, "the URL contains a control character")
    try:
        joined = urljoin(base.url, location)
    except ValueError:
        raise _bad(location, "this is not a URL") from None
    target = check(joined, allow_hosts)
    if (base.scheme, target.scheme) == ("https", "http"):
        raise FetchError(target.url, "redirect", "a redirect from https to http is not followed")
    return target


def referer(source: str, target: Target) -> str | None:
    """Return what may be told to `target` about where its link was found; never an https page to an
    http server.
    """
    try:
        origin = _parse(source)
    except FetchError:
        return None
    return None if (origin.scheme, target.scheme) == ("https", "http") else origin.url


def printable_url(url: str) -> str:
    """Return the URL fit to print: one line, not endless, no password."""
    cut = _USERINFO.sub("//***@", url)[:_LONGEST_SHOWN]
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in cut)


def _bad(url: str, message: str) -> FetchError:
    return FetchError(printable_url(url), "url", message, permanent=True)


@lru_cache(4096)
def _parse(url: str) -> Target:
    if _UNSAFE.search(url):
        raise _bad(url, "the URL contains a space or a control character")
    try:
        parts = urlsplit(url)
        path, query = _escape(parts.path), _escape(parts.query, "?")
    except ValueError:
        raise _bad(url, "this is not a URL") from None
    if parts.scheme not in _PORTS:
        raise _bad(url, "only http and https can be fetched")
    host, port = _server(url, parts.netloc, _PORTS[parts.scheme])
    shown_port = "" if port == _PORTS[parts.scheme] else f":{port}"
    address = f"{parts.scheme}://{host}{shown_port}{path or '/'}{'?' if query else ''}{query}"
    return Target(address, parts.scheme, host, port)


def _escape(text: str, also: str = "") -> str:
    # A Location header may hold any bytes; surrogateescape hands them back as they came.
    return quote(text, safe=_KEEP + also, errors="surrogateescape")


def _server(url: str, netloc: str, default: int) -> tuple[str, int]:
    if "@" in netloc:
        raise _bad(url, "a URL with a user name or password is not fetched")
    match = _NETLOC.fullmatch(netloc)
    if match is None:
        raise _bad(url, "the URL has no usable host name")
    port = int(match["port"] or default)
    if not 0 < port < 2**16:
        raise _bad(url, f"there is no port {port}")
    try:
        return _six(match["six"]) if match["six"] else _name(match["name"]), port
    except ValueError:
        raise _bad(url, "the URL has no usable host name") from None


def _six(text: str) -> str:
    IPv6Address(text)
    return f"[{text.lower()}]"


def _name(text: str) -> str:
    # The length comes first: the idna codec takes quadratic time.
    if len(text) > _LONGEST_NAME:
        raise ValueError(text)
    name = text.lower() if text.isascii() else text.encode("idna").decode("ascii").lower()
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise ValueError(name)
    return name
