"""Whether two texts are one story: a sketch of each to find candidates by, and a verdict on two
texts from their words.

A wrong merge loses news. So the verdict looks at what differs, not at how much is alike: two
bulletins written from one template share nearly every word, and differ in a number, a district, a
day.

Decisions 0021, 0022.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, Levenshtein
from rensa import RMinHash

from app.news.alignment import Gap, align
from app.news.facts import follows_surname, is_figure, is_hard, is_negation, named_places, names
from app.news.pinyin import sounds_like
from app.news.wording import Wording, mostly_cjk, story_text, wording, words_of
from app.values.model import Content

# Bands of three rows each find nearly every text of which six tenths are shared; those of the
# opening find what was cut off at the end.
_ROWS, _BANDS = 3, 16
_OPENING_ROWS, _OPENING_BANDS, _OPENING = 2, 4, 40
_SEED = 399
_HALF, _WHOLE = 1 << 31, 1 << 32
_LEAST_WORDS, _LEAST_CHARACTERS = 40, 80
_LEAST_CLAIMED = 12
_LEAST_PART, _SHARED, _SHARED_OF_TWO_OWN, _BEGINS_WITHIN = 0.3, 0.75, 0.8, 0.25
_PASSAGE, _PASSAGE_CJK = 12, 20
_WORDS_A_LIBERTY, _MOST_LIBERTIES = 120, 3
_ALIKE, _ALIKE_TITLE = 0.6, 0.5
_LEAST_NAME, _SHORT_NAME, _LONG_NAME = 3, 3, 7


@dataclass(frozen=True, slots=True)
class Likeness:
    """A verdict on two texts: whether they are one story, the share of the shorter one's words that
    both have, and why not.
    """

    same: bool
    share: float
    but: str = ""


@lru_cache(8)
def sketch(content: Content) -> tuple[int, ...]:
    """Numbers of 32 bits of which two texts that are much alike share at least one; none for a text
    too short to be told by its words.
    """
    words = words_of(story_text(content))
    cjk = mostly_cjk(words)
    if len(words) < (_LEAST_CHARACTERS if cjk else _LEAST_WORDS):
        return ()
    size = 4 if cjk else 3
    opening = _OPENING * 2 if cjk else _OPENING
    whole = _bands(_shingles(words, size), _BANDS, _ROWS)
    return tuple(
        dict.fromkeys(
            [
                *whole,
                *_bands(_shingles(words[:opening], size), _OPENING_BANDS, _OPENING_ROWS, "opening"),
            ]
        )
    )


def compare(one: Content, other: Content, *, claimed: bool = False) -> Likeness:
    """The verdict on two texts. `claimed` says that a page names the other's address as its own:
    then they may be short.
    """
    a, b = wording(story_text(one)), wording(story_text(other))
    short, long = sorted((len(a.folded), len(b.folded)))
    if short < _least(a, b, claimed) or short < _LEAST_PART * long:
        return Likeness(False, 0.0, "too short to be told by its words")
    pair = _Pair(a, b)
    share = pair.alignment.shared / short
    if share < _SHARED:
        return Likeness(False, share, "the words differ")
    if (
        max(
            start / len(text.folded)
            for start, text in zip(pair.alignment.starts, (a, b), strict=True)
        )
        > _BEGINS_WITHIN
    ):
        return Likeness(False, share, "the one does not begin as the other does")
    but = _other_title(one.title, other.title, pair) or pair.other_facts(share)
    return Likeness(not but, share, but)


def _least(a: Wording, b: Wording, claimed: bool) -> int:
    if claimed:
        return _LEAST_CLAIMED
    return _LEAST_CHARACTERS if a.is_cjk or b.is_cjk else _LEAST_WORDS


def _shingles(words: Sequence[str], size: int) -> list[str]:
    return list(map(" ".join, zip(*(words[at:] for at in range(size)), strict=False)))


def _bands(shingles: list[str], bands: int, rows: int, salt: str = "") -> Iterable[int]:
    minhash = RMinHash(num_perm=bands * rows, seed=_SEED)
    minhash.update(shingles)
    digest = minhash.digest()
    return (
        _mixed((len(salt), band, *digest[band * rows : band * rows + rows]))
        for band in range(bands)
    )


def _mixed(numbers: Iterable[int]) -> int:
    """Numbers as one signed number of 32 bits (FNV-1a over their words), the same on every
    machine.
    """
    value = 2166136261
    for number in numbers:
        value = ((value ^ number) * 16777619) % _WHOLE
        value ^= value >> 15
    return value - _WHOLE if value >= _HALF else value


class _Pair:
    """Two texts laid beside each other, and what is known of their words."""

    def __init__(self, a: Wording, b: Wording) -> None:
        self.a, self.b = a, b
        self.alignment = align(a.folded, b.folded)
        self.words = frozenset(a.folded), frozenset(b.folded)
        self.names = names(a) | names(b)
        self._places = named_places(a), named_places(b)
        self._rows = "\0".join(a.folded), "\0".join(b.folded)
        self._passage = _PASSAGE_CJK if a.is_cjk or b.is_cjk else _PASSAGE

    def other_facts(self, share: float) -> str:
        """What the one text tells otherwise than the other; empty when they tell the same."""
        liberties: list[tuple[str, str]] = []
        own: tuple[set[str], set[str]] = (set(), set())
        for gap in self.alignment.gaps:
            x, y = self.a.folded[gap.a0 : gap.a1], self.b.folded[gap.b0 : gap.b1]
            if "".join(x) == "".join(y) or self._breaks_off(gap, x, y):
                continue
            if self._differs(gap, x, y, own):
                return _contrast(x, y)
            if self._takes_liberty(gap, x, y):
                liberties.append(("".join(x), "".join(y)))
        if own[0] and own[1] and share < _SHARED_OF_TWO_OWN:
            return (
                f"each tells what the other does not: {', '.join(sorted(own[0])[:3])}; "
                f"{', '.join(sorted(own[1])[:3])}"
            )
        return _too_free(liberties, self.alignment.shared)

    def _differs(
        self, gap: Gap, x: Sequence[str], y: Sequence[str], own: tuple[set[str], set[str]]
    ) -> bool:
        """Whether a gap alone makes the texts two stories; what each tells in a passage that is its
        own goes into `own`.
        """
        if self._is_passage(gap, x, y):
            new = self._new(0, gap.a0, gap.a1), self._new(1, gap.b0, gap.b1)
            own[0].update(new[0])
            own[1].update(new[1])
            return bool(new[0] and new[1])
        if x and y:
            return self._tells_otherwise(gap, x, y)
        return self._adds_fact(gap)

    def _takes_liberty(self, gap: Gap, x: Sequence[str], y: Sequence[str]) -> bool:
        """Whether words of the one stand for words of the other within a sentence."""
        return bool(x and y) and not self._is_passage(gap, x, y) and not _typed_wrong(x, y)

    def _breaks_off(self, gap: Gap, x: Sequence[str], y: Sequence[str]) -> bool:
        """Whether one text ends in the middle of a word of the other."""
        at_end = gap.a1 == len(self.a.folded) and gap.b1 == len(self.b.folded)
        return at_end and (
            (len(y) == 1 < len(x) and x[0].startswith(y[0]))
            or (len(x) == 1 < len(y) and y[0].startswith(x[0]))
        )

    def _is_passage(self, gap: Gap, x: Sequence[str], y: Sequence[str]) -> bool:
        """Whether a gap is a passage (an intro, whole sentences, an end cut off) and not a word or
        two within a sentence.
        """
        if max(len(x), len(y)) >= self._passage:
            return True
        at_edge = (gap.a0 == gap.b0 == 0) or (
            gap.a1 == len(self.a.folded) and gap.b1 == len(self.b.folded)
        )
        if at_edge and not (x and y):
            return True
        return not (x and y) and (
            _whole_sentences(self.a, gap.a0, gap.a1)
            if x
            else _whole_sentences(self.b, gap.b0, gap.b1)
        )

    def _facts(self, side: int, start: int, end: int) -> set[str]:
        """The words of a stretch that state facts."""
        text, places = (self.a, self.b)[side], self._places[side]
        return {
            word
            for at, word in enumerate(text.folded[start:end], start)
            if is_figure(word)
            or is_negation(word)
            or word in self.names
            or at in places
            or follows_surname(text, at)
        }

    def _new(self, side: int, start: int, end: int) -> set[str]:
        """The facts of a stretch that the other text does not speak of anywhere."""
        return {word for word in self._facts(side, start, end) if word not in self.words[1 - side]}

    def _adds_fact(self, gap: Gap) -> bool:
        """Whether a word or two that only one text has within a sentence change what it says."""
        side, start, end = (0, gap.a0, gap.a1) if gap.a1 > gap.a0 else (1, gap.b0, gap.b1)
        words = (self.a, self.b)[side].folded[start:end]
        if any(is_negation(word) for word in words):
            return True
        text = self._rows[1 - side]
        return any(is_figure(word) for word in words) or (
            bool(self._new(side, start, end)) and "\0".join(words) not in text
        )

    def _tells_otherwise(self, gap: Gap, x: Sequence[str], y: Sequence[str]) -> bool:
        """Whether some words in the place of others change what a sentence says."""
        stated = self._stated(0, gap.a0, gap.a1, x), self._stated(1, gap.b0, gap.b1, y)
        if not stated[0].difference(y) and not stated[1].difference(x):
            return sorted(x) == sorted(y) and bool(stated[0])  # the same facts in another order
        if len(x) != len(y):
            return not self._misspelt("".join(x), "".join(y), gap)
        facts = stated[0].difference(y) | stated[1].difference(x)
        differing = [(one, other) for one, other in zip(x, y, strict=True) if one != other]
        return not all(
            self._misspelt(one, other, gap)
            for one, other in differing
            if one in facts or other in facts
        )

    def _stated(self, side: int, start: int, end: int, words: Sequence[str]) -> set[str]:
        """The words of a stretch that state facts, or are what no copy editor changes."""
        return self._facts(side, start, end) | {word for word in words if is_hard(word)}

    def _misspelt(self, x: str, y: str, gap: Gap) -> bool:
        """Whether a name or a fact is the same, typed wrong in one of the texts."""
        if _certain(x, y):
            return False
        if self.a.is_cjk:
            return (
                not is_figure(x)
                and not is_figure(y)
                and (sounds_like(x, y) or self._known_elsewhere(gap))
            )
        shorter, longer = sorted((len(x), len(y)))
        if OSA.distance(x, y) > 1 or longer < _LEAST_NAME:
            return False
        known = (x in self.words[1]) != (y in self.words[0])
        one_is_usual = known or is_hard(x) != is_hard(y)
        if longer <= _SHORT_NAME:
            return _slipped(x, y) and one_is_usual
        return one_is_usual or (_slipped(x, y) and shorter >= _LONG_NAME)

    def _known_elsewhere(self, gap: Gap) -> bool:
        """Whether one text writes here as the other does elsewhere, and the other's way stands here
        alone: then that is a slip.
        """
        here = _around(self.a.folded, gap.a0, gap.a1), _around(self.b.folded, gap.b0, gap.b1)
        return any(
            len(here[side]) > 2
            and here[1 - side] in self._rows[side]
            and self._rows[1 - side].count(here[side]) == 0
            and self._rows[side].count(here[side]) == 1
            for side in (0, 1)
        )


def _certain(x: str, y: str) -> bool:
    """Whether two words cannot be one typed wrong: both are facts of their own, or one is a number
    or a negation.
    """
    if is_hard(x) and is_hard(y):
        return True
    return any(word[:1].isdigit() or is_negation(word) for word in (x, y))


def _slipped(x: str, y: str) -> bool:
    """Whether there is a letter too few or too many, or two of them are exchanged."""
    return len(x) != len(y) or sorted(x) == sorted(y)


def _around(words: Sequence[str], start: int, end: int) -> str:
    return "\0".join(words[max(0, start - 1) : end + 1])


def _whole_sentences(text: Wording, start: int, end: int) -> bool:
    """Whether a stretch is whole sentences, moved along where what follows repeats its
    beginning.
    """
    for _ in range(6):
        if start in text.starts and end in text.starts:
            return True
        if start == 0 or text.folded[start - 1] != text.folded[end - 1]:
            return False
        start, end = start - 1, end - 1
    return False


def _typed_wrong(x: Sequence[str], y: Sequence[str]) -> bool:
    """Whether some words are the others, misspelt or inflected."""
    one, two = "".join(x), "".join(y)
    return Levenshtein.normalized_similarity(one, two) >= _ALIKE or sounds_like(one, two)


def _too_free(liberties: list[tuple[str, str]], shared: int) -> str:
    """Whether the words that stand for others are more than copy-editing does, or always the same:
    then they are what differs.
    """
    if len(set(liberties)) < len(liberties) or len(liberties) > min(
        _MOST_LIBERTIES, shared // _WORDS_A_LIBERTY
    ):
        return _contrast([liberties[0][0]], [liberties[0][1]])
    return ""


def _other_title(one: str, other: str, pair: _Pair) -> str:
    """What each title tells that the other story tells nowhere; empty when the titles fit.

    Of two titles that are much alike, whatever differs tells; of two that are not, numbers and
    names alone.
    """
    titles = wording(one), wording(other)
    alike = Levenshtein.normalized_similarity(titles[0].folded, titles[1].folded) >= _ALIKE_TITLE
    known = frozenset(titles[0].folded) | pair.words[0], frozenset(titles[1].folded) | pair.words[1]
    new = []
    for side, title in enumerate(titles):
        places = named_places(title)
        unknown = [
            (at, word) for at, word in enumerate(title.folded) if word not in known[1 - side]
        ]
        new.append(
            [
                word
                for at, word in unknown
                if alike or word[:1].isdigit() or word in pair.names or at in places
            ]
        )
    if not new[0] or not new[1] or _typed_wrong(new[0], new[1]):
        return ""
    return f"titles: {_contrast(new[0], new[1])}"


def _contrast(x: Sequence[str], y: Sequence[str]) -> str:
    return f"“{' '.join(x)[:60]}” against “{' '.join(y)[:60]}”"
