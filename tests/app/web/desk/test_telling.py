"""What the form says of language, and of what readers are told of a change."""

import pytest

from app.run.boot import Service
from app.values.model import Item
from tests.app.web.desk.test_seams import now_of, save
from tests.browsing import Browser
from tests.conftest import FakeClock
from tests.newsroom import Newsroom, find

TOLD = "Feed readers show it as changed."
NOT_TOLD = "Feed readers do not show it as changed"


@pytest.fixture
def item(newsroom: Newsroom) -> Item:
    made = newsroom.publish("Trams run again", markdown="Trams run.", html="<p>Trams run.</p>")
    newsroom.clock.turn(hours=1)
    return made


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": "Trams walk again"}, True),
        ({"body": "Trams walk."}, True),
        ({"published": "2024-06-20 08:30"}, True),
        ({"title": "TRAMS run, again"}, False),
        ({"tags": "Trams"}, False),
        ({"title": "Trams walk again", "significant": "no"}, False),
        ({"tags": "Trams", "significant": "yes"}, True),
    ],
)
def test_a_save_says_what_readers_are_told(
    editor: Browser, service: Service, item: Item, fields: dict[str, str], told: bool
) -> None:
    editor.get(f"/desk/items/{item.uid}")
    page = save(editor, item, **fields)
    assert (TOLD in page.text, NOT_TOLD in page.text) == (told, not told)
    assert (now_of(service, item).updated_at > item.updated_at) == told


def test_the_form_says_while_it_is_typed_what_a_change_will_count_as(
    editor: Browser, item: Item
) -> None:
    editor.get(f"/desk/items/{item.uid}")
    assert not find(editor.page.text, "//*[@id='told']/text()")
    for title, words in (
        ("Trams run again", ""),
        ("Trams run again!", NOT_TOLD),
        ("Trams walk again", TOLD),
    ):
        typed = {"title": title, "body": "Trams run.", "section": "Town", "rights": "full"}
        kept = editor.client.post(
            "/desk/items/autosave",
            data={
                **typed,
                "summary": item.content.summary,
                "document": item.uid,
                "tab": "t",
                "revision": "1",
                "csrf_token": find(editor.page.text, "string(//input[@name='csrf_token']/@value)"),
            },
        ).get_json()
        assert (words in kept["told"]) if words else kept["told"] == ""
    shown = save(editor, item, title="Trams walk again", action="preview")
    assert TOLD in str(find(shown.text, "string(//*[@id='told'])"))


def test_the_form_shows_the_language_that_is_told_and_takes_another(
    editor: Browser, service: Service, clock: FakeClock
) -> None:
    editor.get("/desk/items/new")
    page = editor.post(
        "/desk/items/new",
        title="冰雪大世界开园",
        body="今天天气很好，游客很多。",
        section="News",
        action="save",
        rights="full",
    )
    (item,) = service.store.items.desk(10)
    assert item.content.language == "zh"
    assert "Chinese" in str(find(page.text, "string(//select[@id='language']/option[1])"))
    editor.get(f"/desk/items/{item.uid}")
    shown = save(editor, item, language="ja")
    assert now_of(service, item).content.language == "ja"
    assert find(shown.text, "//select[@id='language']/option[@selected]/@value") == ["ja"]
    again = now_of(service, item)
    save(editor, again, title="冰雪大世界今天开园", language="ja")
    assert now_of(service, item).content.language == "ja"


def test_what_is_no_language_is_said_beside_the_field(
    editor: Browser, service: Service, item: Item
) -> None:
    editor.get(f"/desk/items/{item.uid}")
    answer = save(editor, item, language="<b>")
    assert answer.status_code == 422
    assert "this is no language" in answer.text.lower()
    assert now_of(service, item).revision == item.revision
