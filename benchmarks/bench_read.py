"""What reading a story costs: the site module, beside parsing alone with lxml and with
BeautifulSoup, in one run.

CPU milliseconds a page, the median of several rounds over the recorded articles.
"""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from bs4 import BeautifulSoup
from lxml import html

from scrapers import Page
from scrapers.listings.generic import Generic
from scrapers.sites.my399 import SCRAPER

RECORDINGS = Path(__file__).parent.parent / "tests" / "recordings" / "my399"
ROUNDS, REPEATS = 9, 20


def main() -> None:
    """Print a line for each way of reading."""
    pages = [
        Page(json.loads(path.with_suffix(".json").read_text("utf-8"))["url"], path.read_bytes())
        for path in sorted(RECORDINGS.glob("article*.html"))
    ]
    ways: dict[str, Callable[[Page], object]] = {
        "lxml, parsing alone": lambda page: html.document_fromstring(page.body),
        "the my399 module, whole story": SCRAPER.article,
        "BeautifulSoup on lxml, parsing alone": lambda page: BeautifulSoup(page.body, "lxml"),
        "the generic reader, whole story": Generic().article,
    }
    costs = {name: cost(read, pages) for name, read in ways.items()}
    floor = costs["lxml, parsing alone"]
    for name, milliseconds in costs.items():
        print(
            f"{name:40} {milliseconds:7.2f} ms of CPU a page   {milliseconds / floor:6.1f} times "
            f"the floor"
        )


def cost(read: Callable[[Page], object], pages: list[Page]) -> float:
    """Median CPU milliseconds a page."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(REPEATS):
            for page in pages:
                read(page)
        rounds.append((time.process_time() - start) * 1000 / (REPEATS * len(pages)))
    return statistics.median(rounds)


if __name__ == "__main__":
    main()
