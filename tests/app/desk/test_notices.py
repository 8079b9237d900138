"""The newsroom is told, by real mail and real webhooks, what it should know: each thing once,
whatever is restarted or out of reach.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from app.desk.notifying import Notifier
from app.news.health import Health, Reason
from app.news.profile import Profile
from app.run.boot import Service, notifier
from app.run.jobs import Jobs
from app.store import Notice
from app.values.errors import SettingError
from app.values.model import Content, Run, SourceSpec
from app.values.settings import Settings, read_settings
from app.web.letters import letters
from app.websub import signature
from tests.conftest import Add, FakeClock, running
from tests.deskwork import at_desk
from tests.postoffice import PostOffice
from tests.samplecity import SampleCity
from tests.server import Listener

ENGLISH = (
    "Paper is not well",
    "it brings less than usual",
    "new stories with an author: 0%, usually 98%",
    "characters in a story: 210, usually 1,800",
    "another recipe can read",
    "/desk/sources/paper#health",
    "Paper is well again",
)
CHINESE = ("状况异常", "内容比平时少", "有作者的新稿件：0%，平时为 98%", "配方", "已恢复正常")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener(lambda heard: (200, b"")) as listener:
        yield listener


@pytest.fixture
def settings(settings: Settings, office: PostOffice, listener: Listener) -> Settings:
    return replace(
        settings,
        allow_hosts=settings.allow_hosts | {listener.host},
        notify_webhooks=(f"{listener.url}/told",),
        notify_secret="secret",
        notify_mail=("wei@example.org",),
        mail_from="desk@news.example.org",
        smtp_url=office.url,
    )


@pytest.fixture
def told(service: Service) -> Notifier:
    return notifier(service, letters(service), chance=lambda: 0.5)


def subjects(office: PostOffice) -> list[str]:
    return [str(letter["Subject"]) for letter in office.letters]


def test_a_source_that_broke_is_told_once_and_so_is_that_it_works_again(
    service: Service,
    told: Notifier,
    office: PostOffice,
    listener: Listener,
    city: SampleCity,
    clock: FakeClock,
    add: Add,
    collect: Callable[..., Run],
) -> None:
    source = add("news")
    collect(source)

    def breaking(path: str) -> None:
        raise ConnectionError

    city.before = breaking
    for times in range(1, 6):
        clock.turn(hours=30)
        assert collect(source).error
        assert told.watch() == (times == 3), times
        told.run()
    assert subjects(office) == [f"Harbin Today: {source.title} cannot be collected"]
    assert f"/desk/sources/{source.slug}" in office.letters[0].get_payload()
    [heard] = listener.heard
    said = json.loads(heard.body)
    assert (said["event"], said["facts"]["slug"]) == ("broken", source.slug)
    assert heard.headers["X-Harbin-Signature"] == signature("secret", heard.body)
    city.before = lambda path: None
    clock.turn(hours=30)
    collect(source)
    assert told.watch() == 1
    assert told.watch() == 0
    told.run()
    assert subjects(office)[1:] == [f"Harbin Today: {source.title} works again"]


def test_an_item_that_is_late_is_told_before_it_is_released(
    service: Service, told: Notifier, office: PostOffice, listener: Listener, clock: FakeClock
) -> None:
    made = at_desk(service.store).write(
        Content("Ice\r\nBcc: a@b", text="x"), "News", "wei", clock()
    )
    at_desk(service.store).publish(made.uid, clock(), "wei", at=clock() + timedelta(hours=1))
    clock.turn(hours=2)
    jobs = Jobs(service, notifier=told)
    jobs.tick()
    jobs.close()
    assert service.store.items.by_uid(made.uid).status == "published"
    told.run()
    assert subjects(office) == ["Harbin Today: Late: Ice Bcc: a@b"]
    assert [json.loads(heard.body)["event"] for heard in listener.heard] == ["late"]
    assert told.watch() == 0


def test_what_waits_is_told_once_an_hour_and_only_when_more_has_come(
    service: Service, told: Notifier, office: PostOffice, clock: FakeClock
) -> None:
    def hand_in(title: str) -> None:
        made = at_desk(service.store).write(Content(title, text="x"), "News", "li", clock())
        at_desk(service.store).submit(made.uid, clock(), "li")

    assert told.watch() == 0
    hand_in("One")
    assert told.watch() == 1
    hand_in("Two")
    clock.turn(minutes=59)
    assert told.watch() == 0
    clock.turn(minutes=2)
    assert told.watch() == 1
    clock.turn(hours=5)
    assert told.watch() == 0
    told.run()
    assert subjects(office) == [
        "Harbin Today: One item waits for review",
        "Harbin Today: 2 items wait for review",
    ]


def test_what_cannot_be_sent_is_tried_again_and_given_up_after_a_day(
    service: Service, told: Notifier, office: PostOffice, listener: Listener, clock: FakeClock
) -> None:
    made = at_desk(service.store).write(Content("One", text="x"), "News", "li", clock())
    at_desk(service.store).submit(made.uid, clock(), "li")
    office.closed, listener.answer = True, lambda heard: (503, b"")
    told.watch()
    told.run()
    told.run()
    assert len(listener.heard) == 1, "not at once again"
    office.closed = False
    clock.turn(hours=1)
    notifier(service, letters(service), chance=lambda: 0.5).run()
    assert subjects(office) == ["Harbin Today: One item waits for review"]
    for _ in range(60):
        clock.turn(hours=3)
        told.run()
    given_up = len(listener.heard)
    assert 3 < given_up < 20
    clock.turn(hours=100)
    told.run()
    assert (len(listener.heard), len(office.letters)) == (given_up, 1)


def test_a_notice_that_cannot_be_said_holds_up_no_other_and_is_given_up_like_one_that_cannot_be_sent(
    service: Service,
    told: Notifier,
    office: PostOffice,
    listener: Listener,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for title in ("Unsayable", "Fine"):
        made = at_desk(service.store).write(Content(title, text="x"), "News", "li", clock())
        at_desk(service.store).publish(made.uid, clock(), "wei", at=clock() + timedelta(hours=1))
    clock.turn(hours=2)
    told.watch()
    say, refused = told._letter, []

    def letter(notice: Notice) -> tuple[str, str]:
        if "Unsayable" in notice.facts.values():
            refused.append(clock())
            raise KeyError("due")
        return say(notice)

    told._letter = letter
    told.run()
    assert subjects(office) == ["Harbin Today: Late: Fine"]
    assert len(listener.heard) == 1
    assert "Traceback" in caplog.text
    for _ in range(60):
        clock.turn(hours=3)
        told.run()
    assert 6 < len(refused) < 40


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOTIFY_WEBHOOKS", "ftp://x"),
        ("NOTIFY_MAIL", "nobody"),
        ("NOTIFY_MAIL", "wei@example.org"),
        ("SMTP_URL", "mail.example.org"),
        ("SMTP_URL", "smtp://[::1"),
        ("MAIL_FROM", "a b@c"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"HARBIN_{name}"):
        read_settings({f"HARBIN_{name}": value})


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("zh", CHINESE)])
def test_what_ails_a_source_is_told_in_the_language_of_the_newsroom(
    settings: Settings,
    office: PostOffice,
    listener: Listener,
    clock: FakeClock,
    language: str,
    words: tuple[str, ...],
) -> None:
    at = clock()
    reasons = (Reason("authors", 0.98, 0.0), Reason("text", 1800.0, 210.4))
    health = Health("thin", "ailing", reasons, at)
    with running(replace(settings, language=language), clock) as service:
        spec = SourceSpec("https://a.example/", "paper", "Paper", "Town")
        source = at_desk(service.store).add_source(spec, clock())
        told = notifier(service, letters(service), chance=lambda: 0.5)
        for state in (health, replace(health, since=at), Health(), Health()):
            service.store.healths.keep(source, Profile(), state)
            told.watch()
            told.run()
    assert [json.loads(heard.body)["event"] for heard in listener.heard] == ["ailing", "recovered"]
    facts = json.loads(listener.heard[0].body)["facts"]
    assert facts == {"slug": "paper", "title": "Paper", **health.facts}
    assert facts["reasons"][0] == {"name": "authors", "usual": 0.98, "seen": 0.0}
    texts = [cast("bytes", letter.get_payload(decode=True)).decode() for letter in office.letters]
    letters_said = "\n".join([*subjects(office), *texts])
    for word in words:
        assert word in letters_said


def test_a_list_that_links_elsewhere_is_told_in_one_kind(
    service: Service, told: Notifier, add: Add, clock: FakeClock
) -> None:
    source = add("news")
    facts = {"slug": source.slug, "title": source.title, "number": 4}
    service.store.notices.add(Notice("foreign news", "foreign", clock(), facts), [])
    moved = Health("moved", "ailing", (Reason("hosts", 1.0, 0.0),), clock())
    service.store.healths.keep(source, Profile(), moved)
    assert told.watch() == 0
    service.store.healths.keep(source, Profile(), replace(moved, state="thin"))
    assert told.watch() == 1
