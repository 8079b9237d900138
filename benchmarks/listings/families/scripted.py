"""Pages that their scripts draw or lead on from, and pages that lead to other sites."""

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn


def state_drawn(desk: Desk, count: int) -> Drawn:
    """A page of nothing but a state: stories in milliseconds, readers, a menu, what is trending."""
    base = "https://www.brackwater-post.example/local"
    href = "/local/{Y}/{slug}-{id}"
    stories = desk.stories(count, href, "{Y}", summary=1, span=20)
    site = desk.site("Brackwater Post", popular=desk.stories(5, href))
    html = desk.draw("state-drawn", stories=stories, site=site, title="Local")
    return Drawn(base, html, entries(base, stories))


def clicks(desk: Desk, count: int) -> Drawn:
    """A county's page whose boxes call a function with the number of their story."""
    base = "https://www.qingshirm.example.cn/list/xw"
    stories = desk.stories(count, "/detail/{id}.html", "{Y}-{m:02}-{d:02}", summary=0.5)
    html = desk.draw("clicks-cn", stories=stories, site=desk.site("青石融媒"), title="要闻")
    return Drawn(base, html, entries(base, stories))


def records(desk: Desk, count: int) -> Drawn:
    """A portal of an office: records in CDATA, what is hot written by a script, a called pager."""
    base = "http://www.baiheqiao.example.gov.cn/col/col1229/"
    href = "/art/{Y}/{m}/{d}/art_1229_{id}.html"
    stories = desk.stories(count, href, "{Y}-{m:02}-{d:02}", span=60)
    site = desk.site("白鹤桥区人民政府", popular=desk.stories(4, href))
    html = desk.draw("records-cn", stories=stories, site=site, title="通知公告")
    return Drawn(base, html, entries(base, stories), base + "index_1.html")


def aggregator(desk: Desk, count: int) -> Drawn:
    """A page of links of readers: each headline leads to another site, whose front page stands
    beside it.
    """
    base = "https://links.tidemill.example/"
    hosts = [f"https://www.{desk.letters(7)}.example" for _ in range(count)]
    stories = desk.stories(count, "/{Y}/{m:02}/{slug}", "{mon} {d}, {Y}", span=9)
    for host, story in zip(hosts, stories, strict=True):
        story.href = host + story.href
    sources = [f"{host}/" for host in hosts]
    site = desk.site("Tidemill Links", nav=4)
    html = desk.draw("aggregator", stories=stories, site=site, sources=sources)
    return Drawn(base, html, entries(base, stories), base + "?p=2")


FAMILIES = (
    Family("state-drawn", state_drawn, "en", "section", (8, 15, 30)),
    Family("clicks-cn", clicks, "zh", "section", (10, 16, 24), 8),
    Family("records-cn", records, "zh", "notices", (12, 15, 45), 8),
    Family("aggregator", aggregator, "en", "section", (10, 20, 30)),
)
