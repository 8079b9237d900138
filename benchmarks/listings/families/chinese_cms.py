"""Chinese city sites and bureaus on the content systems that most of them use."""

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn


def trs_list(desk: Desk, count: int) -> Drawn:
    """A city government's list: cut titles with the whole in the title attribute, pages by script
    only.
    """
    base = "http://www.jiangcheng.example.cn/zwgk/tzgg/"
    stories = desk.stories(
        count, "./{Y}{m:02}/t{Y}{m:02}{d:02}_{id}.html", "[{Y}-{m:02}-{d:02}]", span=50
    )
    html = desk.draw(
        "trs-list", stories=stories, site=desk.site("江城市人民政府"), title="通知公告"
    )
    return Drawn(base, html, entries(base, stories), base + "index_1.html")


def trs_table(desk: Desk, count: int) -> Drawn:
    """A bureau's table without a class, month and day in brackets, GB2312."""
    base = "http://jyj.jiangcheng.example.cn/xwdt/index.html"
    stories = desk.stories(count, "{Y}{m:02}/t{Y}{m:02}{d:02}_{id}.htm", "[{m:02}-{d:02}]", span=70)
    html = desk.draw("trs-table", stories=stories, site=desk.site("江城市教育局"), title="新闻动态")
    return Drawn(
        base,
        html,
        entries(base, stories),
        "http://jyj.jiangcheng.example.cn/xwdt/index_1.html",
        "gb2312",
        says_charset=False,
    )


def dedecms(desk: Desk, count: int) -> Drawn:
    """A local portal's default theme: a category link before each title, GBK."""
    base = "http://www.linhetang.example.cn/news/bendi/"
    href = "/news/bendi/{Y}/{m:02}{d:02}/{id}.html"
    stories = desk.stories(
        count,
        href,
        "{Y}-{m:02}-{d:02}",
        summary=1,
        picture="/uploads/{y2}{m:02}{d:02}/1-{code:.9}-lp.jpg",
        pictured=0.4,
    )
    html = desk.draw(
        "dedecms",
        stories=stories,
        site=desk.site("临河堂", popular=desk.stories(5, href)),
        title="本地新闻",
    )
    return Drawn(base, html, entries(base, stories), base + "list_7_2.html", "gbk")


def phpcms(desk: Desk, count: int) -> Drawn:
    """A county media centre's plain list: the date before the title, rules between fives."""
    base = "http://www.yunfengnews.example.cn/html/xw/bd/"
    href = "http://www.yunfengnews.example.cn/html/{Y}/xw_{m:02}{d:02}/{id}.html"
    stories = desk.stories(count, href, "{Y}-{m:02}-{d:02} {H:02}:{M:02}:{S:02}")
    html = desk.draw(
        "phpcms",
        stories=stories,
        site=desk.site("云峰新闻网", popular=desk.stories(8, href)),
        title="本地",
    )
    return Drawn(base, html, entries(base, stories), base + "2.html")


FAMILIES = (
    Family("trs-list", trs_list, "zh", "notices", (20, 15), 8),
    Family("trs-table", trs_table, "zh", "section", (22,), 8, january=True),
    Family("dedecms", dedecms, "zh", "section", (12,), 8),
    Family("phpcms", phpcms, "zh", "section", (20, 60), 8),
)
