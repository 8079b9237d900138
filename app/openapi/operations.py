"""What programs can ask for: every operation, with its parameters and answers."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: `scope` is what it needs, `public` that readers may ask too; `answers` are the
    codes of success with their schemas.

    `body` names the schema of what is sent, `problems` are the codes of errors beside those that
    all operations share.
    """

    method: Literal["get", "post", "patch"]
    path: str
    name: str
    summary: str
    answers: tuple[tuple[int, str], ...]
    scope: str = ""
    public: bool = False
    parameters: tuple[str, ...] = ()
    body: str = ""
    problems: tuple[int, ...] = ()


_WRITING = (401, 403, 409, 413, 415, 422, 429)

OPERATIONS = (
    Operation(
        "get",
        "/items",
        "listItems",
        ("Items, the newest first, or by how well they answer words. Readers get what is public."),
        ((200, "Items"),),
        "items:read",
        True,
        ("limit", "after", "section", "source", "q", "status"),
        problems=(401, 403, 404),
    ),
    Operation(
        "post",
        "/items",
        "makeItem",
        "Store an item, and publish it if that is asked for.",
        ((201, "Item"),),
        "items:write",
        False,
        ("Idempotency-Key",),
        "NewItem",
        _WRITING,
    ),
    Operation(
        "get",
        "/items/{id}",
        "getItem",
        "One item; one that was merged into another leads there.",
        ((200, "Item"), (301, "")),
        "items:read",
        True,
        ("id",),
        problems=(401, 403, 404, 410),
    ),
    Operation(
        "patch",
        "/items/{id}",
        "changeItem",
        "Change an item, and then its state.",
        ((200, "Item"), (204, "")),
        "items:write",
        False,
        ("id", "If-Match"),
        "ItemChange",
        (404, 412, *_WRITING),
    ),
    Operation(
        "post",
        "/sources/{slug}/collect",
        "collectSource",
        "Let a source be collected at the next tick.",
        ((202, "Collected"),),
        "sources:collect",
        False,
        ("slug",),
        problems=(401, 403, 404, 413, 429),
    ),
    Operation(
        "get", "/openapi.json", "describe", "This document.", ((200, "Document"),), public=True
    ),
)

_TEXT: dict[str, Any] = {"type": "string"}


def _of(
    place: str, schema: dict[str, Any], words: str, *, required: bool = False
) -> dict[str, Any]:
    return {"in": place, "schema": schema, "description": words, "required": required}


PARAMETERS: dict[str, dict[str, Any]] = {
    "id": _of("path", _TEXT, "The id of an item.", required=True),
    "slug": _of("path", _TEXT, "The slug of a source.", required=True),
    "limit": _of(
        "query", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}, "How many items."
    ),
    "after": _of("query", _TEXT, "Where to go on: what `next` said."),
    "section": _of("query", _TEXT, "The slug of a section."),
    "source": _of("query", _TEXT, "The slug of a source."),
    "q": _of("query", _TEXT, "Words to look for in what is public, as on the search page."),
    "status": _of("query", _TEXT, "Items of one status; for tokens that may read all."),
    "Idempotency-Key": _of(
        "header",
        {"type": "string", "minLength": 1, "maxLength": 255},
        "The same request with the same key within 24 hours is done once.",
    ),
    "If-Match": _of("header", _TEXT, "The ETag of the version that the change is made on."),
}
