"""Headers that every answer carries, and sessions that exist at the desk only.

Decision 0074.
"""

import re
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from app.web.assets import Assets
from app.web.context import current_service

_DESK_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' "
    "https: data:{plain}; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


# The one page with a script, which copies an address; everything works without it.
_SCRIPTS = {"/feeds/": "copy.js"}


# What the router puts before an address that it leads to: the host that the visitor named.
_HOST = re.compile(r"^[a-z]+://[^/?#]*/*")
# What all editors get alike; asked for anew each time, since another version of the program has
# another.
_SHARED = ("text/css", "text/javascript")
_OPEN = re.compile(r"/(?:.*/)?feed\.(?:rss|atom|json)|/feeds\.opml")


def secure(response: Response) -> Response:
    """Nothing may be run, framed or guessed at; the desk is never kept; no visitor's word for our
    name is taken.

    Feeds are open to readers that run in a browser, with the conditions that they send.
    """
    if "Location" in response.headers:
        response.headers["Location"] = _HOST.sub("/", response.headers["Location"], count=1)
    if request.method == "OPTIONS" and _OPEN.fullmatch(request.path):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since, A-IM"
        response.headers["Access-Control-Max-Age"] = "86400"
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    # Without a referrer, browsers call the origin of a form `null`, and the desk wants to know it.
    response.headers.setdefault(
        "Referrer-Policy", "same-origin" if request.path.startswith("/desk/") else "no-referrer"
    )
    response.headers.setdefault("X-Frame-Options", "DENY")
    if current_service().settings.base_url.startswith("https:"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html":
        at_desk = request.path.startswith("/desk/")
        # Where the desk itself goes through TLS, pictures of others must, too.
        plain = "" if current_service().settings.base_url.startswith("https:") else " http:"
        policy = (
            _DESK_POLICY.format(plain=plain)
            if at_desk
            else Assets.policy(_SCRIPTS.get(request.path, ""))
        )
        response.headers.setdefault("Content-Security-Policy", policy)
    if request.path.startswith("/desk/"):
        response.headers["Cache-Control"] = (
            "no-cache" if response.mimetype in _SHARED else "no-store"
        )
        response.headers["Cross-Origin-Opener-Policy"] = response.headers[
            "Cross-Origin-Resource-Policy"
        ] = "same-origin"
        response.headers["Permissions-Policy"] = (
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
    if request.path.startswith("/api/") and "Authorization" in request.headers:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def may_see_figures(request: Request, token: str) -> bool:
    """Whether a request comes from this machine, or carries the token for figures."""
    return is_loopback(request) or is_token(request, token)


def is_loopback(request: Request) -> bool:
    """Whether a request comes from this machine itself, and not through a proxy that stands
    here.
    """
    if any(
        name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
    ):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def is_token(request: Request, token: str) -> bool:
    """Whether a request carries this bearer token; an empty token admits nobody."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    return (
        bool(token)
        and kind.lower() == "bearer"
        and compare_digest(given.strip().encode(), token.encode())
    )


class _Lasting(TimestampSigner):
    """A signature without an age: how long a login lasts stands in the database, and a clock that
    is put back ends none.
    """

    def unsign(
        self, signed_value: Any, max_age: int | None = None, *args: Any, **named: Any
    ) -> Any:
        """The value of a signature, whenever it was made."""
        return super().unsign(signed_value, None, *args, **named)


class DeskSessions(SecureCookieSessionInterface):
    """Sessions at the desk; public pages have none, so they set no cookie and vary by none."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs the cookie, without an age."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = _Lasting
        return serializer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The editor's session; None, which Flask takes as a session that cannot be written,
        outside the desk.
        """
        return super().open_session(app, request) if request.path.startswith("/desk/") else None
