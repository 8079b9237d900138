"""What a feed's program adds to its entries is no part of them; what only looks like it is."""

from html import escape

import pytest

from scrapers import Page
from scrapers.feeds.upstream import Feed

TITLE = "Ferry {} runs again after repairs"
OWN = "https://river.example/a/{}"


def summaries(*descriptions: str) -> list[str]:
    items = "".join(
        f"<item><title>{TITLE.format(at)}</title><link>{OWN.format(at)}</link><description>"
        f"{escape(told.replace('TITLE', TITLE.format(at)).replace('OWN', OWN.format(at)))}"
        "</description></item>"
        for at, told in enumerate(descriptions)
    )
    feed = f'<rss version="2.0"><channel><title>River Paper</title>{items}</channel></rss>'
    page = Page("https://river.example/feed", feed.encode())
    return [teaser.summary for teaser in Feed().listing(page).teasers]


@pytest.mark.parametrize(
    "added",
    [
        '<p>The post <a href="OWN">TITLE</a> appeared first on <a href="/">River Paper</a>.</p>',
        '<p>Der Beitrag <a href="OWN">TITLE</a> erschien zuerst auf <a href="/">River Paper</a>.</p>',
        " The post TITLE appeared first on River Paper.",
        '<p>文章<a href="OWN">TITLE</a>最先出现在<a href="/">River Paper</a>。</p>',
        ' <a href="OWN">Continue reading <span>TITLE</span></a>',
        '<br><a href="OWN">阅读全文</a>',
        ' (<a href="OWN">more</a>)',
        ' <a href="OWN">Read more &raquo;</a>',
    ],
)
def test_what_repeats_the_title_or_leads_to_the_entry_is_left_out(added: str) -> None:
    assert summaries(f"<p>The small ferry ran on Tuesday.</p>{added}") == [
        "The small ferry ran on Tuesday."
    ]


def test_what_ends_most_entries_is_left_out() -> None:
    told = [
        f"Ferry number {at} ran. The post TITLE was first seen in Another Paper." for at in range(4)
    ]
    assert summaries(*told) == [f"Ferry number {at} ran." for at in range(4)]
    told = [
        f"<p>Ferry number {at} ran.</p><p>Ask us for the paper of today.</p>" for at in range(4)
    ]
    assert summaries(*told) == [f"Ferry number {at} ran." for at in range(4)]


@pytest.mark.parametrize(
    ("told", "summary"),
    [
        ("The ferry ran on Tuesday [&#8230;]", "The ferry ran on Tuesday…"),
        ("The ferry ran on Tuesday [...]", "The ferry ran on Tuesday…"),
        ('The ferry ran <a href="OWN">on Tuesday</a>.', "The ferry ran on Tuesday."),
        (
            'The ferry ran. <a href="OWN">It took many people.</a>',
            "The ferry ran. It took many people.",
        ),
        ('<a href="OWN">Read more</a>', "Read more"),
        ('The ferry ran. <a href="/b/9">Read more</a>', "The ferry ran. Read more"),
        (
            "The ferry ran. River Paper was wrong to say that TITLE, as the mayor told the council today.",
            f"The ferry ran. River Paper was wrong to say that {TITLE.format(0)}, as the mayor told the council today.",
        ),
        ("Ask us for the paper of today.", "Ask us for the paper of today."),
        ('<a href="OWN">TITLE</a>&nbsp;<font>River Paper</font>', ""),
    ],
)
def test_what_only_looks_like_it_stays(told: str, summary: str) -> None:
    assert summaries(told) == [summary]
