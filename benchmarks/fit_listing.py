"""Learn the weights of listings from the index pages in `benchmarks/listings`.

They are measured on kinds of sites left out; `--write` writes `scrapers/listings/listing.json`.
Each page counts as much as any other. What is judged is the whole reading of a page, not the single
link.
"""

import random
import sys
from collections.abc import Sequence

from benchmarks.bench_listing import predict_with, read_page
from benchmarks.listings.corpus import pages
from benchmarks.listings.model import LabelledListing
from benchmarks.listings.score import Figures, score, table
from benchmarks.logistic import learn
from benchmarks.weights import SCRAPERS, Fitted, write
from scrapers.listings.candidates import FEATURES, VERSION, features, read_candidates
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
        weights = learn(
            [row for page in labelled if fold_of[page.family] != number for row in rows[id(page)]],
            RIDGE,
        )
        judged.append(
            score(
                predict_with(weights), [page for page in labelled if fold_of[page.family] == number]
            )
        )
    figures = Figures(tuple(page for figures in judged for page in figures.pages))
    print(table(figures, 25))
    learned = learn([row for found in rows.values() for row in found], RIDGE)
    for name, weight in zip((*FEATURES, "bias"), learned, strict=True):
        print(f"{name:24}{weight:8.3f}")
    if "--write" in sys.argv:
        write(
            fitted(learned, figures, len(labelled), len(families)),
            SCRAPERS / "listings" / "listing.json",
        )


def fitted(weights: Sequence[float], figures: Figures, pages: int, kinds: int) -> Fitted:
    """The weights with their origin."""
    return Fitted(
        FEATURES,
        weights,
        VERSION,
        "python -m benchmarks.fit_listing --write",
        [f"benchmarks/listings: {pages} index pages of {kinds} kinds of sites"],
        {
            "F1 on kinds left out": figures.f1(),
            "F1 on kinds left out, Chinese": figures.f1(
                lambda page: page.language.startswith("zh")
            ),
            "F1 on kinds left out, others": figures.f1(
                lambda page: not page.language.startswith("zh")
            ),
        },
    )


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
