"""What a site or bad luck could make the doctor do wrongly while nobody looks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.collect.captures import Captures
from app.collect.listing import Listed
from app.collect.noting import Entries, entries_of, note_listing, note_walked
from app.collect.trial import Tried
from app.collect.visit import Visit
from app.collect.whereabouts import Whereabouts
from app.desk import remove_source, set_doctor_mode, take_back_remedy
from app.desk.tending import Terms, change_recipe, change_source
from app.fetch import Fetched, Validators
from app.news.remedies import (
    Evidence,
    Fit,
    Remedy,
    State,
    Treatment,
    Witness,
    is_taken_over,
    verdict,
)
from app.run.boot import Service
from app.store import PageValidators
from app.values.address import address_of
from app.values.errors import Conflict
from app.values.model import Location, Source
from scrapers import Listing, Page, Teaser
from tests.conftest import Add, FakeClock
from tests.eras.site import Paper
from tests.eras.town import HTML, SPORT, town_life
from tests.server import Answer, Heard

from .test_remedies import add_sport

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML = {"Content-Type": "application/xml"}
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PLACE = "http://a.example/news/"


def location(number: int) -> Location:
    url = f"http://a.example/news/{number}.html"
    return Location(number, url, "read", "listing", 1, number, key=address_of(url).key)


def tried(shown: range, known: set[int], collected: range) -> Tried:
    """A list of stories with addresses of one shape, the newest first, beside what is collected."""
    teasers = tuple(Teaser(location(number).url, f"Story {number}") for number in shown)
    page = Page(PLACE, b"", "text/html", "UTC")
    visit = Visit(page, PageValidators(address_of(PLACE)), "")
    entries = [(address_of(teaser.url).key, teaser) for teaser in teasers]
    listed = Listed(visit, Listing(PLACE, "generic", "", teasers), entries, [], None)
    places = {location(number).url: location(number) for number in known}
    return Tried(listed, places, list(reversed(collected)))


def right(fit: Fit) -> Evidence:
    return Evidence(fit, (Witness("a", "u"),) * min(fit.known, 5))


def test_what_was_never_collected_is_older_only_where_all_that_was_is_shown() -> None:
    among_others = tried(range(60, 20, -1), {58, 59}, range(40, 60))
    assert not among_others.fit.is_same
    longer_than_known = tried(range(60, 0, -1), set(range(40, 60)), range(40, 60))
    assert longer_than_known.fit == Fit(60, 20, 1, 39, 0, 0)


def test_stories_of_one_title_are_one_known_story() -> None:
    seen = tried(range(60, 50, -1), set(), range(40, 50))
    same = {location(number).url: location(45) for number in range(52, 60)}
    assert replace(seen, known=same).fit.known == 1


def test_a_list_of_mostly_unknown_stories_is_not_adopted() -> None:
    assert verdict(right(Fit(20, 2, 18))) == "propose"
    assert verdict(right(Fit(8, 3, 5))) == "adopt"
    assert verdict(right(Fit(30, 5, 25))) == "adopt"


def test_a_list_that_shows_some_of_a_sources_stories_has_not_taken_it_over() -> None:
    assert not is_taken_over(Fit(40, 6, 10, 10, 14, missing=20))
    assert is_taken_over(Fit(40, 20, 0, 0, 20, missing=2))


def remedy_to(source: Source, url: str, now: datetime, state: State = "adopted") -> Remedy:
    before = Treatment(source.url, source.scraper, source.recipe, source.browser)
    evidence = Evidence(Fit(5, 5))
    return Remedy("front", state, before, replace(before, url=url), evidence, now)


@pytest.mark.both_databases
def test_two_sources_never_come_to_one_address(service: Service, add: Add) -> None:
    news, gallery = add("news"), add("gallery")
    there = news.url.replace("/news/", "/both/")
    remedies, now = service.store.remedies, service.now()
    remedies.apply(news, remedy_to(news, there, now))
    remedies.apply(gallery, remedy_to(gallery, there.replace("http:", "https:"), now))
    assert service.store.sources.get("gallery").url == gallery.url
    assert remedies.of(gallery) == []

    (adopted,) = remedies.of(news)
    remedies.apply(gallery, remedy_to(gallery, news.url, now))
    with pytest.raises(Conflict, match="'gallery'"):
        take_back_remedy(service.store, "news", adopted.id, "wei", now)
    assert service.store.sources.get("news").url == there


@pytest.mark.both_databases
def test_an_address_given_by_hand_ends_a_trial(service: Service, add: Add) -> None:
    news, store, now = add("news"), service.store, service.now()
    store.remedies.apply(news, remedy_to(news, news.url.replace("news", "there"), now, "proposed"))
    source = store.sources.get("news")
    assert source.on_trial
    terms = Terms(
        source.title, source.section.title, source.rights, source.every, source.zone,
        source.charset, news.url.replace("news", "elsewhere"),
    )  # fmt: skip
    change_source(store, "news", terms, "wei", now)
    source = store.sources.get("news")
    assert (source.url, source.on_trial) == (terms.url, False)
    (remedy,) = store.remedies.of(source)
    assert (remedy.state, remedy.by) == ("taken back", "wei")


@pytest.mark.both_databases
def test_a_source_whose_list_was_taken_over_is_read_again_when_that_one_is_removed(
    service: Service, add: Add
) -> None:
    news, gallery = add("news"), add("gallery")
    store, now = service.store, service.now()
    store.remedies.apply(news, replace(remedy_to(news, gallery.url, now), merged="gallery"))
    assert store.sources.get("news").paused
    remove_source(store, "gallery", "wei", now)
    source = store.sources.get("news")
    assert (source.paused, source.next_run_at) == (False, now)
    (remedy,) = store.remedies.of(source)
    assert remedy.state == "taken back"


@pytest.mark.both_databases
def test_the_latest_stories_stand_before_those_of_a_walk(service: Service, add: Add) -> None:
    source, store, now = add("news"), service.store, service.now()

    def entries(*numbers: int) -> Entries:
        return entries_of([Teaser(location(number).url, f"Story {number}") for number in numbers])

    note_listing(store, source, entries(6, 5, 4), "listing", now)
    note_walked(store, source, entries(3, 2, 1), [], now, ("", 0))
    note_listing(store, source, entries(7), "listing", now)
    with store.database.write() as session:
        session.execute(text("UPDATE locations SET state = 'read', capture = 'a:0'"))
    titles = [place.teaser_title for place in store.locations.last_read(source, 50)]
    assert titles[:7] == [f"Story {number}" for number in range(7, 0, -1)]


def test_an_address_that_is_none_breaks_no_run(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        lived.days(1)
        lived.change(list_path="/local/news/")
        body = b'<link rel="canonical" href="http://[/"><h1>Town</h1><p>No news.</p>'
        monkeypatch.setattr(paper, "_at_old_list", lambda: Answer(200, body, HTML))
        paper.old_list = "empty"
        lived.days(2.5)
        (remedy,) = lived.newsroom.store.remedies.of(lived.newsroom.source("paper"))
        assert remedy.state == "adopted"


def test_a_fault_of_the_doctor_breaks_no_run(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def places(*_: object) -> None:
        raise RecursionError("too deep")

    with town_life(tmp_path, clock, "en") as (lived, paper):
        lived.days(1)
        monkeypatch.setattr(Whereabouts, "places", places)
        lived.change(list_path="/local/news/")
        paper.old_list = "empty"
        lived.days(0.75)
        source = lived.newsroom.source("paper")
        assert source.treated_at is not None
        assert "a list of articles" in source.last_error
        assert lived.newsroom.store.sources.claims() == []


def test_a_trial_goes_on_while_its_list_stands_still_where_it_was(
    tmp_path: Path, clock: FakeClock
) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        store = lived.newsroom.store
        set_doctor_mode(store, "paper", "propose", "wei", lived.clock())
        lived.days(1)
        paper.freeze()
        lived.change(list_path="/local/news/")
        paper.old_list = "gone"
        lived.days(0.75)
        assert lived.newsroom.source("paper").on_trial
        paper.old_list = "frozen"
        lived.days(0.5)
        assert lived.newsroom.source("paper").on_trial


def test_a_list_that_is_back_breaks_no_run_of_a_source_that_people_read_otherwise(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        store = lived.newsroom.store
        set_doctor_mode(store, "paper", "propose", "wei", lived.clock())
        lived.days(1)
        lived.change(list_path="/local/news/")
        paper.old_list = "gone"
        lived.days(0.75)
        assert lived.newsroom.source("paper").on_trial
        recipe = {"name": "own", "article": {"title": {"select": "h1"}}}
        change_recipe(store, "paper", recipe, "wei", lived.clock())
        monkeypatch.setattr(paper, "_at_old_list", paper._listing)
        lived.days(1)
        began = lived.clock() - timedelta(hours=6)
        assert store.runs.of("paper", 1)[0].started_at >= began
        assert store.sources.claims() == []


def test_a_list_that_cannot_be_had_for_hours_was_not_taken_over(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        add_sport(lived, paper)
        lived.days(1)
        list_path = paper.era.list_path
        lived.change(list_path=SPORT)
        monkeypatch.setattr(paper, "_at_old_list", lambda: Answer(500))
        paper.old_list, paper.shares_list = "gone", True
        lived.days(1)
        source = lived.newsroom.source("paper")
        assert (source.treated_at is not None, source.paused) == (True, False)
        lived.change(list_path=list_path)
        lived.days(1)
        assert lived.newsroom.source("paper").failures == 0


def test_a_place_that_leads_to_the_list_of_another_source_is_that_list(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with town_life(tmp_path, clock, "en") as (lived, paper):
        add_sport(lived, paper)
        lived.days(1)
        monkeypatch.setattr(paper, "_list_page", lambda: Answer(302, b"", {"Location": SPORT}))
        monkeypatch.setattr(paper, "_sport_list", paper._listing)
        lived.change(list_path="/local/news/")
        paper.old_list = "gone"
        lived.days(1)
        source = lived.newsroom.source("paper")
        assert source.treated_at is not None
        assert "/local/news/" not in source.url


def capture(number: int) -> Fetched:
    body = str(number).encode() + bytes(range(256)) * 40
    head = (("Content-Type", "text/html"),)
    return Fetched("http://a.example/", 200, head, body, None, Validators(), "text/html")


def test_a_full_disk_keeps_no_copies_but_makes_room(tmp_path: Path) -> None:
    wanted: list[str] = []
    captures = Captures(tmp_path, 30_000, lambda: wanted)
    wanted.append(captures.keep("http://a.example/", capture(0), NOW))
    (tmp_path / "kept").write_text("a file where no folder can be made")
    for number in range(1, 200):
        captures.keep("http://a.example/", capture(number), NOW + timedelta(number))
    assert captures.size() <= 30_000


def test_a_site_of_indexes_costs_no_more_requests_than_others(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Paper.answer

    def answer(paper: Paper, heard: Heard) -> Answer:
        said = own(paper, heard)
        if said.status != 404 or heard.path == "/robots.txt" or ".html" in heard.path:
            return said
        below = "".join(
            f"<sitemap><loc>http://{paper.host}{heard.path}news-{number}.xml</loc></sitemap>"
            for number in range(9)
        )
        body = f'<sitemapindex xmlns="{SITEMAPS}">{below}</sitemapindex>'
        is_below = heard.path.endswith(".xml") and "news-" in heard.path
        return Answer(404) if is_below else Answer(200, body.encode(), XML)

    with town_life(tmp_path, clock, "en") as (lived, paper):
        lived.days(1)
        lived.change(list_path="/nobody/knows/")
        paper.old_list, paper.tells = "gone", "nothing"
        monkeypatch.setattr(Paper, "answer", answer)
        paper.asked.clear()
        lived.days(0.75)
        assert lived.newsroom.source("paper").treated_at is not None
        below = [path for path in paper.asked if "news-" in path and "sitemap" not in path]
        assert below == []
        of_sitemap = [path for path in paper.asked if path.startswith("/sitemap.xmlnews-")]
        assert of_sitemap
        assert len(of_sitemap) == len(set(of_sitemap))
