"""WebSub over real sockets: pings to other hubs, and our own hub with its subscribers (H14)."""

import hashlib
import hmac
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.fetch import Limits
from app.hub import DeliveryWorker, receive
from app.hub.announcing import announce
from app.publish.release import release
from app.run.boot import Service, build, delivery_worker
from app.run.jobs import Jobs
from app.store.schema import HubRow, IntentRow, PingRow, SubscriptionRow
from app.values.errors import InputError, SettingError, TooMany
from app.values.model import Content
from app.values.settings import Settings, read_settings
from app.web import create_app
from app.web.inside import rendering
from app.websub import Caps, call_url, deliver_again, folder_of, ping_again, read_intent, signature
from tests.conftest import FakeClock, running
from tests.deskwork import at_desk
from tests.processes import app, environment, free_port, serving
from tests.server import Heard, Listener, Said

pytestmark = pytest.mark.both_databases

BASE = "https://news.example.org"
ALL, CITY = f"{BASE}/feed.atom", f"{BASE}/sections/city/feed.rss"
DAY = 86400


class Reader(Listener):
    """A subscriber: echoes challenges, takes deliveries; `status` is what it answers to them."""

    def __init__(self) -> None:
        super().__init__(self._say)
        self.status = 204
        self.challenge: Callable[[Heard], Said] = lambda heard: (
            200,
            heard.query["hub.challenge"].encode(),
        )

    def _say(self, heard: Heard) -> Said:
        if heard.method == "POST":
            return self.status, b""
        return self.challenge(heard) if "hub.challenge" in heard.query else (200, b"")

    @property
    def asked(self) -> list[dict[str, str]]:
        return [heard.query for heard in self.heard if heard.method == "GET"]

    @property
    def sent(self) -> list[Heard]:
        return [heard for heard in self.heard if heard.method == "POST"]


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


@pytest.fixture
def elsewhere() -> Iterator[Listener]:
    """A hub of somebody else."""
    with Listener(lambda _: (204, b"")) as made:
        yield made


@pytest.fixture
def settings(database_url: str, tmp_path: Path, reader: Reader, elsewhere: Listener) -> Settings:
    environ = {
        "HARBIN_DATA_DIR": str(tmp_path),
        "HARBIN_DATABASE_URL": database_url,
        "HARBIN_ALLOW_HOSTS": f"{reader.host},{elsewhere.host}",
        "HARBIN_BASE_URL": BASE,
        "HARBIN_HUBS": f"{elsewhere.url}/",
    }
    return read_settings(environ)


@pytest.fixture
def service(settings: Settings, clock: FakeClock) -> Iterator[Service]:
    with running(settings, clock) as built:
        at_desk(built.store).write(Content("A first draft"), "City", "wei", clock())
        yield built


@pytest.fixture
def client(service: Service) -> FlaskClient:
    return create_app(service).test_client()


def courier_of(service: Service, seconds: float = 20) -> DeliveryWorker:
    made = delivery_worker(service, rendering(service), lambda: 0.5)
    made._limits = Limits(body_bytes=4096, wire_bytes=65536, total_seconds=seconds)
    return made


def turn(service: Service, seconds: float = 20) -> None:
    """What a tick does for hubs and subscribers, to its end."""
    made = courier_of(service, seconds)
    made.announce()
    made.run()


def publish(service: Service, title: str, section: str = "City") -> None:
    item = at_desk(service.store).write(
        Content(title, text="What happened."), section, "wei", service.now()
    )
    at_desk(service.store).publish(item.uid, service.now())
    release(service.store, service.now())


def ask(
    client: FlaskClient, callback: str, topic: str = ALL, mode: str = "subscribe", **more: str
) -> tuple[int, str]:
    form = {"hub.mode": mode, "hub.callback": callback, "hub.topic": topic} | {
        f"hub.{name}": value for name, value in more.items()
    }
    answer = client.post("/hub", data=form)
    assert answer.mimetype == "text/plain"
    assert "Set-Cookie" not in answer.headers
    return answer.status_code, answer.text


def subscribed(
    client: FlaskClient,
    service: Service,
    reader: Reader,
    topic: str = ALL,
    path: str = "/in",
    **more: str,
) -> None:
    assert ask(client, reader.url + path, topic, **more)[0] == 202
    turn(service)
    assert rows(service)
    reader.heard.clear()


def rows(service: Service) -> list[SubscriptionRow]:
    with service.store.database.read() as session:
        found = list(session.query(SubscriptionRow).order_by(SubscriptionRow.id))
        session.expunge_all()
    return found


def outcomes(service: Service) -> list[str]:
    with service.store.database.read() as session:
        return [row.outcome for row in session.query(IntentRow).order_by(IntentRow.id)]


# The hub: subscribing


def test_h14_a_subscriber_that_echoes_the_challenge_is_subscribed(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    assert ask(client, f"{reader.url}/in?id=a%20b&x")[0] == 202
    assert rows(service) == []
    turn(service)
    (heard,) = reader.heard
    assert heard.path.startswith("/in?id=a%20b&x&hub.mode=subscribe&")
    assert heard.query["hub.topic"] == ALL
    assert heard.query["hub.lease_seconds"] == str(10 * DAY)
    assert len(heard.query["hub.challenge"]) > 30
    (row,) = rows(service)
    assert (row.callback, row.path, row.expires_at) == (
        f"{reader.url}/in?id=a%20b&x",
        "/feed.atom",
        clock() + timedelta(days=10),
    )
    assert service.store.hub.count(clock()) == {"active": 1, "due": 0, "unverified": 0}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((200, b"something else"), "the challenge was not echoed"),
        ((200, b""), "the challenge was not echoed"),
        ((404, b""), "it answered 404"),
        ((302, b""), "it answered 302"),
        ((500, b""), "it answered 500"),
    ],
)
@pytest.mark.parametrize("mode", ["subscribe", "unsubscribe"])
def test_h14_anything_else_changes_nothing(
    client: FlaskClient, service: Service, reader: Reader, mode: str, answer: Said, outcome: str
) -> None:
    if mode == "unsubscribe":
        subscribed(client, service, reader)
    before = len(rows(service))
    reader.challenge = lambda heard: (
        answer[0],
        answer[1] or heard.query["hub.challenge"].encode() if answer[0] != 200 else answer[1],
    )
    reader.headers["Location"] = "/in"
    assert ask(client, f"{reader.url}/in", mode=mode)[0] == 202
    turn(service)
    turn(service)
    assert len(reader.heard) == 1
    assert len(rows(service)) == before
    assert outcomes(service)[-1] == outcome


def test_h14_a_slow_subscriber_is_not_waited_for(
    client: FlaskClient, service: Service, reader: Reader
) -> None:
    over = threading.Event()
    reader.challenge = lambda heard: (
        200 + 0 * over.wait(10),
        heard.query["hub.challenge"].encode(),
    )
    assert ask(client, f"{reader.url}/in")[0] == 202
    turn(service, seconds=0.3)
    over.set()
    assert rows(service) == []
    assert outcomes(service) == ["no answer within 0.3 s"]


def test_h14_a_callback_at_a_private_address_is_never_reached(
    client: FlaskClient, service: Service
) -> None:
    assert ask(client, "http://localhost/in")[0] == 202
    turn(service)
    assert rows(service) == []
    assert "this machine itself" in outcomes(service)[0] or "private" in outcomes(service)[0]
    status, said = ask(client, "http://localhost:8080/in")
    assert (status, said) == (400, "hub.callback must be at port 80 or 443\n")


@pytest.mark.parametrize(
    ("asked", "granted"),
    [("1", 3600), ("0", 3600), ("7200", 7200), ("99999999", 30 * DAY), ("", 10 * DAY)],
)
def test_h14_leases_have_bounds(
    client: FlaskClient,
    service: Service,
    reader: Reader,
    clock: FakeClock,
    asked: str,
    granted: int,
) -> None:
    assert ask(client, f"{reader.url}/in", lease_seconds=asked)[0] == 202
    turn(service)
    assert reader.asked[0]["hub.lease_seconds"] == str(granted)
    assert rows(service)[0].expires_at == clock() + timedelta(seconds=granted)


def test_h14_a_lease_ends(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    subscribed(client, service, reader, lease_seconds="3600")
    clock.turn(seconds=3601)
    publish(service, "Too late for you")
    turn(service)
    assert reader.heard == []
    assert service.store.hub.count(clock())["active"] == 0
    service.store.hub.tidy(clock())
    assert rows(service) == []


def test_h14_a_renewal_replaces_lease_and_secret(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    subscribed(client, service, reader, lease_seconds="3600", secret="old")
    clock.turn(minutes=30)
    subscribed(client, service, reader, lease_seconds="7200", secret="new")
    (row,) = rows(service)
    assert (row.expires_at, row.secret) == (clock() + timedelta(hours=2), "new")
    with service.store.database.read() as session:
        assert {intent.secret for intent in session.query(IntentRow)} == {""}


def test_h14_of_two_requests_the_later_counts(
    client: FlaskClient, service: Service, reader: Reader
) -> None:
    assert (
        ask(client, f"{reader.url}/in")[0]
        == ask(client, f"{reader.url}/in", mode="unsubscribe")[0]
        == 202
    )
    turn(service)
    assert [query["hub.mode"] for query in reader.asked] == ["unsubscribe"]
    assert rows(service) == []


def test_h14_a_request_made_while_the_one_before_is_verified_overrides_it(
    client: FlaskClient, service: Service, reader: Reader
) -> None:
    def echo(heard: Heard) -> Said:
        if heard.query["hub.mode"] == "subscribe":
            ask(client, f"{reader.url}/in", mode="unsubscribe")
        return 200, heard.query["hub.challenge"].encode()

    reader.challenge = echo
    ask(client, f"{reader.url}/in")
    turn(service)
    assert outcomes(service) == ["asked anew", "confirmed"]
    assert rows(service) == []


def test_h14_unsubscribing(client: FlaskClient, service: Service, reader: Reader) -> None:
    subscribed(client, service, reader)
    assert ask(client, f"{reader.url}/in", mode="unsubscribe")[0] == 202
    turn(service)
    assert reader.asked[0].keys() == {"hub.mode", "hub.topic", "hub.challenge"}
    assert rows(service) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"hub.mode": ""}, "hub.mode is missing"),
        ({"hub.mode": "publish"}, "this hub serves its own site only"),
        ({"hub.mode": "denied"}, "hub.mode must be"),
        ({"hub.callback": ""}, "hub.callback is missing"),
        ({"hub.callback": "ftp://a.example/"}, "hub.callback must be"),
        ({"hub.callback": "http://user@a.example/"}, "hub.callback must be"),
        ({"hub.callback": "http://a.example/#part"}, "hub.callback must be"),
        ({"hub.callback": "http://a.example/\r\nX: y"}, "hub.callback must be"),
        ({"hub.callback": "http://[a"}, "hub.callback must be"),
        ({"hub.callback": f"http://a.example/{'x' * 1000}"}, "hub.callback must not be longer"),
        ({"hub.callback": "http://a.example:22/"}, "hub.callback must be at port"),
        ({"hub.topic": ""}, "hub.topic is missing"),
        ({"hub.topic": "https://other.example/feed.atom"}, "hub.topic must be a feed of"),
        ({"hub.topic": f"{BASE}.evil.example/feed.atom"}, "hub.topic must be a feed of"),
        ({"hub.topic": f"{BASE}/"}, "hub.topic is no feed"),
        ({"hub.topic": f"{BASE}/feed.xml"}, "hub.topic is no feed"),
        ({"hub.topic": f"{BASE}/feed.atom?x=1"}, "hub.topic is no feed"),
        ({"hub.topic": f"{BASE}/sections/nowhere/feed.atom"}, "hub.topic is no feed"),
        ({"hub.topic": f"{BASE}/sections/city/x/feed.atom"}, "hub.topic is no feed"),
        ({"hub.lease_seconds": "-1"}, "hub.lease_seconds must be"),
        ({"hub.lease_seconds": "soon"}, "hub.lease_seconds must be"),
        ({"hub.secret": "x" * 200}, "hub.secret must be shorter"),
        ({"hub.secret": "秘" * 67}, "hub.secret must be shorter"),
    ],
)
def test_h14_a_bad_request_is_told_in_one_line(
    client: FlaskClient, service: Service, changed: dict[str, str], said: str
) -> None:
    form = {
        "hub.mode": "subscribe",
        "hub.callback": "https://a.example/in",
        "hub.topic": ALL,
    } | changed
    answer = client.post("/hub", data=form)
    assert (answer.status_code, answer.content_type, answer.text.count("\n")) == (
        400,
        "text/plain; charset=utf-8",
        1,
    )
    assert answer.text.startswith(said)
    assert service.store.hub.count(service.now())["unverified"] == 0


def test_h14_what_is_no_form_and_no_post(client: FlaskClient) -> None:
    assert client.post("/hub", json={"hub.mode": "subscribe"}).text == "hub.mode is missing\n"
    answer = client.get("/hub")
    assert (answer.status_code, answer.mimetype) == (405, "text/plain")


def test_h14_unknown_fields_are_ignored_and_a_section_can_be_subscribed(
    client: FlaskClient, service: Service, reader: Reader
) -> None:
    assert (
        ask(client, f"{reader.url}/in", CITY, verify="sync", unheard_of="x", secret="x" * 199)[0]
        == 202
    )
    turn(service)
    assert reader.asked[0]["hub.topic"] == CITY


def test_h14_nobody_can_use_the_hub_against_others(service: Service, clock: FakeClock) -> None:
    caps = Caps(host=2, all=3, host_hourly=4, all_hourly=6)

    def request(callback: str, mode: str = "subscribe") -> None:
        receive(
            {"hub.mode": mode, "hub.callback": callback, "hub.topic": ALL},
            service.store,
            service.fetcher,
            BASE,
            clock(),
            "",
            caps,
        )

    for number in range(4):
        request(f"https://a.example/{number}")
    with pytest.raises(TooMany, match=r"a\.example"):
        request("http://A.example./4", "unsubscribe")
    for number in range(2):
        request(f"https://b.example/{number}")
    with pytest.raises(TooMany):
        request("https://c.example/")
    clock.turn(minutes=61)
    for number in range(3):
        request(f"https://{'ddb'[number]}.example/{number}")
        for asked in service.store.hub.take_intents({}, 10, clock()):
            service.store.hub.confirmed(asked, clock())
    clock.turn(minutes=61)
    with pytest.raises(TooMany, match=r"at d\.example"):
        request("https://d.example/new")
    with pytest.raises(TooMany, match="as this hub can serve"):
        request("https://e.example/")
    request("https://d.example/0")
    request("https://e.example/", "unsubscribe")


def test_h14_requests_that_nobody_verified_in_an_hour_expire(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    ask(client, f"{reader.url}/in")
    clock.turn(minutes=61)
    turn(service)
    assert reader.heard == []
    service.store.hub.tidy(clock())
    assert outcomes(service) == []


def test_h14_one_verification_at_a_time_for_each_host(
    client: FlaskClient, service: Service, reader: Reader
) -> None:
    together, most, lock = 0, 0, threading.Lock()

    def echo(heard: Heard) -> Said:
        nonlocal together, most
        with lock:
            together += 1
            most = max(most, together)
        threading.Event().wait(0.02)
        with lock:
            together -= 1
        return 200, heard.query["hub.challenge"].encode()

    reader.challenge = echo
    for number in range(6):
        ask(client, f"{reader.url}/{number}")
    turn(service)
    assert (len(rows(service)), most) == (6, 1)


# The hub: deliveries


def test_h14_subscribers_are_sent_the_whole_feed_signed(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    subscribed(client, service, reader, CITY, secret="密 words")
    subscribed(client, service, reader, ALL, "/all")
    clock.turn(minutes=1)
    publish(service, "Ice lanterns are lit")
    turn(service)
    sent = {heard.path: heard for heard in reader.sent}
    assert sent.keys() == {"/in", "/all"}
    feed = client.get("/sections/city/feed.rss")
    city = sent["/in"]
    assert city.body == feed.data
    assert b"Ice lanterns are lit" in city.body
    assert city.headers["Content-Type"] == feed.headers["Content-Type"]
    assert city.headers["Link"] == f'<{BASE}/hub>; rel="hub", <{CITY}>; rel="self"'
    expected = hmac.new("密 words".encode(), city.body, hashlib.sha256).hexdigest()
    assert city.headers["X-Hub-Signature"] == f"sha256={expected}"
    assert "X-Hub-Signature" not in sent["/all"].headers
    assert sent["/all"].headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    reader.heard.clear()
    turn(service)
    assert reader.heard == []


def test_h14_only_topics_that_changed_are_sent(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    subscribed(client, service, reader, CITY)
    publish(service, "Elsewhere", "Sport")
    turn(service)
    assert reader.sent == []


def test_h14_several_changes_are_one_delivery_of_the_newest(
    client: FlaskClient, service: Service, reader: Reader
) -> None:
    subscribed(client, service, reader)
    made = courier_of(service)
    for title in ("One", "Two", "Three"):
        publish(service, title)
        made.announce()
    made.run()
    (sent,) = reader.sent
    assert all(title in sent.body for title in (b"One", b"Two", b"Three"))


def test_h14_what_changes_during_a_delivery_is_sent_after_it(
    client: FlaskClient, service: Service, reader: Reader
) -> None:
    subscribed(client, service, reader)
    publish(service, "Before")
    say = reader.answer

    def change(heard: Heard) -> Said:
        reader.answer = say
        publish(service, "Meanwhile")
        courier_of(service).announce()
        return 200, b""

    reader.answer = change
    turn(service)
    assert [b"Meanwhile" in heard.body for heard in reader.sent] == [False, True]


def test_h14_gone_ends_a_subscription(
    client: FlaskClient, service: Service, reader: Reader
) -> None:
    subscribed(client, service, reader)
    reader.status = 410
    publish(service, "Nobody listens")
    turn(service)
    assert (len(reader.sent), rows(service)) == (1, [])


@pytest.mark.parametrize("status", [500, 302, 404])
def test_h14_a_failed_delivery_is_tried_again_eight_times_in_a_day(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock, status: int
) -> None:
    subscribed(client, service, reader)
    reader.status, began = status, clock()
    publish(service, "Ice lanterns are lit")
    turn(service)
    waits = []
    while due := rows(service)[0].next_try_at:
        assert rows(service)[0].last_error == f"it answered {status}"
        waits.append((due - clock()).total_seconds() / 60)
        clock.time = due - timedelta(seconds=1)
        turn(service)
        assert len(reader.sent) == len(waits)
        clock.time = due
        turn(service)
    assert waits == [1, 5, 15, 60, 120, 300, 540]
    assert len(reader.sent) == 8
    assert clock() - began < timedelta(days=1)
    reader.status = 200
    publish(service, "And again")
    turn(service)
    assert b"And again" in reader.sent[-1].body
    (row,) = rows(service)
    assert (row.tries, row.last_error, row.next_try_at) == (0, "", None)


def test_h14_a_retry_sends_what_is_newest_by_then(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    subscribed(client, service, reader)
    reader.status = 503
    reader.headers["Retry-After"] = "600"
    publish(service, "First")
    turn(service)
    assert rows(service)[0].next_try_at == clock() + timedelta(minutes=10)
    publish(service, "Second")
    turn(service)
    assert len(reader.sent) == 1
    reader.status = 200
    clock.turn(minutes=10)
    turn(service)
    assert b"Second" in reader.sent[1].body


def test_h14_a_slow_subscriber_holds_up_nobody(
    client: FlaskClient, service: Service, reader: Reader, elsewhere: Listener
) -> None:
    for number in range(12):
        subscribed(client, service, reader, path=f"/{number}")
    elsewhere.answer = lambda heard: (200, heard.query.get("hub.challenge", "").encode())
    quick = elsewhere.url.replace("127.0.0.1", "localhost")
    assert service.store.hub.count(service.now())["active"] == 12
    receive_quick = {
        "hub.mode": "subscribe",
        "hub.callback": f"{elsewhere.url}/quick",
        "hub.topic": ALL,
    }
    receive(receive_quick, service.store, service.fetcher, BASE, service.now())
    turn(service)
    # The two listeners are one host by name; the books are told otherwise.
    with service.store.database.write() as session:
        session.query(SubscriptionRow).filter(SubscriptionRow.callback.endswith("/quick")).update(
            {"host": urlsplit(quick).hostname}
        )
    over, reached = threading.Event(), threading.Event()

    def wait(heard: Heard) -> Said:
        over.wait(20)
        return 200, b""

    def note(heard: Heard) -> Said:
        if heard.path == "/quick":
            reached.set()
        return 200, b""

    reader.answer, elsewhere.answer = wait, note
    publish(service, "Ice lanterns are lit")
    running = threading.Thread(target=turn, args=(service,))
    running.start()
    assert reached.wait(10)
    assert len(reader.sent) <= 4
    over.set()
    running.join(20)
    assert len({heard.path for heard in reader.sent}) == len(reader.sent) == 12


def test_h14_a_topic_that_is_gone_is_denied(
    client: FlaskClient, service: Service, reader: Reader
) -> None:
    subscribed(client, service, reader)
    publish(service, "Ice lanterns are lit")
    made = delivery_worker(service, lambda path: None, lambda: 0.5)
    made.announce()
    made.run()
    made.run()
    assert [query["hub.mode"] for query in reader.asked] == ["denied"]
    assert reader.asked[0].keys() == {"hub.mode", "hub.topic", "hub.reason"}
    assert (reader.sent, rows(service)) == ([], [])


def test_h14_trouble_of_ours_ends_no_subscription(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    subscribed(client, service, reader)
    publish(service, "Ice lanterns are lit")
    with service.store.database.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE locations RENAME TO nobody")
    turn(service)
    assert (reader.sent, len(rows(service))) == ([], 1)
    with service.store.database.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE nobody RENAME TO locations")
    clock.turn(minutes=1)
    turn(service)
    assert len(reader.sent) == 1


def test_h14_a_topic_that_cannot_be_made_holds_up_no_other(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    subscribed(client, service, reader, path="/all")
    subscribed(client, service, reader, topic=CITY, path="/city")
    clock.turn(minutes=1)
    publish(service, "Ice lanterns are lit")
    render, broken = rendering(service), True

    def making(path: str) -> tuple[str, bytes] | None:
        if broken and BASE + path == ALL:
            raise RuntimeError
        return render(path)

    made = delivery_worker(service, making, lambda: 0.5)
    made.announce()
    made.run()
    assert [heard.path for heard in reader.sent] == ["/city"]
    broken = False
    clock.turn(minutes=1)
    made.run()
    assert [heard.path for heard in reader.sent] == ["/city", "/all"]


def test_h14_a_restart_in_the_middle_forgets_nothing(
    client: FlaskClient, service: Service, settings: Settings, reader: Reader, clock: FakeClock
) -> None:
    for number in range(6):
        subscribed(client, service, reader, path=f"/{number}")
    publish(service, "Ice lanterns are lit")
    over, say = threading.Event(), reader.answer

    def hold(heard: Heard) -> Said:
        over.wait(20)
        return 200, b""

    reader.answer = hold
    running = threading.Thread(target=turn, args=(service,))
    running.start()
    while len(reader.sent) < 4:
        threading.Event().wait(0.01)
    service.fetcher.close()
    running.join(10)
    assert not running.is_alive()
    over.set()
    reader.answer = say
    reader.heard.clear()
    again = build(settings, now=clock)
    turn(again)
    again.close()
    assert sorted(heard.path for heard in reader.sent) == [f"/{number}" for number in range(6)]


def test_h14_a_claim_whose_owner_was_killed_ends_by_itself(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    subscribed(client, service, reader)
    publish(service, "Ice lanterns are lit")
    announce(service.store, (), clock())
    assert len(service.store.hub.take_deliveries({}, 4, 10, clock())) == 1
    turn(service)
    assert reader.sent == []
    clock.turn(minutes=1)
    turn(service)
    assert len(reader.sent) == 1


def test_h14_two_workers_send_nothing_twice(
    client: FlaskClient,
    service: Service,
    settings: Settings,
    reader: Reader,
    elsewhere: Listener,
    clock: FakeClock,
) -> None:
    for number in range(20):
        subscribed(client, service, reader, path=f"/{number}")
    elsewhere.heard.clear()
    publish(service, "Ice lanterns are lit")
    other = build(settings, now=clock, prepare=False)
    workers = [courier_of(one) for one in (service, other)]
    for worker in workers:
        worker.announce()
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(worker.run) for worker in workers]:
            done.result(60)
    other.close()
    assert len(reader.sent) == 20
    assert len({heard.path for heard in reader.sent}) == 20
    assert len(elsewhere.heard) == 1


def test_h14_the_hub_can_be_switched_off(
    settings: Settings, clock: FakeClock, reader: Reader
) -> None:
    quiet = build(replace(settings, hub=False), now=clock)
    assert (
        create_app(quiet).test_client().post("/hub", data={"hub.mode": "subscribe"}).status_code
        == 404
    )
    assert quiet.settings.hub_urls == settings.hubs
    assert settings.hub_urls == (f"{BASE}/hub", *settings.hubs)
    quiet.close()


# Pings to other hubs


def test_h14_a_hub_is_told_of_every_topic_that_changed_in_one_ping(
    service: Service, elsewhere: Listener
) -> None:
    turn(service)
    assert elsewhere.heard == []
    publish(service, "One")
    publish(service, "Two", "Sport")
    turn(service)
    turn(service)
    (ping,) = elsewhere.heard
    assert ping.method == "POST"
    assert ping.headers["Content-Type"] == "application/x-www-form-urlencoded"
    folders = ("/", "/sections/city/", "/sections/sport/")
    topics = [
        f"{BASE}{folder}feed.{form}" for folder in folders for form in ("atom", "json", "rss")
    ]
    assert ping.form["hub.mode"] == ["publish"]
    assert sorted(ping.form["hub.url"]) == sorted(ping.form["hub.topic"]) == sorted(topics)


def test_h14_very_many_topics_are_told_in_several_pings(
    service: Service, elsewhere: Listener
) -> None:
    for number in range(30):
        publish(service, "News", f"Part {number}")
    turn(service)
    assert len(elsewhere.heard) == 2
    assert len({url for ping in elsewhere.heard for url in ping.form["hub.url"]}) == 3 * 32


def test_h14_a_hub_that_is_down_is_asked_less_and_less_and_a_ping_is_given_up_after_a_day(
    service: Service,
    settings: Settings,
    elsewhere: Listener,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    elsewhere.answer = lambda _: (503, b"")
    publish(service, "Ice lanterns are lit")
    waits: list[float] = []
    with caplog.at_level(logging.WARNING):
        turn(service)
    assert "could not be told of changes: it answered 503" in caplog.text
    while due := next_ping(service):
        waits.append((due - clock()).total_seconds())
        clock.time = due
        turn(service)
    assert waits[:10] == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]
    assert max(waits) == 3600
    assert timedelta(days=1) <= timedelta(seconds=sum(waits)) < timedelta(days=1, hours=1)
    (state,) = service.store.pings.hubs(settings.hubs)
    assert (state.last_error, state.owed) == ("it answered 503", 0)
    assert state.failures == len(waits) + 1
    elsewhere.answer = lambda _: (200, b"")
    publish(service, "It is back")
    turn(service)
    (state,) = service.store.pings.hubs(settings.hubs)
    assert (state.failures, state.last_error, state.last_success_at, state.owed) == (
        0,
        "",
        clock(),
        0,
    )


def next_ping(service: Service) -> datetime | None:
    with service.store.database.read() as session:
        return session.query(HubRow).one().next_try_at


def test_h14_what_changes_during_a_ping_is_told_after_it(
    service: Service, elsewhere: Listener
) -> None:
    publish(service, "Before")

    def change(heard: Heard) -> Said:
        elsewhere.answer = lambda _: (200, b"")
        publish(service, "Meanwhile")
        courier_of(service).announce()
        return 200, b""

    elsewhere.answer = change
    turn(service)
    assert len(elsewhere.heard) == 2


def test_h14_a_hub_that_hangs_delays_no_tick(
    service: Service, elsewhere: Listener, clock: FakeClock
) -> None:
    over, reached = threading.Event(), threading.Event()

    def hang(heard: Heard) -> Said:
        reached.set()
        over.wait(20)
        return 200, b""

    elsewhere.answer = hang
    jobs = Jobs(service, courier_of(service))
    publish(service, "Ice lanterns are lit")
    jobs.tick()
    assert reached.wait(10)
    item = at_desk(service.store).write(Content("Next"), "City", "wei", clock())
    at_desk(service.store).publish(item.uid, clock())
    jobs.tick()
    assert service.store.items.by_uid(item.uid).status == "published"
    assert len(elsewhere.heard) == 1
    over.set()
    jobs.close()


def test_h14_a_hub_that_is_no_longer_set_is_forgotten(
    service: Service, settings: Settings, elsewhere: Listener
) -> None:
    elsewhere.answer = lambda _: (500, b"")
    publish(service, "One")
    turn(service)
    publish(service, "Two")
    announce(service.store, (), service.now())
    assert service.store.pings.hubs(settings.hubs) == []
    with service.store.database.read() as session:
        assert session.query(PingRow).count() == 0


def test_h14_metrics_tell_of_hubs_and_subscriptions(
    client: FlaskClient, service: Service, reader: Reader, elsewhere: Listener
) -> None:
    subscribed(client, service, reader)
    elsewhere.answer = lambda _: (500, b"")
    publish(service, "One")
    turn(service)
    text = client.get("/metrics").text
    assert 'harbin_hub_subscriptions{state="active"} 1.0' in text
    assert f'harbin_ping_failures{{hub="{elsewhere.url}/"}} 1.0' in text
    assert f'harbin_ping_topics_owed{{hub="{elsewhere.url}/"}} 6.0' in text


@pytest.mark.parametrize(
    "hubs",
    [
        "hub.example.org",
        "https://",
        "https://u:p@h.example/",
        "https://h.example/#x",
        f"https://ok.example/, {BASE}/hub",
    ],
)
def test_h14_hubs_are_checked_at_the_start(hubs: str) -> None:
    with pytest.raises(SettingError, match="HARBIN_HUBS"):
        read_settings({"HARBIN_HUBS": hubs, "HARBIN_BASE_URL": BASE})


def test_h14_hubs_are_a_list() -> None:
    settings = read_settings(
        {
            "HARBIN_HUBS": " https://a.example/ ,https://b.example/x?y=1,,https://a.example/",
            "HARBIN_HUB": "0",
        }
    )
    assert settings.hub_urls == ("https://a.example/", "https://b.example/x?y=1")
    assert read_settings({}).hub_urls == ("http://127.0.0.1:8000/hub",)


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.xdist_group("process")
def test_h14_a_service_pushes_what_is_published(
    tmp_path: Path, reader: Reader, elsewhere: Listener
) -> None:
    city, text = tmp_path / "city.toml", tmp_path / "story.md"
    city.write_text('title = "Nowhere Today"\nsources = []\n')
    text.write_text("The rink opened.")
    hosts = f"{reader.host},{elsewhere.host}"
    env = environment(
        tmp_path,
        HARBIN_CONFIG=str(city),
        HARBIN_TICK="0.2",
        HARBIN_ALLOW_HOSTS=hosts,
        HARBIN_HUBS=elsewhere.url,
    )
    port = free_port()
    with serving(env, port) as server:
        assert server.get("/healthz")[0] == 200
        form = {
            "hub.mode": "subscribe",
            "hub.callback": f"{reader.url}/in",
            "hub.topic": f"http://127.0.0.1:{port}/feed.json",
            "hub.secret": "s",
        }
        with urlopen(f"{server.url}/hub", urlencode(form).encode(), timeout=30) as answer:
            assert answer.status == 202
        wait_until(lambda: bool(reader.asked))
        done = app(
            "items",
            "add",
            "--title",
            "Skating rink opens early",
            "--text-file",
            str(text),
            "--publish",
            env=env,
        )
        assert done.returncode == 0, done.stderr
        wait_until(lambda: bool(reader.sent and elsewhere.heard))
        assert server.get("/feed.json")[1].encode() == reader.sent[-1].body
    assert b"Skating rink opens early" in reader.sent[-1].body
    assert reader.sent[-1].headers["X-Hub-Signature"] == signature("s", reader.sent[-1].body)
    assert f"http://127.0.0.1:{port}/feed.atom" in elsewhere.heard[-1].form["hub.url"]


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it did not come")


# The pure part


@pytest.mark.parametrize(
    ("callback", "url"),
    [
        ("http://a/", "http://a/?hub.mode=x+y"),
        ("http://a/?", "http://a/?hub.mode=x+y"),
        ("http://a/?b", "http://a/?b&hub.mode=x+y"),
        ("http://a/?b=%2F&", "http://a/?b=%2F&hub.mode=x+y"),
    ],
)
def test_h14_a_callback_s_own_query_stays(callback: str, url: str) -> None:
    assert call_url(callback, {"hub.mode": "x y"}) == url


def test_h14_a_known_signature() -> None:
    # RFC 4231, test case 2.
    assert (
        signature("Jefe", b"what do ya want for nothing?")
        == "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_h14_waiting_is_spread() -> None:
    assert (ping_again(1, 0), ping_again(1, 1)) == (timedelta(seconds=7.5), timedelta(seconds=12.5))
    assert ping_again(10_000, 0.5) == timedelta(hours=1)
    assert deliver_again(1, 0.5, asked=1e9) == timedelta(hours=6)
    assert deliver_again(8, 0.5) is None


@given(
    st.dictionaries(
        st.sampled_from(
            ["hub.mode", "hub.callback", "hub.topic", "hub.secret", "hub.lease_seconds"]
        ),
        st.text(),
    )
)
def test_h14_no_form_makes_it_stumble(form: dict[str, str]) -> None:
    with pytest.raises(InputError):
        read_intent(
            {"hub.mode": "subscribe", "hub.topic": f"{BASE}/feed.rss"}
            | {"hub.callback": "x:"}
            | form,
            BASE,
        )


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("/feed.rss", "/"),
        ("/a/b/feed.json", "/a/b/"),
        ("/feed.xml", None),
        ("feed.rss", None),
        ("", None),
    ],
)
def test_h14_folders_of_topics(path: str, folder: str | None) -> None:
    assert folder_of(path) == folder
