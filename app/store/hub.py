"""Our own hub: who subscribed to what, who still has to confirm it, and what is still to be sent.

What is taken in hand is claimed by one UPDATE that puts its next try off; a claim whose owner died
ends by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, delete, func, select, update
from sqlalchemy.orm import Session

from app.store.access import Access, repeated
from app.store.pings import CLAIM, LONGEST_ERROR
from app.store.portions import forget_all
from app.store.schema import IntentRow, SubscriptionRow, table_of
from app.store.topics import version_of
from app.websub import Caps, Intent, Mode, Usage

# For so long an intent counts, and may be verified.
_HOUR = timedelta(hours=1)
_WAITING = 512


@dataclass(frozen=True, slots=True)
class PendingIntent:
    """An intent to be verified; `is_known`: the subscription that it is about stands already."""

    id: int
    intent: Intent
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is to be sent a topic."""

    id: int
    callback: str
    host: str
    path: str
    secret: str
    tries: int
    delivered_version: datetime


class Hub:
    """The books of our hub."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def version(self, path: str) -> datetime | None:
        """The version of the topic at a path; None when there is no such topic."""
        with self._access.read() as session:
            return version_of(session, path)

    def usage(self, intent: Intent, asker: str, now: datetime) -> Usage:
        """How much our hub does for others already, besides what this intent would replace; of a
        network without a name nothing is counted.
        """
        alive = select(func.count()).where(SubscriptionRow.expires_at > now)
        this = SubscriptionRow.callback == intent.callback, SubscriptionRow.path == intent.path
        others = alive.where(~and_(*this))
        recent = select(func.count()).where(IntentRow.asked_at > now - _HOUR)
        # By the index of the host: there may be very many of all together.
        of_host = recent.where(IntentRow.host == intent.host)
        same = IntentRow.callback == intent.callback, IntentRow.path == intent.path
        with self._access.read() as session:

            def count(wanted: Select[int]) -> int:
                return session.scalars(wanted).one()

            return Usage(
                asker=count(others.where(SubscriptionRow.asker == asker)) if asker else 0,
                host=count(others.where(SubscriptionRow.host == intent.host)),
                all=count(others),
                asker_hourly=count(recent.where(IntentRow.asker == asker)) if asker else 0,
                host_hourly=count(of_host),
                all_hourly=count(recent),
                same_hourly=count(of_host.where(*same)),
                is_known=count(alive.where(*this)) > 0,
            )

    @repeated
    def ask(self, intent: Intent, asker: str, now: datetime, verify_at: datetime) -> None:
        """Note an intent to be verified, not before a time, in place of what the same subscriber
        asked for before; that this was due already is not lost.
        """
        waiting = (
            IntentRow.callback == intent.callback,
            IntentRow.path == intent.path,
            IntentRow.next_try_at.is_not(None),
        )
        with self._access.write() as session:
            due = session.scalars(select(func.min(IntentRow.next_try_at)).where(*waiting)).one()
            session.execute(
                update(IntentRow)
                .where(*waiting)
                .values(next_try_at=None, secret="", outcome="asked anew")
            )
            row = _row(intent, now)
            row.asker, row.next_try_at = asker, min(due or verify_at, verify_at)
            session.add(row)

    def full_machines(self, caps: Caps, now: datetime) -> frozenset[str]:
        """The machines that have as much as one may have, of what was verified in the last hour or
        of subscriptions.
        """
        asked = (
            select(IntentRow.machine)
            .where(IntentRow.asked_at > now - _HOUR, IntentRow.machine != "")
            .group_by(IntentRow.machine)
            .having(func.count() >= caps.machine_hourly)
        )
        served = (
            select(SubscriptionRow.machine)
            .where(SubscriptionRow.expires_at > now, SubscriptionRow.machine != "")
            .group_by(SubscriptionRow.machine)
            .having(func.count() >= caps.machine)
        )
        with self._access.read() as session:
            return frozenset(session.scalars(asked)) | frozenset(session.scalars(served))

    @repeated
    def take_intents(
        self, busy: Mapping[str, int], most: int, now: datetime
    ) -> list[PendingIntent]:
        """Claim intents to be verified now: one of each callback host at once."""
        wanted = self._waiting(IntentRow, 1, busy, most, now, IntentRow.asked_at > now - _HOUR)
        if not wanted:
            return []
        with self._access.write() as session:
            claim = (
                update(IntentRow)
                .where(IntentRow.id.in_(wanted), IntentRow.next_try_at <= now)
                .values(next_try_at=now + CLAIM)
            )
            rows = list(session.scalars(claim.returning(IntentRow)))
            known = {
                (callback, path)
                for callback, path in session.execute(
                    select(SubscriptionRow.callback, SubscriptionRow.path).where(
                        SubscriptionRow.callback.in_({row.callback for row in rows}),
                        SubscriptionRow.expires_at > now,
                    )
                )
            }
            return [
                PendingIntent(row.id, _intent(row), (row.callback, row.path) in known)
                for row in rows
            ]

    @repeated
    def confirmed(self, asked: PendingIntent, now: datetime, machine: str = "") -> None:
        """The subscriber meant it: subscribe or unsubscribe it, unless it has asked for something
        else since. `machine` is the network that said so.
        """
        intent = asked.intent
        with self._access.write() as session:
            closed = _close(session, asked.id, "confirmed", machine)
            if closed is None:
                return
            which = (
                SubscriptionRow.callback == intent.callback,
                SubscriptionRow.path == intent.path,
            )
            version = version_of(session, intent.path)
            if intent.mode != "subscribe" or version is None:
                session.execute(delete(SubscriptionRow).where(*which))
                return
            row = session.scalars(select(SubscriptionRow).where(*which)).one_or_none()
            is_new = row is None
            if row is None:
                row = SubscriptionRow(
                    callback=intent.callback,
                    host=intent.host,
                    path=intent.path,
                    created_at=now,
                    delivered_version=version,
                )
                session.add(row)
            row.secret, row.expires_at = intent.secret, now + timedelta(seconds=intent.lease)
            row.asker, row.machine = closed.asker, machine
        if is_new:
            self._catch_up(intent.callback, intent.path, now)

    @repeated
    def not_confirmed(self, asked: PendingIntent, outcome: str, machine: str = "") -> None:
        """The subscriber did not confirm what was asked for in its name; nothing changes."""
        with self._access.write() as session:
            _close(session, asked.id, outcome, machine)

    @repeated
    def hand_back_intent(self, asked: PendingIntent, now: datetime) -> None:
        """Let go of a claim: the program is stopping."""
        with self._access.write() as session:
            session.execute(
                update(IntentRow)
                .where(IntentRow.id == asked.id, IntentRow.outcome == "")
                .values(next_try_at=now)
            )

    @repeated
    def take_deliveries(
        self, busy: Mapping[str, int], each: int, most: int, now: datetime
    ) -> list[Subscription]:
        """Claim subscriptions that are to be sent something now, so many of each callback host at
        once.
        """
        wanted = self._waiting(
            SubscriptionRow, each, busy, most, now, SubscriptionRow.expires_at > now
        )
        if not wanted:
            return []
        with self._access.write() as session:
            claim = update(SubscriptionRow).where(
                SubscriptionRow.id.in_(wanted), SubscriptionRow.next_try_at <= now
            )
            claimed = session.scalars(
                claim.values(next_try_at=now + CLAIM).returning(SubscriptionRow)
            )
            return [
                Subscription(
                    row.id,
                    row.callback,
                    row.host,
                    row.path,
                    row.secret,
                    row.tries,
                    row.delivered_version,
                )
                for row in claimed
            ]

    @repeated
    def delivered(self, subscription: Subscription, version: datetime, now: datetime) -> None:
        """A subscriber has this version; what is newer by now is due at once."""
        with self._access.write() as session:
            row = session.get(SubscriptionRow, subscription.id)
            if row is not None:
                row.delivered_version, row.tries, row.last_error = version, 0, ""
                newest = version_of(session, row.path)
                row.next_try_at = now if newest is not None and newest > version else None
        self._catch_up(subscription.callback, subscription.path, now)

    def _catch_up(self, callback: str, path: str, now: datetime) -> None:
        """Let a subscriber be due whose topic changed and was announced at the moment in which it
        seemed to be up to date. Whoever announces from now on sees what is stored by now.
        """
        behind = (
            SubscriptionRow.callback == callback,
            SubscriptionRow.path == path,
            SubscriptionRow.next_try_at.is_(None),
        )
        with self._access.read() as session:
            has = session.scalars(select(SubscriptionRow.delivered_version).where(*behind)).first()
            newest = version_of(session, path)
        if has is not None and newest is not None and newest > has:
            self._let_be_due(behind, now)

    @repeated
    def _let_be_due(self, which: Sequence[ColumnElement[bool]], now: datetime) -> None:
        with self._access.write() as session:
            session.execute(update(SubscriptionRow).where(*which).values(next_try_at=now))

    @repeated
    def not_delivered(
        self, subscription: Subscription, error: str, again_at: datetime | None
    ) -> None:
        """A delivery failed; without a next try the subscriber is sent nothing until the topic
        changes again.
        """
        with self._access.write() as session:
            row = session.get(SubscriptionRow, subscription.id)
            if row is not None:
                row.tries, row.last_error, row.next_try_at = (
                    row.tries + 1 if again_at else 0,
                    error[:LONGEST_ERROR],
                    again_at,
                )

    @repeated
    def put_off(self, subscription: Subscription, until: datetime) -> None:
        """Let go of a claim: for a reason of ours, nothing can be sent before `until`."""
        with self._access.write() as session:
            row = session.get(SubscriptionRow, subscription.id)
            if row is not None:
                row.next_try_at = until

    @repeated
    def end(self, subscription: Subscription, now: datetime, *, denied: bool = False) -> None:
        """End a subscription; `denied` lets the subscriber know, since it did not ask for the end
        (WebSub, section 5.2).
        """
        with self._access.write() as session:
            session.execute(delete(SubscriptionRow).where(SubscriptionRow.id == subscription.id))
            if denied:
                session.add(
                    _row(
                        Intent(
                            "denied", subscription.callback, subscription.host, subscription.path
                        ),
                        now,
                    )
                )

    def count(self, now: datetime) -> dict[str, int]:
        """How many subscriptions there are, how many of them are still to be sent something, and
        how many intents are to be verified.
        """
        alive = select(func.count()).where(SubscriptionRow.expires_at > now)
        with self._access.read() as session:
            return {
                "active": session.scalars(alive).one(),
                "due": session.scalars(alive.where(SubscriptionRow.next_try_at.is_not(None))).one(),
                "unverified": session.scalars(
                    select(func.count()).where(
                        IntentRow.next_try_at.is_not(None), IntentRow.asked_at > now - _HOUR
                    )
                ).one(),
            }

    @repeated
    def tidy(self, now: datetime) -> None:
        """Forget subscriptions whose lease is over, and intents of more than an hour ago."""
        subscriptions, intents = table_of(SubscriptionRow).c, table_of(IntentRow).c
        forget_all(self._access, SubscriptionRow, subscriptions.expires_at <= now)
        forget_all(self._access, IntentRow, intents.asked_at <= now - _HOUR)

    def _waiting(
        self,
        of: type[IntentRow | SubscriptionRow],
        each: int,
        busy: Mapping[str, int],
        most: int,
        now: datetime,
        *only: Any,
    ) -> list[int]:
        """The ids of what is due, the longest waiting first, at most so many of each host with
        those that are busy already.

        Hosts are numbered apart, so that what waits for a slow one does not stand in the way of the
        others.
        """
        turn = (
            func.row_number()
            .over(partition_by=of.host, order_by=(of.next_try_at, of.id))
            .label("turn")
        )
        due = (
            select(of.id, of.host, of.next_try_at, turn)
            .where(of.next_try_at <= now, *only)
            .subquery()
        )
        some = (
            select(due.c.id, due.c.host, due.c.turn)
            .where(due.c.turn <= each)
            .order_by(due.c.next_try_at, due.c.id)
            .limit(_WAITING)
        )
        with self._access.read() as session:
            ids = [
                row.id for row in session.execute(some) if row.turn + busy.get(row.host, 0) <= each
            ]
        return ids[:most]


def _close(session: Session, intent_id: int, outcome: str, machine: str) -> IntentRow | None:
    """Say what came of an intent, and which machine was asked; None when something else was asked
    for in the meantime. The secret is not kept longer than needed.
    """
    row = session.get(IntentRow, intent_id)
    if row is None:
        return None
    row.machine = machine
    if row.outcome:
        return None
    row.next_try_at, row.secret, row.outcome = None, "", outcome[:LONGEST_ERROR]
    return row


def _row(intent: Intent, now: datetime) -> IntentRow:
    return IntentRow(
        mode=intent.mode,
        callback=intent.callback,
        host=intent.host,
        path=intent.path,
        lease=intent.lease,
        secret=intent.secret,
        asked_at=now,
        next_try_at=now,
    )


def _intent(row: IntentRow) -> Intent:
    return Intent(cast(Mode, row.mode), row.callback, row.host, row.path, row.lease, row.secret)
