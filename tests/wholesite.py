"""A site with one of everything: several sections, pictures, tags, a correction, a withdrawal, a
pin, reports of one event.
"""

from collections.abc import Callable
from dataclasses import replace

from app.desk import Look, add_source, preview
from app.publish.release import release
from app.run.boot import Service
from app.values.model import Content, Item, SourceSpec
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.samplecity import SampleCity

SECTIONS = ("news", "government", "gallery", "culture/arts", "change")


def fill(service: Service, city: SampleCity, clock: FakeClock) -> dict[str, str]:
    """Fill a service; returns the paths of its pages, by name."""
    for section in SECTIONS:
        url = f"{city.url}/{section}/index.html"
        seen = preview(Look(url, "Asia/Shanghai", "my399"), service.fetcher, service.now())
        spec = SourceSpec(
            url=url,
            slug=section.replace("/", "-"),
            scraper="my399",
            rights="full" if section != "change" else "summary",
        )
        source = add_source(spec, seen, service.store, service.settings, "service", service.now())
        clock.turn(minutes=1)
        service.collector.collect(service.store.sources.get(source.slug))
        release(service.store, clock())
    items = service.store.items.public(100)
    corrected = _corrected(service, items[0], clock)
    gone = items[3]
    at_desk(service.store).withdraw(gone.uid, "The photograph was not ours to show.", clock())
    pictured = next(
        item for item in items if item.media and item.uid not in (corrected.uid, gone.uid)
    )
    at_desk(service.store).pin(pictured.uid, clock())
    chinese = _written(
        service,
        clock,
        Content(
            "冰雪大世界开园迎客",
            "冬季客流创新高。",
            "<p>冰雪大世界今日开园。</p>",
            "冰雪大世界今日开园。",
            language="zh",
        ),
    )
    day = service.store.items.latest_day(service.settings.zone)
    assert day
    clock.turn(minutes=10)
    return {
        "front": "/",
        "section": "/sections/harbin-today/",
        "source": "/sources/news/",
        "item": f"/items/{corrected.uid}/{corrected.slug}",
        "picture": f"/items/{pictured.uid}/{pictured.slug}",
        "chinese-item": f"/items/{chinese.uid}/",
        "history": f"/items/{corrected.uid}/history",
        "archive": f"/archive/{day:%Y/%m/%d}/",
        "corrections": "/corrections/",
        "about": "/about/",
        "feeds": "/feeds/",
        "tag": "/tags/winter/",
        "search": "/search?q=the",
        "search-empty": "/search",
        "search-nothing": "/search?q=nowhere&from=x",
        "withdrawn": f"/items/{gone.uid}/{gone.slug}",
        "nowhere": "/nowhere",
        "zh-front": "/zh/",
        "zh-item": f"/zh/items/{corrected.uid}/{corrected.slug}",
        "zh-search": "/zh/search?q=冰雪",
    }


def _corrected(service: Service, item: Item, clock: FakeClock) -> Item:
    content = replace(item.content, title=f"{item.content.title}, at dawn", tags=("Winter", "冰雪"))
    told = ("correction", "It was at dawn, not at noon.")
    clock.turn(hours=2)
    return at_desk(service.store).edit(
        item.uid,
        item.revision,
        content,
        item.section.title,
        "wei",
        clock(),
        correction=told,  # type: ignore[arg-type]
    )


def _written(service: Service, clock: Callable[[], object], content: Content) -> Item:
    made = at_desk(service.store).write(content, "Harbin Today", "wei", service.now())
    at_desk(service.store).publish(made.uid, service.now())
    release(service.store, service.now())
    return service.store.items.by_uid(made.uid)
