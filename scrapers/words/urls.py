"""Canonical URLs: what makes two addresses the same page."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

_TRACKING = re.compile(
    r"(?i)^(utm_\w+|share_?(?:token|from|source|medium)|fbclid|gclid|dclid|msclkid|mc_[ce]id|spm|scm|igshid|yclid|_hs\w+|from|share\w*|ref|src)$"
)
_SHARED = re.compile(r"(?i)share_?(?:token|from|source|medium)")
_APPS = frozenset(
    "timeline singlemessage groupmessage message h5 app wap weixin wechat qq qzone weibo".split()
)
# What no step of the long way would change.
_PLAIN = re.compile(
    r"https?://[a-z0-9]+(?:[.-][a-z0-9]+)*(?::(?:[1-5][0-9]{4}|[1-9][0-9]{0,3}))?/[A-Za-z0-9._~!$()*+,;=@/-]*(?:\?[A-Za-z0-9._~!$()*+,;=@/?&-]+)?"
)
# Of these, what is canonical as it stands: no query, no port that a scheme implies.
_CANONICAL = re.compile(r"https?://[^/:?]+(?::(?!80/|443/)[0-9]+)?/[^?]*")
_STATIC = re.compile(r"(?i)\.s?html?$")
# Parameters that make an address another one so that it is fetched anew, anywhere and behind the
# names of files; seconds or milliseconds since 1970, and what Math.random() gives.
_FRESH = re.compile(
    r"(?i)_|_?(?:rnd|rand|random)(?:om)?|no_?cache|cache_?bust(?:er)?|cb|_t|_ts|timestamp"
)
_FRESH_FILE = re.compile(_FRESH.pattern + r"|t|ts|time|v|ver|r")
_MOMENT = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")
_CHANCE = re.compile(r"0\.[0-9]{4,20}")
_BREAKS = re.compile(r"[\t\r\n]")
_BEHIND_PATH = re.compile(r"[?#]")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def absolute(href: str, base: str) -> str:
    """Resolve `href` against `base`; empty unless the result is http or https with a host."""
    href = _as_browsers_read(href.strip())
    try:
        # Most links are whole, or begin at the root; joining by the book takes ten times as long
        # and changes nothing about these.
        joined = _origin(base) + href if href[:1] == "/" != href[1:2] else href
        if _PLAIN.fullmatch(joined) and "/." not in joined and ";" not in joined:
            return joined
        joined = urljoin(base, href)
        if _PLAIN.fullmatch(joined):
            return joined
        url = safe_url_string(joined)
        parts = urlsplit(url)
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.username is None
        _ = parts.port
    except (ValueError, UnicodeError):
        return ""
    return url if usable else ""


def _as_browsers_read(href: str) -> str:
    """An address without the line breaks and tabs within it, and with slashes for backslashes
    before its query, as the URL Standard has it.
    """
    if href.isprintable() and "\\" not in href:
        return href
    plain = _BREAKS.sub("", href)
    end = _BEHIND_PATH.search(plain)
    at = end.start() if end else len(plain)
    return plain[:at].replace("\\", "/") + plain[at:]


@lru_cache(64)
def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


def canonical(href: str, base: str = "") -> str:
    """The address of a page without what does not change the page: fragment, tracking parameters,
    default port.

    Empty when it is no http(s) address. On pages with a static file name every well-known tracking
    parameter goes; elsewhere only those that are never anything else.
    """
    url = absolute(href, base)
    if not url or (_PLAIN.fullmatch(url) and _CANONICAL.fullmatch(url)):
        return url
    parts = urlsplit(url)
    host, query = _host_and_port(parts), _without_tracking(parts)
    return urlunsplit((parts.scheme, host, parts.path or "/", query, ""))


def _host_and_port(parts: SplitResult) -> str:
    """The host, with the port unless the scheme implies it."""
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != _DEFAULT_PORTS[parts.scheme]:
        host += f":{parts.port}"
    return host


def _without_tracking(parts: SplitResult) -> str:
    """The query without the parameters that do not change the page."""
    kept = []
    for pair in parts.query.split("&"):
        name, _, value = pair.partition("=")
        if pair and not _is_tracking(unquote(name), value, parts.path):
            kept.append(pair)
    return "&".join(kept)


@lru_cache(8192)
def identity(url: str) -> str:
    """The key under which a page is known: its canonical URL without the scheme, since http and
    https are one site.
    """
    return canonical(url).partition(":")[2]


def host_of(url: str) -> str:
    """The host of a URL in lower case, without the port; empty when there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_tracking(name: str, value: str, path: str) -> bool:
    """Whether a parameter tells where a reader came from, or only that the page be sent anew, and
    not what it shows.
    """
    if _is_buster(name, value, static=_STATIC.search(path) is not None):
        return True
    if not _TRACKING.match(name):
        return False
    if _STATIC.search(path) or not _may_be_content(name.lower()):
        return True
    return name.lower() == "from" and value.lower() in _APPS


def _is_buster(name: str, value: str, *, static: bool) -> bool:
    """Whether a parameter only keeps stores on the way from answering: a moment or a number by
    chance, under a name that says so; behind the name of a file any such number.
    """
    if static and not value and _MOMENT.fullmatch(name):
        return True
    by_chance = _MOMENT.fullmatch(value) or _CHANCE.fullmatch(value)
    if not by_chance and not (static and value.isascii() and value.isdigit()):
        return False
    return bool((_FRESH_FILE if static else _FRESH).fullmatch(name))


def _may_be_content(name: str) -> bool:
    """Whether a parameter that is known for tracking means something else on some sites."""
    shares = name.startswith("share") and not _SHARED.fullmatch(name)
    return shares or name in {"from", "ref", "src"}
