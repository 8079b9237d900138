"""Whole jobs at the desk, in a real browser with its scripts: paste and publish, two on one item, a
browser that dies, a time that comes.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, expect

from app.publish.release import release
from app.run.boot import Service, build
from app.values.model import Content, Run
from app.values.settings import read_settings
from tests.browsers import TAGS, Logins, drafted, in_a_browser, shoot
from tests.browsing import PASSWORD
from tests.conftest import Add
from tests.deskwork import at_desk
from tests.processes import app as run
from tests.processes import environment, free_port, serving
from tests.samplecity import STORIES, SampleCity

pytestmark = in_a_browser

DESK_PAGES = ("/desk/", "/desk/inbox", "/desk/items/new", "/desk/sources", "/desk/sources/new", "/desk/front", "/desk/people", "/desk/audit",
              "/desk/account", "/desk/account/second-factor")  # fmt: skip


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield made
    made.close()


def test_a_link_pasted_anywhere_is_published_in_three_actions(
    context: BrowserContext,
    site: str,
    service: Service,
    logins: Logins,
    city: SampleCity,
    add: Add,
) -> None:
    add("news")
    logins.hire("wei")
    story = next(s for s in STORIES if s.section == "news" and s.author)
    page = context.new_page()
    logins.come(page, f"{site}/desk/")
    paste = """url => { const data = new DataTransfer(); data.setData('text/plain', url);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true })); }"""
    page.evaluate(paste, city.url + story.path)
    expect(page.get_by_label("Title", exact=False).first).to_have_value(story.title)
    expect(page.get_by_role("heading", name="The original")).to_be_visible()
    shoot(page, "desk-filled")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Saved and published.")).to_be_visible()
    assert [item.content.title for item in service.store.items.public(5)] == [story.title]


@pytest.mark.slow
def test_a_browser_that_dies_while_somebody_types_loses_nothing(
    browser: Browser,
    site: str,
    service: Service,
    logins: Logins,
) -> None:
    logins.hire("wei")
    uid = drafted(service)
    first = browser.new_context(locale="en-GB")
    page = first.new_page()
    logins.come(page, f"{site}/desk/items/{uid}")
    page.get_by_label("Text (Markdown)").fill("Half a sentence that nobody sav")
    expect(page.locator("#keeping")).to_contain_text("Kept at", timeout=10_000)
    first.close()
    second = browser.new_context(locale="en-GB")
    page = second.new_page()
    logins.come(page, f"{site}/desk/items/{uid}")
    page.get_by_role("link", name="Show that text").click()
    expect(page.get_by_label("Text (Markdown)")).to_have_value("Half a sentence that nobody sav")
    second.close()


def test_what_is_typed_without_a_connection_stays_in_the_browser(
    context: BrowserContext,
    site: str,
    service: Service,
    logins: Logins,
) -> None:
    logins.hire("wei")
    uid = drafted(service)
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/{uid}")
    page.route("**/desk/items/autosave", lambda route: route.abort())
    page.get_by_label("Text (Markdown)").fill("Typed in a tunnel.")
    expect(page.locator("#keeping")).to_contain_text("No connection", timeout=10_000)
    other = context.new_page()
    page.close(run_before_unload=False)
    other.goto(f"{site}/desk/items/{uid}")
    other.get_by_role("button", name="Show that text").click()
    expect(other.get_by_label("Text (Markdown)")).to_have_value("Typed in a tunnel.")


def test_two_editors_on_one_item_see_each_other_and_keep_both_texts(
    browser: Browser,
    site: str,
    service: Service,
    logins: Logins,
) -> None:
    logins.hire("wei", "li")
    uid = drafted(service)
    contexts = [browser.new_context(locale="en-GB") for _ in range(2)]
    wei, li = (context.new_page() for context in contexts)
    logins.come(wei, f"{site}/desk/items/{uid}", "wei")
    logins.come(li, f"{site}/desk/items/{uid}", "li")
    expect(li.locator("#presence")).to_contain_text("wei has this item open")
    li.get_by_label("Text (Markdown)").fill("One.\n\nTwo.\n\nThree and more.")
    li.get_by_role("button", name="Save", exact=True).click()
    expect(li.get_by_text("Saved.")).to_be_visible()
    wei.get_by_label("Text (Markdown)").fill("One and a half.\n\nTwo.\n\nThree.")
    wei.get_by_role("button", name="Save", exact=True).click()
    expect(wei.get_by_role("heading", level=1)).to_contain_text(
        "li saved this item while you were writing"
    )
    shoot(wei, "desk-conflict")
    expect(wei.get_by_role("region", name="Text").get_by_label("Together")).to_have_value(
        "One and a half.\n\nTwo.\n\nThree and more."
    )
    found = Axe().run(wei, options={"runOnly": TAGS})
    assert not found.response["violations"], found.generate_report()
    wei.get_by_role("button", name="Save both").click()
    expect(wei.get_by_text("Saved.")).to_be_visible()
    assert service.store.items.by_uid(uid).content.text == "One and a half.\nTwo.\nThree and more."
    for context in contexts:
        context.close()


def test_tools_for_the_text_and_the_preview(
    context: BrowserContext, site: str, logins: Logins
) -> None:
    logins.hire("wei")
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/new")
    page.get_by_label("Title", exact=True).fill("A bridge")
    page.get_by_label("Section", exact=True).fill("News")
    body = page.get_by_label("Text (Markdown)")
    body.fill("bold")
    body.select_text()
    page.get_by_role("button", name="Bold").click()
    expect(body).to_have_value("**bold**")
    paste = """body => { const data = new DataTransfer(); data.setData('text/html', '<p class=MsoNormal>From <i>Word</i></p>');
      body.select(); body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }"""
    body.evaluate(paste)
    expect(body).to_have_value("From *Word*")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview em").first).to_have_text("Word")
    body.fill("Seen at **once**.")
    expect(page.locator("#preview strong").first).to_have_text("once")
    shoot(page, "desk-preview")


def test_a_correction_is_in_the_feed_at_once(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    uid = drafted(service)
    at_desk(service.store).publish(uid, service.now())
    release(service.store, service.now())
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/{uid}")
    page.get_by_label("Title", exact=True).fill("Two bridges")
    page.get_by_label("What this change is").select_option("correction")
    page.get_by_label("What was changed, in words for readers").fill("There are two of them.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    for path in ("/feed.rss", "/feed.atom", "/feed.json", "/corrections/"):
        told = page.request.get(site + path).text()
        assert "There are two of them." in told, path
        assert "Two bridges" in told, path


def test_the_bar_of_pages_and_every_page_speak_chinese(
    browser: Browser, site: str, logins: Logins
) -> None:
    logins.hire("wei")
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{site}/desk/")
    page.locator("#name").fill("wei")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    for path in DESK_PAGES:
        page.goto(site + path)
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("[\u4e00-\u9fff]"))
    context.close()


@pytest.mark.slow
def test_axe_finds_nothing_at_the_desk(
    context: BrowserContext,
    site: str,
    service: Service,
    logins: Logins,
    add: Add,
    collect: Callable[..., Run],
) -> None:
    source = add("news")
    collect(source)
    logins.hire("wei")
    uid = drafted(service)
    shown = service.store.items.public(1)
    page = context.new_page()
    page.goto(f"{site}/desk/login")
    assert not Axe().run(page, options={"runOnly": TAGS}).response["violations"]
    logins.come(page, f"{site}/desk/")
    extra = [f"/desk/items/{uid}", f"/desk/items/{uid}/history", f"/desk/sources/{source.slug}"]
    extra += [f"/desk/items/{item.uid}" for item in shown]
    for path in (*DESK_PAGES, *extra):
        page.goto(site + path)
        for scheme, width in (("light", 360), ("dark", 1440)):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page, options={"runOnly": TAGS})
            assert not found.response["violations"], f"{path} {scheme}: {found.generate_report()}"
        page.emulate_media(color_scheme="light")
        shoot(page, "desk" + path.replace(uid, "item").replace("/desk", "").replace("/", "-"))


@pytest.mark.slow
@pytest.mark.process
def test_a_schedule_survives_a_restart(tmp_path: Path) -> None:
    port = free_port()
    env = environment(tmp_path, HARBIN_TICK="0.2")
    assert (
        run("editors", "add", "wei", "--password-stdin", env=env, stdin=PASSWORD + "\n").returncode
        == 0
    )
    with serving(env, port) as server:
        server.get("/healthz")
    service = build(read_settings({"HARBIN_DATA_DIR": str(tmp_path / "var")}))
    made = at_desk(service.store).write(
        Content("In the night", text="x"), "News", "wei", service.now()
    )
    at_desk(service.store).publish(
        made.uid, service.now(), "wei", at=service.now() + timedelta(seconds=1)
    )
    with serving(env, port) as server:
        for _ in range(200):
            if "In the night" in server.get("/feed.json")[1]:
                break
        else:
            pytest.fail("the item never became public")
    released = service.store.items.by_uid(made.uid)
    assert released.released_at is not None
    assert released.due_at is None
    service.close()
