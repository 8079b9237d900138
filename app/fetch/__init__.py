"""The only way out: one careful HTTP client.

`guard` knows which addresses may never be reached, `urls` which URLs may be asked for, `head` reads what comes before
a body, `exchange` holds one request and its limits, `failures` puts libcurl's errors into words, `pool` keeps
connections and lets one request at a time through to each host, `client` follows redirects and hands out the answer.
"""

from app.fetch.answer import Fetched, Limits, NotModified, Validators
from app.fetch.client import Fetcher
from app.fetch.guard import forbidden

__all__ = ["Fetched", "Fetcher", "Limits", "NotModified", "Validators", "forbidden"]
