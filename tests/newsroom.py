"""A newsroom in one process: editors who write, workers that answer from their own caches, all of
it on one database.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from flask import Flask
from lxml import html
from werkzeug.test import Client, TestResponse

from app.edition import EditionCache, Watch
from app.feeds import Format
from app.news.significance import Counts
from app.publish.release import release
from app.run.boot import Service
from app.values.model import Content, Item
from app.web import create_app
from scrapers import Stamp
from tests.deskwork import at_desk

if TYPE_CHECKING:
    from tests.conftest import FakeClock

FORMATS: tuple[Format, ...] = ("rss", "atom", "json")


def find(page: str, path: str) -> list[Any]:
    """What an XPath finds in an HTML page."""
    return cast(list[Any], html.fromstring(page).xpath(path))


def _with_text(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields of a content in which the text says what the HTML says."""
    if "html" not in fields or "text" in fields:
        return fields
    text = html.fromstring(f"<div>{fields['html']}</div>").xpath("string()")
    return fields | {"text": text}


class Worker:
    """One worker process' application: the web behind a cache of its own. `look` is what its thread
    does ten times a second.
    """

    def __init__(self, service: Service, app: Flask | None = None) -> None:
        self.watch = Watch(service.store.sections.number)
        self.app = app or create_app(service)
        self.cache = EditionCache(self.app, self.watch, service.settings.languages, service.now)
        self.client = Client(self.cache)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(
            path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def look(self) -> "Worker":
        self.watch.look()
        return self


@dataclass
class Newsroom:
    """What editors do, a second of the clock for each of it."""

    service: Service
    clock: "FakeClock"
    written: list[Item] = field(default_factory=list)

    def publish(
        self, title: str, section: str = "Town", *, at: datetime | None = None, **fields: Any
    ) -> Item:
        """Write an item and make it public; `at` is its date, now for none."""
        usual = {
            "title": title,
            "summary": f"In short: {title}.",
            "html": f"<p>All of it: {title}.</p>",
            "language": "en",
        }
        content = Content(**_with_text(usual | fields))
        if at is not None:
            content = replace(content, published=Stamp(at.date(), at))
        made = at_desk(self.service.store).write(
            content, section, "wei", self.clock.turn(seconds=1)
        )
        at_desk(self.service.store).publish(made.uid, self.clock())
        self.release()
        found = self.item(made)
        self.written.append(found)
        return found

    def item(self, item: Item) -> Item:
        return self.service.store.items.by_uid(item.uid)

    def edit(
        self,
        item: Item,
        *,
        section: str = "",
        correction: Any = None,
        counts: Counts = "",
        **fields: Any,
    ) -> Item:
        now = self.item(item)
        content = replace(now.content, **_with_text(fields))
        where = section or now.section.title
        return at_desk(self.service.store).edit(
            now.uid,
            now.revision,
            content,
            where,
            "wei",
            self.clock.turn(seconds=1),
            correction=correction,
            counts=counts,
        )

    def withdraw(self, item: Item, note: str = "It was not so.") -> Item:
        return at_desk(self.service.store).withdraw(item.uid, note, self.clock.turn(seconds=1))

    def publish_again(self, item: Item) -> Item:
        at_desk(self.service.store).publish(item.uid, self.clock.turn(seconds=1))
        self.release()
        return self.item(item)

    def merge(self, item: Item, into: Item) -> Item:
        return at_desk(self.service.store).merge(
            item.uid, into.uid, "wei", self.clock.turn(seconds=1)
        )

    def release(self) -> list[Item]:
        return release(self.service.store, self.clock())

    def later(self, **by: float) -> None:
        """Time goes by, and the clock of the program ticks."""
        self.clock.turn(**by)
        self.release()

    def many(self, count: int, section: str = "Town", **fields: Any) -> list[Item]:
        """So many items, an hour apart, the oldest first."""
        start = self.clock() - timedelta(hours=count + 1)
        return [
            self.publish(
                f"Story {n} of {section}", section, at=start + timedelta(hours=n), **fields
            )
            for n in range(count)
        ]
