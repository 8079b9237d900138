"""Days and titles as real lists show them: once over a group, beside names, shown twice; counts,
kickers and authors beside titles.
"""

import pytest

from scrapers.listings.listing import read_any_listing
from scrapers.values import Page, Teaser
from tests.scrapers.listings.valley import HOME, NOW
from tests.scrapers.listings.valley import TITLES as FIVE

TITLES = (*FIVE, "Watermen find a bell under the pier")


def read(body: str, zone: str = "Asia/Shanghai") -> tuple[Teaser, ...]:
    text = f"<html><body>{body}</body></html>".encode()
    return read_any_listing(Page(HOME, text, "text/html; charset=utf-8", zone, NOW)).teasers


def days(body: str) -> list[str]:
    return [each.published.day.isoformat() if each.published else "" for each in read(body)]


def link(at: int) -> str:
    return f"<a href=/s/{at}11.html>{TITLES[at]}</a>"


def test_a_day_over_a_group_is_that_of_all_its_entries() -> None:
    groups = (
        ("2026年3月4日 星期三", (0, 1, 2)),
        ("2026年3月3日 星期二", (3, 4)),
        ("2026-03-01", (5,)),
    )
    body = "".join(
        f"<p class=day>{day}</p>" + "".join(f"<p>0{at}:30 {link(at)}</p>" for at in group)
        for day, group in groups
    )
    found = [each.published.iso if each.published else "" for each in read(f"<div>{body}</div>")]
    assert found == [
        f"2026-03-0{day}T0{at}:30:00+08:00" for at, day in enumerate((4, 4, 4, 3, 3, 1))
    ]


def test_the_day_of_the_page_is_no_storys() -> None:
    body = "".join(f"<li>{link(at)}</li>" for at in range(6))
    assert days(f"<p>2026年3月5日 星期四</p><ul>{body}</ul>") == [""] * 6


def test_the_day_of_an_entry_is_not_that_of_those_after_it() -> None:
    dated = "".join(f"<li>{link(at)}<p class=d>2026-03-0{4 - at}</p></li>" for at in range(3))
    rest = "".join(f"<li>{link(at)}</li>" for at in range(3, 6))
    assert days(f"<ul>{dated}{rest}</ul>") == ["2026-03-04", "2026-03-03", "2026-03-02", "", "", ""]


def test_a_year_over_a_group_is_that_of_its_days() -> None:
    body = "".join(
        f"<h2>{year}</h2><ul>"
        + "".join(
            f"<li>Jun {20 - at} {link(at)} by <a href=/by/{at}>I. Lee</a></li>" for at in group
        )
        + "</ul>"
        for year, group in ((2025, (0, 1, 2)), (2023, (3, 4, 5)))
    )
    assert days(body) == [f"{2025 if at < 3 else 2023}-06-{20 - at}" for at in range(6)]


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("<i>Ida Brandt</i> <i>Dec. 17, 2025</i>", "2025-12-17"),
        ("<i>Dec. 17, 2025</i> <i>Ida Brandt</i>", "2025-12-17"),
        ("<i>City</i> <i>12-17</i>", "2025-12-17"),
        ("<time>December 17, 2025</time> <time>Dec 17, 2025</time>", "2025-12-17"),
        ("17. Dezember 2025, 15:14 Uhr <a href=/keep>Merken</a>", "2025-12-17"),
        ("<a href=/by/ida>Ida M. Brandt</a> | Dec. 17, 2025 | 5 min read", "2025-12-17"),
        ("<b>12</b><b>17</b><i>2025</i>", "2025-12-17"),
        ("114-12-17", "2025-12-17"),
        (
            "<time class=published datetime=2025-12-17>17 Dec</time>"
            "<time class=updated datetime=2026-01-02>2 Jan</time>",
            "2025-12-17",
        ),
        ("They will meet again. The vote was put off to Dec 17, 2025", ""),
        ("Room 114-12-1799", ""),
    ],
)
def test_a_day_is_read_beside_names_and_as_it_is_written(shown: str, day: str) -> None:
    body = "".join(f"<li>{link(at)}<div>{shown}</div></li>" for at in range(6))
    assert days(f"<ul>{body}</ul>") == [day] * 6


@pytest.mark.parametrize(
    "card",
    [
        "<a href={url}><img src=/p.jpg><span>61.1万人</span></a><p><a href={url}>{title}</a></p>",
        "<a href={url}><b>Live</b><span>12 min</span></a><p><a href={url}>{title}</a></p>",
        "<h4>Harbour</h4><h3><a href={url}>{title}</a></h3>",
        "<p><a href={url}>{title}</a> <small>by <a href=/by/{at}>Ida M. Brandt {at}</a></small></p>",
        "<p><a href={url}>{title}</a> (<a href=https://paper{at}.example/>paper{at}.example</a>)</p>",
    ],
    ids=["count", "length of a film", "kicker", "author", "source"],
)
def test_what_stands_beside_a_title_is_none(card: str) -> None:
    cards = (
        card.format(url=f"/s/{at}11.html", title=title, at=at) for at, title in enumerate(TITLES)
    )
    found = read("".join(f"<div class=card>{each}</div>" for each in cards))
    assert [each.title for each in found] == list(TITLES)


def test_a_card_under_a_link_with_a_label_tells_its_day() -> None:
    body = "".join(
        f"<div><a href=/s/{at}11.html aria-label='{title}'></a><h3>{title}</h3><p>Mar 4, 2026</p></div>"
        for at, title in enumerate(TITLES)
    )
    assert days(body) == ["2026-03-04"] * 6


def month(name: str, rows: list[str], at: int) -> str:
    return (
        f"<h3>{name}</h3><ul>"
        + "".join(f"<li><span>{day}</span> {link(at + n)}</li>" for n, day in enumerate(rows))
        + "</ul>"
    )


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("2026年2月", "2026年1月", "{}"),
        ("2026-02", "2026-01", "{}日"),
        ("February 2026", "January 2026", "{} Thu"),
        ("Februar 2026", "Januar 2026", "{}."),
    ],
)
def test_a_month_over_a_group_is_that_of_its_days(first: str, second: str, shown: str) -> None:
    told = (27, 26, 9), (30, 30, 2)
    body = month(first, [shown.format(day) for day in told[0]], 0) + month(
        second, [shown.format(day) for day in told[1]], 3
    )
    assert days(body) == [
        "2026-02-27",
        "2026-02-26",
        "2026-02-09",
        "2026-01-30",
        "2026-01-30",
        "2026-01-02",
    ]


def test_one_month_alone_is_enough_where_all_its_rows_have_days() -> None:
    body = month("2026年2月", ["27", "26", "25", "11", "3", "1"], 0)
    assert days(body) == [f"2026-02-{day:02}" for day in (27, 26, 25, 11, 3, 1)]


@pytest.mark.parametrize(
    "rows",
    [
        ["1", "2", "3", "4", "5", "6"],
        ["27", "3", "14", "9", "30", "2"],
        ["30", "29", "28", "27", "26", "25"],
        ["27", "26", "x", "", "25", ""],
    ],
    ids=["ranks", "counts", "no such day", "few"],
)
def test_numbers_that_are_no_days_of_the_month(rows: list[str]) -> None:
    assert days(month("2026年2月", rows, 0)) == [""] * 6
