"""Stories on several pages, teasers and their wholes: what becomes of them, at first and later, with
a real site whose pages fail, change and mislead.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.collect import Replay
from app.collect.parts import Assembled
from app.collect.visit import Visit
from app.desk import Look, add_source, preview
from app.run.boot import Service
from app.values.model import Item, Location, Run, Source, SourceSpec
from app.values.settings import Settings
from scrapers import Article
from scrapers.words.urls import identity
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.server import Answer, Heard, Server

TITLE, OTHER = "The ice road over the river opens", "Snow falls on the market of the old town"
TEXTS = [
    [
        f"On page {number} of the report, {who} says that the road over the ice is wide enough.",
        f"Nobody who was asked by {who} remembered a winter with ice as thick as that of page "
        f"{number}.",
    ]
    for number, who in enumerate(("the driver", "the ferryman", "the baker"), 1)
]
CHINESE = [
    ["松花江上的冰路周一正式开放，工作人员连续一周钻孔测量冰层厚度，确认可以通行车辆。"],
    ["北岸村民说，他们从第一场霜冻起就在等待这一天，今后进城买菜再也不必绕行二十公里。"],
]
MORE = ["The market opens at eight, and the snow was swept away by the traders themselves at dawn."]


def pager(name: str, count: int) -> str:
    links = "".join(
        f'<a href="/news/{name}{"" if n == 1 else f"_{n}"}.html">{n}</a> '
        for n in range(1, count + 1)
    )
    return f"<div>{links}</div>"


def story(lines: list[str], after: str = "", title: str = TITLE) -> str:
    text = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p>2024-06-24</p><p>By Ada Winter</p>{text}{after}</article></body></html>"
    )


@dataclass
class Paper:
    """A site: its pages by path, a status in the place of one that fails. `asked` are the stories'
    pages that were asked for, `listed` the addresses on its list.
    """

    pages: dict[str, str | int] = field(default_factory=dict)
    listed: list[tuple[str, str]] = field(default_factory=list)
    asked: list[tuple[str, int]] = field(default_factory=list)
    robots: str = ""

    def answer(self, heard: Heard) -> Answer:
        if heard.path == "/robots.txt":
            return Answer(200, self.robots.encode(), {"Content-Type": "text/plain"})
        found = self._answer(heard)
        if heard.path != "/news/":
            self.asked.append((heard.path, found.status))
        return found

    def _answer(self, heard: Heard) -> Answer:
        page = self.front() if heard.path == "/news/" else self.pages.get(heard.path, 404)
        if isinstance(page, int):
            return Answer(page, b"<title>no</title>", {"Content-Type": "text/html"})
        if page.startswith("->"):
            return Answer(302, headers={"Location": page[2:]})
        tag = f'"{hash(page)}"'
        if heard.headers.get("If-None-Match") == tag:
            return Answer(304, headers={"ETag": tag})
        head = {"Content-Type": "text/html; charset=utf-8", "ETag": tag}
        return Answer(200, page.encode(), head)

    def front(self) -> str:
        rows = "".join(
            f'<li><a href="{path}">{title}</a> <span>2024-06-24</span></li>'
            for path, title in self.listed
        )
        return f"<html><title>News</title><body><h1>News</h1><ul>{rows}</ul></body></html>"

    def tell(self, texts: list[list[str]], name: str = "ice", title: str = TITLE) -> None:
        for number, lines in enumerate(texts, 1):
            path = f"/news/{name}{'' if number == 1 else f'_{number}'}.html"
            self.pages[path] = story(lines, pager(name, len(texts)), title)

    def times(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.asked)


@pytest.fixture
def paper() -> Paper:
    made = Paper()
    made.listed = [
        ("/news/ice.html", TITLE),
        ("/news/snow.html", OTHER),
        ("/news/bus.html", "Buses go to the dam again on Sundays"),
    ]
    made.tell(
        [MORE * 1 + ["Traders said that they had never seen so many people so early."]],
        "snow",
        OTHER,
    )
    made.tell(
        [
            [
                "The first bus leaves at nine from the town hall.",
                "It stops at the mill, at the school and at the dam, and goes back at noon.",
            ]
        ],
        "bus",
        "Buses go to the dam again on Sundays",
    )
    made.tell(TEXTS)
    return made


@pytest.fixture
def site(paper: Paper) -> Iterator[Server]:
    with Server(paper.answer) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, site: Server) -> Settings:
    return replace(settings, allow_hosts=settings.allow_hosts | {site.host})


@dataclass
class Room:
    """A newsroom that reads the paper."""

    service: Service
    clock: FakeClock
    site: Server
    paper: Paper
    collect: Callable[..., Run]

    def start(self) -> Run:
        url = f"{self.site.url}/news/"
        spec = SourceSpec(url, "paper", "The Paper", "News", "generic", "full")
        seen = preview(Look(url, "UTC", "generic"), self.service.fetcher, self.clock())
        store, settings = self.service.store, self.service.settings
        add_source(spec, seen, store, settings, "wei", self.clock(), anyway=True)
        return self.later(minutes=1)

    @property
    def source(self) -> Source:
        return self.service.store.sources.get("paper")

    def later(self, **by: float) -> Run:
        self.clock.turn(**by)
        self.paper.asked.clear()
        return self.collect(self.source)

    @property
    def items(self) -> list[Item]:
        return self.service.store.items.public(50)

    @property
    def item(self) -> Item:
        (found,) = (item for item in self.items if item.content.title == TITLE)
        return found

    @property
    def lines(self) -> list[str]:
        return self.item.content.text.split("\n")

    def place(self, path: str = "/news/ice.html") -> Location:
        key = identity(self.site.url + path)
        return self.service.store.locations.by_keys([key])[key]

    def versions(self) -> list[tuple[str, bool]]:
        told = self.service.store.items.revisions(self.item.uid)
        return [(version.by, version.significant) for version in told]


@pytest.fixture
def room(
    service: Service, clock: FakeClock, site: Server, paper: Paper, collect: Callable[..., Run]
) -> Room:
    return Room(service, clock, site, paper, collect)


ALL = [line for text in TEXTS for line in text]


@pytest.mark.both_databases
def test_all_parts_in_order_once(room: Room, paper: Paper) -> None:
    run = room.start()
    assert (run.error, run.new, run.failed) == ("", 3, 0)
    assert room.lines == ALL
    assert (room.item.rights, room.place().missing) == ("full", "")
    assert [paper.times(f"/news/ice{end}.html") for end in ("", "_2", "_3")] == [1, 1, 1]
    assert len(room.place().capture.split(" ")) == 3


def test_chinese_parts_and_a_pager_that_a_script_writes(room: Room, paper: Paper) -> None:
    for number, lines in enumerate(CHINESE):
        script = f'<script>createPageHTML(2, {number}, "ice", "html");</script>'
        path = f"/news/ice{f'_{number}' if number else ''}.html"
        paper.pages[path] = story(
            [
                *lines,
                "记者从现场获悉，首日共有三百辆车通过。" if not number else "记者将继续关注。",
            ],
            script,
        )
    room.start()
    assert room.lines[0] == CHINESE[0][0]
    assert CHINESE[1][0] in room.lines


def test_unchanged_parts_are_asked_conditionally_and_change_nothing(
    room: Room, paper: Paper
) -> None:
    room.start()
    room.later(hours=2)
    assert sorted(asked for asked in paper.asked if "ice" in asked[0]) == [
        ("/news/ice.html", 304), ("/news/ice_2.html", 304), ("/news/ice_3.html", 304),
    ]  # fmt: skip
    assert room.versions() == [("source:paper", True)]


@pytest.mark.both_databases
def test_a_later_part_that_changes_is_a_revision_of_the_whole(room: Room, paper: Paper) -> None:
    room.start()
    before = room.item
    changed = [*TEXTS[:2], [TEXTS[2][0], "On Friday a truck broke through; nobody was hurt."]]
    paper.pages["/news/ice_3.html"] = story(changed[2], pager("ice", 3))
    room.later(hours=2)
    assert room.lines == [line for text in changed for line in text]
    assert room.item.uid == before.uid
    assert room.versions()[-1] == ("source:paper", True)
    assert paper.times("/news/ice_2.html") == 1
    room.later(hours=5)
    assert len(room.versions()) == 2


@pytest.mark.parametrize("failing", [500, 404, 403, "soft", "first"])
def test_a_part_that_fails_later_changes_nothing_and_is_tried_again(
    room: Room, paper: Paper, failing: Any
) -> None:
    room.start()
    before, page = room.item, paper.pages["/news/ice_2.html"]
    paper.pages["/news/ice_2.html"] = {
        "soft": "<html><title>Error</title><body><p>Please try again.</p></body></html>",
        "first": "->/news/ice.html",
    }.get(failing, failing)
    run = room.later(hours=2)
    assert (room.item.content, room.item.rights) == (before.content, "full")
    assert (len(room.versions()), run.changed, run.failed) == (1, 0, 1)
    assert room.place().error
    assert room.service.store.losses.of(before.id) is None
    paper.pages["/news/ice_2.html"] = page
    run = room.later(hours=5)
    assert (len(room.versions()), run.failed, room.place().error) == (1, 0, "")


@pytest.mark.both_databases
def test_a_story_whose_part_cannot_be_had_is_a_summary_until_it_can(
    room: Room, paper: Paper, client: FlaskClient
) -> None:
    page = paper.pages["/news/ice_2.html"]
    paper.pages["/news/ice_2.html"] = 500
    room.start()
    before = room.item
    assert (room.lines, before.rights) == (TEXTS[0], "summary")
    assert "part" in room.place().missing
    assert room.place().error == room.place().missing
    shown = client.get(f"/en/items/{before.uid}/{before.slug}").text
    assert "Read the whole story at" in shown
    assert TEXTS[0][1] not in shown
    assert client.get(f"/api/v1/items/{before.uid}").get_json()["rights"] == "summary"
    assert TITLE not in client.get("/en/search?q=remembered").text
    paper.pages["/news/ice_2.html"] = page
    room.later(hours=2)
    after = room.item
    assert (after.uid, after.rights, room.lines) == (before.uid, "full", ALL)
    assert (room.place().missing, room.place().error) == ("", "")
    assert room.versions() == [("source:paper", True), ("source:paper", True)]
    assert TEXTS[2][1] in client.get(f"/en/items/{after.uid}/{after.slug}").text
    assert TITLE in client.get("/en/search?q=remembered").text


def test_rights_that_an_editor_set_stand_though_a_part_is_missing(room: Room, paper: Paper) -> None:
    paper.pages["/news/ice_2.html"] = 500
    room.start()
    item = room.item
    now = room.clock.turn(minutes=1)
    at_desk(room.service.store).edit(
        item.uid, item.revision, item.content, "News", "wei", now, rights="full"
    )
    assert room.item.rights == "full"
    room.later(hours=2)
    assert room.item.rights == "full"


def test_a_story_of_which_even_less_can_be_had_keeps_what_it_has(room: Room, paper: Paper) -> None:
    paper.pages["/news/ice_3.html"] = 500
    room.start()
    two = [*TEXTS[0], *TEXTS[1]]
    assert (room.lines, room.item.rights) == (two, "summary")
    paper.pages["/news/ice_2.html"] = 500
    room.later(hours=2)
    assert (room.lines, len(room.versions())) == (two, 1)
    paper.tell(TEXTS)
    room.later(hours=5)
    assert (room.lines, room.item.rights) == (ALL, "full")


def test_an_old_story_that_is_not_whole_is_tried_again_too(room: Room, paper: Paper) -> None:
    for path in ("/news/ice.html", "/news/ice_2.html", "/news/ice_3.html"):
        page = paper.pages[path]
        assert isinstance(page, str)
        paper.pages[path] = page.replace("2024-06-24", "2020-01-05")
    page, paper.pages["/news/ice_2.html"] = paper.pages["/news/ice_2.html"], 503
    room.start()
    paper.pages["/news/ice_2.html"] = page
    room.later(hours=2)
    assert (room.lines, room.item.rights) == (ALL, "full")


def test_a_preview_tells_that_a_story_goes_on(room: Room) -> None:
    url = f"{room.site.url}/news/"
    seen = preview(Look(url, "UTC", "generic"), room.service.fetcher, room.clock())
    assert seen.sample is not None
    assert seen.sample.further.parts[0].endswith("/news/ice_2.html")


def test_a_part_that_robots_forbid_is_not_asked_for(room: Room, paper: Paper) -> None:
    paper.robots = "User-agent: *\nDisallow: /news/ice_2.html\n"
    room.start()
    assert (room.lines, room.item.rights) == (TEXTS[0], "summary")
    room.later(hours=2)
    assert paper.times("/news/ice_2.html") == 0
    assert len(room.versions()) == 1


def test_a_site_that_does_not_know_its_own_parts_has_a_story_on_one_page(
    room: Room, paper: Paper
) -> None:
    for path in ("/news/ice_2.html", "/news/ice_3.html"):
        paper.pages[path] = paper.pages["/news/ice.html"]
    room.start()
    assert (room.lines, room.item.rights) == (TEXTS[0], "full")
    assert paper.times("/news/ice_3.html") == 0


def test_a_redirect_to_the_first_part_adds_nothing(room: Room, paper: Paper) -> None:
    paper.pages["/news/ice_2.html"] = "->/news/ice.html"
    room.start()
    assert (room.lines, room.item.rights) == (TEXTS[0], "full")


def test_another_story_at_a_parts_address_is_none_of_it(room: Room, paper: Paper) -> None:
    paper.pages["/news/ice_2.html"] = story(MORE * 2, title=OTHER)
    room.start()
    assert (room.lines, room.item.rights) == (TEXTS[0], "full")


def test_parts_that_lead_in_a_circle_end(room: Room, paper: Paper) -> None:
    for number, lines in enumerate(TEXTS, 1):
        onward = f'<a href="/news/ice_{number % 3 + 1}.html">Next page</a>'
        paper.pages[f"/news/ice{'' if number == 1 else f'_{number}'}.html"] = story(lines, onward)
    paper.pages["/news/ice_1.html"] = paper.pages["/news/ice.html"]
    room.start()
    assert room.lines == ALL
    assert sum("ice" in path for path, _ in paper.asked) <= 4


def test_a_gallery_of_many_pages_is_not_walked(room: Room, paper: Paper) -> None:
    paper.pages["/news/ice.html"] = story(TEXTS[0], pager("ice", 40))
    room.start()
    assert (room.lines, room.item.rights) == (TEXTS[0], "summary")
    assert "more than 20 pages" in room.place().missing
    assert paper.times("/news/ice_2.html") == 0


def test_the_next_story_is_none_of_it(room: Room, paper: Paper) -> None:
    paper.pages["/news/ice.html"] = story(
        TEXTS[0], f'<p><a href="/news/snow.html">Next: {OTHER}</a></p>'
    )
    room.start()
    assert (room.lines, room.item.rights) == (TEXTS[0], "full")
    assert paper.times("/news/snow.html") == 1


def test_the_whole_on_one_page_is_one_request(room: Room, paper: Paper) -> None:
    links = '<a href="/news/ice_all.html">View as one page</a>' + pager("ice", 3)
    paper.pages["/news/ice.html"] = story(TEXTS[0], links)
    paper.pages["/news/ice_all.html"] = story(ALL)
    room.start()
    assert room.lines == ALL
    assert (paper.times("/news/ice_all.html"), paper.times("/news/ice_2.html")) == (1, 0)
    paper.pages["/news/ice_all.html"] = 500
    room.later(hours=2)
    assert (room.lines, len(room.versions()), paper.times("/news/ice_2.html")) == (ALL, 1, 0)


def test_a_page_that_does_not_hold_the_story_is_not_its_whole(room: Room, paper: Paper) -> None:
    links = '<a href="/news/ice_all.html">View as one page</a>' + pager("ice", 3)
    paper.pages["/news/ice.html"] = story(TEXTS[0], links)
    paper.pages["/news/ice_all.html"] = story(TEXTS[1])
    room.start()
    assert room.lines == ALL


# Teasers


TEASER = [TEXTS[0][0], "Nobody who was asked by the driver remembered a winter with ice …"]


def test_a_teaser_is_replaced_by_the_whole_it_leads_to(room: Room, paper: Paper) -> None:
    paper.pages["/news/ice.html"] = story(TEASER, '<a href="/long/77.html">Read the full story</a>')
    paper.pages["/long/77.html"] = story(ALL)
    room.start()
    assert (room.lines, room.item.rights) == (ALL, "full")
    room.later(hours=2)
    assert len(room.versions()) == 1


@pytest.mark.parametrize("whole", [403, "elsewhere", "other"])
def test_a_teaser_whose_whole_cannot_be_had_is_a_summary(
    room: Room, paper: Paper, whole: Any
) -> None:
    link = "https://other.example/77.html" if whole == "elsewhere" else "/long/77.html"
    paper.pages["/news/ice.html"] = story(TEASER, f'<a href="{link}">Read the full story</a>')
    paper.pages["/long/77.html"] = story(MORE * 2, title=OTHER) if whole == "other" else 403
    room.start()
    assert room.item.rights == "summary"
    assert room.place().missing
    room.later(hours=2)
    assert len(room.versions()) == 1


# Later parts that are listed


@pytest.mark.both_databases
@pytest.mark.parametrize("order", ["first before", "first after", "first never"])
def test_a_listed_later_part_makes_no_second_item(room: Room, paper: Paper, order: str) -> None:
    later = ("/news/ice_2.html", "Ice road, continued: the ferryman")
    first = paper.listed.pop(0)
    paper.listed = {
        "first before": [*paper.listed, later, first],
        "first after": [first, later, *paper.listed],
        "first never": [later, *paper.listed],
    }[order]
    room.start()
    room.later(hours=2)
    assert (room.lines, len(room.items)) == (ALL, 3)
    assert room.item.locations[0].url.endswith("/news/ice.html")
    assert [place.url.rpartition("/")[2] for place in room.item.locations] == [
        "ice.html",
        "ice_2.html",
    ]
    assert len(room.versions()) == 1


def test_a_later_part_waits_while_the_first_cannot_be_had(room: Room, paper: Paper) -> None:
    page = paper.pages["/news/ice.html"]
    paper.pages["/news/ice.html"] = 500
    paper.listed[0] = ("/news/ice_2.html", "Ice road, continued: the ferryman")
    room.start()
    assert len(room.items) == 2
    paper.pages["/news/ice.html"] = page
    room.later(hours=2)
    room.later(hours=2)
    assert (room.lines, len(room.items)) == (ALL, 3)


# Captures


def test_replay_reads_all_parts_from_their_captures(room: Room, paper: Paper) -> None:
    room.start()
    paper.asked.clear()
    replay = Replay(room.service.store, room.service.captures)
    assert list(replay.run(room.source, room.clock(), apply=True)) == []
    assert replay.counts == {"read": 3}
    assert (room.lines, paper.asked) == (ALL, [])


def test_replay_leaves_a_story_alone_of_which_a_part_is_kept_no_longer(room: Room) -> None:
    room.start()
    place = room.place()
    gone = " ".join([*place.capture.split(" ")[:2], "long-gone.warc.gz:0"])
    with room.service.store.transaction() as tx:
        tx.locations.save(place, replace(place, capture=gone))
    replay = Replay(room.service.store, room.service.captures)
    assert list(replay.run(room.source, room.clock(), apply=True)) == []
    assert replay.counts["not kept"] == 1
    assert room.lines == ALL


def test_a_story_stored_from_its_first_part_alone_is_completed_in_silence(
    room: Room, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def alone(visit: Visit, article: Article, *_: object) -> Assembled:
        return Assembled(article, (visit,))

    with monkeypatch.context() as before_parts:
        before_parts.setattr("app.collect.reader.assembled", alone)
        room.start()
    assert room.lines == TEXTS[0]
    dated = room.item.updated_at
    paper.pages["/news/ice.html"] = f"{paper.pages['/news/ice.html']}<!-- again -->"
    room.later(hours=2)
    assert (room.lines, room.item.updated_at) == (ALL, dated)
    assert room.versions()[-1] == ("reader:paper", False)


def test_a_story_that_goes_on_later_is_dated_anew(room: Room, paper: Paper) -> None:
    paper.pages["/news/ice.html"] = story(TEXTS[0])
    room.start()
    dated = room.item.updated_at
    paper.tell(TEXTS)
    room.later(hours=2)
    assert room.lines == ALL
    assert room.item.updated_at > dated
