"""How well a finder of entries reads the corpus."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol
from urllib.parse import urldefrag

from benchmarks.listings.model import Entry, LabelledListing


class EntryLike(Protocol):
    """What a finder says of an entry: its address, its title and an ISO day or None."""

    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def date(self) -> str | None: ...


class Found(Protocol):
    """What a finder says of a page."""

    @property
    def entries(self) -> Sequence[EntryLike]: ...
    @property
    def next_url(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class PageFigures:
    """One page: what was found of it, and what was right of what was found."""

    page: LabelledListing
    precision: float
    recall: float
    f1: float
    matched: int
    right_titles: int
    dated: int
    right_days: int
    wrong_days: int
    right_next: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """All pages together."""

    pages: tuple[PageFigures, ...]

    def f1(self, wanted: Callable[[LabelledListing], bool] = lambda page: True) -> float:
        """The mean F1 of the pages wanted."""
        return fmean([figures.f1 for figures in self.pages if wanted(figures.page)] or [0.0])

    @property
    def titles(self) -> float:
        """The share of right titles among the entries found."""
        return _share((p.right_titles for p in self.pages), (p.matched for p in self.pages))

    @property
    def days(self) -> float:
        """The share of entries found with a shown date whose day is right."""
        return _share((p.right_days for p in self.pages), (p.dated for p in self.pages))

    @property
    def false_days(self) -> float:
        """The share of entries found that are given a day they do not have."""
        return _share((p.wrong_days for p in self.pages), (p.matched for p in self.pages))

    @property
    def next_pages(self) -> float:
        """The share of pages whose next page, or the lack of one, is right."""
        return fmean([figures.right_next for figures in self.pages] or [0.0])

    def worst(self, count: int) -> list[PageFigures]:
        """The pages read worst."""
        return sorted(self.pages, key=lambda figures: figures.f1)[:count]


def score(predict: Callable[[LabelledListing], Found], pages: Iterable[LabelledListing]) -> Figures:
    """Judge a finder by pages."""
    return Figures(tuple(_judged(page, predict(page)) for page in pages))


def table(figures: Figures, worst: int = 10) -> str:
    """The figures as lines to print."""
    rows = [
        ("F1, all pages", figures.f1()),
        ("F1, Chinese pages", figures.f1(lambda page: page.language.startswith("zh"))),
        ("F1, other pages", figures.f1(lambda page: not page.language.startswith("zh"))),
        ("F1, dev", figures.f1(lambda page: page.split == "dev")),
        ("F1, held", figures.f1(lambda page: page.split == "held")),
        ("right titles", figures.titles),
        ("right days", figures.days),
        ("wrong days", figures.false_days),
        ("right next page", figures.next_pages),
    ]
    lines = [f"{label:<20}{value:7.3f}" for label, value in rows]
    lines += ["", f"{'worst pages':<24}{'P':>6}{'R':>6}{'F1':>6}"]
    lines += [
        f"{p.page.family:<20}{len(p.page.entries):>4}{p.precision:6.2f}{p.recall:6.2f}{p.f1:6.2f}"
        for p in figures.worst(worst)
    ]
    return "\n".join(lines)


def _judged(page: LabelledListing, found: Found) -> PageFigures:
    told = {_address(entry.url): entry for entry in reversed(found.entries)}
    truth = {_address(entry.url): entry for entry in page.entries}
    pairs = [(truth[address], told[address]) for address in truth if address in told]
    void = float(not told and not truth)
    precision = len(pairs) / len(told) if told else void
    recall = len(pairs) / len(truth) if truth else void
    return PageFigures(
        page=page,
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if pairs else void,
        matched=len(pairs),
        right_titles=sum(_folded(right.title) == _folded(said.title) for right, said in pairs),
        dated=sum(right.date is not None for right, _ in pairs),
        right_days=sum(right.date is not None and right.date == said.date for right, said in pairs),
        wrong_days=sum(_misdated(right, said) for right, said in pairs),
        right_next=_address(found.next_url or "") == _address(page.next_url or ""),
    )


def _misdated(right: Entry, said: EntryLike) -> bool:
    return said.date is not None and said.date != right.date


def _address(url: str) -> str:
    return urldefrag(url).url.partition("://")[2]


def _folded(title: str) -> str:
    return "".join(letter for letter in title.casefold() if letter.isalnum())


def _share(parts: Iterable[int], wholes: Iterable[int]) -> float:
    whole = sum(wholes)
    return sum(parts) / whole if whole else 0.0
