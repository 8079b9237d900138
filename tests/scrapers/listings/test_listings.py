"""Listings of unknown sites: which links are entries, what stands by them, where they go on."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from benchmarks.bench_listing import predict
from benchmarks.listings.corpus import pages
from benchmarks.listings.score import score
from scrapers import Page, ScrapeError
from scrapers.feeds.discover import feed_links, tells
from scrapers.feeds.kind import is_feed
from scrapers.feeds.sitemap import read_sitemap, sitemaps_in
from scrapers.feeds.upstream import Feed
from scrapers.listings.listing import read_any_listing
from scrapers.listings.pager import next_page
from scrapers.page.document import read_document
from tests.townsite import STORIES, list_page

URL = "https://valley.example/news/"
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)


def page(text: str, url: str = URL, zone: str = "UTC") -> Page:
    return Page(url, text.encode(), "text/html; charset=utf-8", zone, NOW)


def test_entries_are_told_from_everything_else() -> None:
    listing = read_any_listing(page(list_page()))
    assert [(teaser.url, teaser.title) for teaser in listing.teasers] == [
        (f"https://valley.example/news/{slug}.html", title) for slug, title, _ in STORIES
    ]
    assert [teaser.published.iso for teaser in listing.teasers if teaser.published] == [
        day for _, _, day in STORIES
    ]
    assert all(teaser.summary.startswith(f"{teaser.title} at last") for teaser in listing.teasers)
    assert 0.5 < listing.confidence <= 1


@pytest.mark.slow
def test_the_corpus_is_read_well() -> None:
    """The weights were learned from these kinds of pages: this holds what was reached,
    `benchmarks/fit_listing.py` says what it is worth.
    """
    figures = score(predict, pages())
    assert figures.f1() > 0.96
    assert figures.f1(lambda each: each.language == "zh") > 0.97
    assert figures.titles > 0.99
    assert figures.days > 0.96
    assert figures.false_days < 0.004
    assert figures.next_pages > 0.98


def test_a_page_without_a_list_is_none() -> None:
    with pytest.raises(ScrapeError, match="does not read like a list"):
        read_any_listing(
            page(
                "<html><body><p>Nothing but a paragraph about one thing.</p><a href=/about>About us</a></body></html>"
            )
        )


def test_what_the_pages_own_data_lists_are_entries() -> None:
    links = "".join(f"<p>{n}</p><div><a href=/x/{n}>Tag {n} tells</a></div>" for n in range(4))
    data = {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "url": f"/x/{n}"} for n in range(4)
        ],
    }
    listing = read_any_listing(
        page(
            f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head><body>{links}'
        )
    )
    assert [teaser.url for teaser in listing.teasers] == [
        f"https://valley.example/x/{n}" for n in range(4)
    ]


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("03-04", date(2026, 3, 4)),
        ("12-30", date(2025, 12, 30)),
        ("[02-27]", date(2026, 2, 27)),
        ("3小时前", date(2026, 3, 5)),
        ("昨天 14:20", date(2026, 3, 4)),
        ("2026年3月2日", date(2026, 3, 2)),
        ("<b>04</b><i>2026-03</i>", date(2026, 3, 4)),
        ("<div>04</div><div>2026.03</div>", date(2026, 3, 4)),
        ("Posted by Ida Brandt on March 3, 2026", date(2026, 3, 3)),
        ("<time datetime=2026-03-01T08:00:00Z>on Sunday</time>", date(2026, 3, 1)),
        ("2027-01-01", None),
        ("soon", None),
    ],
)
def test_dates_as_they_stand_in_lists(shown: str, day: date | None) -> None:
    text = list_page().replace(STORIES[0][2], shown, 1)
    first = read_any_listing(page(text, zone="Asia/Shanghai")).teasers[0]
    assert (first.published.day if first.published else None) == day


def test_a_day_that_may_be_a_month_is_told_by_the_pages_other_days() -> None:
    stories = [
        (slug, title, day)
        for (slug, title, _), day in zip(
            STORIES, ("04/03/2026", "03/03/2026", "28/02/2026", "27/02/2026", ""), strict=True
        )
    ]
    told = [
        teaser.published.iso if teaser.published else ""
        for teaser in read_any_listing(page(list_page(stories))).teasers
    ]
    assert told == ["2026-03-04", "2026-03-03", "2026-02-28", "2026-02-27", ""]
    alone = read_any_listing(
        page(list_page([(slug, title, "04/03/2026") for slug, title, _ in STORIES]))
    ).teasers
    assert all(teaser.published is None for teaser in alone)


@pytest.mark.parametrize("summary", ["{} The river is high.", "The river is high. {}"])
def test_a_day_before_its_month_is_read_in_a_line_with_the_summary(summary: str) -> None:
    days = ("04/03/2026 09:30", "03/03/2026", "28/02/2026 17:05", "27/02/2026")
    rows = "".join(
        f"<dt><a href=/town/{n}.html>{title}</a></dt><dd>{summary.format(day)}</dd>"
        for n, ((_, title, _), day) in enumerate(zip(STORIES, days, strict=False))
    )
    teasers = read_any_listing(page(f"<html><body><dl>{rows}</dl></body></html>")).teasers
    assert [teaser.published and teaser.published.day.isoformat() for teaser in teasers] == [
        "2026-03-04",
        "2026-03-03",
        "2026-02-28",
        "2026-02-27",
    ]
    assert {teaser.summary for teaser in teasers} == {"The river is high."}


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (("3 hours ago", "1 day ago", "2 days ago", "4 days ago"), (5, 4, 3, 1)),
        (("3小时前", "1天前", "2天前", "4天前"), (5, 4, 3, 1)),
        (("Mar 4, 2026 —", "Mar 3, 2026 —", "Mar 2, 2026 —"), (4, 3, 2)),
        (("02-24 18:00", "02-23 18:00", "02-22 18:00"), (24, 23, 22)),
        (("2026年3月4日", "2026年3月3日", "2026年3月2日"), (4, 3, 2)),
    ],
)
def test_dates_with_which_all_summaries_begin(
    dates: tuple[str, ...], days: tuple[int, ...]
) -> None:
    told = (
        "The harbour office says that the ferry will run late, and nobody on the bank has to wait."
    )
    rows = "".join(
        f"<dt><a href=/news/{n}>{STORIES[n][1]}</a></dt><dd>{date} {told}</dd>"
        for n, date in enumerate(dates)
    )
    teasers = read_any_listing(page(f"<body><dl>{rows}</dl></body>")).teasers
    assert [teaser.published and teaser.published.day.day for teaser in teasers] == [*days]
    assert {teaser.summary for teaser in teasers} == {told}


def test_a_summary_that_begins_with_a_day_tells_none() -> None:
    told = "3 days ago the ferry ran late, says the harbour office, and nobody on the bank had to wait."
    rows = "".join(
        f"<dt><a href=/news/{n}>{title}</a></dt><dd>{told if n == 1 else f'{title} at last, and much more.'}</dd>"
        for n, (_, title, _) in enumerate(STORIES)
    )
    teasers = read_any_listing(page(f"<body><dl>{rows}</dl></body>")).teasers
    assert [teaser.published for teaser in teasers] == [None] * len(STORIES)
    assert teasers[1].summary == told


def test_of_two_columns_of_dates_the_one_of_publication_counts() -> None:
    head = "<tr><th>序号</th><th>标题</th><th>成文日期</th><th>发布日期</th></tr>"
    rows = "".join(
        f"<tr><td>{n}</td><td><a href=/zc/{n}0{n}.html>关于第{n}批道路改造工程的通知公告</a></td><td>2026-01-0{n}</td><td>2026-02-0{n}</td></tr>"
        for n in range(1, 6)
    )
    teasers = read_any_listing(
        page(f"<html><body><table>{head}{rows}</table></body></html>", zone="Asia/Shanghai")
    ).teasers
    assert [teaser.published and teaser.published.iso for teaser in teasers] == [
        f"2026-02-0{n}" for n in range(1, 6)
    ]


def test_a_title_that_is_cut_is_told_whole_where_the_page_has_it() -> None:
    cut = list_page().replace(
        f'.html">{STORIES[0][1]}<', f'.html" title="{STORIES[0][1]}">Ferry runs again aft…<'
    )
    assert read_any_listing(page(cut)).teasers[0].title == STORIES[0][1]


@pytest.mark.parametrize(
    ("pager", "leads"),
    [
        (
            '<a href="/news/index_2.html">2</a><a href="/news/index_3.html">3</a>',
            "/news/index_2.html",
        ),
        ('<a href="index_1.html">2</a> <a href="index_2.html">3</a>', "/news/index_1.html"),
        ('<a href="?page=2">Older posts</a>', "/news/?page=2"),
        ('<a href="list2.htm">下一页</a>', "/news/list2.htm"),
        ('<a rel="next" href="/news/page/2/">→</a>', "/news/page/2/"),
        ('<a href="/news/?page=2">Load more</a>', "/news/?page=2"),
        ('<a href="/news/more/">More</a>', ""),
        ('<a href="https://elsewhere.example/news/?page=2">Next</a>', ""),
        ('<a href="javascript:go(2)">2</a>', ""),
        ("".join(f'<a href="/2026/03/{n:02}/">{n}</a>' for n in range(1, 20)), ""),
    ],
)
def test_where_a_listing_goes_on(pager: str, leads: str) -> None:
    found = next_page(read_document(page(list_page(pager=f"<div>{pager}</div>"))))
    assert found == (f"https://valley.example{leads}" if leads else "")


def test_in_the_middle_the_next_page_is_the_following_one() -> None:
    pager = "".join(f'<a href="/news/index_{n}.html">{n}</a>' for n in (1, 2, 4, 5))
    found = next_page(
        read_document(page(list_page(pager=pager), url="https://valley.example/news/index_3.html"))
    )
    assert found == "https://valley.example/news/index_4.html"


def test_feeds_that_a_page_points_to() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">'
        '<link rel="alternate" type="application/atom+xml" href="/all.atom"><link rel="alternate" type="application/rss+xml" href="/news/feed/">'
        '<link rel="alternate" hreflang="de" href="/de/"><link rel="stylesheet" type="text/css" href="/x.css">'
    )
    assert feed_links(read_document(page(list_page(head=head)))) == [
        "https://valley.example/news/feed/",
        "https://valley.example/all.atom",
    ]


def test_a_feed_must_tell_what_the_page_lists() -> None:
    shown = read_any_listing(page(list_page()))

    def feed(*names: str) -> str:
        items = "".join(
            f"<item><title>{name}</title><link>https://valley.example/news/{name}.html</link></item>"
            for name in names
        )
        return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'

    def read(text: str, of: str = URL) -> bool:
        return tells(Feed().listing(Page(f"{URL}feed/", text.encode())), shown, of)

    slugs = [slug for slug, _, _ in STORIES]
    assert read(feed(*slugs))
    assert read(feed(*slugs, "older-one", "older-two", "older-three", "older-four", "older-five"))
    assert not read(feed("a-tale-of-sport", "b-tale-of-sport", *slugs[:1]))
    assert not read(feed(*(f"story-of-the-whole-site-{n}" for n in range(9)), *slugs))


def test_sitemaps_are_listings() -> None:
    text = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><loc>https://valley.example/a-well-is-dug-1</loc><lastmod>2026-03-01</lastmod></url>
      <url><loc>https://valley.example/ferry</loc><news:news><news:title>The ferry &amp; the ice</news:title>
      <news:publication_date>2026-03-04T02:00:00Z</news:publication_date></news:news>
      <image:image><image:loc>https://valley.example/f.jpg</image:loc></image:image></url>
      <url><loc>javascript:alert(1)</loc></url></urlset>"""
    found = Page("https://valley.example/sitemap.xml", text.encode())
    assert is_feed(found)
    ferry, well = read_sitemap(found).teasers
    assert (ferry.title, ferry.picture, ferry.published and ferry.published.iso) == (
        "The ferry & the ice",
        "https://valley.example/f.jpg",
        "2026-03-04T02:00:00+00:00",
    )
    assert (well.title, well.published and well.published.iso) == ("A well is dug", "2026-03-01")
    index = b"<sitemapindex><sitemap><loc>https://v.example/pages.xml</loc></sitemap><sitemap><loc>https://v.example/news.xml</loc></sitemap>"
    assert sitemaps_in(Page("https://v.example/s.xml", index)) == [
        "https://v.example/news.xml",
        "https://v.example/pages.xml",
    ]
    entities = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://v.example/x-y-z</loc><title>&e;</title></url></urlset>'
    assert "root" not in read_sitemap(Page("https://v.example/s.xml", entities)).teasers[0].title


def test_the_command_prints_a_listing(tmp_path: Path) -> None:
    saved = tmp_path / "list.html"
    saved.write_text(list_page(), "utf-8")
    command = [sys.executable, "-m", "scrapers", "listing", str(saved), "--url", URL, "--learn"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    )
    told = json.loads(done.stdout)
    assert [teaser["title"] for teaser in told["listing"]["teasers"]] == [
        title for _, title, _ in STORIES
    ]
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps(told["recipe"]), "utf-8")
    again = subprocess.run(
        [*command[:-1], "--recipe", str(recipe)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert json.loads(again.stdout)["teasers"] == told["listing"]["teasers"]
