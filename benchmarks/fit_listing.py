"""Learn the weights of `scrapers.listings.listing` from the index pages in `benchmarks/listings`, and measure them on other kinds of sites.

Each page counts as much as any other. What is judged is the whole reading of a page, not the single link.
"""

import random
from collections.abc import Sequence

from benchmarks.bench_listing import predict_with, read_page
from benchmarks.listings.corpus import pages
from benchmarks.listings.model import LabelledListing
from benchmarks.listings.score import score, table
from benchmarks.logistic import learn
from scrapers.listings.candidates import FEATURES, features, read_candidates
from scrapers.listings.shown import read_shown
from scrapers.words.urls import identity

FOLDS, RIDGE = 5, 30.0

Row = tuple[Sequence[float], bool, float]


def main() -> None:
    """Print the figures on families left out, and the weights learned from all of them."""
    labelled = pages()
    families = sorted({page.family for page in labelled})
    random.Random(5).shuffle(families)
    fold_of = {family: number % FOLDS for number, family in enumerate(families)}
    rows = {id(page): rows_of(page) for page in labelled}
    judged = []
    for number in range(FOLDS):
        weights = learn([row for page in labelled if fold_of[page.family] != number for row in rows[id(page)]], RIDGE)
        judged.append(score(predict_with(weights), [page for page in labelled if fold_of[page.family] == number]))
    print(table(type(judged[0])(tuple(page for figures in judged for page in figures.pages)), 25))
    for name, weight in zip((*FEATURES, "bias"), learn([row for found in rows.values() for row in found], RIDGE), strict=True):
        print(f"{name:24}{weight:8.3f}")


def rows_of(page: LabelledListing) -> list[Row]:
    """The candidates of a page as lines to learn from."""
    read = read_page(page)
    wanted = {identity(entry.url) for entry in page.entries}
    candidates = read_candidates(read_shown(read), read)
    weight = 40 / max(1, len(candidates))
    told = zip(features(candidates, read), candidates, strict=True)
    return [((*row, 1.0), identity(each.entry.url) in wanted, weight) for row, each in told]


if __name__ == "__main__":
    main()
