"""How rightly copies are recognised among real texts, and what that costs beside a hundred thousand
or a million stored stories.

The texts stand beside the project (shared/extraction-dev); without them there is nothing to
measure. `--million` measures at a million too.
"""

import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import text as sql

from app.collect.duplicates import find_duplicate
from app.news.deduplication import compare, sketch
from app.store import Transaction
from app.store.duplicates import keep_bands
from app.store.engine import Database
from app.store.nouns import Terms
from app.values.model import Content
from benchmarks.labelled import FOLDER, labels

_NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_STORIES_A_DAY = 500
_TERMS = Terms(ZoneInfo("UTC"), "benchmark.example", lambda: "")
_PAGES_KEPT = 10_000
_NEAR = "abcdefghijklmnopqrstuvwxyz"
_T = TypeVar("_T")


def main() -> None:
    """Print recall by kind of edit, the pairs that would be merged wrongly, and the cost of a new
    story.
    """
    if not FOLDER.is_dir():
        print("the labelled pages are not here; nothing measured")
        return
    stories = [
        Content(label.get("title") or "", text=label["text"], language=label.get("lang") or "")
        for label in labels(FOLDER).values()
        if label.get("text")
    ]
    recall(stories)
    precision(stories)
    for size in (100_000, *([1_000_000] if "--million" in sys.argv else [])):
        cost(stories, size)


def recall(stories: list[Content]) -> None:
    """What share of edited copies is found by the sketch, and recognised by its words."""
    chance = random.Random(3)
    for kind, edit in EDITS.items():
        pairs = [(story, Content(story.title, text=edit(story.text, chance))) for story in stories]
        found = [bool(set(sketch(one)) & set(sketch(other))) for one, other in pairs]
        same = [
            sketched and compare(one, other).same
            for sketched, (one, other) in zip(found, pairs, strict=True)
        ]
        print(
            f"{kind:30} {len(pairs):4} copies   found {sum(found) / len(pairs):.3f}   recognised "
            f"{sum(same) / len(pairs):.3f}"
        )


def precision(stories: list[Content]) -> None:
    """Of all pairs of different stories, also with one figure changed: how many would be merged."""
    sketches = [frozenset(sketch(story)) for story in stories]
    candidates = [
        (one, other)
        for one, other in combinations(range(len(stories)), 2)
        if sketches[one] & sketches[other]
    ]
    wrong = sum(compare(stories[one], stories[other]).same for one, other in candidates)
    pairs = len(stories) * (len(stories) - 1) // 2
    print(f"{pairs} pairs of different stories: {len(candidates)} candidates, {wrong} merged")
    changed = [
        (story, Content(story.title, text=other))
        for story in stories
        if (other := other_figure(story.text)) != story.text
    ]
    print(
        f"{len(changed)} stories with one figure changed: "
        f"{sum(compare(*pair).same for pair in changed)} merged"
    )


def other_figure(text: str) -> str:
    """A text whose middle number is another one."""
    numbers = list(re.finditer(r"(?<![\d.,])\d{1,4}(?![\d.,])", text))
    if not numbers:
        return text
    chosen = numbers[len(numbers) // 2]
    return f"{text[: chosen.start()]}{int(chosen[0]) + 1}{text[chosen.end() :]}"


def cost(stories: list[Content], size: int) -> None:
    """CPU milliseconds for sketching a new story, looking for its like, and storing its sketch,
    beside so many stored ones.
    """
    shortened = [Content(story.title, text=story.text[:3000]) for story in stories]
    with database(size, frozenset(band for story in shortened for band in sketch(story))) as (
        opened,
        megabytes,
    ):
        parts: dict[str, list[float]] = {"sketch": [], "look": [], "store": []}
        for number, short in enumerate(shortened):
            at = _NOW - timedelta(hours=number % 24)
            with opened.write() as session:
                tx = Transaction(session, _TERMS, is_sqlite=True)
                bands = timed(parts["sketch"], partial(sketch, short))
                timed(parts["look"], partial(find_duplicate, tx, short, at, "//x/1", ""))
                timed(parts["store"], partial(tx.duplicates.keep, size + number, bands, at))
        figures = {name: statistics.median(times) * 1000 for name, times in parts.items()}
        told = ", ".join(f"{name} {value:.2f}" for name, value in figures.items())
        print(
            f"{size:9} stored: {sum(figures.values()):.2f} ms of CPU a new story ({told}); "
            f"{megabytes:.0f} MB of sketches"
        )


def timed(into: list[float], work: Callable[[], _T]) -> _T:
    start = time.process_time()
    result = work()
    into.append(time.process_time() - start)
    return result


@contextmanager
def database(size: int, taken: frozenset[int]) -> Iterator[tuple[Database, float]]:
    """A database with the sketches of so many stories of the past, 500 a day, and how many
    megabytes they take.

    Only sketches are there, no stories; so bands that would lead to one (`taken`) are left out.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "harbin.db"
        opened = Database(f"sqlite:///{path}")
        opened.migrate()
        before, chance = path.stat().st_size, random.Random(1)
        for start in range(0, size, _PAGES_KEPT):
            with opened.write() as session:
                for item_id in range(start, min(size, start + _PAGES_KEPT)):
                    at = _NOW - timedelta(days=(size - item_id) / _STORIES_A_DAY)
                    keep_bands(
                        session.connection(),
                        item_id,
                        {chance.randrange(-(2**31), 2**31) for _ in range(20)} - taken,
                        at,
                    )
        with opened.connect() as connection:
            connection.execute(sql("PRAGMA wal_checkpoint(TRUNCATE)"))
        yield opened, (path.stat().st_size - before) / 1e6
        opened.close()


def slips(text: str, chance: random.Random) -> str:
    """Three letters wrong, anywhere: in names and figures too."""
    letters = list(text)
    for at in chance.sample(range(1, len(letters) - 1), 3):
        kind = chance.randrange(3)
        if kind == 0:
            letters[at] = ""
        elif kind == 1:
            letters[at], letters[at - 1] = letters[at - 1], letters[at]
        else:
            letters[at] = chance.choice(_NEAR) if letters[at].isascii() else chance.choice(text)
    return "".join(letters)


def _intro(text: str, _: random.Random) -> str:
    chinese = bool(re.search(r"[\u4e00-\u9fff]", text[:200]))
    return (
        "小编为大家整理了这条消息，一起来看看吧。\n"
        if chinese
        else "A story that our readers liked very much this week.\n"
    ) + text


def _paragraph_less(text: str, chance: random.Random) -> str:
    paragraphs = text.split("\n")
    if len(paragraphs) > 2:
        del paragraphs[chance.randrange(1, len(paragraphs))]
    return "\n".join(paragraphs)


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "three letters wrong": slips,
    "an intro": _intro,
    "an intro and three slips": lambda text, chance: _intro(slips(text, chance), chance),
    "credits": lambda text, _: f"{text}\nSource: City Daily\nEditor: Chen Xiaoyu",
    "cut to 60 %": lambda text, _: text[: int(len(text) * 0.6)],
    "cut to 40 %": lambda text, _: text[: int(len(text) * 0.4)],
    "a paragraph less": _paragraph_less,
    "small letters": lambda text, _: text.lower(),
    "without punctuation": lambda text, _: re.sub(r"[,;:“”\"'，、；：]", "", text),
}


if __name__ == "__main__":
    main()
