"""Learn the weights of `scrapers.articles.maintext` from both sets of labelled pages.

It needs ../shared/extraction-dev and ../shared/extraction-dev2. The weights are measured on sites
left out; `--write` writes `scrapers/articles/maintext.json`. A line weighs what it contributes to
its page's text, and each page as much as any other.
"""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benchmarks.labelled import SETS, judge_of, labels, manifest, moments, pages
from benchmarks.logistic import learn, likelihood
from benchmarks.weights import SCRAPERS, Fitted, write
from scrapers import Page
from scrapers.articles.headline import titles, titles_of_page
from scrapers.articles.linked_data import linked_article
from scrapers.articles.maintext import FEATURES, VERSION, features, units_of
from scrapers.page.document import read_document
from scrapers.words.text import fold

FOLDS, SURE = 5, 20


@dataclass(frozen=True, slots=True)
class Example:
    """A page: the site, the lines' texts, what is known of each (with a constant 1 last), whether
    it is the story's, and its weight.
    """

    key: str
    site: str
    texts: list[str]
    rows: list[tuple[float, ...]]
    wanted: list[bool]
    weights: list[float]


def main() -> None:
    """Print the F1 on held-out sites, and the weights learned from all of them."""
    if not all(folder.is_dir() for folder in SETS):
        print("the labelled pages are not here; nothing learned")
        return
    truth: dict[str, dict[str, Any]] = {}
    judge = judge_of(SETS[0])
    examples: list[Example] = []
    for folder in SETS:
        told, now = labels(folder), moments(folder)
        truth |= told
        examples += [
            example(line, body, told[line["id"]], now.get(line["id"]))
            for line, body in pages(folder, manifest(folder))
            if told[line["id"]].get("text")
        ]
    sites = sorted({each.site for each in examples})
    random.Random(3).shuffle(sites)
    fold_of = {site: number % FOLDS for number, site in enumerate(sites)}
    judged = {}
    for number in range(FOLDS):
        weights = learn(lines([each for each in examples if fold_of[each.site] != number]))
        for each in examples:
            if fold_of[each.site] == number:
                judged[each.key] = judge.judge(truth[each.key], {"text": chosen(each, weights)})
    chinese = [key for key in judged if truth[key].get("lang") == "zh"]
    groups = {"F1 on held-out sites": list(judged), "F1 on held-out sites, Chinese": chinese}
    figures = {name: judge.summarise(judged, keys)["text"]["f1"] for name, keys in groups.items()}
    for name, value in figures.items():
        print(f"text {name}: {value:.4f}")
    learned = learn(lines(examples))
    for name, weight in zip((*FEATURES, "bias"), learned, strict=True):
        print(f"{name:24}{weight:8.3f}")
    if "--write" in sys.argv:
        named = " and ".join(f"shared/{folder.name}" for folder in SETS)
        sets = [f"{named}: {len(examples)} labelled pages of {len(sites)} sites"]
        command = "python -m benchmarks.fit_maintext --write"
        fitted = Fitted(FEATURES, learned, VERSION, command, sets, figures)
        write(fitted, SCRAPERS / "articles" / "maintext.json")


def example(
    line: dict[str, str], body: bytes, truth: dict[str, str], now: datetime | None = None
) -> Example:
    """A page with its lines labelled: those whose words stand in the text that should be found."""
    document = read_document(Page(line["url"] or "", body, now=now))
    units = units_of(document.lines)
    variants: str | list[str] = truth.get("text_alt") or []
    texts = [truth["text"], *([variants] if isinstance(variants, str) else variants)]
    paragraphs = {fold(paragraph) for text in texts for paragraph in text.split("\n")}
    whole = "|".join(fold(text) for text in texts)
    wanted = [
        bool(unit.folded)
        and (unit.folded in paragraphs or (len(unit.folded) >= SURE and unit.folded in whole))
        for unit in units
    ]
    total = sum(unit.tokens for unit, right in zip(units, wanted, strict=True) if right) or 1
    linked = linked_article(document.root, document.url, titles_of_page(document))
    title = titles(document, linked, "").options
    named = title[0].value if title else ""
    rows = [(*row, 1.0) for row in features(document, linked, units, named)]
    weights = [min(1.0, unit.tokens / total) for unit in units]
    return Example(
        line["id"],
        line.get("site") or line["id"],
        [unit.text for unit in units],
        rows,
        wanted,
        weights,
    )


def lines(examples: Sequence[Example]) -> list[tuple[Sequence[float], bool, float]]:
    """All lines of the pages, as they are learned from."""
    return [
        line for each in examples for line in zip(each.rows, each.wanted, each.weights, strict=True)
    ]


def chosen(each: Example, weights: Sequence[float]) -> str:
    """The text that weights find."""
    return "\n".join(
        text
        for text, row in zip(each.texts, each.rows, strict=True)
        if likelihood(row, weights) > 0.5
    )


if __name__ == "__main__":
    main()
