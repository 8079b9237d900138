"""Whether readers will be told that an item changed, as its form stands now; and that they were."""

from app import desk
from app.news.significance import is_significant
from app.values.errors import InputError
from app.values.model import Item
from app.web.desk.base import current_service, gettext
from app.web.desk.fields import Typed, draft_of, says_what_is_stored


def what_will_be_told(item: Item | None, typed: Typed) -> str:
    """What the change in a form counts as for readers, in words; empty where there is none that
    they could be told of, or the form cannot be saved yet.
    """
    if item is None or item.status != "published" or says_what_is_stored(item, typed):
        return ""
    site = desk.site_of(current_service().settings)
    try:
        content = desk.content_of_draft(draft_of(typed), item.content, site)
    except InputError:
        return ""
    dated = content.published != item.content.published
    return _in_words(told=dated or is_significant(item.content, content))


def what_was_told(before: Item, after: Item) -> str:
    """What was made of a saved change, in words; empty for one that no reader can see."""
    if "published" not in (before.status, after.status) or before.revision == after.revision:
        return ""
    return _in_words(told=before.updated_at != after.updated_at)


def _in_words(*, told: bool) -> str:
    if told:
        return gettext("Feed readers show it as changed.")
    return gettext("Feed readers do not show it as changed: no word of title or text is another.")
