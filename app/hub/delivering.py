"""Sending the newest content of a topic to those who subscribed to it (WebSub, section 7).

Decisions 0046, 0048.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from app.fetch import CALLS_AT_ONCE
from app.hub.task import DeliveryTask, Outcome, why
from app.store import Store, Subscription
from app.values.errors import FetchError, NewsError
from app.values.program import NAME
from app.values.settings import Settings
from app.websub import deliver_again, link_header, signature

log = logging.getLogger(NAME)

Render = Callable[[str], tuple[str, bytes] | None]

_GONE = 410
_OUR_TROUBLE = timedelta(minutes=1)
_TOPICS_KEPT = 64


@dataclass(frozen=True, slots=True)
class _News:
    """What is sent to everybody who subscribed to a topic."""

    version: datetime
    content_type: str
    body: bytes


class Delivering:
    """The deliveries that are due. `render` gives content type and content of the feed at a path,
    None when there is no such feed.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        render: Render,
        now: Callable[[], datetime],
        chance: Callable[[], float],
    ) -> None:
        self._store = store
        self._settings = settings
        self._render = render
        self._now = now
        self._chance = chance
        self._busy: Counter[str] = Counter()
        self._rendered: dict[str, _News] = {}

    def take(self, room: int) -> list[DeliveryTask]:
        """Claim what is due, a few of each callback host at once."""
        subscriptions = self._store.hub.take_deliveries(
            self._busy, CALLS_AT_ONCE, room, self._now()
        )
        return [task for subscription in subscriptions if (task := self._prepare(subscription))]

    def _prepare(self, subscription: Subscription) -> DeliveryTask | None:
        try:
            news = self._news(subscription.path)
        except NewsError as error:
            log.error("%s cannot be sent to subscribers: %s", subscription.path, error)
            self._store.hub.put_off(subscription, self._now() + _OUR_TROUBLE)
            return None
        except Exception:
            log.exception("%s cannot be sent to subscribers", subscription.path)
            self._store.hub.put_off(subscription, self._now() + _OUR_TROUBLE)
            return None
        if news is None:
            self._store.hub.end(subscription, self._now(), denied=True)
            return None
        if subscription.delivered_version >= news.version:
            self._store.hub.delivered(subscription, news.version, self._now())
            return None
        self._busy[subscription.host] += 1
        headers = [
            (
                "Link",
                link_header(self._settings.own_hub, self._settings.base_url + subscription.path),
            )
        ]
        if subscription.secret:
            headers.append(("X-Hub-Signature", signature(subscription.secret, news.body)))
        return DeliveryTask(
            subscription.callback,
            news.body,
            news.content_type,
            tuple(headers),
            partial(self._done, subscription, news.version),
            partial(self._hand_back, subscription),
        )

    def _news(self, path: str) -> _News | None:
        """The content of a topic, made once for each version. The version is read first, so the
        content is never older than it says.
        """
        version = self._store.hub.version(path)
        held = self._rendered.get(path)
        if held is not None and held.version == version:
            return held
        made = self._render(path)
        if version is None or made is None:
            return None
        if len(self._rendered) >= _TOPICS_KEPT:
            self._rendered.clear()
        self._rendered[path] = _News(version, *made)
        return self._rendered[path]

    def _done(self, subscription: Subscription, version: datetime, outcome: Outcome) -> None:
        self._busy[subscription.host] -= 1
        if not isinstance(outcome, FetchError) and outcome.ok:
            self._store.hub.delivered(subscription, version, self._now())
        elif outcome.status == _GONE:
            self._store.hub.end(subscription, self._now())
        else:
            tries = subscription.tries + 1
            fields = {
                "event": "delivery",
                "callback": subscription.callback,
                "topic": subscription.path,
                "tries": tries,
            }
            log.info(
                "a subscriber at %s could not be sent news: %s",
                subscription.host,
                why(outcome),
                extra={"fields": fields},
            )
            wait = deliver_again(tries, self._chance(), outcome.retry_after)
            self._store.hub.not_delivered(
                subscription, why(outcome), self._now() + wait if wait else None
            )

    def _hand_back(self, subscription: Subscription) -> None:
        self._busy[subscription.host] -= 1
        self._store.hub.put_off(subscription, self._now())
