"""Blogs and small newsrooms on ready-made systems: WordPress themes, Ghost, Blogger."""

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn

UPLOAD = "/wp-content/uploads/{Y}/{m:02}/{slug}.jpg"


def tagdiv(desk: Desk, count: int) -> Drawn:
    """A magazine theme: cut titles, pictures as backgrounds, stories even in the menu."""
    base = "https://www.graylingpost.example/category/local/"
    href = "https://www.graylingpost.example/{slug}/"
    stories = desk.stories(
        count,
        href,
        "{month} {d}, {Y}",
        summary=1,
        picture="https://www.graylingpost.example" + UPLOAD,
    )
    site = desk.site(
        "Grayling Post",
        nav_href="/category/{slug}/",
        popular=desk.stories(5, href, "{month} {d}, {Y}"),
    )
    mega = desk.stories(5, href, picture=UPLOAD)
    html = desk.draw("tagdiv", stories=stories, site=site, mega=mega, title="Local")
    return Drawn(base, html, entries(base, stories), base + "page/2/")


def twentytwenty(desk: Desk, count: int) -> Drawn:
    """A category of WordPress's own theme: dates are links to the story too."""
    base = "https://eastcombenews.example/category/local/"
    stories = desk.stories(
        count,
        "https://eastcombenews.example/{Y}/{m:02}/{slug}/",
        "{month} {d}, {Y}",
        summary=1,
        picture=UPLOAD,
        pictured=0.6,
        span=40,
    )
    html = desk.draw(
        "twentytwenty",
        stories=stories,
        site=desk.site("Eastcombe News", nav_href="/category/{slug}/"),
        title="Local",
    )
    return Drawn(base, html, entries(base, stories), base + "page/2/")


def astra(desk: Desk, count: int) -> Drawn:
    """A grid of posts with lazy pictures and British numeric dates."""
    base = "https://millbrookvoice.example/news/"
    stories = desk.stories(
        count,
        base + "{slug}/",
        "{d:02}/{m:02}/{Y}",
        summary=1,
        picture="https://millbrookvoice.example" + UPLOAD,
        span=60,
    )
    site = desk.site("Millbrook Voice", popular=desk.stories(4, base + "{slug}/"))
    return Drawn(
        base,
        desk.draw("astra", stories=stories, site=site, title="News"),
        entries(base, stories),
        base + "page/2/",
    )


def genesis(desk: Desk, count: int) -> Drawn:
    """A blog's home: excerpts with a read-more link inside, an archive box of the same make as the
    list.
    """
    base = "https://www.stonebury-sentinel.example/"
    stories = desk.stories(
        count,
        base + "{slug}/",
        "{month} {d}, {Y}",
        summary=1,
        picture="//cdn.stonebury-sentinel.example/{id}-150x150.jpg",
        pictured=0.7,
    )
    site = desk.site("Stonebury Sentinel", popular=desk.stories(4, base + "{slug}/"))
    return Drawn(
        base,
        desk.draw("genesis", stories=stories, site=site),
        entries(base, stories),
        base + "page/2",
    )


def ghost(desk: Desk, count: int) -> Drawn:
    """A newsletter's home: cards with a picture link and a words link."""
    base = "https://thefallbridgeletter.example/"
    stories = desk.stories(
        count,
        "/{slug}/",
        "{d:02} {mon} {Y}",
        summary=0.7,
        picture="https://images.example/photo-{id}?crop=entropy",
        pictured=0.8,
        span=90,
    )
    return Drawn(
        base,
        desk.draw("ghost", stories=stories, site=desk.site("The Fallbridge Letter")),
        entries(base, stories),
        base + "page/2/",
    )


def blogger(desk: Desk, count: int) -> Drawn:
    """A village blog: days as headings, few posts."""
    base = "https://larkfieldlines.example/"
    href = "https://larkfieldlines.example/{Y}/{m:02}/{slug:.39}.html"
    stories = desk.stories(
        count,
        href,
        "{weekday}, {d} {month} {Y}",
        summary=1,
        picture="https://blogger.example/img/b/s320/IMG_{id}.jpg",
        pictured=0.5,
        span=20,
    )
    days = [
        [s for s in stories if s.when.date() == day]
        for day in dict.fromkeys(s.when.date() for s in stories)
    ]
    site = desk.site("Larkfield Lines")
    older = f"{base}search?updated-max={stories[-1].iso}&max-results={count}"
    html = desk.draw(
        "blogger",
        days=days,
        site=site,
        older=older,
        archive=desk.some(stories, 3) + desk.stories(3, href),
    )
    return Drawn(base, html, entries(base, stories), older)


def homepage_articles(desk: Desk, count: int) -> Drawn:
    """A nonprofit newsroom's home in blocks: a lead, the latest, grids by section."""
    base = "https://valleybeacon.example/"
    href = "https://valleybeacon.example/{Y}/{m:02}/{d:02}/{slug}/"
    stories = desk.stories(
        count,
        href,
        "{month} {d}, {Y}",
        picture="https://i0.wp.example/valleybeacon.example/{id}.jpg?resize=600%2C450&ssl=1",
        pictured=0.8,
    )
    for story in (stories[0], *stories[6::2]):
        story.summary = desk.prose.summary(1)
    for story in stories[1:6]:
        story.picture = None
    blocks = [stories[start : start + 6] for start in range(6, count, 6)]
    html = desk.draw(
        "homepage-articles",
        lead=stories[0],
        latest=stories[1:6],
        blocks=blocks,
        site=desk.site("Valley Beacon"),
    )
    return Drawn(base, html, entries(base, stories))


def flat(desk: Desk, count: int) -> Drawn:
    """A chamber of commerce's page written by hand: headings and paragraphs side by side, nothing
    around them.
    """
    base = "http://www.tilstonchamber.example/news.html"
    stories = desk.stories(count, "news/{slug}.html", "{mon} {d}, {Y}", summary=1, span=120)
    html = desk.draw(
        "flat", stories=stories, site=desk.site("Tilston Chamber", nav=5), title="Member News"
    )
    return Drawn(
        base, html, entries(base, stories), "http://www.tilstonchamber.example/news-2.html"
    )


FAMILIES = (
    Family("tagdiv", tagdiv, "en", "section", (10, 15), -6),
    Family("twentytwenty", twentytwenty, "en", "section", (5,), -5),
    Family("astra", astra, "en", "section", (9,)),
    Family("genesis", genesis, "en", "home", (10,), -6, january=True),
    Family("ghost", ghost, "en", "home", (12, 3)),
    Family("homepage-articles", homepage_articles, "en", "home", (24,), -5),
    Family("flat", flat, "en", "section", (9,), -5),
    Family("blogger", blogger, "en", "home", (3, 7)),
)
