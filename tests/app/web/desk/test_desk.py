"""The desk: nobody comes in without a login, nothing changes without a token, and editors' work
reaches the site.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any, get_args

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.collect.intake import Reading, take_in
from app.collect.noting import place_of
from app.desk import change_editor, from_markdown, import_page, to_markdown
from app.publish.release import release
from app.run.boot import Service
from app.values.errors import Conflict, FailureKind, InputError
from app.values.model import Content, Item, Run, SourceSpec
from app.web.desk import DOORS
from app.web.show import failure_words
from scrapers import Teaser
from tests.browsing import PASSWORD, Browser, logged_in
from tests.conftest import SHARED, Add, FakeClock
from tests.deskwork import at_desk
from tests.sameness.events import EVENTS
from tests.sameness.stories import ENGLISH
from tests.samplecity import STORIES, SampleCity


@pytest.fixture
def visitor(app: Flask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def editor(service: Service, app: Flask) -> Browser:
    return logged_in(service, app, "chief", "wei")


def only_item(service: Service) -> Item:
    (item,) = service.store.items.desk(10)
    return item


def test_every_desk_page_asks_for_a_login(app: Flask) -> None:
    client = app.test_client()
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk/")]
    assert len(rules) > 6
    for rule in rules:
        if DOORS[rule.endpoint] == "open":
            assert rule.endpoint in (
                "desk.login",
                "desk.logout",
                "desk.stylesheet",
                "desk.form_script",
                "desk.script",
            )
            continue
        path = re.sub(r"<int:\w+>", "1", rule.rule)
        path = re.sub(r"<\w+>", "x", re.sub(r"<any\((\w+).*?>", r"\1", path))
        if "GET" in (rule.methods or ()):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (
                302,
                "/desk/login",
            )


def test_no_write_without_a_token(editor: Browser, service: Service) -> None:
    answer = editor.client.post(
        "/desk/items/new",
        data={"title": "Forged", "body": "x", "section": "News", "action": "publish"},
    )
    assert answer.status_code == 400
    assert "nothing was changed" in answer.text
    assert service.store.items.desk(10) == []


def test_wrong_passwords_and_unknown_names_read_the_same(
    service: Service, visitor: Browser
) -> None:
    service.store.editors.add("wei", "chief", service.passwords.make(PASSWORD), service.now())
    visitor.get("/desk/login")
    wrong = visitor.post("/desk/login", name="wei", password="not this one")
    unknown = visitor.post("/desk/login", name="nobody", password="not this one")
    assert wrong.status_code == unknown.status_code == 401
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", wrong.text) == strip.sub("", unknown.text)


def test_a_disabled_editor_is_out_at_once(editor: Browser, service: Service) -> None:
    assert editor.get("/desk/").status_code == 200
    service.store.editors.add("li", "chief", service.passwords.make(PASSWORD), service.now())
    change_editor(service.store, "wei", "li", service.now(), disabled=True)
    assert editor.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/desk/\\evil.example", "/desk//evil.example"],
)
def test_the_login_leads_to_the_desk_only(service: Service, visitor: Browser, target: str) -> None:
    service.store.editors.add("wei", "chief", service.passwords.make(PASSWORD), service.now())
    visitor.get("/desk/login")
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.page.text)
    assert token
    form = {"csrf_token": token[1], "name": "wei", "password": PASSWORD}
    assert (
        visitor.client.post("/desk/login", query_string={"next": target}, data=form).headers[
            "Location"
        ]
        == "/desk/"
    )


def test_write_publish_edit_withdraw(editor: Browser, service: Service) -> None:
    editor.get("/desk/items/new")
    editor.post(
        "/desk/items/new",
        title="Ice lanterns & more",
        body="First **paragraph**.\n\nSecond.",
        section="City",
        action="publish",
    )
    item = only_item(service)
    assert (item.status, item.content.text, item.kind) == (
        "published",
        "First paragraph.\nSecond.",
        "written",
    )
    assert "Ice lanterns &amp; more" in editor.client.get("/").text
    editor.get(f"/desk/items/{item.uid}")
    editor.post(
        f"/desk/items/{item.uid}",
        revision=item.revision,
        title="Ice lanterns",
        body="Better.",
        section="City",
        action="save",
    )
    page = editor.client.get(f"/items/{item.uid}/ice-lanterns").text
    assert "Better." in page
    editor.get(f"/desk/items/{item.uid}")
    editor.post(f"/desk/items/{item.uid}/withdraw", note="It melted.")
    gone = editor.client.get(f"/items/{item.uid}/ice-lanterns", follow_redirects=True)
    assert (gone.status_code, gone.request.path) == (410, f"/items/{item.uid}/")
    assert [revision.by for revision in service.store.items.revisions(item.uid)] == ["wei", "wei"]


def test_a_draft_is_not_public(editor: Browser, service: Service) -> None:
    editor.get("/desk/items/new")
    editor.post("/desk/items/new", title="Not yet", body="Soon.", section="City", action="save")
    item = only_item(service)
    assert item.status == "draft"
    assert editor.client.get(f"/items/{item.uid}/not-yet").status_code == 404
    assert "Not yet" not in editor.client.get("/").text


def test_a_pasted_link_fills_the_form_and_becomes_an_item(
    editor: Browser, service: Service, city: SampleCity, add: Add
) -> None:
    add("news")
    story = next(s for s in STORIES if s.section == "news" and s.shots and s.author)
    editor.get("/desk/items/new")
    filled = editor.post("/desk/items/new", url=city.url + story.path, action="fill")
    assert filled.status_code == 200
    fields = dict(re.findall(r'<input id="(\w+)"[^>]* value="([^"]*)"', filled.text))
    body = re.search(r'<textarea id="body"[^>]*>\n?(.*?)</textarea>', filled.text, re.S)
    assert body
    assert unescape(fields["title"]) == story.title
    assert (unescape(fields["author"]), fields["byline_source"]) == (
        story.author,
        story.byline_source,
    )
    assert (fields["published"], fields["section"]) == (story.updated.isoformat(), "Harbin Today")
    editor.post(
        "/desk/items/new",
        **{k: unescape(v) for k, v in fields.items()},
        body=unescape(body[1]),
        rights="full",
        action="publish",
    )
    item = only_item(service)
    assert item.status == "published"
    assert item.content.text == "\n".join(story.paragraphs)
    assert [picture.caption for picture in item.content.pictures] == [
        shot.caption for shot in story.shots
    ]
    assert item.original_url == city.url + story.path


@pytest.mark.parametrize(
    ("path", "words"),
    [("/nowhere.html", "404"), ("/pictures/river.png", "fill in the fields by hand")],
)
def test_a_link_that_gives_nothing_is_said_beside_the_field(
    editor: Browser, city: SampleCity, path: str, words: str
) -> None:
    editor.get("/desk/items/new")
    page = editor.post("/desk/items/new", url=city.url + path, title="Typed already", action="fill")
    assert page.status_code == 422
    assert words in page.text
    assert 'value="Typed already"' in page.text


def test_a_link_into_the_house_is_refused(editor: Browser) -> None:
    editor.get("/desk/items/new")
    page = editor.post("/desk/items/new", url="http://127.0.0.1:9/secret", action="fill")
    assert page.status_code == 422
    assert "leads into a private network" in page.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "", "section": "City"}, "a title is needed"),
        ({"title": "T", "section": ""}, "a section is needed"),
        ({"title": "T", "section": "S", "published": "next week"}, "a date is written 2024-06-21"),
        ({"title": "T", "section": "S", "url": "javascript:alert(1)"}, "this is no web address"),
        ({"title": "T" * 301, "section": "S"}, "at most 300"),
    ],
)
def test_bad_fields_get_a_message_beside_them_and_lose_nothing(
    editor: Browser, service: Service, fields: dict[str, str], words: str
) -> None:
    editor.get("/desk/items/new")
    page = editor.post("/desk/items/new", **{"body": "What I typed.", "action": "save"} | fields)
    assert page.status_code == 422
    assert words in page.text
    assert "What I typed." in page.text
    assert service.store.items.desk(10) == []


def test_a_save_over_a_colleagues_save_is_refused(editor: Browser, service: Service) -> None:
    editor.get("/desk/items/new")
    editor.post("/desk/items/new", title="Shared", body="One.", section="City", action="save")
    item = only_item(service)
    editor.post(
        f"/desk/items/{item.uid}",
        revision=1,
        title="Shared",
        body="Two.",
        section="City",
        action="save",
    )
    page = editor.post(
        f"/desk/items/{item.uid}",
        revision=1,
        title="Shared",
        body="Three.",
        section="City",
        action="save",
    )
    assert page.status_code == 409
    assert "wei saved this item while you were writing" in page.text
    assert "⟦yours⟧\nThree.\n⟦theirs⟧\nTwo.\n⟦end⟧" in page.text
    assert only_item(service).content.text == "Two."


def test_hostile_text_is_shown_and_never_run(editor: Browser, service: Service) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    editor.get("/desk/items/new")
    editor.post(
        "/desk/items/new",
        title=evil,
        summary=evil,
        author=evil,
        body=evil + "\n\n[x](javascript:alert(3))",
        section=evil,
        action="publish",
    )
    item = only_item(service)
    for path in (
        "/",
        f"/items/{item.uid}/{item.slug}",
        f"/desk/items/{item.uid}",
        "/desk/",
        "/feed.rss",
        "/feed.atom",
    ):
        page = editor.client.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page


def test_editing_a_collected_item_keeps_its_pictures(
    editor: Browser, service: Service, add: Add, collect: Callable[..., Run]
) -> None:
    collect(add("news"))
    item = next(item for item in service.store.items.public(50) if item.content.pictures)
    page = editor.get(f"/desk/items/{item.uid}")
    body = re.search(r'<textarea id="body"[^>]*>\n?(.*?)</textarea>', page.text, re.S)
    assert body
    fields = {
        "title": "Edited",
        "body": unescape(body[1]),
        "section": item.section.title,
        "published": "2024-06-20",
        "action": "save",
    }
    editor.post(f"/desk/items/{item.uid}", revision=item.revision, **fields)
    after = service.store.items.by_uid(item.uid)
    assert (after.content.title, after.content.html, after.content.pictures) == (
        "Edited",
        item.content.html,
        item.content.pictures,
    )


@pytest.mark.parametrize("kind", get_args(FailureKind))
def test_every_kind_of_failure_is_said_in_words(kind: str) -> None:
    assert len(failure_words(kind).split()) > 3


def test_sources_can_be_looked_after(
    editor: Browser, service: Service, add: Add, collect: Callable[..., Run]
) -> None:
    source = add("news")
    collect(source)
    assert "well" in editor.get("/desk/sources").text
    editor.post("/desk/sources/news/pause")
    assert service.store.sources.get("news").paused
    editor.post("/desk/sources/news/resume")
    editor.post("/desk/sources/news/run")
    assert service.store.sources.get("news").next_run_at == service.now()


MARKDOWN = [
    "A paragraph with *emphasis*, **weight** and [a link](<https://example.org/a?b=1&c=2>).\n\nAnother one.",
    "### A heading\n\n- one\n- two",
    '![Ice](https://example.org/ice.png "Blocks of ice [Photo/my399.com]")\n\nText.',
    "1\\. not a list, 2 \\* 3, a \\_b\\_ and \\<b\\>",
]


def test_the_text_of_pictures_alone_is_their_captions() -> None:
    pictures = '![Ice](https://example.org/ice.png "Blocks of ice [Photo/my399.com]")'
    again = '![Ice](https://example.org/saw.png "A saw")\n\n![](https://example.org/x.png "A saw")'
    assert from_markdown(f"{pictures}\n\n{again}", "https://example.org/")[1] == (
        "Blocks of ice\nA saw"
    )
    assert from_markdown(f"{pictures}\n\nText.", "https://example.org/")[1] == "Text."


@pytest.mark.parametrize("text", MARKDOWN)
def test_markdown_survives_the_way_there_and_back(text: str) -> None:
    html, _ = from_markdown(text, "https://example.org/")
    assert from_markdown(to_markdown(html), "https://example.org/")[0] == html


def test_importing_saved_html(service: Service, city: SampleCity) -> None:
    story = next(s for s in STORIES if s.number == 5641)
    body = service.fetcher.fetch(city.url + story.path).body  # type: ignore[union-attr]
    url = "https://e.my399.com" + story.path
    options: dict[str, Any] = {
        "url": url,
        "source": None,
        "rights": "full",
        "zone": "Asia/Shanghai",
    }
    done = import_page(service.store, "story.html", body, service.now(), **options)
    assert done[0].title == story.title
    assert [imported.taken.outcome for imported in done] == ["new"] * len(done)
    again = import_page(service.store, "story.html", body, service.now(), **options)
    assert [imported.taken.outcome for imported in again] == ["unchanged"] * len(again)
    assert [imported.taken.uid for imported in again] == [imported.taken.uid for imported in done]


@pytest.mark.skipif(
    not SHARED.exists(), reason="the one real page lies beside the repository, not in it"
)
def test_importing_the_one_real_page(service: Service, client: FlaskClient) -> None:
    body = (SHARED / "seed" / "harbin-today.txt").read_bytes()
    url = "https://e.my399.com/news/2024-06-21/6500.html"
    done = import_page(
        service.store,
        "harbin-today.txt",
        body,
        service.now(),
        url=url,
        source=None,
        rights="full",
        zone="Asia/Shanghai",
    )
    assert len(done) == 2
    at_desk(service.store).release(service.now())
    story, teaser = (
        client.get(f"/api/v1/items/{imported.taken.uid}").get_json() for imported in done
    )
    assert (story["section"], story["published"], story["published_precision"]) == (
        "Harbin Today",
        "2024-06-21",
        "day",
    )
    assert (story["byline_source"], story["author"], story["urls"]) == ("e.my399.com", None, [url])
    assert len(story["text"].split("\n")) == 9
    assert teaser["title"] == "Harbin ramps up childcare services"
    assert (
        teaser["summary"]
        == "A new comprehensive service center for childcare in Harbin is expected to be finished by the end of the year."
    )
    assert (teaser["published"], teaser["published_precision"], teaser["urls"]) == (None, None, [])


@pytest.mark.parametrize(
    "body", [b"", b"\0\1\2", b"<html><body><p>Too little.</p></body></html>", b"just words"]
)
def test_importing_what_is_no_news_page(service: Service, body: bytes) -> None:
    with pytest.raises(InputError, match=r"odd\.bin is no news page"):
        import_page(
            service.store,
            "odd.bin",
            body,
            service.now(),
            url="",
            source=None,
            rights="summary",
            zone="UTC",
        )
    assert service.store.items.desk(10) == []


def test_a_written_item_is_never_overwritten_by_its_original(
    service: Service, city: SampleCity, editor: Browser, add: Add, collect: Callable[..., Run]
) -> None:
    story = next(s for s in city.stories if s.section == "news")
    editor.get("/desk/items/new")
    editor.post(
        "/desk/items/new",
        title="In our words",
        body="Ours.",
        section="City",
        url=city.url + story.path,
        action="publish",
    )
    written = only_item(service)
    collect(add("news"))
    after = service.store.items.by_uid(written.uid)
    assert after.content == written.content
    assert after.upstream is not None
    assert story.title not in [item.content.title for item in service.store.items.public(500)]


def test_one_address_has_one_item(editor: Browser, service: Service, city: SampleCity) -> None:
    fields = {
        "body": "B",
        "section": "City",
        "url": "https://example.org/story.html",
        "action": "save",
    }
    editor.get("/desk/items/new")
    editor.post("/desk/items/new", title="First", **fields)
    editor.get("/desk/items/new")
    page = editor.post("/desk/items/new", title="Second", **fields)
    assert page.status_code == 409
    assert "it stands at the same address" in page.text
    page = editor.post("/desk/items/new", title="Second", another="yes", **fields)
    assert page.status_code == 422
    assert "already an item for this address" in page.text
    assert len(service.store.items.desk(10)) == 1


def test_a_pasted_story_names_its_original_in_the_feeds(editor: Browser, service: Service) -> None:
    editor.get("/desk/items/new")
    fields = {
        "title": "Borrowed",
        "body": "B",
        "section": "City",
        "url": "https://x.example.org/a.html",
        "rights": "summary",
    }
    editor.post("/desk/items/new", **fields, action="publish")
    (entry,) = editor.client.get("/feed.json").get_json()["items"]
    assert entry["external_url"] == "https://x.example.org/a.html"
    assert "https://x.example.org/a.html" in entry["content_html"]


def test_rights_can_be_lowered_after_a_mistake(editor: Browser, service: Service) -> None:
    editor.get("/desk/items/new")
    editor.post(
        "/desk/items/new",
        title="Ours?",
        body="The whole text.",
        summary="S.",
        section="City",
        rights="full",
        action="publish",
    )
    item = only_item(service)
    fields = {
        "title": "Ours?",
        "body": "The whole text.",
        "summary": "S.",
        "section": "City",
        "rights": "headline",
        "action": "save",
    }
    editor.post(f"/desk/items/{item.uid}", revision=item.revision, **fields)
    assert "The whole text." not in editor.client.get(f"/items/{item.uid}/{item.slug}").text
    assert "The whole text." not in editor.client.get("/feed.rss").text


def test_publishing_twice_is_a_conflict(service: Service, editor: Browser) -> None:
    editor.get("/desk/items/new")
    editor.post("/desk/items/new", title="Once", body="B", section="City", action="publish")
    with pytest.raises(Conflict):
        at_desk(service.store).publish(only_item(service).uid, service.now())


def told_twice(service: Service, city: SampleCity) -> Item:
    """A story that two sources report, the second with an intro of its own."""
    title, text = ENGLISH[0]
    first = at_desk(service.store).add_source(
        SourceSpec("https://daily.example/news/", "daily", "City Daily", zone="UTC"), service.now()
    )
    second = at_desk(service.store).add_source(
        SourceSpec("https://radio.example/news/", "radio", "City Radio", zone="UTC"), service.now()
    )
    for source, words in ((first, text), (second, "Good news for all of us.\n" + text)):
        place = place_of(
            service.store, Teaser(source.url + "1.html", title), "listing", source, service.now()
        )
        take_in(
            service.store,
            Reading(Content(title, text=words), "City", "test", place, source),
            service.now(),
        )
    at_desk(service.store).release(service.now())
    return only_item(service)


def test_who_else_reports_a_story_is_said_and_can_be_split_off(
    editor: Browser, service: Service, city: SampleCity
) -> None:
    item = told_twice(service, city)
    page = editor.client.get(f"/items/{item.uid}/{item.slug}").text
    assert "Also reported by" in page
    assert re.search(
        r'<a href="https://radio\.example/news/1\.html" rel="noopener">City Radio</a>', page
    )
    (also,) = editor.client.get(f"/api/v1/items/{item.uid}").get_json()["also_reported_by"]
    assert also == {
        "url": "https://radio.example/news/1.html",
        "source": "radio",
        "source_title": "City Radio",
    }
    desk = editor.get(f"/desk/items/{item.uid}").text
    assert re.search(r"\d+ % of the words are the same, and no fact differs", desk)
    assert (
        editor.client.post(f"/desk/items/{item.uid}/split/{item.locations[1].id}").status_code
        == 400
    )
    page = editor.post(f"/desk/items/{item.uid}/split/{item.locations[1].id}").text
    assert "Split off." in page
    assert len(service.store.items.public(9)) == 2
    assert "Also reported by" not in editor.client.get(f"/items/{item.uid}/{item.slug}").text
    assert "own address" in editor.post(f"/desk/items/{item.uid}/split/{item.locations[0].id}").text


def test_a_merged_item_leads_to_the_one_that_stays(
    editor: Browser, service: Service, city: SampleCity
) -> None:
    item = told_twice(service, city)
    editor.get("/desk/items/new")
    editor.post(
        "/desk/items/new",
        title="Our own words",
        body="The ferry runs.",
        section="City",
        action="publish",
    )
    ours = next(found for found in service.store.items.public(9) if found.uid != item.uid)
    assert (
        editor.client.post(f"/desk/items/{item.uid}/merge", data={"into": ours.uid}).status_code
        == 400
    )
    editor.get(f"/desk/items/{item.uid}")
    assert (
        "no item with this id" in editor.post(f"/desk/items/{item.uid}/merge", into="nothing").text
    )
    page = editor.post(
        f"/desk/items/{item.uid}/merge",
        into=f"https://news.example.org/items/{ours.uid}/{ours.slug}",
    ).text
    assert "Merged. This is the item that stays." in page
    assert "merged by wei" in page
    client = editor.client
    answer = client.get(f"/items/{item.uid}/{item.slug}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/items/{ours.uid}/")
    answer = client.get(f"/api/v1/items/{item.uid}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/api/v1/items/{ours.uid}")
    assert [entry["title"] for entry in client.get("/feed.json").get_json()["items"]] == [
        "Our own words"
    ]
    assert item.content.title not in client.get("/").text
    assert "City Radio" in client.get(f"/items/{ours.uid}/{ours.slug}").text
    merged = editor.get(f"/desk/items/{item.uid}").text
    assert "This item was merged into" in merged
    assert "one item already" in editor.post(f"/desk/items/{item.uid}/merge", into=ours.uid).text
    assert 'class="status merged"' in editor.get("/desk/?status=merged").text


def test_a_report_can_be_taken_out_of_a_story(editor: Browser, service: Service) -> None:
    made = []
    for name, (language, title, text) in zip(("daily", "radio"), EVENTS[1], strict=False):
        source = at_desk(service.store).add_source(
            SourceSpec(f"https://{name}.example/", name, name.title(), zone="UTC"), service.now()
        )
        place = place_of(
            service.store, Teaser(f"{source.url}1.html", title), "listing", source, service.now()
        )
        content = Content(title, text=text, language=language)
        made.append(
            take_in(
                service.store, Reading(content, "City", "test", place, source), service.now()
            ).uid
        )
    at_desk(service.store).release(service.now())
    page = editor.get(f"/desk/items/{made[1]}").text
    assert "Reports of the same event" in page
    assert EVENTS[1][0][1] in page
    assert editor.client.post(f"/desk/items/{made[1]}/alone").status_code == 400
    assert "This item stands alone now" in editor.post(f"/desk/items/{made[1]}/alone").text
    assert (
        "All reports of this story"
        not in editor.client.get(f"/items/{made[1]}/", follow_redirects=True).text
    )
    assert "stands alone already" in editor.post(f"/desk/items/{made[1]}/alone").text


def published(editor: Browser, service: Service, **fields: str) -> Item:
    """An item that an editor wrote and published."""
    editor.get("/desk/items/new")
    typed = {
        "title": "A bridge",
        "body": "It opened.",
        "section": "News",
        "rights": "full",
        "action": "publish",
    }
    editor.post("/desk/items/new", **typed | fields)
    return only_item(service)


def again(item: Item, **fields: str) -> dict[str, str]:
    """The form of an item as it stands, with some fields typed anew."""
    stands = {
        "title": item.content.title,
        "body": "It opened.",
        "section": "News",
        "rights": "full",
        "revision": str(item.revision),
    }
    return stands | {"tags": ", ".join(item.content.tags), "action": "save"} | fields


def test_tags_are_typed_with_commas_and_lead_to_their_pages(
    editor: Browser, service: Service, client: FlaskClient
) -> None:
    item = published(editor, service, tags="Winter，冰雪, winter ,")
    assert item.content.tags == ("Winter", "冰雪")
    assert "A bridge" in client.get("/tags/winter/").text
    assert "A bridge" in client.get("/tags/冰雪/").text
    assert 'href="/tags/winter/"' in client.get(f"/items/{item.uid}/{item.slug}").text
    editor.get(f"/desk/items/{item.uid}")
    editor.post(f"/desk/items/{item.uid}", **again(item, tags="冰雪"))
    assert "A bridge" not in client.get("/tags/winter/").text


def test_a_correction_needs_words_and_is_told_everywhere(
    editor: Browser, service: Service, client: FlaskClient, clock: FakeClock
) -> None:
    item = published(editor, service)
    clock.turn(minutes=1)
    editor.get(f"/desk/items/{item.uid}")
    editor.post(f"/desk/items/{item.uid}", **again(item, correction="correction"))
    assert editor.page.status_code == 422
    assert "say in a few words what was changed" in editor.page.text
    editor.post(
        f"/desk/items/{item.uid}",
        **again(
            item, title="The bridge", correction="correction", correction_note="It was The bridge."
        ),
    )
    for path in (
        f"/items/{item.uid}/the-bridge",
        "/corrections/",
        "/corrections/feed.json",
        "/feed.rss",
        "/feed.atom",
    ):
        assert "It was The bridge." in client.get(path).text, path
    history = client.get(f"/items/{item.uid}/history").text
    assert "<del>A </del>" in history
    assert "<ins>The </ins>" in history


def test_a_pin_leads_the_front_page_until_its_time_is_over(
    editor: Browser, service: Service, client: FlaskClient, clock: FakeClock
) -> None:
    pinned = published(editor, service, title="Old but great")
    for number in range(6):
        clock.turn(minutes=1)
        editor.get("/desk/items/new")
        fields = {
            "title": f"New {number}",
            "body": "B.",
            "section": "News",
            "rights": "full",
            "action": "publish",
        }
        editor.post("/desk/items/new", **fields)
    assert lead_of(client) != "Old but great"
    until = (clock() + timedelta(hours=1)).astimezone(service.settings.zone)
    editor.get(f"/desk/items/{pinned.uid}")
    editor.post(f"/desk/items/{pinned.uid}/pin", until=f"{until:%Y-%m-%dT%H:%M}")
    assert lead_of(client) == "Old but great"
    clock.turn(hours=2)
    release(service.store, clock())
    assert lead_of(client) != "Old but great"


def lead_of(client: FlaskClient) -> str:
    found = re.search(r'class="story lead">\s*<h2[^>]*><a [^>]*>([^<]*)<', client.get("/").text)
    assert found
    return found[1]


def test_only_one_link_is_read_at_a_time_and_the_rest_is_told_so(
    editor: Browser, app: Flask, city: SampleCity
) -> None:
    story = next(s for s in STORIES if s.section == "news")
    editor.get("/desk/items/new")
    with app.extensions["harbin.reading"]:
        editor.post("/desk/items/new", url=city.url + story.path, title="Typed", action="fill")
    assert editor.page.status_code == 503
    assert "another link is being read just now" in editor.page.text
    assert "Typed" in editor.page.text
    editor.post("/desk/items/new", url=city.url + story.path, action="fill")
    assert story.title in unescape(editor.page.text)


def test_items_are_found_by_their_words_whether_public_or_not(
    editor: Browser, service: Service
) -> None:
    published(editor, service, title="A bridge of ice")
    at_desk(service.store).write(
        Content("A bridge of wood", text="x"), "News", "wei", service.now()
    )
    at_desk(service.store).write(Content("A ferry", text="x"), "News", "wei", service.now())
    page = editor.get("/desk/?q=Bridge").text
    assert "A bridge of ice" in page
    assert "A bridge of wood" in page
    assert "A ferry" not in page
    for odd in ("%22", "%27%20OR%201=1", "NEAR(", "*", "-", "%E5%93%88", "x" * 3000):
        assert editor.get(f"/desk/?q={odd}").status_code == 200
