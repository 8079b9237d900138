"""Section fronts of large newsrooms: hashed classes, cards that are links, dates in many
dresses.
"""

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn


def promo_front(desk: Desk, count: int) -> Drawn:
    """A regional front of a public broadcaster: promos in a list, hours or days ago."""
    base = "https://www.northwick-broadcasting.example/news/england/hartfeld"
    stories = desk.stories(
        count,
        "/news/articles/c{code:.11}o",
        "{ago}",
        summary=0.4,
        picture="https://ichef.example/ace/standard/240/{code:.12}.jpg",
        pictured=0.8,
    )
    others = desk.stories(6, "/news/articles/c{code:.11}o")
    site = desk.site("Northwick", nav=10, popular=desk.some(stories, 4) + others)
    html = desk.draw("promo-front", stories=stories, site=site, title="Hartfeld", h=desk.letters(6))
    return Drawn(base, html, entries(base, stories))


def zones(desk: Desk, count: int) -> Drawn:
    """A cable network's section: zones with a lead card and headlines, no dates."""
    base = "https://edition.cbn.example/us/midwest"
    stories = desk.stories(
        count,
        "/{Y}/{m:02}/{d:02}/us/{slug}/index.html",
        picture="https://media.cbn.example/api/{slug}.jpg",
        pictured=0.45,
        span=3,
    )
    third = max(count // 3, 1)
    blocks = [stories[start : start + third] for start in range(0, count, third)]
    site = desk.site("CBN", popular=desk.stories(5, "/{Y}/{m:02}/{d:02}/us/{slug}/index.html"))
    return Drawn(
        base, desk.draw("zones", blocks=blocks, site=site, title="Midwest"), entries(base, stories)
    )


def overlay(desk: Desk, count: int) -> Drawn:
    """A broadsheet's topic page: days as headings, an empty link laid over each card, its words
    beside it.
    """
    base = "https://www.thesentry.example/uk/hartfeld"
    stories = desk.stories(
        count,
        "/uk-news/{Y}/{mon}/{d:02}/{slug}",
        "{d} {month} {Y}",
        summary=0.5,
        picture="https://i.sentry.example/img/media/{code}/0_0_5000_3000/140.jpg",
        span=5,
    )
    for story in stories:
        story.href = story.href.lower()
    days = [
        [s for s in stories if s.when.date() == day]
        for day in dict.fromkeys(s.when.date() for s in stories)
    ]
    site = desk.site("The Sentry", popular=desk.stories(10, "/uk-news/{Y}/feb/{d:02}/{slug}"))
    html = desk.draw("overlay", days=days, site=site, title="Hartfeld", k=desk.letters(6))
    return Drawn(base, html, entries(base, stories), base + "?page=2")


def stream(desk: Desk, count: int) -> Drawn:
    """A national daily's section: highlights without dates, then a stream with a month and a
    day.
    """
    base = "https://www.metropolisdaily.example/section/nyregion"
    stories = desk.stories(
        count,
        "/{Y}/{m:02}/{d:02}/nyregion/{slug}.html",
        "{mon}. {d}",
        summary=1,
        picture="https://static01.example/images/{Y}/{m:02}/{d:02}/{slug}-articleLarge.jpg",
    )
    leads, rest = stories[:3], stories[3:]
    for story in leads:
        story.shown = None
    html = desk.draw(
        "stream", leads=leads, stream=rest, site=desk.site("Metropolis Daily"), title="New Hartfeld"
    )
    return Drawn(base, html, entries(base, stories), base + "?page=2")


def wire(desk: Desk, count: int) -> Drawn:
    """A news agency's hub: web components, summaries that are links themselves."""
    base = "https://wire.unitedpressline.example/hub/hartfeld"
    stories = desk.stories(
        count,
        "https://wire.unitedpressline.example/article/{slug}-{code}",
        "{month} {d}, {Y}",
        summary=0.9,
        picture="https://dims.unitedpressline.example/dims4/default/{code:.7}",
    )
    site = desk.site(
        "United Press Line",
        popular=desk.stories(5, "https://wire.unitedpressline.example/article/{slug}-{code}"),
    )
    return Drawn(
        base,
        desk.draw("wire", stories=stories, site=site, title="Hartfeld"),
        entries(base, stories),
    )


def testids(desk: Desk, count: int) -> Drawn:
    """An agency's section of cards marked by test ids, times with a zone's name, the next page told
    in the head only.
    """
    base = "https://www.agencyroute.example/world/midlands/"
    stories = desk.stories(
        count,
        "/world/midlands/{slug}-{Y}-{m:02}-{d:02}/",
        "{month} {d}, {Y} · {h12}:{M:02} {AP} UTC",
        picture="https://cloudfront.agencyroute.example/v2/{code:.20}.jpg",
    )
    html = desk.draw(
        "testids", stories=stories, site=desk.site("Agency Route"), title="Midlands News"
    )
    return Drawn(base, html, entries(base, stories), base + "?offset=20")


FAMILIES = (
    Family("promo-front", promo_front, "en", "section", (14, 24)),
    Family("zones", zones, "en", "section", (18,), -5),
    Family("overlay", overlay, "en", "topic", (20,)),
    Family("stream", stream, "en", "section", (13,), -5, january=True),
    Family("wire", wire, "en", "topic", (20, 7), -5),
    Family("testids", testids, "en", "section", (20,)),
)
