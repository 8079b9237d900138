"""Chinese broadcasters, newspaper groups and their applications; English pages of Chinese
cities.
"""

from datetime import timedelta

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn


def tv_station(desk: Desk, count: int) -> Drawn:
    """A television station's programme: videos with their lengths, GBK."""
    base = "http://www.jctv.example.cn/lanmu/jcxwlb/index.shtml"
    href = "http://www.jctv.example.cn/video/{Y}/{m:02}/{d:02}/{code:.10}.shtml"
    picture = "http://img.jctv.example.cn/{Y}/{m:02}/{d:02}/{code:.10}.jpg"
    stories = desk.stories(count, href, "{Y}-{m:02}-{d:02}", picture=picture, span=20)
    popular = desk.stories(6, href, picture=picture)
    html = desk.draw(
        "tv-station",
        stories=stories,
        site=desk.site("江城电视台", popular=popular),
        title="江城新闻联播",
    )
    return Drawn(
        base,
        html,
        entries(base, stories),
        "http://www.jctv.example.cn/lanmu/jcxwlb/index_2.shtml",
        "gbk",
    )


def loadmore_pics(desk: Desk, count: int) -> Drawn:
    """A media centre's channel: three pictures to a story, hours ago, more by script."""
    base = "https://www.hongshi.example.cn/channels/12.html"
    picture = "https://file.hongshi.example.cn/{Y}{m:02}/{code:.18}_a.jpg"
    stories = desk.stories(
        count,
        "/web/{section}/{id}.html",
        "{ago}",
        summary=0.5,
        picture=picture,
        pictured=0.9,
        span=2,
    )
    popular = desk.some(stories, 2) + desk.stories(4, "/web/{section}/{id}.html")
    html = desk.draw(
        "loadmore-pics", stories=stories, site=desk.site("红石融媒", popular=popular), title="关注"
    )
    return Drawn(base, html, entries(base, stories))


def app_cards(desk: Desk, count: int) -> Drawn:
    """An application drawn on the server: whole cards as links, hashed classes, today with an
    hour.
    """
    base = "https://www.jiangshang.example.cn/list/306"
    picture = "https://cdn.jiangshang.example.cn/{code:.24}.webp?imageMogr2/thumbnail/300x"
    stories = desk.stories(
        count, "/detail/{id}", "{m:02}-{d:02}", picture=picture, pictured=0.8, span=6
    )
    for story in stories:
        days = (desk.now.date() - story.when.date()).days
        story.shown = (
            (f"今天 {story.when:%H:%M}", f"昨天 {story.when:%H:%M}")[days]
            if days < 2
            else story.shown
        )
    css = desk.hashed(
        "wrap",
        "grid",
        "card",
        "cover",
        "body",
        "tit",
        "meta",
        "tag",
        "when",
        "rank",
        "tabs",
        "header",
        "logo",
    )
    css |= desk.hashed("nav", "navItem", "user", "footer", "footItem")
    site = desk.site("江上客户端", popular=desk.stories(8, "/detail/{id}"))
    return Drawn(
        base,
        desk.draw("app-cards", stories=stories, site=site, css=css, title="城事"),
        entries(base, stories),
    )


def digest_english(desk: Desk, count: int) -> Drawn:
    """The English page of a Chinese city: title, date and words in plain divisions."""
    base = "http://english.jiangcheng.example.cn/news/latest.html"
    stories = desk.stories(
        count, "/{Y}-{m:02}/{d:02}/c_{id}.htm", "{Y}-{m:02}-{d:02}", summary=1, span=60
    )
    html = desk.draw(
        "digest-english", stories=stories, site=desk.site("Jiangcheng, China"), title="Latest"
    )
    return Drawn(
        base,
        html,
        entries(base, stories),
        "http://english.jiangcheng.example.cn/news/latest_2.html",
    )


def digest_promo(desk: Desk, count: int) -> Drawn:
    """The same kind, with a box of other stories of the same make after its entries."""
    base = "http://www.en-jiangcheng.example.cn/whatsnew/"
    href = "//www.en-jiangcheng.example.cn/{Y}-{m:02}/{d:02}/c_{id}.htm"
    picture = "//www.en-jiangcheng.example.cn/images/attachement/jpg/{code:.16}.jpeg"
    stories = desk.stories(
        count, href, "{month} {d}, {Y}", summary=1, picture=picture, pictured=0.5, span=60
    )
    promo = desk.stories(4, href, "{month} {d}, {Y}", summary=1, picture=picture, span=400)
    html = desk.draw(
        "digest-promo",
        stories=stories,
        promo=promo,
        site=desk.site("Jiangcheng Today"),
        title="What's New",
    )
    return Drawn(
        base,
        html,
        entries(base, stories),
        "http://www.en-jiangcheng.example.cn/whatsnew/index_2.html",
    )


def radio(desk: Desk, count: int) -> Drawn:
    """A radio station's news: a player in each row, frequencies and presenters around, GB2312."""
    base = "http://www.jcradio.example.cn/news/list.php?tid=3"
    stories = desk.stories(count, "view.php?aid={id}", "{Y}.{m:02}.{d:02}", span=30)
    html = desk.draw(
        "radio",
        stories=stories,
        site=desk.site("江城人民广播", nav_href="list.php?tid={number}"),
        title="早高峰听新闻",
    )
    return Drawn(
        base,
        html,
        entries(base, stories),
        "http://www.jcradio.example.cn/news/list.php?tid=3&PageNo=2",
        "gb2312",
    )


def group_home(desk: Desk, count: int) -> Drawn:
    """A newspaper group's home: a tab for each paper, a slider, a few stories repeated as picture
    and title; GBK.
    """
    base = "http://www.jcbaoye.example.cn/"
    href = "http://{section}.jcbaoye.example.cn/html/{Y}-{m:02}/{d:02}/content_{id}.htm"
    stories = desk.stories(count, href, picture="/pic/{code:.14}.jpg", pictured=0, span=3)
    slides, lead, rest = stories[:3], stories[3], stories[4:]
    for story in slides:
        story.picture = desk.filled("/pic/{code:.14}.jpg", story)
    lead.summary = desk.prose.summary(1)
    size = -(-len(rest) // 5)
    tabs = [rest[start : start + size] for start in range(0, len(rest), size)]
    papers = ("江城日报", "江城晚报", "都市早读", "老年生活报", "学生周刊")
    html = desk.draw(
        "group-home",
        slides=slides,
        lead=lead,
        tabs=tabs,
        papers=papers,
        site=desk.site("江城报业集团"),
    )
    return Drawn(base, html, entries(base, stories), None, "gbk", says_charset=False)


def special(desk: Desk, count: int) -> Drawn:
    """A special: banner, editor's words, blocks of its own stories with a date in some, old pages
    linked.
    """
    base = "http://topic.hongshi.example.cn/2024bingxue/"
    stories = desk.stories(
        count, "http://www.hongshi.example.cn/web/bx/{id}.html", "{m}月{d}日", span=40
    )
    for story in stories[: count // 2]:
        story.shown = None
    half = count // 2
    html = desk.draw(
        "special",
        plain=stories[:half],
        dated=stories[half:],
        site=desk.site("红石融媒"),
        title="冰雪季",
    )
    return Drawn(base, html, entries(base, stories))


def search_cn(desk: Desk, count: int) -> Drawn:
    """A search of a site: the word marked in titles, addresses written out, dates in a line of
    small words.
    """
    base = "https://so.jcxinwen.example.cn/s?q=%E5%B8%82&sort=date"
    stories = desk.stories(
        count,
        "http://www.jcxinwen.example.cn/{section}/{Y}{m:02}/{id}.html",
        "{Y}-{m:02}-{d:02}",
        summary=1,
        span=300,
    )
    html = desk.draw(
        "search-cn",
        stories=stories,
        site=desk.site("江城新闻搜索", popular=desk.stories(5, "/go?id={id}")),
        word="市",
    )
    return Drawn(base, html, entries(base, stories), base + "&page=2")


def live_list(desk: Desk, count: int) -> Drawn:
    """An application's live broadcasts: some still to come, a state upon each picture."""
    base = "https://live.jiangshang.example.cn/rooms"
    stories = desk.stories(
        count, "/room/{id}", picture="//cdn.jiangshang.example.cn/{code:.20}.jpg", span=15
    )
    for place, story in enumerate(stories):
        if place < count // 4:
            story.when = desk.now + timedelta(days=count // 4 - place, hours=-8)
        story.shown = desk.filled("{m:02}月{d:02}日 {H:02}:{M:02}", story)
    html = desk.draw(
        "live-list", stories=stories, soon=count // 4, site=desk.site("江上直播"), title="全部直播"
    )
    return Drawn(base, html, entries(base, stories), base + "?page=2")


FAMILIES = (
    Family("tv-station", tv_station, "zh", "video", (16, 30), 8),
    Family("loadmore-pics", loadmore_pics, "zh", "section", (15,), 8),
    Family("app-cards", app_cards, "zh", "section", (18,), 8),
    Family("digest-english", digest_english, "en", "section", (12,), 8),
    Family("digest-promo", digest_promo, "en", "section", (8, 15), 8),
    Family("radio", radio, "zh", "section", (20,), 8),
    Family("group-home", group_home, "zh", "home", (54,), 8),
    Family("special", special, "zh", "topic", (22,), 8),
    Family("search-cn", search_cn, "zh", "search", (10,), 8),
    Family("live-list", live_list, "zh", "video", (12,), 8),
)
