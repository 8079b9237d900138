"""How well, and how fast, the entries of unknown listings are found: the index pages of
`benchmarks/listings`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time
from unittest.mock import patch

from benchmarks.listings.corpus import pages
from benchmarks.listings.model import LabelledListing
from benchmarks.listings.score import score, table
from scrapers import Page, ScrapeError
from scrapers.listings import listing
from scrapers.listings.listing import read_any_listing
from scrapers.logistic import Model


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as read."""

    url: str
    title: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page as read."""

    entries: Sequence[Told] = ()
    next_url: str | None = None


def main() -> None:
    """Print how well the pages are read and the CPU time that a page takes."""
    labelled = pages()
    started = process_time()
    figures = score(predict, labelled)
    spent = process_time() - started
    print(table(figures, 15))
    print(f"{len(labelled)} pages, {1000 * spent / len(labelled):.1f} ms of CPU a page")


def predict(page: LabelledListing) -> Found:
    """What the generic reading finds on a page; nothing where it finds no listing."""
    try:
        found = read_any_listing(read_page(page))
    except ScrapeError:
        return Found()
    told = [
        Told(each.url, each.title, each.published.day.isoformat() if each.published else None)
        for each in found.teasers
    ]
    return Found(told, found.next_url or None)


def predict_with(weights: Sequence[float]) -> Callable[[LabelledListing], Found]:
    """The same with other weights, the constant's last."""
    model = Model(tuple(weights[:-1]), weights[-1])

    def read(page: LabelledListing) -> Found:
        with patch.object(listing, "model", lambda: model):
            return predict(page)

    return read


def read_page(page: LabelledListing) -> Page:
    """A labelled page as the scrapers take it; its zone is that of its site's clock."""
    if page.language.startswith("zh"):
        return Page(page.url, page.html, page.content_type, "Asia/Shanghai", page.now)
    offset = page.now.utcoffset()
    hours = round(offset.total_seconds() / 3600) if offset else 0
    return Page(
        page.url, page.html, page.content_type, f"Etc/GMT{-hours:+d}" if hours else "UTC", page.now
    )


if __name__ == "__main__":
    main()
