"""Rules of sources: read with words about what is wrong, judged in their order, and applied to what
is new alone.
"""

from datetime import date
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from app.collect.intake import Reading, take_in
from app.collect.noting import place_of
from app.news.rules import Rule, Verdict, judge, parse, to_values
from app.run.boot import Service
from app.values.errors import InputError
from app.values.model import Content, Item, Source, SourceSpec
from scrapers import Stamp, Teaser
from tests.deskwork import at_desk

STORY = Content(
    "Ice lanterns open", text="The fair opens at 8.\nTickets cost 30.", authors=("Chen Wei",)
)


def rule(
    field: str = "title",
    how: str = "contains",
    value: str = "ice",
    then: str = "publish",
    to: str = "",
) -> dict[str, str]:
    return {"field": field, "how": how, "value": value, "then": then, "to": to}


@pytest.mark.parametrize(
    ("said", "decision"),
    [
        (rule(), "publish"),
        (rule(value="ＩＣＥ  lanterns"), "publish"),
        (rule(value="snow"), "review"),
        (rule(how="is", value="ice"), "review"),
        (rule(how="is", value="Ice Lanterns Open"), "publish"),
        (rule(how="matches", value="^Ice .* open$"), "publish"),
        (rule(how="matches", value="^ice"), "review"),
        (rule("author", value="chen"), "publish"),
        (rule("text", value="tickets"), "publish"),
        (rule("section", "is", "city"), "publish"),
        (rule("section", "is", "Sport"), "review"),
        (rule(then="drop"), "drop"),
    ],
)
def test_one_rule(said: dict[str, str], decision: str) -> None:
    assert judge(STORY, "City", parse([said])).decision == decision


def test_the_first_that_decides_counts_and_tags_add_up() -> None:
    rules = parse(
        [
            rule(then="tag", to="Winter"),
            rule(value="snow", then="tag", to="Snow"),
            rule(then="review"),
            rule(then="publish"),
            rule(then="section", to="Culture"),
            rule(then="section", to="Sport"),
            rule("text", value="fair", then="tag", to="Fairs"),
            rule(then="tag", to="Winter"),
        ]
    )
    assert judge(STORY, "City", rules) == Verdict("review", 3, ("Winter", "Fairs"), "Culture")
    assert judge(STORY, "City", ()) == Verdict("review")


def test_a_pattern_that_goes_round_in_circles_leaves_it_to_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is tried once, and no other pattern after it."""
    tried: list[str] = []
    search = regex.search

    def trying(pattern: str, text: str, timeout: float) -> object:
        tried.append(pattern)
        assert timeout < 1
        return search(pattern, text, timeout=timeout)

    monkeypatch.setattr(regex, "search", trying)
    endless = Content("a" * 5_000 + "!")
    verdict = judge(
        endless,
        "",
        parse([rule(how="matches", value="(a|aa)+$")] * 49 + [rule(value="a", then="publish")]),
    )
    assert verdict == Verdict("review", 1)
    assert tried == ["(a|aa)+$"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("x", "no list of rules"),
        (["x"], "no list of rules"),
        ([rule()] * 51, "more than 50 rules"),
        ([rule(), rule(value=" ")], "rule 2: it looks for nothing"),
        (
            [rule(how="matches", value="(")],
            r"rule 1: '\(' is no regular expression .*use “contains”",
        ),
        ([rule(field="body")], "rule 1: choose what to look at"),
        ([rule(then="tag")], "rule 1: write which tag"),
        ([rule(then="section")], "rule 1: write which section"),
        ([rule(value="x" * 301)], "rule 1: it has texts of more than 300"),
        ([{"field": 1}], "rule 1"),
    ],
)
def test_what_is_wrong_is_said_with_the_rules_number(said: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse(said)


@given(st.text(max_size=40), st.text(max_size=80), st.sampled_from(["contains", "is", "matches"]))
def test_no_rule_that_can_be_read_fails_on_any_text(value: str, title: str, how: str) -> None:
    try:
        rules = parse([rule(how=how, value=value)])
    except InputError:
        return
    assert parse(to_values(rules)) == rules
    assert judge(Content(title), "", rules).decision in ("publish", "review")


class TestIntake:
    @pytest.fixture
    def daily(self, service: Service) -> Source:
        spec = SourceSpec(
            "https://daily.example/news/",
            "daily",
            "City Daily",
            "City",
            "generic",
            "full",
            zone="UTC",
        )
        return at_desk(service.store).add_source(spec, service.now())

    def take(self, service: Service, title: str, *, text: str = "") -> Item:
        source = service.store.sources.get("daily")
        place = place_of(
            service.store,
            Teaser(f"{source.url}{title.replace(' ', '-')}", title),
            "listing",
            source,
            service.now(),
        )
        content = Content(
            title, text=text or f"All of {title}.", published=Stamp(date(2024, 6, 24))
        )
        reading = Reading(content, "City", "test", place, source, review=source.review)
        return service.store.items.by_uid(take_in(service.store, reading, service.now()).uid)

    def test_new_items_go_where_the_rules_say(self, service: Service, daily: Source) -> None:
        rules = [
            rule(value="advert", then="drop"),
            rule(value="ice", then="tag", to="Winter"),
            rule(value="ice", then="section", to="Culture"),
            rule(value="ice", then="publish"),
        ]
        at_desk(service.store).rule("daily", rules, service.now(), "wei", review=False)
        ice, advert, other = (
            self.take(service, title) for title in ("Ice lanterns", "An advert", "A fair")
        )
        assert (ice.status, ice.content.tags, ice.section.title) == (
            "scheduled",
            ("Winter",),
            "Culture",
        )
        assert (other.status, other.content.tags, other.section.title) == ("review", (), "City")
        assert (advert.status, advert.note) == ("rejected", "dropped by rule 1 of its source")

    def test_what_was_dropped_never_comes_back(self, service: Service, daily: Source) -> None:
        at_desk(service.store).rule(
            "daily", [rule(value="advert", then="drop")], service.now(), "wei", review=True
        )
        advert = self.take(service, "An advert")
        at_desk(service.store).rule("daily", [], service.now(), "wei", review=False)
        assert self.take(service, "An advert", text="Now with other words.").uid == advert.uid
        assert service.store.items.by_uid(advert.uid).status == "rejected"

    def test_what_is_there_stays_as_it_is(self, service: Service, daily: Source) -> None:
        before = self.take(service, "Ice lanterns")
        assert before.status == "scheduled"
        at_desk(service.store).rule("daily", [rule(then="drop")], service.now(), "wei", review=True)
        again = self.take(service, "Ice lanterns", text="A longer text of it.")
        assert (again.uid, again.status, again.content.tags) == (before.uid, "scheduled", ())

    def test_tags_of_a_rule_outlive_a_new_reading(self, service: Service, daily: Source) -> None:
        at_desk(service.store).rule(
            "daily", [rule(then="tag", to="Winter")], service.now(), "wei", review=True
        )
        self.take(service, "Ice lanterns")
        again = self.take(service, "Ice lanterns", text="A longer text of it.")
        assert (again.content.text, again.content.tags) == ("A longer text of it.", ("Winter",))

    def test_rules_of_a_newer_version_leave_it_to_people(
        self, service: Service, daily: Source
    ) -> None:
        at_desk(service.store).rule(
            "daily", [rule() | {"then": "translate"}], service.now(), "wei", review=True
        )
        assert self.take(service, "Ice lanterns").status == "review"

    def test_a_source_without_rules_is_trusted_or_reviewed(
        self, service: Service, daily: Source
    ) -> None:
        assert self.take(service, "One story").status == "scheduled"
        at_desk(service.store).rule("daily", [], service.now(), "wei", review=True)
        assert self.take(service, "Quite another matter").status == "review"
        last = service.store.audit.entries(1, subject="source daily")[0]
        assert (last.by, last.action, last.before, last.after) == (
            "wei", "change policy", {"review": False, "rules": []}, {"review": True, "rules": []},
        )  # fmt: skip


def test_rules_are_values() -> None:
    assert parse([rule()]) == (Rule("title", "contains", "ice", "publish"),)
