"""The only way out: one careful HTTP client.

`guard` knows which addresses may never be reached, `urls` which URLs may be asked for, `head` reads
what comes before a body, `coding` undoes compression, `exchange` holds one request and its limits,
`failures` puts libcurl's errors into words, `turns` lets one request at a time through to each host
(of calls a few), `engine` drives libcurl, `transfer` carries out one request, `trip` follows
redirects, `client` hands out the answer.
"""

from app.fetch.answer import (
    CALL_LIMITS,
    Ask,
    Call,
    Fetched,
    Limits,
    NotModified,
    Reply,
    Validators,
    fresh_seconds,
)
from app.fetch.client import CALLS_AT_ONCE, Answer, Batch, Fetcher
from app.fetch.guard import forbidden
from app.fetch.turns import Pace

__all__ = [
    "CALLS_AT_ONCE",
    "CALL_LIMITS",
    "Answer",
    "Ask",
    "Batch",
    "Call",
    "Fetched",
    "Fetcher",
    "Limits",
    "NotModified",
    "Pace",
    "Reply",
    "Validators",
    "forbidden",
    "fresh_seconds",
]
