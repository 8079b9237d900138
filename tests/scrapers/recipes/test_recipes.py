"""Recipes: read, written, learned, kept with a source, and what happens when a site changes."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from app.desk import Look, preview, recipe_from, try_recipe
from app.run.boot import Service
from app.values.errors import InputError
from benchmarks.bench_listing import read_page
from benchmarks.listings.corpus import pages
from scrapers import Page, ScrapeError
from scrapers.listings.listing import read_any_listing
from scrapers.recipes.by_recipe import ByRecipe
from scrapers.recipes.learn import learn_recipe
from scrapers.recipes.recipe import Field, RecipeError, read_recipe, to_toml, to_values
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.townroom import added, town_newsroom
from tests.townsite import STORIES, TownSite, list_page, publish, story_page

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
URL = "https://valley.example/news/"
RECIPE = """
name = "valley-post"
hosts = ["valley.example"]
zone = "Europe/Vienna"

[listing]
entries = "ul.stories > li"
title = "h3"
date = ".when"

[article]
title = "h1"
date = { select = "p.d", pattern = "(\\\\d{4}-\\\\d\\\\d-\\\\d\\\\d)" }
author = { select = "meta[name=writer]", attribute = "content" }
text = "main"
drop = [".ad"]
""".replace('drop = [".ad"]', 'drop = ".ad"')


def page(text: str, url: str = URL) -> Page:
    return Page(url, text.encode(), "text/html; charset=utf-8", now=NOW)


@pytest.mark.parametrize("title", ['title = "a"', ""])
def test_a_row_around_all_rows_is_no_entry(title: str) -> None:
    """The longest title of all rows stood at the address of the first, and was never read."""
    titles = ("Ferry late", "New bridge over the lower mill race opened", "Fair on Sunday")
    rows = "".join(
        f"<tr><td>.</td><td><a href=/news/{n}>{title}</a></td></tr>"
        for n, title in enumerate(titles)
    )
    recipe = read_recipe(f'name = "rows"\n[listing]\nentries = "tr"\n{title}\n')
    table = f"<body><table><tr><td><table>{rows}</table></td></tr></table></body>"
    found = ByRecipe(recipe).listing(page(table)).teasers
    assert [teaser.title for teaser in found] == [*titles]
    assert [teaser.url for teaser in found] == [f"{URL}{n}" for n in range(3)]


def test_an_entry_keeps_its_place_around_entries_within_it() -> None:
    inner = "<ul><li><a href=/news/9>Opening hours of the new bridge and what it costs</a></ul>"
    several = f"<ul><li><a href=/news/1>New bridge</a>{inner}<li><a href=/news/2>Fair</a></ul>"
    recipe = read_recipe('name = "lists"\n[listing]\nentries = "li"\ntitle = "a"\n')
    found = ByRecipe(recipe).listing(page(f"<body>{several}</body>")).teasers
    assert [teaser.url.removeprefix(URL) for teaser in found] == ["1", "9", "2"]
    assert found[0].title == "New bridge"


def test_a_recipe_says_the_same_after_a_round_trip() -> None:
    recipe = read_recipe(RECIPE)
    assert read_recipe(to_toml(recipe)) == recipe
    assert read_recipe(json.dumps(to_values(recipe))) == recipe
    assert to_values(recipe)["article"]["date"] == {
        "select": "p.d",
        "pattern": "(\\d{4}-\\d\\d-\\d\\d)",
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("[listing", "neither TOML nor JSON"),
        ("[1, 2]", "neither TOML nor JSON"),
        ("{}", "name: small letters"),
        ('name = "a"\nhost = "x"', "host: there is no such field; known are name, hosts"),
        ('name = "A b"', "name: small letters"),
        ('name = "a"\nhosts = "x.example"', "hosts: a list"),
        ('name = "a"\nhosts = ["https://x.example/"]', "hosts: a list"),
        ('name = "a"\nzone = "Mars/Base"', "zone, charset: a zone such as"),
        ('name = "a"\nlisting = "li"', "listing: a table of fields"),
        (
            'name = "a"\n[listing]\nentry = "li"',
            "listing.entry: there is no such field; known are entries",
        ),
        ('name = "a"\n[listing]\nentries = "li >"', "listing.entries: 'li >' is no CSS selector"),
        ('name = "a"\n[listing]\nentries = 7', "listing.entries: a CSS selector"),
        ('name = "a"\n[article]\ndate = { attribute = "x" }', "article.date: a CSS selector"),
        (
            'name = "a"\n[article]\ndate = { select = "p", pattern = "(" }',
            "article.date: '(' is no regular expression",
        ),
        (
            'name = "a"\n[article]\ndate = { select = "p", pattern = "x" }',
            "article.date: a pattern has a group",
        ),
        (
            'name = "a"\n[article]\ndate = { select = "p", pattern = "(a+)+b" }',
            "nothing repeated that is itself repeated",
        ),
    ],
)
def test_what_is_wrong_with_a_recipe_is_said(wrong: str, said: str) -> None:
    with pytest.raises(RecipeError) as error:
        read_recipe(wrong)
    assert said in str(error.value)


@pytest.mark.parametrize("told", ['date = ".when"', ""])
def test_a_day_that_may_be_a_month_is_told_by_the_other_days_of_the_list(told: str) -> None:
    days = ("04/03/2026", "03/03/2026", "28/02/2026", "27/02/2026", "26/02/2026")
    stories = [(slug, title, day) for (slug, title, _), day in zip(STORIES, days, strict=True)]
    recipe = read_recipe(RECIPE.replace('date = ".when"', told, 1))
    teasers = ByRecipe(recipe).listing(page(list_page(stories))).teasers
    assert [teaser.published and teaser.published.iso for teaser in teasers] == [
        "2026-03-04",
        "2026-03-03",
        "2026-02-28",
        "2026-02-27",
        "2026-02-26",
    ]


def test_a_recipe_reads_listing_and_article() -> None:
    reader = ByRecipe(read_recipe(RECIPE))
    listing = reader.listing(page(list_page()))
    assert (listing.kind, [teaser.title for teaser in listing.teasers]) == (
        "valley-post",
        [title for _, title, _ in STORIES],
    )
    text = story_page("Ferry runs again", "day: 2026-03-04").replace(
        "</main>", "<p class=ad>Buy a boat at the boat fair this week.</p></main>"
    )
    article = reader.article(
        page(text.replace("<head>", '<head><meta name=writer content="Ida Brandt">'))
    )
    assert (article.title, article.author, article.published and article.published.iso) == (
        "Ferry runs again",
        "Ida Brandt",
        "2026-03-04",
    )
    assert "boat fair" not in article.text
    assert article.text.startswith("Ferry runs again, the council said.")


def test_a_short_article_is_one_where_the_recipe_says_that_its_text_stands() -> None:
    short = "<html><body><h1>Well closed</h1><p class=d>2026-03-04</p><main><p>The well is closed.</p></main></body></html>"
    assert ByRecipe(read_recipe(RECIPE)).article(page(short)).text == "The well is closed."


def test_what_is_learned_reads_other_pages_of_the_same_kind() -> None:
    first = page(list_page())
    recipe = learn_recipe(first, read_any_listing(first), "valley")
    assert recipe is not None
    assert set(recipe.listing) == {"entries", "title", "date", "summary"}
    others = [(f"tale-{n}", f"Tale number {n} of the valley", "2026-02-01") for n in range(2)]
    listing = ByRecipe(recipe).listing(page(list_page(others)))
    assert (
        listing.kind,
        [(teaser.title, teaser.published and teaser.published.iso) for teaser in listing.teasers],
    ) == (
        "valley",
        [(title, day) for _, title, day in others],
    )


def test_names_made_by_programs_are_not_learned() -> None:
    made = (
        list_page()
        .replace("class=stories", 'class="css-1x2y3z4"')
        .replace('class="story"', 'class="sc-a1b2c3 odd"')
        .replace("when", "jsx-3f9a81b")
    )
    recipe = learn_recipe(page(made), read_any_listing(page(made)), "made")
    assert recipe is not None
    assert not any(name in to_toml(recipe) for name in ("css-", "sc-", "jsx-", "odd"))


def test_where_a_recipe_finds_nothing_the_page_is_read_without() -> None:
    changed = list_page(item="div", list_="section")
    listing = ByRecipe(read_recipe(RECIPE)).listing(page(changed))
    assert listing.kind == "generic"
    assert len(listing.teasers) == len(STORIES)


@pytest.fixture
def site() -> Iterator[TownSite]:
    with TownSite() as running:
        publish(running)
        yield running


@pytest.fixture
def newsroom(
    site: TownSite, tmp_path: Path, database_url: str, clock: FakeClock
) -> Iterator[Service]:
    with town_newsroom(site, tmp_path, database_url, clock) as built:
        yield built


def test_a_pasted_address_becomes_a_source_with_its_recipe(
    newsroom: Service, site: TownSite
) -> None:
    source = added(newsroom, site)
    assert source.scraper == "generic"
    assert source.recipe is not None
    assert source.recipe["listing"]["entries"]
    run = newsroom.collector.collect(source)
    assert (run.new, run.failed) == (len(STORIES), 0), run.failures


def test_a_feed_that_tells_the_same_is_polled_instead(newsroom: Service, site: TownSite) -> None:
    site.put(
        "/news/",
        list_page(head='<link rel="alternate" type="application/rss+xml" href="/news.rss">'),
    )
    items = "".join(
        f"<item><title>{title}</title><link>{site.url}/news/{slug}.html</link></item>"
        for slug, title, _ in STORIES
    )
    site.put(
        "/news.rss",
        f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>',
        "application/rss+xml",
    )
    source = added(newsroom, site)
    assert (source.url, source.scraper, source.recipe) == (f"{site.url}/news.rss", "feed", None)
    assert newsroom.collector.collect(source).new == len(STORIES)
    site.put("/news.rss", "<rss><channel>", "application/rss+xml")
    assert (
        preview(Look(f"{site.url}/news/", "UTC"), newsroom.fetcher, newsroom.now()).url
        == f"{site.url}/news/"
    )


def test_a_page_that_scripts_fill_is_read_by_its_sitemap(newsroom: Service, site: TownSite) -> None:
    site.put(
        "/news/", "<html><head><title>News</title></head><body><div id=app></div></body></html>"
    )
    places = "".join(
        f"<url><loc>{site.url}/news/{slug}.html</loc><lastmod>{day}</lastmod></url>"
        for slug, _, day in STORIES
    )
    site.put(
        "/sitemap.xml",
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>',
        "application/xml",
    )
    source = added(newsroom, site)
    assert (source.url, source.scraper) == (f"{site.url}/sitemap.xml", "feed")
    assert newsroom.collector.collect(source).new == len(STORIES)


def test_a_page_that_is_no_list_is_refused_in_words(newsroom: Service, site: TownSite) -> None:
    with pytest.raises(InputError, match="does not read like a list of articles"):
        preview(
            Look(f"{site.url}/news/{STORIES[0][0]}.html", "UTC"), newsroom.fetcher, newsroom.now()
        )


def test_a_site_that_changes_is_read_on_and_the_desk_hears_of_it(
    newsroom: Service, site: TownSite, clock: FakeClock
) -> None:
    source = added(newsroom, site)
    newsroom.collector.collect(source)
    later = [("tower-clock-stops", "Tower clock stops at noon", "2026-03-05"), *STORIES]
    site.put(
        "/news/", list_page(later, item="article", list_="section").replace("class=stories", "")
    )
    site.put("/news/tower-clock-stops.html", story_page("Tower clock stops at noon", "2026-03-05"))
    clock.turn(hours=1)
    run = newsroom.collector.collect(newsroom.store.sources.get("valley"))
    assert run.new == 1
    assert any(
        "its recipe finds no entries here any more" in str(failure) for failure in run.failures
    )


def test_a_recipe_is_tried_before_it_is_kept(newsroom: Service, site: TownSite) -> None:
    source = added(newsroom, site)
    with pytest.raises(InputError, match="finds no entries"):
        try_recipe(
            source,
            recipe_from('name = "a"\n[listing]\nentries = "table.news tr"'),
            newsroom.fetcher,
            newsroom.now(),
        )
    with pytest.raises(InputError, match="the recipe cannot be used: name"):
        recipe_from('name = ""')
    seen = try_recipe(source, recipe_from(RECIPE), newsroom.fetcher, newsroom.now())
    at_desk(newsroom.store).set_recipe("valley", seen.recipe, newsroom.now())
    kept = newsroom.store.sources.get("valley")
    assert kept.recipe == to_values(read_recipe(RECIPE))
    assert newsroom.collector.collect(kept).new == len(STORIES)


def test_a_charset_that_a_person_gives_is_used(newsroom: Service, site: TownSite) -> None:
    slug, title, day = STORIES[0]
    site.put(
        f"/news/{slug}.html",
        story_page(title, day, ["Grüße für Ärzte im Süden. " * 9]),
        "text/html; charset=koi8-r",
        "cp1252",
    )
    source = added(newsroom, site, charset="windows-1252")
    newsroom.collector.collect(source)
    (item,) = [item for item in newsroom.store.items.desk(20) if item.content.title == title]
    assert item.content.text.startswith("Grüße für Ärzte")


def test_a_pattern_that_goes_round_in_circles_finds_nothing() -> None:
    recipe = read_recipe(
        'name = "a"\n[article]\nauthor = { select = "h1", pattern = "((?:a|aa)+)$" }'
    )
    assert (
        recipe.article["author"].value(
            html.fragment_fromstring(f"<div><h1>{'a' * 5000}!</h1></div>")
        )
        == ""
    )


@pytest.mark.parametrize("select", ["* ~ *", "p~p", "p:nth-last-child(2)", "p:last-of-type"])
def test_a_selector_that_compares_endless_siblings_finds_nothing(select: str) -> None:
    for count, found in ((900, True), (1_100, False), (20_000, False)):
        root = html.fromstring("<div>" + "<p>x</p>" * count + "</div>")
        assert bool(Field(select).nodes(root)) == found
        for plain in ("div > p", "p", "p[class~=x], p"):
            assert len(Field(plain).nodes(root)) == count


def test_a_page_with_endless_names_teaches_nothing() -> None:
    odd = (
        list_page()
        .replace("class=stories", f'class="{"n" * 600}"')
        .replace('<li class="story">', "<li>")
    )
    recipe = learn_recipe(page(odd), read_any_listing(page(odd)), "odd")
    assert recipe is None or "nnn" not in to_toml(recipe)
    many = list_page().replace(
        'class="story"', f'class="{" ".join(f"n{letter}" for letter in map(chr, range(97, 123)))}"'
    )
    assert learn_recipe(page(many), read_any_listing(page(many)), "many") is not None


def test_a_recipe_that_cannot_be_read_any_more_fails_its_source_alone(
    newsroom: Service, site: TownSite
) -> None:
    source = added(newsroom, site)
    at_desk(newsroom.store).set_recipe(
        "valley", {"name": "valley", "listing": {"entries": "li >"}}, newsroom.now()
    )
    run = newsroom.collector.collect(newsroom.store.sources.get("valley"))
    assert "its recipe cannot be used" in run.error
    assert source.recipe is not None


@pytest.mark.slow
def test_a_learned_recipe_reads_titles_and_days_as_they_were_read_without() -> None:
    """Over all kinds of pages: what a recipe would read worse is read without one."""
    learned = 0
    for each in pages():
        asked = read_page(each)
        with suppress(ScrapeError):
            listing = read_any_listing(asked)
            recipe = learn_recipe(asked, listing, "learned")
            if recipe is not None:
                learned += 1
                told = {
                    (teaser.url, teaser.title, teaser.published and teaser.published.day)
                    for teaser in listing.teasers
                }
                again = {
                    (teaser.url, teaser.title, teaser.published and teaser.published.day)
                    for teaser in ByRecipe(recipe).listing(asked).teasers
                }
                assert len(told & again) >= 0.95 * len(told), each.family
    assert learned > 60
