"""Chinese forums, universities and the pages of printed papers."""

from datetime import timedelta

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn


def discuz_forum(desk: Desk, count: int) -> Drawn:
    """A town's forum: threads by last reply, pinned ones first, a base that lies on another host,
    GBK.
    """
    base = "http://bbs.linhejie.example.cn/"
    stories = desk.stories(count, "thread-{id}-1-1.html", "{Y}-{m}-{d}", span=25)
    pinned = stories[-3:]
    for story in pinned:
        story.when -= timedelta(days=desk.rng.randint(60, 400))
        story.shown = desk.filled("{Y}-{m}-{d}", story)
    rest = stories[:-3]
    for place in range(0, len(rest) - 1, 3):
        rest[place], rest[place + 1] = rest[place + 1], rest[place]
    site = desk.site(
        "临河街论坛",
        nav_href="forum-{number}-1.html",
        popular=desk.stories(8, "thread-{id}-1-1.html"),
    )
    html = desk.draw(
        "discuz-forum", pinned=pinned, rest=rest, site=site, title="街谈巷议", base=base
    )
    return Drawn(
        "http://www.linhejie.example.cn/bbs/forum-37-1.html",
        html,
        entries(base, pinned + rest),
        base + "forum-37-2.html",
        "gbk",
    )


def discuz_portal(desk: Desk, count: int) -> Drawn:
    """A forum's portal channel: title, picture, words, class and time in a definition list."""
    base = "https://www.beitunquan.example.cn/portal.php?mod=list&catid=5"
    href = "portal.php?mod=view&aid={id}"
    stories = desk.stories(
        count,
        href,
        "{Y}-{m}-{d} {H:02}:{M:02}",
        summary=1,
        picture="data/attachment/portal/{Y}{m:02}/{d:02}/{code:.22}.jpg",
        pictured=0.5,
    )
    for story in stories:
        if desk.now.date() - story.when.date() == timedelta(days=1):
            story.shown = desk.filled("昨天 {H:02}:{M:02}", story)
    site = desk.site(
        "北屯圈",
        nav_href="portal.php?mod=list&catid={number}",
        popular=desk.stories(7, "thread-{id}-1-1.html"),
    )
    return Drawn(
        base,
        desk.draw("discuz-portal", stories=stories, site=site, title="本地资讯"),
        entries(base, stories),
        base + "&page=2",
    )


def campus(desk: Desk, count: int) -> Drawn:
    """A university's news: month, day and year in three boxes, all inside the link."""
    base = "https://news.jcdx.example.cn/zhxw.htm"
    stories = desk.stories(
        count,
        "info/1002/{id}.htm",
        "{Y} {m:02} {d:02}",
        summary=1,
        picture="/__local/{code}.jpg",
        span=60,
    )
    site = desk.site(
        "江城大学新闻网", nav_href="{slug}.htm", popular=desk.stories(6, "info/1002/{id}.htm")
    )
    html = desk.draw("campus", stories=stories, site=site, title="综合新闻")
    return Drawn(base, html, entries(base, stories), "https://news.jcdx.example.cn/zhxw/141.htm")


def webplus_days(desk: Desk, count: int) -> Drawn:
    """A college's notices: the day and the month of a year in boxes before a cut title."""
    base = "http://jwc.jcsfxy.example.cn/1204/list.htm"
    stories = desk.stories(
        count, "/{Y}/{m:02}{d:02}/c1204a{id}/page.htm", "{d:02} {Y}-{m:02}", span=80
    )
    site = desk.site("江城师范学院教务处", nav_href="/{number}/list.htm")
    html = desk.draw("webplus-days", stories=stories, site=site, title="教务通知")
    return Drawn(base, html, entries(base, stories), "http://jwc.jcsfxy.example.cn/1204/list2.htm")


def vsb_list(desk: Desk, count: int) -> Drawn:
    """A university's notices, some of them papers to download at once; a date before the title."""
    base = "https://www.jcgydx.example.cn/xxgk/tzgg.htm"
    stories = desk.stories(count, "../info/1043/{id}.htm", "{Y}/{m:02}/{d:02}", span=90)
    for story in stories[2::4]:
        story.href = desk.filled("../__local/A/{code:.2}/{code:.32}_{id}.pdf", story)
    site = desk.site("江城工业大学", nav_href="../{slug}.htm")
    html = desk.draw("vsb-list", stories=stories, site=site, title="通知公告")
    return Drawn(
        base, html, entries(base, stories), "https://www.jcgydx.example.cn/xxgk/tzgg/56.htm"
    )


def epaper(desk: Desk, count: int) -> Drawn:
    """A printed paper's page: its picture as a map, the list of its stories, the list of all pages;
    one date above.
    """
    day = f"{desk.now.year}-{desk.now.month:02}/{desk.now.day:02}"
    base = f"http://paper.jcribao.example.cn/jcrb/html/{day}/node_3.htm"
    stories = desk.stories(
        count,
        f"content_{desk.rng.randint(1000, 9000)}_{{id}}.htm?div=-1",
        "{Y}年{m:02}月{d:02}日",
        span=1,
    )
    for story in stories:
        story.when = desk.now
    site = desk.site("江城日报")
    html = desk.draw("epaper", stories=stories, site=site, pages=desk.prose.sections(8))
    return Drawn(base, html, entries(base, stories), base.replace("node_3", "node_4"), "gb2312")


FAMILIES = (
    Family("discuz-forum", discuz_forum, "zh", "forum", (30, 18), 8),
    Family("discuz-portal", discuz_portal, "zh", "section", (15,), 8),
    Family("campus", campus, "zh", "section", (10,), 8),
    Family("webplus-days", webplus_days, "zh", "notices", (14,), 8, january=True),
    Family("vsb-list", vsb_list, "zh", "notices", (20,), 8),
    Family("epaper", epaper, "zh", "paper", (9, 5), 8),
)
