"""What programs write: new items, changes, and that a source is to be collected."""

from hashlib import sha256

from flask import Response, json, request, url_for

from app import desk
from app.publish.itemjson import work_json
from app.values.model import Item
from app.values.quotas import ration
from app.values.roles import OPEN_TO_WRITERS, may
from app.values.tokens import wrote
from app.web.api.base import allowed, pages, problem, refused, signature, token, writes
from app.web.api.reads import tag_of
from app.web.context import current_service

_JSON = "application/json; charset=utf-8"
_LONGEST_KEY = 255
_STEPS = ("published", "withdrawn", "rejected")


@pages.post("/items")
@writes("items:write")
def new_item() -> Response:
    """Store an item. With an Idempotency-Key, the same request again within a day gives the same
    answer and makes nothing.
    """
    change, wrong = _read(new=True)
    if change is None:
        return wrong
    if change.wish and (answer := refused("items:publish")) is not None:
        return answer
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return _made(change)
    if not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        return problem(
            400,
            f"A key has at most {_LONGEST_KEY} letters, digits and signs.",
            field="Idempotency-Key",
        )
    return _once(change, key)


@pages.patch("/items/<uid>")
@writes("items:write")
def change_item(uid: str) -> Response:
    """Change an item, and then its state. `revision` or If-Match says on which version, so that
    nobody is overwritten unseen.
    """
    change, wrong = _read(new=False)
    if change is None:
        return wrong
    item = current_service().store.items.by_uid(uid)
    if (answer := _may_change(item, change)) is not None:
        return answer
    if not _matches(item):
        return problem(
            412,
            "Somebody else has changed this item in the meantime; nothing was changed.",
            ETag=tag_of(item),
        )
    _check_section(change)
    done = desk.change_item(current_service().store, item, change, _signer())
    if _is_as_it_was(item, done) and not (allowed("items:read") or _is_own(item)):
        return Response(status=204)
    return _item_answer(done, 200)


@pages.post("/sources/<slug>/collect")
@writes("sources:collect")
def collect(slug: str) -> Response:
    """Let a source be collected at the next tick."""
    service = current_service()
    desk.collect_soon(service.store, slug, signature(), service.now())
    return Response(json.dumps({"source": slug}), 202, content_type=_JSON)


def _read(*, new: bool) -> tuple[desk.Change | None, Response]:
    """The change that is asked for, or why there is none."""
    nothing = Response()
    if request.mimetype != "application/json":
        return None, problem(415, "Send application/json.")
    try:
        given = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return None, problem(400, "This is no JSON.")
    return desk.read_change(given, new=new), nothing


def _may_change(item: Item, change: desk.Change) -> Response | None:
    """Why a token may not change an item: what is public or about to be needs the scope to publish,
    what others wrote the role for it.
    """
    if (change.wish in _STEPS or item.status in ("published", "scheduled")) and (
        answer := refused("items:publish")
    ) is not None:
        return answer
    holder = token()
    assert holder
    if may(holder.editor.role, "review"):
        return None
    if item.status in OPEN_TO_WRITERS and _is_own(item):
        return None
    return problem(
        403,
        (
            f"{holder.editor.name} may change only what {holder.editor.name} wrote, until it is "
            f"public."
        ),
    )


def _is_own(item: Item) -> bool:
    """Whether an item was written in the name of the token's editor."""
    holder = token()
    assert holder
    first = current_service().store.items.revisions(item.uid)[0]
    return item.kind == "written" and wrote(holder.editor.name, first.by)


def _is_as_it_was(before: Item, after: Item) -> bool:
    """Whether nothing was changed, so that the answer would be a way of reading without the scope
    for it.
    """
    return (before.revision, before.status, before.due_at) == (
        after.revision,
        after.status,
        after.due_at,
    )


def _check_section(change: desk.Change) -> None:
    holder = token()
    assert holder
    if "section" in change.texts:
        desk.check_section(current_service().store, change.texts["section"], holder.editor.role)


def _matches(item: Item) -> bool:
    return not request.if_match or request.if_match.contains(tag_of(item).strip('"'))


def _signer() -> desk.Signer:
    service, holder = current_service(), token()
    assert holder
    settings = service.settings
    texts = ration(holder.editor.id, "texts", settings.texts_mb)
    return desk.Signer(signature(), service.now(), desk.site_of(settings), texts)


def _made(change: desk.Change) -> Response:
    _check_section(change)
    return _item_answer(desk.make_item(current_service().store, change, _signer()), 201)


def _once(change: desk.Change, key: str) -> Response:
    """Make an item unless this key made it before."""
    holder, digest = token(), sha256(request.get_data()).hexdigest()
    assert holder
    service = current_service()
    before = service.store.answers.given(holder, key, digest, service.now())
    if before is not None:
        return _kept_answer(before, replayed=True)
    _check_section(change)
    once = desk.Request(holder, key, digest)
    reply, replayed = desk.make_item_once(service.store, change, _signer(), once, _kept)
    return _kept_answer(reply, replayed=replayed)


def _kept_answer(reply: desk.Answer, *, replayed: bool) -> Response:
    answer = Response(reply["body"], reply["status"], reply["headers"])
    if replayed:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _kept(item: Item, html: str) -> desk.Answer:
    """The answer about a new item, as it is kept for the case that the request comes again."""
    # This is serialised while the transaction is open, and cannot be before: the answer names what
    # the transaction makes (id, tag, address, revision, state, due time), and has to be stored with
    # it, or a crash between the two would let the same request make a second item. What is slow of
    # it, sanitising the text, was done before; what is left takes 0.1 ms for a story of 5,000
    # characters and 10 ms for the longest body (500,000), beside a commit to disk.
    made = _item_answer(item, 201, html)
    headers = {name: made.headers[name] for name in ("Content-Type", "ETag", "Location")}
    return {"status": made.status_code, "headers": headers, "body": made.get_data(as_text=True)}


def _item_answer(item: Item, code: int, html: str | None = None) -> Response:
    answer = Response(
        json.dumps(work_json(item, current_service().settings, html), ensure_ascii=False),
        code,
        content_type=_JSON,
    )
    answer.headers["ETag"] = tag_of(item)
    if code == 201:
        answer.headers["Location"] = url_for("api.item", uid=item.uid)
    return answer
