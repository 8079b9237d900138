"""Links that may be entries of a listing, and what tells entries from the rest of a page.

These are their likes, their words and their surroundings (decision 0060).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import log1p
from urllib.parse import urlsplit

from lxml import html

from scrapers.listings.teaser_dates import Dates
from scrapers.listings.teasers import Entry, find_entries
from scrapers.page.document import Document
from scrapers.page.lines import Line
from scrapers.values import Page
from scrapers.words.dates import is_only_date
from scrapers.words.furniture import announces, is_more
from scrapers.words.urls import canonical, host_of, identity

FEATURES = (
    "likes", "words of likes", "words", "dates of likes", "dated", "summaries of likes",
    "pictures of likes", "heading", "aside", "named beside", "named main", "number in address",
    "slug", "short address", "common address", "weight", "share of words", "announced", "elsewhere",
    "above the listing", "under the listing", "again", "position", "label", "heaviest kind",
    "link alone", "poorer than others", "apart from heaviest", "beside and apart",
    "announced and apart", "poorer and apart",
)  # fmt: skip
# Raised when a feature is worked out in another way.
VERSION = 1
_BESIDE = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav\w*|menu\w*|foot\w*|bread\w*|crumb\w*|pag(?:er|ination|enav|"
    r"e-?nav\w*)|tags?|tagcloud|share\w*|social\w*|side\w*|"
    r"aside|relat\w*|rank\w*|hot\w*|popul\w*|most\w*|trend\w*|friend\w*|links?|partner\w*|"
    r"promo\w*|ads?|advert\w*|recommend\w*|widget\w*|"
    r"topbar|cookie\w*|newsletter\w*|right\w*|rail|secondary|toolbar|login|lang\w*|copyright|"
    r"bottom)(?=$|[\s_-])"
)
_MAIN = re.compile(
    r"(?i)(?:^|[\s_-])(?:main\w*|content\w*|articles?|list\w*|posts?|stor(?:y|ies)|news\w*|feed|"
    r"results?|archive|river|stream|items?|entr\w*|"
    r"cards?|teasers?|left\w*|view\w*|primary|headline\w*)(?=$|[\s_-])"
)
_ANNOUNCED = re.compile(
    r"排行|热点|热门|热榜|热文|热帖|推荐|相关|点击|阅读榜|猜你|友情链接|友链|专题|导航|most|popular|trending|related|recommended|"
    r"editor.s picks?|"
    r"don.t miss|top stories|latest jobs|links|sponsored|partner|more from|meistgelesen|plus "
    r"lus|más leíd|más visto|самое читаемое|"
    r"ランキング|많이 본|인기",
    re.I,
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DATED_FOLDER = re.compile(
    r"(?:19|20)\d\d(?:-?\d\d){0,2}|\d{4}-\d{1,2}(?:-\d{1,2})?|[01]?\d|[0-3]\d|20\d{4}|20\d{6}"
)
_HASH = re.compile(r"\d+|(?:[-_]{1,2}[A-Za-z0-9]*\d[A-Za-z0-9]*)$")
_INDEX = re.compile(r"(?i)^(?:index|default|home|list|node|column)\w*\.\w+$")
_NOT_A_STORY = re.compile(
    r"(?i)(?:^|/)(?:tags?|categor(?:y|ies)|authors?|topics?|users?|login|sign-?(?:in|up)|register|"
    r"account|subscribe|search|about\w*|contact\w*|"
    r"privacy\w*|terms\w*|cookies?|feeds?|rss|wp-admin|cart|jobs|advertise\w*)(?:/|$|\.)"
)
# The weights in `listing.json` were fitted with these numbers.
_DEEP_ENOUGH = 6
_SLUG = 12
_LONGEST_NAME = 60
_FEWEST_LETTERS, _FEWEST_SIGNS = 8, 4
_BESIDE_TAGS, _MAIN_TAGS = ("nav", "aside", "footer"), ("main", "article")
_ABOVE, _LONGEST_LABEL, _LONGEST_NOTICE, _LONGEST_HEADING = 30, 25, 30, 60


@dataclass(slots=True)
class Candidate:
    """A link that may be an entry: its entry as read among all others, its kind (alike in markup
    and address), its surroundings.
    """

    entry: Entry
    title: str
    kind: tuple[str, ...]
    shape: str
    beside: bool
    main: bool
    outside: bool
    again: bool
    announced: bool


def read_candidates(document: Document, page: Page, dates: Dates | None = None) -> list[Candidate]:
    """The candidates of a page in its order."""
    own = identity(page.url)
    addresses = _Addresses(document, own)
    entries = find_entries(document, addresses, page.zone, now=page.now, dates=dates)
    named: dict[html.HtmlElement, tuple[bool, bool]] = {}
    seen: set[str] = set()
    candidates: list[Candidate] = []
    for entry in entries:
        if entry.teaser is None or is_only_date(entry.teaser.title):
            continue
        line = document.lines[entry.start]
        beside, main = _named(line.node, named)
        shape = shape_of(entry.url, page.url)
        candidates.append(
            Candidate(
                entry, entry.teaser.title, (_path(line), shape), shape, beside, main, line.outside,
                entry.url in seen,
                _announced(document.lines, entry.start),
            )
        )  # fmt: skip
        seen.add(entry.url)
    return candidates


def features(candidates: Sequence[Candidate], page: Page) -> list[tuple[float, ...]]:
    """What tells entries from other links, a row a candidate in the order of `FEATURES`."""
    weights: dict[tuple[str, ...], int] = defaultdict(int)
    shapes: dict[str, int] = defaultdict(int)
    for candidate in candidates:
        if not candidate.again:
            weights[candidate.kind] += _length(candidate.title)
            shapes[candidate.shape] += _length(candidate.title) * (not candidate.outside)
    around = _Around(candidates, weights, shapes)
    return [
        _row(candidate, around, place / len(candidates), page)
        for place, candidate in enumerate(candidates)
    ]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is true of all the likes of a candidate: how many stories, how long their titles, which
    share of them has what.
    """

    stories: int
    length: float
    published: float
    summary: float
    picture: float
    bare: float

    @property
    def riches(self) -> float:
        """How much is told of each, from 0 to 3."""
        return self.published + self.summary + self.picture


def _kind(likes: Sequence[Candidate]) -> _Kind:
    return _Kind(
        stories=len({like.entry.url for like in likes}),
        length=sum(_length(like.title) for like in likes) / len(likes),
        published=_share(likes, _is_dated),
        summary=_share(likes, _has_summary),
        picture=_share(likes, _has_picture),
        bare=_share(likes, _stands_alone),
    )


def _share(likes: Sequence[Candidate], test: Callable[[Candidate], bool]) -> float:
    return sum(map(test, likes)) / len(likes)


def _is_dated(candidate: Candidate) -> bool:
    return candidate.entry.is_dated


def _has_summary(candidate: Candidate) -> bool:
    teaser = candidate.entry.teaser
    return teaser is not None and bool(teaser.summary)


def _has_picture(candidate: Candidate) -> bool:
    teaser = candidate.entry.teaser
    return teaser is not None and bool(teaser.picture)


def _stands_alone(candidate: Candidate) -> bool:
    """Whether there is nothing but the line of the link."""
    return len(candidate.entry.lines) == 1


class _Around:
    """What the candidates of a page are measured against: the kind with most words, all words, the
    commonest shape, the richest kind.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        weights: dict[tuple[str, ...], int],
        shapes: dict[str, int],
    ) -> None:
        likes = _by_kind(candidates)
        self.kinds = {kind: _kind(members) for kind, members in likes.items()}
        self.weights, self.shapes = weights, shapes
        self.heaviest, self.commonest = _most(weights.values()), _most(shapes.values())
        self.total = sum(weights.values()) or 1
        heaviest = (each for each in candidates if weights[each.kind] == self.heaviest)
        first = next(heaviest, None)
        self._chain = set(_chain(first)) if first else set()
        riches = (self.kinds[kind].riches for kind in likes if len(likes[kind]) > 2)
        self._richest = max(riches, default=0.0)

    def poorer(self, candidate: Candidate) -> float:
        """How much less is told of the candidate's likes than of the richest kind."""
        return self._richest - self.kinds[candidate.kind].riches

    def apart(self, candidate: Candidate) -> float:
        """The share of the elements around the heaviest kind that are not around the candidate."""
        shared = sum(node in self._chain for node in _chain(candidate))
        return 1 - shared / (len(self._chain) or 1)


def _by_kind(candidates: Sequence[Candidate]) -> dict[tuple[str, ...], list[Candidate]]:
    likes: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for each in candidates:
        likes[each.kind].append(each)
    return likes


def _most(counts: Iterable[int]) -> int:
    """The highest count; 1 where there is none, since it divides."""
    return max(counts, default=1) or 1


def _chain(candidate: Candidate) -> list[html.HtmlElement]:
    return list(candidate.entry.lines[0].node.iterancestors()) if candidate.entry.lines else []


def _row(candidate: Candidate, around: _Around, position: float, page: Page) -> tuple[float, ...]:
    weight, poorer, apart = (
        around.weights[candidate.kind],
        around.poorer(candidate),
        around.apart(candidate),
    )
    kind, entry, teaser = around.kinds[candidate.kind], candidate.entry, candidate.entry.teaser
    assert teaser
    parts = urlsplit(entry.url)
    leaf = parts.path.rstrip("/").rpartition("/")[2]
    return (
        log1p(kind.stories),
        log1p(kind.length),
        log1p(_length(candidate.title)),
        kind.published,
        float(teaser.published is not None),
        kind.summary,
        kind.picture,
        float(any(line.heading for line in entry.lines if line.links)),
        float(candidate.outside),
        float(candidate.beside),
        float(candidate.main),
        float(bool(re.search(r"\d{3,}", parts.path + "?" + parts.query))),
        float(leaf.count("-") >= 3 or leaf.count("_") >= 3),
        float(parts.path.strip("/").count("/") == 0 and len(leaf) < 20),
        around.shapes[candidate.shape] / around.commonest,
        weight / around.heaviest,
        weight / around.total,
        float(candidate.announced),
        float(candidate.shape.startswith("elsewhere")),
        float(identity(page.url).startswith(identity(entry.url).rstrip("/"))),
        float(identity(entry.url).startswith(_folder(page.url))),
        float(candidate.again),
        position,
        float(bool(_NOT_A_STORY.search(parts.path)) or bool(_INDEX.match(leaf))),
        float(weight == around.heaviest),
        kind.bare,
        poorer,
        apart,
        candidate.beside * apart,
        candidate.announced * apart,
        max(0.0, poorer) * apart,
    )


def _folder(url: str) -> str:
    return identity(url).rpartition("/")[0] + "/"


def _length(title: str) -> int:
    """The length of a title; a sign of a script without spaces says as much as two letters and a
    half.
    """
    return len(title) + len(_CJK.findall(title)) * 3 // 2


class _Addresses:
    """Tells the story address of a link that says enough to be an entry; "" for others. Called for
    each link of a page.
    """

    def __init__(self, document: Document, own: str) -> None:
        letters = _letters_of_links(document)
        enough = [url for url, count in letters.items() if count >= _FEWEST_LETTERS]
        urls = {url: canonical(url) for url in enough}
        self._urls = {
            url: address for url, address in urls.items() if address and identity(address) != own
        }

    def __call__(self, url: str) -> str:
        return self._urls.get(url, "")


def _letters_of_links(document: Document) -> dict[str, int]:
    """How many letters the longest link to each address has, "more" left out."""
    letters: dict[str, int] = defaultdict(int)
    for line in document.lines:
        for link in line.links:
            if not is_more(link.text):
                letters[link.url] = max(letters[link.url], _letters(link.text))
    return letters


def _letters(text: str) -> int:
    """How many letters a link has; a sign of a script without spaces counts as several."""
    return len(text) + len(_CJK.findall(text)) * (_FEWEST_LETTERS // _FEWEST_SIGNS - 1)


def shape_of(url: str, own: str) -> str:
    """What kind of address a URL is.

    It is told by where it leads, what its folders and its last part are made of, and its ending.
    """
    parts = urlsplit(url)
    *folders, leaf = parts.path.strip("/").split("/")
    kinds = "".join(kind for kind, _ in groupby(map(_kind_of, folders)))
    name, ending = _name_and_ending(leaf)
    return "/".join((_home(url, own), kinds, _kind_of(name), ending, _parameters(parts.query)))


def _name_and_ending(leaf: str) -> tuple[str, str]:
    name, dot, ending = leaf.rpartition(".")
    return (name, ending) if dot and len(ending) <= 5 else (leaf, "")


def _parameters(query: str) -> str:
    """The names of a query's parameters in their order by the alphabet."""
    return ",".join(sorted(pair.partition("=")[0] for pair in query.split("&"))) if query else ""


@lru_cache(4096)
def _kind_of(part: str) -> str:
    """What a part of a path is made of: 9 figures, s a slug, m mixed, w a word, - nothing."""
    if not part:
        return "-"
    if part.isdigit() or _DATED_FOLDER.fullmatch(part):
        return "9"
    if len(part) >= _SLUG and max(part.count("-"), part.count("_")) >= 2:
        return "s"
    return "m" if re.search(r"\d{2}", part) else "w"


def _home(url: str, own: str) -> str:
    """Whether an address is of the same host, of the same site, or elsewhere."""
    here, there = host_of(own), host_of(url)
    if here == there:
        return "here"
    return "site" if here.split(".")[-2:] == there.split(".")[-2:] else "elsewhere"


def _path(line: Line) -> str:
    """The elements that a line stands in, the nearest six with the stable part of their first
    class.
    """
    names: list[str] = []
    node: html.HtmlElement | None = line.node
    while node is not None and len(names) < _DEEP_ENOUGH:
        style = (node.get("class") or "").split()
        names.append(
            f"{node.tag}.{_HASH.sub('', style[0][:_LONGEST_NAME])}" if style else str(node.tag)
        )
        node = node.getparent()
    return ">".join(names)


def _named(
    node: html.HtmlElement,
    known: dict[html.HtmlElement, tuple[bool, bool]],
) -> tuple[bool, bool]:
    """Whether an element stands in one named as beside the main part, and in one named as it."""
    chain, at = _unnamed(node, known)
    beside, main = known.get(at, (False, False)) if at is not None else (False, False)
    for element in reversed(chain):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        beside = beside or element.tag in _BESIDE_TAGS or _BESIDE.search(names) is not None
        main = main or element.tag in _MAIN_TAGS or _MAIN.search(names) is not None
        known[element] = (beside, main)
    return beside, main


def _unnamed(
    node: html.HtmlElement,
    known: Container[html.HtmlElement],
) -> tuple[list[html.HtmlElement], html.HtmlElement | None]:
    """The elements from `node` up that are not known yet, and the first that is, if any."""
    chain: list[html.HtmlElement] = []
    at: html.HtmlElement | None = node
    while at is not None and at not in known and at.tag not in ("body", "html"):
        chain.append(at)
        at = at.getparent()
    return chain, at


def _announced(lines: list[Line], start: int) -> bool:
    """Whether the nearest heading above is one of a box of other stories."""
    for line in reversed(lines[max(0, start - _ABOVE) : start]):
        if line.heading and not any(len(link.text) > _LONGEST_LABEL for link in line.links):
            return len(line.text) < _LONGEST_HEADING and bool(_ANNOUNCED.search(line.text))
        if _announces_box(line):
            return True
    return False


def _announces_box(line: Line) -> bool:
    """Whether a short line without links announces other stories as a heading would."""
    if line.links or not 0 < len(line.text) < _LONGEST_NOTICE:
        return False
    return announces(line.text) or bool(_ANNOUNCED.search(line.text))
