"""The shapes of what is sent and answered, as JSON Schema."""

from typing import Any

from app.values.model import CORRECTIONS, RIGHTS

_TEXT: dict[str, Any] = {"type": "string"}
_MAYBE: dict[str, Any] = {"type": ["string", "null"]}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_STATUSES = ["draft", "review", "scheduled", "published", "withdrawn", "rejected", "merged"]


def _object(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


_DRAFT: dict[str, Any] = {
    "title": {"type": "string", "maxLength": 300},
    "body": {"type": "string", "description": "Markdown."},
    **dict.fromkeys(("summary", "author", "byline_source", "section"), _TEXT),
    "published": {
        "type": "string",
        "description": "The date of the story: 2024-06-21, with a time or without.",
    },
    "rights": {"type": "string", "enum": list(RIGHTS)},
    "language": {
        "type": "string",
        "description": "A tag (BCP 47); empty or not given: as the text is written.",
    },
    "tags": {"type": "array", "items": _TEXT},
    "publish_at": {
        "type": "string",
        "format": "date-time",
        "description": "When it is to become public.",
    },
}
_PUBLIC: dict[str, Any] = {
    **dict.fromkeys(
        ("id", "guid", "url", "title", "first_seen", "updated", "section", "section_slug"), _TEXT
    ),
    **dict.fromkeys(
        ("summary", "text", "html", "author", "byline_source", "published", "published_precision"),
        _MAYBE,
    ),
    **dict.fromkeys(("source", "language"), _MAYBE),
    **{name: {"type": "array", "items": _TEXT} for name in ("urls", "authors")},
    "also_reported_by": {"type": "array", "items": {"type": "object"}},
    "cluster": {"type": ["object", "null"]},
    "status": {"type": "string", "enum": _STATUSES},
    "rights": {"type": "string", "enum": list(RIGHTS)},
    "images": {"type": "array", "items": {"type": "object"}},
    "revisions": _COUNT,
}
_WORK: dict[str, Any] = {
    "revision": _COUNT,
    "kind": {"type": "string", "enum": ["collected", "written"]},
    **dict.fromkeys(("markdown", "note", "due", "released", "withdrawn"), _MAYBE),
    "tags": {"type": "array", "items": _TEXT},
}
SCHEMAS: dict[str, Any] = {
    "Item": _object(list(_PUBLIC), _PUBLIC | _WORK),
    "Items": _object(
        ["items", "next"],
        {
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
            "next": _MAYBE,
        },
    ),
    "NewItem": _object(["title"], _DRAFT | {"url": _TEXT, "publish": {"type": "boolean"}})
    | {"additionalProperties": False},
    "ItemChange": _object(
        [],
        _DRAFT
        | {
            "revision": {"type": "integer", "minimum": 1},
            "correction": {"type": "string", "enum": ["", *CORRECTIONS]},
            "correction_note": _TEXT,
            "significant": {
                "type": "string",
                "enum": ["", "yes", "no"],
                "description": "Whether feeds show it as changed; empty: told by what changes.",
            },
            "status": {"type": "string", "enum": ["published", "withdrawn", "rejected", "review"]},
            "note": _TEXT,
        },
    )
    | {"additionalProperties": False},
    "Collected": _object(["source"], {"source": _TEXT}),
    "Document": _object(["openapi", "paths"], {"openapi": _TEXT, "paths": {"type": "object"}}),
    "Problem": _object(
        ["type", "title", "status"],
        {"type": _TEXT, "title": _TEXT, "status": _COUNT, "detail": _TEXT, "field": _TEXT},
    ),
}
