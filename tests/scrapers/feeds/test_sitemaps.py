"""Sitemaps: entries, indexes and plain text."""

import pytest

from scrapers import Page, ScrapeError
from scrapers.feeds.kind import is_feed
from scrapers.feeds.sitemap import is_dated, is_index, merged, of_stories, read_sitemap

URL = "https://river.example/sitemap.xml"


def page(text: str) -> Page:
    return Page(URL, text.encode(), zone="Asia/Shanghai")


def urls(text: str) -> list[str]:
    return [
        teaser.url.removeprefix("https://river.example")
        for teaser in read_sitemap(page(text)).teasers
    ]


def test_addresses_without_words_are_pages_too() -> None:
    text = "<urlset><url><loc>/a/100231.html</loc></url><url><loc>/n/?p=882</loc></url></urlset>"
    assert urls(text) == ["/a/100231.html", "/n/?p=882"]
    assert [teaser.title for teaser in read_sitemap(page(text)).teasers] == ["", ""]


def test_an_entry_without_an_address_is_none() -> None:
    text = (
        f"<urlset><url><loc></loc></url><url><loc> </loc></url><url><loc>{URL}</loc></url><url/>"
        "<url><loc>/a/1</loc><image:image xmlns:image='i'><image:loc> </image:loc></image:image></url></urlset>"
    )
    assert urls(text) == ["/a/1"]
    assert read_sitemap(page(text)).teasers[0].picture == ""
    with pytest.raises(ScrapeError, match="this sitemap lists no pages"):
        urls("<urlset><url><loc></loc></url></urlset>")


def test_the_order_is_that_of_publication_or_the_sitemaps_own() -> None:
    changed = "<url><loc>/a/{0}</loc><lastmod>2024-06-2{0}</lastmod></url>"
    news = "<url><loc>/n/{0}</loc><publication_date>2024-06-2{0}</publication_date></url>"
    told = "".join([changed.format(1), news.format(1), changed.format(2), news.format(2)])
    assert urls(f"<urlset>{told}</urlset>") == ["/n/2", "/n/1", "/a/1", "/a/2"]
    many = "".join(
        f"<url><loc>/a/{at}</loc><lastmod>20{at // 12:02}-{at % 12 + 1:02}-01</lastmod></url>"
        for at in range(600)
    )
    assert urls(f"<urlset>{many}</urlset>") == [f"/a/{at}" for at in range(100, 600)]


def test_a_sitemap_may_be_in_plain_text() -> None:
    text = "https://river.example/a/1.html\r\n\r\n https://river.example/a/2.html\nhttps://river.example/a/1.html"
    assert is_feed(page(text))
    assert urls(text) == ["/a/1.html", "/a/2.html"]
    assert not is_feed(page(f"{text}\nand words"))
    assert not is_feed(page("See https://river.example/a/1.html"))
    assert not is_feed(page(" \n "))


INDEX = (
    "<sitemapindex><sitemap><loc>/tags.xml</loc><lastmod>2024-06-29</lastmod></sitemap>"
    "<sitemap><loc></loc></sitemap><sitemap><loc>/post-1.xml</loc><lastmod>2023-01-01</lastmod></sitemap>"
    "<sitemap><loc>/post-2.xml</loc><lastmod>2024-06-01</lastmod></sitemap>"
    "<sitemap><loc>/news.xml</loc></sitemap></sitemapindex>"
)


def test_an_index_leads_to_the_sitemaps_of_its_newest_stories() -> None:
    index = page(INDEX)
    assert is_index(index)
    assert not is_index(page("<urlset><url><loc>/a/1</loc></url></urlset>"))
    assert not is_index(page("https://river.example/a/1"))
    followed = [f"https://river.example/{name}.xml" for name in ("news", "post-2", "post-1")]
    assert of_stories(index) == followed
    assert not is_dated(index, followed)
    assert is_dated(index, followed[1:])
    only = page("<sitemapindex><sitemap><loc>/pages.xml</loc></sitemap></sitemapindex>")
    assert of_stories(only) == ["https://river.example/pages.xml"]


def test_what_the_sitemaps_of_an_index_list_is_one_listing() -> None:
    parts = [
        read_sitemap(page(f"<urlset><url><loc>/a/{at}</loc></url></urlset>")) for at in range(3)
    ]
    whole = merged(URL, parts)
    assert (whole.url, [teaser.url[-4:] for teaser in whole.teasers]) == (
        URL,
        ["/a/0", "/a/1", "/a/2"],
    )
