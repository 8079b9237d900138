"""How each field of a story is decided among all that its page offers."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scrapers import Article, Page, ScrapeError, Stamp, Teaser
from scrapers.articles.article import read_any_article
from scrapers.articles.choice import ENOUGH, Choice, Option, Witness, weigh
from scrapers.articles.linked_data import linked_article
from scrapers.logistic import Model
from scrapers.page.document import read_document

NOW = datetime(2024, 6, 23, 12, tzinfo=UTC)
TITLE = "Weavers reopen the old silk mill by the canal"
TEXT = [
    "The silk mill by the canal, closed for eleven years, has been opened again by a group of nine weavers.",
    "They repaired four looms over the winter with parts from a museum and from a farm that had kept them as a fence.",
    "Visitors can watch them work from Wednesday to Sunday, and children may throw the shuttle of the smallest loom.",
    "The city lends the building without rent until the end of the decade, the group pays for light and heating.",
]
CHINESE_TITLE = "运河边老丝厂重新开机织布"
CHINESE = [
    "停产十一年的运河边老丝厂本周重新开机，九名织工合伙修好了四台旧织机，机声又在院子里响了起来。",
    "零件有的来自博物馆，有的来自一户农家，那里一直拿它们当篱笆，织工们花了整整一个冬天才装配齐全。",
    "周三到周日，游客可以隔着栏杆看她们干活，孩子们还能在最小的一台织机上亲手扔一次梭子。",
    "厂房由城里无偿借用到本年代末，电费和取暖费由合伙人自己承担，卖布的收入用来培训学徒。",
]


def read(
    top: str = "",
    *,
    title: str = TITLE,
    text: list[str] = TEXT,
    head: str = "",
    below: str = "",
    url: str = "https://canal.example/news/17.html",
    zone: str = "Asia/Shanghai",
    now: datetime | None = NOW,
    teaser: Teaser | None = None,
) -> Article:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    source = (
        f"<html><head><title>{title} - Canal Paper</title>{head}</head><body>"
        f"<div class='story'><h1>{title}</h1>{top}{paragraphs}</div>{below}</body></html>"
    )
    return read_any_article(Page(url, source.encode(), zone=zone, now=now, teaser=teaser))


def linked(**node: object) -> str:
    told = {"@type": "NewsArticle"} | node
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


def iso(article: Article) -> str | None:
    return article.published.iso if article.published else None


class TestDays:
    @pytest.mark.parametrize(
        ("top", "told"),
        [
            ("<p>Canal Paper | 21 June 2024</p>", "2024-06-21"),
            ("<p>Published 21 June 2024, 8:30 am</p>", "2024-06-21T08:30:00+08:00"),
            ("<div>Saturday, 22 June 2024</div><div>Opening: 1 July 2024</div>", "2024-06-22"),
            ("<p>Posted 21 June 2024</p><p>Updated 22 June 2024</p>", "2024-06-21"),
            ("<p>Member since: 4 May 2011</p>", None),
            ("<p>The mill was closed on 4 May 2013 and stood empty ever since.</p>", None),
            ("<p>The deed was published on 4 May 2013, they say.</p><p>21 June 2024</p>", "2024-06-21"),
            ("<time datetime='2024-06-21T08:30:00+08:00'>June 21</time>", "2024-06-21T08:30:00+08:00"),
            ("<abbr title='2024-06-21T08:30:00+08:00'>two days ago</abbr>", "2024-06-21T08:30:00+08:00"),
            ("<p>10:00 PM EST, December 30, 2023</p>", "2023-12-31T11:00:00+08:00"),
            ("<p>民國113年6月21日</p>", "2024-06-21"),
            ("<p>令和6年6月21日 8:30</p>", "2024-06-21T08:30:00+08:00"),
            ("<p>21 มิถุนายน 2567</p>", "2024-06-21"),
            ("<p>٢١ يونيو ٢٠٢٤</p>", "2024-06-21"),
            ("<p>昨晚 20:00</p>", "2024-06-22T20:00:00+08:00"),
            ("<p>周五 12:30</p>", "2024-06-21T12:30:00+08:00"),
            ("<p>去年12月31日</p>", "2023-12-31"),
        ],
    )  # fmt: skip
    def test_what_stands_by_the_headline(self, top: str, told: str | None) -> None:
        assert iso(read(top)) == told

    def test_a_zone_that_is_printed_keeps_the_day_that_is_printed(self) -> None:
        published = read("<p>Saturday, December 30, 2023 10:00 PM EST</p>").published
        assert published is not None
        assert published.day == date(2023, 12, 30)

    def test_a_date_in_the_story_is_what_it_tells_of(self) -> None:
        prose = [
            "On 4 May 2023 the council published its plan for the mill, and nobody came to read it.",
            *TEXT,
        ]
        assert iso(read(text=prose)) is None
        assert iso(read("<p>21 June 2024</p>", text=prose)) == "2024-06-21"

    def test_a_day_without_a_fetch_to_tell_it_by_is_not_read_from_words(self) -> None:
        assert iso(read("<p>Yesterday, 20:00</p>", now=None)) is None

    @pytest.mark.parametrize(
        ("script", "told"),
        [
            ("var createTime = '2024-06-21 08:30';", "2024-06-21T08:30:00+08:00"),
            ('window.page = {"publishedAt": 1718929800000};', "2024-06-21T08:30:00+08:00"),
            ("var expires = '2024-06-21 08:30'; var build = '20240620';", None),
        ],
    )
    def test_what_scripts_say(self, script: str, told: str | None) -> None:
        assert iso(read(head=f"<script>{script}</script>")) == told

    def test_the_listing_tells_the_time_of_a_day_that_the_page_prints(self) -> None:
        at = datetime.fromisoformat("2024-06-21T08:30:00+08:00")
        teaser = Teaser("https://canal.example/news/17.html", TITLE, published=Stamp(at.date(), at))
        assert iso(read("<p>21 June 2024</p>", teaser=teaser)) == at.isoformat()
        assert iso(read("<p>Published: 20 June 2024</p>", teaser=teaser)) == "2024-06-20"
        assert iso(read(teaser=teaser)) == at.isoformat()

    def test_an_address_that_is_a_day_off_is_no_contradiction(self) -> None:
        url = "https://canal.example/2024/06/20/mill/"
        assert iso(read("<p>21 June 2024</p>", url=url)) == "2024-06-21"

    def test_a_day_to_come_is_none(self) -> None:
        assert iso(read("<p>Published 21 June 2025</p>")) is None

    def test_when_a_page_was_changed_is_not_when_it_was_published(self) -> None:
        meta = '<meta property="article:modified_time" content="2024-06-22T08:30:00+08:00">'
        assert iso(read(head=meta)) is None


class TestAuthors:
    @pytest.mark.parametrize(
        ("top", "names"),
        [
            ("<p>By Vera Holm in Canal City</p>", ("Vera Holm",)),
            ("<p>By Vera Holm and Omar Said, Canal City</p>", ("Vera Holm", "Omar Said")),
            ("<p>By Vera Holm December 22, 2023</p>", ("Vera Holm",)),
            ("<p>By<b>Vera Holm</b><i>Staff</i></p>", ("Vera Holm",)),
            ("<p>Text: Vera Holm; Photos: Omar Said</p>", ("Vera Holm",)),
            ("<p>By Rita Story</p>", ("Rita Story",)),
            ("<p>By Ben Reader</p>", ("Ben Reader",)),
            ("<p>By eight o'clock the looms were running.</p>", ()),
            ("<h2>By the yard</h2>", ()),
            ("<p>By Canal Paper</p>", ()),
            ("<h4>By Vera Holm</h4>", ("Vera Holm",)),
            ("<p>By Vera Holm Vera Holm</p>", ("Vera Holm",)),
            ("<p>By Vera Holm MS, RDN</p>", ("Vera Holm",)),
            ("<p>By Vera Holm and Omar Said The Canal Agency</p>", ("Vera Holm", "Omar Said")),
            ("<p>By Vera Holm, Canal Paper Culture</p>", ("Vera Holm",)),
            ('<div class="byline">June 21, 2024 | Vera Holm</div>', ("Vera Holm",)),
            ('<nav>Canal <i itemprop="author">Vera Holm</i> (with others)</nav>', ("Vera Holm",)),
            ('<p><a href="/author/vera-holm/">Vera Holm</a></p>', ("Vera Holm",)),
            ('<figure><figcaption><i class="author">Vera Holm</i></figcaption></figure>', ()),
            ("<p>Vera Holm 2022 Looms: how it went</p>", ()),
            # A style sheet alone parts them.
            ("<p><i>2024-06-21 08:00</i><i>By Vera Holm</i></p>", ("Vera Holm",)),
            ("<p><i>2024-06-21 08:00</i><i>记者 沈嘉禾</i></p>", ("沈嘉禾",)),
            ("<p><i>2024-06-21</i><i>记者沈嘉禾</i></p>", ("沈嘉禾",)),
            ("<p>08:00记者从市政府获悉</p>", ()),
        ],
    )
    def test_a_byline(self, top: str, names: tuple[str, ...]) -> None:
        meta = '<meta property="og:site_name" content="Canal Paper">'
        assert read(top, head=meta).authors == names

    @pytest.mark.parametrize(
        ("line", "names"),
        [
            ("作者：陆知秋 点击：77", ("陆知秋",)),
            ("作者：陆知秋 收藏 打印", ("陆知秋",)),
            ("记者 陆知秋 通讯员 叶小舟", ("陆知秋", "叶小舟")),
            ("文｜财新 陆知秋", ("陆知秋",)),
            ("2024-06-21 08:30 来源：运河报 作者：简宁", ("简宁",)),
            ("记者会上，织工演示了梭子。", ()),
            ("本站图文版权归原作者所有", ()),
            ("（作者单位：运河市气象局）", ()),
            ("转载请注明作者和出处", ()),
        ],
    )
    def test_a_chinese_label(self, line: str, names: tuple[str, ...]) -> None:
        article = read(f"<p>{line}</p>", title=CHINESE_TITLE, text=CHINESE)
        assert article.authors == names

    def test_a_notice_under_the_story_names_nobody(self) -> None:
        notice = "<p>声明：本站转载内容版权归原作者所有。</p>"
        article = read("<p>记者 陆知秋</p>", title=CHINESE_TITLE, text=CHINESE, below=notice)
        assert article.authors == ("陆知秋",)

    def test_the_publication_never_beats_the_printed_byline(self) -> None:
        data = linked(
            headline=TITLE,
            author={"@type": "Organization", "name": "Canal Paper"},
            publisher={"name": "Canal Paper"},
        )
        assert read("<p>By Vera Holm</p>", head=data).author == "Vera Holm"
        assert read(head=data).author == ""

    def test_a_name_stands_elsewhere_in_the_data(self) -> None:
        graph = {
            "@graph": [
                {"@type": "NewsArticle", "headline": TITLE, "author": {"@id": "#v"}},
                {"@type": "Person", "@id": "#v", "name": "Vera Holm"},
            ]
        }
        data = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
        assert read(head=data).authors == ("Vera Holm",)

    def test_words_that_ran_into_a_name_are_cut_where_another_place_ends_it(self) -> None:
        head = '<meta name="author" content="Vera Holm">'
        assert read("<p>By <b>Vera Holm</b>long Read</p>", head=head).authors == ("Vera Holm",)
        role = '<p>By <a class="author">Vera Holm</a> Correspondente</p>'
        assert read(role).authors == ("Vera Holm",)
        full = "<p>By Vera Holm Lund</p>"
        assert read(full, head=head).authors in ((), ("Vera Holm Lund",))

    def test_one_object_of_the_data_may_name_several(self) -> None:
        data = linked(
            headline=TITLE, author={"@type": "Person", "name": ["Vera Holm", "Omar Said"]}
        )
        each = "<p><i class='author'>Vera Holm</i> and <i class='author'>Omar Said</i></p>"
        assert read(each, head=data).authors == ("Vera Holm", "Omar Said")

    def test_who_holds_the_copyright_wrote_nothing(self) -> None:
        head = '<meta name="author" content="Canal Group">'
        byline = '<p class="author">Vera Holm</p>'
        owner = "<p>© 2019-2024 Canal Group. All rights reserved.</p>"
        assert read(byline, head=head, below=owner).authors == ("Vera Holm",)

    def test_a_promo_above_the_story_does_not_hide_its_reporter(self) -> None:
        promo = "评选火热进行中，快来为你心目中的年度织工投上一票，名单将于月底公布。"
        first = f"运河报快讯（记者 陆知秋）{CHINESE[0]}"
        article = read(title=CHINESE_TITLE, text=[promo, first, *CHINESE[1:]])
        assert article.authors == ("陆知秋",)

    def test_an_address_is_no_name(self) -> None:
        data = linked(headline=TITLE, author={"name": "https://canal.example/author/desk"})
        assert read(head=data).authors == ()


class TestDataOfAnotherStory:
    def test_its_headline_or_its_address_is_this_pages(self) -> None:
        other = linked(
            headline="Trams stop at noon for the marathon",
            url="https://canal.example/news/3.html",
            datePublished="2021-02-03T04:05:00+08:00",
            author={"@type": "Person", "name": "Omar Said"},
        )
        article = read("<p>By Vera Holm</p><p>21 June 2024</p>", head=other)
        assert (article.author, iso(article)) == ("Vera Holm", "2024-06-21")

    def test_a_headline_put_otherwise_is_this_storys_by_its_address(self) -> None:
        own = linked(
            headline="Silk again",
            url="https://canal.example/news/17.html",
            author={"@type": "Person", "name": "Vera Holm"},
        )
        assert read(head=own).author == "Vera Holm"

    def test_a_reference_is_not_what_it_refers_to(self) -> None:
        root = read_document(Page("https://canal.example/", linked(headline="A b c").encode())).root
        assert linked_article(root, "https://canal.example/", ["Other words here"]).title == ""


class TestTitles:
    @pytest.mark.parametrize("element", ["Canal Paper - {}", "Canal Paper: {}", "{} | Canal Paper"])
    def test_a_logo_is_no_title(self, element: str) -> None:
        text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
        source = f"<title>{element.format(TITLE)}</title><h1>Canal Paper</h1><h2>{TITLE}</h2>{text}"
        article = read_any_article(Page("https://canal.example/1", source.encode()))
        assert article.title == TITLE

    def test_the_listing_agrees_with_a_title_and_is_none_by_itself(self) -> None:
        teaser = Teaser("https://canal.example/news/17.html", "Trams stop at noon")
        assert read(teaser=teaser).title == TITLE
        wall = read(title="Just a moment...", teaser=teaser)
        assert wall.title == "Just a moment..."

    def test_a_title_that_nothing_confirms_is_in_doubt(self) -> None:
        text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
        source = f"<title>Welcome</title><h3>News</h3><h3>Weather</h3>{text}"
        article = read_any_article(Page("https://canal.example/1", source.encode()))
        assert article.doubts == ("title",)
        assert read().doubts == ()


class TestSummaries:
    @pytest.mark.parametrize(
        "description",
        [
            TITLE,
            f"{TITLE} - Canal Paper",
            "silk,mill,canal,weavers,looms",
            "Canal Paper is the leading portal for everything that moves in the region.",
        ],
    )
    def test_what_tells_of_the_site_or_repeats_the_title_is_none(self, description: str) -> None:
        article = read(head=f'<meta name="description" content="{description}">')
        assert article.summary == TEXT[0]

    def test_what_somebody_wrote_of_this_story_is_one(self) -> None:
        told = "Nine weavers have brought four looms of the silk mill back to work."
        assert read(head=f'<meta name="description" content="{told}">').summary == told


class TestWhereItComesFrom:
    def test_the_portals_own_meta_names(self) -> None:
        head = (
            '<meta name="ContentSource" content="运河日报"><meta name="ColumnName" content="民生">'
        )
        article = read(head=head, title=CHINESE_TITLE, text=CHINESE)
        assert (article.byline_source, article.section) == ("运河日报", "民生")

    @pytest.mark.parametrize(
        "line",
        [
            "来源：运河晚报 责任编辑：叶小舟",
            "来源: 运河晚报 江南 举报",
            "2024-6-21 10:20 | 发布者: admin | 查看: 1034 | 来自: 运河晚报",
        ],
    )
    def test_a_label_ends_where_the_next_begins(self, line: str) -> None:
        article = read(f"<p>{line}</p>", title=CHINESE_TITLE, text=CHINESE)
        assert article.byline_source == "运河晚报"


class TestErrors:
    @pytest.mark.parametrize(
        "title",
        ["404 trams are too many, says the council", "Error in the timetable leaves forty waiting"],
    )
    def test_a_headline_that_begins_like_an_error_is_one(self, title: str) -> None:
        assert read(title=title).title == title

    def test_an_error_page_is_told_by_all_of_it(self) -> None:
        with pytest.raises(ScrapeError):
            read(title="Page not found", text=["The page you asked for is not here any more."])


class TestChoices:
    MODEL = Model((2.0, 1.0), 0.0)

    def options(self, *evidence: dict[str, float]) -> list[Option[str]]:
        witness = (Witness("a place", "words"),)
        return [Option(str(at), str(at), witness, each) for at, each in enumerate(evidence)]

    def test_values_compete_with_each_other_and_with_none(self) -> None:
        alone = weigh(self.options({"a": 1.0}), self.MODEL, ("a", "b"))
        beside = weigh(self.options({"a": 1.0}, {"a": 1.0}), self.MODEL, ("a", "b"))
        assert alone.value == "0"
        assert beside.value is None
        assert sum(option.chance for option in beside.options) < 1

    def test_what_is_absurd_is_shown_and_never_given(self) -> None:
        option = Option("x", "x", (), {"a": 1.0}, absurd="it lies ahead")
        choice = weigh([option], self.MODEL, ("a", "b"))
        assert (choice.value, choice.options[0].chance) == (None, 0.0)

    def test_nothing_said_is_nothing_given(self) -> None:
        assert weigh([], self.MODEL, ("a", "b")) == Choice(())
        assert 0.5 < ENOUGH < 1


def run(*arguments: str, asked: str = "") -> str:
    command = [sys.executable, "-m", "scrapers", *arguments]
    root = Path(__file__).parents[3]
    done = subprocess.run(
        command, input=asked, capture_output=True, text=True, check=True, cwd=root
    )
    return done.stdout


class TestCommands:
    @pytest.fixture
    def saved(self, tmp_path: Path) -> Path:
        text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
        file = tmp_path / "page.html"
        file.write_text(
            f"<title>{TITLE}</title><h1>{TITLE}</h1><p>By Vera Holm</p><p>Yesterday, 20:00</p>{text}"
        )
        return file

    def test_explain_shows_every_value_and_who_says_it(self, saved: Path) -> None:
        address = "https://canal.example/news/17.html"
        told = json.loads(run("explain", str(saved), "--url", address))
        fields = told["fields"]
        assert fields["title"]["given"] == TITLE
        assert fields["authors"]["options"][0]["value"] == "Vera Holm"
        assert fields["authors"]["options"][0]["said_by"][0]["text"] == "By Vera Holm"
        assert fields["published"] == {"given": None, "options": []}

    def test_explain_reads_what_is_relative_from_the_moment_it_is_given(self, saved: Path) -> None:
        told = json.loads(
            run("explain", str(saved), "--url", "https://canal.example/1", "--zone",
                "Asia/Shanghai", "--now", "2024-06-22T12:00:00+00:00")
        )  # fmt: skip
        assert told["fields"]["published"]["given"] == "2024-06-21T20:00:00+08:00"

    def test_batch_takes_the_moment_and_the_zone_on_each_line(self, saved: Path) -> None:
        line = {"id": "1", "path": str(saved), "url": "https://canal.example/1"}
        lines = [
            line,
            line | {"id": "2", "now": "2024-06-22T20:00:00+00:00", "zone": "Asia/Shanghai"},
            line | {"id": "3", "now": "2024-06-22T20:00:00+00:00"},
        ]
        told = [
            json.loads(each)
            for each in run("batch", asked="\n".join(map(json.dumps, lines))).splitlines()
        ]
        assert [each["date"] for each in told] == [None, "2024-06-22", "2024-06-21"]
        assert told[0]["authors"] == ["Vera Holm"]
