"""What a story is about, in the words of its page: what its data says of it, if that tells of this
story and not of the site; else its first paragraph.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from scrapers.articles.choice import Choice, Option, Witness
from scrapers.articles.repeats import mark_of
from scrapers.articles.scene import Scene, reads_like_prose
from scrapers.words.text import clean_text, fold, shorten

_META = ("description", "og:description", "twitter:description", "dc.description")
_LONGEST, _SHORTEST = 300, 20
_WORD = re.compile(r"[^\W\d_]{5,}")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
# A summary shares a third of its longer words with the story at least; a slogan shares the odd one.
_SHARED, _SHARED_BY_A_PHRASE = 0.34, 0.5
_LONGEST_KEYWORD = 14


def summary(scene: Scene, paragraphs: Sequence[str]) -> Choice[str]:
    """The summary of a story; the first paragraph where nobody has written one."""
    options = list(_options(scene, paragraphs))
    return Choice(tuple(sorted(options, key=lambda option: -option.chance)))


def _options(scene: Scene, paragraphs: Sequence[str]) -> Iterator[Option[str]]:
    names = _pieces(" ".join([*scene.publications, *scene.behind_title]))
    known = _pieces(" ".join([scene.title, *paragraphs])) - names
    for rank, (place, text) in enumerate(_descriptions(scene)):
        why = _why_not(text, scene, known)
        chance = 0.0 if why else 0.95 - 0.01 * rank
        yield _option(place, text, chance, why)
    if first := next((text for text in paragraphs if reads_like_prose(text)), ""):
        yield _option("the first paragraph", first, 0.8, "")
    elif paragraphs:
        yield _option("the first paragraph", paragraphs[0], 0.76, "")


def _option(place: str, text: str, chance: float, why: str) -> Option[str]:
    short = shorten(text, _LONGEST)
    return Option(short, short, (Witness(place, text),), absurd=why, chance=chance)


def _descriptions(scene: Scene) -> Iterator[tuple[str, str]]:
    for name in _META:
        if text := clean_text(scene.document.meta.get(name, "")):
            yield f"meta {name}", text
    if scene.linked.summary:
        yield "JSON-LD description", scene.linked.summary
    if scene.told.fields.summary:
        yield "data of the story", scene.told.fields.summary
    teaser = scene.page.teaser
    if teaser is not None and teaser.summary:
        yield "the listing", teaser.summary


def _why_not(text: str, scene: Scene, known: Counter[str]) -> str:
    """Why a description is no summary of the story, in words; "" when it may be one."""
    if fold(text) in _folded_titles(scene):
        return "this repeats the title"
    if mark_of(fold(shorten(text, _LONGEST))) in scene.page.repeats:
        return "this stands on other pages too"
    if _is_keywords(text):
        return "these are keywords"
    if len(text) < _SHORTEST and not _HAN.search(text):
        return "this is too short to say anything"
    if not reads_like_prose(text) and len(text) < _LONGEST // 3 and not _HAN.search(text):
        return (
            "" if _shared(text, known) > _SHARED_BY_A_PHRASE else "this is no sentence of the story"
        )
    return "" if _shared(text, known) >= _SHARED else "this tells of the site, not of the story"


def _folded_titles(scene: Scene) -> set[str]:
    title = fold(scene.title)
    names = map(fold, (*scene.publications, *scene.behind_title))
    return {title, fold(scene.document.title), *(title + name for name in names)}


def _is_keywords(text: str) -> bool:
    """Whether a text is a list of words: short pieces, at least three, without a sentence's end."""
    pieces = [piece for piece in re.split(r"[,，、;；|]", text.strip("。. ")) if piece.strip()]
    return (
        len(pieces) > 2
        and all(len(piece.strip()) <= _LONGEST_KEYWORD for piece in pieces)
        and (not re.search(r"[。！？!?]$|[a-z]\.$", text.strip()))
    )


def _shared(text: str, known: Counter[str]) -> float:
    """The share of a text's words that the story has too."""
    pieces = _pieces(text)
    return sum(1 for piece in pieces if piece in known) / len(pieces) if pieces else 0.0


def _pieces(text: str) -> Counter[str]:
    """The longer words of a text; of one in Chinese, its pairs of characters."""
    han = "".join(_HAN.findall(text))
    words = [word.casefold() for word in _WORD.findall(text) if not _HAN.search(word)]
    return Counter([*words, *(han[at : at + 2] for at in range(len(han) - 1))])
