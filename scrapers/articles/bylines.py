"""Every place of a page that says who wrote the story: its data, elements that are marked as the
author's, and the bylines that readers see.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree, html

from scrapers.articles.scene import Scene, reads_like_prose
from scrapers.page.lines import Line
from scrapers.words.chinese_names import (
    is_chinese_name,
    reporters_in_brackets,
    reporters_in_line,
)
from scrapers.words.dates import dates_in
from scrapers.words.names import (
    BYLINE,
    before_date,
    is_byline,
    may_be_organisation,
    names_in,
    without_publications,
)
from scrapers.words.text import clean_text, fold

_META = (
    "author", "dc.creator", "parsely-author", "sailthru.author", "byl", "article.author",
    "dcterms.creator", "og:article:author", "authors", "cxenseparse:author", "dc.creator.author",
)  # fmt: skip
_META_OF_SHARING = ("article:author", "twitter:creator", "twitter:data1")
_NAMED = re.compile(r"[aA]uthor|[bB]yline|writer|reporter|creator")
# A link to the page of an author, as most sites address it.
_OWN_PAGE = re.compile(r"/authors?/")
_BESIDE = frozenset(("aside", "footer", "nav"))
# A form asks who comments; under a picture stands who took it.
_OTHERS = frozenset(("form", "figure", "figcaption"))
_NEVER = frozenset(("meta", "link", "form", "input", "img", "script", "style"))
_LIST, _LIST_OF_STORY = "JSON-LD author, a list", "data of the story, a list"
_LONGEST, _MOST_MARKED = 160, 40
_EDGE = 200
# A name with a paper and a date beside it is no longer.
_LONGEST_ALONE = 80
_JOINED = re.compile(r"(?i)\s(?:and|und|et|y|e|og|och|en|with|mit|&)\s|[;、]")
# Japanese names have four characters, and no Chinese surname.
_FOUR = 4
_DATA = frozenset(
    ("linked data: person", "linked data", "linked data: organisation", "meta", "meta of sharing")
)
# Places where a name has an end of its own; a line may go on with a role.
_BOUNDED = ("marked", "named so", "own page")
_CLOSING = re.compile(r"[。！？…”][（(]([\u3400-\u9fff]{2,4})[)）]$")
_BESIDE_NAME = re.compile(r"\s*[|｜/,·•@\d]|\s[–—-]\s")
_BESIDE_LATIN = re.compile(r"\s*[|｜/,·•@]|\s[–—-]\s")
_INLINE = frozenset("a b strong em i span font small abbr cite bdi u big".split())


@dataclass(frozen=True, slots=True)
class Naming:
    """The names that one place gives: what kind of place that is, its words, how many
    lines under the headline it stands.
    """

    kind: str
    place: str
    text: str
    names: tuple[str, ...]
    distance: int | None = None

    @property
    def key(self) -> frozenset[str]:
        """What namings of the same people share."""
        return frozenset(map(fold, self.names))

    @property
    def is_of_data(self) -> bool:
        """Whether the page's data says it."""
        return self.kind in _DATA

    @property
    def is_bounded(self) -> bool:
        """Whether the name has an end of its own: a line may go on with a role."""
        return self.kind.startswith(_BOUNDED)

    @property
    def is_shown(self) -> bool:
        """Whether a reader sees it at the story's head."""
        return self.distance is not None or self.kind.endswith("near headline")

    @property
    def is_joined(self) -> bool:
        """Whether the place says that these are several: by a word, or as a list in its data."""
        return _JOINED.search(self.text) is not None or self.place in (_LIST, _LIST_OF_STORY)


def namings(scene: Scene) -> Iterator[Naming]:
    """All places of a page that name somebody as the author, those of its data first."""
    for naming in (*_in_data(scene), *_marked(scene), *_in_lines(scene)):
        names = without_publications(naming.names, scene.publications) or naming.names
        if names:
            yield Naming(naming.kind, naming.place, naming.text, names, naming.distance)


def _in_data(scene: Scene) -> Iterator[Naming]:
    signed = scene.linked.authors
    names = tuple(dict.fromkeys(name for each in signed for name in names_of_data(each.name)))
    if names:
        kind = _kind_of_signed({each.kind for each in signed}, names)
        place = _LIST if len(signed) > 1 else "JSON-LD author"
        yield Naming(kind, place, ", ".join(each.name for each in signed), names)
    told = scene.told.fields.authors
    if names := tuple(dict.fromkeys(name for each in told for name in names_of_data(each))):
        place = _LIST_OF_STORY if len(told) > 1 else "data of the story"
        yield Naming(_kind_of_signed(set(), names), place, ", ".join(told), names)
    for kind, keys in (("meta", _META), ("meta of sharing", _META_OF_SHARING)):
        for key in keys:
            value = scene.document.meta.get(key, "")
            if value and (names := names_of_data(value)):
                yield Naming(kind, f"meta {key}", value, names)


def _kind_of_signed(kinds: set[str], names: Sequence[str]) -> str:
    """What the data calls its authors; what it calls nothing has the shape of people or not."""
    if kinds & {"Organization", "NewsMediaOrganization", "Corporation"}:
        return "linked data: organisation"
    people = not any(map(may_be_organisation, names)) and not any(map(is_one_word, names))
    return "linked data: person" if "Person" in kinds or people else "linked data"


def names_of_data(value: str) -> tuple[str, ...]:
    """The names in a value that data gives as an author."""
    return reporters_in_line(value) or tuple(
        name for name in names_in(value) if not _is_word_of_chinese(name)
    )


def names_in_order(text: str) -> tuple[str, ...]:
    """The names in what the rules for a site give as its author; the whole where it has the shape
    of no name.
    """
    plain = clean_text(text)
    return names_of_data(plain) or tuple(filter(None, [plain]))


def _is_word_of_chinese(name: str) -> bool:
    """Whether a name in Chinese characters is too long, or a known word, to be one."""
    plain = re.fullmatch(r"[\u3400-\u9fff]+", name) is not None
    return plain and not (is_chinese_name(name) or len(name) == _FOUR)


def _marked(scene: Scene) -> Iterator[Naming]:
    """What elements say that are marked, or only named, as the author's."""
    for kind, nodes in _elements(scene.document.root).items():
        for node in nodes[:_MOST_MARKED]:
            at = scene.place_of(node)
            if at is None or _is_beside(node, by_headline=kind == "marked" and at in scene.head):
                continue
            text = parts_of(node)
            names = _names_of_marked(text, labelled=kind == "marked")
            if names:
                yield Naming(
                    f"{kind} {_where(scene, at)}", _named(node), text, names, _under(scene, at)
                )


def _elements(root: html.HtmlElement) -> dict[str, list[html.HtmlElement]]:
    """The elements of a page that may hold its author, by what tells it."""
    by_kind: dict[str, list[html.HtmlElement]] = {"marked": [], "named so": [], "own page": []}
    for node in root.iter(etree.Element):
        if node.tag in _NEVER:
            continue
        if node.get("rel") == "author" or "author" in node.get("itemprop", ""):
            by_kind["marked"].append(node)
        elif node.tag == "a" and _OWN_PAGE.search(node.get("href", "")):
            by_kind["own page"].append(node)
        if _NAMED.search(node.get("class", "")):
            by_kind["named so"].append(node)
    return by_kind


def _names_of_marked(text: str, *, labelled: bool) -> tuple[str, ...]:
    if not text or len(text) > _LONGEST or reads_like_prose(text.replace("\n", " ")):
        return ()
    chinese = reporters_in_line(text.replace("\n", " "))
    if chinese:
        return chinese
    lines = text.split("\n")
    heads = [_BESIDE_NAME.split(line, maxsplit=1)[0].strip() for line in lines]
    plain = tuple(name for name in heads if is_chinese_name(name, surname=True))
    return plain or names_in(text, labelled=labelled or BYLINE.match(lines[0]) is not None)


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


def _is_beside(node: html.HtmlElement, *, by_headline: bool) -> bool:
    """Whether an element stands beside the main part of the page, in a form or under a picture; a
    headline may have a box of its own beside the text.
    """
    around = {parent.tag for parent in node.iterancestors()}
    return bool(around & _OTHERS) or (bool(around & _BESIDE) and not by_headline)


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


def _in_lines(scene: Scene) -> Iterator[Naming]:
    """The bylines that readers see: in the head, under the story, in brackets at its ends."""
    for at, line in scene.short_lines(_LONGEST):
        region = scene.around(at)
        beside = line.outside or line.caption
        if region == "story" or beside or reads_like_prose(line.text):
            continue
        yield from _in_line(scene, at, line, region)
    yield from _in_brackets(scene)


def _in_line(scene: Scene, at: int, line: Line, region: str) -> Iterator[Naming]:
    where = {"head": "near headline", "foot": "under the story"}.get(region, "elsewhere")
    place, under = f"line: {region}", _under(scene, at)
    if chinese := reporters_in_line(line.text) or _bracketed(line.text):
        if region in ("head", "foot"):
            yield Naming(f"Chinese label {where}", place, line.text, chinese, under)
    elif line.heading and region == "head" and not under:
        return
    elif (byline := _byline_in(line.text)) and (names := names_in(byline, labelled=False)):
        yield Naming(f"line {where}", place, line.text, names, under)
    elif region == "head" and at > (scene.heading or 0) and (name := _alone(line.text)):
        yield Naming("name alone near headline", place, line.text, (name,), under)


def _alone(text: str) -> str:
    """The name that a line says, with the paper or the date beside it at most; "" for any other
    line.
    """
    chinese = _BESIDE_NAME.split(text, maxsplit=1)[0].strip()
    if is_chinese_name(chinese, surname=True):
        return chinese
    if len(text) > _LONGEST_ALONE or _has_loose_number(text):
        return ""
    plain = before_date(_BESIDE_LATIN.split(text, maxsplit=1)[0])
    names = names_in(plain, labelled=False) if len(plain.split()) > 1 else ()
    return names[0] if len(names) == 1 and fold(names[0]) == fold(plain) else ""


def _has_loose_number(text: str) -> bool:
    """Whether a line holds a number that is no date: what stands before it may be any words."""
    return any(map(str.isdigit, text)) and not dates_in(text, "UTC")


def _byline_in(text: str) -> str:
    """The part of a line that begins with "By": the whole, or what follows a date or a source."""
    if is_byline(text):
        return text
    match = re.search(r"(?:^|[\s|•·)\d])By\s*:?\s+(?=[A-ZÀ-Þ])", text)
    return text[match.start() :].strip(" |•·)0123456789") if match else ""


def _bracketed(text: str) -> tuple[str, ...]:
    """Reporters in a line that is nothing but brackets."""
    whole = re.fullmatch(r"\s*[（(【\[].{2,60}[)）】\]]\s*", text)
    return reporters_in_brackets(text) if whole else ()


def _in_brackets(scene: Scene) -> Iterator[Naming]:
    """The reporters that Chinese stories name in brackets where they begin or end."""
    if not scene.prose:
        return
    # A promo may stand before the first line of the story.
    first = [scene.lines[at].text[:_EDGE] for at in scene.prose[:2]]
    last = scene.lines[scene.prose[-1]].text[-_EDGE:]
    for text in dict.fromkeys((*first, last)):
        if names := reporters_in_brackets(text):
            yield Naming("Chinese brackets", "brackets in the story", text, names)
    closing = _CLOSING.search(last)
    if closing and is_chinese_name(closing[1], surname=True):
        yield Naming("Chinese brackets", "brackets in the story", closing[0], (closing[1],))


def is_one_word(name: str) -> bool:
    """Whether a name is a single word, in a script that parts them."""
    return " " not in name and not is_chinese_name(name, surname=True)
