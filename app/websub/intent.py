"""What a subscriber asks a hub for (WebSub, section 5.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast
from urllib.parse import urlsplit

from app.values.errors import InputError

Mode = Literal["subscribe", "unsubscribe", "denied"]

_MODES = ("subscribe", "unsubscribe")
SHORTEST_LEASE, USUAL_LEASE, LONGEST_LEASE = 3600, 10 * 86400, 30 * 86400
_SECRET_BYTES = 200
_LONGEST_URL = 1000
_DIGITS = re.compile(r"[0-9]{1,12}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Intent:
    """A request that its subscriber still has to confirm.

    `host` is the callback's, `path` the topic's below our address; `lease` is in seconds, already
    within our bounds.
    """

    mode: Mode
    callback: str
    host: str
    path: str
    lease: int = USUAL_LEASE
    secret: str = ""


def read_intent(form: Mapping[str, str], base_url: str) -> Intent:
    """The request in a form; InputError says what is wrong with it. Whether there is such a topic
    is for the store to say.
    """
    mode = _given(form, "hub.mode")
    if mode == "publish":
        raise InputError(
            "this hub serves its own site only, and knows of its changes without being told",
            field="hub.mode",
        )
    if mode not in _MODES:
        raise InputError("hub.mode must be subscribe or unsubscribe", field="hub.mode")
    callback = _given(form, "hub.callback")
    secret = form.get("hub.secret", "")
    if len(secret.encode(errors="replace")) >= _SECRET_BYTES:
        raise InputError(
            f"hub.secret must be shorter than {_SECRET_BYTES} bytes", field="hub.secret"
        )
    return Intent(
        mode=cast(Mode, mode),
        callback=callback,
        host=_host(callback),
        path=_path(_given(form, "hub.topic"), base_url),
        lease=_lease(form.get("hub.lease_seconds", "")),
        secret=secret,
    )


def _given(form: Mapping[str, str], name: str) -> str:
    value = form.get(name, "")
    if not value:
        raise InputError(f"{name} is missing", field=name)
    return value


def _host(callback: str) -> str:
    try:
        parts = urlsplit(callback)
        good = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and "@" not in parts.netloc
            and "#" not in callback
        )
    except ValueError:
        good = False
    if not good or _CONTROL.search(callback):
        raise InputError(
            "hub.callback must be an http or https address without user name and fragment",
            field="hub.callback",
        )
    if len(callback.encode(errors="replace")) > _LONGEST_URL:
        raise InputError(
            f"hub.callback must not be longer than {_LONGEST_URL} bytes", field="hub.callback"
        )
    return (parts.hostname or "").rstrip(".")


def _path(topic: str, base_url: str) -> str:
    if not topic.startswith(f"{base_url}/") or len(topic) > _LONGEST_URL:
        raise InputError(
            f"hub.topic must be a feed of {base_url}/, by the address that it gives as its own",
            field="hub.topic",
        )
    return topic.removeprefix(base_url)


def _lease(seconds: str) -> int:
    if not seconds:
        return USUAL_LEASE
    if not _DIGITS.fullmatch(seconds):
        raise InputError("hub.lease_seconds must be a whole number", field="hub.lease_seconds")
    return min(max(int(seconds), SHORTEST_LEASE), LONGEST_LEASE)
