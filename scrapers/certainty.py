"""How sure each field of a read article is, by what it was decided from (decisions 0084, 0098)."""

from collections.abc import Mapping
from typing import Any, Literal

from scrapers.articles.article import Evidence
from scrapers.articles.choice import ENOUGH, Choice
from scrapers.explain import choices
from scrapers.values import Article
from scrapers.words.text import fold

Certainty = Literal["sure", "likely", "check", "missing"]
FIELDS = ("title", "summary", "published", "author", "byline_source", "text", "pictures", "section")
_SURE = 0.95
_LONG, _SHORT = 1200, 400
# What the fields of an article are called where they are decided.
_CHOICES = {"author": "authors", "pictures": "lead_picture"}


def certainty(article: Article, evidence: Evidence | None) -> Mapping[str, Certainty]:
    """For each field of an article how sure it is.

    `evidence` is what it was decided from; None when rules made for this very site have read it.
    """
    missing: dict[str, Certainty] = dict.fromkeys(FIELDS, "missing")
    present = [name for name in FIELDS if getattr(article, name)]
    if evidence is None:
        return missing | dict.fromkeys(present, "sure")
    decided = choices(evidence)
    sure = {name: _of_field(name, article, decided) for name in present}
    return missing | sure


def _of_field(name: str, article: Article, decided: Mapping[str, Choice[Any]]) -> Certainty:
    if name == "text":
        return _of_text(article)
    if name == "pictures":
        return _of_pictures(article)
    chance = _chance(fold(_wording(article, name)), decided[_CHOICES.get(name, name)])
    if chance >= _SURE:
        return "sure"
    return "likely" if chance >= ENOUGH else "check"


def _wording(article: Article, name: str) -> str:
    value = getattr(article, name)
    return value.iso if name == "published" else str(value)


def _chance(wording: str, choice: Choice[Any]) -> float:
    """How likely a value is; 0 when nothing says it."""
    return next(
        (option.chance for option in choice.options if fold(option.wording) == wording), 0.0
    )


def _of_pictures(article: Article) -> Certainty:
    are_described = all(picture.caption or picture.alt for picture in article.pictures)
    return "sure" if are_described else "likely"


def _of_text(article: Article) -> Certainty:
    """A long text is hardly wrong, a short one may be a part."""
    if len(article.text) > _LONG:
        return "sure"
    return "likely" if len(article.text) > _SHORT else "check"
