"""When a story was published: every date that a page, its data, its address and the listing give,
and what speaks for each.

Dates are never guessed (decision 0042): a date in the story's prose is what it tells of.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from lxml import html

from scrapers.articles.choice import Choice, Option, Witness, weigh
from scrapers.articles.scene import Scene, reads_like_prose
from scrapers.articles.scripts import dates_in_scripts, is_epoch
from scrapers.logistic import Model, load_model
from scrapers.page.lines import Line
from scrapers.values import Page, Stamp
from scrapers.words.dates import Dated, dates_in, has_year, read_stamp, why_impossible

FEATURES = (
    "linked data", "meta", "meta, vague", "marked as published", "time near headline",
    "time elsewhere", "labelled as published", "labelled near headline", "alone near headline",
    "amid names near headline", "labelled as updated", "labelled otherwise",
    "line under the story", "labelled elsewhere", "line elsewhere", "script", "address",
    "address says another", "listing", "listing says another", "data of changes", "witnesses",
    "instant", "latest", "earliest", "only value", "nearest the headline",
    "only near the headline", "above the headline",
)  # fmt: skip
VERSION = 1

_META = frozenset((
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "publishdate", "pubdate", "publish_date", "publish-date", "publication_date", "published_time",
    "article.published", "dc.date.issued", "dcterms.issued", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "citation_publication_date", "weibo: article:create_at",
    "publicationdate", "published", "iso-8601-publish-date", "og:release_date",
    "article:published", "apub:time", "firstcreatetime", "createtime", "pagepubtime",
))  # fmt: skip
_META_VAGUE = frozenset((
    "date", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "timestamp", "pdate",
    "last-modified", "creation_date", "dc.created",
))  # fmt: skip
_META_CHANGED = frozenset((
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "lastmod", "last-modified", "revised", "og:article:modified_time",
))  # fmt: skip
_PUBLISHED = re.compile(
    r"(?i)(?:publi\w*|posted|erstellt|created?|veröff\w*|released?|issued|dated?|on|le|am|gepubliceerd|"
    r"(?:发布|发表|发稿|刊发|刊登|上传|發布|發表|出版|创建|公開|掲載|投稿|登録)?(?:时间|日期|時間|日時|日)|"
    r"(?:发布|发表|刊登|發布|發表|发表于|发布于)[于於]?|time|date|stand|入力|등록)\W*$"
)
_SURE_LABEL = re.compile(
    r"(?i)(?:publi\w*|posted|created?|veröff\w*|erstellt|released?|issued|发布|发表|发稿|刊发|刊登|上传|發布|發表|时间|日期|時間|"
    r"日時|date|time|公開|掲載|入力|등록)\W*(?:(?:on|at|于|於|time|date|时间|日期|時間|am|le)\W*)*$"
)
_UPDATED = re.compile(
    r"(?i)(?:updat|modif|aktualis|更新|修改|修訂|mis à jour|actualiz|aggiorn|edited|last|zuletzt|"
    r"ред|обновл|수정)\w*(?:\s+(?:on|at|am|le|el|il|time|date|um|:))*\W*$|(?:更新|修改|修訂|수정)\W*(?:时间|日期|於|于|日|日時)?\W*$"
)
_OTHER_LABEL = re.compile(
    r"(?:[^\W\d_]+[ -]?){1,3}[:：]\s*$|[\u4e00-\u9fff]{2,6}(?:时间|日期|時間)\s*[:：]?\s*$"
)
_MARKED = re.compile(
    r"(?i)datepublished|pubdate|dtpublished|dt-published|published|entry-date|publish(?:ed)?-?(?:date|time)"
)
_CHANGED = re.compile(r"(?i)modif|updat")
_IN_URL = re.compile(
    r"[/_-]((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|\D|$)"
)
_EITHER_WAY = re.compile(
    r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](20\d\d)\D{1,12}(\d{1,2})[:h](\d\d)(?!\d)"
)
_FIRST_YEAR = 1990  # as in `scrapers.words.dates`: before, there were no sites
_LONGEST, _MOST_MARKED = 200, 30
# No zone is farther from UTC than Kiribati.
_FARTHEST_ZONE = timedelta(hours=14)
# How many words, beside a date, a line may have that names author, source and section.
_FEW_WORDS = 14
# Where an instant comes from, the best first; one that a label calls a change counts last.
_RANK = (
    "linked data", "marked as published", "meta", "labelled as published",
    "labelled near headline", "time near headline", "alone near headline",
    "amid names near headline", "script", "listing", "meta, vague", "labelled elsewhere",
    "line under the story", "time elsewhere", "line elsewhere",
)  # fmt: skip


# What says outright when the story was published.
_OUTRIGHT = ("linked data", "meta", "marked as published", "labelled as published")
_NEAR = (
    "labelled near headline", "alone near headline", "amid names near headline",
    "time near headline",
)  # fmt: skip
_OTHERWISE = ("labelled as updated", "labelled otherwise", "data of changes")


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A date that stands somewhere: what kind of place that is, its words, how far from the
    headline in lines.
    """

    kind: str
    place: str
    text: str
    stamp: Stamp
    distance: int | None = None
    utc: bool = False


def published(scene: Scene) -> Choice[Stamp]:
    """When the story of a page was published, no more precise than the page."""
    return weigh(day_options(scene), _model(), FEATURES)


@cache
def _model() -> Model:
    return load_model("scrapers.articles", "day.json", FEATURES, VERSION)


def day_options(scene: Scene) -> list[Option[Stamp]]:
    """Each day that anything tells, with its evidence."""
    seen = _settled(list(_sightings(scene)), scene)
    days = sorted({sighting.stamp.day for sighting in seen})
    return [_option(day, days, seen, scene) for day in days]


def _option(
    day: date, days: Sequence[date], seen: Sequence[_Sighting], scene: Scene
) -> Option[Stamp]:
    own = [sighting for sighting in seen if sighting.stamp.day == day]
    stamp = _most_precise(day, own)
    witnesses = tuple(Witness(each.place, each.text) for each in own)
    evidence = _evidence(day, own, days, seen)
    return Option(stamp, stamp.iso, witnesses, evidence, _absurdity(stamp, own, scene.page))


def _absurdity(stamp: Stamp, own: Sequence[_Sighting], page: Page) -> str:
    if all(each.kind == "data of changes" for each in own):
        return "this is only when the page was changed"
    if page.now:
        return why_impossible(stamp, page.now, page.zone)
    if stamp.day.year < _FIRST_YEAR:
        return f"{stamp.day} is before {_FIRST_YEAR}, when there were no sites"
    return ""


def _most_precise(day: date, own: Sequence[_Sighting]) -> Stamp:
    """The day with the instant that the best place gives, if any does."""
    near = [each for each in own if not each.kind.endswith("elsewhere")]
    exact = [each for each in near or own if each.stamp.at is not None and each.kind in _RANK]
    best = min(exact, key=lambda each: _RANK.index(each.kind), default=None)
    return Stamp(day, best.stamp.at if best is not None else None)


def _evidence(
    day: date, own: Sequence[_Sighting], days: Sequence[date], seen: Sequence[_Sighting]
) -> dict[str, float]:
    kinds = {each.kind for each in own}
    others = {each.kind for each in seen if each.stamp.day != day}
    positive = [kind for kind in kinds if kind in _RANK or kind == "address"]
    evidence: dict[str, float] = dict.fromkeys(kinds, 1.0)
    evidence |= {
        "address says another": "address" in others - kinds,
        "listing says another": "listing" in others - kinds,
        "witnesses": min(3, max(0, len(positive) - 1)) / 3,
        "instant": any(each.stamp.at for each in own if each.kind != "listing"),
        "latest": len(days) > 1 and day == days[-1],
        "earliest": len(days) > 1 and day == days[0],
        "only value": len(days) == 1,
    }
    evidence |= _by_the_headline(day, seen)
    return {name: float(value) for name, value in evidence.items() if value}


def _by_the_headline(day: date, seen: Sequence[_Sighting]) -> dict[str, float]:
    """Where a day stands among those around the headline that are no changes."""
    near = [
        (abs(each.distance), each.distance, each.stamp.day)
        for each in seen
        if each.distance is not None and each.kind not in _OTHERWISE
    ]
    own = [place for place in near if place[2] == day]
    if not own:
        return {}
    nearest = min(near)[0]
    return {
        "nearest the headline": float(any(place[0] == nearest for place in own)),
        "only near the headline": float(len(own) == len(near)),
        "above the headline": float(all(place[1] < 0 for place in own)),
    }


def _settled(seen: list[_Sighting], scene: Scene) -> list[_Sighting]:
    """The sightings, an instant in UTC on the day that the page prints for it, else on that of the
    source's zone; without hints that the page itself knows better.
    """
    printed = [each for each in seen if not each.utc and each.kind != "listing"]
    settled = [_at_home(each, printed, scene) if each.utc else each for each in seen]
    return [each for each in settled if not _is_overruled(each, settled)]


def _is_overruled(sighting: _Sighting, seen: Sequence[_Sighting]) -> bool:
    """Whether the page tells better than the listing, a change, or an address that is a day off."""
    day = sighting.stamp.day
    if sighting.kind == "listing":
        days = _days_of(seen, _OUTRIGHT)
        return bool(days) and day not in days
    if sighting.kind == "labelled as updated":
        return bool(_days_of(seen, (*_OUTRIGHT, *_NEAR)) - {day})
    return sighting.kind == "address" and _is_day_off(day, seen)


def _days_of(seen: Sequence[_Sighting], kinds: Sequence[str]) -> set[date]:
    return {each.stamp.day for each in seen if each.kind in kinds}


def _is_day_off(day: date, seen: Sequence[_Sighting]) -> bool:
    """Whether a day is right beside one that stands by the headline, and none of those."""
    near = {each.stamp.day for each in seen if each.distance is not None}
    apart = {abs(other - day) for other in near - _days_of(seen, _OTHERWISE)}
    return timedelta(days=1) in apart and timedelta() not in apart


def _at_home(sighting: _Sighting, printed: Sequence[_Sighting], scene: Scene) -> _Sighting:
    """A sighting of an instant in UTC, on the day that it was where the site is."""
    at = sighting.stamp.at
    assert at is not None
    there = sighting.stamp.day
    near = [each for each in printed if each.distance is not None or each.kind == "address"]
    days = [each.stamp.day for each in near or printed]
    clock = _clock_on_page(scene, at)
    if clock is not None:
        return replace(sighting, stamp=Stamp(clock, at))
    if there in days:
        return sighting
    possible = [day for day in days if _may_be(day, at)]
    return replace(sighting, stamp=Stamp(possible[0], at)) if possible else sighting


def _may_be(day: date, at: datetime) -> bool:
    """Whether an instant was on a day somewhere."""
    utc = at.astimezone(UTC).replace(tzinfo=None)
    return (utc - _FARTHEST_ZONE).date() <= day <= (utc + _FARTHEST_ZONE).date()


def _clock_on_page(scene: Scene, at: datetime) -> date | None:
    """The day by a clock near the headline that shows an instant where the site is."""
    for index in scene.head:
        line = scene.lines[index]
        if 0 < len(line.text) <= _LONGEST and any(map(str.isdigit, line.text)):
            for clock in _clocks(line.text):
                if _same_moment(clock, at):
                    return clock.date()
    return None


def _clocks(text: str) -> Iterator[datetime]:
    """The wall-clock times that a line may show: of 03/05/2022 21:44 both readings, since an
    instant that is known tells which is meant.
    """
    for dated in dates_in(text, "UTC"):
        if dated.stamp.at is not None:
            yield dated.stamp.at
    if match := _EITHER_WAY.search(text):
        one, other, year, hour, minute = map(int, match.groups())
        for month, day in ((other, one), (one, other)):
            try:
                yield datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a wall clock, whose zone is what is sought
            except ValueError:
                continue


def _same_moment(wall: datetime, instant: datetime) -> bool:
    """Whether a clock shows an instant in some zone: whole quarters of an hour away from UTC,
    fourteen hours at most.
    """
    apart = abs(_to_the_minute(wall) - _to_the_minute(instant.astimezone(UTC)))
    return apart <= _FARTHEST_ZONE and apart % timedelta(minutes=15) == timedelta()


def _to_the_minute(moment: datetime) -> datetime:
    """What a clock shows, without its zone."""
    return moment.replace(tzinfo=None, second=0, microsecond=0)


def _sightings(scene: Scene) -> Iterator[_Sighting]:
    yield from _in_data(scene)
    yield from _in_story_data(scene)
    yield from _in_elements(scene)
    yield from _in_lines(scene)
    yield from _in_scripts(scene)
    if day := read_stamp(day_in_address(scene.page.url), "UTC"):
        yield _Sighting("address", "the address", scene.page.url, day)
    teaser = scene.page.teaser
    if teaser is not None and teaser.published is not None:
        yield _Sighting("listing", "the listing", teaser.published.iso, teaser.published)


def _in_data(scene: Scene) -> Iterator[_Sighting]:
    linked, page = scene.linked, scene.page
    yield from _read("linked data", "JSON-LD datePublished", linked.published, page)
    yield from _read("data of changes", "JSON-LD dateModified", linked.modified, page)
    for name, value in scene.document.meta.items():
        kind = "meta" if name in _META else "meta, vague" if name in _META_VAGUE else ""
        kind = kind or ("data of changes" if name in _META_CHANGED else "")
        if kind:
            yield from _read(kind, f"meta {name}", value, page)


def _in_story_data(scene: Scene) -> Iterator[_Sighting]:
    """What the data of scripts says of this very story, as JSON-LD does in its own words."""
    fields = scene.told.fields
    for kind, dates in (("linked data", fields.published), ("data of changes", fields.changed)):
        for key, value in dates:
            yield from _of_value(kind, f"data of the story: {key}", value, scene.page)


def _of_value(kind: str, place: str, value: str, page: Page) -> Iterator[_Sighting]:
    """The date of a value in a script: seconds or milliseconds since 1970, or as written."""
    if is_epoch(value):
        at = datetime.fromtimestamp(int(value[:10]), ZoneInfo(page.zone))
        yield _Sighting(kind, place, value, Stamp(at.date(), at), None, utc=True)
    else:
        yield from _read(kind, place, value, page)


def _read(
    kind: str, place: str, text: str, page: Page, distance: int | None = None
) -> Iterator[_Sighting]:
    """The date of a value of the page's data."""
    exact = exact_stamp(text, page.zone)
    stamp = exact or (read_stamp(text, page.zone, page.now) if text else None)
    if stamp is not None:
        utc = exact is not None and exact.at is not None and _is_utc(text)
        yield _Sighting(kind, place, text[:_LONGEST], stamp, distance, utc)


def _is_utc(text: str) -> bool:
    return bool(re.search(r"(?i)(?:z|[+-]00:?00|utc|gmt)\s*$", text))


def exact_stamp(text: str, zone: str) -> Stamp | None:
    """A date and time in ISO 8601 as data gives it; midnight alone is how programs write a day."""
    try:
        at = datetime.fromisoformat(text.strip())
        if at.time() == time():
            return Stamp(at.date())
        local = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
        there = local if local.utcoffset() else local.astimezone(ZoneInfo(zone))
        return Stamp(there.date(), local)
    except (ValueError, OverflowError):
        return None  # no such date, or one at the edge of the calendar


def _in_elements(scene: Scene) -> Iterator[_Sighting]:
    """What elements say that are made for dates: `time`, `itemprop`, `abbr` with an instant."""
    nodes = scene.document.root.xpath(
        ".//time|.//*[contains(@itemprop,'date') or contains(@itemprop,'Date')]|.//abbr[@title]"
        "|.//*[@datetime and not(self::time) and not(self::del) and not(self::ins)]"
    )
    for node in nodes[:_MOST_MARKED]:
        value = node.get("datetime") or node.get("content") or node.get("title") or ""
        text = " ".join(node.text_content().split())[:_LONGEST]
        names = " ".join([*(node.get(name, "") for name in ("class", "itemprop")), *_marks(node)])
        at = scene.place_of(node) if node.tag != "meta" else None
        kind = _kind_of_element(scene, names, at, text)
        place = f"{node.tag} {names}".strip()
        read = list(_read(kind, place, value, scene.page, _distance(scene, at)))
        if not read and node.tag == "time":
            read = list(_read(kind, place, text, scene.page, _distance(scene, at)))
        yield from read


def _marks(node: html.HtmlElement) -> list[str]:
    """What HTML 5 once had to mark the time of a publication."""
    return ["pubdate"] if node.get("pubdate") is not None else []


def _kind_of_element(scene: Scene, names: str, at: int | None, text: str) -> str:
    line = scene.lines[at] if at is not None else None
    if _CHANGED.search(names) or (
        line is not None and _wording_before(line.text, text) == "labelled as updated"
    ):
        return "data of changes"
    itemprop = at is None or scene.region(at) in ("head", "foot")
    if _MARKED.search(names) and itemprop:
        return "marked as published"
    near = at is not None and scene.region(at) == "head" and not (line and line.is_link)
    return "time near headline" if near else "time elsewhere"


def _wording_before(line: str, text: str) -> str:
    """What the words before a date in its line call it."""
    before = line.partition(text)[0] if text else ""
    return _label_kind(before) if before else ""


def _distance(scene: Scene, at: int | None) -> int | None:
    """How many lines under the headline a line of the head stands; None for others."""
    if at is None or scene.heading is None or scene.region(at) != "head":
        return None
    return at - scene.heading


def _label_kind(before: str) -> str:
    """What a date is by the words right before it: that of a publication, of a change, of something
    else; "" when they are no label.
    """
    if _UPDATED.search(before):
        return "labelled as updated"
    if _PUBLISHED.search(before):
        word = re.search(r"([\u4e00-\u9fff]+)\W*$", before)
        if (
            word
            and re.search(r"(?:时间|日期|時間)$", word[1])
            and not _PUBLISHED.fullmatch(word[1])
        ):
            return "labelled otherwise"
        return "labelled"
    return "labelled otherwise" if _OTHER_LABEL.search(before) else ""


def _in_lines(scene: Scene) -> Iterator[_Sighting]:
    """The dates that readers see: in short lines that are no sentences of the story."""
    now = scene.page.now
    for at, line in scene.short_lines(_LONGEST):
        region = scene.around(at)
        if region == "story" or not (has_year(line.text) or now):
            continue
        if line.is_link and region != "head":
            continue
        if region == "elsewhere" and (line.outside or not has_year(line.text)):
            continue
        for dated in dates_in(line.text, scene.page.zone, now if region == "head" else None):
            kind = _kind_of_line(region, line, dated)
            if kind:
                yield _Sighting(
                    kind, f"line: {region}", line.text, dated.stamp, _distance(scene, at)
                )


def _kind_of_line(region: str, line: Line, dated: Dated) -> str:
    """What a date in a line is; "" when the line is a sentence that tells of a day."""
    label = _label_kind(dated.before)
    beside = f"{dated.before} {dated.after}"
    if reads_like_prose(line.text) and (reads_like_prose(beside) or not label):
        return ""
    if _is_sentence_around(dated):
        return ""
    if label in ("labelled as updated", "labelled otherwise"):
        return label
    if region == "head":
        if label:
            is_sure = _SURE_LABEL.search(dated.before) is not None
            return "labelled as published" if is_sure else "labelled near headline"
        if not re.search(
            r"\w", re.sub(r"(?i)\b(?:mon|tue|wed|thu|fri|sat|sun)\w*|星期.|周.", "", beside)
        ):
            return "alone near headline"
        return "amid names near headline" if len(beside.split()) <= _FEW_WORDS else ""
    if region == "foot":
        return "line under the story"
    return "labelled elsewhere" if label else "line elsewhere"


def _is_sentence_around(dated: Dated) -> bool:
    """Whether words of a sentence follow a date: 6月18日，试验开始。"""
    after = dated.after.strip()
    return bool(re.match(r"[，,]\s*[\u4e00-\u9fff]{2,}.*[。！？]$", after))


def _in_scripts(scene: Scene) -> Iterator[_Sighting]:
    if scene.told.markup:
        return  # where its own object is known, what others say is of something else
    for key, value in dates_in_scripts(scene.document.root):
        yield from _of_value("script", f"script: {key}", value, scene.page)


def day_in_address(url: str) -> str:
    """The day that an address names, as YYYY-MM-DD; empty when it names none."""
    match = _IN_URL.search(url)
    return "-".join(match.groups()) if match else ""
