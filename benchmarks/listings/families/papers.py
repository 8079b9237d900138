"""American local papers and stations on the systems that chains use."""

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn


def blox(desk: Desk, count: int) -> Drawn:
    """A paper's section of cards, lazy pictures in srcset only, a load-more link with an offset."""
    base = "https://www.hartfeld-courier.example/news/local/"
    href = "/news/local/{slug}/article_{code:.8}-{code:.4}.html"
    stories = desk.stories(
        count, href, "{mon} {d}, {Y}", summary=0.6, picture="https://bloximages.example/hartfeld/content/tncms/{code:.9}.jpg", pictured=0.7
    )
    site = desk.site("Hartfeld Courier", popular=desk.some(stories, 2) + desk.stories(4, href))
    html = desk.draw("blox", stories=stories, site=site, title="Local News")
    for story in stories:
        story.picture = story.picture and story.picture + "?resize=400%2C267"
    return Drawn(base, html, entries(base, stories), f"{base}?o={count}&l={count}")


def gannett(desk: Desk, count: int) -> Drawn:
    """A chain's section: every entry one link, dates and summaries in attributes that style sheets show."""
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
    html = desk.draw("gannett", leads=stories[:2], stories=stories[2:], site=desk.site("The Wexmoor Democrat"), title="Local news")
    for story in stories[2:]:
        story.picture = f"{story.picture}?width=120&height=80&fit=crop&format=pjpg&auto=webp"
    return Drawn(base, html, entries(base, stories))


FAMILIES = (
    Family("blox", blox, "en", "section", (12, 25), -5),
    Family("gannett", gannett, "en", "section", (22,), -6),
)
