"""Learn the weights of an article's fields (title, day, authors, lead picture) from both sets of
labelled pages, measured on sites left out.

`python -m benchmarks.fit_fields [--write] [FIELD ...]` needs ../shared/extraction-dev and
../shared/extraction-dev2. The title comes first: the others are read from where it stands, so they
are fitted with the title's weights that are written.
"""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from types import ModuleType
from typing import Any

from benchmarks.choices import Asked, chances_of, learn_choices
from benchmarks.labelled import SETS, judge_of, labels, manifest, moments, pages
from benchmarks.weights import SCRAPERS, Fitted, write
from scrapers import Page, ScrapeError
from scrapers.articles import authors, days, headline, leadpicture
from scrapers.articles.article import scene_of, title_options_of
from scrapers.articles.choice import ENOUGH, Option, row_of

FOLDS, BINS = 5, 10
# The sets have no listings beside their pages: what one says counts as much as a meta element.
BY_HAND = {"title": {"listing": 1.0}, "day": {"listing": 1.2}}


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it is fitted: its file, what is known of its options, how a value is judged."""

    file: str
    features: Sequence[str]
    version: int
    label: str
    given: Callable[[Any], Any]


FIELDS = {
    "title": Field("title.json", headline.FEATURES, headline.VERSION, "title", str),
    "day": Field("day.json", days.FEATURES, days.VERSION, "date", lambda at: at.day.isoformat()),
    "author": Field("author.json", authors.FEATURES, authors.VERSION, "author", list),
    "lead": Field(
        "lead.json", leadpicture.FEATURES, leadpicture.VERSION, "image", lambda it: it.url
    ),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A page and one of its fields: its site, what was asked, every option that is right (of two
    pictures either may lead), from which set it is, and its language.
    """

    site: str
    asked: Asked
    rights: frozenset[int]
    older: bool
    language: str


def main() -> None:
    """Print for each field what is right and wrong on held-out sites, how well its chances are
    calibrated, and the weights learned from all of them.
    """
    if not all(folder.is_dir() for folder in SETS):
        print("the labelled pages are not here; nothing learned")
        return
    wanted = [name for name in sys.argv[1:] if name in FIELDS] or list(FIELDS)
    if "title" in wanted:
        fit("title", list(_examples(["title"])["title"]), write_it="--write" in sys.argv)
    others = [name for name in wanted if name != "title"]
    for name, examples in _examples(others).items():
        fit(name, examples, write_it="--write" in sys.argv)


def fit(name: str, examples: Sequence[Example], *, write_it: bool) -> None:
    """Fit one field."""
    field = FIELDS[name]
    sites = sorted({each.site for each in examples})
    random.Random(3).shuffle(sites)
    fold_of = {site: number % FOLDS for number, site in enumerate(sites)}
    judged: list[tuple[Example, list[float]]] = []
    for number in range(FOLDS):
        others = [each.asked for each in examples if fold_of[each.site] != number]
        weights = learn_choices(others)
        held = [each for each in examples if fold_of[each.site] == number]
        judged += [(each, chances_of(each.asked[0], weights)) for each in held]
    figures = _figures(judged)
    print(f"\n{name}: {len(examples)} pages of {len(sites)} sites, held-out sites")
    for group, value in figures.items():
        print(f"  {group:32}{value:.3f}")
    _print_bins(judged)
    learned = learn_choices([each.asked for each in examples])
    for feature, weight in BY_HAND.get(name, {}).items():
        learned[field.features.index(feature)] = weight
    for feature, weight in zip((*field.features, "bias"), learned, strict=True):
        print(f"    {feature:32}{weight:8.3f}")
    if write_it:
        sets = [f"shared/{folder.name}" for folder in SETS]
        command = "python -m benchmarks.fit_fields --write"
        fitted = Fitted(field.features, learned, field.version, command, sets, figures)
        write(fitted, SCRAPERS / "articles" / field.file)


def _examples(names: Sequence[str]) -> dict[str, list[Example]]:
    """The pages of both sets that have a label for a field, each page read once for all fields."""
    found: dict[str, list[Example]] = {name: [] for name in names}
    for folder in SETS if names else ():
        truth, judge, when = labels(folder), judge_of(folder), moments(folder)
        for line, body in pages(folder, manifest(folder)):
            label = truth[line["id"]]
            page = Page(line["url"] or "", body, now=when.get(line["id"]))
            for name, options in _options(names, page):
                if label.get(FIELDS[name].label):
                    asked, rights = _asked(options, label, FIELDS[name], judge)
                    site = line.get("site") or line["id"]
                    older = folder is SETS[0]
                    example = Example(site, asked, rights, older, label.get("lang") or "")
                    found[name].append(example)
    return found


def _asked(
    options: Sequence[Option[Any]], label: dict[str, Any], field: Field, judge: ModuleType
) -> tuple[Asked, frozenset[int]]:
    able = [option for option in options if not option.absurd]
    rows = [(*row_of(option, field.features), 1.0) for option in able]
    rights = [at for at, option in enumerate(able) if _is_right(option, label, field, judge)]
    return (rows, rights[0] if rights else -1), frozenset(rights)


def _options(names: Sequence[str], page: Page) -> Iterator[tuple[str, Sequence[Option[Any]]]]:
    try:
        if "title" in names:
            yield "title", title_options_of(page)
            return
        scene, among = scene_of(page)
    except ScrapeError:
        return
    every: dict[str, Callable[[], Sequence[Option[Any]]]] = {
        "day": lambda: days.day_options(scene),
        "author": lambda: authors.author_options(scene),
        "lead": lambda: leadpicture.lead_options(scene, among),
    }
    yield from ((name, every[name]()) for name in names)


def _is_right(option: Option[Any], label: dict[str, Any], field: Field, judge: ModuleType) -> bool:
    judged = judge.judge(label, {field.label: field.given(option.value)})
    return bool(judged[field.label])


def _figures(judged: Sequence[tuple[Example, Sequence[float]]]) -> dict[str, float]:
    groups = {
        "": judged,
        "older set, ": [each for each in judged if each[0].older],
        "newer set, ": [each for each in judged if not each[0].older],
        "Chinese, ": [each for each in judged if each[0].language == "zh"],
    }
    figures: dict[str, float] = {}
    for name, members in groups.items():
        given = [_outcome(each, chances) for each, chances in members]
        for outcome in ("right", "wrong", "nothing"):
            figures[f"{name}{outcome}"] = given.count(outcome) / max(1, len(given))
        likeliest = [
            bool(chances) and chances.index(max(chances)) in each.rights
            for each, chances in members
        ]
        figures[f"{name}likeliest is right"] = sum(likeliest) / max(1, len(members))
        possible = sum(each.asked[1] >= 0 for each, _ in members)
        figures[f"{name}among the options"] = possible / max(1, len(members))
    return figures


def _outcome(example: Example, chances: Sequence[float]) -> str:
    if not chances or max(chances) < ENOUGH:
        return "nothing"
    return "right" if chances.index(max(chances)) in example.rights else "wrong"


def _print_bins(judged: Sequence[tuple[Example, Sequence[float]]]) -> None:
    """How often options of a chance are right: ten bins."""
    told = list(
        chain.from_iterable(
            ((chance, at in each.rights) for at, chance in enumerate(chances))
            for each, chances in judged
        )
    )
    for low in range(BINS):
        inside = [
            right
            for chance, right in told
            if low <= chance * BINS < low + 1 or (low == 9 and chance == 1)
        ]
        if inside:
            share = sum(inside) / len(inside)
            print(
                f"  chance {low / BINS:.1f} to {(low + 1) / BINS:.1f}: {len(inside):5} options, {share:.3f} right"
            )


if __name__ == "__main__":
    main()
