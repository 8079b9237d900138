"""The front page at the desk: an order that editors make, and take back."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from app.run.boot import Service
from app.values.errors import Conflict
from app.values.model import Item
from tests.browsing import Browser, logged_in
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.newsroom import Newsroom, find


@pytest.fixture
def items(newsroom: Newsroom) -> list[Item]:
    return newsroom.many(6)


def pinned(service: Service) -> list[str]:
    return [pin.item.content.title.split()[1] for pin in service.store.front.pins()]


def pin(service: Service, *items: Item) -> None:
    for item in reversed(items):
        at_desk(service.store).pin(item.uid, service.now(), None, "wei")


def arrange(editor: Browser, what: str, item: Item) -> str:
    page = editor.get("/desk/front").text
    seen = re.findall(r'name="seen" value="(\w+)"', page)
    return str(
        editor.post("/desk/front/arrange", seen=seen, order=seen, do=f"{what} {item.uid}").text
    )


def test_pins_move_by_buttons(editor: Browser, service: Service, items: list[Item]) -> None:
    pin(service, *items[:3])
    arrange(editor, "down", items[0])
    assert pinned(service) == ["1", "0", "2"]
    arrange(editor, "up", items[2])
    assert pinned(service) == ["1", "2", "0"]
    arrange(editor, "lead", items[0])
    assert pinned(service) == ["0", "1", "2"]
    arrange(editor, "off", items[1])
    assert pinned(service) == ["0", "2"]
    arrange(editor, "up", items[0])
    arrange(editor, "down", items[2])
    assert pinned(service) == ["0", "2"]


def test_a_new_order_is_a_new_edition_and_leads_the_site(
    editor: Browser, service: Service, items: list[Item]
) -> None:
    pin(service, *items[:2])
    before = service.store.sections.number()
    arrange(editor, "lead", items[1])
    assert service.store.sections.number() > before
    page = editor.client.get("/").text
    assert page.index("Story 1 of Town") < page.index("Story 0 of Town")


def test_an_order_that_somebody_else_changed_is_not_overwritten(
    editor: Browser, service: Service, items: list[Item]
) -> None:
    pin(service, *items[:2])
    editor.get("/desk/front")
    old = [items[0].uid, items[1].uid]
    at_desk(service.store).pin(items[3].uid, service.now(), None, "li")
    page = editor.post("/desk/front/arrange", seen=old, order=list(reversed(old)), do="order").text
    assert "Somebody else has changed the front page in the meantime" in page
    assert pinned(service) == ["3", "0", "1"]


def test_only_what_is_pinned_is_put_in_order(service: Service, items: list[Item]) -> None:
    pin(service, items[0])
    for order in ([items[1].uid], [items[0].uid, items[0].uid], ["nothing"]):
        with pytest.raises(Conflict, match="only items that are pinned"):
            at_desk(service.store).arrange(order, "wei", service.now(), seen=[items[0].uid])


def test_the_last_change_is_taken_back_from_the_audit_log(
    editor: Browser, service: Service, items: list[Item]
) -> None:
    pin(service, *items[:2])
    at_desk(service.store).expire(
        items[0].uid, service.now() + timedelta(hours=3), "wei", service.now()
    )
    arrange(editor, "off", items[0])
    entry = service.store.audit.entries(1)[0]
    assert (entry.action, [uid for uid, _ in (entry.before or {})["pins"]]) == (
        "arrange",
        [items[0].uid, items[1].uid],
    )
    found = re.search(r'name="entry" value="(\d+)"', editor.page.text)
    assert found
    assert found[1] == str(entry.id)
    editor.post("/desk/front/undo", entry=found[1])
    assert pinned(service) == ["0", "1"]
    assert service.store.front.pins()[0].until == service.now() + timedelta(hours=3)
    arrange(editor, "off", items[1])
    undone = service.store.audit.entries(1)[0].id
    at_desk(service.store).pin(items[3].uid, service.now(), None, "li")
    assert "The front page was changed since" in editor.post("/desk/front/undo", entry=undone).text
    assert "Undo your last change" not in editor.page.text
    assert pinned(service) == ["3", "0"]


def test_an_end_is_set_and_kept_when_it_is_wrong(
    editor: Browser, service: Service, items: list[Item], newsroom: Newsroom, clock: FakeClock
) -> None:
    pin(service, *items[:2])
    editor.get("/desk/front")
    page = editor.post(f"/desk/front/{items[0].uid}/until", until="soon")
    assert (
        page.status_code,
        "This is no day and time" in page.text,
        'value="soon"' in page.text,
    ) == (422, True, True)
    page = editor.post(f"/desk/front/{items[0].uid}/until", until="2020-01-01T10:00")
    assert (page.status_code, "is over already" in page.text) == (422, True)
    soon = (clock() + timedelta(hours=1)).astimezone(service.settings.zone)
    editor.post(f"/desk/front/{items[0].uid}/until", until=f"{soon:%Y-%m-%dT%H:%M}")
    assert service.store.front.pins()[0].until == soon.replace(second=0)
    newsroom.later(hours=2)
    assert pinned(service) == ["1"]


def test_a_pin_is_added_by_address_or_found_by_words(
    editor: Browser, service: Service, items: list[Item]
) -> None:
    page = editor.get("/desk/front?words=story+3").text
    assert find(page, "//ul[@class='found']/li[contains(., 'Story 3 of Town')]")
    assert not find(page, "//ul[@class='found']/li[contains(., 'Story 2')]")
    editor.post("/desk/front/add", item=f"https://news.example.org/items/{items[3].uid}/story-3")
    assert pinned(service) == ["3"]
    page = editor.post("/desk/front/add", item="nowhere").text
    assert "There is no item with this id or address." in page
    assert 'value="nowhere"' in page


def test_no_more_pins_than_are_shown(service: Service, newsroom: Newsroom) -> None:
    items = newsroom.many(13)
    pin(service, *items[:12])
    with pytest.raises(Conflict, match="12 pins already"):
        at_desk(service.store).pin(items[12].uid, service.now())


def test_a_pinned_item_that_was_withdrawn_keeps_its_place(
    editor: Browser, service: Service, items: list[Item], newsroom: Newsroom
) -> None:
    pin(service, *items[:2])
    newsroom.withdraw(items[0])
    assert "not public, so not shown" in editor.get("/desk/front").text
    arrange(editor, "up", items[1])
    assert pinned(service) == ["1", "0"]
    assert [item.uid for item in service.store.front.pinned()] == [items[1].uid]


def test_what_is_chosen_below_the_pins_is_what_the_site_shows(
    editor: Browser, service: Service, items: list[Item]
) -> None:
    pin(service, items[0])
    page = editor.get("/desk/front").text
    automatic = [
        link.text
        for link in find(
            page, "//h2[.='Chosen automatically below them']/following-sibling::ol[1]/li/a"
        )
    ]
    assert automatic == ["Story 5 of Town", "Story 4 of Town", "Story 3 of Town"]
    preview = editor.get("/desk/front/preview")
    assert preview.text == editor.client.get("/").text
    assert "style-src 'sha256" in preview.headers["Content-Security-Policy"]
    assert preview.headers["Cache-Control"] == "no-store"


def test_who_may_not_arrange_looks_on(service: Service, app: Flask, items: list[Item]) -> None:
    pin(service, items[0])
    reader = logged_in(service, app, "contributor")
    page = reader.get("/desk/front").text
    assert "Story 0 of Town" in page
    assert "Take off" not in page
    for path in ("arrange", "add", "undo", f"{items[0].uid}/until"):
        reader.get("/desk/front")
        assert reader.post(f"/desk/front/{path}").status_code == 403
    assert pinned(service) == ["0"]
