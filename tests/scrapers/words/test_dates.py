"""Dates as people write them, what only looks like one, and what cannot be true."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.values import Stamp
from scrapers.words import dates
from scrapers.words.dates import find_stamp, has_year, is_only_date, read_stamp, why_impossible

HARBIN = "Asia/Shanghai"
NOW = datetime(2024, 6, 22, 4, 0, 40, tzinfo=UTC)
"""Noon in Harbin, and forty seconds."""


def iso(text: str, zone: str = HARBIN, now: datetime | None = NOW) -> str:
    stamp = read_stamp(text, zone, now)
    return stamp.iso if stamp else ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Updated : 2024-06-21", "2024-06-21"),
        ("Apr 26, 2024", "2024-04-26"),
        ("April 26th, 2024", "2024-04-26"),
        ("APRIL 26 2024", "2024-04-26"),
        ("Sept. 3, 2024", "2024-09-03"),
        ("the 3rd of May, 2024", "2024-05-03"),
        ("26-Apr-2024", "2024-04-26"),
        ("2024年6月21日", "2024-06-21"),
        ("2024 年 6 月 21 号", "2024-06-21"),
        ("2024.06.21", "2024-06-21"),
        ("２０２４／０６／２１", "2024-06-21"),
        ("二〇二四年六月二十一日", "2024-06-21"),
        ("二零二四年十月三十日", "2024-10-30"),
        ("一九九八年十二月十日", "1998-12-10"),
        ("2024년 6월 21일", "2024-06-21"),
        ("20240621", "2024-06-21"),
        ("[ 20240621 ]", "2024-06-21"),
        ("发布时间：20240621 来源：某报", "2024-06-21"),
        ("13/04/2024", "2024-04-13"),
        ("04/13/2024", "2024-04-13"),
        ("04/04/2024", "2024-04-04"),
        ("21. 6. 2024", "2024-06-21"),
        ("https://x.example/2024/06/21/rink.html", "2024-06-21"),
        ("Seen on 2024-06-20, told on 2024-06-21", "2024-06-20"),
        ("2024-02-30 or 2024-03-01", "2024-03-01"),
        ("2024-06-21 8.50 yuan", "2024-06-21"),
        ("2024-06-21 24:30", "2024-06-21"),
        ("2024年6月21日晚上12点", "2024-06-21"),
        ("At 8.50 on 2024-06-21", "2024-06-21"),
        ("21. Juni 2024", "2024-06-21"),
        ("3. März 2024", "2024-03-03"),
        ("21 juin 2024", "2024-06-21"),
        ("21 września 2024", "2024-09-21"),
        ("21 Ağustos 2024", "2024-08-21"),
        ("21 septembrie 2024", "2024-09-21"),
        ("03.04.2024", "2024-04-03"),
        ("1er août 2024", "2024-08-01"),
        ("21 de junio de 2024", "2024-06-21"),
        ("3 dicembre 2024", "2024-12-03"),
        ("3 de março de 2024", "2024-03-03"),
        ("21 mei 2024", "2024-05-21"),
        ("21 июня 2024 г.", "2024-06-21"),
    ],
)
def test_days(text: str, day: str) -> None:
    assert iso(text, now=None) == day


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("26 April 2024 8:05 p.m.", "2024-04-26T20:05"),
        ("Friday, June 21, 2024 at 8:30 AM", "2024-06-21T08:30"),
        ("June 21, 2024 12:15 a.m.", "2024-06-21T00:15"),
        ("June 21, 2024, 8pm", "2024-06-21T20:00"),
        ("2024年06月21日 08:30", "2024-06-21T08:30"),
        ("2024年6月21日(星期五)下午3时20分", "2024-06-21T15:20"),
        ("2024年6月21日 中午12:30", "2024-06-21T12:30"),
        ("2024年6月21日 凌晨12:30", "2024-06-21T00:30"),
        ("2024年6月21日8点半", "2024-06-21T08:30"),
        ("2024-06-21 星期五 08:30", "2024-06-21T08:30"),
        ("2024/06/21 08:30:15", "2024-06-21T08:30"),
        ("２０２４-０６-２１　０８：３０", "2024-06-21T08:30"),
        ("2024-06-21 | 08:30", "2024-06-21T08:30"),
        ("202406210830", "2024-06-21T08:30"),
        ("20240621083015", "2024-06-21T08:30"),
        ("2024년 6월 21일 오후 3:05", "2024-06-21T15:05"),
        ("21. Juni 2024 um 8.30 Uhr", "2024-06-21T08:30"),
        ("21 juin 2024 à 8h30", "2024-06-21T08:30"),
        ("08:30, 21 June 2024", "2024-06-21T08:30"),
        ("8:30 PM on Fri, June 21, 2024", "2024-06-21T20:30"),
        ("2024-06-21 08:30-09:30", "2024-06-21T08:30"),
    ],
)
def test_times_are_those_of_the_zone(text: str, at: str) -> None:
    assert iso(text, now=None) == f"{at}:00+08:00"


@pytest.mark.parametrize(
    ("text", "zone", "at"),
    [
        ("2024-06-21T08:30:00+08:00", HARBIN, "2024-06-21T08:30:00+08:00"),
        ("2024-06-21T00:30:00Z", HARBIN, "2024-06-21T08:30:00+08:00"),
        ("2024-06-21T20:30:00.123Z", HARBIN, "2024-06-22T04:30:00+08:00"),
        ("2024-06-21T08:30-05:00", HARBIN, "2024-06-21T21:30:00+08:00"),
        ("2024-06-21 08:30:00 -0500", "UTC", "2024-06-21T13:30:00+00:00"),
        ("Fri, 21 Jun 2024 00:30:00 GMT", HARBIN, "2024-06-21T08:30:00+08:00"),
        ("21 Jun 2024 00:30 UTC+2", "UTC", "2024-06-20T22:30:00+00:00"),
        ("21 June 2024 00:30 GMT", "UTC", "2024-06-21T00:30:00+00:00"),
        ("June 21, 2024 8:30 PM EDT", "UTC", "2024-06-22T00:30:00+00:00"),
        ("Dec 21, 2024 8:30 PM EST", "UTC", "2024-12-22T01:30:00+00:00"),
        ("June 21, 2024 8:30 PM ET", "UTC", "2024-06-22T00:30:00+00:00"),
        ("8:30 PM PST, Jan 21, 2024", "UTC", "2024-01-22T04:30:00+00:00"),
        ("21 Jan 2024 08:30 CET", "UTC", "2024-01-21T07:30:00+00:00"),
        ("2024-01-21 08:30 CST", HARBIN, "2024-01-21T08:30:00+08:00"),
        ("2024-01-21 08:30 CST", "America/New_York", "2024-01-21T09:30:00-05:00"),
        ("2024-01-21 08:30 CST", "Europe/Paris", "2024-01-21T08:30:00+01:00"),
        ("2024-06-21 08:30 北京时间", "UTC", "2024-06-21T00:30:00+00:00"),
        ("北京时间2024年6月21日 08:30", "UTC", "2024-06-21T00:30:00+00:00"),
        ("2024-06-21 08:30 (Beijing Time)", "UTC", "2024-06-21T00:30:00+00:00"),
        ("2024-06-21 08:30", "America/New_York", "2024-06-21T08:30:00-04:00"),
        ("2024-06-21 08:30 +99:00", "UTC", "2024-06-21T08:30:00+00:00"),
    ],
)
def test_a_zone_that_stands_by_the_time_is_the_one_it_is_in(text: str, zone: str, at: str) -> None:
    assert iso(text, zone, None) == at


@pytest.mark.parametrize(
    "zone", ["", "Mars/Base", "America", "../UTC", "a\0b", "\ud800", "x" * 5000, "/etc/passwd"]
)
def test_an_unknown_zone_is_utc(zone: str) -> None:
    assert iso("2024-06-21 08:30", zone) == "2024-06-21T08:30:00+00:00"
    assert why_impossible(Stamp(date(2024, 6, 21)), NOW, zone) == ""


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("06-21 08:30", "2024-06-21T08:30:00+08:00"),
        ("[06-21]", "2024-06-21"),
        ("06-23", "2024-06-23"),
        ("06-24 08:30", "2023-06-24T08:30:00+08:00"),
        ("6月21日", "2024-06-21"),
        ("6月24日 08:30", "2023-06-24T08:30:00+08:00"),
        ("十二月三日", "2023-12-03"),
        ("本报6月20日讯", "2024-06-20"),
        ("Posted on June 21", "2024-06-21"),
        ("June 21, 8:30 AM", "2024-06-21T08:30:00+08:00"),
        ("21 June", "2024-06-21"),
        ("2月29日", "2024-02-29"),
        ("3小时前", "2024-06-22T09:00:00+08:00"),
        ("13小时前", "2024-06-21T23:00:00+08:00"),
        ("两个小时前", "2024-06-22T10:00:00+08:00"),
        ("半小时前", "2024-06-22T11:30:00+08:00"),
        ("5分钟前", "2024-06-22T11:55:00+08:00"),
        ("三天前", "2024-06-19"),
        ("3 hours ago", "2024-06-22T09:00:00+08:00"),
        ("an hour ago", "2024-06-22T11:00:00+08:00"),
        ("5m ago", "2024-06-22T11:55:00+08:00"),
        ("2 days ago", "2024-06-20"),
        ("昨天 14:20", "2024-06-21T14:20:00+08:00"),
        ("昨日", "2024-06-21"),
        ("前天", "2024-06-20"),
        ("大前天", "2024-06-19"),
        ("今天 08:30", "2024-06-22T08:30:00+08:00"),
        ("yesterday", "2024-06-21"),
        ("Updated: Yesterday", "2024-06-21"),
        ("today at 8:30", "2024-06-22T08:30:00+08:00"),
        ("刚刚", "2024-06-22T12:00:00+08:00"),
        ("just now", "2024-06-22T12:00:00+08:00"),
    ],
)
def test_what_only_the_present_tells(text: str, when: str) -> None:
    assert iso(text) == when
    assert iso(text, now=None) == ""


def test_days_are_those_of_the_zone() -> None:
    late = datetime(2024, 6, 21, 20, 0, tzinfo=UTC)
    assert (iso("yesterday", "UTC", late), iso("yesterday", HARBIN, late)) == (
        "2024-06-20",
        "2024-06-21",
    )
    assert (iso("06-23", "UTC", late), iso("06-23", HARBIN, late)) == ("2023-06-23", "2024-06-23")


def test_an_hour_ago_is_an_hour_ago_when_the_clocks_change() -> None:
    stamp = read_stamp("2 hours ago", "America/New_York", datetime(2024, 3, 10, 8, 0, tzinfo=UTC))
    assert stamp is not None
    assert stamp.at == datetime(2024, 3, 10, 6, 0, tzinfo=UTC)
    assert stamp.iso == "2024-03-10T01:00:00-05:00"


def test_figures_in_unknown_order_are_read_where_the_custom_is_known() -> None:
    assert (iso("06-07 08:30"), iso("06-07 08:30", "Europe/Paris")) == (
        "2024-06-07T08:30:00+08:00",
        "",
    )
    assert iso("21-06 08:30", "Europe/Paris") == "2024-06-21T08:30:00+02:00"


@pytest.mark.parametrize(
    "text",
    [
        "", "words", "12345", "in June", "the year 2024", "June 2024", "2024年6月", "2024-06", "14:20",
        "03/04/2024", "3.4.2024", "2024-13-45", "2024-02-30", "31 April 2024", "32 May 2024", "1234567-06-21", "3024-06-21",
        "0451-84612345", "+86 451 8461 2345", "tel. 20240621", "$2024.06", "¥20240621", "20240621.50", "ticket 20240621 sold", "99/99/2024",
        "v2024.06.21", "Version 2024.6.21", "版本：2024.06.21", "release 2024.06.21.5", "1.2024.06.21", "Python 3.11.7",
        "1990-2024", "2023-24", "2019-2020赛季", "ISBN 978-7-12-2024-5", "ISBN 7-5321-2024-6", "24-7", "24/7", "3-1", "won 13-21 at home",
        "10:12", "192.168.20.24", "20.24.19.99", "2001:db8::2024", "20-26 April 2024", "Mayor 12, 2024", "Marching 12, 2024",
        "in May 20 people came", "去年6月21日新馆开放，", "24年6月21日", "6月10日前", "3个月前", "2 weeks ago", "2 hours 5 minutes ago",
        "1小时5分钟前", "1.5小时前", "半天前", "只用5分钟前往", "今日哈尔滨", "Harbin Today", "yesterday once more", "刚刚开园", "Chicago",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_date(text: str) -> None:
    assert iso(text) == ""
    assert iso(text, "UTC", None) == ""


def test_the_plain_functions_agree() -> None:
    assert find_stamp("Updated: 2024-06-21", "UTC") == Stamp(date(2024, 6, 21))
    assert find_stamp("06-21 08:30", HARBIN) is None
    assert has_year("2024")
    assert not has_year("June")


@pytest.mark.parametrize(
    "text",
    [
        "[2024-06-21]",
        "2024-06-21 08:30",
        "21 June 2024 | 8:30 a.m.",
        "2024-06-20 - 2024-06-21",
        "２０２４-０６-２１",
    ],
)
def test_a_line_that_says_a_date_and_nothing_else(text: str) -> None:
    assert is_only_date(text)


@pytest.mark.parametrize(
    "text", ["", "[]", "On 2024-06-21", "2024-06-21 it rained", "2024", "2024-06-21 " * 100]
)
def test_a_line_that_says_more_or_nothing(text: str) -> None:
    assert not is_only_date(text)


class TestImpossible:
    @pytest.mark.parametrize(
        "stamp",
        [
            Stamp(date(2024, 6, 21)),
            Stamp(date(2024, 6, 23)),
            Stamp(date(1990, 1, 1)),
            Stamp(date(2024, 6, 23), NOW + timedelta(hours=24)),
        ],
    )
    def test_may_be(self, stamp: Stamp) -> None:
        assert why_impossible(stamp, NOW, HARBIN) == ""

    @pytest.mark.parametrize(
        ("stamp", "reason"),
        [
            (Stamp(date(2024, 6, 24)), "future"),
            (Stamp(date(2024, 6, 23), NOW + timedelta(hours=25)), "future"),
            (Stamp(date(1989, 12, 31)), "before 1990"),
            (Stamp(date(1970, 1, 1), datetime(1970, 1, 1, tzinfo=UTC)), "before 1990"),
        ],
    )
    def test_cannot_be(self, stamp: Stamp, reason: str) -> None:
        assert reason in why_impossible(stamp, NOW, HARBIN)

    def test_the_day_is_that_of_the_zone(self) -> None:
        late = datetime(2024, 6, 21, 20, 0, tzinfo=UTC)
        assert why_impossible(Stamp(date(2024, 6, 23)), late, HARBIN) == ""
        assert "future" in why_impossible(Stamp(date(2024, 6, 23)), late, "UTC")

    def test_a_clock_at_the_end_of_time(self) -> None:
        assert (
            why_impossible(Stamp(date(9999, 12, 31)), datetime.max.replace(tzinfo=UTC), HARBIN)
            == ""
        )
        assert iso("2 days ago", HARBIN, datetime.max.replace(tzinfo=UTC)) == ""

    @given(st.datetimes(), st.datetimes(timezones=st.sampled_from([UTC])), st.text(max_size=12))
    def test_nothing_makes_it_raise(self, at: datetime, now: datetime, zone: str) -> None:
        for stamp in (
            Stamp(at.date()),
            Stamp(at.date(), at),
            Stamp(at.date(), at.replace(tzinfo=UTC)),
        ):
            for clock in (now, now.replace(tzinfo=None)):
                assert isinstance(why_impossible(stamp, clock, zone), str)


PIECES = st.sampled_from([" ", *(
    "2024 06 21 6 1 8:30 08：30 - / . , ， 年 月 日 前 二〇二四 十 June may juin Июня ſept aprıl İ de ago hours hour days day a 3 T Z +08:00 -05:00 am p.m. "
    "PM EST CST GMT+8 北京时间 ( ) 昨天 今天 刚刚 yesterday 半 小时 分钟 星期五 Friday published : ٣ Ⅷ ² 零 上午 晚上 12 99 0 \u3000 \0 \ud800"
).split(" ")])  # fmt: skip
CLOCKS = st.none() | st.datetimes() | st.datetimes(timezones=st.sampled_from([UTC]))


@given(
    st.lists(PIECES, max_size=14).map("".join)
    | st.lists(PIECES, max_size=10).map(" ".join)
    | st.text(max_size=60),
    CLOCKS,
)
def test_nothing_makes_it_raise(text: str, now: datetime | None) -> None:
    for zone in (HARBIN, "Europe/Paris", "nowhere"):
        stamp = read_stamp(text, zone, now)
        assert stamp is None or stamp.at is None or stamp.at.date() == stamp.day
        assert now is not None or stamp == find_stamp(text, zone)
    assert is_only_date(text) in (True, False)


@given(
    st.integers(min_value=0, max_value=199 * 365 * 1440).map(
        lambda minutes: datetime(1900, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    )
)
def test_every_form_says_the_same_day_and_minute(at: datetime) -> None:
    month = at.strftime("%B")
    for text in (
        f"{at:%Y-%m-%d %H:%M}", f"{at:%Y/%m/%d %H:%M:%S}", f"{at:%Y-%m-%dT%H:%M:%S+00:00}", f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}",
        f"{month} {at.day}, {at.year} {at:%I:%M %p}", f"{at.day} {month[:3]} {at.year} at {at:%H:%M} UTC", f"{at:%Y%m%d%H%M}",
    ):  # fmt: skip
        stamp = read_stamp(text, "UTC")
        assert stamp is not None, text
        assert stamp.at == at, text


@given(st.integers(min_value=-400, max_value=1))
def test_a_year_left_out_is_that_of_the_nearest_such_day(days: int) -> None:
    day = NOW.date() + timedelta(days=days)
    if days > -365:
        assert iso(f"{day.month}月{day.day}日", "UTC") == day.isoformat()
    else:
        assert iso(f"{day.month}月{day.day}日", "UTC") > day.isoformat()


@pytest.mark.parametrize(
    "piece",
    [
        "1", " ", "-", "2024", "2024-", "2024-13-45 ", "2024-06-21", "12:34 ", "12-12 ", "may 3 ", "3 may ", "3 hours ", "a ago ", "一", "十", "年", "前",
        "昨天", "刚刚", "(", "published on ", "发布时间", "20240621 ", "  ,", "1月1日", "1.",
    ],
)  # fmt: skip
def test_of_a_megabyte_of_anything_the_beginning_is_read_once(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long it takes is measured by benchmarks/bench_reading_limits.py."""
    lengths = lengths_read(monkeypatch)
    text = piece * (1_000_000 // len(piece))
    read_stamp(text, HARBIN, NOW)
    is_only_date(text)
    assert lengths[0] <= 20_000
    assert len(lengths) <= 2


def lengths_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of the texts that are gone through for a date, as it goes on."""
    first, lengths = dates._first, list[int]()

    def noting(text: str, place: dates._Place) -> dates._Reading | None:
        lengths.append(len(text))
        return first(text, place)

    monkeypatch.setattr(dates, "_first", noting)
    return lengths


@pytest.mark.parametrize("piece", ["published on ", "发布时间", "update date ", "周一", "- "])
def test_a_text_with_many_labels_about_a_date_is_gone_through_once(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths = lengths_read(monkeypatch)
    head = (piece * 60)[:55]
    text = f"{head} # 20240621 {head}x"
    read_stamp(text, HARBIN, NOW)
    assert len(lengths) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("vor 3 Stunden", "2026-03-05T06:30:00+00:00"),
        ("vor einer Stunde", "2026-03-05T08:30:00+00:00"),
        ("il y a 2 heures", "2026-03-05T07:30:00+00:00"),
        ("hace 5 días", "2026-02-28"),
        ("há 1 hora", "2026-03-05T08:30:00+00:00"),
        ("20 минут назад", "2026-03-05T09:10:00+00:00"),
        ("3時間前", "2026-03-05T06:30:00+00:00"),
        ("5분 전", "2026-03-05T09:25:00+00:00"),
        ("вчера, 16:11", "2026-03-04T16:11:00+00:00"),
        ("gestern, 14:20 Uhr", "2026-03-04T14:20:00+00:00"),
        ("hoje", "2026-03-05"),
        ("Wer hier wohnt, hat es gut", ""),
        ("Die Heute-Show kommt in die Stadt", ""),
        ("3日前に公開", ""),
    ],
)
def test_time_from_now_in_other_languages(text: str, told: str) -> None:
    stamp = read_stamp(text, "UTC", datetime(2026, 3, 5, 9, 30, tzinfo=UTC))
    assert (stamp.iso if stamp else "") == told
