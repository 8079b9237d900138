"""Who is let in: editors by the login of their browser, programs by their token.

Decisions 0077, 0078.
"""

from contextlib import suppress
from datetime import datetime

from app.desk.people import is_as_before
from app.desk.rations import use
from app.store import Login, Store, Transaction, in_transaction
from app.values.admission import FailedLogins, cutoffs, is_to_be_noted
from app.values.errors import Unavailable
from app.values.model import Editor, Token
from app.values.quotas import ration
from app.values.tokens import one_more, seconds_to_wait


@in_transaction
def log_in(
    tx: Transaction, editor: Editor, token: str, now: datetime, *, address: str, agent: str
) -> bool:
    """Let a browser in that holds a token; forgets the failures of this name from this address, and
    what counts no more. False when the editor's account was changed since the password was looked
    at; TooMany when the editor has done too much today.
    """
    if not is_as_before(tx, editor):
        return False
    use(tx, ration(editor.id, "acts"), 0, now)
    tx.sessions.begin(editor, token, now, address=address, agent=agent)
    tx.sessions.forget(cutoffs(now))
    return True


def who_is_in(store: Store, token: str, now: datetime, *, used: bool = True) -> Editor | None:
    """Whose login a token opens; None when it has ended, or the editor may not come in any more.

    `used` says that somebody did something, and not that a page which is open asked by itself.
    """
    known = store.sessions.editor(token, cutoffs(now))
    if known is None:
        return None
    editor, seen_at = known
    if used and is_to_be_noted(seen_at, now):
        # A page that is only read waits for nobody who writes; the next one notes it.
        with suppress(Unavailable):
            store.sessions.note_use(token, now)
    return editor


def logins_of(store: Store, editor: Editor, now: datetime) -> list[Login]:
    """Where an editor is logged in, the latest first."""
    return store.sessions.of(editor, cutoffs(now))


def failed_logins(store: Store, name: str, address: str, now: datetime) -> FailedLogins:
    """What failed lately with a name and from an address."""
    return store.sessions.failed(name, address, cutoffs(now))


def admit_program(store: Store, secret: str, now: datetime) -> Token | None:
    """The token that a program holds; None when it is good no more, or its editor may not come
    in.
    """
    token = store.tokens.by_secret(secret, now)
    if token is not None and is_to_be_noted(token.last_used_at, now):
        with suppress(Unavailable):
            store.tokens.note_use(token, now)
    return token


@in_transaction
def count_write(tx: Transaction, token: Token, now: datetime) -> int:
    """Count one write of a program, and of its editor; how many seconds to wait when the program
    has written too much lately, else 0. TooMany when its editor has.
    """
    writes = one_more(tx.tokens.written(token), now)
    left = seconds_to_wait(writes, now)
    if not left:
        use(tx, ration(token.editor.id, "acts"), 0, now)
        tx.tokens.count(token, writes)
    return left
