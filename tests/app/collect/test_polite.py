"""The polite collector: what may be asked, when it is asked again, and what is kept of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from app.collect import Replay, Round, StartedRun
from app.collect.captures import Captures
from app.collect.plan import after_failure
from app.collect.visit import RunStatistics
from app.fetch import Fetched, Validators
from app.news.decide import reread_at, try_again_at
from app.news.rejection import rejection_reason, unannounced
from app.run.boot import Service, build
from app.values.errors import FetchError
from app.values.model import Content, Run, Section, Source, SourceSpec
from app.values.settings import Settings
from app.web import create_app
from scrapers.sites.my399 import My399
from tests.conftest import Add, FakeClock
from tests.deskwork import at_desk
from tests.samplecity import SampleCity, Story
from tests.server import Answer, Server

pytestmark = pytest.mark.both_databases

Collect = Callable[..., Run]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECTION = Section(1, "city", "City", NOW, NOW)
SOURCE = Source(
    1, "a", "A", "http://a/", "//a/", "generic", SECTION, "full", False, 0, "UTC", NOW, NOW
)


def moved_to(city: SampleCity) -> Server:
    """A server that has moved for good: each address leads to the same one at the sample city."""
    return Server(
        lambda heard: Answer(
            404 if heard.path == "/robots.txt" else 301, headers={"Location": city.url + heard.path}
        )
    )


def spec(url: str) -> SourceSpec:
    return SourceSpec(url, "moved", "Moved", "City", "my399", "full", zone="Asia/Shanghai")


def asked(city: SampleCity, part: str = "") -> list[str]:
    return [seen.path for seen in city.requests if part in seen.path]


def news(city: SampleCity) -> list[Story]:
    return [story for story in city.stories if story.section == "news"]


# robots.txt


def test_robots_txt_is_read_once_a_day_and_obeyed(
    service: Service, city: SampleCity, add: Add, collect: Collect, clock: FakeClock
) -> None:
    closed = news(city)[0]
    city.robots = f"User-agent: HarbinToday\nDisallow: {closed.path}\n"
    source = add("news")
    city.forget()
    run = collect(source)
    assert not asked(city, closed.path)
    assert {failure.kind for failure in run.failures} == {"robots"}
    assert run.new > 5
    collect(source)
    assert asked(city, "robots") == ["/robots.txt"]
    clock.turn(days=1)
    collect(source)
    assert len(asked(city, "robots")) == 2


def test_a_listing_that_robots_txt_closes_is_not_asked(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news")
    city.robots = "User-agent: *\nDisallow: /news/\n"
    city.forget()
    run = collect(source)
    assert (run.error_kind, run.new) == ("robots", 0)
    assert asked(city) == ["/robots.txt"]


def test_the_last_known_robots_txt_holds_while_the_site_is_down(
    service: Service, city: SampleCity, add: Add, collect: Collect, clock: FakeClock
) -> None:
    source = add("news")
    closed = news(city)[1]
    city.robots = f"User-agent: *\nDisallow: {closed.path}\n"
    city.forget()
    collect(source)

    def broken(path: str) -> None:
        if path == "/robots.txt":
            raise ConnectionError

    city.before = broken
    clock.turn(days=2)
    city.edit(closed.number, title="A new headline for the closed page")
    assert collect(source).error == ""
    assert not asked(city, closed.path)


def test_rules_are_kept_over_a_restart(
    settings: Settings, city: SampleCity, clock: FakeClock, add: Add, collect: Collect
) -> None:
    source = add("news")
    collect(source)
    city.forget()
    again = build(settings, now=clock)
    again.collector.collect(again.store.sources.get(source.slug))
    assert not asked(city, "robots")
    again.close()


# Conditional, cheap, and re-read on a decaying schedule


@pytest.mark.slow
def test_stories_are_read_again_after_an_hour_six_a_day_and_three_days_then_never(
    service: Service, city: SampleCity, add: Add, collect: Collect, clock: FakeClock
) -> None:
    source = add("news")
    collect(source)
    path = news(city)[0].path
    hours = []
    for hour in range(24 * 10):
        city.forget()
        collect(source)
        hours += [hour] * len(asked(city, path))
        clock.turn(minutes=59)
    assert hours == [1, 6, 24, 72]


def test_a_changed_teaser_is_reason_enough_to_read_a_story(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news")
    collect(source)
    story = news(city)[3]
    city.edit(story.number, title="A headline that was thought over")
    city.forget()
    assert collect(source).changed == 1
    assert asked(city, ".html").count(story.path) == 1
    assert len(asked(city, "/news/20")) == 1


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_rereads_come_later_than_now_and_end(first: int, age: int) -> None:
    seen = NOW + timedelta(seconds=first)
    again = reread_at(seen, seen + timedelta(seconds=age))
    assert (again is None) == (age >= 3 * 86400)
    assert again is None or again > seen + timedelta(seconds=age)


def test_what_fails_is_tried_six_times_at_most() -> None:
    waits = [try_again_at(tries, NOW) for tries in range(1, 8)]
    assert [wait is None for wait in waits] == [False] * 5 + [True] * 2
    assert [wait for wait in waits if wait] == sorted(wait for wait in waits if wait)


# Failures


@given(
    st.integers(0, 60), st.floats(0, 1, exclude_max=True), st.one_of(st.none(), st.floats(0, 10**9))
)
def test_the_wait_after_a_failure_grows_to_a_day_and_never_ends(
    failures: int, jitter: float, asked: float | None
) -> None:
    source = replace(SOURCE, failures=failures)
    due = after_failure(
        source, FetchError("http://a/", "status", "503", retry_after=asked), NOW, jitter
    )
    least = min(900 * 2 ** (failures + 1) * 0.75, 86400 * 0.75)
    assert due - NOW >= timedelta(seconds=least - 1)
    assert due - NOW <= timedelta(days=1) or due - NOW == min(
        timedelta(seconds=asked or 0), timedelta(days=7)
    )
    if asked is not None:
        assert due - NOW >= min(timedelta(seconds=asked), timedelta(days=7))


def test_a_listing_that_moved_for_good_is_followed_after_the_third_time(
    service: Service, city: SampleCity, add: Add, collect: Collect, clock: FakeClock
) -> None:
    with moved_to(city) as mover:
        opened = replace(service.settings, allow_hosts=frozenset({city.host, mover.host}))
        moved = build(opened, now=clock)
        source = at_desk(moved.store).add_source(
            spec(f"http://{mover.host}/news/index.html"), clock()
        )
        for _ in range(2):
            moved.collector.collect(source)
            clock.turn(hours=1)
            assert mover.host in moved.store.sources.get(source.slug).url
        moved.collector.collect(source)
        assert moved.store.sources.get(source.slug).url == f"{city.url}/news/index.html"
        moved.close()


# Rounds


def test_a_round_finishes_what_is_quiet_and_hands_on_the_rest(
    service: Service, city: SampleCity, add: Add, collect: Collect, clock: FakeClock
) -> None:
    sources = [add(section) for section in ("news", "change", "government")]
    for source in sources * 2:
        collect(source)
    before = {source.slug: service.store.sources.get(source.slug).next_run_at for source in sources}
    city.forget()
    clock.turn(minutes=1)
    handed_on: list[StartedRun] = []
    over = list(Round(service.collector, handed_on.append).check(service.store.sources.all()))
    assert {run.source for run in over} == before.keys()
    assert all((run.requests, run.not_modified) == (1, 1) for run in over)
    assert len(asked(city)) == 3
    assert all(service.store.sources.get(slug).next_run_at != due for slug, due in before.items())
    assert (handed_on, service.store.sources.claims()) == ([], [])
    words = (
        "A crane with a red arm has come to the quay, and nobody on the bank knows what it will lift.",
    ) * 2
    city.publish(
        replace(
            news(city)[0],
            number=990,
            title="Something quite new happened at the quay",
            paragraphs=words,
        )
    )
    assert list(Round(service.collector, handed_on.append).check(sources[:1])) == []
    assert [slug for slug, _ in service.store.sources.claims()] == ["news"]
    assert service.collector.run(handed_on[0]).new == 1
    assert service.store.sources.claims() == []


def test_a_round_takes_no_source_that_is_held(service: Service, add: Add, clock: FakeClock) -> None:
    source = add("news")
    service.store.sources.claim(source, "another/1/1", clock(), clock() + timedelta(minutes=5))
    handed_on: list[StartedRun] = []
    assert list(Round(service.collector, handed_on.append).check([source])) == []
    assert handed_on == []


# Walks

LOOKED_BACK = [
    "/news/index.html"
]  # asked for once more, conditionally, after the page that follows it


def test_a_walk_that_broke_off_goes_on_where_it_stopped(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news")

    def broken(path: str) -> None:
        if path == "/news/index_3.html":
            raise ConnectionError

    city.before = broken
    run = collect(source, backfill=0)
    assert run.error_kind == "truncated"
    assert service.store.sources.get("news").backfill_next.endswith("/news/index_2.html")
    city.before = None
    city.forget()
    collect(source, backfill=0)
    assert asked(city, "/index")[:3] == [
        "/news/index.html",
        "/news/index_2.html",
        "/news/index_3.html",
    ]
    held = service.store.sources.get("news")
    assert (held.backfill_next, held.backfilled_at) == ("", service.now())
    titles = [item.content.title for item in service.store.items.public(500)]
    assert set(titles) >= {story.title for story in news(city)}
    assert len(titles) == len(set(titles))


def test_a_walk_ends_at_known_territory_once_it_has_been_to_the_end(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news")
    collect(source, backfill=0)
    city.forget()
    collect(source, backfill=0)
    assert asked(city, "/index") == ["/news/index.html", "/news/index_2.html", *LOOKED_BACK]


def test_a_walk_of_some_pages_stops_there(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news")
    city.forget()
    collect(source, backfill=2)
    assert asked(city, "/index") == ["/news/index.html", "/news/index_2.html", *LOOKED_BACK]
    held = service.store.sources.get("news")
    assert (held.backfill_next, held.backfilled_at) == ("", None)


def test_pages_that_shift_during_a_walk_lose_nothing(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news")
    fresh = iter(range(900, 930))

    def shifting(path: str) -> None:
        if "/news/index_" in path:
            number = next(fresh)
            words = (
                f"Crane number {number} has come to the harbour, and nobody on the bank knows what it will lift.",
            ) * 2
            city.publish(
                replace(
                    news(city)[0],
                    number=number,
                    title=f"Late news number {number} from the harbour",
                    paragraphs=words,
                )
            )

    city.before = shifting
    old = {story.title for story in news(city)}
    collect(source, backfill=0)
    titles = [item.content.title for item in service.store.items.public(500)]
    assert old <= set(titles)
    assert len(titles) == len(set(titles))


# Captures and replay


def test_a_better_scraper_is_applied_to_what_was_captured(
    service: Service,
    city: SampleCity,
    add: Add,
    collect: Collect,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = add("news")
    collect(source)
    read = My399.article
    monkeypatch.setattr(
        My399, "article", lambda self, page: replace(read(self, page), authors=("A better reader",))
    )
    city.forget()
    before = {item.uid: item for item in service.store.items.public(100)}
    shown = Replay(service.store, service.captures)
    changes = list(shown.run(source, clock(), apply=False))
    assert len(changes) == shown.counts["changed"] == shown.counts["read"] > 5
    assert all([name for name, _, _ in change.fields] == ["authors"] for change in changes)
    assert {item.uid: item for item in service.store.items.public(100)} == before
    applied = list(
        Replay(service.store, service.captures).run(None, clock.turn(minutes=1), apply=True)
    )
    assert {change.item.uid for change in applied} == {change.item.uid for change in changes}
    for item in service.store.items.public(100):
        assert item.content.author == "A better reader"
        assert item.revision == before[item.uid].revision + 1
        assert item.published_at == before[item.uid].published_at
    assert list(Replay(service.store, service.captures).run(None, clock(), apply=True)) == []
    assert city.requests == []


def page(number: int) -> Fetched:
    body = b"<html>" + str(number).encode() + bytes(range(256)) * 40 + b"</html>"
    return Fetched(
        f"http://a.example/{number}",
        200,
        (("Content-Type", "text/html"),),
        body,
        None,
        Validators(),
        "text/html",
    )


def test_captures_come_back_as_they_went_in(tmp_path: Path) -> None:
    captures = Captures(tmp_path, 10**9)
    places = [captures.keep("http://a.example/asked", page(number), NOW) for number in range(3)]
    for number, place in enumerate(places):
        found = captures.read(place)
        assert found is not None
        assert found.asked == "http://a.example/asked"
        assert found.answer == page(number)
    assert captures.size() == sum(path.stat().st_size for path in tmp_path.iterdir()) > 0


@pytest.mark.parametrize(
    "place", ["", "x", "no-such.warc.gz:0", "../secret:0", "/etc/passwd:0", "harbin-x.warc.gz:-1"]
)
def test_a_capture_that_is_not_kept(tmp_path: Path, place: str) -> None:
    assert Captures(tmp_path, 10**9).read(place) is None


def test_the_oldest_captures_make_room(tmp_path: Path) -> None:
    captures = Captures(tmp_path, 30_000)
    places = [
        captures.keep(f"http://a.example/{number}", page(number), NOW + timedelta(seconds=number))
        for number in range(200)
    ]
    assert captures.size() <= 30_000
    kept = [captures.read(place) is not None for place in places]
    assert kept == sorted(kept)
    assert not kept[0]
    assert kept[-1]


def test_what_is_wanted_is_kept_whatever_the_room(tmp_path: Path) -> None:
    wanted: list[str] = []
    captures = Captures(tmp_path, 30_000, lambda: wanted)
    for number in range(300):
        if number == 150:
            assert len(list((tmp_path / "kept").iterdir())) == len(wanted)
            del wanted[0]
        place = captures.keep("http://a.example/asked", page(number), NOW + timedelta(number))
        if number in (3, 7):
            wanted.append(place)
            first = page(number)
    assert captures.size() <= 30_000
    found = captures.read(wanted[0])
    assert found is not None
    assert (found.asked, found.answer, found.at) == (
        "http://a.example/asked",
        first,
        NOW + timedelta(7),
    )
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_a_torn_record_harms_no_other(tmp_path: Path) -> None:
    captures = Captures(tmp_path, 10**9)
    places = [captures.keep("http://a.example/", page(number), NOW) for number in range(3)]
    (path,) = tmp_path.iterdir()
    whole, last = path.read_bytes(), int(places[-1].partition(":")[2])
    for cut in range(last, len(whole), 7):
        path.write_bytes(whole[:cut])
        found = [captures.read(place) for place in places]
        assert [capture.answer if capture else None for capture in found[:2]] == [page(0), page(1)]
        assert found[2] is None or (found[2].answer == page(2) and cut > len(whole) - 30)
        with path.open("rb") as file:
            assert len(list(islice(ArchiveIterator(file), 2))) == 2
    path.write_bytes(whole)
    with path.open("rb") as file:
        digests = [
            record.rec_headers.get_header("WARC-Payload-Digest")
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    assert len(digests) == 3
    assert all(digest.startswith("sha1:") for digest in digests)


# Doubt


STORY = Content(
    "Night ferry returns to the island",
    text="The night ferry between the East Quay and the island took its first passengers in eleven years on Thursday evening. "
    * 4,
)


@pytest.mark.parametrize(
    ("read", "kept"),
    [
        (replace(STORY, text=STORY.text[:150]), True),
        (replace(STORY, text=""), True),
        (
            Content(
                "Top stories",
                text="Find our most read reports, sports results and weather for the whole province right here. "
                * 6,
            ),
            True,
        ),
        (replace(STORY, title="Ferry is back"), False),
        (replace(STORY, title="Boats again", text=STORY.text + " Tickets cost two yuan."), False),
        (replace(STORY, text=STORY.text[: len(STORY.text) * 2 // 3]), False),
    ],
    ids=["shrunk", "empty", "another", "retitled", "retitled-and-longer", "shortened"],
)
def test_what_may_replace_a_stored_story(read: Content, kept: bool) -> None:
    assert bool(rejection_reason(STORY, read)) is kept


@pytest.mark.parametrize(
    ("title", "content", "wrong"),
    [
        ("Night ferry returns to the island", STORY, False),
        ("Island ferry: night boats are back", STORY, False),
        ("Ferry", Content("Page removed", text="The page you wanted was removed."), False),
        (
            "Childcare centres open in nine districts",
            Content("Sorry", text="This page was not found; try our search."),
            True,
        ),
        (
            "哈尔滨新建九个托育中心",
            Content("页面不存在", text="您访问的页面已经被删除，请返回首页。"),
            True,
        ),
        (
            "哈尔滨新建九个托育中心",
            Content("托育中心开放", text="哈尔滨市本周新建了九个托育中心。"),
            False,
        ),
    ],
    ids=["same", "shortened", "too-short-to-tell", "not-found", "chinese-not-found", "chinese"],
)
def test_what_can_be_the_story_that_was_announced(
    title: str, content: Content, wrong: bool
) -> None:
    assert bool(unannounced(title, content)) is wrong


# Pictures


def test_pictures_are_kept_here_and_shown_with_their_true_size(
    service: Service, city: SampleCity, add: Add, collect: Collect, client: FlaskClient
) -> None:
    collect(add("news", rights="full"))
    shown = next(item for item in service.store.items.public(100) if item.content.pictures)
    picture = shown.content.pictures[0]
    media = shown.media[picture.url]
    assert (media.type, media.width, media.height) in (
        ("image/png", 320, 200),
        ("image/jpeg", 320, 200),
    )
    (referer,) = {
        seen.headers.get("referer")
        for seen in city.requests
        if seen.path == picture.url.removeprefix(city.url)
    }
    assert referer in {place.url for place in shown.locations}
    path = f"/media/{media.digest}.{'png' if media.type == 'image/png' else 'jpg'}"
    page = client.get(f"/items/{shown.uid}/{shown.slug}").text
    assert f'src="{path}"' in page
    assert picture.url not in page
    answer = client.get(path)
    assert (answer.status_code, answer.content_type, len(answer.data)) == (
        200,
        media.type,
        media.size,
    )
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    feed = json.loads(client.get("/feed.json").data)
    entry = next(entry for entry in feed["items"] if entry["id"] == shown.tag)
    url = f"https://news.example.org{path}"
    assert entry["attachments"] == [
        {"url": url, "mime_type": media.type, "size_in_bytes": media.size}
    ]
    assert entry["image"] == url
    rss = client.get("/feed.rss").text
    assert f'<enclosure url="{url}" length="{media.size}" type="{media.type}"/>' in rss
    assert f'href="{url}"' in client.get("/feed.atom").text


@pytest.mark.parametrize(
    "path",
    [
        "/media/x.jpg",
        f"/media/{'0' * 64}.jpg",
        f"/media/{'0' * 64}.gif",
        "/media/..%2f..%2fsecret_key.jpg",
    ],
)
def test_a_picture_that_is_not_kept(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_withdrawn_storys_pictures_are_gone(
    service: Service, add: Add, collect: Collect, client: FlaskClient, clock: FakeClock
) -> None:
    collect(add("news", rights="full"))
    shown = next(item for item in service.store.items.public(100) if item.content.pictures)
    media = shown.media[shown.content.pictures[0].url]
    path = f"/media/{media.digest}.{'png' if media.type == 'image/png' else 'jpg'}"
    assert client.get(path).status_code == 200
    at_desk(service.store).withdraw(shown.uid, "wrong picture", clock())
    assert client.get(path).status_code == 410


def test_a_picture_that_fails_costs_no_story_and_is_no_picture(
    service: Service, city: SampleCity, add: Add, collect: Collect, client: FlaskClient
) -> None:
    def broken(path: str) -> None:
        if path.startswith("/pictures/"):
            raise ConnectionError

    city.before = broken
    run = collect(add("news", rights="full"))
    assert (run.error, run.failed, run.pictures) == ("", 0, 0)
    assert run.new > 5
    assert service.store.pictures.count().keys() == {"wanted"}


# What can be seen


def test_metrics_for_this_machine_and_for_the_token(
    service: Service, add: Add, collect: Collect, settings: Settings
) -> None:
    run = collect(add("news"))
    app = create_app(replace(service, settings=replace(settings, metrics_token="let-me-in")))
    client = app.test_client()
    told = client.get("/metrics").text
    assert f'harbin_source_requests_total{{source="news"}} {float(run.requests)}' in told
    assert f'harbin_source_new_total{{source="news"}} {float(run.new)}' in told
    assert 'harbin_items{status="published"}' in told
    assert 'harbin_source_health{source="news",state="well"} 0.0' in told
    assert "harbin_captures_bytes" in told
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    assert client.get("/metrics", environ_base=elsewhere).status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 403
    assert (
        client.get(
            "/metrics", environ_base=elsewhere, headers={"Authorization": "Bearer let-me-in"}
        ).status_code
        == 200
    )
    assert (
        client.get(
            "/metrics", environ_base=elsewhere, headers={"Authorization": "Bearer "}
        ).status_code
        == 403
    )


def test_totals_outlive_the_runs(
    service: Service, add: Add, collect: Collect, clock: FakeClock
) -> None:
    source = add("news")
    runs = [collect(source), collect(source)]
    assert service.store.runs.prune(clock.turn(days=1)) == 2
    assert service.store.runs.of("news") == []
    totals = service.store.runs.totals()["news"]
    assert (totals.runs, totals.requests, totals.new) == (
        2,
        sum(run.requests for run in runs),
        runs[0].new,
    )


def test_a_publishers_word_on_freshness_is_a_floor(
    service: Service, add: Add, clock: FakeClock
) -> None:
    source = add("news", every=0)
    begun = service.collector.begin(source)
    hinted = replace(
        begun,
        answer=Fetched(
            "u", 200, (("Cache-Control", "max-age=7200"),), b"x", None, Validators(), ""
        ),
    )
    ending = service.collector.ending(hinted, RunStatistics(), None)
    assert ending.hint == 7200
    assert ending.next_run_at is not None
    assert ending.next_run_at - clock() >= timedelta(hours=2)
