"""A newspaper's site does not stay as it was: what the newsroom is told of it, once, and once when
it is over; and that it is told of nothing where nothing is.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.collect.learning import profile_from_store
from app.collect.observing import Sight
from app.desk.watching import watch
from app.news.health import Health, as_of
from scrapers import Teaser
from tests.conftest import FakeClock
from tests.eras.languages import half_slow
from tests.eras.life import Life, life
from tests.eras.markups import PLAIN, Entry, Told
from tests.eras.stories import Language
from tests.server import Answer

HTML = {"Content-Type": "text/html; charset=utf-8"}
CONSENT = {
    "en": "<title>Before you continue</title><h1>Before you continue</h1><p>We and our 843 partners store "
    "information on your device. Accept all, or manage your choices in the settings of this site.</p>",
    "zh": "<title>安全验证</title><h1>安全验证</h1><p>访问异常，请完成安全验证后刷新页面，继续浏览本站内容。</p>",
}
# Nothing of it is a sign by itself.
TERMS = {
    "en": "<h1>Our partners</h1><p>We and 843 others keep and read data on your device, to show you what may be of "
    "interest to you. You can agree to all of it, or choose now.</p><button>Accept all</button>",
    "zh": "<h1>我们的合作伙伴</h1><p>我们与八百四十三家合作伙伴会在您的设备上保存和读取信息，以便向您展示您可能感兴趣的内容。"
    "您可以全部同意，也可以现在选择。</p><button>全部接受</button>",
}
SHELL = (
    "<title>The Courier</title><script>start()</script><noscript>You need scripts to see this page. "
    "Please switch them on in the settings of your browser and load it again.</noscript><div id=app></div>"
)
LOGIN = {"en": "Log in to read the whole story.", "zh": "登录后阅读全文。"}


class Newsroom:
    """A life beside a newsroom that is told what happens."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.told: list[tuple[str, Mapping[str, Any]]] = []

    def days(self, count: float) -> list[str]:
        """Let days go by; returns the kinds of what was told in them."""
        before = len(self.told)
        for _ in range(round(count * 4)):
            self.life.days(0.25)
            store, now = self.life.newsroom.store, self.life.clock()
            watch(store, ["wei@example.org"], now)
            for dispatch in store.notices.take(50, now):
                self.told.append((dispatch.notice.kind, dispatch.notice.facts))
                store.notices.sent(dispatch)
        return [kind for kind, _ in self.told[before:]]

    def health(self) -> Health:
        source = self.life.newsroom.source("paper")
        health = self.life.newsroom.store.healths.those([source.id])[source.id]
        return as_of(health, source.checked_at)


Begin = Callable[..., Newsroom]


@pytest.fixture
def begin(tmp_path: Path, clock: FakeClock) -> Iterator[Begin]:
    lives = []

    def beginning(language: Language = "en", stories: int = 150) -> Newsroom:
        entered = life(tmp_path, clock, language, stories=stories)
        lives.append(entered)
        return Newsroom(entered.__enter__())

    yield beginning
    for entered in lives:
        entered.__exit__(None, None, None)


def story(**changes: Any) -> dict[str, Any]:
    """An era in which all stories are told otherwise."""

    def telling(words: Any, told: Told) -> str:
        return PLAIN.story(words, replace(told, **changes))

    return {"markup": replace(PLAIN, story=telling)}


def listing(change: Callable[[list[Entry]], list[Entry]]) -> dict[str, Any]:
    """An era in which the list shows its entries otherwise."""

    def showing(words: Any, entries: Any, extra: str) -> str:
        return PLAIN.listing(words, change(list(entries)), extra)

    return {"markup": replace(PLAIN, listing=showing)}


def with_login(language: Language) -> dict[str, Any]:
    def telling(words: Any, told: Told) -> str:
        first = told.paragraphs[0]
        return PLAIN.story(words, replace(told, paragraphs=(first, LOGIN[language])))

    return {"markup": replace(PLAIN, story=telling)}


def page(text: str, status: int = 200) -> Answer:
    return Answer(status, f"<!DOCTYPE html><html>{text}</html>".encode(), HTML)


def shorter(entries: list[Entry]) -> list[Entry]:
    return entries[:3]


def bare(entries: list[Entry]) -> list[Entry]:
    return [replace(entry, summary="") for entry in entries]


AILING: list[tuple[str, dict[str, Any], str, set[str]]] = [
    ("en", {"lists_dates": False}, "thin", {"dates"}),
    ("zh", listing(bare), "thin", {"summaries"}),
    ("en", listing(shorter), "thin", {"entries"}),
    ("en", story(author=""), "thin", {"authors"}),
    ("zh", story(author=""), "thin", {"authors"}),
    ("en", with_login("en"), "walled", {"text", "open"}),
    ("zh", with_login("zh"), "walled", {"text", "open"}),
    ("en", {"wall": page("", 500)}, "unreadable", {"readable"}),
]


@pytest.mark.parametrize(("language", "era", "state", "reasons"), half_slow(AILING))
def test_what_ails_a_source_is_told_once_and_once_when_it_is_over(
    begin: Begin, language: Language, era: dict[str, Any], state: str, reasons: set[str]
) -> None:
    newsroom = begin(language)
    before = newsroom.life.paper.era
    assert newsroom.days(6) == []
    newsroom.life.change(**era)
    assert newsroom.days(5) == ["ailing"]
    facts = newsroom.told[-1][1]
    assert (facts["slug"], facts["title"], facts["state"]) == ("paper", "Paper", state)
    assert {reason["name"] for reason in facts["reasons"]} == reasons
    assert facts["since"]
    assert facts["next"]
    newsroom.life.paper.eras.append(before)
    assert newsroom.days(2) == ["recovered"]
    assert newsroom.told[-1][1]["state"] == state
    assert newsroom.health().state == "well"


BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("en", {"wall": page(CONSENT["en"])}, "walled"),
    ("zh", {"wall": page(CONSENT["zh"])}, "walled"),
    ("en", {"wall": page(TERMS["en"])}, "walled"),
    ("zh", {"wall": page(TERMS["zh"])}, "walled"),
    ("en", {"wall": page("<title>x</title><div id=app></div>")}, "unreadable"),
    ("zh", {"wall": page(SHELL)}, "unreadable"),
    ("en", {"wall": page("", 403), "walls_lists": True}, "walled"),
    ("en", {"wall": page("<h1>Town</h1><p>Nothing yet.</p>"), "walls_lists": True}, "silent"),
]


@pytest.mark.parametrize(("language", "era", "state"), half_slow(BROKEN))
def test_a_source_that_breaks_is_told_once_with_what_it_is(
    begin: Begin, language: Language, era: dict[str, Any], state: str
) -> None:
    newsroom = begin(language)
    before = newsroom.life.paper.era
    assert newsroom.days(6) == []
    newsroom.life.change(**era)
    assert newsroom.days(4) == ["broken"]
    facts = newsroom.told[-1][1]
    assert (facts["state"], newsroom.health().state) == (state, state)
    assert newsroom.health().stage == "ailing"
    newsroom.life.paper.eras.append(before)
    assert newsroom.days(4) == ["mended"]
    assert newsroom.health().state == "well"


def test_a_list_that_cannot_be_had_for_days_is_gone(begin: Begin) -> None:
    newsroom = begin()
    assert newsroom.days(4) == []
    newsroom.life.change(wall=page("", 404), walls_lists=True)
    assert newsroom.days(2) == ["broken"]
    assert (newsroom.health().state, newsroom.health().stage) == ("gone", "suspected")
    assert newsroom.days(4) == []
    assert (newsroom.health().state, newsroom.health().stage) == ("gone", "ailing")


def test_what_is_usual_is_learned_from_what_is_stored(begin: Begin) -> None:
    newsroom = begin()
    assert newsroom.days(8) == []
    service = newsroom.life.newsroom.service
    source = newsroom.life.newsroom.source("paper")
    by_runs = service.store.healths.profile(source)
    service.store.healths.forget(source)
    stored = profile_from_store(service.store, service.captures, source)
    assert by_runs is not None
    assert stored.is_known
    assert stored.pauses == by_runs.pauses
    assert stored.traits["authors"].usual.mean == by_runs.traits["authors"].usual.mean == 1
    lengths = [known.traits["text"].usual.mean for known in (stored, by_runs)]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.001), "runs weigh a little otherwise"
    newsroom.life.change(**story(author=""))
    assert newsroom.days(5) == ["ailing"]
    assert newsroom.told[-1][1]["reasons"][0]["name"] == "authors"


MOVED: list[dict[str, Any]] = [
    {},
    {"old_host": "alive"},
    {"title": str.upper, "lists_titles": str.upper, "old_host": "alive"},
]


@pytest.mark.parametrize("era", MOVED)
def test_a_site_that_moves_to_another_host_with_its_stories_is_told_to_nobody(
    begin: Begin, era: dict[str, Any]
) -> None:
    newsroom = begin(stories=60)
    since = newsroom.life.clock()
    assert newsroom.days(4) == []
    newsroom.life.change(elsewhere=True, **era)
    assert newsroom.days(2) == []
    assert newsroom.life.findings(since).faults() == {}
    newsroom.life.change(elsewhere=False)
    assert newsroom.days(1) == []


def test_a_site_whose_layouts_take_turns_is_told_once(begin: Begin) -> None:
    newsroom = begin(stories=240)
    assert newsroom.days(6) == []
    turns = listing(bare)["markup"]
    newsroom.life.change(turns=turns)
    assert newsroom.days(24).count("ailing") <= 1


def rest(newsroom: Newsroom, first: float, days: float) -> None:
    """The paper brings nothing for some days, counted from now."""
    paper, now = newsroom.life.paper, newsroom.life.clock()
    begins = now + timedelta(days=first)
    ends = begins + timedelta(days=days)
    paper.tales = [tale for tale in paper.tales if not begins <= tale.at < ends]


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "zh"])
def test_weekends_a_holiday_and_one_odd_run_alarm_nobody(begin: Begin, language: Language) -> None:
    newsroom = begin(language, stories=330)
    for week in range(4):
        rest(newsroom, 5 + 7 * week, 2)
    assert newsroom.days(17) == []
    newsroom.life.change(lists_dates=False)
    assert newsroom.days(0.25) == []
    newsroom.life.change(lists_dates=True)
    rest(newsroom, 3, 8)
    assert newsroom.days(13) == []
    assert newsroom.health().state == "well"


def test_a_list_that_stands_still_is_told_when_its_page_said(begin: Begin) -> None:
    newsroom = begin(stories=150)
    assert newsroom.days(8) == []
    last = newsroom.health()
    rest(newsroom, 0, 60)
    assert last.silent_at is not None
    days = (last.silent_at - newsroom.life.clock()) / timedelta(days=1)
    assert newsroom.days(int(days)) == []
    assert newsroom.days(2) == ["ailing"]
    assert newsroom.told[-1][1]["state"] == "silent"
    assert newsroom.days(3) == []
    late = newsroom.life.paper.tales[-1]
    newsroom.life.paper.tales.append(
        replace(late, number=900, title=f"{late.title} again", at=late.at + timedelta(days=20))
    )
    assert newsroom.days(20) == ["recovered"]


@pytest.mark.parametrize(
    "around", ["{}", "【本地】{} - The Valley Courier Online", "{}_山谷日报网"]
)
def test_what_stands_around_all_titles_makes_none_longer(around: str) -> None:
    titles = ("Ferry late", "New bridge over the mill race opened", "A fair on Sunday")
    sight, plain = Sight(), Sight()
    sight.listing([Teaser(f"/{title}", around.format(title)) for title in titles])
    plain.listing([Teaser(f"/{title}", title) for title in titles])
    assert sight.samples["titles"] == plain.samples["titles"]


def test_the_same_title_many_times_has_its_length() -> None:
    sight = Sight()
    sight.listing([Teaser(f"/{number}", "Ferry late") for number in range(3)])
    assert sight.samples["titles"].mean == pytest.approx(2.398, abs=0.001)
