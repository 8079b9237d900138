"""Fitted weights and the code that uses them speak of the same features, and say where they come
from.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import scrapers
from benchmarks.weights import Fitted, text_of
from scrapers import Page
from scrapers.articles import maintext
from scrapers.articles.linked_data import linked_article
from scrapers.listings import candidates
from scrapers.listings.shown import read_shown
from scrapers.logistic import WeightsError, load_model, read_model
from scrapers.page.document import read_document

FOLDER = Path(scrapers.__file__).parent
FILES = [
    ("scrapers.articles", "maintext.json", maintext.FEATURES, maintext.VERSION),
    ("scrapers.listings", "listing.json", candidates.FEATURES, candidates.VERSION),
]
shipped = pytest.mark.parametrize(
    ("package", "name", "features", "version"), FILES, ids=[file[1] for file in FILES]
)
LINKS = "".join(
    f'<p><a href="/news/{n}.html">A title of many words, number {n}</a></p>' for n in range(3)
)
PAGE = Page("https://courier.example/news/", f"<html><body>{LINKS}</body></html>".encode())


@shipped
def test_shipped_weights_are_for_the_features_of_the_code(
    package: str, name: str, features: Sequence[str], version: int
) -> None:
    assert (
        len(load_model(package, name, features, version).weights)
        == len(features)
        == len(set(features))
    )


@shipped
def test_shipped_weights_say_where_they_come_from(
    package: str, name: str, features: Sequence[str], version: int
) -> None:
    told = json.loads((FOLDER / package.partition(".")[2] / name).read_text("utf-8"))
    assert told["command"].startswith(f"python -m benchmarks.fit_{Path(name).stem}")
    assert told["sets"]
    assert all(0 < value <= 1 for value in told["figures"].values())
    weights = [*(weight for _, weight in told["weights"]), told["bias"]]
    fitted = Fitted(features, weights, version, told["command"], told["sets"], told["figures"])
    assert text_of(fitted, told["fitted"]) == (FOLDER / package.partition(".")[2] / name).read_text(
        "utf-8"
    )


def test_as_many_features_are_worked_out_as_have_names() -> None:
    document = read_document(PAGE)
    rows = maintext.features(
        document, linked_article(document.root), maintext.units_of(document.lines)
    )
    assert {len(row) for row in rows} == {len(maintext.FEATURES)}
    links = candidates.read_candidates(read_shown(PAGE), PAGE)
    assert {len(row) for row in candidates.features(links, PAGE)} == {len(candidates.FEATURES)}


def test_a_model_weighs_rows() -> None:
    model = read_model(
        '{"version": 2, "bias": -1, "weights": [["one", 1], ["two", 0.5]]}', ("one", "two"), 2
    )
    assert model.likelihoods([(1, 0), (0, 2), (-9999, 0), (9999, 0)]) == [
        0.5,
        0.5,
        pytest.approx(0),
        pytest.approx(1),
    ]
    with pytest.raises(ValueError, match="zip"):
        model.likelihoods([(1,)])


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    told = {"version": 1, "bias": 0.5, "weights": [["one", 1.0], ["two", 2.0], ["three", 3.0]]}
    change(told)
    return json.dumps(told)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda told: told["weights"].pop(), r"\['three'\]"),
        (lambda told: told["weights"].append(["four", 4.0]), r"\['four'\]"),
        (lambda told: told["weights"].append(["three", 4.0]), "count"),
        (lambda told: told["weights"].reverse(), "order"),
        (lambda told: told["weights"][0].__setitem__(0, "uno"), r"\['one', 'uno'\]"),
        (lambda told: told.update(version=2), "version 2, features of version 1"),
    ],
    ids=["missing", "extra", "twice", "order", "renamed", "version"],
)
def test_weights_of_other_features_are_refused(
    change: Callable[[dict[str, Any]], object], says: str
) -> None:
    with pytest.raises(WeightsError, match=says):
        read_model(changed(change), ("one", "two", "three"), 1)
