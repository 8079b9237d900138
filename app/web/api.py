"""The public interface for programs: /api/v1/."""

from typing import Any

from flask import Blueprint, Response, abort, json, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.itemjson import item_json, report_json
from app.web.conditional import kept
from app.web.context import service
from app.web.pages import cursor, read_cursor

pages = Blueprint("api", __name__, url_prefix="/api/v1")

_MOST = 200
_USUAL = 50


@pages.get("/items")
def items() -> Response:
    """Published items, newest first; `limit` up to 200, `after` a cursor, `section` and `source` slugs."""
    held = service()
    limit = _limit(request.args.get("limit", str(_USUAL)))
    section = held.store.sections.get(request.args["section"]) if request.args.get("section") else None
    source = held.store.sources.known(request.args["source"]) if request.args.get("source") else None
    found = held.store.items.public(limit + 1, section=section, source=source, after=read_cursor(request.args.get("after", "")))
    body = {
        "items": [item_json(item, held.settings) for item in found[:limit]],
        "next": cursor(found[limit - 1]) if len(found) > limit else None,
    }
    return _answer(body)


@pages.get("/items/<uid>")
def item(uid: str) -> AnyResponse:
    """One published item; one that was merged into another leads there."""
    found = service().store.items.by_uid(uid)
    if found.merged_into:
        return redirect(url_for("api.item", uid=found.merged_into), 301)
    if found.status != "published":
        abort(410 if found.status == "withdrawn" else 404)
    settings = service().settings
    body = item_json(found, settings)
    if body["cluster"]:
        body["cluster"]["items"] = [report_json(report, settings) for report in service().store.items.reports(found)]
    return _answer(body)


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4) or not 1 <= int(text) <= _MOST:
        abort(400)
    return int(text)


def _answer(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False).encode()
    version = service().store.sections.edition().version_at
    return kept(request, body, "application/json; charset=utf-8", version, service().now(), max_age=60, cors=True)
