"""Who wrote a story: every byline that a page shows or its data names, and what speaks for each.

The value is the list of names as one place gives it; places that give the same names agree.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from lxml import etree, html

from scrapers.articles.choice import Choice, Option, Witness, weigh
from scrapers.articles.scene import Scene, reads_like_prose
from scrapers.logistic import Model, load_model
from scrapers.page.lines import Line
from scrapers.words.chinese_names import (
    is_chinese_name,
    reporters_in_brackets,
    reporters_in_line,
)
from scrapers.words.names import (
    BYLINE,
    before_date,
    is_byline,
    may_be_organisation,
    names_in,
    without_publications,
)
from scrapers.words.text import clean_text, fold

FEATURES = (
    "linked data: person", "linked data", "linked data: organisation", "meta", "meta of sharing",
    "marked near headline", "marked under the story", "marked elsewhere",
    "named so near headline", "named so under the story", "named so elsewhere",
    "line near headline", "line under the story", "line elsewhere", "name alone near headline",
    "Chinese label near headline", "Chinese label under the story", "Chinese brackets",
    "witnesses", "part of another", "holds another", "several names", "one word",
    "like an organisation", "in the prose", "only value", "behind the title",
    "nearest the headline", "shown and in data",
)  # fmt: skip
VERSION = 1

_META = (
    "author", "dc.creator", "parsely-author", "sailthru.author", "byl", "article.author",
    "dcterms.creator", "og:article:author", "authors", "cxenseparse:author", "dc.creator.author",
)  # fmt: skip
_META_OF_SHARING = ("article:author", "twitter:creator", "twitter:data1")
_MARKED = ".//*[@rel='author' or @itemprop='author' or contains(@itemprop,'author')]"
_NAMED = (
    ".//*[contains(@class,'author') or contains(@class,'byline') or contains(@class,'Byline') or "
    "contains(@class,'Author') or contains(@class,'writer') or contains(@class,'reporter') or "
    "contains(@class,'creator')]"
)
_BESIDE = frozenset(("aside", "footer", "nav", "form"))
_LONGEST, _MOST_MARKED = 160, 40
_EDGE = 200
_JOINED = re.compile(r"(?i)\s(?:and|und|et|y|e|og|och|en|with|mit|&)\s|[;、]")
# Japanese names have four characters, and no Chinese surname.
_FOUR = 4
_DATA = frozenset(("linked data: person", "linked data", "linked data: organisation", "meta"))
_CLOSING = re.compile(r"[。！？…”][（(]([\u3400-\u9fff]{2,4})[)）]$")
_BESIDE_NAME = re.compile(r"\s*[|｜/,·•@\d]|\s[–—-]\s")
_BESIDE_LATIN = re.compile(r"\s*[|｜/,·•@]|\s[–—-]\s")
_WEAK: tuple[Callable[[str], bool], ...] = (
    lambda kind: kind == "name alone near headline",
    lambda kind: kind.endswith("elsewhere"),
)
_INLINE = frozenset("a b strong em i span font small abbr cite bdi u big".split())


@dataclass(frozen=True, slots=True)
class _Naming:
    """The names that one place gives: what kind of place that is, its words, how many
    lines under the headline it stands.
    """

    kind: str
    place: str
    text: str
    names: tuple[str, ...]
    distance: int | None = None


def authors(scene: Scene) -> Choice[tuple[str, ...]]:
    """The authors of the story on a page, in their order."""
    return weigh(author_options(scene), _model(), FEATURES)


@cache
def _model() -> Model:
    return load_model("scrapers.articles", "author.json", FEATURES, VERSION)


def author_options(scene: Scene) -> list[Option[tuple[str, ...]]]:
    """Each list of names that any place gives, with its evidence."""
    told = _likely_places([naming for naming in _namings(scene) if naming.names])
    groups: dict[frozenset[str], list[_Naming]] = {}
    for naming in told:
        groups.setdefault(_key(naming.names), []).append(naming)
    people = {
        key: own
        for key, own in groups.items()
        if without_publications(own[0].names, scene.publications)
    }
    return [_option(key, own, people, scene) for key, own in groups.items()]


def _likely_places(told: list[_Naming]) -> list[_Naming]:
    """The namings, those of weaker places only where stronger ones name nobody, or the same.

    What stands elsewhere on the page is by other stories as a rule; a line that only has the shape
    of a name may be anything.
    """
    kept = list(told)
    for weak in _WEAK:
        sure = {_key(naming.names) for naming in kept if not weak(naming.kind)}
        kept = [naming for naming in kept if not sure or _key(naming.names) in sure]
    return kept


def _key(names: Sequence[str]) -> frozenset[str]:
    return frozenset(map(fold, names))


def _option(
    key: frozenset[str],
    own: Sequence[_Naming],
    groups: dict[frozenset[str], list[_Naming]],
    scene: Scene,
) -> Option[tuple[str, ...]]:
    names = own[0].names
    evidence = _of_places(own, groups) | _of_names(names, own, scene)
    evidence |= {
        "part of another": any(key < other for other in groups),
        "holds another": any(key > other for other in groups),
        "only value": len(groups) == 1,
        "behind the title": bool(key & set(map(fold, scene.behind_title))),
    }
    witnesses = tuple(Witness(naming.place, naming.text) for naming in own)
    told = {name: float(value) for name, value in evidence.items() if value}
    absurd = "" if key in groups else "this is the publication itself"
    return Option(names, ", ".join(names), witnesses, told, absurd)


def _of_places(
    own: Sequence[_Naming], groups: dict[frozenset[str], list[_Naming]]
) -> dict[str, float]:
    """What the places tell that give a list of names."""
    kinds = {naming.kind for naming in own}
    distances = [each.distance for group in groups.values() for each in group if each.distance]
    nearest = min(distances, default=-1)
    shown = any(each.distance for each in own)
    return dict.fromkeys(kinds, 1.0) | {
        "witnesses": min(2.0, len(kinds) - 1) / 2,
        "nearest the headline": any(each.distance == nearest for each in own),
        "shown and in data": bool(kinds & _DATA) and shown,
    }


def _of_names(names: Sequence[str], own: Sequence[_Naming], scene: Scene) -> dict[str, float]:
    """What the names themselves tell."""
    prose = "\n".join(scene.lines[at].text for at in scene.prose)
    joined = any(map(_joins, own)) or all(map(is_chinese_name, names))
    return {
        "several names": len(names) > 1 and not joined,
        "one word": any(map(_is_one_word, names)),
        "like an organisation": any(map(may_be_organisation, names)),
        "in the prose": any(name in prose for name in names),
    }


def _joins(naming: _Naming) -> bool:
    """Whether a place says that these are several: by a word, or as a list in its data."""
    return _JOINED.search(naming.text) is not None or naming.place == "JSON-LD author, a list"


def _is_one_word(name: str) -> bool:
    return " " not in name and not is_chinese_name(name)


def _namings(scene: Scene) -> Iterator[_Naming]:
    for naming in (*_in_data(scene), *_marked(scene), *_in_lines(scene)):
        names = without_publications(naming.names, scene.publications) or naming.names
        yield _Naming(naming.kind, naming.place, naming.text, names, naming.distance)


def _in_data(scene: Scene) -> Iterator[_Naming]:
    signed = scene.linked.authors
    names = tuple(dict.fromkeys(name for each in signed for name in names_of_data(each.name)))
    if names:
        kind = _kind_of_signed({each.kind for each in signed}, names)
        place = "JSON-LD author, a list" if len(signed) > 1 else "JSON-LD author"
        yield _Naming(kind, place, ", ".join(each.name for each in signed), names)
    for kind, keys in (("meta", _META), ("meta of sharing", _META_OF_SHARING)):
        for key in keys:
            value = scene.document.meta.get(key, "")
            if value and (told := names_of_data(value)):
                yield _Naming(kind, f"meta {key}", value, told)


def _kind_of_signed(kinds: set[str], names: Sequence[str]) -> str:
    """What the data calls its authors; what it calls nothing has the shape of people or not."""
    if kinds & {"Organization", "NewsMediaOrganization", "Corporation"}:
        return "linked data: organisation"
    people = not any(map(may_be_organisation, names)) and not any(map(_is_one_word, names))
    return "linked data: person" if "Person" in kinds or people else "linked data"


def names_of_data(value: str) -> tuple[str, ...]:
    """The names in a value that data gives as an author."""
    return reporters_in_line(value) or tuple(
        name for name in names_in(value) if not _is_word_of_chinese(name)
    )


def names_in_order(told: str) -> tuple[str, ...]:
    """The names in what the rules for a site give as its author; the whole where it has the shape
    of no name.
    """
    plain = clean_text(told)
    return names_of_data(plain) or tuple(filter(None, [plain]))


def _is_word_of_chinese(name: str) -> bool:
    """Whether a name in Chinese characters is too long, or a known word, to be one."""
    plain = re.fullmatch(r"[\u3400-\u9fff]+", name) is not None
    return plain and not (is_chinese_name(name) or len(name) == _FOUR)


def _marked(scene: Scene) -> Iterator[_Naming]:
    """What elements say that are marked, or only named, as the author's."""
    root = scene.document.root
    for kind, path in (("marked", _MARKED), ("named so", _NAMED)):
        for node in root.xpath(path)[:_MOST_MARKED]:
            if node.tag in ("meta", "link", "form", "input", "img") or _is_beside(node):
                continue
            told = parts_of(node)
            names = _names_of_marked(told, labelled=kind == "marked")
            at = scene.place_of(node)
            if names and at is not None:
                yield _Naming(
                    f"{kind} {_where(scene, at)}", _named(node), told, names, _under(scene, at)
                )


def _names_of_marked(told: str, *, labelled: bool) -> tuple[str, ...]:
    if not told or len(told) > _LONGEST or reads_like_prose(told.replace("\n", " ")):
        return ()
    chinese = reporters_in_line(told.replace("\n", " "))
    if chinese:
        return chinese
    lines = told.split("\n")
    heads = [_BESIDE_NAME.split(line, maxsplit=1)[0].strip() for line in lines]
    plain = tuple(name for name in heads if is_chinese_name(name, surname=True))
    return plain or names_in(told, labelled=labelled or BYLINE.match(lines[0]) is not None)


def _where(scene: Scene, at: int) -> str:
    region = scene.region(at)
    return {"head": "near headline", "foot": "under the story"}.get(region, "elsewhere")


def _under(scene: Scene, at: int) -> int | None:
    """How many lines under the headline a line stands; None above it, or if that is not known."""
    if scene.heading is None or at <= scene.heading or scene.around(at) != "head":
        return None
    return at - scene.heading


def _named(node: html.HtmlElement) -> str:
    return (
        f"{node.tag} {node.get('rel') or node.get('itemprop') or node.get('class') or ''}".strip()
    )


def _is_beside(node: html.HtmlElement) -> bool:
    """Whether an element stands beside the main part of the page, or in a form."""
    return any(around.tag in _BESIDE for around in node.iterancestors())


def parts_of(node: html.HtmlElement) -> str:
    """The words of an element, those of neighbouring elements on lines of their own unless white
    space stands between inline ones.
    """
    lines = (clean_text(line) for line in "".join(_pieces(node)).split("\n"))
    return "\n".join(line for line in lines if line)


def _pieces(node: html.HtmlElement) -> Iterator[str]:
    """The texts in an element in their order, a line break where an element begins or ends that
    nothing sets apart.
    """
    before = " "
    for event, element in etree.iterwalk(node, events=("start", "end")):
        text = (element.text if event == "start" else element.tail) or ""
        if element is node and event == "end":
            return
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            text = "" if event == "start" else text
        apart = element is node or (
            element.tag in _INLINE and (before[-1:].isspace() or text[:1].isspace())
        )
        piece = text if apart else f"\n{text}"
        before = piece or before
        yield piece


def _in_lines(scene: Scene) -> Iterator[_Naming]:
    """The bylines that readers see: in the head, under the story, in brackets at its ends."""
    for at, line in scene.short_lines(_LONGEST):
        region = scene.around(at)
        if region == "story" or line.outside or reads_like_prose(line.text):
            continue
        yield from _in_line(scene, at, line, region)
    yield from _in_brackets(scene)


def _in_line(scene: Scene, at: int, line: Line, region: str) -> Iterator[_Naming]:
    where = {"head": "near headline", "foot": "under the story"}.get(region, "elsewhere")
    place, under = f"line: {region}", _under(scene, at)
    if chinese := reporters_in_line(line.text) or _bracketed(line.text):
        if region in ("head", "foot"):
            yield _Naming(f"Chinese label {where}", place, line.text, chinese, under)
    elif line.heading and region == "head":
        return
    elif (byline := _byline_in(line.text)) and (names := names_in(byline, labelled=False)):
        yield _Naming(f"line {where}", place, line.text, names, under)
    elif region == "head" and at > (scene.heading or 0) and (name := _alone(line.text)):
        yield _Naming("name alone near headline", place, line.text, (name,), under)


def _alone(text: str) -> str:
    """The name that a line says, with the paper or the date beside it at most; "" for any other
    line.
    """
    chinese = _BESIDE_NAME.split(text, maxsplit=1)[0].strip()
    if is_chinese_name(chinese, surname=True):
        return chinese
    plain = before_date(_BESIDE_LATIN.split(text, maxsplit=1)[0])
    names = names_in(plain, labelled=False) if len(plain.split()) > 1 else ()
    return names[0] if len(names) == 1 and fold(names[0]) == fold(plain) else ""


def _byline_in(text: str) -> str:
    """The part of a line that begins with "By": the whole, or what follows a date or a source."""
    if is_byline(text):
        return text
    match = re.search(r"(?:^|[\s|•·)])By\s*:?\s+(?=[A-ZÀ-Þ])", text)
    return text[match.start() :].strip(" |•·)") if match else ""


def _bracketed(text: str) -> tuple[str, ...]:
    """Reporters in a line that is nothing but brackets."""
    whole = re.fullmatch(r"\s*[（(【\[].{2,60}[)）】\]]\s*", text)
    return reporters_in_brackets(text) if whole else ()


def _in_brackets(scene: Scene) -> Iterator[_Naming]:
    """The reporters that Chinese stories name in brackets where they begin or end."""
    if not scene.prose:
        return
    first = scene.lines[scene.prose[0]].text[:_EDGE]
    last = scene.lines[scene.prose[-1]].text[-_EDGE:]
    for text in dict.fromkeys((first, last)):
        if names := reporters_in_brackets(text):
            yield _Naming("Chinese brackets", "brackets in the story", text, names)
    closing = _CLOSING.search(last)
    if closing and is_chinese_name(closing[1], surname=True):
        yield _Naming("Chinese brackets", "brackets in the story", closing[0], (closing[1],))
