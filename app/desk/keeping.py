"""What is typed and not saved yet is kept, within what one person may keep.

Decision 0082.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from app.store import Transaction, in_transaction
from app.values.errors import InputError
from app.values.model import Editor
from app.values.quotas import LONGEST_TYPED, superfluous

# As our forms name an item that is not stored yet.
NEW = re.compile(r"new-[0-9a-f]{12}")
_LONGEST_TAB = 80


@in_transaction
def keep_typed(
    tx: Transaction,
    editor: Editor,
    document: str,
    tab: str,
    revision: int,
    fields: Mapping[str, str],
    now: datetime,
) -> int:
    """Keep the present state of a form, and return its id; the oldest that is kept of this person
    makes room for it. InputError when it is longer than any text.

    Whether the editor may write into the document was asked before.
    """
    if len(tab) > _LONGEST_TAB or sum(map(len, fields.values())) > LONGEST_TYPED:
        raise InputError(
            "this text is too long to be kept here (at most %(most)s characters): it is only in "
            "your browser; make it shorter, or make two items of it",
            field="body",
            most=f"{LONGEST_TYPED:,}",
        )
    kept = tx.autosaves.keep(editor.id, document, tab, now, revision, fields)
    if going := superfluous(tx.autosaves.points(editor.id), (document, tab)):
        tx.autosaves.forget(editor.id, going)
    return kept
