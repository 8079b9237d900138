"""What programs ask for: an item to be made or changed, read from JSON and carried out as an
editor's work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal, cast, get_args

from app.desk import items
from app.desk.rations import size_of, use
from app.desk.site import Site, chosen_language
from app.desk.written import (
    Draft,
    PreparedItem,
    body_of,
    check_stored,
    prepare,
    prepare_new,
    refuse_odd_year,
    show_stamp,
    show_tags,
)
from app.publish.release import release_due
from app.store import Store, Transaction
from app.values.errors import Conflict, InputError
from app.values.model import RIGHTS, Item, Token
from app.values.quotas import Ration
from scrapers.words.text import clean_html, clean_text

Wish = Literal["published", "withdrawn", "rejected", "review"]
_DRAFT = frozenset(attribute.name for attribute in fields(Draft)) - {"due", "embargo"}
_TEXTS = _DRAFT - {"tags"}
_KNOWN = _DRAFT | {"publish", "publish_at", "revision", "status", "note"}
_ONLY_NEW, _ONLY_CHANGES = (
    {"publish", "url"},
    {"revision", "status", "note", "correction", "correction_note", "significant"},
)
_USUAL_SECTION = "News"
_LARGEST = 2**31
_MOVED_ON = "somebody else has changed this item in the meantime; nothing was changed"
_NOT_OVER_THEIRS = (
    "somebody else has changed this item in the meantime; your version was not saved over theirs"
)

# An answer as it is kept: status, headers and body.
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What a program asks for: texts of the item's draft, the state that it is to have, and the
    revision that this was made on.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    wish: Wish | None = None
    publish_at: datetime | None = None
    note: str = ""
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """In whose name and when something is done, and what of texts its editor may store in a day."""

    by: str
    now: datetime
    site: Site
    ration: Ration


@dataclass(frozen=True, slots=True)
class Request:
    """A request that is carried out once only: the token that makes it, the key that it gave, and a
    digest of what it says.
    """

    token: Token
    key: str
    digest: str


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
    wish = _wish(given, at)
    if not texts and wish is None:
        raise InputError("nothing is asked for; name what is to be changed")
    return Change(
        texts,
        wish,
        at,
        _text(given, "note") if "note" in given else "",
        _revision(given),
    )


def make_item(store: Store, change: Change, signer: Signer) -> Item:
    """Store a new item, and publish it if that is asked for: both or nothing; InputError,
    Conflict.
    """
    typed = _prepared(store, change, signer)
    return store.transact(lambda tx: _make(tx, typed, change, signer))


def make_item_once(
    store: Store,
    change: Change,
    signer: Signer,
    request: Request,
    answer: Callable[[Item, str], Answer],
) -> tuple[Answer, bool]:
    """Store a new item unless this request made it before; the answer to it, and whether that was
    given before.

    Item and answer are stored together, so that no crash comes between them. `answer` is given the
    item and its HTML, sanitised before anybody has to wait.
    """
    typed = _prepared(store, change, signer)
    html = clean_html(typed.content.html, typed.url)

    def once(tx: Transaction) -> tuple[Answer, bool]:
        given = tx.answers.given(request.token, request.key, request.digest, signer.now)
        if given is not None:
            return given, True
        made = answer(_make(tx, typed, change, signer), html)
        tx.answers.keep(request.token, request.key, request.digest, made, signer.now)
        return made, False

    return store.transact(once)


def change_item(store: Store, item: Item, change: Change, signer: Signer) -> Item:
    """Change the texts of an item as it was read, or on the revision that is named, and its state:
    both or nothing; InputError, Conflict. What is not named stays as it is by then.
    """
    if change.revision not in (None, item.revision):
        raise Conflict(_NOT_OVER_THEIRS if change.texts else _MOVED_ON)
    draft = _with(_draft_of(item, signer.site), change.texts)
    typed = prepare(draft, item.content, signer.site) if change.texts else None
    return store.transact(lambda tx: _change(tx, item, typed, change, signer))


def _change(
    tx: Transaction, read: Item, typed: PreparedItem | None, change: Change, signer: Signer
) -> Item:
    stored = tx.items.by_uid(read.uid)
    if typed is not None:
        stored = _edit(tx, read, stored, typed, change, signer)
    elif change.revision not in (None, stored.revision):
        raise Conflict(_MOVED_ON)
    return _step(tx, stored, change, signer)


def _edit(
    tx: Transaction,
    read: Item,
    stored: Item,
    typed: PreparedItem,
    change: Change,
    signer: Signer,
) -> Item:
    use(tx, signer.ration, size_of(typed.content), signer.now)
    return items.edit(
        tx,
        read.uid,
        read.revision,
        typed.content,
        typed.section if "section" in change.texts else stored.section.title,
        signer.by,
        signer.now,
        rights=typed.rights if "rights" in change.texts else None,
        correction=typed.correction,
        counts=typed.counts,
        expected=read.status,
    )


def _prepared(store: Store, change: Change, signer: Signer) -> PreparedItem:
    """What a new item is to say; whatever is slow about it is done."""
    usual = Draft(title="", body="", section=_usual_section(store))
    return prepare_new(_with(usual, change.texts), signer.site)


def _make(tx: Transaction, typed: PreparedItem, change: Change, signer: Signer) -> Item:
    use(tx, signer.ration, size_of(typed.content), signer.now)
    made = items.add(
        tx, typed.content, typed.section, signer.by, signer.now, rights=typed.rights, url=typed.url
    )
    return _step(tx, made, change, signer)


def _usual_section(store: Store) -> str:
    return next((section.title for section in store.sections.every()), _USUAL_SECTION)


def _step(tx: Transaction, item: Item, change: Change, signer: Signer) -> Item:
    """Bring an item into the state that is asked for, if any is."""
    by, now = signer.by, signer.now
    match change.wish:
        case "published":
            if not change.texts.get("decorative"):
                check_stored(tx, item)
            items.publish(tx, item.uid, by, now, at=change.publish_at)
            release_due(tx, now)
            return tx.items.by_uid(item.uid)
        case "withdrawn":
            return items.withdraw(tx, item.uid, clean_text(change.note)[:500], by, now)
        case "rejected":
            return items.move(tx, item.uid, "reject", by, now)
        case "review":
            return items.move(tx, item.uid, "submit", by, now)
    return item


def _with(draft: Draft, texts: Mapping[str, str]) -> Draft:
    changes: Mapping[str, Any] = texts
    return replace(draft, **changes)


def _draft_of(item: Item, site: Site) -> Draft:
    """An item as an editor's form would show it."""
    content = item.content
    return Draft(
        title=content.title,
        body=body_of(content),
        section=item.section.title,
        summary=content.summary,
        author=content.author,
        byline_source=content.byline_source,
        published=show_stamp(content.published, site.zone),
        rights=item.rights,
        tags=show_tags(content.tags),
        language=chosen_language(content, site),
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
        raise InputError(
            "an instant is needed, such as 2024-06-21T08:30:00+08:00", field="publish_at"
        ) from error
    refuse_odd_year(at.year, "publish_at")
    return at


def _wish(given: Mapping[str, Any], at: datetime | None) -> Wish | None:
    wish: Any = given.get("status")
    if wish is not None and wish not in get_args(Wish):
        raise InputError(
            f"a status to ask for is one of {', '.join(get_args(Wish))}", field="status"
        )
    if not isinstance(given.get("publish", False), bool):
        raise InputError("true or false is needed", field="publish")
    if at is not None and wish not in (None, "published"):
        raise InputError("only what is to be published has a time for it", field="publish_at")
    if at is not None or given.get("publish"):
        return "published"
    return cast(Wish | None, wish)


def _revision(given: Mapping[str, Any]) -> int | None:
    value = given.get("revision")
    if "revision" in given and (
        not isinstance(value, int) or isinstance(value, bool) or not 0 < value < _LARGEST
    ):
        raise InputError("the number of a revision is needed", field="revision")
    return value
