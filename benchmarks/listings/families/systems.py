"""Pages of widely used content systems, and of sites written by hand."""

from datetime import timedelta

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn


def views_rows(desk: Desk, count: int) -> Drawn:
    """A Drupal view: rows of fields, the date field named, a pager of numbers."""
    base = "https://www.oakhollow-arts.example/news"
    picture = "/sites/default/files/styles/teaser/public/{Y}-{m:02}/{slug}.jpg?itok={code:.8}"
    stories = desk.stories(
        count,
        "/news/{slug}",
        "{weekday}, {month} {d}, {Y}",
        summary=0.9,
        picture=picture,
        pictured=0.6,
        span=90,
    )
    html = desk.draw(
        "views-rows", stories=stories, site=desk.site("Oakhollow Arts Council"), title="News"
    )
    return Drawn(base, html, entries(base, stories), base + "?page=1")


def items_leading(desk: Desk, count: int) -> Drawn:
    """A Joomla blog: leading items, then columns, then links to more stories, all of them the
    list's.
    """
    base = "https://www.dunmerefire.example/index.php/news"
    picture = "/images/{Y}/{slug}.jpg"
    stories = desk.stories(
        count,
        "/index.php/news/{id}-{slug}",
        "{d:02} {month} {Y}",
        summary=1,
        picture=picture,
        span=150,
    )
    lead, columns, links = stories[:2], stories[2:-5], stories[-5:]
    for story in links:
        story.shown = story.summary = story.picture = None
    html = desk.draw(
        "items-leading",
        lead=lead,
        columns=columns,
        links=links,
        site=desk.site("Dunmere Fire District"),
        title="News",
    )
    return Drawn(base, html, entries(base, stories), base + f"?start={count - 5}")


def summary_grid(desk: Desk, count: int) -> Drawn:
    """A Squarespace collection: a grid whose picture, title and date are apart, the pictures by
    data-src.
    """
    base = "https://www.pinewaterreview.example/stories"
    picture = "https://images.squarecdn.example/content/v1/{code:.24}/{slug}.jpg"
    stories = desk.stories(
        count,
        "/stories/{Y}/{m}/{d}/{slug}",
        "{mon} {d}, {Y}",
        summary=0.7,
        picture=picture,
        span=200,
    )
    html = desk.draw(
        "summary-grid", stories=stories, site=desk.site("Pinewater Review"), title="Stories"
    )
    return Drawn(
        base, html, entries(base, stories), f"{base}?offset={int(stories[-1].when.timestamp())}000"
    )


def wix_posts(desk: Desk, count: int) -> Drawn:
    """A Wix blog: hashed classes, a title in a link, minutes to read beside the date, hearts and
    counts.
    """
    base = "https://www.tilstonrunners.example/blog"
    picture = "https://static.wixmedia.example/media/{code:.6}_{code}~mv2.jpg/v1/fill/w_454,h_341,fp_0.50_0.50,q_90/{code:.6}.jpg"
    stories = desk.stories(
        count,
        "https://www.tilstonrunners.example/post/{slug}",
        "{mon} {d}",
        summary=1,
        picture=picture,
        span=100,
    )
    html = desk.draw(
        "wix-posts", stories=stories, site=desk.site("Tilston Runners", nav=5), h=desk.letters(5)
    )
    return Drawn(
        base, html, entries(base, stories), "https://www.tilstonrunners.example/blog/page/2"
    )


def next_spa(desk: Desk, count: int) -> Drawn:
    """An application of today: each entry one link in which label, title, words and day stand
    without headings.
    """
    base = "https://www.citybrief.example/hartfeld"
    picture = "/_next/image?url=https%3A%2F%2Fcdn.citybrief.example%2F{code:.12}.jpg&w=640&q=75"
    stories = desk.stories(
        count,
        "/hartfeld/story/{slug}",
        "{mon} {d}, {Y}",
        summary=0.8,
        picture=picture,
        pictured=0.6,
        span=20,
    )
    site = desk.site(
        "City Brief", popular=desk.some(stories, 2) + desk.stories(3, "/hartfeld/story/{slug}")
    )
    return Drawn(
        base,
        desk.draw("next-spa", stories=stories, site=site, title="Hartfeld"),
        entries(base, stories),
    )


def events(desk: Desk, count: int) -> Drawn:
    """A calendar's list: events still to come under headings of months, soonest first."""
    base = "https://visitlarkfield.example/events/list/"
    href = "https://visitlarkfield.example/event/{slug}/"
    picture = "https://visitlarkfield.example/uploads/{slug}-300x200.jpg"
    stories = desk.stories(count, href, "-", summary=0.9, picture=picture, pictured=0.7)
    when = desk.now
    for story in stories:
        when += timedelta(days=desk.rng.randint(1, 6))
        story.when = when.replace(hour=desk.rng.randint(10, 20), minute=30)
        story.shown = desk.filled("{month} {d} @ {h12}:{M:02} {ap}", story)
    months = [
        [s for s in stories if s.when.month == month]
        for month in dict.fromkeys(s.when.month for s in stories)
    ]
    html = desk.draw(
        "events", months=months, site=desk.site("Visit Larkfield"), title="Upcoming Events"
    )
    return Drawn(base, html, entries(base, stories), base + "page/2/")


def lite(desk: Desk, count: int) -> Drawn:
    """A network's page of words only: titles, nothing else; the day above is that of the page."""
    base = "https://lite.cbn.example/"
    stories = desk.stories(count, "/{Y}/{m:02}/{d:02}/{section}/{slug}", span=2)
    return Drawn(
        base, desk.draw("lite", stories=stories, site=desk.site("CBN Lite")), entries(base, stories)
    )


def year_archive(desk: Desk, count: int) -> Drawn:
    """A magazine's archive: years as headings, days without a year before titles."""
    base = "https://www.eastcombequarterly.example/archive/"
    stories = desk.stories(count, "/archive/{slug}.html", "{mon} {d:02}", span=1100)
    years = [
        [s for s in stories if s.when.year == year]
        for year in dict.fromkeys(s.when.year for s in stories)
    ]
    html = desk.draw(
        "year-archive", years=years, site=desk.site("Eastcombe Quarterly", nav=6), title="Archive"
    )
    return Drawn(base, html, entries(base, stories))


def hugo_days(desk: Desk, count: int) -> Drawn:
    """A static site's log: a heading for each day, hours and tags with its notes, older ones on a
    page of their own.
    """
    base = "https://log.wexmoor.example/posts/"
    stories = desk.stories(
        count, "/posts/{Y}/{m:02}/{slug}/", "{Y}-{m:02}-{d:02}", summary=0.5, span=9
    )
    days = [
        [s for s in stories if s.when.date() == day]
        for day in dict.fromkeys(s.when.date() for s in stories)
    ]
    html = desk.draw("hugo-days", days=days, site=desk.site("Wexmoor Log", nav=5), title="Posts")
    return Drawn(base, html, entries(base, stories), base + "page/2/")


def br_list(desk: Desk, count: int) -> Drawn:
    """A page written by hand: numeric days and links between line breaks in one paragraph."""
    base = "http://www.fallbridge-township.example/news.htm"
    stories = desk.stories(count, "docs/{Y}/{slug:.30}.htm", "{m:02}/{d:02}/{y2:02}", span=240)
    for number, story in enumerate(stories):
        story.href = story.href.replace(".htm", ".pdf") if number % 3 == 1 else story.href
    html = desk.draw("br-list", stories=stories, site=desk.site("Fallbridge Township", nav=6))
    return Drawn(base, html, entries(base, stories))


def old_weekly(desk: Desk, count: int) -> Drawn:
    """A weekly's front of long ago: tables in tables, tags left open, a long day for each story."""
    base = "http://www.graylingweekly.example/"
    picture = "pix/{id}.gif"
    stories = desk.stories(
        count,
        "{Y}/{m:02}{d:02}/{slug:.24}.shtml",
        "{weekday}, {mon} {d}, {Y}",
        summary=0.8,
        picture=picture,
        pictured=0.3,
    )
    html = desk.draw(
        "old-weekly",
        stories=stories,
        site=desk.site("The Grayling Weekly", nav=8, nav_href="{slug}.shtml"),
    )
    return Drawn(base, html, entries(base, stories))


FAMILIES = (
    Family("views-rows", views_rows, "en", "section", (10,), -5),
    Family("items-leading", items_leading, "en", "section", (13,), -6),
    Family("summary-grid", summary_grid, "en", "section", (20,), -5),
    Family("wix-posts", wix_posts, "en", "home", (9,), -5, january=True),
    Family("next-spa", next_spa, "en", "section", (16, 6), -5),
    Family("events", events, "en", "events", (12,), -6),
    Family("lite", lite, "en", "home", (60,), -5),
    Family("year-archive", year_archive, "en", "archive", (48,), -5),
    Family("hugo-days", hugo_days, "en", "roll", (18,)),
    Family("br-list", br_list, "en", "notices", (17,), -5),
    Family("old-weekly", old_weekly, "en", "home", (11,), -6),
)
