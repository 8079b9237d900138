"""American local papers and stations on the systems that chains use."""

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn


def blox(desk: Desk, count: int) -> Drawn:
    """A paper's section of cards, lazy pictures in srcset only, a load-more link with an offset."""
    base = "https://www.hartfeld-courier.example/news/local/"
    href = "/news/local/{slug}/article_{code:.8}-{code:.4}.html"
    stories = desk.stories(
        count,
        href,
        "{mon} {d}, {Y}",
        summary=0.6,
        picture="https://bloximages.example/hartfeld/content/tncms/{code:.9}.jpg",
        pictured=0.7,
    )
    site = desk.site("Hartfeld Courier", popular=desk.some(stories, 2) + desk.stories(4, href))
    html = desk.draw("blox", stories=stories, site=site, title="Local News")
    for story in stories:
        story.picture = story.picture and story.picture + "?resize=400%2C267"
    return Drawn(base, html, entries(base, stories), f"{base}?o={count}&l={count}")


def gannett(desk: Desk, count: int) -> Drawn:
    """A chain's section: every entry one link, dates and summaries in attributes that style sheets
    show.
    """
    base = "https://www.wexmoordemocrat.example/news/local/"
    stories = desk.stories(
        count,
        "/story/news/local/{Y}/{m:02}/{d:02}/{slug}/{id}007/",
        "{h12}:{M:02} {ap} CT {month} {d}",
        summary=0.8,
        picture="https://www.wexmoordemocrat.example/gcdn/authoring/{id}.jpg",
    )
    for story in stories[:2]:
        story.summary = None
    html = desk.draw(
        "gannett",
        leads=stories[:2],
        stories=stories[2:],
        site=desk.site("The Wexmoor Democrat"),
        title="Local news",
    )
    for story in stories[2:]:
        story.picture = f"{story.picture}?width=120&height=80&fit=crop&format=pjpg&auto=webp"
    return Drawn(base, html, entries(base, stories))


def packages(desk: Desk, count: int) -> Drawn:
    """A chain's section: a lead, a grid, a digest, each dressed differently."""
    base = "https://www.millbrookobserver.example/news/local/"
    href = "https://www.millbrookobserver.example/news/local/article{id}.html"
    stories = desk.stories(count, href, "{month} {d:02}, {Y} {h12}:{M:02} {AP}", summary=1)
    lead, grid, rest = stories[0], stories[1:5], stories[5:]
    for story in stories[:5]:
        story.picture = desk.filled(
            "https://media.mb.example/latest-news/{id}/alternates/LANDSCAPE_320/a.jpg", story
        )
    for story in grid:
        story.summary = None
    site = desk.site("Millbrook Observer", popular=desk.stories(5, href, "{month} {d:02}, {Y}"))
    html = desk.draw("packages", lead=lead, grid=grid, rest=rest, site=site, title="Local News")
    return Drawn(base, html, entries(base, stories))


def station_home(desk: Desk, count: int) -> Drawn:
    """A television station's home: sections of stories, some timed, a rail of other stories of the
    same make.
    """
    base = "https://www.kwex.example/"
    href = "https://www.kwex.example/news/{section}/{slug}/"
    stories = desk.stories(
        count,
        href,
        "{ago}",
        picture="https://www.kwex.example/wp-content/uploads/sites/35/{Y}/{m:02}/{slug}.jpg",
        pictured=0.5,
        span=2,
    )
    for story in stories[count // 2 :]:
        story.shown = None
    size = -(-count // 5)
    blocks = [stories[start : start + size] for start in range(0, count, size)]
    for block, section in zip(blocks, desk.prose.sections(5), strict=False):
        block[0].section = section
    site = desk.site("KWEX", popular=desk.some(stories, 3) + desk.stories(2, href))
    html = desk.draw("station-home", blocks=blocks, extra=desk.stories(4, href), site=site)
    for story in stories:
        story.picture = story.picture and story.picture + "?strip=1&w=320"
    return Drawn(base, html, entries(base, stories))


FAMILIES = (
    Family("blox", blox, "en", "section", (12, 25), -5),
    Family("gannett", gannett, "en", "section", (22,), -6),
    Family("packages", packages, "en", "section", (19,), -5),
    Family("station-home", station_home, "en", "home", (35,), -6),
)
