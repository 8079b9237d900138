"""robots.txt (RFC 9309): asked for once a day and origin, obeyed for every page that is fetched
without a person asking for it.

Decision 0029.
"""

import codecs
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import urlsplit

from protego import Protego

from app.fetch import Answer, Fetched, Fetcher
from app.store import RobotsRecord, Store
from app.values.errors import FetchError, Interrupted, Stopping
from app.values.program import AGENT
from scrapers.page.charset import decode

_DAY = timedelta(days=1)
_STALE_HOLDS = timedelta(hours=1)
_REFUSAL_HOLDS = timedelta(seconds=30)
_LARGEST = 512 * 1024
_LONGEST_DELAY = 120.0
_REMEMBERED = 1000
_TOO_MANY = 429
_VERSION = re.compile(r"(?im)^([ \t]*user-?agent[ \t]*:[ \t]*[^\s/#]+)/[^#\r\n]*")


@dataclass(frozen=True, slots=True)
class Rules:
    """What an origin allows: `refusal` is why nothing may be fetched for now, since its robots.txt
    cannot be had.
    """

    text: Protego | None
    expires_at: datetime
    refusal: FetchError | None = None

    def permit(self, url: str) -> float:
        """The least pause in seconds that the site asks for; FetchError when a page may not be
        fetched.
        """
        if self.refusal is not None:
            raise _about(url, self.refusal)
        if self.text is None:
            return 0.0
        if not self.text.can_fetch(url, AGENT):
            raise FetchError(
                url, "robots", "the site's robots.txt asks programs to stay away from this page"
            )
        rate = self.text.request_rate(AGENT)
        delays = (
            self.text.crawl_delay(AGENT) or 0.0,
            rate.seconds / rate.requests if rate and rate.requests else 0.0,
        )
        return min(max(0.0, *delays), _LONGEST_DELAY)


class Robots:
    """The rules of all origins; kept in the database for a day, the last known ones for as long as
    the site cannot be asked.
    """

    def __init__(self, store: Store, fetcher: Fetcher, now: Callable[[], datetime]) -> None:
        self._store = store
        self._fetcher = fetcher
        self._now = now
        self._lock = Lock()
        self._known: OrderedDict[str, Rules] = OrderedDict()

    def permit(self, url: str, asked: Callable[[], None], pulse: Callable[[], None]) -> float:
        """The least pause in seconds before this page may be fetched; FetchError when it may not.

        `asked` is called when the site had to be asked for its robots.txt first.
        """
        rules = self.known(url)
        if rules is None:
            asked()
            rules = self.learn(url, self._ask(robots_url(url), pulse))
        return rules.permit(url)

    def permit_redirect(self, url: str) -> None:
        """FetchError when a redirect leads where a site's rules do not let us; rules that are not
        at hand are not asked for on the way.
        """
        with self._lock:
            rules = self._known.get(origin_of(url))
        if rules is not None:
            rules.permit(url)

    def known(self, url: str) -> Rules | None:
        """The rules that hold for a page now; None when the site must be asked."""
        origin, now = origin_of(url), self._now()
        with self._lock:
            rules = self._known.get(origin)
        if rules is None and (record := self._store.robots.get(origin)):
            rules = self._remember(origin, Rules(_parse(record.body), record.expires_at))
        return rules if rules is not None and rules.expires_at > now else None

    def learn(self, url: str, outcome: Answer | FetchError) -> Rules:
        """Keep what an origin's robots.txt answered, and return what that means."""
        origin, now = origin_of(url), self._now()
        if isinstance(outcome, FetchError) and not _is_absent(outcome):
            return self._remember(origin, self._without(origin, outcome, now))
        body = _text(outcome.body) if isinstance(outcome, Fetched) else ""
        self._store.robots.keep(RobotsRecord(origin, body, now, now + _DAY))
        return self._remember(origin, Rules(_parse(body), now + _DAY))

    def _ask(self, url: str, pulse: Callable[[], None]) -> Answer | FetchError:
        try:
            return self._fetcher.fetch(url, pulse=pulse)
        except Stopping as error:
            raise Interrupted(str(error)) from error
        except FetchError as error:
            return error

    def _without(self, origin: str, error: FetchError, now: datetime) -> Rules:
        """The site cannot be asked: its last known rules hold, and without any we wait."""
        last = self._store.robots.get(origin)
        if last is not None:
            return Rules(_parse(last.body), now + _STALE_HOLDS)
        return Rules(None, now + _REFUSAL_HOLDS, _refusal(error))

    def _remember(self, origin: str, rules: Rules) -> Rules:
        with self._lock:
            self._known[origin] = rules
            self._known.move_to_end(origin)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return rules


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def robots_url(url: str) -> str:
    """Where the robots.txt stands that speaks for a page."""
    return f"{origin_of(url)}/robots.txt"


def _is_absent(error: FetchError) -> bool:
    """Whether the answer means that there is no robots.txt: any 4xx but "too many requests", or
    redirects that lead nowhere.
    """
    status = error.status or 0
    refused = error.kind == "status" and 400 <= status < 500 and status != _TOO_MANY
    return refused or error.kind == "redirect"


def _refusal(error: FetchError) -> FetchError:
    """A server that answers, but not with its rules, is left alone; one that does not answer is
    simply down.
    """
    if error.kind in ("dns", "connect", "tls", "timeout", "blocked", "url"):
        return error
    message = f"robots.txt cannot be read, so the site is left alone for now ({error.message})"
    return FetchError(
        error.url, "robots", message, status=error.status, retry_after=error.retry_after
    )


def _about(url: str, error: FetchError) -> FetchError:
    return FetchError(
        url,
        error.kind,
        error.message,
        status=error.status,
        permanent=error.permanent,
        retry_after=error.retry_after,
    )


def _text(body: bytes) -> str:
    """The text of a robots.txt, in which names of programs stand without their versions."""
    body = body[:_LARGEST]
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in body[:200]
    text = decode(body) if wide else body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return _VERSION.sub(r"\1", text.replace("\0", ""))


def _parse(body: str) -> Protego | None:
    return Protego.parse(body) if body.strip() else None
