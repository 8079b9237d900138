"""Writing at the desk: links that fill the form, duplicates, versions, schedules and embargoes;
whatever happens, no word is lost.
"""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.desk import Site, content_of_draft, moment_of
from app.news.merging import END, YOURS, merge
from app.publish.release import release
from app.run.boot import Service
from app.values.errors import Conflict, InputError
from app.values.model import Content, Item
from app.web.desk.fields import draft_of
from scrapers import Page
from scrapers.articles.article import read_with_evidence
from scrapers.certainty import certainty
from scrapers.page.document import read_document
from tests.browsing import PASSWORD, Browser, logged_in
from tests.conftest import Add, FakeClock
from tests.deskwork import at_desk
from tests.samplecity import STORIES, SampleCity

FIELDS = {"title": "A bridge", "body": "It opened on Friday.", "section": "News", "rights": "full"}


def only_item(service: Service) -> Item:
    (item,) = service.store.items.desk(10)
    return item


def shown(browser: Browser, name: str) -> str:
    """What a field of the form on the page holds."""
    page = browser.page.text
    area = re.search(rf'<textarea id="{name}"[^>]*>\n?(.*?)</textarea>', page, re.S)
    field = re.search(rf'<input id="{name}" [^>]*?value="([^"]*)"', page) or re.search(
        rf'name="{name}" value="([^"]*)"', page
    )
    found = area or field
    assert found, name
    return unescape(found[1])


def write(browser: Browser, action: str = "save", **fields: str) -> int:
    browser.get("/desk/items/new")
    return browser.post("/desk/items/new", **(FIELDS | {"action": action} | fields)).status_code


class TestLinks:
    def test_each_field_says_how_sure_it_is(
        self, editor: Browser, add: Add, city: SampleCity
    ) -> None:
        editor.get("/desk/items/new")
        editor.post("/desk/items/new", url=city.url + STORIES[0].path, action="fill")
        assert editor.page.status_code == 200
        assert shown(editor, "title") == STORIES[0].title
        assert re.search(
            r'<label for="title">Title <span class="sure (sure|likely)">', editor.page.text
        )
        assert "The original" in editor.page.text

    def test_what_we_have_already_is_shown_before_saving(
        self, editor: Browser, service: Service, city: SampleCity
    ) -> None:
        url = city.url + STORIES[0].path
        editor.get("/desk/items/new")
        editor.post("/desk/items/new", url=url, action="fill")
        fields = {name: shown(editor, name) for name in ("title", "body", "section", "url")}
        editor.post("/desk/items/new", **fields, rights="summary", action="publish")
        first = only_item(service)
        assert first.status == "published"
        editor.get("/desk/items/new")
        editor.post("/desk/items/new", url=url, action="fill")
        assert "We may have this story already" in editor.page.text
        assert f"/desk/items/{first.uid}" in editor.page.text

    def test_what_is_the_same_is_merged_by_one_button(
        self, editor: Browser, service: Service
    ) -> None:
        write(editor, "publish")
        first = only_item(service)
        editor.get("/desk/items/new")
        mine = FIELDS | {"url": "https://other.example/bridge", "rights": "summary"}
        assert editor.post("/desk/items/new", **mine, action="publish").status_code == 409
        assert f'value="merge {first.uid}"' in editor.page.text
        editor.post("/desk/items/new", **mine, action=f"merge {first.uid}")
        assert "Merged. This is the item that stays." in editor.page.text
        assert sorted(item.status for item in service.store.items.desk(10)) == [
            "merged",
            "published",
        ]
        assert mine["url"] in editor.page.text

    @pytest.mark.parametrize("into", ["nobody", ""])
    def test_what_cannot_be_merged_is_not_stored_either(
        self, editor: Browser, service: Service, into: str
    ) -> None:
        editor.get("/desk/items/new")
        page = editor.post("/desk/items/new", **FIELDS, action=f"merge {into}")
        assert page.status_code == 422
        assert "there is no item with this id or address" in page.text
        assert shown(editor, "title") == FIELDS["title"]
        assert service.store.items.desk(10) == []

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "no address",
            "http://127.0.0.1:1/",
            "http://10.0.0.1/",
            "file:///etc/passwd",
            "http://user:pw@[::1]/",
            "http://" + "a" * 5000,
        ],
    )
    def test_a_link_that_leads_nowhere_says_so_beside_the_field(
        self, editor: Browser, url: str
    ) -> None:
        editor.get("/desk/items/new")
        page = editor.post("/desk/items/new", url=url, body="Typed already.", action="fill")
        assert page.status_code == 422
        assert 'id="url-hint" role="alert"' in page.text
        assert shown(editor, "body").strip() == "Typed already."

    def test_a_title_told_by_many_places_is_sure_and_one_told_by_none_is_to_be_checked(
        self,
    ) -> None:
        text = "".join(
            f"<p>The bridge over the river was opened on Friday morning by the people who built it, number {n}.</p>"
            for n in range(6)
        )
        told = f"<title>Bridge opens</title><meta property='og:title' content='Bridge opens'><h1>Bridge opens</h1>{text}"
        page = Page(
            "https://paper.example/2024/06/21/bridge.html",
            f"<html><head></head><body>{told}</body></html>".encode(),
        )
        article, evidence = read_with_evidence(read_document(page), page)
        sure = certainty(article, evidence)
        assert sure["title"] in ("sure", "likely")
        assert sure["author"] == "missing"
        others = replace(article, title="Something that no place says")
        assert certainty(others, evidence)["title"] == "check"
        assert certainty(others, None)["title"] == "sure"


class TestNothingIsLost:
    def test_what_is_typed_is_kept_and_offered(self, editor: Browser, service: Service) -> None:
        write(editor)
        item = only_item(service)
        editor.get(f"/desk/items/{item.uid}")
        token = shown(editor, "csrf_token")
        typed = {
            "csrf_token": token,
            "document": item.uid,
            "tab": "one",
            "revision": "1",
            **FIELDS,
            "body": "It opened on Saturday.",
        }
        answer = editor.client.post(
            "/desk/items/autosave", data=typed, headers={"Accept": "application/json"}
        )
        assert answer.json is not None
        assert answer.json["revision"] == 1
        assert only_item(service).content.text == "It opened on Friday."
        page = editor.get(f"/desk/items/{item.uid}").text
        link = re.search(r'href="(/desk/items/\w+\?typed=\d+)"', page)
        assert link
        editor.get(link[1])
        assert shown(editor, "body").strip() == "It opened on Saturday."
        editor.post(
            f"/desk/items/{item.uid}",
            **FIELDS | {"body": "It opened on Saturday."},
            revision="1",
            document=item.uid,
            tab="one",
            action="save",
        )
        assert "typed=" not in editor.get(f"/desk/items/{item.uid}").text

    def test_two_windows_do_not_overwrite_each_other(
        self, editor: Browser, service: Service
    ) -> None:
        write(editor)
        item = only_item(service)
        editor.get(f"/desk/items/{item.uid}")
        for tab in ("one", "two"):
            typed = {
                "csrf_token": shown(editor, "csrf_token"),
                "document": item.uid,
                "tab": tab,
                "revision": "1",
                **FIELDS,
                "body": f"From {tab}.",
            }
            editor.client.post("/desk/items/autosave", data=typed)
        links = re.findall(
            r'href="(/desk/items/\w+\?typed=\d+)"', editor.get(f"/desk/items/{item.uid}").text
        )
        bodies = set()
        for link in links:
            editor.get(link)
            bodies.add(shown(editor, "body").strip())
        assert bodies == {"From one.", "From two."}

    def test_text_survives_a_login_that_ended(
        self, editor: Browser, service: Service, clock: FakeClock
    ) -> None:
        write(editor)
        item = only_item(service)
        editor.get(f"/desk/items/{item.uid}")
        document, tab = shown(editor, "document"), shown(editor, "tab")
        clock.turn(hours=13)
        typed = FIELDS | {"body": "Half an hour of work.\n\n“With” <marks> & 字."}
        page = editor.post(
            f"/desk/items/{item.uid}",
            **typed,
            revision="1",
            document=document,
            tab=tab,
            action="save",
        )
        assert page.status_code == 401
        assert "Your text is safe" in page.text
        kept = {name: shown(editor, name) for name in ("kept", "kept_at")}
        editor.post("/desk/login", name="wei", password="wrong one", **kept)
        assert editor.page.status_code == 401
        kept = {name: shown(editor, name) for name in ("kept", "kept_at")}
        editor.post("/desk/login", name="wei", password=PASSWORD, **kept)
        assert shown(editor, "body").replace("\r\n", "\n").strip() == typed["body"]
        assert only_item(service).revision == 1

    def test_text_survives_a_token_that_is_too_old(self, editor: Browser, service: Service) -> None:
        write(editor)
        item = only_item(service)
        fields = {
            "csrf_token": "old",
            **FIELDS,
            "body": "Typed.",
            "revision": "1",
            "document": item.uid,
            "tab": "x",
            "action": "save",
        }
        answer = editor.client.post(f"/desk/items/{item.uid}", data=fields)
        editor.get(answer.headers["Location"])
        assert shown(editor, "body").strip() == "Typed."
        assert "save it again" in editor.page.text
        assert only_item(service).revision == 1

    def test_a_text_that_is_too_long_comes_back_whole(
        self, editor: Browser, service: Service
    ) -> None:
        body = "Long words. " * 900_000
        assert write(editor, body=body) == 422
        assert "the text is too long" in editor.page.text
        assert len(shown(editor, "body").strip()) == len(body.strip())
        assert service.store.items.desk(10) == []

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("published", "21st of June", "a date is written"),
            ("published", "9999-01-01", "the year must be"),
            ("due", "soon", "no day and time"),
            ("embargo", "2024-13-45T00:00", "no day and time"),
            ("title", "", "a title is needed"),
            ("title", "t" * 301, "at most 300"),
            ("section", " ", "a section is needed"),
            ("tags", "x" * 61, "at most 60"),
            ("url", "not a link", "no web address"),
            ("body", f"a {YOURS} b {END}", "both versions"),
        ],
    )
    def test_what_cannot_be_used_is_told_beside_its_field(
        self, editor: Browser, service: Service, field: str, value: str, words: str
    ) -> None:
        assert write(editor, **{"body": "All that I typed.", field: value}) == 422
        hint = re.search(rf'id="{field}-hint" role="alert">([^<]*)<', editor.page.text)
        assert hint
        assert words in hint[1]
        if field != "body":
            assert shown(editor, "body").strip() == "All that I typed."
        assert service.store.items.desk(10) == []

    @given(
        st.dictionaries(
            st.sampled_from(
                ["title", "summary", "body", "section", "published", "tags", "url", "due", "rights"]
            ),
            st.text(max_size=60),
        )
    )
    def test_whatever_is_typed_is_saved_or_comes_back(self, typed: dict[str, str]) -> None:
        zone = ZoneInfo("Asia/Shanghai")
        refused = ""
        try:
            content = content_of_draft(
                draft_of(typed), Content(title=""), Site(zone, "https://a.example", "en")
            )
            moment_of(typed.get("due", ""), zone, "due")
        except InputError as error:
            refused = error.field
        assert refused or content.title

    def test_who_else_is_here(
        self, editor: Browser, service: Service, app: Flask, clock: FakeClock
    ) -> None:
        write(editor)
        item = only_item(service)
        other = logged_in(service, app, "editor", "li")
        other.get(f"/desk/items/{item.uid}")
        other.client.post(
            "/desk/items/present",
            data={"csrf_token": shown(other, "csrf_token"), "document": item.uid},
        )
        assert "li has this item open" in editor.get(f"/desk/items/{item.uid}").text
        clock.turn(seconds=31)
        assert "li has this item open" not in editor.get(f"/desk/items/{item.uid}").text


class TestConflicts:
    def test_what_does_not_touch_the_same_words_is_put_together(
        self, editor: Browser, service: Service, app: Flask
    ) -> None:
        write(editor, body="One.\n\nTwo.\n\nThree.")
        item = only_item(service)
        other = logged_in(service, app, "editor", "li")
        other.get(f"/desk/items/{item.uid}")
        other.post(
            f"/desk/items/{item.uid}",
            **FIELDS | {"body": "One.\n\nTwo.\n\nThree and more."},
            revision="1",
            action="save",
        )
        editor.get(f"/desk/items/{item.uid}")
        page = editor.post(
            f"/desk/items/{item.uid}",
            **FIELDS | {"title": "Two bridges", "body": "Uno.\n\nTwo.\n\nThree."},
            revision="1",
            action="save",
        )
        assert page.status_code == 409
        assert "both fit together" in page.text
        assert shown(editor, "body").strip() == "Uno.\n\nTwo.\n\nThree and more."
        names = (
            "title",
            "body",
            "summary",
            "section",
            "revision",
            "rights",
            "tags",
            "author",
            "byline_source",
            "published",
            "url",
        )
        editor.post(
            f"/desk/items/{item.uid}",
            **{name: shown(editor, name) for name in names},
            action="save",
        )
        saved = only_item(service)
        assert (saved.content.title, saved.content.text) == (
            "Two bridges",
            "Uno.\nTwo.\nThree and more.",
        )
        assert saved.revision == 3

    @given(
        st.text("ab\n ", max_size=30), st.text("ab\n ", max_size=30), st.text("ab\n ", max_size=30)
    )
    def test_a_merge_keeps_what_one_alone_changed(self, base: str, mine: str, theirs: str) -> None:
        assert merge(base, mine, base).text == mine
        assert merge(base, base, theirs).text == theirs
        assert merge(base, mine, mine).text == mine
        made = merge(base, mine, theirs)
        assert bool(made.conflicts) == (YOURS in made.text)


class TestVersions:
    def test_any_two_are_compared_and_any_comes_back(
        self, editor: Browser, service: Service, clock: FakeClock
    ) -> None:
        write(editor)
        item = only_item(service)
        for number, body in ((1, "It opened on Saturday."), (2, "It opened on Sunday.")):
            clock.turn(minutes=1)
            editor.get(f"/desk/items/{item.uid}")
            editor.post(
                f"/desk/items/{item.uid}",
                **FIELDS | {"body": body},
                revision=str(number),
                action="save",
            )
        page = editor.get(f"/desk/items/{item.uid}/history?from=1&to=3").text
        assert "<del>Friday</del><ins>Sunday</ins>" in page
        editor.post(f"/desk/items/{item.uid}/name-version", version="1", name="As first told")
        assert "As first told" in editor.page.text
        editor.post(f"/desk/items/{item.uid}/restore", version="1")
        restored = only_item(service)
        assert (restored.revision, restored.content.text) == (4, "It opened on Friday.")
        assert [version.content.text for version in service.store.items.revisions(item.uid)][
            1
        ] == "It opened on Saturday."


class TestTimes:
    def test_a_scheduled_item_is_public_at_its_time_and_not_before(
        self, editor: Browser, service: Service, clock: FakeClock
    ) -> None:
        zone = service.settings.zone
        due = (clock() + timedelta(hours=2)).astimezone(zone).replace(second=0, microsecond=0)
        assert write(editor, "schedule", due=due.strftime("%Y-%m-%dT%H:%M")) == 200
        item = only_item(service)
        assert (item.status, item.due_at) == ("scheduled", due)
        assert item.published_at == due
        release(service.store, due - timedelta(seconds=1))
        assert only_item(service).status == "scheduled"
        release(service.store, due)
        assert only_item(service).status == "published"

    @pytest.mark.parametrize("when", ["", "2001-01-01T00:00"])
    def test_a_time_that_is_over_or_missing_is_refused(
        self, editor: Browser, service: Service, when: str
    ) -> None:
        assert write(editor, "schedule", due=when) == 422
        assert 'id="due-hint" role="alert"' in editor.page.text
        assert service.store.items.desk(10) == []

    def test_nobody_publishes_within_an_embargo(
        self, editor: Browser, service: Service, clock: FakeClock
    ) -> None:
        until = (
            (clock() + timedelta(hours=3))
            .astimezone(service.settings.zone)
            .replace(second=0, microsecond=0)
        )
        assert write(editor, embargo=until.strftime("%Y-%m-%dT%H:%M")) == 200
        item = only_item(service)
        assert item.embargo_until == until
        editor.post(f"/desk/items/{item.uid}/publish")
        assert "under embargo" in editor.page.text
        assert only_item(service).status == "draft"
        with pytest.raises(Conflict):
            at_desk(service.store).publish(item.uid, clock(), "li")
        at_desk(service.store).publish(item.uid, until, "li")

    def test_what_is_late_is_told(
        self, editor: Browser, service: Service, clock: FakeClock
    ) -> None:
        due = (clock() + timedelta(hours=1)).astimezone(service.settings.zone)
        write(editor, "schedule", due=due.strftime("%Y-%m-%dT%H:%M"))
        clock.turn(hours=2)
        assert "Late: A bridge" in unescape(editor.get("/desk/").text)
        release(service.store, clock())
        assert service.store.audit.entries(1, action="release late")[0].after is not None

    def test_taken_off_the_schedule_it_waits(
        self, editor: Browser, service: Service, clock: FakeClock
    ) -> None:
        due = (clock() + timedelta(hours=1)).astimezone(service.settings.zone)
        write(editor, "schedule", due=due.strftime("%Y-%m-%dT%H:%M"))
        item = only_item(service)
        editor.post(f"/desk/items/{item.uid}/hold")
        release(service.store, clock.turn(hours=2))
        assert only_item(service).status == "draft"


class TestPictures:
    def test_a_picture_without_words_needs_a_tick(self, editor: Browser, service: Service) -> None:
        body = "Text.\n\n![](https://example.org/a.jpg)"
        assert write(editor, "publish", body=body) == 422
        assert "a picture has no description" in editor.page.text
        assert service.store.items.desk(10) == []
        assert (
            editor.post(
                "/desk/items/new", **FIELDS | {"body": body}, decorative="yes", action="publish"
            ).status_code
            == 200
        )
        assert only_item(service).status == "published"

    def test_the_tick_is_asked_for_wherever_an_item_is_published(
        self, editor: Browser, service: Service
    ) -> None:
        assert write(editor, "submit", body="Text.\n\n![](https://example.org/a.jpg)") == 200
        item = only_item(service)
        editor.post(f"/desk/items/{item.uid}/publish")
        assert "A picture has no description" in editor.page.text
        editor.get("/desk/inbox")
        editor.post("/desk/inbox/act", do="approve", uid=item.uid)
        assert "A picture has no description" in editor.page.text
        assert only_item(service).status == "review"

    def test_a_picture_that_comes_later_needs_the_tick_too(
        self, editor: Browser, service: Service
    ) -> None:
        assert write(editor, "publish") == 200
        item = only_item(service)
        editor.get(f"/desk/items/{item.uid}")
        changed = FIELDS | {
            "body": "Text.\n\n![](https://example.org/a.jpg)",
            "revision": str(item.revision),
        }
        assert editor.post(f"/desk/items/{item.uid}", **changed, action="save").status_code == 422
        assert only_item(service).revision == item.revision
        assert (
            editor.post(
                f"/desk/items/{item.uid}", **changed, decorative="yes", action="save"
            ).status_code
            == 200
        )
        again = changed | {"title": "A bridge, again", "revision": str(item.revision + 1)}
        assert editor.post(f"/desk/items/{item.uid}", **again, action="save").status_code == 200, (
            "what was passed once is asked once"
        )


def test_how_it_will_look(editor: Browser) -> None:
    editor.get("/desk/items/new")
    fields = FIELDS | {"title": "Bridge <b>", "body": "Words **bold** <script>alert(1)</script>"}
    page = editor.client.post(
        "/desk/items/preview", data={"csrf_token": shown(editor, "csrf_token"), **fields}
    )
    assert page.status_code == 200
    assert "<strong>bold</strong>" in page.text
    assert "&lt;item&gt;" in page.text
    assert "data:image/png;base64," in page.text
    assert "<script>" not in page.text


def test_what_word_processors_paste_becomes_markdown(editor: Browser) -> None:
    editor.get("/desk/items/new")
    html = '<p class="MsoNormal" style="mso-x:1"><b>Bold</b> and <a href="https://a.example/">a link</a><o:p></o:p></p><p>Next</p><script>x</script>'
    answer = editor.client.post(
        "/desk/items/markdown", data={"csrf_token": shown(editor, "csrf_token"), "html": html}
    )
    assert answer.json == {"markdown": "**Bold** and [a link](<https://a.example/>)\n\nNext"}


def test_a_silent_fix_is_recorded_and_a_correction_is_told(
    editor: Browser, service: Service, clock: FakeClock
) -> None:
    write(editor, "publish")
    item = only_item(service)
    clock.turn(minutes=1)
    editor.get(f"/desk/items/{item.uid}")
    editor.post(
        f"/desk/items/{item.uid}",
        **FIELDS | {"body": "It opened on Fryday."},
        revision="1",
        action="save",
    )
    assert service.store.audit.entries(1, subject=f"item {item.uid}")[0].action == "fix silently"
    editor.post(
        f"/desk/items/{item.uid}",
        **FIELDS,
        revision="2",
        action="save",
        correction="clarification",
        correction_note="The day was misspelt.",
    )
    assert service.store.audit.entries(1, subject=f"item {item.uid}")[0].action == "correct"
