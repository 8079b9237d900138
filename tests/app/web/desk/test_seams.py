"""Where a desk goes wrong at its seams: between two people, two states, two moments, and on input
that nobody types by accident.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy.exc import DataError
from werkzeug.test import TestResponse

from app import desk
from app.desk import items
from app.desk.watching import watch
from app.news.merging import END, THEIRS, YOURS, Merged, merge
from app.publish.release import release
from app.run.boot import Service
from app.store.schema import ClusterRow, ItemRow
from app.values.errors import Conflict, StoreError
from app.values.model import Content, Item, Media, PictureTexts, Role, SourceSpec
from app.values.tokens import SCOPES
from tests.browsing import PASSWORD, Browser, logged_in, typed_by
from tests.conftest import FakeClock
from tests.deskwork import at_desk

FIELDS = {
    "title": "A bridge",
    "body": "It opened on Friday.",
    "section": "News",
    "rights": "full",
    "action": "save",
    "another": "yes",
}
BARE = "![](https://pictures.example/bare.jpg)"
Ask = Callable[..., TestResponse]


@pytest.fixture
def other(service: Service, app: Flask) -> Browser:
    return logged_in(service, app, "editor", "chen")


def write(browser: Browser, **fields: str) -> None:
    browser.get("/desk/items/new")
    browser.post("/desk/items/new", **(FIELDS | fields))


def save(browser: Browser, item: Item, **fields: str) -> TestResponse:
    """Save a form of which only these fields were changed since the item was as it is in `item`."""
    typed = {
        "title": item.content.title,
        "body": item.content.markdown,
        "section": item.section.title,
        "summary": item.content.summary,
    }
    typed |= {
        "rights": item.rights,
        "action": "save",
        "revision": str(item.revision),
        "document": item.uid,
        "tab": "t",
    }
    return browser.post(f"/desk/items/{item.uid}", **(typed | fields))


def only(service: Service) -> Item:
    (item,) = service.store.items.desk(10)
    return item


def draft(service: Service, by: str = "wei", title: str = "A bridge", **fields: Any) -> Item:
    return at_desk(service.store).write(
        Content(
            **{
                "title": title,
                "text": title,
                "markdown": title,
                "html": f"<p>{title}</p>",
                "summary": title,
            }
            | fields
        ),
        "News",
        by,
        service.now(),
    )


def now_of(service: Service, item: Item) -> Item:
    return service.store.items.by_uid(item.uid)


def asking(service: Service, app: Flask, role: Role = "editor", name: str = "li") -> Ask:
    editor = service.store.editors.add(name, role, "x", service.now())
    secret = f"ht_{name}-{'x' * 40}"
    service.store.tokens.add(
        editor, "CMS", tuple(SCOPES), secret, service.now() + timedelta(days=30), service.now()
    )
    client = app.test_client()

    def ask(method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        named = {"Authorization": f"Bearer {secret}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return client.open(f"/api/v1{path}", method=method, json=body, headers=named)

    return ask


def last(service: Service, subject: str, by: str) -> int:
    return service.store.audit.entries(1, subject=subject, by=by)[0].id


# Embargo


def test_a_colleagues_save_does_not_lift_an_embargo(
    service: Service, editor: Browser, other: Browser
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    other.get(f"/desk/items/{item.uid}")
    save(other, item, embargo="2024-07-01T08:00")
    assert now_of(service, item).embargo_until
    save(
        editor, item, body="It opened on Friday, in the rain.", embargo=""
    )  # as this form was loaded, before the embargo
    assert now_of(service, item).embargo_until


def test_an_undo_does_not_bring_back_a_time_within_an_embargo(
    service: Service, editor: Browser, clock: FakeClock
) -> None:
    item, store, now = draft(service), at_desk(service.store), service.now()
    store.publish(item.uid, now, "wei", at=now + timedelta(hours=1))
    store.publish(item.uid, now, "wei", at=now + timedelta(hours=5))
    entry = last(service, f"item {item.uid}", "wei")
    store.embargo(item.uid, now + timedelta(hours=3), now, "chen")
    editor.get("/desk/inbox")
    editor.post("/desk/inbox/undo", entry=str(entry))
    clock.turn(hours=2)
    release(service.store, clock())
    assert now_of(service, item).status != "published"


def test_a_program_that_asks_for_an_embargo_gets_one_or_is_refused(
    service: Service, app: Flask
) -> None:
    ask = asking(service, app)
    answer = ask(
        "POST",
        "/items",
        {"title": "Secret until July", "body": "x", "embargo": "2024-07-01 08:00", "publish": True},
    )
    assert answer.status_code == 422 or only(service).embargo_until


# Pictures without words


@pytest.mark.parametrize("how", ["button", "inbox", "edit of the scheduled", "edit of the public"])
def test_no_way_leads_a_picture_without_words_to_the_public(
    service: Service, app: Flask, editor: Browser, clock: FakeClock, how: str
) -> None:
    if how in ("button", "inbox"):
        write(editor, body=BARE, action="save" if how == "button" else "submit")
        item = only(service)
        editor.get(f"/desk/items/{item.uid}")
        path, fields = (
            (f"/desk/items/{item.uid}/publish", {})
            if how == "button"
            else ("/desk/inbox/act", {"do": f"approve {item.uid}"})
        )
        editor.post(path, **fields)
    else:
        due = "2024-06-26T08:00" if how == "edit of the scheduled" else ""
        write(editor, action="schedule" if due else "publish", due=due)
        editor.get(f"/desk/items/{only(service).uid}")
        save(editor, only(service), body=BARE)
    clock.turn(days=2)
    release(service.store, clock())
    item = only(service)
    assert not (
        item.status == "published" and any(not picture.alt for picture in item.content.pictures)
    )


# Times


def test_what_was_scheduled_and_is_published_at_once_is_not_dated_in_the_future(
    service: Service, clock: FakeClock
) -> None:
    item = draft(service)
    at_desk(service.store).publish(item.uid, clock(), "wei", at=clock() + timedelta(days=7))
    at_desk(service.store).publish(item.uid, clock(), "wei")
    release(service.store, clock())
    found = now_of(service, item)
    assert (found.status, found.published_at) == ("published", clock())


def test_a_draft_that_was_handed_in_is_dated_when_it_becomes_public(
    service: Service, clock: FakeClock
) -> None:
    item = draft(service)
    at_desk(service.store).submit(item.uid, clock(), "hui")
    clock.turn(days=3)
    at_desk(service.store).publish(item.uid, clock(), "wei")
    release(service.store, clock())
    assert now_of(service, item).published_at == clock()


def test_a_time_typed_into_a_scheduled_item_is_not_dropped_in_silence(
    service: Service, editor: Browser
) -> None:
    write(editor, action="schedule", due="2024-06-26T08:00")
    item = only(service)
    page = save(editor, item, due="2024-06-28T08:00")
    due = now_of(service, item).due_at
    assert (due and due.day == 28) or page.status_code == 422


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59+00:00"])
def test_a_program_cannot_ask_for_a_time_that_no_page_can_show(
    service: Service, app: Flask, editor: Browser, at: str
) -> None:
    ask = asking(service, app)
    assert (
        ask("POST", "/items", {"title": "Never", "body": "x", "publish_at": at}).status_code == 422
    )
    for item in service.store.items.desk(1):
        assert editor.get(f"/desk/items/{item.uid}").status_code == 200


def test_a_far_time_does_not_take_the_desk_down(
    service: Service, app: Flask, editor: Browser
) -> None:
    ask = asking(service, app)
    ask(
        "POST", "/items", {"title": "Never", "body": "x", "publish_at": "9999-12-31T23:59:59+00:00"}
    )
    pages = ("/desk/", "/desk/?status=scheduled")
    assert [
        *(editor.get(page).status_code for page in pages),
        ask("GET", "/items").status_code,
    ] == [200, 200, 200]


def test_a_date_that_is_typed_before_publication_counts(service: Service, editor: Browser) -> None:
    item = draft(service)
    at_desk(service.store).submit(item.uid, service.now(), "hui")
    editor.get(f"/desk/items/{item.uid}")
    save(editor, item, published="2024-06-20")
    assert now_of(service, item).published_at.day == 20


def test_a_withdrawn_item_is_gone_until_it_is_back(
    service: Service, app: Flask, clock: FakeClock
) -> None:
    item = draft(service)
    at_desk(service.store).publish(item.uid, clock(), "wei")
    release(service.store, clock())
    at_desk(service.store).withdraw(item.uid, "It was not so.", clock(), "wei")
    with pytest.raises(Conflict):
        at_desk(service.store).publish(item.uid, clock(), "wei", at=clock() + timedelta(days=1))
    assert app.test_client().get(f"/items/{item.uid}/").status_code == 410


# Two editors


def test_what_a_colleague_changed_beside_the_text_stays(
    service: Service, editor: Browser, other: Browser
) -> None:
    item = draft(service)
    for browser in (editor, other):
        browser.get(f"/desk/items/{item.uid}")
    save(other, item, section="Sport", rights="headline", title="A bridge opens")
    page = save(editor, item, body="It opened on Friday, in the rain.")
    assert page.status_code == 409
    kept = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page.text)
        for name in ("section", "rights")
    }
    assert {name: found and found[1] for name, found in kept.items()} == {
        "section": "Sport",
        "rights": "headline",
    }


def test_a_summary_that_holds_both_versions_is_not_saved(
    service: Service, editor: Browser, other: Browser
) -> None:
    item = draft(service, summary="The bridge opens today.")
    for browser in (editor, other):
        browser.get(f"/desk/items/{item.uid}")
    save(other, item, summary="The bridge opens tomorrow.")
    page = save(editor, item, summary="The bridge opens on Friday.")
    together = re.search(r'<textarea id="summary"[^>]*>\n?(.*?)</textarea>', page.text, re.S)
    assert page.status_code == 409
    assert together
    save(editor, now_of(service, item), summary=unescape(together[1]), action="publish")
    assert "⟦" not in now_of(service, item).content.summary


def test_a_form_from_before_the_release_does_not_change_what_is_public(
    service: Service, editor: Browser, clock: FakeClock
) -> None:
    write(editor, action="schedule", due="2024-06-25T11:00")
    item = only(service)
    editor.get(f"/desk/items/{item.uid}")
    clock.turn(hours=2)
    release(service.store, clock())
    save(
        editor,
        item,
        body="Half a sentence that was to be",
        due="2024-06-29T08:00",
        action="schedule",
    )
    assert now_of(service, item).content.markdown == item.content.markdown


def test_an_undo_leaves_what_somebody_else_decided_later(service: Service, editor: Browser) -> None:
    item, store, now = draft(service), at_desk(service.store), service.now()
    store.reject(item.uid, now, "wei")
    entry = last(service, f"item {item.uid}", "wei")
    store.reopen(item.uid, now, "chen")
    store.reject(item.uid, now, "chen")
    with pytest.raises(Conflict):
        at_desk(service.store).undo(entry, "wei", now)
    assert now_of(service, item).status == "rejected"


def test_an_undo_of_a_pin_leaves_a_colleagues_pin(service: Service, clock: FakeClock) -> None:
    item = draft(service)
    at_desk(service.store).publish(item.uid, clock(), "wei")
    release(service.store, clock())
    front = at_desk(service.store)
    front.pin(item.uid, clock(), None, "wei")
    entry = last(service, f"item {item.uid}", "wei")
    front.unpin(item.uid, clock(), "chen")
    front.pin(item.uid, clock(), None, "chen")
    with pytest.raises(Conflict):
        at_desk(service.store).undo(entry, "wei", clock())


def test_going_back_to_a_version_does_not_pass_over_a_newer_one_unseen(
    service: Service, editor: Browser, other: Browser
) -> None:
    item = draft(service)
    save_again = replace(item.content, markdown="Second", text="Second", html="<p>Second</p>")
    at_desk(service.store).edit(item.uid, 1, save_again, "News", "wei", service.now())
    editor.get(f"/desk/items/{item.uid}/history")
    at_desk(service.store).edit(
        item.uid, 2, replace(save_again, title="A colleague's title"), "News", "chen", service.now()
    )
    editor.post(f"/desk/items/{item.uid}/restore", version="1")
    assert now_of(service, item).content.title == "A colleague's title"


def test_what_a_writer_changed_after_the_editor_looked_is_not_approved(
    service: Service, editor: Browser
) -> None:
    item = draft(service, "hui")
    at_desk(service.store).submit(item.uid, service.now(), "hui")
    editor.get("/desk/inbox")
    at_desk(service.store).edit(
        item.uid,
        1,
        replace(item.content, title="Something else altogether"),
        "News",
        "hui",
        service.now(),
    )
    editor.post("/desk/inbox/act", do=f"approve {item.uid}.{item.revision}")
    assert now_of(service, item).status == "review"


def test_a_chiefs_old_form_does_not_undo_what_another_chief_changed(
    service: Service, app: Flask
) -> None:
    spec = SourceSpec(
        "https://daily.example/news/", "daily", "City Daily", "City", "generic", "full", zone="UTC"
    )
    at_desk(service.store).add_source(spec, service.now())
    first, second = logged_in(service, app, "chief", "a"), logged_in(service, app, "chief", "b")
    for browser in (first, second):
        browser.get("/desk/sources/daily")
    said = {
        "url": spec.url,
        "title": "City Daily",
        "section": "City",
        "rights": "full",
        "every": "",
        "zone": "UTC",
        "charset": "",
    }
    first.post("/desk/sources/daily", **(said | {"rights": "headline"}))
    second.post("/desk/sources/daily", **(said | {"title": "The City Daily"}))
    assert service.store.sources.get("daily").rights == "headline"


def test_what_was_merged_away_is_not_edited(service: Service, editor: Browser) -> None:
    item, stays = draft(service), draft(service, title="Another bridge")
    at_desk(service.store).merge(item.uid, stays.uid, "wei", service.now())
    editor.get(f"/desk/items/{item.uid}")
    save(editor, item, title="A change that nobody will ever read")
    assert now_of(service, item).content.title == "A bridge"


def test_what_both_texts_begin_and_end_with_is_not_compared() -> None:
    lines = "a\n" * 100_000
    assert merge(lines, "mine\n" + lines, lines + "theirs\n") == Merged(
        "mine\n" + lines + "theirs\n", 0
    )


def test_texts_that_would_take_long_to_compare_are_a_larger_conflict() -> None:
    def versions(times: int) -> tuple[str, str, str]:
        half = "a\n" * times
        return f"1\n{half}{half}2", f"mine\n{half}{half}mine too", f"1\n{half}theirs\n{half}2"

    assert merge(*versions(3)) == Merged("mine\na\na\na\ntheirs\na\na\na\nmine too", 0)
    base, mine, theirs = versions(1_000)
    assert merge(base, mine, theirs) == Merged("\n".join((YOURS, mine, THEIRS, theirs, END)), 1)


def test_what_was_typed_into_one_item_does_not_stand_in_the_form_of_another(
    service: Service, editor: Browser
) -> None:
    first, second = draft(service), draft(service, title="A tower")
    wei = service.store.editors.by_name("wei")
    fields = {"title": "Typed into the bridge", "document": first.uid}
    kept = service.store.autosaves.keep(wei.id, first.uid, "t", service.now(), 1, fields)
    assert "Typed into the bridge" not in editor.get(f"/desk/items/{second.uid}?typed={kept}").text


# Contributors


def test_a_save_that_comes_with_a_publication_is_checked_again(
    service: Service, app: Flask, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    contributor, item = logged_in(service, app, "contributor", "hui"), draft(service, "hui")
    save_form = desk.save

    def overtaken(*words: Any) -> desk.SaveResult:
        at_desk(service.store).publish(item.uid, clock(), "wei")
        release(service.store, clock())
        return save_form(*words)

    contributor.get(f"/desk/items/{item.uid}")
    monkeypatch.setattr(desk, "save", overtaken)
    save(contributor, item, body="What no editor has read")
    assert now_of(service, item).content.markdown == "A bridge"


def test_a_contributor_cannot_change_by_program_what_was_public(
    service: Service, app: Flask, clock: FakeClock
) -> None:
    ask = asking(service, app, "contributor", "hui")
    item = draft(service, "hui · CMS")
    at_desk(service.store).publish(item.uid, clock(), "wei")
    release(service.store, clock())
    at_desk(service.store).withdraw(item.uid, "It was not so.", clock(), "wei")
    assert ask("PATCH", f"/items/{item.uid}", {"title": "It was so after all"}).status_code == 403


def test_a_contributor_does_not_describe_the_pictures_of_others(
    service: Service, app: Flask, editor: Browser
) -> None:
    media = Media("https://news.example.org/media/d.jpg", "d" * 64, "image/jpeg", 100, 100, 10)
    service.store.library.add(
        media, PictureTexts("A bridge", "", "Xinhua", ""), "wei", service.now()
    )
    contributor = logged_in(service, app, "contributor", "hui")
    contributor.get("/desk/pictures")
    contributor.post(f"/desk/pictures/{'d' * 64}", alt="", credit="hui", decorative="yes")
    assert service.store.library.get("d" * 64).texts.credit == "Xinhua"


def test_a_contributor_whose_item_was_published_meanwhile_loses_no_word(
    service: Service, app: Flask, clock: FakeClock
) -> None:
    contributor = logged_in(service, app, "contributor", "hui")
    item = draft(service, "hui")
    contributor.get(f"/desk/items/{item.uid}")
    at_desk(service.store).publish(item.uid, clock(), "wei")
    release(service.store, clock())
    page = save(contributor, item, body="An hour of work")
    assert "An hour of work" in page.text or any(
        "An hour of work" in kept.fields["body"] for kept in typed_by(service, "hui")
    )


def test_who_has_a_dot_in_the_name_changes_their_own(service: Service, app: Flask) -> None:
    contributor = logged_in(service, app, "contributor", "hui · sport")
    write(contributor)
    item = only(service)
    contributor.get(f"/desk/items/{item.uid}")
    assert save(contributor, item, title="Another bridge").status_code == 200


def test_a_section_is_not_made_by_who_may_not_set_up(service: Service, app: Flask) -> None:
    contributor = logged_in(service, app, "contributor", "hui")
    write(contributor, section="A section of my own " + "x" * 3000)
    assert not [section for section in service.store.sections.every() if len(section.title) > 300]


# Words that are typed


def test_a_long_summary_is_refused_or_kept_whole(service: Service, editor: Browser) -> None:
    summary = "One of many sentences about a bridge. " * 12
    write(editor, summary=summary)
    assert editor.page.status_code == 422 or only(service).content.summary == summary.strip()


def test_a_tag_with_a_comma_survives_an_untouched_save(service: Service, editor: Browser) -> None:
    item = draft(service, tags=("Washington, D.C.",))
    editor.get(f"/desk/items/{item.uid}")
    tags = re.search(r'<input id="tags"[^>]*value="([^"]*)"', editor.page.text)
    assert tags
    save(editor, item, tags=unescape(tags[1]))
    assert now_of(service, item).content.tags == ("Washington, D.C.",)


def test_a_recipe_that_was_typed_survives_the_end_of_the_login(
    service: Service, app: Flask
) -> None:
    spec = SourceSpec(
        "https://daily.example/news/", "daily", "City Daily", "City", "generic", "full", zone="UTC"
    )
    at_desk(service.store).add_source(spec, service.now())
    chief = logged_in(service, app, "chief")
    chief.get("/desk/sources/daily")
    service.store.sessions.end_of(service.store.editors.by_name("a chief"), "zhang", service.now())
    page = chief.post(
        "/desk/sources/daily/recipe", recipe="name = 'half an hour of work'", do="try"
    )
    assert "half an hour of work" in page.text


def test_what_was_sent_after_the_login_ended_is_sent_again_by_a_button(
    service: Service, app: Flask
) -> None:
    spec = SourceSpec(
        "https://daily.example/news/", "daily", "City Daily", "City", "generic", "full", zone="UTC"
    )
    at_desk(service.store).add_source(spec, service.now())
    chief = logged_in(service, app, "chief", "zhang")
    chief.get("/desk/sources/daily")
    service.store.sessions.end_of(service.store.editors.by_name("zhang"), "zhang", service.now())
    rule = {
        "field": ["title", "author"],
        "how": "contains",
        "value": ["Fire <b>", "Li"],
        "then": ["review", "publish"],
        "to": ["", ""],
    }
    chief.post(
        "/desk/sources/daily/rules",
        **(rule | {"do": "save", "policy": "rules", "how": ["contains", "contains"]}),
    )
    kept = re.search(r'name="kept" value="([^"]*)"', chief.page.text)
    assert kept
    assert not service.store.sources.get("daily").rules
    page = chief.post(
        "/desk/login",
        name="zhang",
        password=PASSWORD,
        kept=unescape(kept[1]),
        kept_at="/desk/sources/daily/rules",
    )
    fields = re.findall(r'<textarea name="(\w+)" hidden>\n([^<]*)</textarea>', page.text)
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(unescape(value))
    assert re.search('<form method="post" action="/desk/sources/daily/rules"', page.text)
    chief.post("/desk/sources/daily/rules", **sent)
    assert [said["value"] for said in service.store.sources.get("daily").rules] == [
        "Fire <b>",
        "Li",
    ]


def test_nobody_else_s_form_is_kept_through_the_login(service: Service, app: Flask) -> None:
    sent = app.test_client().post(
        "/desk/sources/daily/remove",
        data={"a": "planted"},
        headers={"Origin": "https://evil.example"},
    )
    assert sent.status_code in (400, 403)
    assert "planted" not in sent.text


def test_a_contributor_files_into_sections_that_there_are(service: Service, app: Flask) -> None:
    draft(service)
    contributor = logged_in(service, app, "contributor", "hui")
    write(contributor, section="Gossip")
    assert contributor.page.status_code == 422
    assert "there is no such section" in contributor.page.text
    assert (
        asking(service, app, "contributor")(
            "POST", "/items", {"title": "A", "section": "Gossip"}
        ).get_json()["field"]
        == "section"
    )
    write(contributor, section="news")
    assert contributor.page.status_code == 200
    assert [section.title for section in service.store.sections.every()] == ["News"]


def test_the_longest_text_survives_the_end_of_the_login(service: Service, app: Flask) -> None:
    browser = logged_in(service, app, "editor", "chen")
    browser.get("/desk/items/new")
    service.store.sessions.end_of(service.store.editors.by_name("chen"), "zhang", service.now())
    browser.post(
        "/desk/items/new", **(FIELDS | {"body": "桥" * 490_000, "document": "new-1", "tab": "t"})
    )
    kept = re.search(r'name="kept" value="([^"]*)"', browser.page.text)
    assert kept
    assert (
        browser.post(
            "/desk/login",
            name="chen",
            password=PASSWORD,
            kept=unescape(kept[1]),
            kept_at="/desk/items/new",
        ).status_code
        == 200
    )


@pytest.mark.parametrize(("act", "field"), [("pin", "until"), ("merge", "into")])
def test_what_is_typed_beside_an_item_is_shown_again_when_it_is_wrong(
    service: Service, editor: Browser, act: str, field: str
) -> None:
    item = draft(service)
    at_desk(service.store).publish(item.uid, service.now(), "wei")
    release(service.store, service.now())
    editor.get(f"/desk/items/{item.uid}")
    assert (
        "next friday" in editor.post(f"/desk/items/{item.uid}/{act}", **{field: "next friday"}).text
    )


@pytest.mark.parametrize("page", ["rules", "terms", "picture"])
def test_what_is_wrong_is_said_in_the_editors_language(
    service: Service, app: Flask, page: str
) -> None:
    spec = SourceSpec(
        "https://daily.example/news/", "daily", "City Daily", "City", "generic", "full", zone="UTC"
    )
    at_desk(service.store).add_source(spec, service.now())
    other = replace(spec, url="https://other.example/", slug="other")
    at_desk(service.store).add_source(other, service.now())
    media = Media("https://news.example.org/media/d.jpg", "d" * 64, "image/jpeg", 100, 100, 10)
    service.store.library.add(
        media, PictureTexts("A bridge", "", "Xinhua", ""), "wei", service.now()
    )
    chief = logged_in(service, app, "chief", "zhang")
    service.store.editors.prefer("zhang", shortcuts=True, language="zh")
    chief.get("/desk/sources/daily")
    if page == "rules":
        chief.post(
            "/desk/sources/daily/rules",
            do="save",
            policy="rules",
            field="title",
            how="matches",
            value="(",
            then="review",
            to="",
        )
    elif page == "terms":
        said = {
            "url": "https://unknown.invalid/",
            "title": "Daily",
            "section": "City",
            "rights": "full",
            "every": "",
            "zone": "UTC",
        }
        chief.post("/desk/sources/daily", **said)
    else:
        chief.post(f"/desk/pictures/{'d' * 64}", alt="x" * 1001)
    words = re.findall(r'<p class="problem"[^>]*>([^<]+)', chief.page.text)
    assert chief.page.status_code == 422
    assert words
    assert all(re.search(r"[\u4e00-\u9fff]", said) for said in words), words


# Programs


def test_a_refused_change_changes_nothing(service: Service, app: Flask, clock: FakeClock) -> None:
    ask, item = asking(service, app), draft(service)
    at_desk(service.store).embargo(item.uid, clock() + timedelta(days=1), clock(), "wei")
    answer = ask("PATCH", f"/items/{item.uid}", {"title": "Another bridge", "status": "published"})
    assert answer.status_code == 409
    assert now_of(service, item).content.title == "A bridge"


def test_a_key_makes_one_item_even_when_its_publication_fails(
    service: Service, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, publish = asking(service, app), items.publish

    def failing(*_: Any, **__: Any) -> Any:
        monkeypatch.setattr(items, "publish", publish)
        raise StoreError("the database is locked by another program")

    monkeypatch.setattr(items, "publish", failing)
    body = {"title": "A bridge", "body": "It opened.", "publish": True}
    assert ask("POST", "/items", body, Idempotency_Key="k1").status_code == 503
    assert ask("POST", "/items", body, Idempotency_Key="k1").status_code == 201
    assert len(service.store.items.desk(10)) == 1


# The audit log


def test_taking_an_item_out_of_an_event_is_logged(service: Service, editor: Browser) -> None:
    item = draft(service)
    with service.store.database.write() as session:
        made = ClusterRow(started_at=service.now())
        session.add(made)
        session.flush()
        session.get_one(ItemRow, item.id).cluster_id = made.id
    editor.get(f"/desk/items/{item.uid}")
    editor.post(f"/desk/items/{item.uid}/alone")
    assert now_of(service, item).cluster_id is None
    assert service.store.audit.entries(1, by="wei", subject=f"item {item.uid}")[0].action != "write"


def test_logins_are_logged(service: Service, editor: Browser) -> None:
    assert service.store.audit.entries(1, by="wei")


def test_ending_somebodys_logins_is_logged(service: Service, app: Flask, editor: Browser) -> None:
    chief = logged_in(service, app, "chief", "zhang")
    chief.get("/desk/people")
    before = len(service.store.audit.entries(100))
    chief.post("/desk/people/wei/logins")
    assert len(service.store.audit.entries(100)) > before


def test_what_a_program_does_is_not_logged_as_the_services_own(
    service: Service, app: Flask
) -> None:
    spec = SourceSpec(
        "https://daily.example/news/", "daily", "City Daily", "City", "generic", "full", zone="UTC"
    )
    at_desk(service.store).add_source(spec, service.now())
    asking(service, app)("POST", "/sources/daily/collect")
    assert [
        entry.by for entry in service.store.audit.entries(10, subject="source daily", action="run")
    ] != ["service"]


# Logins and people


def test_the_password_is_not_guessed_inside(service: Service, editor: Browser) -> None:
    editor.get("/desk/account")
    codes = []
    for guess in range(12):
        editor.post("/desk/account/second-factor/off", password=f"a wrong guess {guess}")
        codes.append(editor.page.status_code)
    assert 429 in codes


def test_a_page_that_is_left_open_does_not_keep_a_login_alive(
    service: Service, editor: Browser, clock: FakeClock
) -> None:
    item = draft(service)
    token = re.search(
        r'name="csrf_token" value="([^"]+)"', editor.get(f"/desk/items/{item.uid}").text
    )
    assert token
    for _ in range(14):
        clock.turn(hours=1)
        editor.client.post(
            "/desk/items/present",
            data={"csrf_token": token[1], "document": item.uid},
            headers={"Accept": "application/json"},
        )
    assert editor.get("/desk/").status_code == 302


def test_another_device_asks_for_the_password_as_turning_it_off_does(
    service: Service, editor: Browser, clock: FakeClock
) -> None:
    service.store.editors.set_second_factor("wei", pyotp.random_base32(), [], "wei", clock())
    before = service.store.editors.by_name("wei").totp_secret
    page = editor.get("/desk/account/second-factor").text
    secret = re.search(r"\b[A-Z2-7]{32}\b", page.replace(" ", "")) or re.search(
        r"[A-Z2-7]{32}", page
    )
    assert secret
    editor.post(
        "/desk/account/second-factor", code=pyotp.TOTP(secret[0]).at(int(clock().timestamp()))
    )
    assert service.store.editors.by_name("wei").totp_secret == before


def test_whoever_was_let_in_can_be_shut_out(service: Service, app: Flask) -> None:
    chief = logged_in(service, app, "chief", "zhang")
    chief.get("/desk/people")
    chief.post("/desk/people", name="news/desk", role="editor", password="a long enough password")
    if chief.page.status_code == 422:
        return
    action = re.search(r'action="(/desk/people/news[^"]*/disable)"', chief.page.text)
    assert action
    chief.post(unescape(action[1]))
    assert service.store.editors.by_name("news/desk").disabled


def test_a_role_that_there_is_not_takes_none_away(
    service: Service, app: Flask, editor: Browser
) -> None:
    chief = logged_in(service, app, "chief", "zhang")
    chief.get("/desk/people")
    chief.post("/desk/people/wei/role", role="edtior")
    assert service.store.editors.by_name("wei").role == "editor"


# Notices


def test_a_draft_that_is_handed_in_is_told_though_it_is_older_than_what_was_told(
    service: Service, clock: FakeClock
) -> None:
    old, new = draft(service, title="Old"), draft(service, title="New")
    at_desk(service.store).submit(new.uid, clock(), "hui")
    assert watch(service.store, ["a@example.org"], clock()) == 1
    at_desk(service.store).publish(new.uid, clock(), "wei")
    release(service.store, clock())
    clock.turn(hours=5)
    at_desk(service.store).submit(old.uid, clock(), "hui")
    assert watch(service.store, ["a@example.org"], clock()) == 1


# Hostile requests


@pytest.mark.parametrize(
    "path",
    [
        "/desk/?after=-99999999999999999-1",
        "/desk/inbox?after=-99999999999999999-1",
        "/?after=-99999999999999999-1",
    ],
)
def test_no_cursor_breaks_a_page(editor: Browser, path: str) -> None:
    assert editor.client.get(path).status_code < 500


@pytest.mark.parametrize("number", ["99999999999", "9" * 20, "9" * 5000])
def test_numbers_that_no_database_has(service: Service, editor: Browser, number: str) -> None:
    item = draft(service)
    codes = []
    for path in (
        f"/desk/items/{item.uid}/split/{number}",
        f"/desk/inbox/views/{number}/remove",
        f"/desk/tokens/{number}/revoke",
    ):
        editor.get("/desk/tokens")
        codes.append(editor.post(path).status_code)
    assert max(codes) < 500


def test_a_nul_in_a_second_value(editor: Browser) -> None:
    editor.get("/desk/inbox")
    assert editor.post("/desk/inbox/act", do="approve", uid=["x", "a\0b"]).status_code < 500


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800"])
def test_typed_text_that_was_tampered_with_does_not_keep_anybody_out(
    service: Service, app: Flask, text: str
) -> None:
    service.store.editors.add("hui", "editor", service.passwords.make(PASSWORD), service.now())
    visitor = Browser(app.test_client())
    visitor.get("/desk/login")
    assert (
        visitor.post(
            "/desk/login",
            name="hui",
            password=PASSWORD,
            kept=f'{{"document": "{text}"}}',
            kept_at="/desk/",
        ).status_code
        < 500
    )


def _signs(count: int) -> str:
    """Signs that no database compresses."""
    from random import Random

    return "".join(Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=count))


def test_a_long_address_is_refused_beside_its_field(editor: Browser) -> None:
    write(editor, url=f"https://e.org/{_signs(8000)}")
    assert editor.page.status_code < 500


@pytest.mark.parametrize("path", ["rules", ""])
def test_huge_numbers_at_a_source(service: Service, app: Flask, path: str) -> None:
    spec = SourceSpec(
        "https://daily.example/news/", "daily", "City Daily", "City", "generic", "full", zone="UTC"
    )
    at_desk(service.store).add_source(spec, service.now())
    chief = logged_in(service, app, "chief")
    chief.get("/desk/sources/daily")
    said = {
        "url": spec.url,
        "title": "Daily",
        "section": "City",
        "rights": "full",
        "every": "9999999d",
        "zone": "UTC",
    }
    assert (
        chief.post(
            f"/desk/sources/daily{'/rules' if path else ''}",
            **({"do": "up " + "9" * 5000} if path else said),
        ).status_code
        < 500
    )


def test_a_source_that_is_hardly_ever_checked_can_be_collected(
    service: Service, app: Flask
) -> None:
    spec = SourceSpec(
        "https://daily.example/news/",
        "daily",
        "City Daily",
        "City",
        "generic",
        "full",
        zone="UTC",
        every=9999999 * 86400,
    )
    with suppress(
        DataError
    ):  # PostgreSQL keeps no such number; the page's answer to it is tested above
        at_desk(service.store).add_source(spec, service.now())
    if not service.store.sources.all():
        return
    service.collector.collect(service.store.sources.get("daily"))
