"""Chinese city portals: homes of many blocks, rolls, walls of pictures, mobile channels."""

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn


def blocks_home(desk: Desk, count: int) -> Drawn:
    """A city portal's home: a dozen blocks of four makes, half of them without dates, GBK."""
    base = "http://www.jcxinwen.example.cn/"
    href = "http://www.jcxinwen.example.cn/{section}/{Y}-{m:02}/{d:02}/content_{id}.htm"
    stories = desk.stories(
        count, href, "{m:02}-{d:02}", picture="/pic/{Y}{m:02}/{code:.10}.jpg", pictured=1, span=5
    )
    blocks = _shared(count, desk, 12)
    made, start = [], 0
    for place, size in enumerate(blocks):
        block = stories[start : start + size]
        start += size
        for story in block:
            story.shown = story.shown if place % 4 in (1, 2) else None
            story.picture = (
                story.picture if place % 4 == 3 or (place % 4 == 2 and story is block[0]) else None
            )
        made.append(block)
    site = desk.site(
        "江城新闻网", nav=12, popular=desk.some(stories[count // 2 :], 4) + desk.stories(4, href)
    )
    html = desk.draw("blocks-home", blocks=made, site=site, labels=desk.prose.sections(12))
    return Drawn(base, html, entries(base, stories), None, "gbk")


def capital_front(desk: Desk, count: int) -> Drawn:
    """A provincial capital's front: large headlines with smaller ones in one line, lists cut
    without telling, GB18030.
    """
    base = "https://www.bingchengnews.example.cn/"
    href = "//www.bingchengnews.example.cn/p/{id}.html"
    stories = desk.stories(count, href, span=3)
    heads, rest = stories[:9], stories[9:]
    for story in rest:
        story.title = story.cut(20, "")
    groups = [heads[start : start + 3] for start in range(0, 9, 3)]
    half = len(rest) // 2
    popular = desk.stories(10, href)
    html = desk.draw(
        "capital-front",
        groups=groups,
        columns=[rest[:half], rest[half:]],
        site=desk.site("冰城网", nav=14, popular=popular),
    )
    return Drawn(base, html, entries(base, stories), None, "gb18030")


def scroll_roll(desk: Desk, count: int) -> Drawn:
    """A rolling list: the section in brackets, the title, the month, day and hour, GB2312."""
    base = "http://www.zhongtong.example.cn/scroll-news/hlj/index.html"
    stories = desk.stories(
        count,
        "//www.zhongtong.example.cn/hlj/{Y}/{m:02}-{d:02}/{id}.shtml",
        "{m}-{d} {H:02}:{M:02}",
        span=4,
    )
    html = desk.draw("scroll-roll", stories=stories, site=desk.site("中通网"), title="滚动新闻")
    return Drawn(
        base,
        html,
        entries(base, stories),
        "http://www.zhongtong.example.cn/scroll-news/hlj/2.html",
        "gb2312",
    )


def day_roll(desk: Desk, count: int) -> Drawn:
    """A roll by days: a heading for each day, an hour before each title."""
    base = "https://live.jcxinwen.example.cn/roll/"
    stories = desk.stories(count, "/roll/{Y}{m:02}{d:02}/{id}.html", "{Y}年{m}月{d}日", span=4)
    days = [
        [s for s in stories if s.when.date() == day]
        for day in dict.fromkeys(s.when.date() for s in stories)
    ]
    popular = desk.stories(6, "/roll/{Y}{m:02}{d:02}/{id}.html")
    html = desk.draw(
        "day-roll", days=days, site=desk.site("江城全媒", popular=popular), title="24小时滚动"
    )
    return Drawn(base, html, entries(base, stories), "https://live.jcxinwen.example.cn/roll/?p=2")


def photo_wall(desk: Desk, count: int) -> Drawn:
    """A wall of pictures with titles below, nothing else, GB2312."""
    base = "http://pic.beiguo.example.cn/tupian/index.shtml"
    href = "/tupian/{Y}{m:02}{d:02}/{id}.shtml"
    stories = desk.stories(count, href, picture="/upload/{Y}/{m:02}{d:02}/thumb_{code:.12}.jpg")
    popular = desk.stories(8, href, picture="/upload/{Y}/{m:02}{d:02}/thumb_{code:.12}.jpg")
    html = desk.draw(
        "photo-wall", stories=stories, site=desk.site("北国图片", popular=popular), title="图说江城"
    )
    return Drawn(
        base,
        html,
        entries(base, stories),
        "http://pic.beiguo.example.cn/tupian/index_2.shtml",
        "gb2312",
        says_charset=False,
    )


def h5_feed(desk: Desk, count: int) -> Drawn:
    """A mobile channel: rows of one picture or three, sharing marks on each link."""
    base = "https://m.jcshike.example.cn/h5/channel?id=7"
    picture = "//img.jcshike.example.cn/{Y}{m:02}/{code:.20}.jpg!w300"
    stories = desk.stories(
        count, "/h5/detail?aid={id}", "{ago}", picture=picture, pictured=0.75, span=3
    )
    html = desk.draw(
        "h5-feed", stories=stories, site=desk.site("江城时刻"), title="本地", token=desk.code(16)
    )
    return Drawn(base, html, entries(base, stories))


def excerpts(desk: Desk, count: int) -> Drawn:
    """A local blog: a class, a title, a cut excerpt, counts of readers and likes."""
    base = "https://www.xiaojianghu.example.cn/"
    href = "https://www.xiaojianghu.example.cn/{id}.html"
    picture = (
        "https://www.xiaojianghu.example.cn/wp-content/uploads/{Y}/{m:02}/{code:.9}-220x150.jpg"
    )
    stories = desk.stories(count, href, "{Y}-{m:02}-{d:02}", summary=1, picture=picture, span=60)
    popular = desk.stories(6, href, "{Y}-{m:02}-{d:02}", picture=picture)
    html = desk.draw(
        "excerpts",
        stories=stories,
        site=desk.site("小江湖", nav_href="/category/{slug}", popular=popular),
    )
    return Drawn(base, html, entries(base, stories), base + "page/2")


def itm_list(desk: Desk, count: int) -> Drawn:
    """A city channel of a news application: boxes with source and Chinese date, a button for
    more.
    """
    base = "https://www.aijiangcheng.example.cn/channel/1007.html"
    href = "/content/{Y}/{m:02}/{d:02}/{id}.html"
    stories = desk.stories(
        count,
        href,
        "{Y}年{m:02}月{d:02}日 {H:02}:{M:02}",
        picture="/oss/{code}.png?x-oss-process=style/w240",
        span=9,
    )
    html = desk.draw(
        "itm-list",
        stories=stories,
        site=desk.site("爱江城", popular=desk.stories(5, href)),
        title="民生",
    )
    return Drawn(
        base,
        html,
        entries(base, stories),
        "https://www.aijiangcheng.example.cn/channel/1007_2.html",
    )


def _shared(count: int, desk: Desk, blocks: int) -> list[int]:
    sizes = [count // blocks] * blocks
    for place in desk.rng.sample(range(blocks), count % blocks):
        sizes[place] += 1
    for place in range(0, blocks - 1, 2):
        moved = desk.rng.randint(0, sizes[place] // 2)
        sizes[place] -= moved
        sizes[place + 1] += moved
    return sizes


FAMILIES = (
    Family("blocks-home", blocks_home, "zh", "home", (54, 89), 8),
    Family("capital-front", capital_front, "zh", "home", (45,), 8),
    Family("scroll-roll", scroll_roll, "zh", "roll", (50, 25), 8, january=True),
    Family("day-roll", day_roll, "zh", "roll", (36,), 8),
    Family("photo-wall", photo_wall, "zh", "gallery", (24,), 8),
    Family("h5-feed", h5_feed, "zh", "section", (14,), 8),
    Family("excerpts", excerpts, "zh", "home", (10,), 8),
    Family("itm-list", itm_list, "zh", "section", (15,), 8),
)
