"""Stories in English and Chinese, of some hundred words each: a stock of texts, each under many
titles, so that a million of them are written in minutes.
"""

import json
from dataclasses import dataclass, replace
from functools import cached_property

from app.search import Document, document
from app.store.types import content_to_json
from app.values.model import Content
from benchmarks.archive import Words

_TEXTS, _SENTENCES = 2000, 8
TAGS = ("winter", "metro")


@dataclass(frozen=True)
class Text:
    """A text of the stock, with what the search index has to know of it."""

    content: Content

    @cached_property
    def document(self) -> Document:
        """Its tokens; those of its title stand for every title."""
        return document(self.content, "full")


class Prose:
    """What is written in a newsroom; the same each time."""

    def __init__(self) -> None:
        self.words = Words()
        self._stock = [Text(_short(self.words.story(number))) for number in range(_TEXTS)]

    def of(self, number: int) -> Text:
        """The text of a story."""
        return self._stock[number % _TEXTS]

    def story(self, number: int) -> Content:
        """A story of the stock under a title of its own."""
        content = self.of(number).content
        tags = (TAGS[number % 20 // 10],) if number % 10 == 0 else ()
        return replace(content, title=f"{content.title} {number}", tags=tags)

    def new(self, number: int) -> Content:
        """A story that nobody has told yet."""
        return _short(self.words.story(number))


def as_json(content: Content) -> str:
    """A content as it is stored."""
    return json.dumps(content_to_json(content), ensure_ascii=False)


def titled(text: Text, number: int) -> Document:
    """The tokens of a story: those of its text, with its number in the title."""
    tokens = text.document
    return Document([*tokens.title, str(number)], tokens.body, tokens.characters)


def _short(content: Content) -> Content:
    mark = "，" if content.language == "zh" else ". "
    sentences = content.text.split(mark)[:_SENTENCES]
    paragraphs = [mark.join(sentences[at : at + 3]) for at in range(0, _SENTENCES, 3)]
    html = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return replace(
        content, summary=sentences[0], text="\n".join(paragraphs), html=html, authors=("Li Hua",)
    )
