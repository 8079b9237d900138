"""Lists in data whose objects have a number and no address: it is learned from links of the page."""

import json
from typing import Any

import pytest

from scrapers.listings.listing import read_any_listing
from scrapers.values import Page, ScrapeError
from tests.scrapers.listings.valley import HOME, NOW, TITLES

ROWS = [
    {"id": 4100 + n, "title": title, "day": f"2026-03-0{5 - n}"} for n, title in enumerate(TITLES)
]
ADDRESSES = [f"https://valley.example/read/{4100 + n}.html" for n in range(5)]


def read(value: Any, body: str = "") -> list[str]:
    text = f"<html><head><title>News</title></head><body>{body}<script type=application/json>{json.dumps(value)}</script></body></html>"
    page = Page(HOME, text.encode(), "text/html; charset=utf-8", "UTC", NOW)
    return [each.url for each in read_any_listing(page).teasers]


def link(n: int, href: str = "/read/{}.html") -> str:
    return f"<p><a href={href.format(4100 + n)}>{TITLES[n]}</a></p>"


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ({"list": ROWS}, link(0) + link(3)),
        (
            {
                "list": ROWS,
                "top": [{"id": 77, "link": "/read/77.html"}, {"id": 78, "link": "/read/78.html"}],
            },
            link(0) + link(3),
        ),
        (
            {
                "list": ROWS,
                "top": [
                    {"id": 7 + n, "title": f"Photo of day {n}", "link": f"/read/{7 + n}.html"}
                    for n in range(2)
                ],
            },
            "",
        ),
        (
            {
                "list": ROWS,
                "top": {
                    "a": {"id": 77, "link": "/read/77.html"},
                    "b": {"id": 78, "link": "/read/78.html"},
                },
            },
            "",
        ),
    ],
)
def test_an_address_is_learned_from_two_that_agree(value: Any, body: str) -> None:
    assert read(value, body) == ADDRESSES


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ({"list": ROWS}, ""),
        ({"list": ROWS}, link(0)),
        ({"list": ROWS}, link(0) + link(3, "/topic/{}/")),
        ({"list": ROWS}, "<p><a href=/read/4100.html>More of it</a></p><p><a href=/read/4103.html>More of that</a></p>"),
        ({"list": [{"uid": 4100 + n, "title": title} for n, title in enumerate(TITLES)],
          "top": [{"id": 77, "link": "/read/77.html"}, {"id": 78, "link": "/read/78.html"}]}, ""),
    ],
)  # fmt: skip
def test_one_that_nothing_confirms_is_left_out(value: Any, body: str) -> None:
    try:
        found = read(value, body)
    except ScrapeError:
        found = []
    assert not set(ADDRESSES[1:3]) & set(found)
