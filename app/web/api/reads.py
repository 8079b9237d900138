"""What programs read: items, in lists, by words, or one."""

from typing import Any, cast, get_args

from flask import Response, abort, json, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.publish.itemjson import item_json, report_json, work_json
from app.publish.syndication import cursor_words, read_cursor_words
from app.search import parse
from app.values.model import Item, Status
from app.web.api.base import allowed, pages, problem, refused, token
from app.web.conditional import kept
from app.web.context import current_service
from app.web.pages import cursor, read_cursor

_MOST = 200
_USUAL = 50
_STATUSES = get_args(Status)


@pages.get("/items")
def items() -> Response:
    """Items, newest first, or by how well they answer `q`; `limit` up to 200, `after` a cursor,
    `section` and `source` slugs.

    Readers get what is public; a token that may read gets all, in full, or those of a `status`.
    """
    if token() is not None and (answer := refused("items:read")) is not None:
        return answer
    status, words = request.args.get("status", "") if token() else "", request.args.get("q", "")
    if status and status not in _STATUSES:
        return problem(400, f"A status is one of {', '.join(_STATUSES)}.", field="status")
    if words and status not in ("", "published"):
        return problem(400, "Words are looked for in what is public only.", field="status")
    limit = _limit(request.args.get("limit", str(_USUAL)))
    rows, following = _search(words, limit) if words else _listed(status, limit)
    return _answer({"items": [_item_json(item) for item in rows], "next": following})


@pages.get("/items/<uid>")
def item(uid: str) -> AnyResponse:
    """One item; one that was merged into another leads there."""
    if token() is not None and (answer := refused("items:read")) is not None:
        return answer
    item = current_service().store.items.by_uid(uid)
    if item.merged_into:
        return redirect(url_for("api.item", uid=item.merged_into), 301)
    if item.status != "published" and token() is None:
        abort(410 if item.status == "withdrawn" else 404)
    body = _item_json(item)
    if body["cluster"]:
        body["cluster"]["items"] = [
            report_json(report, current_service().settings)
            for report in current_service().store.items.reports(item)
        ]
    return _answer(body, tag_of(item) if token() is not None else "")


def tag_of(item: Item) -> str:
    """The entity tag by which a program says which version of an item it knows."""
    return f'"{item.uid}.{item.revision}"'


def _listed(status: str, limit: int) -> tuple[list[Item], str | None]:
    store, asked = current_service().store, request.args
    section = store.sections.get(asked["section"]) if asked.get("section") else None
    source = store.sources.known(asked["source"]) if asked.get("source") else None
    after = read_cursor(asked.get("after", ""))
    if allowed("items:read"):
        wanted = cast(Status, status) if status else None
        rows = store.items.desk(
            limit + 1, status=wanted, section=section, source=source, after=after
        )
    else:
        rows = store.items.public(limit + 1, section=section, source=source, after=after)
    return rows[:limit], cursor(rows[limit - 1]) if len(rows) > limit else None


def _search(words: str, limit: int) -> tuple[list[Item], str | None]:
    store, asked = current_service().store, request.args
    section = store.sections.get(asked["section"]) if asked.get("section") else None
    source = store.sources.known(asked["source"]) if asked.get("source") else None
    after = read_cursor_words(asked.get("after", ""))
    if asked.get("after") and (after is None or after.top is None):
        abort(400)
    page = store.search.find(parse(words), limit, section=section, source=source, after=after)
    return list(page.items), cursor_words(page.more) if page.more else None


def _item_json(item: Item) -> dict[str, Any]:
    settings = current_service().settings
    return work_json(item, settings) if allowed("items:read") else item_json(item, settings)


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4) or not 1 <= int(text) <= _MOST:
        abort(400)
    return int(text)


def _answer(value: Any, tag: str = "") -> Response:
    body = json.dumps(value, ensure_ascii=False).encode()
    if token() is not None:
        answer = Response(body, content_type="application/json; charset=utf-8")
        if tag:
            answer.headers["ETag"] = tag
        return answer
    version = current_service().store.sections.edition().version_at
    public = kept(
        request,
        body,
        "application/json; charset=utf-8",
        version,
        current_service().now(),
        max_age=60,
        cors=True,
    )
    public.headers["Vary"] += ", Authorization"
    return public
