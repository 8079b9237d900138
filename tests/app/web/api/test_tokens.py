"""Programs at work: tokens, what they may do, and what their requests lead to."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.desk import change_editor, count_write
from app.openapi import OPERATIONS
from app.run.boot import Service
from app.values.model import Role
from app.values.tokens import SCOPES, WRITES
from app.web import create_app
from tests.browsing import logged_in
from tests.conftest import FakeClock

Ask = Callable[..., TestResponse]
ALL = tuple(SCOPES)


@pytest.fixture
def app(service: Service) -> Flask:
    return create_app(service)


def token_of(
    service: Service, role: Role = "editor", scopes: tuple[str, ...] = ALL, name: str = "li"
) -> str:
    editor = service.store.editors.add(name, role, "x", service.now())
    secret = f"ht_{name}-{'x' * 40}"
    service.store.tokens.add(
        editor, "CMS", scopes, secret, service.now() + timedelta(days=30), service.now()
    )
    return secret


def asking(app: Flask, secret: str) -> Ask:
    client = app.test_client()

    def ask(method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        named = {"Authorization": f"Bearer {secret}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return client.open(f"/api/v1{path}", method=method, json=body, headers=named)

    return ask


@pytest.fixture
def ask(service: Service, app: Flask) -> Ask:
    return asking(app, token_of(service))


def test_write_publish_correct_withdraw(service: Service, ask: Ask) -> None:
    made = ask(
        "POST", "/items", {"title": "Ice", "body": "It is **cold**.", "tags": ["Winter", "Ice"]}
    )
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "private, no-store")
    item = made.get_json()
    assert (item["status"], item["tags"], item["revision"], item["markdown"]) == (
        "draft",
        ["Winter", "Ice"],
        1,
        "It is **cold**.",
    )
    path = f"/items/{item['id']}"
    assert ask("PATCH", path, {"status": "published"}).get_json()["status"] == "published"
    fixed = ask(
        "PATCH",
        path,
        {"title": "Ice!", "correction": "correction", "correction_note": "A sign."},
        If_Match=made.headers["ETag"],
    )
    assert (fixed.status_code, fixed.get_json()["title"], fixed.get_json()["markdown"]) == (
        200,
        "Ice!",
        "It is **cold**.",
    )
    assert ask("PATCH", path, {"title": "Lost"}, If_Match=made.headers["ETag"]).status_code == 412
    assert ask("PATCH", path, {"title": "Lost", "revision": 1}).status_code == 409
    assert (
        ask("PATCH", path, {"status": "withdrawn", "note": "It melted."}).get_json()["note"]
        == "It melted."
    )
    assert ask("PATCH", path, {"status": "withdrawn", "title": "Half"}).status_code == 409
    assert service.store.items.by_uid(item["id"]).content.title == "Ice!"
    assert {
        entry.by
        for entry in service.store.audit.entries(20, subject=f"item {item['id']}")
        if entry.by != "service"
    } == {"li · CMS"}


def test_what_is_not_public_is_for_tokens_that_read(service: Service, app: Flask, ask: Ask) -> None:
    ask("POST", "/items", {"title": "A draft"})
    public = ask(
        "POST",
        "/items",
        {"title": "Ice lanterns", "publish": True, "rights": "headline", "body": "Full text"},
    ).get_json()
    later = ask(
        "POST", "/items", {"title": "Later", "publish_at": "2030-01-01T08:00:00+08:00"}
    ).get_json()
    assert (public["status"], later["status"]) == ("published", "scheduled")
    titles = [item["title"] for item in ask("GET", "/items").get_json()["items"]]
    assert sorted(titles) == ["A draft", "Ice lanterns", "Later"]
    assert [item["title"] for item in ask("GET", "/items?status=draft").get_json()["items"]] == [
        "A draft"
    ]
    (found,) = ask("GET", "/items?q=lanterns").get_json()["items"]
    assert found["text"] == "Full text"
    (shown,) = app.test_client().get("/api/v1/items?q=lanterns").get_json()["items"]
    assert shown["text"] is None
    assert (
        app.test_client().get("/api/v1/items?status=draft").get_json()["items"][0]["title"]
        == "Ice lanterns"
    )
    assert app.test_client().get(f"/api/v1/items/{later['id']}").status_code == 404
    assert ask("GET", f"/items/{later['id']}").get_json()["title"] == "Later"


def test_a_picture_without_words_needs_to_be_called_decorative(service: Service, ask: Ask) -> None:
    body = {"title": "Ice", "body": "![](https://example.org/a.jpg)"}
    refused = ask("POST", "/items", body | {"publish": True})
    assert (refused.status_code, refused.get_json()["field"]) == (422, "decorative")
    assert service.store.items.desk(10) == []
    made = ask("POST", "/items", body).get_json()
    assert ask("PATCH", f"/items/{made['id']}", {"status": "published"}).status_code == 422
    assert (
        ask(
            "PATCH", f"/items/{made['id']}", {"status": "published", "decorative": "yes"}
        ).get_json()["status"]
        == "published"
    )


def test_a_key_makes_one_item(service: Service, ask: Ask, clock: FakeClock) -> None:
    first = ask("POST", "/items", {"title": "Once"}, Idempotency_Key="k1")
    again = ask("POST", "/items", {"title": "Once"}, Idempotency_Key="k1")
    assert (again.status_code, again.get_json(), again.headers["Idempotency-Replayed"]) == (
        201,
        first.get_json(),
        "true",
    )
    assert "Idempotency-Replayed" not in first.headers
    assert ask("POST", "/items", {"title": "Other"}, Idempotency_Key="k1").status_code == 422
    assert ask("POST", "/items", {"title": ""}, Idempotency_Key="k2").status_code == 422
    assert ask("POST", "/items", {"title": "Now right"}, Idempotency_Key="k3").status_code == 201
    assert len(service.store.items.desk(10)) == 2
    clock.turn(hours=25)
    assert ask("POST", "/items", {"title": "Other"}, Idempotency_Key="k1").status_code == 201


def test_the_same_key_at_the_same_time_makes_one_item(service: Service, app: Flask) -> None:
    ask = asking(app, token_of(service, "editor", ALL))
    with ThreadPoolExecutor(6) as pool:
        asked = [
            pool.submit(ask, "POST", "/items", {"title": "Once"}, Idempotency_Key="k1")
            for _ in range(6)
        ]
        answers = [one.result(60) for one in asked]
    assert {(answer.status_code, answer.get_json()["id"]) for answer in answers} == {
        (201, answers[0].get_json()["id"])
    }
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 5
    assert len(service.store.items.desk(10)) == 1


def test_a_crash_before_the_answer_is_kept_makes_nothing(
    service: Service, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(type(service.store.answers), "keep", lambda *_: 1 / 0)
        assert (
            ask(
                "POST", "/items", {"title": "Once", "publish": True}, Idempotency_Key="k1"
            ).status_code
            == 500
        )
    assert service.store.items.desk(10) == []
    again = ask("POST", "/items", {"title": "Once", "publish": True}, Idempotency_Key="k1")
    assert "Idempotency-Replayed" not in again.headers
    assert [item.status for item in service.store.items.desk(10)] == ["published"]


def test_texts_and_state_are_stored_together_or_not_at_all(
    service: Service, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ask("POST", "/items", {"title": "A draft"}).get_json()
    with monkeypatch.context() as patched:
        patched.setattr("app.desk.items.publish", lambda *_, **__: 1 / 0)
        assert (
            ask(
                "PATCH", f"/items/{made['id']}", {"title": "Half", "status": "published"}
            ).status_code
            == 500
        )
        assert ask("POST", "/items", {"title": "Half", "publish": True}).status_code == 500
    assert [item.content.title for item in service.store.items.desk(10)] == ["A draft"]
    assert service.store.items.by_uid(made["id"]).revision == 1


@pytest.mark.parametrize(
    ("role", "scopes", "method", "path", "body", "code"),
    [
        ("editor", ("items:read",), "POST", "/items", {"title": "A"}, 403),
        ("editor", ("items:write",), "GET", "/items", None, 403),
        ("editor", ("items:write",), "POST", "/items", {"title": "A", "publish": True}, 403),
        ("contributor", ALL, "POST", "/items", {"title": "A", "publish": True}, 403),
        ("contributor", ALL, "POST", "/sources/news/collect", None, 403),
        ("viewer", ALL, "POST", "/items", {"title": "A"}, 403),
        ("viewer", ALL, "GET", "/items", None, 200),
        ("editor", ALL, "POST", "/sources/nobody/collect", None, 404),
        ("editor", ALL, "POST", "/items", {"title": "A", "wrong": 1}, 422),
        ("editor", ALL, "POST", "/items", {"title": "A\ud800\0", "body": "\0"}, 201),
        ("editor", ALL, "POST", "/items", [], 422),
        ("editor", ALL, "PATCH", "/items/nobody", {"title": "A"}, 404),
    ],
)
def test_a_token_can_what_its_scopes_and_its_editor_can(
    service: Service,
    app: Flask,
    role: Role,
    scopes: tuple[str, ...],
    method: str,
    path: str,
    body: Any,
    code: int,
) -> None:
    answer = asking(app, token_of(service, role, scopes))(method, path, body)
    assert answer.status_code == code
    if code >= 400:
        assert answer.content_type.startswith("application/problem+json")
        assert answer.get_json()["status"] == code


@pytest.mark.both_databases
@pytest.mark.parametrize("nothing", [None, {}, {"status": None}, {"revision": 1}, {"note": ""}])
def test_a_token_that_only_writes_reads_nothing_by_asking_for_nothing(
    service: Service, app: Flask, ask: Ask, nothing: Any
) -> None:
    draft = ask("POST", "/items", {"title": "A draft", "body": "Not for everybody."}).get_json()
    roles: dict[str, Role] = {"wei": "editor", "zhao": "contributor"}
    for name, role in roles.items():
        writer = asking(app, token_of(service, role, ("items:write",), name))
        if nothing is None:
            answer = app.test_client().patch(
                f"/api/v1/items/{draft['id']}",
                data="null",
                content_type="application/json",
                headers={"Authorization": f"Bearer ht_{name}-{'x' * 40}"},
            )
        else:
            answer = writer("PATCH", f"/items/{draft['id']}", nothing)
        assert (answer.status_code, "A draft" in answer.text) == (422, False), name


@pytest.mark.both_databases
def test_a_change_that_changes_nothing_shows_nothing_to_who_only_writes(
    service: Service, app: Flask, ask: Ask
) -> None:
    draft = ask("POST", "/items", {"title": "A draft", "body": "Not for everybody."}).get_json()
    writer = asking(app, token_of(service, "editor", ("items:write",), "wei"))
    for change in ({"decorative": "yes"}, {"title": "A draft"}):
        answer = writer("PATCH", f"/items/{draft['id']}", change)
        assert (answer.status_code, answer.text) == (204, "")
    changed = writer("PATCH", f"/items/{draft['id']}", {"title": "A draft, changed"})
    assert (changed.status_code, changed.get_json()["title"]) == (200, "A draft, changed")
    own = writer("POST", "/items", {"title": "Mine"}).get_json()
    assert writer("PATCH", f"/items/{own['id']}", {"title": "Mine"}).get_json()["title"] == "Mine"


def test_contributors_change_their_own(service: Service, app: Flask, ask: Ask) -> None:
    others = ask("POST", "/items", {"title": "Not yours"}).get_json()
    wei = asking(app, token_of(service, "contributor", name="wei"))
    own = wei("POST", "/items", {"title": "Mine"}).get_json()
    assert wei("PATCH", f"/items/{own['id']}", {"title": "Mine, better"}).status_code == 200
    assert (
        wei("PATCH", f"/items/{own['id']}", {"status": "review"}).get_json()["status"] == "review"
    )
    assert wei("PATCH", f"/items/{others['id']}", {"title": "Mine"}).status_code == 403
    ask("PATCH", f"/items/{own['id']}", {"status": "published"})
    assert wei("PATCH", f"/items/{own['id']}", {"title": "Too late"}).status_code == 403


def test_who_comes_in(service: Service, app: Flask, ask: Ask, clock: FakeClock) -> None:
    stranger = asking(app, "ht_" + "y" * 43)("GET", "/items")
    assert (stranger.status_code, stranger.headers["WWW-Authenticate"].partition(" ")[0]) == (
        401,
        "Bearer",
    )
    assert app.test_client().post("/api/v1/items", json={"title": "A"}).status_code == 401
    editor = logged_in(service, app, "chief")
    assert editor.client.post("/api/v1/items", json={"title": "A"}).status_code == 401
    change_editor(service.store, "li", "chief", clock(), disabled=True)
    assert ask("GET", "/items").status_code == 401
    change_editor(service.store, "li", "chief", clock(), disabled=False)
    assert ask("GET", "/items").status_code == 401
    lasting = asking(app, token_of(service, name="wei"))
    assert lasting("GET", "/items").status_code == 200
    clock.turn(days=31)
    assert lasting("GET", "/items").status_code == 401


def test_what_cannot_be_read(app: Flask, ask: Ask, service: Service) -> None:
    headers = {"Authorization": f"Bearer ht_li-{'x' * 40}"}
    client = app.test_client()
    assert client.post("/api/v1/items", data="title=A", headers=headers).status_code == 415
    for body in (b"{", b"\xff", b"[" * 100_000):
        assert (
            client.post(
                "/api/v1/items", data=body, content_type="application/json", headers=headers
            ).status_code
            == 400
        )
    large = client.post(
        "/api/v1/items",
        data=b" " * (4 * 2**20 + 1),
        content_type="application/json",
        headers=headers,
    )
    assert (large.status_code, large.mimetype) == (413, "application/problem+json")
    assert client.put("/api/v1/items").get_json()["status"] == 405


def test_a_program_that_runs_wild_is_stopped(service: Service, ask: Ask, clock: FakeClock) -> None:
    (token,) = service.store.tokens.of()
    for _ in range(WRITES):
        assert count_write(service.store, token, clock()) == 0
    answer = ask("POST", "/items", {"title": "Too much"})
    assert (answer.status_code, int(answer.headers["Retry-After"])) == (429, 3601)
    clock.turn(minutes=61)
    assert ask("POST", "/items", {"title": "Later"}).status_code == 201


def test_tokens_at_the_desk(service: Service, app: Flask) -> None:
    wei, chief = (
        logged_in(service, app, "contributor", "wei"),
        logged_in(service, app, "chief", "li"),
    )
    wei.get("/desk/tokens")
    assert wei.post("/desk/tokens", name="CMS", days="30").status_code == 422
    page = wei.post("/desk/tokens", name="CMS", days="30", scopes=["items:write", "items:publish"])
    secret = page.text.partition('value="ht_')[2].partition('"')[0]
    assert len(secret) >= 43
    assert secret not in wei.get("/desk/tokens").text
    (token,) = service.store.tokens.of()
    assert token.scopes == ("items:write",)
    ask = asking(app, f"ht_{secret}")
    assert ask("POST", "/items", {"title": "A"}).status_code == 201
    assert (
        wei.post("/desk/tokens", name="CMS", days="30", scopes=["items:write"]).status_code == 422
    )
    assert "CMS" in chief.get("/desk/tokens").text
    other = logged_in(service, app, "editor", "zhao")
    assert "CMS" not in other.get("/desk/tokens").text
    assert other.post(f"/desk/tokens/{token.id}/revoke").status_code == 404
    assert chief.post(f"/desk/tokens/{token.id}/revoke").status_code == 200
    assert ask("POST", "/items", {"title": "B"}).status_code == 401
    assert [
        entry.action for entry in service.store.audit.entries(20, subject=f"token {token.id}")
    ] == ["revoke token", "add token"]


def test_everything_is_described(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    there = {
        (method.lower(), rule.rule)
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {
        (found.method, "/api/v1" + found.path.replace("{id}", "<uid>").replace("{slug}", "<slug>"))
        for found in OPERATIONS
    }
    assert told == there
    answer = app.test_client().get("/api/v1/openapi.json")
    assert (answer.get_json()["openapi"], "public" in answer.headers["Cache-Control"]) == (
        "3.1.0",
        True,
    )
