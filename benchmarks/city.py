"""The upstream of the collector's benchmarks: two sections of the sample city with 200 stories
each, made beforehand.
"""

import random
import re
from dataclasses import replace
from datetime import date
from functools import cache

from benchmarks.upstream import reply
from tests.samplecity import STORIES, SampleCity, Story, site

STORIES_SERVED = 200
SECTIONS = ("news", "change")
_NOWHERE = b"127.0.0.1:0"
_LONG_WORD = re.compile(r"[a-z]{4,}")
_SYLLABLES = [one + other for one in "bdfgklmnprstvz" for other in "aeiou"]


def listing(section: str) -> str:
    """The path of a section's listing."""
    return f"/{section}/index.html"


@cache
def _pages() -> dict[str, bytes]:
    """Every page by its path, written once."""
    pages: dict[str, bytes] = {}
    for section in SECTIONS:
        stories = [_story(section, number) for number in range(STORIES_SERVED)]
        city = SampleCity(stories=stories)
        pages |= {story.path: city._page(story.path).body for story in stories}
        usual, site.PER_PAGE = site.PER_PAGE, STORIES_SERVED
        pages[listing(section)] = city._page(listing(section)).body
        site.PER_PAGE = usual
    return pages


def _story(section: str, number: int) -> Story:
    models = [story for story in STORIES if story.section == "news" and story.paragraphs]
    model, mark = models[number % len(models)], f"{section} {number + 1}"
    chance = random.Random(mark)
    told, title = (
        tuple(_in_own_words(paragraph, chance) for paragraph in model.paragraphs * 2),
        _in_own_words(model.title, chance),
    )
    return replace(
        model,
        number=7000 + number,
        section=section,
        day=date(2024, 6, 21),
        title=f"{title}, {mark}",
        paragraphs=told,
        shots=(),
    )


def _in_own_words(text: str, chance: random.Random) -> str:
    """A text of the same build in words that no other has: stories of a town differ, and copies
    would be laid beside each other.
    """
    return _LONG_WORD.sub(
        lambda word: "".join(chance.choice(_SYLLABLES) for _ in range(len(word[0]) // 2)), text
    )


def answer(path: str, head: bytes) -> bytes:
    """A story or the listing; nothing else is there."""
    body = _pages().get(path)
    host = head.partition(b"Host: ")[2].partition(b"\r")[0]
    return reply(at(body, host)) if body else reply(b"", status="404 Not Found")


def at(body: bytes, host: bytes) -> bytes:
    """A page whose links lead to a host."""
    return body.replace(_NOWHERE, host)


def bodies(section: str) -> dict[str, bytes]:
    """The pages of a section's stories by path."""
    return {
        path: body
        for path, body in _pages().items()
        if path.startswith(f"/{section}/") and path != listing(section)
    }
