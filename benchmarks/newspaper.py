"""A newspaper of many items, written straight into a database: six sections, four sources, two
tags, English and Chinese prose.
"""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text

from app.run.boot import Service, build
from app.store.publication import ARCHIVE_SIZE
from app.store.schema import ArchiveRow, ItemRow, RevisionRow, TaggingRow, TagRow, table_of
from app.values.model import Content, SourceSpec
from app.values.settings import read_settings
from tests.deskwork import at_desk

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
SECTIONS = (
    "Harbin Today",
    "Government bulletin",
    "Foreign Exchanges",
    "Culture",
    "Sport",
    "Photo Gallery",
)
_ENGLISH = (
    "river bridge school metro winter festival council harbour market station teachers snow "
    "lantern orchestra museum hospital library "
    "visitors opened announced extended rebuilt welcomed counted repaired measured planned first "
    "second new old northern eastern city "
    "district railway ice skating harvest wheat engine factory tram students morning evening"
).split()
_CHINESE = "哈尔滨松花江冰雪大世界地铁学校桥梁市民开通冬季音乐会图书馆医院游客道里区南岗区开放举行宣布完成扩建新线路".strip()
_BATCH = 5000


def service(folder: Path, items: int, url: str = "") -> Service:
    """A service on a database with so many public items."""
    environ = {
        "HARBIN_DATA_DIR": str(folder),
        "HARBIN_NO_CLOCK": "1",
        "HARBIN_BASE_URL": "https://news.example.org",
    }
    if url:
        environ["HARBIN_DATABASE_URL"] = url
    built = build(read_settings(environ), now=lambda: NOW)
    _fill(built, items)
    return built


def _fill(built: Service, items: int) -> None:
    chance = random.Random(4)
    sources = [
        at_desk(built.store).add_source(
            SourceSpec(
                url=f"https://s{n}.example/list",
                slug=f"s{n}",
                title=f"Source {n}",
                section=name,
                scraper="generic",
                rights="full",
            ),
            NOW,
        )
        for n, name in enumerate(SECTIONS)
    ]
    with built.store.database.write() as session:
        tags = [
            TagRow(slug=slug, title=slug, changed_at=NOW, version_at=NOW)
            for slug in ("winter", "metro")
        ]
        session.add_all(tags)
        session.flush()
        tag_ids = [tag.id for tag in tags]
        connection = session.connection()
        archives: dict[str, list[int]] = {}
        for start in range(0, items, _BATCH):
            rows, taggings = [], []
            for number in range(start, min(start + _BATCH, items)):
                source = sources[number % len(sources)]
                at = NOW - timedelta(minutes=20) * (items - number)
                written = content(number, chance)
                serial = number + 1
                rows.append({
                    "id": serial, "uid": f"{serial:012d}",
                    "tag": f"tag:news.example.org,2026-03-01:items/{serial:012d}",
                    "kind": "collected", "status": "published", "rights": "full",
                    "section_id": source.section.id, "source_id": source.id,
                    "slug": f"story-{serial}", "content": written,
                    "title_key": written.title.lower(), "published_at": at, "first_seen_at": at,
                    "updated_at": at, "changed_at": at, "released_at": at, "revision": 1,
                    "edited": [], "fingerprint": f"{serial:064x}", "serial": serial,
                    "edition": serial,
                })  # fmt: skip
                for feed in ("all", f"section:{source.section.id}", f"source:{source.id}"):
                    archives.setdefault(feed, []).append(serial)
                if number % 10 == 0:
                    tag_id = tag_ids[number % 20 // 10]
                    taggings.append(
                        {"tag_id": tag_id, "item_id": serial, "published_at": at, "serial": serial}
                    )
                    archives.setdefault(f"tag:{tag_id}", []).append(serial)
            connection.execute(insert(table_of(ItemRow)), rows)
            connection.execute(
                insert(table_of(RevisionRow)),
                [
                    {
                        "item_id": r["id"],
                        "number": 1,
                        "at": r["published_at"],
                        "by": "s",
                        "significant": True,
                        "content": r["content"],
                    }
                    for r in rows
                ],
            )
            connection.execute(insert(table_of(TaggingRow)), taggings)
        for feed, serials in archives.items():
            blocks = range(0, len(serials), ARCHIVE_SIZE)
            documents = [
                {
                    "feed": feed, "number": n + 1, "first": serials[at] if n else 0,
                    "count": len(serials[at : at + ARCHIVE_SIZE]),
                }
                for n, at in enumerate(blocks)
            ]  # fmt: skip
            connection.execute(insert(table_of(ArchiveRow)), documents)
        times = {
            "at": NOW.replace(tzinfo=None).isoformat(" ", "microseconds")
            if built.store.database.is_sqlite
            else NOW,
            "serial": items,
        }
        connection.execute(
            text(
                "UPDATE edition SET number = :serial, serial = :serial, changed_at = :at, "
                "version_at = :at, beat_at = :at"
            ),
            times,
        )
    if built.store.database.is_sqlite:
        with built.store.database.connect() as connection:
            connection.execute(text("ANALYZE"))


def content(number: int, chance: random.Random) -> Content:
    if number % 4 == 3:
        sentences = ["".join(chance.choice(_CHINESE) for _ in range(40)) + "。" for _ in range(12)]
        title, language = "".join(chance.choice(_CHINESE) for _ in range(14)) + str(number), "zh"
    else:
        sentences = [
            " ".join(chance.choice(_ENGLISH) for _ in range(14)).capitalize() + "."
            for _ in range(14)
        ]
        title, language = (
            f"{' '.join(chance.choice(_ENGLISH) for _ in range(8)).capitalize()} {number}",
            "en",
        )
    paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
    return Content(
        title=title,
        summary=sentences[0],
        html="".join(f"<p>{paragraph}</p>" for paragraph in paragraphs),
        text="\n".join(paragraphs),
        authors=("Li Hua",) if number % 3 == 0 else (),
        language=language,
        tags=(("winter", "metro")[number % 20 // 10],) if number % 10 == 0 else (),
    )
