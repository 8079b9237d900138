"""Where a story that was just read stands already: candidates from the store, judged by their
words.
"""

from datetime import datetime

from app.news.decide import AlsoAt, duplicate_among, fingerprint
from app.news.deduplication import sketch
from app.store import Nouns
from app.values.model import Content


def find_duplicate(
    look: Nouns, content: Content, published_at: datetime, key: str, claim: str
) -> AlsoAt | None:
    """Where the story that was read stands already.

    `key` is the address it was read at, `claim` the one that its page names; either may be empty.
    First come those with the very same words, then those that are named or name this one, then
    those that are alike: most stories have none of them.
    """
    pointed_out = look.duplicates.pointed_out(fingerprint(content), key, claim)
    match = duplicate_among(content, pointed_out) if pointed_out else None
    if match is None and (bands := sketch(content)):
        match = duplicate_among(content, look.duplicates.alike(bands, published_at))
    if match is None:
        return None
    item_id = look.duplicates.survivor(match.item_id)
    # Words that equal those of an item which editors merged into another are not the other's words.
    joined = "likeness" if match.joined == "words" and item_id != match.item_id else match.joined
    return AlsoAt(item_id, joined, match.share)
