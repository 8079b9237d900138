"""What happens in the newsrooms of former programs: each step once there was a schema for it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

from werkzeug.test import Client

from tests.upgrades.desk import PASSWORD, Desk
from tests.upgrades.looks import BASE_URL
from tests.upgrades.past import Past
from tests.upgrades.village import Village

CHINESE = (
    "松花江上的夜航渡轮本周三恢复开行，末班船从东码头开出的时间改为零点三十分。",
    "航运处介绍，两条船去年冬天换了暖气和栏杆，每条可载一百八十人、三十辆自行车。",
)
FERRY, BAKERS, TRAM, LIBRARY, PARK, WATER = 5641, 5640, 5639, 5638, 5637, 5636


@dataclass
class Newsroom:
    """The program, the site that it collects from, what else is on the network, and who works at
    the desk. `token`: by which a program works.
    """

    past: Past
    city: Any
    village: Village
    service: Any
    app: Any
    wei: Desk
    li: Desk
    token: str = ""

    def uid(self, title: str) -> str:
        """The public id of the item whose title begins so."""
        (uid,) = [item["id"] for item in self.past.items() if item["title"].startswith(title)]
        return str(uid)

    def write(self, title: str, body: str, section: str, button: str, **typed: str) -> str:
        """Write an item; its public id."""
        fields = {"title": title, "body": body, "section": section} | typed
        self.wei.send("/desk/items/new", fields | {"action": button})
        return self.uid(title)

    def change(self, uid: str, button: str = "save", **typed: str) -> None:
        self.wei.send(f"/desk/items/{uid}", typed | {"action": button})

    def act(self, uid: str, what: str, **typed: str) -> None:
        """One of the other forms of an item's page."""
        self.wei.send(f"/desk/items/{uid}", typed, to=f"/desk/items/{uid}/{what}")

    def collect(self, *slugs: str, status: int = 0) -> None:
        """Collect sources, one after the other, so that ids are drawn in the same order each time."""
        for slug in slugs:
            self.past.run("collect", slug, status=status)


def stories(samplecity: Any) -> list[Any]:
    """What the site begins with: some of what it usually tells, a story in Chinese, a story at two
    addresses, and two reports of one event.
    """
    told = {story.number: story for story in samplecity.STORIES}
    kept = [told[number] for number in (FERRY, BAKERS, TRAM, LIBRARY, PARK, WATER)]
    kept += [story for story in samplecity.STORIES if story.section in ("gallery", "culture/arts")]
    ferry = told[FERRY]
    return [
        *kept,
        samplecity.Story(
            5690,
            "news",
            date(2024, 6, 22),
            "松花江夜航渡轮恢复",
            CHINESE,
            CHINESE[0],
            author="王芳",
        ),
        replace(told[BAKERS], number=5691, section="change"),
        samplecity.Story(
            5692,
            "government",
            date(2024, 6, 21),
            "River office: night ferry to Willow Island runs again",
            (
                "The river office said on Friday that boats cross again at night from the East Quay to "
                "Willow Island, for the first time in eleven years.",
                "It counted 2,400 tickets on Thursday evening; each boat takes 180 people and 30 bicycles.",
            ),
            "The river office said on Friday that boats cross again at night.",
            byline_source=ferry.byline_source,
        ),
    ]


def people(past: Past) -> None:
    for name, role in (("wei", "chief"), ("李明", "editor"), ("zhao", "editor")):
        past.run("editors", "add", name, "--role", role, "--password-stdin", typed=f"{PASSWORD}\n")
    past.run("editors", "disable", "zhao")


def sources(room: Newsroom) -> None:
    def add(section: str, slug: str, *options: str) -> None:
        url = f"{room.city.url}/{section}/index.html"
        room.past.run(
            "sources", "add", url, "--slug", slug, "--scraper", "my399", "--yes", *options
        )

    add("news", "news", "--rights", "full", "--section", "Harbin Today")
    add("change", "change", "--rights", "headline", "--section", "Foreign Exchanges")
    add("government", "government", "--title", "River office", "--section", "Bulletin")
    add("gallery", "gallery", "--section", "图片", "--title", "哈尔滨图片")
    add("culture/arts", "arts", "--every", "45m", "--review", "--section", "Arts")
    list_ = f"{room.village.url}/news/"
    room.past.run("sources", "add", list_, "--slug", "village", "--section", "Village", "--yes")
    room.collect("news", "change", "government", "gallery", "arts", "village")


def writing(room: Newsroom) -> None:
    """Our own stories, in every state that there always was."""
    piers = room.write(
        "Ferry piers reopen", "All **four** piers.\n\nFrom Monday.", "City", "publish"
    )
    room.change(
        piers, title="Ferry piers reopen for the summer", summary="All four piers are open."
    )
    room.write("冰灯展延长两周", CHINESE[1], "图片", "publish", author="李明", byline_source="本报")
    melted = room.write("Ice lanterns & more", "They *shine*.", "City", "publish")
    room.act(melted, "withdraw", note="It melted.")
    room.write("Notes on the tram depot", "Ask the foreman.", "Arts", "save", rights="summary")
    rumour = room.write("A rumour about the bridge", "Heard twice.", "City", "save")
    room.act(rumour, "reject")


def editing(room: Newsroom) -> None:
    """What editors do with what came in: one is approved, one rejected, one put into other words."""
    room.change(room.uid("Puppet theater"), button="publish")
    room.act(room.uid("Orchestra rehearses"), "reject")
    room.change(room.uid("Tram line 7"), title="Tram 7 every six minutes from July")
    room.change(room.uid("Rail yard"), summary="A park with a signal box.", rights="summary")


def later_news(room: Newsroom) -> None:
    """The site changes: a correction, another title for what an editor has changed, a story that
    is taken away, a new one; and it is down for a while.
    """
    room.past.later(hours=7)
    water = next(story for story in room.city.stories if story.number == WATER)
    paragraphs = (water.paragraphs[0] + " A seventh is tested in July.", *water.paragraphs[1:])
    room.city.edit(WATER, paragraphs=paragraphs)
    room.city.edit(TRAM, title="Tram line 7 to run every five minutes")
    room.city.withdraw(LIBRARY)
    room.city.publish(
        replace(
            water,
            number=5695,
            title="Two beaches get showers",
            paragraphs=(
                "The beaches at the North Bank and on Willow Island get six showers each before July.",
                "The water is heated by the sun.",
            ),
            summary="Six showers each.",
            day=date(2024, 6, 25),
        )
    )
    room.collect("news")
    room.city.fail_with = "down"
    room.collect("gallery", status=1)
    room.city.fail_with = None
    room.village.tell_more()
    room.collect("village")
    room.village.busy = True
    room.collect("village", status=1)
    room.village.busy = False
    room.past.run("sources", "pause", "gallery")
    room.past.run("sources", "remove", "change", typed="y\n")


def joining(room: Newsroom) -> None:
    """An item of ours that is merged into a collected one."""
    ours = room.write("Ovens burn again", "In **Bakers' lane**.", "City", "publish")
    room.act(ours, "merge", into=room.uid("Bakers' lane"))


def telling(room: Newsroom) -> None:
    """Tags, a correction, pins, a section under another name."""
    piers, ferry = room.uid("Ferry piers"), room.uid("松花江夜航渡轮恢复")
    room.change(piers, tags="渡轮, Harbour")
    room.change(
        piers,
        body="Three piers.\n\nFrom Monday.",
        correction="correction",
        correction_note="Three piers reopen, not four.",
    )
    room.change(ferry, tags="渡轮")
    room.act(piers, "pin")
    room.act(ferry, "pin", until="2024-08-01T08:00")
    room.past.run("sections", "rename", "bulletin", "--title", "Notices", "--slug", "notices")


def subscribing(room: Newsroom) -> None:
    """A feed reader subscribes and is told of a story, as is a hub; another one's wish waits."""
    feed, callback = f"{BASE_URL}/feed.atom", f"{room.village.url}/reader"
    wish = {"hub.mode": "subscribe", "hub.topic": feed, "hub.secret": "between us"}
    client = Client(room.app)
    worker = room.past.delivery_worker(room.service)
    for address in (callback, f"{room.village.url}/another"):
        answer = client.post("/hub", base_url=BASE_URL, data=wish | {"hub.callback": address})
        assert answer.status_code == 202, answer.text
        if address == callback:
            worker.announce()
            worker.run()
    room.write("A seal in the harbour", "It sleeps on the pier.", "City", "publish")
    worker.announce()


def people_at_the_desk(room: Newsroom) -> None:
    """A second factor, preferences, somebody let in at the desk, a wrong password."""
    sun = {"name": "sun", "role": "contributor", "password": PASSWORD}
    room.wei.send("/desk/people", sun)
    room.wei.send("/desk/account", {"language": "zh"}, to="/desk/account/preferences")
    room.li.turn_on_second_factor()
    try:
        Desk(room.past, room.app, "sun", "not the password")
    except RuntimeError:
        return
    raise AssertionError("a wrong password opened the desk")


def versions(room: Newsroom) -> None:
    """What is typed and not saved, versions with names, an embargo, a story for next month, one
    handed in.
    """
    piers, page = room.uid("Ferry piers"), "/desk/items/new"
    typed = {"title": "Half a  story 未完", "body": "It began"}
    room.wei.send(page, typed, to="/desk/items/autosave", form=page)
    room.wei.send(f"/desk/items/{piers}", to="/desk/items/present", form=f"/desk/items/{piers}")
    history, named = f"/desk/items/{piers}/history", {"version": "1", "name": "As first told"}
    room.wei.send(history, named, to=f"/desk/items/{piers}/name-version")
    room.wei.send(history, {"version": "2"}, to=f"/desk/items/{piers}/restore")
    room.write("Fireworks on the river", "At nine.", "City", "schedule", due="2024-07-20T08:30")
    room.write("The mayor resigns", "Not yet.", "City", "save", embargo="2024-07-21T12:00")
    room.write("Handed in by hand", "Please look.", "City", "submit")


def pictures(room: Newsroom) -> None:
    """A picture is uploaded, described and shown; a program writes by a token, another's token is
    revoked.
    """
    file = (BytesIO(room.past.picture("seal.png")), "seal.png")
    texts = {"alt": "海豹", "caption": "A seal", "credit": "wei"}
    room.wei.send("/desk/pictures", texts | {"file": file})
    scopes = ["items:read", "items:write"]
    room.token = room.wei.make_token("archive script", scopes)
    room.wei.make_token("lost laptop", scopes)
    room.wei.send("/desk/tokens", to="/desk/tokens/2/revoke")
    answer = Client(room.app).post(
        "/api/v1/items",
        base_url=BASE_URL,
        headers={"Authorization": f"Bearer {room.token}", "Idempotency-Key": "once"},
        json={"title": "Written by a program", "body": "From the archive.", "section": "City"},
    )
    assert answer.status_code == 201, answer.text


def inbox(room: Newsroom) -> None:
    """A rule, a saved view, an approval, pins in another order."""
    rule = {"field": "title", "how": "contains", "value": "opera", "then": "publish", "to": ""}
    rules = {"policy": "rules", "do": "save"} | rule
    room.wei.send("/desk/sources/arts", rules, to="/desk/sources/arts/rules")
    room.wei.send("/desk/inbox?words=notebooks", {"name": "笔记本"}, to="/desk/inbox/views")
    approval = {"do": f"approve {room.uid('Painter')}"}
    room.wei.send("/desk/inbox", approval, to="/desk/inbox/act")
    lead = {"do": f"lead {room.uid('Ferry piers')}"}
    room.wei.send("/desk/front", lead, to="/desk/front/arrange")


def trouble(room: Newsroom) -> None:
    """A source fails until the newsroom is told, by a webhook that takes it."""
    room.city.fail_with = "down"
    for _ in range(3):
        room.past.later(hours=5)
        room.collect("government", status=1)
    room.city.fail_with = None
    notifier = room.past.notifier(room.service)
    notifier.watch()
    notifier.run()


def losses(room: Newsroom) -> None:
    """A story loses a paragraph; one such reading is not believed yet."""
    ferry = next(story for story in room.city.stories if story.number == FERRY)
    room.city.edit(FERRY, paragraphs=ferry.paragraphs[:2])
    room.past.later(hours=20)
    room.collect("news")


def doctor(room: Newsroom) -> None:
    room.past.run("doctor", "news")


def remedies(room: Newsroom) -> None:
    """The village's list moves, and the doctor finds it."""
    room.village.list_path = "/local/"
    for _ in range(4):
        room.past.later(hours=9)
        room.past.run("collect", "village", status=None)


def drawn(room: Newsroom) -> None:
    """A source's pages are to be read as a browser draws them."""
    os.environ["HARBIN_BROWSER"] = "playwright"
    room.past.run("sources", "browser", "gallery")
    del os.environ["HARBIN_BROWSER"]


STEPS: tuple[tuple[str, Callable[[Newsroom], None]], ...] = (
    ("0001", sources),
    ("0001", writing),
    ("0001", editing),
    ("0001", later_news),
    ("0004", joining),
    ("0007", telling),
    ("0007", subscribing),
    ("0009", people_at_the_desk),
    ("0009", versions),
    ("0010", pictures),
    ("0011", inbox),
    ("0012", trouble),
    ("0013", losses),
    ("0020", doctor),
    ("0021", remedies),
    ("0022", drawn),
)
