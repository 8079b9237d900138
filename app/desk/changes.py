"""What programs ask for: an item to be made or changed, read from JSON and carried out as an editor's work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal, cast, get_args
from zoneinfo import ZoneInfo

from app.desk.written import Draft, body_of, check_stored, edit, refuse_odd_year, show_stamp, show_tags, write
from app.publish.release import release
from app.store import Store
from app.values.errors import Conflict, InputError
from app.values.model import RIGHTS, Item
from scrapers.words.text import clean_text

Wish = Literal["published", "withdrawn", "rejected", "review"]
_DRAFT = frozenset(found.name for found in fields(Draft)) - {"due", "embargo"}
_TEXTS = _DRAFT - {"tags"}
_KNOWN = _DRAFT | {"publish", "publish_at", "revision", "status", "note"}
_ONLY_NEW, _ONLY_CHANGES = {"publish", "url"}, {"revision", "status", "note", "correction", "correction_note"}
_USUAL_SECTION = "News"
_LARGEST = 2**31


@dataclass(frozen=True, slots=True)
class Change:
    """What a program asks for: texts of the item's draft, the state that it is to have, and the revision that this was made on."""

    texts: Mapping[str, str] = field(default_factory=dict)
    wish: Wish | None = None
    publish_at: datetime | None = None
    note: str = ""
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """In whose name and when something is done."""

    by: str
    now: datetime
    zone: ZoneInfo
    base_url: str


def read_change(given: Any, *, new: bool) -> Change:
    """The change that a JSON document asks for; InputError names the field that cannot be used."""
    if not isinstance(given, dict):
        raise InputError("an object is needed, with the fields of an item")
    unknown = sorted(set(given) - (_KNOWN - (_ONLY_CHANGES if new else _ONLY_NEW)))
    if unknown:
        raise InputError("there is no such field", field=unknown[0])
    texts = {name: _text(given, name) for name in _TEXTS & set(given)}
    if "tags" in given:
        texts["tags"] = _tags(given["tags"])
    if new and "title" not in texts:
        raise InputError("a title is needed", field="title")
    if texts.get("rights", "full") not in RIGHTS:
        raise InputError(f"rights are one of {', '.join(RIGHTS)}", field="rights")
    at = _instant(_text(given, "publish_at")) if "publish_at" in given else None
    return Change(texts, _wish(given, at), at, _text(given, "note") if "note" in given else "", _revision(given))


def make_item(store: Store, change: Change, signer: Signer) -> Item:
    """Store a new item, and publish it if that is asked for: both or nothing; InputError, Conflict."""
    sections = store.sections.every()
    usual = Draft(title="", body="", section=sections[0].title if sections else _USUAL_SECTION)
    with store.together():
        made = write(store, _with(usual, change.texts), signer.by, signer.now, signer.zone, signer.base_url)
        return _step(store, made, change, signer) if change.wish else made


def change_item(store: Store, item: Item, change: Change, signer: Signer) -> Item:
    """Change an item on the revision that is named, or else as it is now, and its state: both or nothing; InputError, Conflict."""
    with store.together():
        if change.texts:
            draft = _with(_draft_of(item, signer.zone), change.texts)
            item = edit(store, item, change.revision or item.revision, draft, signer.by, signer.now, signer.zone, signer.base_url)
        elif change.revision not in (None, item.revision):
            raise Conflict("somebody else has changed this item in the meantime; nothing was changed")
        return _step(store, item, change, signer) if change.wish else item


def _step(store: Store, item: Item, change: Change, signer: Signer) -> Item:
    doing: Mapping[Wish, Callable[[], Item]] = {
        "published": lambda: store.desk.publish(item.uid, signer.now, signer.by, at=change.publish_at),
        "withdrawn": lambda: store.desk.withdraw(item.uid, clean_text(change.note)[:500], signer.now, signer.by),
        "rejected": lambda: store.desk.reject(item.uid, signer.now, signer.by),
        "review": lambda: store.desk.submit(item.uid, signer.now, signer.by),
    }
    assert change.wish
    if change.wish == "published" and not change.texts.get("decorative"):
        check_stored(store, item)
    done = doing[change.wish]()
    if change.wish != "published":
        return done
    release(store, signer.now)
    return store.items.by_uid(item.uid)


def _with(draft: Draft, texts: Mapping[str, str]) -> Draft:
    changes: Mapping[str, Any] = texts
    return replace(draft, **changes)


def _draft_of(item: Item, zone: ZoneInfo) -> Draft:
    """An item as an editor's form would show it."""
    content = item.content
    return Draft(
        title=content.title,
        body=body_of(content),
        section=item.section.title,
        summary=content.summary,
        author=content.author,
        byline_source=content.byline_source,
        published=show_stamp(content.published, zone),
        rights=item.rights,
        tags=show_tags(content.tags),
    )


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given[name]
    if not isinstance(value, str):
        raise InputError("a text is needed", field=name)
    return value


def _tags(value: Any) -> str:
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise InputError("a list of texts is needed", field="tags")
    return ",".join(value)


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError(text)
    except ValueError as error:
        raise InputError("an instant is needed, such as 2024-06-21T08:30:00+08:00", field="publish_at") from error
    refuse_odd_year(at.year, "publish_at")
    return at


def _wish(given: Mapping[str, Any], at: datetime | None) -> Wish | None:
    wish: Any = given.get("status")
    if wish is not None and wish not in get_args(Wish):
        raise InputError(f"a status to ask for is one of {', '.join(get_args(Wish))}", field="status")
    if not isinstance(given.get("publish", False), bool):
        raise InputError("true or false is needed", field="publish")
    if at is not None and wish not in (None, "published"):
        raise InputError("only what is to be published has a time for it", field="publish_at")
    if at is not None or given.get("publish"):
        return "published"
    return cast(Wish | None, wish)


def _revision(given: Mapping[str, Any]) -> int | None:
    value = given.get("revision")
    if "revision" in given and (not isinstance(value, int) or isinstance(value, bool) or not 0 < value < _LARGEST):
        raise InputError("the number of a revision is needed", field="revision")
    return value
