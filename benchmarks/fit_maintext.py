"""Learn the weights of `scrapers.maintext` from labelled pages, and measure them on sites that they were not learned from.

Logistic regression with a small ridge by Newton's method (Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", 4.4.1);
a line weighs what it contributes to its page's text, and each page as much as any other.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from benchmarks.labelled import FOLDER, judge_of, labels, manifest, pages
from scrapers import Page
from scrapers.document import read_document
from scrapers.linked_data import linked_article
from scrapers.maintext import FEATURES, features, units_of
from scrapers.text import fold

FOLDS, ROUNDS, RIDGE, SURE = 5, 8, 10.0, 20


@dataclass(frozen=True, slots=True)
class Example:
    """A page: the site, the lines' texts, what is known of each (with a constant 1 last), whether it is the story's, and its weight."""

    key: str
    site: str
    texts: list[str]
    rows: list[tuple[float, ...]]
    wanted: list[bool]
    weights: list[float]


def main() -> None:
    """Print the F1 on held-out sites, and the weights learned from all of them."""
    if not FOLDER.is_dir():
        print("the labelled pages are not here; nothing learned")
        return
    truth, judge = labels(FOLDER), judge_of(FOLDER)
    examples = [example(line, body, truth[line["id"]]) for line, body in pages(FOLDER, manifest(FOLDER)) if truth[line["id"]].get("text")]
    sites = sorted({each.site for each in examples})
    random.Random(3).shuffle(sites)
    fold_of = {site: number % FOLDS for number, site in enumerate(sites)}
    judged = {}
    for number in range(FOLDS):
        weights = learn([each for each in examples if fold_of[each.site] != number])
        for each in examples:
            if fold_of[each.site] == number:
                judged[each.key] = judge.judge(truth[each.key], {"text": chosen(each, weights)})
    for name, keys in (("all", list(judged)), ("Chinese", [key for key in judged if truth[key].get("lang") == "zh"])):
        print(f"text F1 on held-out sites, {name}: {judge.summarise(judged, keys)['text']['f1']:.4f}")
    for name, weight in zip((*FEATURES, "bias"), learn(examples), strict=True):
        print(f"{name:24}{weight:8.3f}")


def example(line: dict[str, str], body: bytes, truth: dict[str, str]) -> Example:
    """A page with its lines labelled: those whose words stand in the text that should be found."""
    document = read_document(Page(line["url"] or "", body))
    units = units_of(document.lines)
    variants = truth.get("text_alt") or []
    texts = [truth["text"], *([variants] if isinstance(variants, str) else variants)]
    paragraphs = {fold(paragraph) for text in texts for paragraph in text.split("\n")}
    whole = "|".join(fold(text) for text in texts)
    wanted = [bool(unit.folded) and (unit.folded in paragraphs or (len(unit.folded) >= SURE and unit.folded in whole)) for unit in units]
    total = sum(unit.tokens for unit, right in zip(units, wanted, strict=True) if right) or 1
    rows = [(*row, 1.0) for row in features(document, linked_article(document.root), units)]
    weights = [min(1.0, unit.tokens / total) for unit in units]
    return Example(line["id"], line.get("site") or line["id"], [unit.text for unit in units], rows, wanted, weights)


def learn(examples: Sequence[Example]) -> list[float]:
    """The weights that make the labels likeliest; the constant's is not held small."""
    lines = [line for each in examples for line in zip(each.rows, each.wanted, each.weights, strict=True)]
    scale = len(lines) / sum(weight for _, _, weight in lines)
    size = len(FEATURES) + 1
    found = [0.0] * size
    for _ in range(ROUNDS):
        slope = [-RIDGE * value for value in found[:-1]] + [0.0]
        bend = [[RIDGE if i == j and i < size - 1 else 0.0 for j in range(size)] for i in range(size)]
        for row, right, weight in lines:
            likely = likelihood(row, found)
            error, curve = weight * scale * (right - likely), weight * scale * likely * (1 - likely)
            for i, value in enumerate(row):
                if value:
                    slope[i] += error * value
                    step, across = curve * value, bend[i]
                    for j in range(i, size):
                        across[j] += step * row[j]
        for i in range(size):
            for j in range(i):
                bend[i][j] = bend[j][i]
        found = [value + step for value, step in zip(found, solve(bend, slope), strict=True)]
    return found


def likelihood(row: Sequence[float], weights: Sequence[float]) -> float:
    """How likely a line belongs to the story."""
    total = sum(weight * value for weight, value in zip(weights, row, strict=True))
    return 1 / (1 + exp(-max(-60.0, min(60.0, total))))


def chosen(each: Example, weights: Sequence[float]) -> str:
    """The text that weights find."""
    return "\n".join(text for text, row in zip(each.texts, each.rows, strict=True) if likelihood(row, weights) > 0.5)


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a system of linear equations, by elimination with pivots."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for at in range(size):
        pivot = max(range(at, size), key=lambda index: abs(rows[index][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            rows[below] = [value - factor * over for value, over in zip(rows[below], rows[at], strict=True)]
    found = [0.0] * size
    for at in reversed(range(size)):
        known = sum(rows[at][index] * found[index] for index in range(at + 1, size))
        found[at] = (rows[at][size] - known) / rows[at][at]
    return found


if __name__ == "__main__":
    main()
