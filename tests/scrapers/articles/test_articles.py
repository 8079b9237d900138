"""Articles of sites that nobody knows: their text among what surrounds it, title, day, author,
language and lead picture.
"""

import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.bench_extraction import measure_all
from scrapers import Page, ScrapeError
from scrapers.articles.article import read_any_article, scene_of
from scrapers.articles.authors import authors
from scrapers.articles.headline import headline
from scrapers.articles.linked_data import LinkedArticle, linked_article
from scrapers.articles.maintext import units_of
from scrapers.articles.structure import structured_html
from scrapers.page.body import read_blocks
from scrapers.page.document import read_document
from scrapers.values import Article
from scrapers.words.language import language_of
from tests.conftest import SHARED

DEV = SHARED / "extraction-dev"
TITLE = "Old tram depot opens as a market hall"
PARAGRAPHS = [
    "The tram depot on Foundry Street, empty since the last car left it nine years ago, opened as a market hall on Saturday morning.",
    "Forty-two stalls sell bread, fish, honey and second-hand books under the old overhead wires, which the architects left in place.",
    "The city paid for the roof, the traders for the rest; rents stay as they are for ten years, the council promised in March.",
    "On the first day some 6,000 people came, and by noon the bakers had sold out of everything but rye.",
]
PROSE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
AROUND = (
    '<div class="related"><h3>Related</h3><ul>'
    + "".join(
        f'<li><a href="/n/{n}.html">Another headline of some length, number {n}</a></li>'
        for n in range(8)
    )
    + '</ul></div><div class="comments"><p>Reader A: I liked it very much, and will surely come again next week.</p></div>'
    "<footer><p>Copyright 2024 The Foundry Gazette. All rights reserved. No part may be copied without permission.</p></footer>"
)
CHINESE_TITLE = "老电车库改建的市场周六开门迎客"
CHINESE = [
    "铸造街上空置九年的老电车库，周六上午改建成市场开门迎客，四十二个摊位出售面包、鲜鱼、蜂蜜和旧书，老架空线仍然悬在头顶。",
    "屋顶由市里出资，其余由商户承担。市政府三月承诺，十年内租金不变，摊位费也不再上调。",
    "开业首日约有六千人到场，到中午时分，除了黑麦面包，面包师傅的东西全部卖完。",
]


def page(
    head: str = "",
    top: str = "",
    text: str = PROSE,
    tail: str = AROUND,
    lang: str = "en",
    title: str = TITLE,
) -> Page:
    menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/city/'>City</a></li><li><a href='/sport/'>Sport</a></li></ul></nav>"
    body = f"<header>{menu}</header><main><article><h1>{title}</h1>{top}<div class='text'>{text}</div></article>{tail}</main>"
    source = f"<html lang='{lang}'><head><title>{title} | The Foundry Gazette</title>{head}</head><body>{body}</body></html>"
    return Page("https://gazette.example/city/depot.html", source.encode())


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def read(**parts: str) -> Article:
    return read_any_article(page(**parts))


def test_the_text_is_the_story_and_nothing_around_it() -> None:
    assert read().text.split("\n") == PARAGRAPHS


def test_a_paragraph_that_is_told_twice_is_read_once() -> None:
    assert read(text=PROSE + f"<p>{PARAGRAPHS[1]}</p>").text.split("\n") == PARAGRAPHS


def test_the_text_of_a_chinese_story() -> None:
    article = read(
        text="".join(f"<p>{paragraph}</p>" for paragraph in CHINESE), title=CHINESE_TITLE, lang=""
    )
    assert (article.title, article.language) == (CHINESE_TITLE, "zh")
    assert article.text.split("\n") == CHINESE


def test_a_short_chinese_story_is_one() -> None:
    story = CHINESE[0] + CHINESE[1]
    assert read(text=f"<p>{story}</p>", title=CHINESE_TITLE).text == story


def test_a_story_that_a_script_shows_later_is_read() -> None:
    assert read(text=f"<div hidden id='S:1'>{PROSE}</div>").text.split("\n") == PARAGRAPHS


def test_the_rows_of_a_table_stay_together() -> None:
    rows = "".join(
        f"<tr><td>{stall}</td><td>{count}</td></tr>"
        for stall, count in (("Bakers", 7), ("Fishmongers", 4), ("Booksellers", 9))
    )
    document = read_document(page(text=f"{PROSE}<table>{rows}</table>"))
    assert [unit.text for unit in units_of(document.lines) if "|" in unit.text] == [
        "Bakers | 7",
        "Fishmongers | 4",
        "Booksellers | 9",
    ]


def test_lists_quotations_tables_and_headings_keep_their_shape() -> None:
    rows = "<tr><th>Stall</th><th>Number</th></tr><tr><td>Bakers</td><td>7</td></tr><tr><td>Fishmongers</td><td>4</td></tr>"
    parts = [
        "<h2>What is sold</h2>",
        "<ul><li>Bread from <a href='/b'>eleven bakers</a> of the city</li><li>Fish that was caught the night before</li></ul>",
        "<blockquote><p>We could not be happier with how it turned out, said the mayor.</p></blockquote>",
        f"<table>{rows}</table>",
    ]
    blocks = read_blocks(read_document(page(text=PROSE + "".join(parts))).lines, lambda link: False)
    inside = [
        block
        for block in blocks
        if block.node is not None
        and any(up.get("class") == "text" for up in block.node.iterancestors())
    ]
    shown = structured_html(inside, "https://gazette.example/")
    assert "<h2>What is sold</h2>" in shown
    assert shown.count("<ul>") == 1
    assert (
        '<li>Bread from <a href="https://gazette.example/b" rel="noopener nofollow">eleven bakers</a> of the city</li>'
        in shown
    )
    assert "<blockquote><p>We could not be happier" in shown
    assert "<tr><th>Stall</th><th>Number</th></tr>" in shown
    assert "<tr><td>Fishmongers</td><td>4</td></tr>" in shown


def test_a_table_for_layout_is_none() -> None:
    laid_out = "".join(f"<tr><td><p>{paragraph}</p></td></tr>" for paragraph in PARAGRAPHS)
    assert "<table" not in read(text=f"<table>{laid_out}</table>").html


def test_a_list_that_holds_the_whole_story_is_its_frame() -> None:
    article = read(text=f"<ul><li>{PROSE}</li></ul>")
    assert "<ul>" not in article.html
    assert article.html.count("<p>") == len(PARAGRAPHS)


def test_a_quotation_that_holds_the_whole_story_is_its_frame() -> None:
    assert "<blockquote>" not in read(text=f"<blockquote>{PROSE}</blockquote>").html


def test_where_the_page_shows_no_text_its_data_may_hold_it() -> None:
    article = read(
        head=linked(headline=TITLE, articleBody="\n".join(PARAGRAPHS)),
        text="<p>Loading</p>",
        tail="",
    )
    assert article.text.split("\n") == PARAGRAPHS


@pytest.mark.parametrize("text", ["", "<p>Gone.</p>", "<p>Please log in to read on.</p>"])
def test_too_little_text_is_no_article(text: str) -> None:
    with pytest.raises(ScrapeError, match="does not read like an article"):
        read(text=text, tail="")


# Titles


@pytest.mark.parametrize(
    ("element", "heading", "meta"),
    [
        (f"{TITLE} | The Foundry Gazette", TITLE, ""),
        (f"{TITLE} - City - The Foundry Gazette", "", ""),
        (f"The Foundry Gazette: {TITLE}", TITLE, ""),
        (f"{TITLE}_City_Foundry", TITLE, f"{TITLE} - Gazette"),
        (TITLE, "The Foundry Gazette", TITLE),
        (f"{TITLE} The Foundry Gazette", "The Foundry Gazette", TITLE),
        (f"{TITLE} | The Foundry Gazette", "Old tram depot</h1><h1>opens as a market hall", ""),
    ],
)
def test_the_title_without_the_name_of_the_site(element: str, heading: str, meta: str) -> None:
    line = "" if "</h1>" in heading else f"<p>{TITLE}</p>"
    source = f"<title>{element}</title><meta property='og:title' content='{meta}'><h1>{heading}</h1>{line}{PROSE}"
    document = read_document(Page("https://gazette.example/1", source.encode()))
    assert headline(document, linked_article(document.root)) == TITLE


# Days


@pytest.mark.parametrize(
    ("head", "top", "iso"),
    [
        (
            linked(
                headline=TITLE, datePublished="2024-06-21T08:30:00+02:00", dateModified="2024-07-01"
            ),
            "",
            "2024-06-21T08:30:00+02:00",
        ),
        (linked(headline=TITLE, datePublished="2024-06-21T00:00:00Z"), "", "2024-06-21"),
        (
            '<meta property="article:published_time" content="2024-06-21">',
            "<p>Updated: 2024-07-01</p>",
            "2024-06-21",
        ),
        (
            "",
            "<div class='info'>Updated: 2024-07-01</div><div class='info'>Published: 2024-06-21</div>",
            "2024-06-21",
        ),
        ("", "<time datetime='2024-06-21'>Friday</time>", "2024-06-21"),
        ("", "<p>21 June 2024</p>", "2024-06-21"),
        ("", "", None),
    ],
)
def test_the_day_a_story_was_published(head: str, top: str, iso: str | None) -> None:
    published = read(head=head, top=top).published
    assert (published.iso if published else None) == iso


@pytest.mark.parametrize("edge", ["0001-01-01T01:00:00Z", "9999-12-31T23:30:00Z"])
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai"])
def test_dates_at_the_edge_of_the_calendar_are_none(edge: str, zone: str) -> None:
    now = datetime(2024, 6, 21, 4, tzinfo=UTC)
    source = page(head=linked(headline=TITLE, datePublished=edge)).body
    assert (
        read_any_article(Page("https://gazette.example/1", source, zone=zone, now=now)).published
        is None
    )


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("昨天 14:20", "2024-06-20T14:20:00+08:00"),
        ("06-21 08:30", "2024-06-21T08:30:00+08:00"),
        ("2026-01-01", None),
    ],
)
def test_a_day_is_told_by_when_the_page_was_fetched(said: str, iso: str | None) -> None:
    source = (
        f"<html><title>{CHINESE_TITLE}</title><h1>{CHINESE_TITLE}</h1><div class='info'>{said}</div>"
        + "".join(f"<p>{paragraph}</p>" for paragraph in CHINESE)
    )
    now = datetime(2024, 6, 21, 4, tzinfo=UTC)
    published = read_any_article(
        Page("https://gazette.example/1.html", source.encode(), zone="Asia/Shanghai", now=now)
    ).published
    assert (published.iso if published else None) == iso


@pytest.mark.parametrize(
    ("address", "day"), [("/2024/06/20/depot.html", "2024-06-20"), ("/depot.html", "2024-06-21")]
)
def test_an_instant_in_utc_is_on_the_day_of_the_address(address: str, day: str) -> None:
    source = (
        linked(headline=TITLE, datePublished="2024-06-21T01:30:00Z") + f"<h1>{TITLE}</h1>{PROSE}"
    )
    published = read_any_article(
        Page(f"https://gazette.example{address}", source.encode())
    ).published
    assert published is not None
    assert published.day.isoformat() == day


# Authors


@pytest.mark.parametrize(
    ("head", "top", "names"),
    [
        (
            linked(
                headline=TITLE,
                author=[{"@type": "Person", "name": "Ida Brandt"}, {"name": "Jo Lund"}],
            ),
            "",
            ("Ida Brandt", "Jo Lund"),
        ),
        ('<meta name="author" content="By Ida Brandt and Jo Lund">', "", ("Ida Brandt", "Jo Lund")),
        ("", "<a rel='author' href='/by/ida'>Ida Brandt</a>", ("Ida Brandt",)),
        ("", "<p>By Ida Brandt | Friday</p>", ("Ida Brandt",)),
        ("", "<p>本报记者 李明 王小红</p>", ("李明", "王小红")),
        ("", "<p>记者：李明、王小红 编辑：赵大海</p>", ("李明", "王小红")),
        ("", "<p>记者 李明 素材来源 本报</p>", ("李明",)),
        (
            '<meta name="author" content="The Foundry Gazette"><meta property="og:site_name" content="The Foundry Gazette">',
            "",
            (),
        ),
        ("", "<span class='author'>Read more</span>", ()),
    ],
)
def test_who_wrote_it(head: str, top: str, names: tuple[str, ...]) -> None:
    assert (authors(scene_of(page(head=head, top=top))[0]).value or ()) == names


def test_the_reporter_whom_a_chinese_text_names() -> None:
    paragraphs = "".join(
        f"<p>{text}</p>" for text in [*CHINESE[:-1], CHINESE[-1] + "（记者 李明）"]
    )
    source = f"<title>{CHINESE_TITLE}</title><h1>{CHINESE_TITLE}</h1>{paragraphs}"
    article = read_any_article(Page("https://gazette.example/1.html", source.encode()))
    assert article.authors == ("李明",)


# Languages


@pytest.mark.parametrize(
    ("text", "told", "language"),
    [
        (" ".join(PARAGRAPHS), "", "en"),
        (" ".join(PARAGRAPHS), "de", "en"),
        (" ".join(PARAGRAPHS), "en-GB", "en"),
        ("".join(CHINESE), "en", "zh"),
        ("市場は土曜日の朝に開きました。パンと魚と蜂蜜が売られています。", "", "ja"),
        ("시장은 토요일 아침에 문을 열었다. 빵과 생선과 꿀을 판다.", "en", "ko"),
        ("Рынок открылся в субботу утром, и хлеб закончился к полудню.", "", "ru"),
        ("Рынок открылся в субботу утром, и хлеб закончился к полудню.", "bg", "bg"),
        ("Die Halle ist seit dem Morgen auf und das Brot war am Mittag nicht mehr da, denn die Leute von der Straße sind auch für den Fisch "
         "gekommen, den der Händler mit dem Boot und im Eis hat.", "", "de"),
        ("", "pt_BR", "pt"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_the_language_of_a_text(text: str, told: str, language: str) -> None:
    assert language_of(text, told) == language


# The page's own data


@pytest.mark.parametrize(
    "source",
    [
        '{"@graph": [{"@type": "WebPage"}, {"@type": ["Thing", "NewsArticle"], "headline": "Depot", "datePublished": "2024-06-21"}]}',
        '<!-- {"@type": "Article", "headline": "Depot", "datePublished": "2024-06-21",} -->',
        '[{"@type": "BlogPosting", "headline": "Depot", "datePublished": "2024-06-21"}, {"@type": "NewsArticle", "headline": "Other"}]',
        '{"@type": "NewsArticle", "headline": "De\\u0070ot", "datePublished": "2024-06-21", "image": {"url": 7}, "author": [null, 3]}',
        '{"@type": "NewsArticle", "headline": "<b>Depot</b>", "datePublished": "2024-06-21", "articleBody": {"a": 1}}',
    ],
)
def test_data_is_read_however_it_is_wrapped(source: str) -> None:
    root = read_document(
        Page(
            "https://a.example/",
            f'<script type="application/ld+json">{source}</script><p>x</p>'.encode(),
        )
    ).root
    article = linked_article(root)
    assert (article.title, article.published) == ("Depot", "2024-06-21")


@pytest.mark.parametrize(
    "source", ["{", "[" * 100_000, '{"@type": 5}', "null", '{"@type": "NewsArticle"', ""]
)
def test_data_that_cannot_be_read_says_nothing(source: str) -> None:
    root = read_document(
        Page(
            "https://a.example/",
            f'<script type="application/ld+json">{source}</script><p>x</p>'.encode(),
        )
    ).root
    assert linked_article(root) == LinkedArticle()


# Anything at all


@pytest.mark.parametrize(
    "body", [b"<p>" * 40_000, b"<p>word" + b" word" * 4_100_000], ids=["elements", "bytes"]
)
def test_what_is_larger_than_any_page_of_news_is_refused(body: bytes) -> None:
    with pytest.raises(ScrapeError, match="larger than a page of news can be"):
        read_any_article(Page("https://a.example/", body))


@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "ul><li", "blockquote"])
def test_depth_without_end_is_no_article(tag: str) -> None:
    with pytest.raises(ScrapeError):
        read_any_article(
            Page(
                "https://a.example/",
                f"<{tag}>".encode() * (20_000 // (tag.count("<") + 1)) + b"text",
            )
        )


@given(st.lists(st.sampled_from(["<div>", "</div>", "<p>", "</p>", "<table><tr><td>", "<ul><li>", "<h1>", "<a href='x'>", "<script>",
    "<!--", "]]>", "<img src=x>", "<time datetime=9>", "text of some length, with a full stop. ", "日期：2024-13-45", "\x00", "&#x1F;", "<b"]),
    max_size=60))  # fmt: skip
def test_no_page_breaks_the_reader(pieces: list[str]) -> None:
    try:
        article = read_any_article(Page("https://a.example/", "".join(pieces).encode()))
    except ScrapeError:
        return
    assert article.title
    assert article.text


def test_a_batch_gives_a_line_for_each_page_and_nulls_for_what_cannot_be_read(
    tmp_path: Path,
) -> None:
    good, packed, bad = tmp_path / "good.html", tmp_path / "good.html.gz", tmp_path / "bad.html"
    good.write_bytes(
        page(
            head=linked(
                headline=TITLE, datePublished="2024-06-21T08:30:00Z", author={"name": "Ida Brandt"}
            )
        ).body
    )
    packed.write_bytes(gzip.compress(page().body))
    bad.write_bytes(b"<p>no article")
    asked = [
        json.dumps({"id": "1", "path": str(good), "url": "https://gazette.example/1"}),
        json.dumps({"id": "2", "path": str(packed), "url": None}),
        json.dumps({"id": "3", "path": str(bad), "url": "https://gazette.example/3"}),
        json.dumps({"id": "4", "path": str(tmp_path / "absent.html"), "url": ""}),
        "no JSON",
    ]
    command = [sys.executable, "-m", "scrapers", "batch"]
    done = subprocess.run(
        command,
        input="\n".join(asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    whole = {
        "id": "1",
        "title": TITLE,
        "text": "\n".join(PARAGRAPHS),
        "date": "2024-06-21",
        "author": "Ida Brandt",
        "authors": ["Ida Brandt"],
        "image": None,
        "lang": "en",
    }
    assert told[0] == whole
    assert told[1] == whole | {"id": "2", "date": None, "author": None, "authors": None}
    nothing = dict.fromkeys(whole)
    assert told[2:] == [nothing | {"id": "3"}, nothing | {"id": "4"}, nothing]


@pytest.mark.slow
@pytest.mark.skipif(not DEV.is_dir(), reason="the labelled pages are not here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_labelled_pages_are_read_well() -> None:
    """Every fourth of the labelled pages: text, titles and pictures better than any single
    extractor's on all of them; days and authors are hardly ever wrong, and left out when in doubt.
    """
    figures = measure_all(DEV, every=4)["all"]
    floors = {
        "text": 0.949,
        "title": 0.784,
        "date": 0.9,
        "author": 0.725,
        "image": 0.675,
        "lang": 0.95,
    }
    assert {name: figures[name] for name, floor in floors.items() if figures[name] < floor} == {}
    ceilings = {"title wrong": 0.09, "date wrong": 0.02, "author wrong": 0.05}
    assert {name: figures[name] for name, most in ceilings.items() if figures[name] > most} == {}


def test_a_clock_on_the_page_tells_the_day_of_an_instant_in_utc() -> None:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Told at night","datePublished":"2022-05-04T00:44:52Z"}</script>'
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

    def day(line: str) -> str:
        page = Page(
            "https://x.example/a",
            f"<html><head>{data}</head><body><h1>Told at night</h1><p>{line}</p>{text}</body></html>".encode(),
        )
        published = read_any_article(page).published
        return published.day.isoformat() if published else ""

    assert (
        day("03/05/2022 21:44") == "2022-05-03"
    )  # three hours behind UTC, the day before the month
    assert day("3 May 2022, 21:44") == "2022-05-03"
    assert day("03/05/2022 21:43") == "2022-05-04"
    assert day("nothing") == "2022-05-04"
