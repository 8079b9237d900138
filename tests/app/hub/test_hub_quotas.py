"""However many requests, names or addresses somebody has: the hub serves everybody else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.fetch import Call
from app.hub import receive, verifying
from app.run.boot import Service
from app.values.errors import FetchError, TooMany
from app.values.model import Content
from app.values.quotas import network_of
from app.values.settings import Settings, read_settings
from app.web import create_app
from app.websub import Caps
from tests.app.hub.test_websub import ALL, BASE, Reader, outcomes, rows, turn
from tests.conftest import FakeClock, running
from tests.deskwork import at_desk

pytestmark = pytest.mark.both_databases

CAPS = Caps()
_NAMES = 8


class ReaderElsewhere(Reader):
    """A subscriber on another machine."""

    at = "127.0.0.2"


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


@pytest.fixture
def elsewhere() -> Iterator[Reader]:
    with ReaderElsewhere() as made:
        yield made


@pytest.fixture
def settings(database_url: str, tmp_path: Path, reader: Reader, elsewhere: Reader) -> Settings:
    port = reader.host.partition(":")[2]
    names = [f"name{number}.localhost:{port}" for number in range(_NAMES)]
    environ = {
        "HARBIN_DATA_DIR": str(tmp_path),
        "HARBIN_DATABASE_URL": database_url,
        "HARBIN_ALLOW_HOSTS": ",".join([reader.host, elsewhere.host, *names]),
        "HARBIN_BASE_URL": BASE,
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


def ask(
    client: FlaskClient, callback: str, address: str, mode: str = "subscribe"
) -> tuple[int, str]:
    form = {"hub.mode": mode, "hub.callback": callback, "hub.topic": ALL}
    answer = client.post("/hub", data=form, environ_overrides={"REMOTE_ADDR": address})
    assert ("Retry-After" in answer.headers) == (answer.status_code == 429)
    return answer.status_code, answer.text


def fill(client: FlaskClient, address: str) -> None:
    """Ask from an address for as much as it may."""
    for number in range(CAPS.asker_hourly):
        assert ask(client, f"https://a{number}.example/", address)[0] == 202
    code, words = ask(client, "https://b.example/", address)
    assert (code, words.count("\n")) == (429, 1)
    assert "your address" in words


def test_one_address_uses_up_its_own_share_only(client: FlaskClient, clock: FakeClock) -> None:
    fill(client, "203.0.113.7")
    assert ask(client, "https://b.example/", "203.0.113.8")[0] == 202
    clock.turn(minutes=61)
    assert ask(client, "https://b.example/", "203.0.113.7")[0] == 202


def test_the_addresses_of_one_customer_are_one(client: FlaskClient) -> None:
    for number in range(CAPS.asker_hourly):
        assert ask(client, f"https://a{number}.example/", f"2001:db8:0:1::{number:x}")[0] == 202
    assert ask(client, "https://b.example/", "2001:db8:0:1:ffff::1")[0] == 429
    assert ask(client, "https://b.example/", "2001:db8:0:2::1")[0] == 202


def test_who_renews_or_leaves_is_not_kept_out_by_strangers(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    callback = f"{reader.url}/in"
    assert ask(client, callback, "198.51.100.1")[0] == 202
    turn(service)
    before = rows(service)[0].expires_at
    clock.turn(days=5)
    for number in range(CAPS.host_hourly):
        ask(client, f"{reader.url}/{number}", f"203.0.113.{number // CAPS.asker_hourly}")
    assert ask(client, f"{reader.url}/new", "198.51.100.2")[0] == 429
    assert ask(client, callback, "198.51.100.1")[0] == 202
    turn(service)
    (kept,) = [row for row in rows(service) if row.callback == callback]
    assert kept.expires_at > before
    assert ask(client, callback, "198.51.100.1", "unsubscribe")[0] == 202
    turn(service)
    assert callback not in [row.callback for row in rows(service)]


def test_all_requests_together_keep_out_nobody_who_renews(
    service: Service, clock: FakeClock
) -> None:
    caps = replace(CAPS, all_hourly=3)

    def request(callback: str) -> None:
        form = {"hub.mode": "subscribe", "hub.callback": callback, "hub.topic": ALL}
        receive(form, service.store, service.fetcher, BASE, clock(), "198.51.100.1", caps)

    request("https://known.example/")
    for asked in service.store.hub.take_intents({}, 10, clock()):
        service.store.hub.confirmed(asked, clock())
    clock.turn(minutes=61)
    for number in range(3):
        request(f"https://a{number}.example/")
    with pytest.raises(TooMany):
        request("https://new.example/")
    request("https://known.example/")


def test_the_same_asked_for_again_and_again_is_verified_once_a_minute(
    client: FlaskClient, service: Service, reader: Reader, clock: FakeClock
) -> None:
    for number in range(CAPS.same_hourly):
        assert ask(client, f"{reader.url}/in", f"203.0.113.{number}")[0] == 202
        turn(service)
    assert len(reader.asked) == CAPS.same_hourly
    for number in range(30):
        assert ask(client, f"{reader.url}/in", f"203.0.113.{number}")[0] == 202
        clock.turn(seconds=3)
        turn(service)
    assert CAPS.same_hourly + 1 <= len(reader.asked) <= CAPS.same_hourly + 2


@pytest.mark.parametrize("echoes", [True, False])
def test_many_names_of_one_machine_are_one_machine(
    client: FlaskClient,
    service: Service,
    reader: Reader,
    elsewhere: Reader,
    monkeypatch: pytest.MonkeyPatch,
    echoes: bool,
) -> None:
    monkeypatch.setattr(verifying, "_CAPS", replace(CAPS, machine_hourly=3))
    if not echoes:
        reader.challenge = lambda _: (500, b"")
    port = reader.host.partition(":")[2]
    for number in range(_NAMES):
        callback = f"http://name{number}.localhost:{port}/"
        assert ask(client, callback, "203.0.113.7")[0] == 202
        turn(service)
    assert len(reader.asked) == 3
    assert len(rows(service)) == (3 if echoes else 0)
    assert "asked as often as one machine is" in outcomes(service)[-1]
    assert ask(client, f"{elsewhere.url}/in", "203.0.113.7")[0] == 202
    turn(service)
    assert len(elsewhere.asked) == 1
    reader.challenge = lambda heard: (200, heard.query["hub.challenge"].encode())
    ask(client, f"http://name0.localhost:{port}/", "203.0.113.7")
    turn(service)
    assert len(reader.asked) == (4 if echoes else 3)


def test_a_machine_has_so_many_subscriptions_whatever_they_are_called(
    client: FlaskClient, service: Service, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_CAPS", replace(CAPS, machine=2))
    port = reader.host.partition(":")[2]
    for number in range(4):
        ask(client, f"http://name{number}.localhost:{port}/", "203.0.113.7")
        turn(service)
    assert len(rows(service)) == 2
    assert {row.machine for row in rows(service)} == {"127.0.0.1"}
    assert {row.asker for row in rows(service)} == {"203.0.113.7"}


def test_a_call_does_not_go_to_a_closed_network(service: Service, reader: Reader) -> None:
    call = Call(f"{reader.url}/in", closed=frozenset(["127.0.0.1"]))
    with pytest.raises(FetchError, match="as often as one machine") as refused:
        service.fetcher.call(call).result(30)
    assert (refused.value.kind, reader.heard) == ("blocked", [])
    assert service.fetcher.call(replace(call, closed=frozenset())).result(30).address == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_networks(address: str, network: str) -> None:
    assert network_of(address) == network
