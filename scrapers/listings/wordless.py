"""Words for links that have none of their own, or only such as stand for any story: "Read more",
a picture, an arrow.

Such words tell nothing of where a link leads: they stand for several addresses on the page.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from lxml import etree, html

from scrapers.page.addresses import href_of
from scrapers.words.addressed import is_file
from scrapers.words.dates import is_only_date
from scrapers.words.furniture import is_more, is_stray
from scrapers.words.text import clean_text

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LETTER = re.compile(r"[^\W\d_]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# As few letters as a title may have; a sign that is a word, or half of one, counts as two.
_FEWEST_LETTERS = 8
# Words that stand for so many addresses are no title of any of them.
_SEVERAL = 3
_HIGHEST = 6
_MOST_LINES, _MOST_HEADINGS = 40, 4
_LONGEST = 300
_NOT_SHOWN = frozenset(("script", "style", "template", "noscript"))


_Range = tuple[int, int]


@dataclass(slots=True)
class _Link:
    """A link: its element, its address as written, what it shows; whether that or another link says
    something of where it leads; its place in the page.
    """

    node: html.HtmlElement
    href: str
    text: str
    tells: bool = False
    at: int = 0


def give_words(root: html.HtmlElement) -> None:
    """Let each link that says nothing of its story say what is told beside it, or in attributes: a
    title, a heading in its card, the words for its picture.
    """
    links = _links(root)
    needy = [each for each in links if not each.tells]
    by_title = _told_apart([(each, each.node.get("title") or "") for each in needy])
    by_label = _told_apart([(each, _label(each.node)) for each in needy])
    if not by_title and not any(count >= _SEVERAL for count in Counter(map(_kind, needy)).values()):
        return
    cards = _Cards(root, links)
    for number, each in enumerate(needy):
        if words := by_title.get(number, ""):
            if not cards.tell(each):
                _say(each, words)
        elif cards.is_one_of_many(each):
            _name(each, cards, by_label.get(number, ""))


def _name(needy: _Link, cards: "_Cards", label: str) -> None:
    """Let the heading of a link's card be the link, else its label name it, else a line."""
    named = cards.heading(needy)
    if named is None and not cards.tell(needy):
        if label:
            _say(needy, label)
        else:
            named = cards.line(needy)
    if named is not None:
        _link(named, needy.href)


def _links(root: html.HtmlElement) -> list[_Link]:
    """The links of a page, and which of them say something of where they lead, or another link to
    the same address does.
    """
    links = [
        _Link(node, href, clean_text(node.text_content()[:_LONGEST]))
        for node in root.iter("a")
        if (href := href_of(node)) and not is_file(href)
    ]
    addresses: dict[str, set[str]] = defaultdict(set)
    for each in links:
        addresses[each.text].add(each.href)
    common = {text for text, hrefs in addresses.items() if len(hrefs) >= _SEVERAL}
    told = {each.href for each in links if _tells(each.text, common)}
    for each in links:
        each.tells = each.href in told
    return links


def _tells(text: str, common: set[str]) -> bool:
    return bool(_LETTER.search(text)) and text not in common and not is_more(text)


def _label(node: html.HtmlElement) -> str:
    """What a link says to those who do not see its picture."""
    if label := node.get("aria-label"):
        return str(label)
    pictures = (picture.get("alt") or picture.get("title") for picture in node.iter("img"))
    return next(filter(None, pictures), "")


def _told_apart(told: Iterable[tuple[_Link, str]]) -> dict[int, str]:
    """Of the words in attributes those that may be titles: long enough, of one address alone; what
    all begin with ("Read more about") is left out.
    """
    cleaned = [(each.href, clean_text(words[:_LONGEST])) for each, words in told]
    pairs = {(href, words) for href, words in cleaned if words}
    common = Counter(words for _, words in pairs)
    once = [words for words in common if common[words] < _SEVERAL]
    before = _beginning(once)
    return {
        number: words[before:]
        for number, (_, words) in enumerate(cleaned)
        if 0 < common[words] < _SEVERAL and _may_be_title(words[before:])
    }


def _beginning(labels: Sequence[str]) -> int:
    """How many of their first letters labels share, as far as whole words go."""
    if len(labels) < _SEVERAL:
        return 0
    pairs = zip(min(labels), max(labels), strict=False)  # what these two share, all do
    shared = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return max(shared.rfind(mark) for mark in " :：") + 1


def _may_be_title(words: str) -> bool:
    if _letters(words) < _FEWEST_LETTERS or not _LETTER.search(words):
        return False
    return not (is_more(words) or is_stray(words) or is_only_date(words))


def _letters(words: str) -> int:
    return len(words) + len(_WIDE.findall(words))


def _within(places: Sequence[int], card: _Range) -> Sequence[int]:
    return places[bisect_left(places, card[0]) : bisect_right(places, card[1])][:_MOST_HEADINGS]


def _say(needy: _Link, words: str) -> None:
    """Put words into a link: beneath its picture, or in the place of those that say nothing."""
    if needy.text:
        needy.node.text = None
        for child in list(needy.node):
            if child.tag == "img" or next(child.iter("img"), None) is not None:
                child.tail = None
            else:
                needy.node.remove(child)
    said = needy.node.makeelement("span")
    said.text = words
    needy.node.append(said)


def _link(node: html.HtmlElement, href: str) -> None:
    """Make all that an element says a link."""
    link = node.makeelement("a", {"href": href})
    link.text, node.text = node.text, None
    link.extend(list(node))
    node.append(link)


class _Cards:
    """What stands around links that need words: how far the card of each reaches, and which
    headings, lines and other links are in it.
    """

    def __init__(self, root: html.HtmlElement, links: Sequence[_Link]) -> None:
        self._nodes: list[html.HtmlElement] = list(root.iter(etree.Element))
        self._starts = {node: at for at, node in enumerate(self._nodes)}
        self._ends = self._last_places()
        for each in links:
            each.at = self._starts[each.node]
        needy = [each for each in links if not each.tells]
        self._needy = [each.at for each in needy]
        self._run = _runs([each.href for each in needy])
        self._telling = [(each.at, _letters(each.text)) for each in links if each.tells]
        self._alike = Counter(map(_kind, needy))
        self._behind = Counter(_kind(each) for each in needy if self._comes_behind(each))
        self._headings = [at for at, node in enumerate(self._nodes) if node.tag in _HEADINGS]
        self._linked = self._inside_links()
        self._free: dict[int, int] = {}

    def is_one_of_many(self, needy: _Link) -> bool:
        """Whether several links that need words stand in such elements."""
        return self._alike[_kind(needy)] >= _SEVERAL

    def tell(self, needy: _Link) -> bool:
        """Whether a link stands in the card of another, which has the words of a title, or those
        like it come behind such links.
        """
        kind = _kind(needy)
        if self._behind[kind] * 2 > self._alike[kind]:
            return True
        return self._most_told(self._around(needy)) >= _FEWEST_LETTERS

    def heading(self, needy: _Link) -> html.HtmlElement | None:
        """The heading of a link's card, or in flat markup the one above it and below the link
        before, which says more than any other link there.
        """
        card = self._around(needy)
        inside = _within(self._headings, card)
        if inside:
            place = max(inside, key=self._letters_free)  # a kicker says less
        else:
            above = bisect_left(self._headings, needy.at) - 1
            if above < 0 or self._headings[above] < self._before(needy):
                return None
            place = self._headings[above]
            card = place, needy.at
        if self._most_told(card) * 2 >= self._letters_free(place):
            return None
        self._free[place] = 0  # it is taken
        return self._nodes[place]

    def line(self, needy: _Link) -> html.HtmlElement | None:
        """The first line of a link's card that may be its title."""
        start, end = self._around(needy)
        for place in range(start, min(end, start + _MOST_LINES) + 1):
            node = self._nodes[place]
            if node.tag in _NOT_SHOWN or place in self._linked:
                continue
            if _may_be_title(clean_text((node.text or "")[:_LONGEST])):
                return node
        return None

    def _around(self, needy: _Link) -> _Range:
        """The first and the last place of the largest element around a link, not far above it, with
        no other link that needs words.
        """
        card = needy.node
        for parent in islice(needy.node.iterancestors(), _HIGHEST):
            if parent.tag in ("body", "html") or not self._is_alone(parent):
                break
            card = parent
        return self._starts[card], self._ends[self._starts[card]]

    def _before(self, needy: _Link) -> int:
        """The place of the link before that needs words; -1 when there is none."""
        before = bisect_left(self._needy, needy.at) - 1
        return self._needy[before] if before >= 0 else -1

    def _comes_behind(self, needy: _Link) -> bool:
        """Whether another link, with the words of a title, stands right before one."""
        return self._most_told((self._before(needy), needy.at)) >= _FEWEST_LETTERS

    def _most_told(self, card: _Range) -> int:
        """How many letters the longest of those links has that need no words."""
        first = bisect_left(self._telling, (card[0], 0))
        last = bisect_right(self._telling, (card[1], _LONGEST * 2))
        some = self._telling[first : min(last, first + _MOST_LINES)]
        return max((letters for _, letters in some), default=0)

    def _is_alone(self, node: html.HtmlElement) -> bool:
        """Whether all links in an element that need words lead to one address."""
        start = self._starts[node]
        first = bisect_left(self._needy, start)
        last = bisect_right(self._needy, self._ends[start]) - 1
        return self._run[first] == self._run[last]

    def _letters_free(self, place: int) -> int:
        """How many letters the heading at a place has, 0 when it leads somewhere already."""
        if place not in self._free:
            node = self._nodes[place]
            links = place in self._linked or next(node.iter("a"), None) is not None
            said = "" if links else clean_text(node.text_content()[:_LONGEST])
            self._free[place] = _letters(said) if _LETTER.search(said) else 0
        return self._free[place]

    def _last_places(self) -> list[int]:
        ends = list(range(len(self._nodes)))
        for at in reversed(ends):
            node = self._nodes[at]
            if len(node):
                ends[at] = ends[self._starts[node[-1]]]
        return ends

    def _inside_links(self) -> set[int]:
        """The places of all that stands in a link."""
        inside: set[int] = set()
        for at, node in enumerate(self._nodes):
            parent = node.getparent()
            if node.tag == "a" or (parent is not None and self._starts[parent] in inside):
                inside.add(at)
        return inside


def _kind(link: _Link) -> tuple[str, ...]:
    """What links of one list have in common: whether they have any words, the elements that they
    stand in, and their classes.
    """
    around = [link.node, *islice(link.node.iterancestors(), 2)]
    classes = (f"{each.tag}.{(each.get('class') or '').split(' ')[0]}" for each in around)
    return (str(bool(link.text)), *classes)


def _runs(hrefs: Sequence[str]) -> list[int]:
    """A number for each address, the same as long as the same address follows."""
    runs: list[int] = []
    for at, href in enumerate(hrefs):
        goes_on = at > 0 and hrefs[at - 1] == href
        runs.append(runs[-1] if goes_on else at)
    return runs
