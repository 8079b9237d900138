"""What becomes of a new story whose title is in doubt: it waits for people, also where its source is
trusted, unless somebody said otherwise of the source.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from app.news.rules import Rule, to_values
from app.run.boot import Service
from app.values.model import Item, Run, SourceSpec
from app.web import create_app
from scrapers import Article
from scrapers.sites.my399 import My399
from tests.browsing import Browser, logged_in
from tests.conftest import Add
from tests.deskwork import at_desk

Collect = Callable[..., Run]
_ENGLISH, _CHINESE = "the title is in doubt", "标题存疑"


@pytest.fixture
def app(service: Service) -> Flask:
    return create_app(service)


@pytest.fixture
def chief(service: Service, app: Flask) -> Browser:
    return logged_in(service, app, "chief", "wei")


@pytest.fixture(autouse=True)
def one_doubted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The title of the first story that is read is in doubt, at each reading."""
    read, doubted = My399.article, list[str]()

    def doubting(self: My399, page: Any) -> Article:
        article = read(self, page)
        if not doubted:
            doubted.append(article.title)
        return replace(article, doubts=("title",) if article.title in doubted else ())

    monkeypatch.setattr(My399, "article", doubting)
    return doubted


def of_title(service: Service, title: str) -> Item:
    return next(item for item in service.store.items.desk(100) if item.content.title == title)


def states(service: Service) -> dict[str, int]:
    items = [item for item in service.store.items.desk(100) if item.source_slug == "news"]
    return {
        state: sum(item.status == state for item in items)
        for state in {item.status for item in items}
    }


def test_what_is_in_doubt_waits_though_its_source_is_trusted(
    service: Service, add: Add, collect: Collect, chief: Browser, one_doubted: list[str]
) -> None:
    collect(add("news"))
    (title,) = one_doubted
    waiting = of_title(service, title)
    assert (waiting.status, waiting.note) == ("review", _ENGLISH)
    assert states(service)["review"] == 1
    for language, words in (("en", _ENGLISH), ("zh", _CHINESE)):
        chief.client.set_cookie("language", language)
        headers = {"Accept-Language": language}
        for path in ("/desk/inbox", f"/desk/items/{waiting.uid}"):
            assert words in chief.client.get(path, headers=headers).text


def test_a_title_that_an_editor_wrote_is_in_doubt_no_more(
    service: Service, add: Add, collect: Collect, one_doubted: list[str]
) -> None:
    collect(add("news"))
    item = of_title(service, one_doubted[0])
    at_desk(service.store).edit(
        item.uid,
        item.revision,
        replace(item.content, title="What it is about"),
        item.section.title,
        "wei",
        service.now(),
    )
    assert service.store.items.by_uid(item.uid).note == ""


def test_a_rule_that_publishes_does_not_settle_a_doubt(
    service: Service, add: Add, collect: Collect, one_doubted: list[str]
) -> None:
    source = add("news")
    rules = to_values([Rule("title", "matches", ".", "publish", "")])
    at_desk(service.store).rule(source.slug, rules, service.now(), "wei", review=True)
    collect(service.store.sources.get(source.slug))
    assert of_title(service, one_doubted[0]).status == "review"
    assert states(service)["review"] == 1


def test_a_source_may_be_published_even_when_a_title_is_in_doubt(
    service: Service, add: Add, collect: Collect, chief: Browser, one_doubted: list[str]
) -> None:
    source = add("news")
    page = f"/desk/sources/{source.slug}"
    chief.get(page)
    sent = {"policy": "trusted", "do": "save", "even_doubtful": "yes"}
    chief.post(f"{page}/rules", **sent)
    assert service.store.sources.get(source.slug).even_doubtful
    chief.get(page)
    assert re.search(r'name="even_doubtful" value="yes" checked', chief.page.text)
    collect(service.store.sources.get(source.slug))
    assert of_title(service, one_doubted[0]).status in ("scheduled", "published")
    assert "review" not in states(service)
    chief.get(page)
    chief.post(f"{page}/rules", policy="trusted", do="save")
    assert not service.store.sources.get(source.slug).even_doubtful


def test_a_source_can_be_added_so(service: Service) -> None:
    spec = SourceSpec("https://daily.example/", "daily", "Daily", "City", even_doubtful=True)
    assert at_desk(service.store).add_source(spec, service.now()).even_doubtful
    assert service.store.sources.get("daily").even_doubtful
    assert [source.even_doubtful for source in service.store.sources.all()] == [True]
