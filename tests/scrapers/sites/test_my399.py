"""The my399 scraper against every rendition of the sample city, and against the one real page at
hand.
"""

from collections.abc import Iterator
from dataclasses import replace
from urllib.request import urlopen

import pytest

from scrapers import Article, Listing, Page, ScrapeError
from scrapers.sites.my399 import SCRAPER, section_title
from tests.conftest import SHARED
from tests.samplecity import DATELESS, RENDITIONS, SECTIONS, STORIES, SampleCity, Story

SEED_URL = "https://e.my399.com/news/2024-06-21/6500.html"


@pytest.fixture(scope="module", params=sorted(RENDITIONS))
def city(request: pytest.FixtureRequest) -> Iterator[SampleCity]:
    with SampleCity(rendition=request.param) as running:
        yield running


def page(city: SampleCity, path: str) -> Page:
    with urlopen(city.url + path) as answer:
        return Page(city.url + path, answer.read(), answer.headers["content-type"])


def read(city: SampleCity, story: Story) -> Article:
    return SCRAPER.article(page(city, story.path))


def test_every_story_reads_as_it_was_written(city: SampleCity) -> None:
    for story in STORIES:
        article = read(city, story)
        assert article.url == city.url + story.path
        assert article.title == story.title
        assert article.text == story.text
        assert article.author == (story.author or "")
        assert article.byline_source == story.byline_source
        assert article.section == SECTIONS[story.section]
        assert article.published is not None
        assert (article.published.day, article.published.precision) == (story.updated, "day")


def test_pictures_have_their_captions_and_credits(city: SampleCity) -> None:
    for story in STORIES:
        found = [
            (picture.url.rpartition("/")[2], picture.caption, picture.credit)
            for picture in read(city, story).pictures
        ]
        assert found == [(shot.file, shot.caption, shot.credit) for shot in story.shots]


def test_the_promo_is_in_no_story_but_its_teasers_are_found(city: SampleCity) -> None:
    for story in STORIES:
        article = read(city, story)
        found = {teaser.url: (teaser.title, teaser.summary) for teaser in article.promos}
        for other in city.promo(story.path):
            assert found[city.url + other.path] == (other.title, other.summary)
            assert other.title not in article.html.replace(story.title, "")


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_the_text_of_a_story_in_pictures_is_its_captions_each_once(rendition: str) -> None:
    told = next(story for story in STORIES if len(story.shots) > 1 and not story.paragraphs)
    again = replace(told, shots=(*told.shots, replace(told.shots[0], file="again.png")))
    with SampleCity(stories=(again,), rendition=rendition) as city:
        article = read(city, again)
    assert article.text.split("\n") == [shot.caption for shot in told.shots]
    assert article.summary == told.shots[0].caption
    assert len(article.pictures) == len(told.shots) + 1
    for shot in told.shots:
        assert article.html.count(f"<figcaption>{shot.line}") == 1 + (shot == told.shots[0])
        assert f"<p>{shot.line}" not in article.html


def walk(city: SampleCity, section: str) -> Iterator[Listing]:
    path = f"/{section}/index.html"
    while path:
        listing = SCRAPER.listing(page(city, path))
        yield listing
        path = listing.next_url.removeprefix(city.url)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_listing_shows_its_own_entries_in_order_and_the_promo_apart(
    city: SampleCity, section: str
) -> None:
    shown = []
    for listing in walk(city, section):
        assert listing.title == SECTIONS[section]
        promo = city.promo(listing.url.removeprefix(city.url))
        assert [teaser.url for teaser in listing.promos] == [
            city.url + story.path for story in promo
        ]
        shown += [
            (t.url, t.title, t.summary, t.published and t.published.day) for t in listing.teasers
        ]
    stories = [story for story in city.stories if story.section == section]
    assert shown == [
        (city.url + s.path, s.title, s.summary, None if section in DATELESS else s.day)
        for s in stories
    ]


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_a_promo_of_several_sections_is_no_listings_own(rendition: str) -> None:
    section = sorted(DATELESS)[0]
    own = [story for story in STORIES if story.section == section]
    others = [story for story in STORIES if story.section != section]
    with SampleCity(stories=(*own, *others[:1]), rendition=rendition) as city:
        path = f"/{section}/index.html"
        mixed = [others[0], own[-1]]
        city.promo = lambda path: mixed  # type: ignore[method-assign, assignment, return-value]
        listing = SCRAPER.listing(page(city, path))
    assert [teaser.title for teaser in listing.teasers] == [story.title for story in own]
    assert [teaser.title for teaser in listing.promos] == [story.title for story in mixed]


def test_the_body_keeps_its_links_and_no_foreign_markup(city: SampleCity) -> None:
    linked = next(story for story in STORIES if story.links)
    html = read(city, linked).html
    for words, path in linked.links.items():
        assert f'<a href="{city.url}{path}" rel="noopener nofollow">{words}</a>' in html
    assert "class=" not in html
    assert "style=" not in html


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"<html><body><h1>System maintenance</h1><p>Back soon.</p></body></html>",
        b"<p>" * 5000,
        b"plain words",
    ],
)
def test_what_is_no_story_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(ScrapeError, match=r"https://e\.my399\.com/news/2024-06-21/1\.html"):
        SCRAPER.article(Page("https://e.my399.com/news/2024-06-21/1.html", body))


def test_a_listing_without_entries_reads_as_empty() -> None:
    listing = SCRAPER.listing(
        Page(
            "https://e.my399.com/news/index.html", b"<html><body><p>Nothing here.</p></body></html>"
        )
    )
    assert listing.teasers == ()


def test_the_date_of_the_page_beats_the_date_of_its_address() -> None:
    body = "<h1>Ice</h1><p>Updated : 2024-01-09</p><p>By Li ( e.my399.com )</p><p>The ice is thick.</p>"
    article = SCRAPER.article(Page("https://e.my399.com/news/2024-01-08/1.html", body.encode()))
    assert article.published is not None
    assert article.published.iso == "2024-01-09"


def test_without_a_line_of_its_own_the_address_gives_the_date() -> None:
    body = "<h1>Ice</h1><p>By Li ( e.my399.com )</p><p>The ice is thick.</p>"
    article = SCRAPER.article(Page("https://e.my399.com/news/2024-01-08/1.html", body.encode()))
    assert article.published is not None
    assert article.published.iso == "2024-01-08"


def test_a_paragraph_that_begins_with_by_is_no_byline() -> None:
    body = "<h1>Ice</h1><p>Updated : 2024-01-09</p><p>By the end of the week ( or so ) it melts.</p><p>Then it is gone.</p>"
    article = SCRAPER.article(Page("https://e.my399.com/news/2024-01-08/1.html", body.encode()))
    assert article.author == ""
    assert article.text.startswith("By the end of the week")


OWN = "https://e.my399.com/news/2024-06-21/6501.html"
OTHER = "https://e.my399.com/news/2024-06-20/6499.html"


@pytest.mark.parametrize(
    "order", [(OWN, OTHER), (OTHER, OWN), (OWN,)], ids=["first", "last", "alone"]
)
def test_a_promo_that_lists_the_story_itself_is_none_of_its_text(order: tuple[str, ...]) -> None:
    teasers = "".join(
        f'<div><a href="{url}">Weavers open the old mill by the canal</a></div>'
        "<div>Nine weavers have repaired four looms, and children may throw the shuttle on Sundays.</div>"
        for url in order
    )
    paragraphs = [
        "The silk mill by the canal has been opened again after eleven years by nine weavers.",
        "Visitors can watch them at work from Wednesday to Sunday, and the entrance is free.",
    ]
    body = (
        "<p>Home > Harbin Today > Text</p><h2>Weavers open the old mill by the canal</h2>"
        "<p>Updated : 2024-06-21</p><p>By Vera Holm ( my399.com )</p>"
        + "".join(f"<p>{text}</p>" for text in paragraphs)
        + teasers
    )
    article = SCRAPER.article(Page(OWN, f"<html><body>{body}</body></html>".encode()))
    assert article.text == "\n".join(paragraphs)


def test_stories_of_other_hosts_are_none_of_ours() -> None:
    entry = '<p><a href="{}/news/2024-06-21/{}.html">A story with a fine title</a> 2024-06-21</p>'
    body = "".join(
        entry.format(host, n)
        for n, host in enumerate(("", "https://e.my399.com", "https://evil.example"), 1)
    )
    listing = SCRAPER.listing(Page("https://mirror.example/news/index.html", body.encode()))
    assert [teaser.url.split("/")[2] for teaser in listing.teasers] == [
        "mirror.example",
        "e.my399.com",
    ]


def test_sections_are_known_by_their_path() -> None:
    assert section_title("https://e.my399.com/culture/arts/index.html") == "Arts"
    assert section_title("https://e.my399.com/newsroom/1.html") == ""


@pytest.mark.skipif(
    not SHARED.exists(), reason="the one real page lies beside the repository, not in it"
)
def test_the_one_real_page() -> None:
    text = (SHARED / "seed" / "harbin-today.txt").read_bytes()
    article = SCRAPER.article(Page(SEED_URL, text))
    assert article.title == "Harbin recognized as international image development city"
    assert article.section == "Harbin Today"
    assert article.published is not None
    assert article.published.iso == "2024-06-21"
    assert (article.author, article.byline_source) == ("", "e.my399.com")
    assert len(article.text.split("\n")) == 9
    assert "childcare" not in article.html
    (teaser,) = article.promos
    assert teaser.title == "Harbin ramps up childcare services"
    assert teaser.summary.startswith("A new comprehensive service center")
    assert teaser.published is None
