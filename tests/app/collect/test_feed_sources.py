"""Feeds and sitemaps as sources: what a feed holds of stories whose pages cannot be read, and indexes
of sitemaps.
"""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import escape

import pytest

from app.collect import Replay
from app.desk import Look, add_source, preview
from app.run.boot import Service
from app.values.model import Item, Rights, Run, SourceSpec
from app.values.settings import Settings
from tests.conftest import FakeClock
from tests.server import Answer, Heard, Server

pytestmark = pytest.mark.both_databases

HTML = {"Content-Type": "text/html; charset=utf-8"}
TEXTS = {
    "ferry": [
        "The small ferry to the north bank took its first passengers on Tuesday after seven weeks.",
        "Its crew had replaced the old engine and the worn ropes, and the office tested the brakes.",
        "A single ticket still costs two yuan, and small children travel without one.",
        "The last boat leaves the south pier at half past nine, an hour later than in spring.",
    ],
    "wall": [
        "Workers have finished raising the flood wall that protects the lower town this week.",
        "The new part is made of grey concrete blocks with a walkway on top for people to stroll.",
        "Nearly nine hundred households live behind it, in houses that stood under water once.",
        "Pumps at both ends will start by themselves when the water reaches the yellow mark.",
    ],
    "clinic": [
        "A clinic that treats children through the night opened on Monday in the western suburb.",
        "Four doctors share the shifts, and a nurse answers the telephone for worried parents.",
        "Until now, families had to drive forty minutes to the hospital behind the station.",
        "The health office will count the visits for a year and then decide whether it stays.",
    ],
}
TITLES = {
    "ferry": "Ferry to the north bank runs again after repairs",
    "wall": "Flood wall along the lower town is a metre higher",
    "clinic": "Night clinic for children opens in the western suburb",
}


def page(name: str, lines: int = 4) -> Answer:
    text = "".join(f"<p>{line}</p>" for line in TEXTS[name][:lines])
    body = f"<title>{TITLES[name]}</title><article><h1>{TITLES[name]}</h1>{text}</article>"
    return Answer(200, f"<html><body>{body}</body></html>".encode(), HTML)


def feed(names: list[str] | None = None, lines: int = 4) -> Answer:
    items = "".join(
        f"<item><title>{TITLES[name]}</title><link>/{name}.html</link><pubDate>2024-06-21 08:30"
        f"</pubDate><description>{TEXTS[name][0]}</description><content:encoded>"
        f"{escape(''.join(f'<p>{line}</p>' for line in TEXTS[name][:lines]))}</content:encoded></item>"
        for name in names or list(TEXTS)
    )
    xmlns = "http://purl.org/rss/1.0/modules/content/"
    body = f'<rss version="2.0" xmlns:content="{xmlns}"><channel><title>River</title>{items}</channel></rss>'
    return Answer(200, body.encode(), {"Content-Type": "application/rss+xml"})


@dataclass
class Site:
    """What its addresses answer, and what it was asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, heard: Heard) -> Answer:
        self.asked.append(heard.path)
        return self.answers.get(heard.path, Answer(404))


@pytest.fixture
def site() -> Site:
    return Site({f"/{name}.html": page(name) for name in TEXTS} | {"/feed": feed()})


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    with Server(site.answer) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, server: Server) -> Settings:
    return replace(settings, allow_hosts=settings.allow_hosts | {server.host})


@dataclass
class Room:
    """A newsroom that reads the site."""

    service: Service
    clock: FakeClock
    server: Server
    collecting: Callable[..., Run]

    def add(self, path: str = "/feed", rights: Rights = "full") -> None:
        url = self.server.url + path
        seen = preview(Look(url, "Asia/Shanghai"), self.service.fetcher, self.clock())
        spec = SourceSpec(url, "s", "Site", "City", rights=rights, zone="Asia/Shanghai")
        add_source(spec, seen, self.service.store, self.service.settings, "wei", self.clock())

    def collect(self, **later: float) -> Run:
        self.clock.turn(**(later or {"minutes": 1}))
        return self.collecting(self.service.store.sources.get("s"))

    def items(self) -> dict[str, Item]:
        return {item.content.title: item for item in self.service.store.items.public(50)}

    def item(self, name: str) -> Item:
        return self.items()[TITLES[name]]

    def states(self) -> dict[str, str]:
        keys = {name: f"{self.server.url.partition(':')[2]}/{name}.html" for name in TEXTS}
        with self.service.store.look() as look:
            known = look.locations.by_keys(list(keys.values()))
        return {name: known[key].state for name, key in keys.items()}


@pytest.fixture
def room(service: Service, clock: FakeClock, server: Server, collect: Callable[..., Run]) -> Room:
    return Room(service, clock, server, collect)


@pytest.mark.parametrize("status", [401, 402, 403, 451])
def test_a_text_in_a_feed_is_used_where_the_page_is_closed(
    room: Room, site: Site, status: int
) -> None:
    site.answers["/wall.html"] = Answer(status)
    room.add()
    run = room.collect()
    assert (run.error, run.new, run.failed) == ("", 3, 1)
    assert room.item("wall").content.text.split("\n") == TEXTS["wall"]
    published = room.item("wall").content.published
    assert published
    assert published.iso == "2024-06-21T08:30:00+08:00"
    # The page is still waited for.
    assert room.states() == {"ferry": "read", "wall": "pending", "clinic": "read"}


def test_a_text_in_a_feed_is_used_where_the_page_shows_its_beginning(
    room: Room, site: Site
) -> None:
    site.answers["/wall.html"] = page("wall", 1)
    site.answers["/clinic.html"] = page("clinic", 3)
    room.add()
    assert room.collect().new == 3
    assert room.item("wall").content.text.split("\n") == TEXTS["wall"]
    # This page shows most of it, and is the story as its site has it.
    assert room.item("clinic").content.text.split("\n") == TEXTS["clinic"][:3]


def test_all_pages_of_a_source_may_be_closed(room: Room, site: Site) -> None:
    for name in TEXTS:
        site.answers[f"/{name}.html"] = Answer(200, b"<html><div id=app></div></html>", HTML)
    room.add()
    run = room.collect()
    assert (run.error, run.new) == ("", 3)
    assert room.item("ferry").content.text.split("\n") == TEXTS["ferry"]
    assert room.collect(days=1).error == ""
    assert len(room.items()) == 3


def test_the_page_is_read_once_it_can_be(room: Room, site: Site) -> None:
    site.answers["/wall.html"] = Answer(403)
    room.add()
    room.collect()
    uid = room.item("wall").uid
    TEXT = [*TEXTS["wall"], "The council will walk along the whole of it on Sunday morning."]
    body = "".join(f"<p>{line}</p>" for line in TEXT)
    whole = f"<html><body><article><h1>{TITLES['wall']}</h1>{body}</article></body></html>"
    site.answers["/wall.html"] = Answer(200, whole.encode(), HTML)
    room.collect(days=1)
    assert room.item("wall").uid == uid
    assert room.item("wall").content.text.split("\n") == TEXT
    assert room.states()["wall"] == "read"


def test_what_a_page_shows_of_a_text_does_not_take_its_place_later(room: Room, site: Site) -> None:
    site.answers["/wall.html"] = page("wall", 1)
    room.add()
    room.collect()
    # The feed does not hold it any more, and the page is asked for again.
    site.answers["/feed"] = feed(["ferry", "clinic"])
    site.answers["/wall.html"] = replace(page("wall", 1), headers=HTML | {"X": "y"})
    for _ in range(3):
        room.collect(days=1)
    replay = Replay(room.service.store, room.service.captures)
    assert not list(replay.run(None, room.clock(), apply=True))
    assert room.item("wall").content.text.split("\n") == TEXTS["wall"]


def test_a_host_that_is_down_and_a_page_that_is_gone_are_waited_for(room: Room, site: Site) -> None:
    site.answers["/wall.html"] = Answer(503)
    site.answers["/clinic.html"] = Answer(404)
    room.add()
    assert room.collect().new == 1


def test_who_wrote_a_text_and_its_picture_stand_beside_it_in_a_feed(room: Room, site: Site) -> None:
    site.answers |= {f"/{name}.html": Answer(403) for name in TEXTS}
    told = {
        "ferry": "<dc:creator>Ida Brandt</dc:creator><dc:creator>Bo Ek</dc:creator>"
        '<media:content medium="image" url="/ferry-at-the-pier.jpg"/>',
        "wall": '<author>desk@river.example</author><enclosure type="image/jpeg" url="/wall-at-noon.jpg"/>',
        "clinic": "<dc:creator>River</dc:creator>",
    }
    site.answers["/feed"] = with_more(feed(), told)
    room.add()
    room.collect()
    authors = {name: room.item(name).content.authors for name in TEXTS}
    assert authors == {"ferry": ("Ida Brandt", "Bo Ek"), "wall": (), "clinic": ()}
    pictures = {
        name: [picture.url.rpartition("/")[2] for picture in room.item(name).content.pictures]
        for name in TEXTS
    }
    assert pictures == {
        "ferry": ["ferry-at-the-pier.jpg"],
        "wall": ["wall-at-noon.jpg"],
        "clinic": [],
    }


def test_one_picture_beside_all_entries_is_the_feed_s(room: Room, site: Site) -> None:
    site.answers |= {f"/{name}.html": Answer(403) for name in TEXTS}
    sign = '<media:thumbnail url="/the-sign-of-the-river.png"/>'
    site.answers["/feed"] = with_more(feed(), dict.fromkeys(TEXTS, sign))
    room.add()
    room.collect()
    assert [item.content.pictures for item in room.items().values()] == [()] * 3


def with_more(told: Answer, more: dict[str, str]) -> Answer:
    """A feed with more beside the address of each entry."""
    body = told.body.decode().replace(
        "<rss ",
        '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" ',
    )
    for name, tags in more.items():
        link = f"<link>/{name}.html</link>"
        body = body.replace(link, link + tags)
    return replace(told, body=body.encode())


def test_what_a_feed_corrects_of_a_story_whose_page_is_never_read_is_a_revision(
    room: Room, site: Site
) -> None:
    site.answers["/wall.html"] = Answer(403)
    room.add()
    room.collect()
    before = room.item("wall")
    longer = "The mayor will open the walkway herself on the first Sunday of the coming month."
    body = site.answers["/feed"].body.decode().replace(TEXTS["wall"][3], longer)
    site.answers["/feed"] = replace(site.answers["/feed"], body=body.encode())
    run = room.collect(hours=1)
    assert (run.new, run.changed) == (0, 1)
    after = room.item("wall")
    assert after.uid == before.uid
    assert after.content.text.split("\n") == [*TEXTS["wall"][:3], longer]
    assert after.updated_at > before.updated_at
    assert room.states()["wall"] == "pending"
    # The same once more is no news.
    body = body.replace("<title>River</title>", "<title>The River</title>")
    site.answers["/feed"] = replace(site.answers["/feed"], body=body.encode())
    assert room.collect(hours=1).changed == 0


def test_a_feed_corrects_no_story_whose_page_was_read(room: Room, site: Site) -> None:
    room.add()
    room.collect()
    body = site.answers["/feed"].body.decode().replace(TEXTS["wall"][3], "Nobody knows when.")
    site.answers["/feed"] = replace(site.answers["/feed"], body=body.encode())
    room.collect(minutes=10)
    assert room.item("wall").content.text.split("\n") == TEXTS["wall"]


def test_a_feed_that_holds_the_beginning_by_now_takes_nothing_away(room: Room, site: Site) -> None:
    site.answers["/wall.html"] = Answer(403)
    room.add()
    room.collect()
    first = TEXTS["wall"][0] * 3
    body = site.answers["/feed"].body.decode()
    body = body.replace("".join(escape(f"<p>{line}</p>") for line in TEXTS["wall"]), escape(first))
    site.answers["/feed"] = replace(site.answers["/feed"], body=body.encode())
    room.collect(hours=1)
    assert room.item("wall").content.text.split("\n") == TEXTS["wall"]
    assert room.states()["wall"] == "pending"


def test_a_text_in_a_feed_is_published_as_far_as_the_rights_go(
    room: Room, site: Site, service: Service
) -> None:
    site.answers["/wall.html"] = Answer(403)
    room.add(rights="headline")
    room.collect()
    assert room.item("wall").rights in (None, "headline")
    assert service.store.sources.get("s").rights == "headline"


def sitemap(*names: str) -> Answer:
    urls = "".join(f"<url><loc>/{name}.html</loc></url>" for name in names)
    return Answer(200, f"<urlset>{urls}</urlset>".encode(), {"Content-Type": "application/xml"})


def index(*entries: tuple[str, str]) -> Answer:
    maps = "".join(
        f"<sitemap><loc>{loc}</loc><lastmod>{changed}</lastmod></sitemap>"
        for loc, changed in entries
    )
    body = f"<sitemapindex>{maps}</sitemapindex>"
    return Answer(200, body.encode(), {"Content-Type": "application/xml"})


def test_an_index_of_sitemaps_is_a_source(room: Room, site: Site) -> None:
    dated = ("/one.xml", "2024-06-21"), ("/two.xml", "2024-06-20")
    site.answers |= {
        "/map": index(*dated),
        "/one.xml": sitemap("ferry"),
        "/two.xml": sitemap("wall"),
    }
    room.add("/map")
    assert room.service.store.sources.get("s").url == f"{room.server.url}/map"
    run = room.collect()
    assert (run.error, sorted(room.items())) == ("", [TITLES["ferry"], TITLES["wall"]])
    site.asked.clear()
    room.collect(hours=1)
    assert not {"/one.xml", "/two.xml"} & set(site.asked)  # the index says that nothing changed
    site.answers["/one.xml"] = sitemap("clinic", "ferry")
    site.answers["/map"] = index(("/one.xml", "2024-06-22"), dated[1])
    room.collect(hours=1)
    assert TITLES["clinic"] in room.items()


def test_an_index_without_dates_is_read_each_time(room: Room, site: Site) -> None:
    site.answers |= {"/map": index(("/one.xml", "")), "/one.xml": sitemap("ferry")}
    room.add("/map")
    room.collect()
    site.answers["/one.xml"] = sitemap("wall", "ferry")
    assert room.collect(hours=1).new == 1


def test_an_index_of_indexes_is_a_source(room: Room, site: Site) -> None:
    site.answers |= {
        "/map": index(("/paper.xml", "2024-06-21"), ("/map", "2024-06-21")),
        "/paper.xml": index(("/one.xml", "2024-06-21"), ("/paper.xml", ""), ("/map", "")),
        "/one.xml": sitemap("ferry"),
    }
    room.add("/map")
    run = room.collect()
    assert (run.error, run.failed, sorted(room.items())) == ("", 0, [TITLES["ferry"]])
    # What stands two steps below may change while the first index stays as it is.
    site.answers["/one.xml"] = sitemap("wall", "ferry")
    site.asked.clear()
    assert room.collect(hours=1).new == 1
    assert site.asked.count("/paper.xml") == 1


def test_indexes_without_an_end_are_not_followed_for_ever(room: Room, site: Site) -> None:
    names = [f"/{number}.xml" for number in range(50)]
    for at, name in enumerate(names):
        site.answers[name] = index(*((name, "") for name in names[3 * at + 2 : 3 * at + 5]))
    site.answers["/map"] = index(("/one.xml", "2024-06-21"), *((name, "") for name in names[:2]))
    site.answers["/one.xml"] = sitemap("ferry")
    room.add("/map")
    site.asked.clear()
    assert room.collect().new == 1
    assert len([path for path in site.asked if path.endswith(".xml")]) == 9


def test_a_sitemap_that_is_not_there_leaves_the_others(room: Room, site: Site) -> None:
    dated = ("/gone.xml", "2024-06-21"), ("/two.xml", "2024-06-20")
    site.answers |= {"/map": index(*dated), "/two.xml": sitemap("wall")}
    room.add("/map")
    run = room.collect()
    assert (run.error, run.new, run.failed) == ("", 1, 1)
    site.answers["/gone.xml"] = sitemap("ferry")
    assert room.collect(hours=1).new == 1
    site.answers |= {"/map": index(("/gone.xml", "2024-06-23")), "/gone.xml": Answer(404)}
    assert room.collect(hours=1).error_kind == "status"


def test_a_packed_sitemap_and_one_in_plain_text_are_sources(room: Room, site: Site) -> None:
    packed = gzip.compress(sitemap("ferry").body)
    plain = f"{room.server.url}/wall.html\n".encode()
    site.answers |= {
        "/map.xml.gz": Answer(200, packed, {"Content-Type": "application/x-gzip"}),
        "/map.txt": Answer(200, plain, {"Content-Type": "text/plain"}),
        "/map": index(("/map.xml.gz", "2024-06-21"), ("/map.txt", "2024-06-21")),
    }
    room.add("/map")
    assert room.collect().error == ""
    assert sorted(room.items()) == [TITLES["ferry"], TITLES["wall"]]


def test_a_story_that_its_page_leads_on_to_is_read(room: Room, site: Site) -> None:
    stub = b'<html><head><meta http-equiv="refresh" content="0;url=/wall.html"></head></html>'
    site.answers |= {"/9.html": Answer(200, stub, HTML), "/map": sitemap("9")}
    room.add("/map")
    room.collect()
    assert room.item("wall").content.text.split("\n") == TEXTS["wall"]


def test_a_story_is_not_fetched_again_for_a_fresh_number(room: Room, site: Site) -> None:
    def shown(number: int) -> Answer:
        urls = "".join(f"<url><loc>/{name}.html?{number}</loc></url>" for name in TEXTS)
        return Answer(200, f"<urlset>{urls}</urlset>".encode(), {"Content-Type": "text/xml"})

    site.answers["/map"] = shown(1718929800)
    room.add("/map")
    assert room.collect().new == 3
    site.answers["/map"] = shown(1718929999)
    site.asked.clear()
    assert room.collect().new == 0
    assert site.asked == ["/map"]
