"""What stands in a newsroom that has been at work for some time: the rows of its sources and of its
stories.

At any size a newsroom has the same sources and tells as many stories a day, so that a small one is
the large one on its second day. Of the stories some were corrected, withdrawn, told by two sources,
tagged, illustrated; of the addresses some are in trouble; the newest wait for review.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.search import Document
from app.store.publication import ARCHIVE_SIZE
from app.store.search_index import first_key
from app.store.search_syntax import marks_of
from benchmarks.newspaper import SECTIONS
from benchmarks.scale.prose import TAGS, Prose, as_json, titled

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
_THREE_YEARS, _MILLION = timedelta(days=1096), 1_000_000
# As many as a million stories of three years.
APART = _THREE_YEARS / _MILLION
RECENT = timedelta(days=30)
SOURCES, HOSTS = 5000, 500
_RUNS = 5
# One source in so many stories tells this one: the rest are everybody else's.
_LIVELY = 10
_BANDS, _DAYS_A_WEEK = 20, 7
# Of the newest stories so many wait, one in ten of them.
_NEWEST, _WAITING = 1000, 10
_CORRECTED = 3
Rows = dict[str, list[Mapping[str, Any]]]


def host(number: int) -> str:
    """The loopback address of a host."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def sources() -> Rows:
    """Sections, tags, sources on their hosts, and what they did last."""
    at = {"changed_at": NOW, "version_at": NOW}
    found: Rows = defaultdict(list)
    for number, title in enumerate(SECTIONS, 1):
        slug = f"section-{number}"
        found["sections"].append(
            at | {"id": number, "slug": slug, "first_slug": slug, "title": title, "position": number}
        )  # fmt: skip
    for number, slug in enumerate(TAGS, 1):
        found["tags"].append(at | {"id": number, "slug": slug, "title": slug})
    for number in range(1, SOURCES + 1):
        found["sources"].append(at | {
            "id": number, "slug": f"s{number}", "title": f"Source {number}", "scraper": "generic",
            "url": f"http://{host(number % HOSTS)}:8080/{number}/", "rights": "full", "zone": "UTC",
            "section_id": number % len(SECTIONS) + 1, "created_at": NOW - _THREE_YEARS, "next_run_at": NOW,
            "checked_at": NOW, "last_success_at": NOW, "listed_at": NOW, "total_runs": _RUNS,
            "failures": int(number % 100 == 0), "last_error": "502" if number % 100 == 0 else "",
        })  # fmt: skip
        for back in range(_RUNS):
            began = NOW - timedelta(hours=_RUNS - back)
            found["runs"].append(
                {"source_id": number, "id": number * _RUNS + back, "started_at": began, "finished_at": began}
            )  # fmt: skip
    return found


class Stories:
    """The rows of so many stories, the oldest first."""

    def __init__(self, prose: Prose, size: int) -> None:
        self._prose, self._size = prose, size
        self._chance = random.Random(4)
        self._archived: dict[str, int] = defaultdict(int)
        self._serial = 0

    def moment(self, number: int) -> datetime:
        """When a story was published."""
        return NOW - APART * (self._size - number + 1)

    def rows(self, numbers: range) -> tuple[Rows, list[tuple[int, Document, list[str]]]]:
        """The rows of some stories by table, and what the search index files of them."""
        found: Rows = defaultdict(list)
        filed = []
        for number in numbers:
            at, status = self.moment(number), self._status(number)
            source = 1 if number % _LIVELY == 0 else number % SOURCES + 1
            section = source % len(SECTIONS) + 1
            content = self._prose.story(number)
            written = as_json(content)
            corrected = number % 10 == _CORRECTED and status == "published"
            if status in ("published", "withdrawn"):
                self._serial += 1
                for feed in ("all", f"section:{section}", f"source:{source}"):
                    self._file(found, feed)
            found["items"].append({
                "id": number, "uid": uid(number), "tag": f"tag:news.example.org,2026-03-01:items/{uid(number)}",
                "kind": "collected", "status": status, "section_id": section, "source_id": source,
                "slug": f"story-{number}", "content": written, "title_key": content.title.lower(),
                "published_at": at, "first_seen_at": at, "updated_at": at, "changed_at": at,
                "released_at": at if status != "review" else None, "revision": 1 + corrected,
                "withdrawn_at": at if status == "withdrawn" else None, "fingerprint": f"{number:064x}",
                "corrected": number if corrected else None, "cluster_id": _cluster(number),
                "rank": int(number % 20 == 5), "edition": number, "version_at": at,
                "serial": self._serial if status in ("published", "withdrawn") else None,
            })  # fmt: skip
            for version in range(1, 2 + corrected):
                found["revisions"].append({
                    "id": number * 2 + version - 1, "item_id": number, "number": version, "at": at, "by": "s1",
                    "significant": True, "content": written,
                })  # fmt: skip
            found["locations"].extend(_places(number, source, content.title, at))
            found["validators"].append(
                {"key": f"//{host(source % HOSTS)}/{number}", "etag": '"x"', "digest": ""}
            )
            if status == "published":
                self._mention(found, number, source, at)
            if at < NOW - RECENT:
                found["bands"].extend(self._bands(number, at))
            if status == "published":
                key = first_key(at)
                found["search_entries"].append({
                    "key": key, "item_id": number, "revision": 1 + corrected, "rights": "full",
                    "section_id": section, "source_id": source, "published_at": at,
                })  # fmt: skip
                words = titled(self._prose.of(number), number)
                filed.append((key, words, marks_of(words, section, source)))
        return found, filed

    def _mention(self, found: Rows, number: int, source: int, at: datetime) -> None:
        """What is told beside some public stories: corrections, events, tags, pictures, acts."""
        if number % 10 == _CORRECTED:
            found["corrections"].append({
                "id": number, "item_id": number, "revision": 2, "at": at, "by": "wei", "kind": "correction",
                "note": "The bridge has two lanes.",
            })  # fmt: skip
        if number % 20 == 4:
            found["clusters"].append({"id": _cluster(number), "started_at": at})
        if number % 10 == 0:
            tag = number % 20 // 10 + 1
            found["taggings"].append(
                {"tag_id": tag, "item_id": number, "published_at": at, "serial": self._serial}
            )
            self._file(found, f"tag:{tag}")
        if number % 10 == 6:
            found["pictures"].append({
                "id": number, "url": f"https://a.example/{number}.jpg", "state": "kept", "size": 40_000,
                "digest": f"{number:064x}", "type": "image/jpeg", "width": 960, "height": 640,
                "source_id": source, "alt": "A bridge",
            })  # fmt: skip
            found["picture_uses"].append({"picture_id": number, "item_id": number})
            found["audit"].append({
                "id": number, "at": at, "by": "wei", "action": "publish", "subject": f"item {uid(number)}",
            })  # fmt: skip

    def _status(self, number: int) -> str:
        if number > self._size - _NEWEST and number % _WAITING == 7:
            return "review"
        return "withdrawn" if number % 1000 == 11 else "published"

    def _file(self, found: Rows, feed: str) -> None:
        """Count a story into a feed's archive, whose documents begin as they are full."""
        held = self._archived[feed]
        if held % ARCHIVE_SIZE == 0:
            found["archives"].append({
                "feed": feed, "number": held // ARCHIVE_SIZE + 1, "first": self._serial if held else 0,
                "count": ARCHIVE_SIZE, "version_at": NOW,
            })  # fmt: skip
        self._archived[feed] += 1

    def _bands(self, number: int, at: datetime) -> Iterator[Mapping[str, Any]]:
        """A sketch like any other: what was told a month ago is not found again."""
        week = at.toordinal() // _DAYS_A_WEEK << 32
        for band in {self._chance.getrandbits(32) for _ in range(_BANDS)}:
            yield {"band": week | band, "item_id": number}


def uid(number: int) -> str:
    """The name of a story in addresses."""
    return f"{number:012d}"


def _cluster(number: int) -> int | None:
    """Two neighbours of twenty tell of one event."""
    return number // 20 + 1 if number % 20 in (4, 5) else None


def _places(number: int, source: int, title: str, at: datetime) -> Iterator[Mapping[str, Any]]:
    """Where a story stands; of fifty addresses one is in doubt, one is gone, and beside them is one
    where nothing could be read.
    """
    state, error = {1: ("read", "changed beyond recognition"), 2: ("gone", "404")}.get(
        number % 50, ("read", "")
    )
    place = {
        "via": "listing", "source_id": source, "teaser_title": title, "position": number,
        "first_seen_at": at, "listed_at": at, "checked_at": at,
    }  # fmt: skip
    key = f"//{host(source % HOSTS)}/{number}"
    yield place | {
        "id": number * 2, "url": f"http:{key}", "key": key, "state": state, "item_id": number, "error": error,
        "gone_at": at if state == "gone" else None,
    }  # fmt: skip
    if number % 50 == 3:
        yield place | {
            "id": number * 2 + 1, "url": f"http:{key}x", "key": f"{key}x", "state": "pending",
            "error": "403", "tries": 6,
        }  # fmt: skip
