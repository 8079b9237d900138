"""The form of an item and its neighbours on every way round: restored, put together, sent late,
sent twice, sent logged out.
"""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from app.publish.release import release
from app.run.boot import Service, build
from app.values.model import Content, Item, Media, PictureTexts
from app.values.settings import Settings
from app.web import create_app
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


@pytest.fixture
def editor(service: Service, app: Flask) -> Browser:
    return logged_in(service, app, "chief", "wei")


@pytest.fixture
def other(service: Service, app: Flask) -> Browser:
    return logged_in(service, app, "editor", "chen")


def draft(service: Service, by: str = "wei", text: str = "One.\n\nTwo.\n\nThree.") -> Item:
    html = "".join(f"<p>{line}</p>" for line in text.split("\n\n"))
    return at_desk(service.store).write(
        Content("A bridge", html=html, text=text, markdown=text, summary="One."),
        "News",
        by,
        service.now(),
    )


def again(service: Service, item: Item) -> Item:
    return service.store.items.by_uid(item.uid)


def on_page(browser: Browser) -> dict[str, str]:
    """The fields of the form of an item as the page holds them."""
    page = browser.page.text[browser.page.text.index('id="item"') :]
    page = page[: page.index("</form>")]
    found = {
        name: unescape(value)
        for name, value in re.findall(
            r'<input[^>]* name="([^"]+)"(?: type="[^"]*")? value="([^"]*)"', page
        )
    }
    found |= {
        name: unescape(text)
        for name, text in re.findall(
            r'<textarea id="[^"]*" name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.S
        )
    }
    rights = re.search(r'<option value="(\w+)" selected', page)
    return found | ({"rights": rights[1]} if rights else {})


def send(browser: Browser, path: str, fields: dict[str, str]) -> str:
    """Send a form just as it stands on the page, and nothing besides."""
    browser.page = browser.client.post(path, data=fields, follow_redirects=True)
    return browser.page.text


def scripted(browser: Browser, path: str, fields: dict[str, str]) -> int:
    """What a script of the page asks, with the token of its form."""
    answer = browser.client.post(
        path,
        data=fields,
        headers={"Accept": "application/json", "X-CSRFToken": fields.get("csrf_token", "")},
    )
    return answer.status_code


def test_each_window_has_a_name_of_its_own(editor: Browser, service: Service) -> None:
    item = draft(service)
    names = []
    for _ in range(2):
        editor.get(f"/desk/items/{item.uid}")
        names += re.findall(r'data-tab="([0-9a-f]{12})"', editor.page.text)
        assert on_page(editor)["tab"] == names[-1]
    assert len(set(names)) == 2


def test_a_restored_text_takes_no_embargo_of_a_colleague_back(
    editor: Browser, service: Service
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    typed = on_page(editor) | {"title": "A new bridge"}
    assert scripted(editor, "/desk/items/autosave", typed) == 200
    until = service.now() + timedelta(days=3)
    at_desk(service.store).embargo(item.uid, until, service.now(), "chen")
    (kept,) = service.store.autosaves.unsaved(1)
    editor.get(f"/desk/items/{item.uid}?typed={kept.id}")
    send(editor, f"/desk/items/{item.uid}", on_page(editor) | {"action": "save"})
    assert again(service, item).content.title == "A new bridge"
    assert again(service, item).embargo_until == until


def test_the_page_of_two_versions_takes_no_embargo_of_a_third_back(
    editor: Browser, service: Service
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    typed = on_page(editor) | {"title": "A new bridge", "action": "save"}
    changed = again(service, item).content
    at_desk(service.store).edit(
        item.uid, 1, replace(changed, authors=("Chen",)), "News", "chen", service.now()
    )
    send(editor, f"/desk/items/{item.uid}", typed)
    assert "Save both" in editor.page.text
    until = service.now() + timedelta(days=3)
    at_desk(service.store).embargo(item.uid, until, service.now(), "third")
    send(editor, f"/desk/items/{item.uid}", on_page(editor) | {"action": "save"})
    assert again(service, item).content.title == "A new bridge"
    assert again(service, item).embargo_until == until


def test_the_page_of_two_versions_sees_that_the_item_was_published_since(
    editor: Browser, service: Service
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    typed = on_page(editor) | {"title": "A new bridge", "action": "save"}
    changed = again(service, item).content
    at_desk(service.store).edit(
        item.uid, 1, replace(changed, authors=("Chen",)), "News", "chen", service.now()
    )
    send(editor, f"/desk/items/{item.uid}", typed)
    assert "Save both" in editor.page.text
    at_desk(service.store).publish(item.uid, service.now(), "chen")
    send(editor, f"/desk/items/{item.uid}", on_page(editor) | {"action": "save"})
    assert "in another state by now" in editor.page.text


def test_a_heartbeat_with_an_old_token_keeps_no_empty_text(
    editor: Browser, service: Service
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    old = on_page(editor)["csrf_token"]
    editor.post("/desk/logout")
    editor.get("/desk/login")
    editor.post("/desk/login", name="wei", password=PASSWORD)
    scripted(editor, "/desk/items/present", {"document": item.uid, "csrf_token": old})
    assert service.store.autosaves.unsaved(1) == []


def test_a_script_with_an_old_token_is_answered_as_a_script(
    editor: Browser, service: Service
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    typed = on_page(editor)
    editor.post("/desk/logout")
    editor.get("/desk/login")
    editor.post("/desk/login", name="wei", password=PASSWORD)
    answer = editor.client.post(
        "/desk/items/autosave", data=typed, headers={"Accept": "application/json"}
    )
    assert answer.is_json
    for _ in range(3):
        editor.client.post(
            "/desk/items/autosave", data=typed, headers={"Accept": "application/json"}
        )
    assert editor.get("/desk/").text.count("This form was too old") == 0


def test_an_autosave_that_comes_after_the_save_is_not_called_unsaved(
    editor: Browser, service: Service
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    typed = on_page(editor) | {"title": "A new bridge"}
    send(editor, f"/desk/items/{item.uid}", typed | {"action": "save"})
    scripted(editor, "/desk/items/autosave", typed)
    assert "you typed here and did not save" not in editor.get(f"/desk/items/{item.uid}").text


def test_a_note_for_readers_alone_is_kept_too(editor: Browser, service: Service) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    scripted(
        editor,
        "/desk/items/autosave",
        on_page(editor) | {"correction": "update", "correction_note": "The day was wrong."},
    )
    assert [kept.fields["correction_note"] for kept in typed_by(service, "wei")] == [
        "The day was wrong."
    ]


def test_throwing_away_when_logged_out_keeps_the_text_and_leads_somewhere(
    editor: Browser, service: Service, clock: FakeClock
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    typed = on_page(editor) | {"title": "A new bridge"}
    scripted(editor, "/desk/items/autosave", typed)
    editor.get("/desk/")
    token = re.search(r'name="csrf_token" value="([^"]+)"', editor.page.text)
    assert token
    clock.turn(hours=13)
    gone = {"document": item.uid, "tab": typed["tab"], "back": "/desk/", "csrf_token": token[1]}
    editor.page = editor.client.post("/desk/items/discard", data=gone)
    kept = {
        name: unescape(value)
        for name, value in re.findall(r'name="(kept|kept_at)" value="([^"]*)"', editor.page.text)
    }
    editor.post("/desk/login", name="wei", password=PASSWORD, **kept)
    assert editor.page.status_code == 200
    assert all(found.fields.get("title") for found in typed_by(service, "wei"))


def test_two_windows_that_were_logged_out_lose_no_text(
    editor: Browser, service: Service, clock: FakeClock
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    typed = on_page(editor) | {"title": "A new bridge", "action": "save"}
    clock.turn(hours=13)
    editor.page = editor.client.post(f"/desk/items/{item.uid}", data=typed)
    assert "Your text is safe" in editor.page.text
    second = {
        name: unescape(value)
        for name, value in re.findall(
            r'name="(csrf_token|kept|kept_at)" value="([^"]*)"', editor.page.text
        )
    }
    editor.get("/desk/login")
    editor.post("/desk/login", name="wei", password=PASSWORD)
    send(editor, "/desk/login", second | {"name": "wei", "password": PASSWORD})
    assert [kept.fields["title"] for kept in typed_by(service, "wei")] == ["A new bridge"]


def test_a_password_that_was_sent_logged_out_is_not_shown(
    editor: Browser, clock: FakeClock
) -> None:
    editor.get("/desk/account")
    token = re.search(r'name="csrf_token" value="([^"]+)"', editor.page.text)
    assert token
    clock.turn(hours=13)
    sent = {
        "csrf_token": token[1],
        "old": PASSWORD,
        "new": "correct horse battery",
        "again": "correct horse battery",
    }
    editor.page = editor.client.post("/desk/account/password", data=sent)
    assert "correct horse battery" not in editor.page.text
    kept = {
        name: unescape(value)
        for name, value in re.findall(r'name="(kept|kept_at)" value="([^"]*)"', editor.page.text)
    }
    editor.post("/desk/login", name="wei", password=PASSWORD, **kept)
    assert "<dd>correct horse battery" not in editor.page.text


def test_a_picture_that_was_sent_logged_out_is_not_called_safe(
    editor: Browser, clock: FakeClock
) -> None:
    editor.get("/desk/pictures")
    token = re.search(r'name="csrf_token" value="([^"]+)"', editor.page.text)
    assert token
    clock.turn(hours=13)
    sent = {"csrf_token": token[1], "alt": "A bridge", "file": (BytesIO(b"picture"), "a.jpg")}
    editor.page = editor.client.post(
        "/desk/pictures", data=sent, content_type="multipart/form-data"
    )
    assert "What you sent is safe" not in editor.page.text


def test_a_view_that_was_saved_logged_out_is_sent_again_with_its_filter(
    editor: Browser, service: Service, clock: FakeClock
) -> None:
    editor.get("/desk/inbox?words=bridge")
    token = re.search(r'name="csrf_token" value="([^"]+)"', editor.page.text)
    assert token
    clock.turn(hours=13)
    editor.page = editor.client.post(
        "/desk/inbox/views?words=bridge", data={"csrf_token": token[1], "name": "Bridges"}
    )
    kept = {
        name: unescape(value)
        for name, value in re.findall(r'name="(kept|kept_at)" value="([^"]*)"', editor.page.text)
    }
    editor.post("/desk/login", name="wei", password=PASSWORD, **kept)
    path = re.search(r'<form method="post" action="([^"]+)" class="narrow"', editor.page.text)
    assert path
    editor.post(unescape(path[1]), name="Bridges")
    assert [view.name for view in service.store.inbox.views(1)] == ["Bridges"]


def test_the_address_of_the_bookmarklet_survives_the_login(editor: Browser) -> None:
    editor.get("/desk/")
    editor.post("/desk/logout")
    answer = editor.client.get("/desk/items/new?url=https://e.my399.com/news/1.html")
    editor.get(answer.headers["Location"])
    action = re.search(r'<form method="post" class="narrow" action="([^"]+)"', editor.page.text)
    assert action
    editor.post(unescape(action[1]), name="wei", password=PASSWORD)
    assert "https://e.my399.com/news/1.html" in editor.page.text


def test_an_embargo_keeps_its_seconds_when_something_else_is_saved(
    editor: Browser, service: Service
) -> None:
    item = draft(service)
    until = (service.now() + timedelta(days=3)).replace(second=45, microsecond=0)
    at_desk(service.store).embargo(item.uid, until, service.now(), "a program")
    editor.get(f"/desk/items/{item.uid}")
    send(
        editor,
        f"/desk/items/{item.uid}",
        on_page(editor) | {"title": "A new bridge", "action": "save"},
    )
    assert again(service, item).embargo_until == until


def test_a_time_typed_into_a_draft_is_kept_or_asked_about(
    editor: Browser, service: Service
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    due = (service.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    send(editor, f"/desk/items/{item.uid}", on_page(editor) | {"due": due, "action": "save"})
    assert on_page(editor)["due"] == due


def test_a_time_that_is_emptied_takes_an_item_off_the_schedule_or_says_that_it_does_not(
    editor: Browser, service: Service
) -> None:
    item = draft(service)
    at_desk(service.store).publish(
        item.uid, service.now(), "wei", at=service.now() + timedelta(days=3)
    )
    editor.get(f"/desk/items/{item.uid}")
    send(editor, f"/desk/items/{item.uid}", on_page(editor) | {"due": "", "action": "save"})
    flash = re.findall(r'class="(?:flash|problem)"[^>]*>([^<]*)<', editor.page.text)
    assert again(service, item).status != "scheduled" or flash != ["Saved."]


def test_a_note_for_readers_that_is_too_long_is_not_cut_in_silence(
    editor: Browser, service: Service, clock: FakeClock
) -> None:
    item = draft(service)
    at_desk(service.store).publish(item.uid, service.now(), "wei")
    clock.turn(minutes=1)
    release(service.store, service.now())
    editor.get(f"/desk/items/{item.uid}")
    note = "word " * 300
    send(
        editor,
        f"/desk/items/{item.uid}",
        on_page(editor)
        | {"title": "B", "correction": "update", "correction_note": note, "action": "save"},
    )
    assert "at most" in editor.page.text


def test_the_page_of_two_versions_keeps_what_is_typed(editor: Browser, service: Service) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    typed = on_page(editor) | {"title": "A new bridge", "action": "save"}
    at_desk(service.store).edit(
        item.uid,
        1,
        replace(again(service, item).content, title="An old bridge"),
        "News",
        "chen",
        service.now(),
    )
    send(editor, f"/desk/items/{item.uid}", typed)
    assert "Save both" in editor.page.text
    assert "form.js" in editor.page.text


def test_a_schedule_in_the_hour_that_comes_twice_stays_when_something_else_is_saved(
    settings: Settings, clock: FakeClock
) -> None:
    service = build(replace(settings, zone=ZoneInfo("Europe/Berlin")), now=clock)
    editor = logged_in(service, create_app(service), "chief", "wei")
    item, due = draft(service), datetime(2024, 10, 27, 1, 30, tzinfo=UTC)
    at_desk(service.store).publish(item.uid, service.now(), "wei", at=due)
    editor.get(f"/desk/items/{item.uid}")
    send(
        editor,
        f"/desk/items/{item.uid}",
        on_page(editor) | {"title": "A new bridge", "action": "save"},
    )
    found = again(service, item).due_at
    service.close()
    assert found == due


def test_a_form_that_is_sent_again_names_its_fields_in_chinese(
    editor: Browser, clock: FakeClock
) -> None:
    editor.get("/desk/account")
    editor.post("/desk/account/preferences", language="zh", shortcuts="yes")
    editor.get("/desk/people")
    token = re.search(r'name="csrf_token" value="([^"]+)"', editor.page.text)
    assert token
    clock.turn(hours=13)
    editor.page = editor.client.post(
        "/desk/people",
        data={"csrf_token": token[1], "name": "li", "role": "editor", "password": "x"},
    )
    kept = {
        name: unescape(value)
        for name, value in re.findall(r'name="(kept|kept_at)" value="([^"]*)"', editor.page.text)
    }
    editor.post("/desk/login", name="wei", password=PASSWORD, **kept)
    assert [
        name for name in re.findall("<dt>([^<]*)</dt>", editor.page.text) if name.isascii()
    ] == []


def test_the_tick_that_a_story_is_another_one_stays_after_an_error(
    editor: Browser, service: Service
) -> None:
    draft(service)
    editor.get("/desk/items/new")
    typed = on_page(editor) | {
        "title": "A bridge",
        "body": "Text.",
        "section": "News",
        "action": "save",
    }
    send(editor, "/desk/items/new", typed)
    assert "We may have this story already" in editor.page.text
    send(editor, "/desk/items/new", typed | {"another": "yes", "published": "yesterday"})
    assert 'name="another"' in editor.page.text


def test_the_state_of_an_item_beside_its_picture_is_said_in_chinese(
    editor: Browser, service: Service
) -> None:
    media = Media("https://news.example.org/media/d.jpg", "d" * 64, "image/jpeg", 100, 100, 10)
    service.store.library.add(
        media, PictureTexts("A bridge", "", "Xinhua", ""), "wei", service.now()
    )
    editor.get("/desk/items/new")
    editor.post("/desk/items/new", **(FIELDS | {"body": f"![A bridge]({media.url})"}))
    editor.get("/desk/account")
    editor.post("/desk/account/preferences", language="zh", shortcuts="yes")
    assert "status draft" in editor.get(f"/desk/pictures/{media.digest}").text
    assert ">draft<" not in editor.page.text


def test_authors_typed_in_one_line_are_a_list_for_programs(
    editor: Browser, service: Service
) -> None:
    editor.get("/desk/items/new")
    typed = {"title": "A bridge", "body": "One.", "section": "News", "rights": "full"}
    line, names = "Li Hua、Wang Fang and Ida Orlin", ["Li Hua", "Wang Fang", "Ida Orlin"]
    editor.post("/desk/items/new", **typed, author=line, action="publish")
    (item,) = service.store.items.public(1)
    assert item.content.authors == tuple(names)
    told = editor.client.get(f"/api/v1/items/{item.uid}").get_json()
    assert (told["author"], told["authors"]) == (", ".join(names), names)
    page = editor.client.get(f"/en/items/{item.uid}/{item.slug}").text
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert data
    people = [{"@type": "Person", "name": name} for name in names]
    assert json.loads(data[1])["author"] == people


def test_authors_that_nobody_touched_stay_as_they_are(editor: Browser, service: Service) -> None:
    item = draft(service)
    firm = replace(item.content, authors=("Moss, Bell and Co",))
    at_desk(service.store).edit(item.uid, 1, firm, "News", "chen", service.now())
    editor.get(f"/desk/items/{item.uid}")
    typed = on_page(editor) | {"title": "Another bridge", "action": "save"}
    send(editor, f"/desk/items/{item.uid}", typed)
    after = again(service, item).content
    assert (after.title, after.authors) == ("Another bridge", firm.authors)
