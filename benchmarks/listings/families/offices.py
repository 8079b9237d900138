"""English-speaking offices: police, councils, schools, universities and the systems they use."""

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn

MEETINGS = (
    "Planning Committee: regular meeting",
    "Licensing Sub-Committee: hearing of a premises licence",
    "Full Council: budget meeting",
    "Audit and Standards Committee: quarterly meeting",
    "Transport Scrutiny Panel: special meeting on the bus review",
    "Parks Advisory Board: walk through the river meadows",
)


def press_room(desk: Desk, count: int) -> Drawn:
    """A police department's releases: number and day above each, the release itself as a paper to
    download.
    """
    base = "https://www.hartfeldpolice.example/press-releases"
    stories = desk.stories(
        count, "/press-releases/{Y}/{slug}", "{mon} {nth}, {Y}", summary=0.7, span=40
    )
    for story in stories[1::3]:
        story.href = desk.filled(
            "https://www.hartfeldpolice.example/media/{Y}/{id}/{slug:.30}.pdf", story
        )
    html = desk.draw(
        "press-room",
        stories=stories,
        site=desk.site("Hartfeld Police Department", nav=6),
        title="Press Releases",
    )
    return Drawn(base, html, entries(base, stories), base + "?page=2" if count > 10 else None)


def portlet(desk: Desk, count: int) -> Drawn:
    """A Liferay site's asset publisher: long parameters, a read-more that hides the title, icons
    with titles.
    """
    base = "https://www.countyofmillbrook.example/web/guest/news"
    href = base + "/-/asset_publisher/{code:.12}/content/{slug}"
    stories = desk.stories(count, href, "{m}/{d}/{y2:02}", summary=1, span=70)
    html = desk.draw(
        "portlet",
        stories=stories,
        site=desk.site("County of Millbrook", nav_href="/web/guest{slug}"),
        title="County News",
    )
    mark = "p_p_id=com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet&p_p_lifecycle=0&cur=2&delta=10"
    return Drawn(base, html, entries(base, stories), f"{base}?{mark}")


def sharepoint(desk: Desk, count: int) -> Drawn:
    """A SharePoint list: a grid of rows with a kind, a title and a modified day, menus in each
    row.
    """
    base = "https://www.larkfieldwater.example/Pages/News.aspx"
    stories = desk.stories(
        count, "/Lists/News/DispForm.aspx?ID={id}", "{m}/{d}/{Y} {h12}:{M:02} {AP}", span=120
    )
    html = desk.draw(
        "sharepoint",
        stories=stories,
        site=desk.site("Larkfield Water Authority"),
        title="News and Notices",
    )
    following = "/Pages/News.aspx?Paged=TRUE&p_ID=30&PageFirstRow=31"
    return Drawn(
        base, html, entries(base, stories), "https://www.larkfieldwater.example" + following
    )


def finder_results(desk: Desk, count: int) -> Drawn:
    """A government's search of all its news: filters, kind, organisation and day in a list under
    each title.
    """
    base = "https://www.national.example/search/news-and-communications?organisations[]=hartfeld"
    stories = desk.stories(
        count, "/government/news/{slug}", "{d} {month} {Y}", summary=0.9, span=60
    )
    html = desk.draw(
        "finder-results",
        stories=stories,
        site=desk.site("National Government"),
        title="News and communications",
    )
    return Drawn(base, html, entries(base, stories), base + "&page=2" if count else None)


def news_flash(desk: Desk, count: int) -> Drawn:
    """A town's news flash on a system many use: widgets, a cut brief, a read-on whose words repeat
    the title for the blind.
    """
    base = "https://www.stoneburytown.example/CivicAlerts.aspx"
    picture = "/ImageRepository/Document?documentID={id}"
    stories = desk.stories(
        count,
        "/CivicAlerts.aspx?AID={id}",
        "{month} {d}, {Y} {h12}:{M:02} {AP}",
        summary=1,
        picture=picture,
        pictured=0.4,
        span=45,
    )
    site = desk.site("Town of Stonebury", popular=desk.stories(4, "/CivicAlerts.aspx?AID={id}"))
    return Drawn(
        base,
        desk.draw("news-flash", stories=stories, site=site, title="News Flash"),
        entries(base, stories),
    )


def campus_news(desk: Desk, count: int) -> Drawn:
    """A university's newsroom: features in a row, then a list by day, and what others wrote of
    it.
    """
    base = "https://news.dunmereuniversity.example/"
    href = "https://news.dunmereuniversity.example/{Y}/{m:02}/{d:02}/{slug}/"
    picture = "//media.dunmereuniversity.example/{slug}-400.jpg"
    stories = desk.stories(count, href, "{month} {d}, {Y}", summary=0.8, picture=picture, span=30)
    features, rest = stories[:3], stories[3:]
    for story in rest:
        story.picture = None
    others = desk.stories(4, "https://www.{section}.example/{slug}", "{mon} {d}")
    html = desk.draw(
        "campus-news",
        features=features,
        rest=rest,
        others=others,
        site=desk.site("Dunmere University News"),
    )
    return Drawn(base, html, entries(base, stories), base + "page/2/")


def district(desk: Desk, count: int) -> Drawn:
    """A school district's news: board of cards, dates with slashes, schools and languages
    around.
    """
    base = "https://www.eastcombeschools.example/news"
    picture = "https://resources.finalsite.example/images/f_auto,q_auto/v{stamp}/eastcombe/{code:.18}/{slug:.20}.jpg"
    stories = desk.stories(
        count,
        "/news/news-post/~board/district-news/post/{slug}",
        "{m}/{d}/{Y}",
        summary=0.6,
        picture=picture,
        span=60,
    )
    html = desk.draw(
        "district", stories=stories, site=desk.site("Eastcombe Area Schools"), title="District News"
    )
    return Drawn(base, html, entries(base, stories))


def minutes(desk: Desk, count: int) -> Drawn:
    """A council's meetings: the day first, then the meeting, with agenda, minutes and recording
    beside.
    """
    base = "https://democracy.wexmoor.example/ieListMeetings.aspx?CommitteeId=0"
    stories = desk.stories(
        count, "ieListDocuments.aspx?CId={d:03}&MId={id}", "{weekday} {d} {month} {Y}", span=160
    )
    for story in stories:
        story.title = desk.rng.choice(MEETINGS)
    html = desk.draw(
        "minutes",
        stories=stories,
        site=desk.site("Wexmoor Borough Council"),
        title="Meetings and minutes",
    )
    return Drawn(base, html, entries(base, stories), base + "&DR=1")


FAMILIES = (
    Family("press-room", press_room, "en", "section", (3, 16), -5),
    Family("portlet", portlet, "en", "section", (10,), -5),
    Family("sharepoint", sharepoint, "en", "notices", (30,), -6),
    Family("finder-results", finder_results, "en", "search", (20, 0)),
    Family("news-flash", news_flash, "en", "section", (9,), -5),
    Family("campus-news", campus_news, "en", "home", (15,), -5),
    Family("district", district, "en", "section", (12,), -6),
    Family("minutes", minutes, "en", "documents", (18,)),
)
