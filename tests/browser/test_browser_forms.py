"""The scripts of the desk in a real browser: copies of what is typed, pasting, keys that do what is
meant, focus that is not lost.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from app.run.boot import Service
from tests.browsers import Logins, drafted, in_a_browser, shoot
from tests.browsing import typed_by
from tests.deskwork import at_desk

pytestmark = in_a_browser

TEXT = "Text (Markdown)"
PASTE = """(body, data) => {
  const held = new DataTransfer();
  for (const [type, text] of Object.entries(data)) held.setData(type, text);
  if (data.picture) held.items.add(new File([new Uint8Array(9)], 'cells.png', { type: 'image/png' }));
  body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield made
    made.close()


def offline(page: Page) -> None:
    page.route("**/desk/items/autosave", lambda route: route.abort())


def type_offline(page: Page, text: str) -> None:
    page.get_by_label(TEXT).fill(text)
    expect(page.locator("#keeping")).to_contain_text("No connection", timeout=10_000)


def test_enter_in_the_title_of_a_new_item_reads_no_link(
    context: BrowserContext, site: str, logins: Logins
) -> None:
    logins.hire("wei")
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/new")
    page.get_by_label("Section", exact=False).first.fill("News")
    page.get_by_label("Title", exact=True).fill("A bridge")
    with page.expect_request(
        lambda asked: asked.method == "POST" and asked.url.endswith("/desk/items/new")
    ) as sent:
        page.get_by_label("Title", exact=True).press("Enter")
    assert "action=fill" not in (sent.value.post_data or "")


def test_enter_beside_a_story_that_is_alike_merges_nothing(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    drafted(service)
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/new")
    page.get_by_label("Section", exact=False).first.fill("News")
    page.get_by_label("Title", exact=True).fill("A bridge")
    page.get_by_label(TEXT).fill("Another text.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("We may have this story already")).to_be_visible()
    page.get_by_label("Title", exact=True).press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_text("Merged. This is the item that stays.")).to_have_count(0)
    assert all(item.status != "merged" for item in service.store.items.desk(10))


def test_what_is_typed_after_a_save_is_offered_after_a_reload(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/{drafted(service)}")
    page.get_by_label("Title", exact=True).fill("A new bridge")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    offline(page)
    type_offline(page, "Words typed after the save")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_text("This browser holds a text")).to_be_visible()


def test_what_is_typed_before_the_script_has_come_is_kept(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    page, uid = context.new_page(), drafted(service)
    held: list[Route] = []
    logins.come(page, f"{site}/desk/")
    page.route("**/desk/form.js", lambda route: held.append(route))
    with page.expect_request("**/desk/form.js"):
        page.goto(f"{site}/desk/items/{uid}", wait_until="commit")
    page.get_by_label(TEXT).fill("Words typed at once")
    (script,) = held
    script.continue_()
    expect(page.locator("#keeping")).to_contain_text("Kept at", timeout=10_000)
    assert typed_by(service, "wei")[0].fields["body"] == "Words typed at once"


def test_what_is_typed_offline_is_offered_after_a_colleague_saved(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    uid = drafted(service)
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/{uid}")
    offline(page)
    type_offline(page, "Words that only this browser has")
    page.close()
    item = service.store.items.by_uid(uid)
    at_desk(service.store).edit(
        uid, 1, replace(item.content, authors=("Chen",)), "News", "chen", service.now()
    )
    page = context.new_page()
    page.goto(f"{site}/desk/items/{uid}")
    expect(page.get_by_text("This browser holds a text")).to_be_visible()


def test_a_text_that_the_server_does_not_keep_stays_in_the_browser_and_the_form_says_why(
    context: BrowserContext,
    site: str,
    service: Service,
    logins: Logins,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.desk.keeping.LONGEST_TYPED", 1000)
    logins.hire("wei")
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/{drafted(service)}")
    page.get_by_label(TEXT).fill("Words " * 200)
    expect(page.locator("#keeping")).to_contain_text("too long to be kept here", timeout=10_000)
    assert typed_by(service, "wei") == []
    page.get_by_label(TEXT).fill("Fewer words")
    expect(page.locator("#keeping")).to_contain_text("Kept at", timeout=10_000)
    assert typed_by(service, "wei")[0].fields["body"] == "Fewer words"


def test_a_new_item_that_is_typed_offline_is_offered_again(
    context: BrowserContext, site: str, logins: Logins
) -> None:
    logins.hire("wei")
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/new")
    offline(page)
    type_offline(page, "Words that only this browser has")
    page.close()
    page = context.new_page()
    page.goto(f"{site}/desk/items/new")
    expect(page.get_by_text("This browser holds a text")).to_be_visible()


@pytest.mark.slow
def test_two_windows_of_an_item_keep_a_copy_each_in_the_browser(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    uid = drafted(service)
    one, two = context.new_page(), context.new_page()
    logins.come(one, f"{site}/desk/items/{uid}")
    two.goto(f"{site}/desk/items/{uid}")
    for page, words in ((one, "Words of the first"), (two, "Words of the second")):
        offline(page)
        type_offline(page, words)
    kept = one.evaluate("JSON.stringify(localStorage)")
    assert "Words of the first" in kept
    assert "Words of the second" in kept


def test_cells_and_text_of_a_word_processor_are_pasted_as_text(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/{drafted(service)}")
    body = page.get_by_label(TEXT)
    body.fill("")
    body.evaluate(
        PASTE,
        {
            "text/plain": "Twelve\t13",
            "text/html": "<table><tr><td>Twelve</td><td>13</td></tr></table>",
            "picture": "yes",
        },
    )
    expect(body).to_have_value(re.compile("Twelve"))


def test_what_is_typed_while_a_paste_is_cleaned_is_not_overwritten(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/{drafted(service)}")
    waiting: list[Route] = []
    page.route("**/desk/items/markdown", lambda route: waiting.append(route))
    body = page.get_by_label(TEXT)
    body.fill("OLDOLDOLD and the end of the text")
    body.evaluate("body => { body.focus(); body.setSelectionRange(0, 9); }")
    with page.expect_request("**/desk/items/markdown"):
        body.evaluate(PASTE, {"text/plain": "pasted", "text/html": "<b>pasted</b>"})
    page.keyboard.type("X")
    waiting[0].continue_()
    expect(body).to_have_value(re.compile("pasted"))
    expect(body).to_have_value(re.compile("and the end of the text"))


def test_a_local_copy_takes_no_embargo_of_a_colleague_back(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    uid = drafted(service)
    page = context.new_page()
    logins.come(page, f"{site}/desk/items/{uid}")
    offline(page)
    type_offline(page, "Words that only this browser has")
    page.close()
    until = service.now() + timedelta(days=3)
    at_desk(service.store).embargo(uid, until, service.now(), "chen")
    page = context.new_page()
    page.goto(f"{site}/desk/items/{uid}")
    page.get_by_role("button", name="Show that text").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert service.store.items.by_uid(uid).embargo_until == until


def test_the_focus_is_not_lost_with_the_last_row_of_the_inbox(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    uid = drafted(service)
    at_desk(service.store).submit(uid, service.now(), "wei")
    page = context.new_page()
    logins.come(page, f"{site}/desk/inbox")
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#none")).to_be_visible()
    assert page.evaluate("document.activeElement !== document.body")


def test_a_key_that_is_held_down_decides_one_item(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    for _ in range(3):
        at_desk(service.store).submit(drafted(service), service.now(), "wei")
    page = context.new_page()
    logins.come(page, f"{site}/desk/inbox")
    page.keyboard.press("j")
    page.keyboard.down("r")
    expect(page.locator("tr[data-uid]")).to_have_count(2)
    page.keyboard.down("r")
    page.wait_for_load_state("networkidle")
    expect(page.locator("tr[data-uid]")).to_have_count(2)
    page.keyboard.up("r")


def test_who_is_logged_out_in_the_inbox_is_told_to_log_in(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    at_desk(service.store).submit(drafted(service), service.now(), "wei")
    page = context.new_page()
    logins.come(page, f"{site}/desk/inbox")
    editor = service.store.editors.by_name("wei")
    service.store.sessions.end_of(editor, "wei", service.now())
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#told")).to_contain_text(re.compile("log", re.I))


def test_the_form_says_as_it_is_typed_whether_readers_are_told(
    context: BrowserContext, site: str, service: Service, logins: Logins
) -> None:
    logins.hire("wei")
    page, uid = context.new_page(), drafted(service)
    at_desk(service.store).publish(uid, service.now())
    at_desk(service.store).release(service.now())
    logins.come(page, f"{site}/desk/items/{uid}")
    told, title = page.locator("#told"), page.get_by_label("Title", exact=True)
    expect(told).to_be_empty()
    title.fill("A bridge!")
    expect(told).to_contain_text("do not show it as changed", timeout=10_000)
    title.fill("A broad bridge")
    expect(told).to_have_text("Feed readers show it as changed.", timeout=10_000)
    shoot(page, "desk-item-published")
    page.get_by_label("Shown as changed in feed readers").select_option("no")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Feed readers do not show it as changed")).to_be_visible()
