"""Lists that stand in the data of scripts, in any nesting and under any names, and answers in
JSON.
"""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from scrapers import ScrapeError
from scrapers.listings.listing import read_any_listing
from scrapers.values import Listing, Page
from tests.scrapers.listings.valley import HOME, NOW, TITLES

EXPECTED = [
    (f"https://valley.example/s/{n}", title, f"2026-03-0{6 - n}")
    for n, title in enumerate(TITLES, 1)
]
MENU = [{"label": name, "url": f"/{name}/"} for name in ("Home", "City", "Sport", "Arts", "Jobs")]
PLAIN = [
    {
        "id": n,
        "section": "City",
        "author": {"name": "Ida Brandt", "url": "/by/ida"},
        "standfirst": f"What is told of it, in a sentence that says rather more. {title}.",
        "title": title,
        "path": f"/s/{n}",
        "image": f"/p/{n}.jpg",
        "updatedAt": "2026-03-05T08:00:00Z",
        "publishedAt": f"2026-03-0{6 - n}T07:30:00Z",
    }
    for n, title in enumerate(TITLES, 1)
]
WRAPPED = [
    {"node": {"headline": {"text": title}, "link": {"href": f"{HOME[:-6]}/s/{n}"}, "ptime": at}}
    for n, title in enumerate(TITLES, 1)
    for at in [int(datetime(2026, 3, 6 - n, 7, tzinfo=UTC).timestamp())]
]
OTHER_NAMES = [
    {"bt": title, "dz": f"/s/{n}", "rq": f"2026-03-0{6 - n} 07:30"}
    for n, title in enumerate(TITLES, 1)
]
LINKED = {
    "@type": "ItemList",
    "itemListElement": [
        {
            "@type": "ListItem",
            "item": {
                "@type": "NewsArticle",
                "headline": title,
                "url": f"/s/{n}",
                "datePublished": f"2026-03-0{6 - n}",
            },
        }
        for n, title in enumerate(TITLES, 1)
    ],
}


def read(script: str, body: str = "") -> Listing:
    text = f"<html><head><title>News</title></head><body><div id=app>{body}</div>{script}"
    return read_any_listing(Page(HOME, text.encode(), "text/html; charset=utf-8", "UTC", NOW))


def told(listing: Listing) -> list[tuple[str, str, str]]:
    return [
        (each.url, each.title, each.published.day.isoformat() if each.published else "")
        for each in listing.teasers
    ]


def in_json(value: Any) -> str:
    return f"<script id=__NEXT_DATA__ type=application/json>{json.dumps(value)}</script>"


def folded() -> str:
    values: list[Any] = [["Reactive", 1], {"list": 2}, []]
    for each in OTHER_NAMES:
        values[2].append(len(values))
        values.append({key: len(values) + 1 + at for at, key in enumerate(each)})
        values += each.values()
    return f"<script id=__NUXT_DATA__ type=application/json>{json.dumps(values)}</script>"


def called() -> str:
    rows = ",".join(
        f"{{id:{n},title:\"{title}\",link:'\\u002Fs\\u002F{n}',date:{'abcde'[n - 1]},top:!1,x:void 0}}"
        for n, title in enumerate(TITLES, 1)
    )
    days = ",".join(f'"2026-03-0{6 - n}"' for n in range(1, 6))
    return (
        f"<script>window.__NUXT__=(function(a,b,c,d,e){{return {{data:[{{list:[{rows}]}}],ok:!0}}}}"
        f"({days}));</script>"
    )


def streamed() -> str:
    line = f"5:{json.dumps(['$', 'main', None, {'stories': PLAIN}])}\n"
    pieces = (line[:300], line[300:])
    return "".join(
        f"<script>self.__next_f.push({json.dumps([1, each])})</script>" for each in pieces
    )


@pytest.mark.parametrize(
    "script",
    [
        in_json({"props": {"pageProps": {"menu": MENU, "blocks": [{"cards": PLAIN}]}}}),
        in_json({"a": {"b": {"edges": WRAPPED}}}),
        f"<script>window.__INITIAL_STATE__ = {json.dumps({'menu': MENU, 'l': OTHER_NAMES})};</script>",
        f"<script>var a = 1; var state={{menu:[], list: {json.dumps(PLAIN)}}}; go(a);</script>",
        f"<script>window.s = JSON.parse({json.dumps(json.dumps({'l': WRAPPED}))})</script>",
        f"<script id=RENDER_DATA type=application/json>{quote(json.dumps({'l': PLAIN}))}</script>",
        f"<script type=application/ld+json>{json.dumps(LINKED)}</script>",
        folded(),
        called(),
        streamed(),
    ],
    ids=[
        "next", "edges", "assigned", "unquoted keys", "quoted", "encoded", "linked", "folded", "called",
        "streamed",
    ],
)  # fmt: skip
def test_a_list_is_read_from_the_data_of_scripts(script: str) -> None:
    assert told(read(script)) == EXPECTED


def test_what_data_tells_of_a_story_is_told() -> None:
    first = read(in_json({"l": PLAIN})).teasers[0]
    assert first.picture == "https://valley.example/p/1.jpg"
    assert first.summary.startswith("What is told of it")


def test_data_tells_the_days_of_stories_that_are_shown() -> None:
    shown = "".join(f"<li><a href=/s/{n}>{title}</a></li>" for n, title in enumerate(TITLES, 1))
    assert told(read(in_json({"l": OTHER_NAMES}), f"<ul>{shown}</ul>")) == EXPECTED


@pytest.mark.parametrize(
    "data",
    [
        {"menu": MENU},
        {"menu": [{"title": f"Our page about matter {n}", "url": f"/m/{n}"} for n in range(4)]},
        {"pictures": [{"title": title, "url": f"/p/{title[:3]}.jpg"} for title in TITLES]},
        {"people": [{"name": "Ida Brandt", "url": f"/by/{n}"} for n in range(9)]},
        {"crumbs": {"@type": "BreadcrumbList", "itemListElement": PLAIN[:2]}},
    ],
    ids=["menu", "few pages", "pictures", "people", "crumbs"],
)
def test_other_lists_in_data_are_none_of_stories(data: Any) -> None:
    with pytest.raises(ScrapeError, match="does not read like a list"):
        read(in_json(data))


@pytest.mark.parametrize("wrap", ["{}", "show({})", "\ufeff {}"])
def test_an_answer_in_json_is_a_listing(wrap: str) -> None:
    value = {"code": 0, "data": {"total": 90, "list": OTHER_NAMES, "next_page_url": "/news?p=2"}}
    text = wrap.replace("{}", json.dumps(value, ensure_ascii=False)).encode()
    page = Page("https://valley.example/api/news", text, "application/json", "UTC", NOW)
    listing = read_any_listing(page)
    assert told(listing) == EXPECTED
    assert listing.next_url == "https://valley.example/news?p=2"


def test_an_answer_without_stories_is_no_listing() -> None:
    with pytest.raises(ScrapeError, match="does not read like a list"):
        read_any_listing(Page(HOME, b'{"error": "not found", "code": 404}', "application/json"))
