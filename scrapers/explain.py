"""What each field of a story was decided from: every value that its page offers, how likely each
is, and what speaks for it.
"""

from typing import Any

from scrapers.articles.article import Evidence, read_with_evidence
from scrapers.articles.choice import Choice, Option
from scrapers.page.document import read_document
from scrapers.values import Page

_MOST_OPTIONS, _MOST_WITNESSES, _LONGEST = 8, 6, 160


def explain(page: Page) -> dict[str, Any]:
    """The fields of a page that no rules for its site are known for, each with its options;
    ScrapeError when it is no article.
    """
    article, evidence = read_with_evidence(read_document(page), page)
    return {"url": article.url, "doubts": list(article.doubts), "fields": fields(evidence)}


def fields(evidence: Evidence) -> dict[str, Any]:
    """Each field's options, the likeliest first."""
    return {name: _choice(choice) for name, choice in choices(evidence).items()}


def choices(evidence: Evidence) -> dict[str, Choice[Any]]:
    """The choices of a story's fields by their names."""
    return {
        "title": evidence.title,
        "published": evidence.published,
        "authors": evidence.authors,
        "byline_source": evidence.byline_source,
        "summary": evidence.summary,
        "section": evidence.section,
        "lead_picture": evidence.lead,
    }


def _choice(choice: Choice[Any]) -> dict[str, Any]:
    return {
        "given": choice.best.wording if choice.best is not None else None,
        "options": [_option(option) for option in choice.options[:_MOST_OPTIONS]],
    }


def _option(option: Option[Any]) -> dict[str, Any]:
    entry = {
        "value": option.wording[:_LONGEST],
        "chance": round(option.chance, 3),
        "said_by": [
            {"place": witness.place, "text": witness.text[:_LONGEST]}
            for witness in option.witnesses[:_MOST_WITNESSES]
        ],
    }
    if option.evidence:
        entry["evidence"] = {name: round(value, 2) for name, value in option.evidence.items()}
    return entry | ({"refused": option.absurd} if option.absurd else {})
