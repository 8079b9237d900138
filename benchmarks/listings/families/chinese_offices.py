"""Offices of Chinese cities, of Taiwan and of Hong Kong: tables, boxes, several dates for one
entry.
"""

from datetime import datetime, timedelta

from benchmarks.listings.desk import Desk, Story, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn

CASES = (
    "民间借贷纠纷",
    "买卖合同纠纷",
    "机动车交通事故责任纠纷",
    "供用热力合同纠纷",
    "离婚纠纷",
    "劳动争议",
    "物业服务合同纠纷",
)


def policy_table(desk: Desk, count: int) -> Drawn:
    """A government's documents: number, title, the day of writing and the day of publication."""
    base = "https://www.wangjiang.example.cn/zfxxgk/zc/index.html"
    stories = desk.stories(
        count, "./{Y}{m:02}/t{Y}{m:02}{d:02}_{id}.html", "{Y}-{m:02}-{d:02}", span=200
    )
    rows = [(story, desk.filled("{Y}-{m:02}-{d:02}", _earlier(desk, story))) for story in stories]
    html = desk.draw(
        "policy-table", rows=rows, site=desk.site("望江区人民政府"), title="行政规范性文件"
    )
    return Drawn(
        base,
        html,
        entries(base, stories),
        "https://www.wangjiang.example.cn/zfxxgk/zc/index_1.html",
    )


def court_table(desk: Desk, count: int) -> Drawn:
    """A court's notices: rows and cells left open, a hearing still to come and the day of the
    notice.
    """
    base = "http://jcfy.fayuan.example.cn/public/more.php?LocationID=0600000000"
    href = "detail.php?id={id}"
    stories = desk.stories(count, href, "{Y}-{m:02}-{d:02}", span=20)
    for story in stories:
        story.title = (
            f"原告{desk.prose.name()}与被告{desk.prose.name()}{desk.rng.choice(CASES)}一案"
        )
    rows = [
        (story, f"{_later(desk):%Y-%m-%d} {desk.rng.choice((9, 10, 14, 15)):02}:30")
        for story in stories
    ]
    html = desk.draw(
        "court-table",
        rows=rows,
        site=desk.site("江城市中级人民法院", nav_href="list.php?id={number}"),
        title="开庭公告",
    )
    following = "http://jcfy.fayuan.example.cn/public/more.php?p=2&LocationID=0600000000"
    return Drawn(base, html, entries(base, stories), following, "gb2312", says_charset=False)


def tenders(desk: Desk, count: int) -> Drawn:
    """A procurement office: a district and a kind before each title, titles cut in the middle of a
    word.
    """
    base = "http://ggzy.jiangcheng.example.cn/jyxx/jsgcZbgg/"
    stories = desk.stories(
        count,
        "/jyxx/jsgcZbgg/{Y}-{m:02}-{d:02}/{code:.8}-{code:.4}.html",
        "{Y}-{m:02}-{d:02}",
        span=6,
    )
    html = desk.draw(
        "tenders", stories=stories, site=desk.site("江城市公共资源交易中心"), title="招标公告"
    )
    return Drawn(base, html, entries(base, stories), base + "?pageIndex=2")


def two_columns(desk: Desk, count: int) -> Drawn:
    """A hospital's news: two titles with their days in each row of a table, GBK."""
    base = "http://www.jcyiyuan.example.cn/news.asp?classid=2"
    stories = desk.stories(count, "shownews.asp?id={id}", "{Y}-{m}-{d}", span=150)
    pairs = [stories[start : start + 2] for start in range(0, count, 2)]
    site = desk.site("江城市第一医院", nav_href="about.asp?id={number}")
    html = desk.draw("two-columns", pairs=pairs, site=site, title="医院新闻")
    return Drawn(
        base,
        html,
        entries(base, stories),
        "http://www.jcyiyuan.example.cn/news.asp?classid=2&page=2",
        "gbk",
    )


def elsewhere(desk: Desk, count: int) -> Drawn:
    """An office that lists what others write of it: each entry on another host, a side menu in the
    same dress.
    """
    base = "http://wlj.jiangcheng.example.cn/mtjj/"
    stories = desk.stories(count, "", "{Y}-{m:02}-{d:02}", span=120)
    hosts = [desk.letters(6) for _ in range(5)]
    for story in stories:
        host = desk.rng.choice(hosts)
        story.href = desk.filled(
            f"https://{host}.example.cn/"
            + desk.rng.choice(("a/{id}.html", "{Y}{m:02}{d:02}/{code:.16}.shtml")),
            story,
        )
    html = desk.draw(
        "elsewhere", stories=stories, site=desk.site("江城市文化广电和旅游局"), title="媒体聚焦"
    )
    return Drawn(base, html, entries(base, stories), base + "index_2.shtml", "gb2312")


def bureau_home(desk: Desk, count: int) -> Drawn:
    """A bureau's home: a slider, then tabs of titles with days, services and banners between
    them.
    """
    base = "http://zjj.jiangcheng.example.cn/"
    stories = desk.stories(
        count, "/{section}/{Y}{m:02}/t{Y}{m:02}{d:02}_{id}.html", "{m:02}-{d:02}", span=60
    )
    slides = stories[:4]
    for story in slides:
        story.shown = None
        story.picture = desk.filled("/u/cms/{Y}{m:02}/{code:.12}.jpg", story)
    size = -(-(count - 4) // 4)
    blocks = [stories[start : start + size] for start in range(4, count, size)]
    html = desk.draw(
        "bureau-home",
        slides=slides,
        blocks=blocks,
        site=desk.site("江城市住房和城乡建设局"),
        labels=desk.prose.sections(4),
    )
    return Drawn(base, html, entries(base, stories))


def month_day(desk: Desk, count: int) -> Drawn:
    """A county's news: the day large and the month small in a box, no year."""
    base = "https://www.yunfengxian.example.cn/c100012/list.shtml"
    stories = desk.stories(
        count, "/c100012/{Y}{m:02}/{code}.shtml", "{d:02} {m:02}月", summary=1, span=45
    )
    html = desk.draw(
        "month-day", stories=stories, site=desk.site("云峰县人民政府"), title="云峰要闻"
    )
    return Drawn(
        base,
        html,
        entries(base, stories),
        "https://www.yunfengxian.example.cn/c100012/list_2.shtml",
    )


def tw_office(desk: Desk, count: int) -> Drawn:
    """A Taiwanese town's office: years of the Republic, a unit beside each title."""
    base = "https://www.cingpu.example.tw/News.aspx?n=1234&sms=9876"
    stories = desk.stories(count, "News_Content.aspx?n=1234&s={id}", "{roc}-{m:02}-{d:02}", span=40)
    html = desk.draw(
        "tw-office",
        stories=stories,
        site=desk.site("青埔鎮公所", nav_href="News.aspx?n={number}"),
        title="最新消息",
    )
    return Drawn(
        base,
        html,
        entries(base, stories),
        "https://www.cingpu.example.tw/News.aspx?n=1234&sms=9876&page=2&PageSize=20",
    )


def tw_county(desk: Desk, count: int) -> Drawn:
    """A Taiwanese county's news: cards with pictures, the Republic's year written out, Big5."""
    base = "http://www.lusi.example.tw/news/index.asp"
    picture = "/upload/{Y}{m:02}/s_{id}.jpg"
    stories = desk.stories(
        count,
        "news_detail.asp?id={id}",
        "民國{roc}年{m}月{d}日",
        summary=1,
        picture=picture,
        span=20,
    )
    html = desk.draw("tw-county", stories=stories, site=desk.site("鹿溪縣政府"), title="縣政新聞")
    return Drawn(
        base,
        html,
        entries(base, stories),
        "http://www.lusi.example.tw/news/index.asp?page=2",
        "big5",
    )


def hk_releases(desk: Desk, count: int) -> Drawn:
    """Hong Kong's press releases: all of one day, which stands above the list, Big5."""
    day = desk.now - timedelta(days=1)
    base = f"http://www.gongbao.example.hk/gia/general/{day.year}{day.month:02}/{day.day:02}c.htm"
    stories = desk.stories(
        count, "/gia/general/{Y}{m:02}/{d:02}/P{Y}{m:02}{d:02}00{id}.htm", "{Y}年{m}月{d}日", span=1
    )
    for story in stories:
        story.when = day
        story.href = desk.filled("/gia/general/{Y}{m:02}/{d:02}/P{Y}{m:02}{d:02}00{id}.htm", story)
    html = desk.draw(
        "hk-releases",
        stories=stories,
        day=day,
        before=day - timedelta(days=1),
        site=desk.site("政府新聞網"),
    )
    return Drawn(base, html, entries(base, stories), None, "big5")


def catalogue(desk: Desk, count: int) -> Drawn:
    """A disclosure catalogue: each title has a hidden card of its index number and dates behind
    it.
    """
    base = "http://www.beitun.example.cn/module/xxgk/index.jsp?area=2301"
    stories = desk.stories(
        count, "/art/{Y}/{m}/{d}/art_1229_{id}.html", "{Y}-{m:02}-{d:02}", span=100
    )
    rows = [(story, desk.filled("{Y}-{m:02}-{d:02}", _earlier(desk, story))) for story in stories]
    html = desk.draw(
        "catalogue", rows=rows, site=desk.site("北屯镇政府信息公开"), title="法定主动公开内容"
    )
    return Drawn(base, html, entries(base, stories))


def jcms(desk: Desk, count: int) -> Drawn:
    """A province's system: rows of a table inside a data store, a pager of numbers, GBK."""
    base = "http://www.songling.example.cn/col/col1229/index.html"
    stories = desk.stories(
        count, "/art/{Y}/{m}/{d}/art_1229_{id}.html", "[{Y}-{m:02}-{d:02}]", span=40
    )
    html = desk.draw(
        "jcms",
        stories=stories,
        site=desk.site("松岭区政府网", nav_href="/col/col{number}/index.html"),
        title="部门动态",
    )
    return Drawn(base, html, entries(base, stories), base + "?uid=5377&pageNum=2", "gbk")


def nothing_yet(desk: Desk, count: int) -> Drawn:
    """A column in which nothing has been published: menus, links and services only."""
    base = f"http://sjj.jiangcheng.example.cn/zwgk/{'cz' * (count + 1)}/"
    site = desk.site("江城市审计局")
    return Drawn(base, desk.draw("nothing-yet", site=site, title="财政预决算"), [])


def _later(desk: Desk) -> datetime:
    return desk.now + timedelta(days=desk.rng.randint(2, 40))


def _earlier(desk: Desk, story: Story) -> Story:
    other = Story(
        story.number, story.title, story.author, story.when, story.section, story.slug, story.code
    )
    other.when -= timedelta(days=desk.rng.randint(3, 25))
    return other


FAMILIES = (
    Family("policy-table", policy_table, "zh", "documents", (15, 20), 8),
    Family("court-table", court_table, "zh", "notices", (20,), 8),
    Family("tenders", tenders, "zh", "notices", (20, 12), 8),
    Family("two-columns", two_columns, "zh", "section", (40,), 8),
    Family("elsewhere", elsewhere, "zh", "section", (18,), 8),
    Family("bureau-home", bureau_home, "zh", "home", (32,), 8),
    Family("month-day", month_day, "zh", "section", (10,), 8, january=True),
    Family("tw-office", tw_office, "zh-TW", "notices", (20,), 8),
    Family("tw-county", tw_county, "zh-TW", "section", (12,), 8),
    Family("hk-releases", hk_releases, "zh-TW", "roll", (26,), 8),
    Family("catalogue", catalogue, "zh", "documents", (16,), 8),
    Family("jcms", jcms, "zh", "section", (25,), 8),
    Family("nothing-yet", nothing_yet, "zh", "documents", (0,), 8),
)
