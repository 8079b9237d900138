"""What is sent: to callbacks (WebSub, sections 5.3 and 7) and to hubs."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode


def call_url(callback: str, fields: Mapping[str, str]) -> str:
    """A callback with fields after its own query, which stays as it is (section 5.3)."""
    joint = "" if callback.endswith(("?", "&")) else "&" if "?" in callback else "?"
    return f"{callback}{joint}{urlencode(fields)}"


def signature(secret: str, body: bytes) -> str:
    """The value of X-Hub-Signature: who knows the secret made this body (section 7.1)."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def link_header(hub: str, topic: str) -> str:
    """The value of Link that goes with content: through which hub it comes and what it is (section
    7).
    """
    return f'<{hub}>; rel="hub", <{topic}>; rel="self"'


def ping_body(topics: Iterable[str]) -> bytes:
    """The form that tells a hub of changes.

    The Recommendation leaves this to hubs and publishers (section 6). Most hubs know hub.url, some
    hub.topic.
    """
    fields = [("hub.mode", "publish")]
    for topic in topics:
        fields += [("hub.url", topic), ("hub.topic", topic)]
    return urlencode(fields).encode()
