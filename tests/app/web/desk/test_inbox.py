"""The inbox: what waits is seen, decided one by one or many at once, by hand or by key, and taken
back while nobody has seen it.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import event

from app.collect.intake import IntakeResult, Reading, take_in
from app.collect.noting import place_of
from app.collect.outcomes import note_gone
from app.run.boot import Service
from app.store import Sieve
from app.store.inbox import Inbox
from app.values.model import Content, Item, Source, SourceSpec
from scrapers import Stamp, Teaser
from tests.browsing import Browser, logged_in
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.newsroom import Newsroom
from tests.sameness.stories import ENGLISH

Bring = Callable[..., Item]


@pytest.fixture
def editor(service: Service, app: Flask) -> Browser:
    browser = logged_in(service, app, "editor", "wei")
    browser.get("/desk/inbox")
    return browser


@pytest.fixture
def daily(service: Service) -> Source:
    spec = SourceSpec(
        "https://daily.example/news/",
        "daily",
        "City Daily",
        "City",
        "generic",
        "full",
        review=True,
        zone="UTC",
    )
    return at_desk(service.store).add_source(spec, service.now())


def take(
    service: Service, source: Source, title: str, path: str = "", **fields: Any
) -> IntakeResult:
    now = service.now()
    told: dict[str, Any] = {
        "title": title,
        "text": f"All that is known of {title}.",
        "published": Stamp(date(2024, 6, 24)),
    }
    content = Content(**told | fields)
    place = place_of(
        service.store,
        Teaser(f"{source.url}{path or title.replace(' ', '-')}", title),
        "listing",
        source,
        now,
    )
    return take_in(
        service.store,
        Reading(content, source.section.title, "test", place, source, review=source.review),
        now,
    )


@pytest.fixture
def bring(service: Service, daily: Source) -> Bring:
    """Brings a story in that waits for review."""

    def bringing(title: str, path: str = "", source: Source = daily, **fields: Any) -> Item:
        return service.store.items.by_uid(take(service, source, title, path, **fields).uid)

    return bringing


def status(service: Service, item: Item) -> str:
    return service.store.items.by_uid(item.uid).status


def act(editor: Browser, what: str, *uids: str, **fields: Any) -> str:
    editor.post("/desk/inbox/act", do=what, uid=list(uids), **fields)
    assert editor.page.status_code == 200
    return str(editor.page.text)


def undo(editor: Browser) -> str:
    entries = re.findall(r'name="entry" value="(\d+)"', editor.page.text)
    editor.post("/desk/inbox/undo", entry=entries)
    return str(editor.page.text)


def test_what_was_approved_is_public_after_ten_seconds(
    editor: Browser, service: Service, clock: FakeClock, bring: Bring, newsroom: Newsroom
) -> None:
    items = [bring(f"Story {n}") for n in range(3)]
    assert "Approved 3; public in 10 seconds." in act(
        editor, "approve", *(item.uid for item in items)
    )
    newsroom.later(seconds=9)
    assert {status(service, item) for item in items} == {"scheduled"}
    newsroom.later(seconds=1)
    assert {status(service, item) for item in items} == {"published"}


def test_an_approval_is_taken_back_until_it_is_public(
    editor: Browser, service: Service, bring: Bring, newsroom: Newsroom
) -> None:
    one, two = bring("One story"), bring("Two stories")
    act(editor, "approve", one.uid, two.uid)
    assert "Undone: 2 items are as they were." in undo(editor)
    assert (status(service, one), status(service, two)) == ("review", "review")
    newsroom.later(seconds=11)
    assert status(service, one) == "review"
    act(editor, "approve", one.uid)
    newsroom.later(seconds=11)
    assert "It is public already; withdraw it instead." in undo(editor)
    assert status(service, one) == "published"


def test_what_was_rejected_never_comes_back_unless_it_is_undone(
    editor: Browser, service: Service, daily: Source, bring: Bring
) -> None:
    title, words = ENGLISH[0]
    item = bring(title, "one", text=words)
    act(editor, f"reject {item.uid}")
    again = take(service, daily, title, "one", text=words)
    copy = take(service, daily, title, "two", text=words + "\nEditor: Chen")
    assert {again.uid, copy.uid} == {item.uid}
    assert status(service, item) == "rejected"
    assert len(service.store.items.desk(10)) == 1
    undo(editor)
    assert status(service, item) == "review"


def test_a_draft_that_was_handed_in_waits_again_after_an_undo(
    editor: Browser, service: Service
) -> None:
    made = at_desk(service.store).write(Content("By hand", text="x"), "Town", "li", service.now())
    at_desk(service.store).submit(made.uid, service.now(), "li")
    assert "By hand" in editor.get("/desk/inbox").text
    act(editor, "reject", made.uid)
    undo(editor)
    assert status(service, made) == "review"


def test_a_section_is_changed_and_changed_back(
    editor: Browser, service: Service, bring: Bring
) -> None:
    item = bring("A story")
    at_desk(service.store).write(Content("Other"), "Sport", "li", service.now())
    assert "Sent 1 to Sport." in act(editor, "file", item.uid, section="sport")
    moved = service.store.items.by_uid(item.uid)
    assert (moved.section.title, moved.edited, moved.status) == (
        "Sport",
        frozenset(("section",)),
        "review",
    )
    undo(editor)
    back = service.store.items.by_uid(item.uid)
    assert (back.section.title, back.edited) == ("City", frozenset())


def test_a_section_that_there_is_not_is_never_made(
    editor: Browser, service: Service, bring: Bring
) -> None:
    item = bring("A story")
    assert "Choose the section." in act(editor, "file", item.uid, section="nowhere")
    assert [section.title for section in service.store.sections.every()] == ["City"]


def test_a_merge_is_split_back_whole(editor: Browser, service: Service, bring: Bring) -> None:
    stays, goes = bring("A story"), bring("Quite another story")
    assert "Merged 1." in act(
        editor, "merge", goes.uid, into=f"https://news.example.org/items/{stays.uid}/a-story"
    )
    assert (status(service, goes), len(service.store.items.by_uid(stays.uid).locations)) == (
        "merged",
        2,
    )
    undo(editor)
    back = service.store.items.by_uid(goes.uid)
    assert (back.status, back.merged_into, [place.joined for place in back.locations]) == (
        "review",
        "",
        [""],
    )
    assert len(service.store.items.by_uid(stays.uid).locations) == 1


def test_what_was_published_meanwhile_is_not_merged_away(
    editor: Browser, service: Service, bring: Bring, newsroom: Newsroom
) -> None:
    stays, goes = bring("A story"), bring("Quite another story")
    at_desk(service.store).publish(goes.uid, service.now(), "li")
    newsroom.release()
    assert "Somebody else was faster" in act(editor, "merge", goes.uid, into=stays.uid)
    assert status(service, goes) == "published"


def test_a_merge_whose_address_went_on_cannot_be_undone(
    editor: Browser, service: Service, bring: Bring
) -> None:
    stays, goes = bring("A story"), bring("Quite another story")
    act(editor, "merge", goes.uid, into=stays.uid)
    place = service.store.items.by_uid(stays.uid).locations[1]
    at_desk(service.store).split(stays.uid, place.id, "li", service.now())
    assert "Its addresses have gone elsewhere since, so this cannot be undone any more." in undo(
        editor
    )
    assert status(service, goes) == "merged"


def test_what_somebody_else_decided_is_said_and_the_rest_is_done(
    editor: Browser, service: Service, bring: Bring
) -> None:
    taken, free = bring("Taken"), bring("Free")
    at_desk(service.store).reject(taken.uid, service.now(), "li")
    page = act(editor, "approve", taken.uid, free.uid, "nothing")
    assert "Approved 1; public in 10 seconds." in page
    assert "Taken: Somebody else was faster: this item does not wait any more." in page
    assert "There is no item with this id or address." in page
    assert (status(service, taken), status(service, free)) == ("rejected", "scheduled")


def test_nobody_undoes_what_another_did(
    editor: Browser, service: Service, app: Flask, bring: Bring
) -> None:
    item = bring("A story")
    act(editor, "reject", item.uid)
    entries = re.findall(r'name="entry" value="(\d+)"', editor.page.text)
    other = logged_in(service, app, "editor", "li")
    other.get("/desk/inbox")
    assert (
        "Only what you did yourself can be undone."
        in other.post("/desk/inbox/undo", entry=entries).text
    )
    assert status(service, item) == "rejected"


def test_everything_stands_in_the_audit_log(
    editor: Browser, service: Service, bring: Bring
) -> None:
    item = bring("A story")
    act(editor, "approve", item.uid)
    undo(editor)
    last, first = service.store.audit.entries(2, subject=f"item {item.uid}")
    assert (first.by, first.action, first.before, (first.after or {})["status"]) == (
        "wei",
        "schedule",
        {"status": "review"},
        "scheduled",
    )
    assert (last.by, last.action, last.before, last.after) == (
        "wei",
        "undo",
        first.after,
        first.before,
    )


def test_the_script_is_answered_in_json(editor: Browser, service: Service, bring: Bring) -> None:
    item = bring("A story")
    token = re.search(r'name="csrf_token" value="([^"]+)"', editor.page.text)
    assert token
    form = {"csrf_token": token[1], "do": f"approve {item.uid}"}
    told = editor.client.post(
        "/desk/inbox/act", data=form, headers={"Accept": "application/json"}
    ).get_json()
    assert (told["words"], told["done"], len(told["undo"])) == (
        "Approved 1; public in 10 seconds.",
        [item.uid],
        1,
    )
    again = editor.client.post(
        "/desk/inbox/act", data=form, headers={"Accept": "application/json"}
    ).get_json()
    assert (again["done"], again["undo"]) == ([], [])
    assert "Somebody else was faster" in again["words"]


def test_flags_tell_of_likeness_and_of_what_is_gone(
    editor: Browser, service: Service, bring: Bring
) -> None:
    plain, gone = bring("A story like no other"), bring("Gone again")
    double, first = (
        bring("The fair!", "f1", text="It opens."),
        bring("The FAIR", "f2", text="It closes and is no more."),
    )
    note_gone(service.store, gone.locations[0], "404", service.now(), for_good=True)
    found = {row.item.uid: row for row in service.store.inbox.page(10, Sieve())}
    assert (found[plain.uid].like, found[plain.uid].gone) == ("", False)
    assert (found[double.uid].like, found[double.uid].why) == (first.uid, "title")
    assert found[gone.uid].gone
    flagged = service.store.inbox.page(10, Sieve(flagged=True))
    assert {row.item.uid for row in flagged} == {double.uid, first.uid, gone.uid}
    page = editor.get("/desk/inbox").text
    assert "same title as another" in page
    assert "taken away upstream" in page


def test_filters_and_counts(editor: Browser, service: Service, bring: Bring) -> None:
    spec = SourceSpec(
        "https://radio.example/",
        "radio",
        "City Radio",
        "Radio",
        "generic",
        "full",
        review=True,
        zone="UTC",
    )
    radio = at_desk(service.store).add_source(spec, service.now())
    bring("Ice lanterns 100% ready")
    bring("Ice is thin", source=radio)
    bring("A fair in the park")
    assert service.store.inbox.by_source() == [
        ("daily", "City Daily", 2),
        ("radio", "City Radio", 1),
    ]

    def titles(query: str) -> list[str]:
        return re.findall(r'<a class="edit"[^>]*>([^<]+)<', editor.get(f"/desk/inbox?{query}").text)

    assert titles("words=ice") == ["Ice is thin", "Ice lanterns 100% ready"]
    assert titles("words=ready+ICE") == ["Ice lanterns 100% ready"]
    assert titles("source=radio") == titles("section=radio") == ["Ice is thin"]
    assert titles("source=radio&words=fair") == []
    assert "Nothing that waits fits these filters." in editor.page.text
    assert editor.get("/desk/inbox?after=nonsense").status_code == 400


def test_pages_go_on_by_key_and_leave_nothing_out(editor: Browser, bring: Bring) -> None:
    for n in range(55):
        bring(f"Story number {n}")
    seen: list[str] = []
    path = "/desk/inbox"
    while path:
        page = editor.get(path).text
        seen += re.findall(r'<tr data-uid="(\w+)"', page)
        more = re.search(r'id="older" href="([^"]+)"', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert (len(seen), len(set(seen))) == (55, 55)
    deciding = re.search(r'id="bulk"[^>]* action="([^"]+)"', page)
    assert deciding
    editor.post(deciding[1], do="reject", uid=seen[50])
    assert re.findall(r'<tr data-uid="(\w+)"', editor.page.text) == seen[51:]


def test_views_are_an_editors_own(
    editor: Browser, service: Service, app: Flask, bring: Bring
) -> None:
    bring("A story")
    editor.post("/desk/inbox/views?source=daily&evil=1", name="The daily")
    (view,) = service.store.inbox.views(service.store.editors.by_name("wei").id)
    assert (view.name, view.query) == ("The daily", "source=daily")
    other = logged_in(service, app, "editor", "li")
    assert "The daily" not in other.get("/desk/inbox").text
    assert other.post(f"/desk/inbox/views/{view.id}/remove").status_code == 404
    assert "The daily" in editor.get("/desk/inbox").text
    editor.post(f"/desk/inbox/views/{view.id}/remove")
    assert "The daily" not in editor.page.text


def test_who_may_not_decide_looks_on(service: Service, app: Flask, bring: Bring) -> None:
    item = bring("A story")
    for role in ("viewer", "contributor"):
        reader = logged_in(service, app, cast(Any, role))
        page = reader.get("/desk/inbox").text
        assert "A story" in page
        assert "approve" not in page
        assert reader.post("/desk/inbox/act", do=f"approve {item.uid}").status_code == 403
        reader.get("/desk/inbox")
        assert reader.post("/desk/inbox/undo", entry="1").status_code == 403
    assert status(service, item) == "review"


def test_what_a_page_brought_is_never_run(editor: Browser, bring: Bring) -> None:
    bring(
        "<script>alert(1)</script>", "x", text="<img src=x onerror=alert(2)>", summary='"><b>bold'
    )
    page = editor.get("/desk/inbox").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    policy = editor.page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_queries_of_the_inbox_are_served_by_indexes(service: Service, bring: Bring) -> None:
    bring("A story")
    if not service.store.database.is_sqlite:
        pytest.skip("PostgreSQL scans a table of one row, whatever indexes it has")
    inbox: Inbox = service.store.inbox
    seen: list[str] = []
    with service.store.database.read() as session:
        connection = session.connection()

        def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
            seen.append(statement)

        event.listen(connection.engine, "before_cursor_execute", note)
        inbox.page(50, Sieve(words="a"))
        inbox.by_source()
        event.remove(connection.engine, "before_cursor_execute", note)
        page, counts = (
            seen[1] if seen[0].startswith("BEGIN") else seen[0],
            next(one for one in seen if "GROUP BY" in one),
        )
        for statement in (page, counts):
            plan = str(
                connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {statement}",
                    tuple("" for _ in range(statement.count("?"))),
                ).all()
            )
            assert "COVERING INDEX ix_items_review" in plan
