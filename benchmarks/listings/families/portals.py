"""Sections of China's national portals and news agencies."""

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn

PARTS = (
    "index_wrap",
    "index_content",
    "index_left",
    "index_right",
    "index_news_list",
    "index_news_list_item",
    "index_news_list_img",
)
SMALL = (
    "index_news_list_content",
    "index_title",
    "index_timeBox",
    "index_source",
    "index_time",
    "index_comment",
    "index_more",
)
FRAME = (
    "index_rtitle",
    "index_hot",
    "header",
    "logo",
    "nav",
    "navItem",
    "user",
    "footer",
    "footItem",
)
CARDS = (
    "wrapper",
    "channeltitle",
    "card",
    "item",
    "cover",
    "imgbox",
    "inherit",
    "source",
    "cmt",
    "side",
)


def showdata(desk: Desk, count: int) -> Drawn:
    """A channel with a slider of stories above a list of title, picture, words and time."""
    base = "http://www.xhtongxun.example.cn/local/index.htm"
    href = "http://www.xhtongxun.example.cn/local/{Y}-{m:02}/{d:02}/c_1{id:09}.htm"
    picture = "http://www.xhtongxun.example.cn/titlepic/11{id}/1{id}_title0h.jpg"
    stories = desk.stories(
        count + 3,
        href,
        "{Y}-{m:02}-{d:02} {H:02}:{M:02}:{S:02}",
        summary=1,
        picture=picture,
        pictured=0.7,
    )
    focus, rest = stories[::7][:3], [s for s in stories if s not in stories[::7][:3]]
    for story in focus:
        story.shown = story.summary = None
        story.picture = desk.filled(picture, story)
    site = desk.site("通讯网", popular=desk.stories(8, href))
    html = desk.draw("showdata", focus=focus, stories=rest, site=site, title="地方联播")
    return Drawn(base, html, entries(base, focus + rest))


def ejlist(desk: Desk, count: int) -> Drawn:
    """A party paper's site: lists in fives, GB2312, numbered pages."""
    base = "http://hlj.rmwang.example.cn/GB/220024/index.html"
    href = "/n2/{Y}/{m:02}{d:02}/c220024-{id}.html"
    stories = desk.stories(count, href, "{Y}-{m:02}-{d:02}")
    html = desk.draw(
        "ejlist",
        stories=stories,
        site=desk.site("人民之声网", popular=desk.stories(10, href)),
        title="本地要闻",
    )
    return Drawn(
        base,
        html,
        entries(base, stories),
        "http://hlj.rmwang.example.cn/GB/220024/index2.html",
        "gb2312",
    )


def list009(desk: Desk, count: int) -> Drawn:
    """A rolling list of a commercial portal: month and day in brackets, GBK undeclared by the
    server.
    """
    base = "https://news.langtao.example.cn/society/index.shtml"
    href = "https://news.langtao.example.cn/s/{Y}-{m:02}-{d:02}/doc-i{code:.14}.shtml"
    stories = desk.stories(count, href, "({m:02}月{d:02}日 {H:02}:{M:02})", span=6)
    html = desk.draw(
        "list009",
        stories=stories,
        site=desk.site("浪涛新闻中心", popular=desk.stories(4, href)),
        title="社会新闻",
    )
    return Drawn(
        base,
        html,
        entries(base, stories),
        "https://news.langtao.example.cn/society/index_2.shtml",
        "gbk",
        says_charset=False,
    )


def datarow(desk: Desk, count: int) -> Drawn:
    """A portal's rows with keyword links, comment counts and an advertisement among them."""
    base = "https://hlj.wangbo.example.cn/"
    href = "https://www.wangbo.example.cn/dy/article/{code:.16}.html"
    picture = (
        "http://cms-bucket.wangbo.example.cn/{Y}{m:02}{d:02}/{code}.png?imageView&thumbnail=140y88"
    )
    stories = desk.stories(
        count, href, "{Y}-{m:02}-{d:02} {H:02}:{M:02}:{S:02}", picture=picture, pictured=0.8, span=2
    )
    html = desk.draw(
        "datarow",
        stories=stories,
        site=desk.site("网博黑土", popular=desk.stories(6, href)),
        title="本地新闻",
    )
    return Drawn(base, html, entries(base, stories))


def spmfeed(desk: Desk, count: int) -> Drawn:
    """A portal's feed: tracking on every link, authors, hours ago."""
    base = "https://www.bulao.example.cn/c/8/1460"
    picture = "https://p{d}.itc.example.cn/q_70/images03/{code}.jpeg"
    stories = desk.stories(
        count, "/a/{id}_12{m:04}", "{ago}", summary=0.3, picture=picture, pictured=0.85, span=2
    )
    site = desk.site("不老网", popular=desk.some(stories, 2) + desk.stories(6, "/a/{id}_99{d:04}"))
    html = desk.draw(
        "spmfeed",
        stories=stories,
        site=site,
        title="社会",
        spm=f"smpc.channel_248.{desk.letters(4)}",
    )
    return Drawn(base, html, entries(base, stories))


def cssmod(desk: Desk, count: int) -> Drawn:
    """A portal built with hashed classes: today with an hour, else month and day."""
    base = "https://hlj.fengqi.example.cn/shanklist/206-216-"
    href = "//hlj.fengqi.example.cn/c/8{code:.10}"
    stories = desk.stories(
        count,
        href,
        "{m:02}-{d:02} {H:02}:{M:02}",
        picture="//x0.fengqi.example.cn/cmpp/{Y}/{code:.8}_w640_h360.jpg",
        pictured=0.9,
    )
    for story in stories:
        if story.when.date() == desk.now.date():
            story.shown = desk.filled("今天 {H:02}:{M:02}", story)
    css = desk.hashed(*PARTS, *SMALL, *FRAME)
    html = desk.draw(
        "cssmod",
        stories=stories,
        site=desk.site("凤栖网", popular=desk.stories(6, href)),
        css=css,
        title="资讯",
    )
    return Drawn(base, html, entries(base, stories))


def antcards(desk: Desk, count: int) -> Drawn:
    """A newspaper's single-page application, drawn on the server, its data repeated in a script."""
    base = "https://www.chaoshang.example.cn/list_25428"
    href = "/newsDetail_forward_{id}"
    stories = desk.stories(
        count,
        href,
        "{ago}",
        picture="https://imgpai.chaoshang.example.cn/image/{Y}/{id}.jpg?x-oss-process=w_332",
        span=3,
    )
    css = desk.hashed(*CARDS, *FRAME)
    site = desk.site("潮上新闻", popular=desk.some(stories, 1) + desk.stories(9, href))
    return Drawn(
        base,
        desk.draw("antcards", stories=stories, site=site, css=css, title="城市观察"),
        entries(base, stories),
    )


def newslist_brief(desk: Desk, count: int) -> Drawn:
    """A broadcaster's channel: echo-lazy pictures, brief words, dates only in addresses."""
    base = "https://news.yangshi.example.cn/local/"
    href = "https://news.yangshi.example.cn/{Y}/{m:02}/{d:02}/ARTI{code:.22}.shtml"
    picture = "//p2.img.yangshi.example.cn/{Y}/{m:02}/{d:02}/{id}.jpg"
    stories = desk.stories(count, href, summary=1, picture=picture)
    site = desk.site("央视角", popular=desk.stories(4, href, picture=picture))
    return Drawn(
        base,
        desk.draw("newslist-brief", stories=stories, site=site, title="地方"),
        entries(base, stories),
    )


FAMILIES = (
    Family("showdata", showdata, "zh", "section", (15,), 8),
    Family("ejlist", ejlist, "zh", "section", (30,), 8),
    Family("list009", list009, "zh", "roll", (40, 15), 8, january=True),
    Family("datarow", datarow, "zh", "section", (18,), 8),
    Family("spmfeed", spmfeed, "zh", "section", (20,), 8),
    Family("cssmod", cssmod, "zh", "section", (24,), 8),
    Family("antcards", antcards, "zh", "section", (12,), 8),
    Family("newslist-brief", newslist_brief, "zh", "section", (16,), 8),
)
