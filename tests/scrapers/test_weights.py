"""Fitted weights and the code that uses them speak of the same features, and say where they come
from.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import scrapers
from benchmarks.choices import chances_of, learn_choices
from benchmarks.weights import Fitted, text_of
from scrapers import Page
from scrapers.articles import authors, days, headline, leadpicture, maintext
from scrapers.articles.article import scene_of
from scrapers.articles.choice import Option
from scrapers.articles.linked_data import linked_article
from scrapers.listings import candidates
from scrapers.listings.shown import read_shown
from scrapers.logistic import WeightsError, load_model, read_model
from scrapers.page.document import read_document

FOLDER = Path(scrapers.__file__).parent
FILES = [
    ("scrapers.articles", "maintext.json", maintext.FEATURES, maintext.VERSION),
    ("scrapers.listings", "listing.json", candidates.FEATURES, candidates.VERSION),
    ("scrapers.articles", "title.json", headline.FEATURES, headline.VERSION),
    ("scrapers.articles", "day.json", days.FEATURES, days.VERSION),
    ("scrapers.articles", "author.json", authors.FEATURES, authors.VERSION),
    ("scrapers.articles", "lead.json", leadpicture.FEATURES, leadpicture.VERSION),
]
OF_FIELDS = {"title", "day", "author", "lead"}
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
    fitted_by = "fields" if Path(name).stem in OF_FIELDS else Path(name).stem
    assert told["command"].startswith(f"python -m benchmarks.fit_{fitted_by}")
    assert told["sets"]
    assert all(0 <= value <= 1 for value in told["figures"].values())
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


def test_the_evidence_of_a_field_has_names_that_are_weighed() -> None:
    text = "".join(
        f"<p>{'Words of a story, told in a sentence that ends. ' * 3}</p>" for _ in range(4)
    )
    source = (
        "<title>A headline of some words - Paper</title><meta name='author' content='Ann Lee'>"
        "<meta property='og:image' content='/a.jpg'><h1>A headline of some words</h1>"
        f"<p>By Ann Lee</p><p>Published 21 June 2024</p><img src='/b.jpg' width='640'>{text}"
    )
    scene, among = scene_of(Page("https://courier.example/2024/06/21/a.html", source.encode()))
    told: dict[Sequence[str], Sequence[Option[Any]]] = {
        days.FEATURES: days.day_options(scene),
        authors.FEATURES: authors.author_options(scene),
        leadpicture.FEATURES: leadpicture.lead_options(scene, among),
        headline.FEATURES: headline.title_options(scene.document, scene.linked, ""),
    }
    for features, options in told.items():
        assert options
        named = {name for option in options for name in option.evidence}
        assert named <= set(features), named - set(features)


def test_the_options_of_a_choice_leave_room_for_none() -> None:
    model = read_model('{"version": 1, "bias": 0, "weights": [["one", 1]]}', ("one",), 1)
    assert model.chances([(0,)]) == [0.5]
    assert model.chances([(0,), (0,)]) == [pytest.approx(1 / 3), pytest.approx(1 / 3)]
    assert model.chances([]) == []


def test_choices_are_learned() -> None:
    asked = [([(1.0, 1.0), (0.0, 1.0)], 0)] * 8 + [([(0.0, 1.0)], -1)] * 8
    weights = learn_choices(asked)
    chances = chances_of([(1.0, 1.0), (0.0, 1.0)], weights)
    assert chances[0] > 0.8 > 0.2 > chances[1]


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
