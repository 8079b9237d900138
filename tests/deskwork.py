"""What people do at the desk, in a line each: every call is a transaction of its own, by `service`
unless somebody is named.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app import desk
from app.desk import items, tending
from app.news.significance import Counts
from app.publish.release import release
from app.store import Store
from app.values.model import Content, CorrectionKind, Item, Rights, Source, SourceSpec, Status


class DeskWork:
    """The use cases of the desk, for a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def write(
        self,
        content: Content,
        section: str,
        by: str,
        now: datetime,
        *,
        rights: Rights = "full",
        url: str = "",
    ) -> Item:
        return self.store.transact(
            lambda tx: items.add(tx, content, section, by, now, rights=rights, url=url)
        )

    def edit(
        self,
        uid: str,
        on: int,
        content: Content,
        section: str,
        by: str,
        now: datetime,
        *,
        rights: Rights | None = None,
        correction: tuple[CorrectionKind, str] | None = None,
        counts: Counts = "",
        expected: Status | None = None,
    ) -> Item:
        return self.store.transact(
            lambda tx: items.edit(
                tx,
                uid,
                on,
                content,
                section,
                by,
                now,
                rights=rights,
                correction=correction,
                counts=counts,
                expected=expected,
            )
        )

    def publish(self, uid: str, now: datetime, by: str = "service", **wishes: Any) -> Item:
        return desk.publish(self.store, uid, by, now, **wishes)

    def submit(self, uid: str, now: datetime, by: str) -> Item:
        return desk.move(self.store, uid, "submit", by, now)

    def hold(self, uid: str, now: datetime, by: str) -> Item:
        return desk.move(self.store, uid, "hold", by, now)

    def reopen(self, uid: str, now: datetime, by: str) -> Item:
        return desk.move(self.store, uid, "reopen", by, now)

    def reject(
        self, uid: str, now: datetime, by: str = "service", *, expected: Status | None = None
    ) -> Item:
        return desk.move(self.store, uid, "reject", by, now, expected=expected)

    def embargo(self, uid: str, until: datetime | None, now: datetime, by: str) -> Item:
        return self.store.transact(lambda tx: items.embargo(tx, uid, until, by, now))

    def withdraw(self, uid: str, note: str, now: datetime, by: str = "service") -> Item:
        return desk.withdraw(self.store, uid, note, by, now)

    def name_version(self, uid: str, number: int, name: str, by: str, now: datetime) -> None:
        desk.name_version(self.store, self.store.items.by_uid(uid), number, name, by, now)

    def release(self, now: datetime) -> list[Item]:
        return release(self.store, now)

    def merge(
        self, uid: str, into: str, by: str, now: datetime, *, expected: Status | None = None
    ) -> Item:
        return desk.merge(self.store, uid, into, by, now, expected=expected)

    def split(self, uid: str, location_id: int, by: str, now: datetime) -> Item:
        return desk.split(self.store, uid, location_id, by, now)

    def take_out(self, uid: str, now: datetime, by: str) -> Item:
        return desk.take_out(self.store, uid, by, now)

    def file_into(self, uid: str, section: str, now: datetime, by: str) -> int:
        return desk.file_into(self.store, uid, section, by, now)

    def undo(self, entry_id: int, by: str, now: datetime) -> str:
        return desk.undo(self.store, entry_id, by, now)

    def latest_of_front(self, by: str) -> int | None:
        return desk.last_arrangement(self.store, by)

    def add_source(self, spec: SourceSpec, now: datetime, by: str = "service") -> Source:
        return tending.add_source(self.store, spec, by, now)

    def seed(self, specs: Sequence[SourceSpec], now: datetime) -> list[Source]:
        return tending.seed(self.store, specs, now)

    def pause(self, slug: str, *, paused: bool, now: datetime, by: str = "service") -> None:
        (desk.pause_source if paused else desk.resume_source)(self.store, slug, by, now)

    def remove(self, slug: str, now: datetime, by: str = "service") -> None:
        desk.remove_source(self.store, slug, by, now)

    def make_due(self, slug: str, now: datetime, by: str = "service") -> None:
        desk.collect_soon(self.store, slug, by, now)

    def set_recipe(
        self, slug: str, recipe: Mapping[str, Any] | None, now: datetime, by: str = "service"
    ) -> None:
        desk.change_recipe(self.store, slug, recipe, by, now)

    def change(self, slug: str, terms: desk.Terms, now: datetime, by: str) -> Source:
        return desk.change_source(self.store, slug, terms, by, now)

    def rule(
        self, slug: str, rules: Sequence[Mapping[str, Any]], now: datetime, by: str, *, review: bool
    ) -> None:
        desk.change_policy(self.store, slug, rules, by, now, review=review, even_doubtful=False)

    def pin(
        self, uid: str, now: datetime, until: datetime | None = None, by: str = "service"
    ) -> None:
        desk.pin(self.store, uid, until, by, now)

    def unpin(self, uid: str, now: datetime, by: str = "service") -> None:
        desk.unpin(self.store, uid, by, now)

    def arrange(self, uids: Sequence[str], by: str, now: datetime, *, seen: Sequence[str]) -> None:
        desk.arrange(self.store, uids, seen, by, now)

    def expire(self, uid: str, until: datetime | None, by: str, now: datetime) -> None:
        desk.expire(self.store, uid, until, by, now)


def at_desk(store: Store) -> DeskWork:
    """The desk of a store."""
    return DeskWork(store)
