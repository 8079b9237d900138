"""What stands in several stories of a source is part of none: lines, summaries and pictures."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from app.collect.replay import Replay
from app.run.boot import Service
from app.values.errors import Interrupted
from app.values.model import Item
from scrapers import Picture
from scrapers.articles.repeats import Tally, counted, marks, picture_marks, repeated
from tests.conftest import FakeClock
from tests.townroom import added, town_newsroom
from tests.townsite import STORIES, TownSite, list_page, publish, story_page

NOTICE = (
    "Readers who want to know more can ring the editors between nine and noon on all working days."
)
SIGN = '<meta property="og:image" content="/theme/paper-sign-large.png">'


@pytest.fixture
def site() -> Iterator[TownSite]:
    with TownSite() as running:
        publish(running)
        yield running


@pytest.fixture
def newsroom(
    site: TownSite, tmp_path: Path, database_url: str, clock: FakeClock
) -> Iterator[Service]:
    with town_newsroom(site, tmp_path, database_url, clock) as built:
        yield built


def collect(newsroom: Service) -> list[Item]:
    run = newsroom.collector.collect(newsroom.store.sources.get("valley"))
    assert run.failures == ()
    return newsroom.store.items.desk(50)


def with_notice(stories: Sequence[tuple[str, str, str]]) -> dict[str, list[str]]:
    return {
        slug: [f"{title}, the council said. " * 6, f"All of it is told by {slug}. " * 6, NOTICE]
        for slug, title, _ in stories
    }


def put(
    site: TownSite,
    stories: Sequence[tuple[str, str, str]],
    heads: Mapping[str, str],
    tails: Mapping[str, str] | None = None,
) -> None:
    """Stories and their listing; `heads` stand in their heads, `tails` behind their texts."""
    site.put("/news/", list_page(stories))
    for slug, title, day in stories:
        page = story_page(title, day).replace("<head>", f"<head>{heads.get(slug, '')}")
        page = page.replace("</main>", f"{(tails or {}).get(slug, '')}</main>")
        site.put(f"/news/{slug}.html", page)


def revisions(newsroom: Service, items: Sequence[Item]) -> list[int]:
    return [len(newsroom.store.items.revisions(item.uid)) for item in items]


def test_what_repeats_is_known_before_the_first_story_is_stored(
    newsroom: Service, site: TownSite
) -> None:
    publish(site, STORIES, with_notice(STORIES))
    added(newsroom, site)
    site.asked.clear()
    items = collect(newsroom)
    assert {item.content.title for item in items} == {title for _, title, _ in STORIES}
    assert not any(NOTICE in item.content.text for item in items)
    assert all("All of it is told by" in item.content.text for item in items)
    assert revisions(newsroom, items) == [1] * len(STORIES)
    # Each was asked for once: what was looked at ahead is what is stored.
    stories = [path for path in site.asked if path.endswith(".html")]
    assert sorted(stories) == sorted(f"/news/{slug}.html" for slug, _, _ in STORIES)


def test_what_only_later_stories_tell_leaves_the_stored_ones_in_silence(
    newsroom: Service, site: TownSite
) -> None:
    texts = with_notice(STORIES)
    added(newsroom, site)
    publish(site, STORIES[3:], texts)
    first = collect(newsroom)
    assert len(first) == 2
    assert all(NOTICE in item.content.text for item in first)
    publish(site, STORIES, texts)
    items = collect(newsroom)
    assert len(items) == len(STORIES)
    assert not any(NOTICE in item.content.text for item in items)
    for old in first:
        stored, reread = newsroom.store.items.revisions(old.uid)
        assert NOTICE in stored.content.text
        assert (reread.by, reread.significant) == ("reader:valley", False)
        (item,) = [item for item in items if item.uid == old.uid]
        assert item.updated_at == item.published_at


def test_a_run_that_is_cut_short_learns_the_same_again(
    newsroom: Service, site: TownSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = with_notice(STORIES)
    added(newsroom, site)
    publish(site, STORIES[3:], texts)
    collect(newsroom)
    publish(site, STORIES, texts)

    def cut(*_: object) -> None:
        raise Interrupted("the program is stopping")

    with monkeypatch.context() as patched:
        patched.setattr(Replay, "leave_out", cut)
        with pytest.raises(Interrupted):
            newsroom.collector.collect(newsroom.store.sources.get("valley"))
    more = [(f"tale-{n}", f"Tale number {n} of the valley", "2026-03-05") for n in range(3)]
    publish(site, [*more, *STORIES], texts | with_notice(more))
    assert not any(NOTICE in item.content.text for item in collect(newsroom))


def test_the_sign_of_a_paper_is_no_story_s_picture(newsroom: Service, site: TownSite) -> None:
    heads = {slug: SIGN for slug, _, _ in STORIES}
    put(site, STORIES, heads)
    added(newsroom, site)
    items = collect(newsroom)
    assert [item.content.pictures for item in items] == [()] * len(STORIES)
    assert revisions(newsroom, items) == [1] * len(STORIES)


@pytest.mark.parametrize("shown", ["named", "in the text"])
def test_a_picture_that_later_stories_show_too_leaves_in_silence(
    newsroom: Service, site: TownSite, clock: FakeClock, shown: str
) -> None:
    figure = '<figure><img src="/theme/paper-sign-large.png" width=900 height=600></figure>'
    heads = {slug: SIGN for slug, _, _ in STORIES} if shown == "named" else {}
    tails = {} if heads else {slug: figure for slug, _, _ in STORIES}
    added(newsroom, site)
    put(site, STORIES[3:], heads, tails)
    first = collect(newsroom)
    assert [len(item.content.pictures) for item in first] == [1, 1]
    put(site, STORIES, heads, tails)
    items = collect(newsroom)
    assert [item.content.pictures for item in items] == [()] * len(STORIES)
    assert not any("paper-sign" in item.content.html for item in items)
    # It is no loss of the site's, and no news.
    assert all(item.updated_at == item.published_at for item in items)
    clock.turn(hours=2)
    newsroom.collector.collect(newsroom.store.sources.get("valley"))
    assert sorted(revisions(newsroom, items)) == [1, 1, 1, 2, 2]


def test_a_summary_that_several_stories_share_is_none(newsroom: Service, site: TownSite) -> None:
    slogan = "What the council said, and nothing else is said about it by those who came to look."
    put(
        site,
        STORIES,
        {slug: f'<meta name=description content="{slogan}">' for slug, _, _ in STORIES},
    )
    added(newsroom, site)
    assert not any(slogan in item.content.summary for item in collect(newsroom))


def test_a_summary_that_a_list_shows_under_several_titles_is_none(
    newsroom: Service, site: TownSite
) -> None:
    slogan = "All that the valley talks of, read by all who live in it."
    site.put(
        "/news.rss",
        "<rss version='2.0'><channel><title>Valley</title>"
        + "".join(
            f"<item><title>{title}</title><link>{site.url}/news/{slug}.html</link>"
            f"<description>{slogan}</description></item>"
            for slug, title, _ in STORIES
        )
        + "</channel></rss>",
        "application/rss+xml",
    )
    link = '<link rel="alternate" type="application/rss+xml" href="/news.rss">'
    site.put("/news/", list_page(head=link))
    assert added(newsroom, site).url == f"{site.url}/news.rss"
    assert not any(slogan in item.content.summary for item in collect(newsroom))


def test_a_story_that_cannot_be_had_is_asked_for_once_and_hides_no_other(
    newsroom: Service, site: TownSite
) -> None:
    publish(site, STORIES, with_notice(STORIES))
    del site.pages[f"/news/{STORIES[1][0]}.html"]
    added(newsroom, site)
    site.asked.clear()
    run = newsroom.collector.collect(newsroom.store.sources.get("valley"))
    assert (run.new, run.failed) == (len(STORIES) - 1, 1)
    assert site.asked.count(f"/news/{STORIES[1][0]}.html") == 1
    (missing,) = newsroom.store.locations.pending(
        newsroom.store.sources.get("valley"), newsroom.now(), 10, by_hand=True
    )
    assert missing.tries == 1


def test_one_story_at_several_addresses_teaches_no_repeats(
    newsroom: Service, site: TownSite
) -> None:
    text = [
        f"The ferry will run {n} times a day, says the harbour master, and nobody has to wait."
        for n in range(6)
    ]
    copies = [(f"ferry-{n}", STORIES[0][1], STORIES[0][2]) for n in range(4)]
    publish(site, [*STORIES[1:], *copies], {slug: text for slug, _, _ in copies})
    source = added(newsroom, site)
    collect(newsroom)
    assert not repeated(newsroom.store.sources.repeats(source))


def test_a_picture_that_a_few_of_many_stories_show_is_theirs() -> None:
    mayor = picture_marks([Picture("https://valley.example/2026/the-mayor-at-her-desk.jpg")])
    sign = picture_marks([Picture("https://valley.example/theme/paper-sign-600x400.png")])
    large = picture_marks([Picture("https://valley.example/theme/paper-sign-1200x800.png")])
    assert sign == large
    pages = [mayor] * 4 + [sign] * 20 + [frozenset[str]()] * 30
    assert repeated(counted(Tally(), pages)) == sign
    assert repeated(counted(Tally(), [mayor] * 3)) == mayor


def test_a_sentence_that_ends_a_story_now_and_then_is_its_own() -> None:
    pages = [marks(f"Of the {n}th story nothing more is known") for n in range(2000)]
    said = marks("The police are investigating.")
    tally = Tally()
    for start in range(0, 2000, 50):
        tally = counted(tally, [pages[start] | said, *pages[start + 1 : start + 50]])
        assert not repeated(tally)


@pytest.mark.parametrize("every", [1, 2, 3, 10])
def test_what_stands_in_many_stories_is_known_in_time_and_stays_known(every: int) -> None:
    notice = marks(NOTICE)
    pages = [marks(f"Of the {n}th story nothing more is known") for n in range(1000)]
    tally = counted(Tally(), pages)
    late = [page | notice if not n % every else page for n, page in enumerate(pages[:100])]
    tally = Tally.of(counted(tally, late).facts)
    assert repeated(tally) == notice
    assert repeated(counted(tally, pages)) == notice
