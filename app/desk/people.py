"""Who may work at the desk, and the programs that they let in.

What changes who somebody is or what they may do ends their logins and tokens in the same
transaction, so that nothing is left for who had them before.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.store import Store, Transaction, in_transaction
from app.values.errors import Conflict, InputError, TooMany
from app.values.model import Editor, Role, Token
from app.values.quotas import MOST_NEW_TOKENS, MOST_TOKENS
from app.values.sealing import Seal


@in_transaction
def add_editor(
    tx: Transaction, name: str, role: Role | None, password_hash: str, by: str, now: datetime
) -> Editor:
    """Let somebody in; who is given no role is an editor, or chief as the first of all. Conflict
    when the name is taken.
    """
    tx.take_turn("people")
    usual: Role = "editor" if tx.editors.all() else "chief"
    return tx.editors.add(name, role or usual, password_hash, now, by=by)


@in_transaction
def change_editor(
    tx: Transaction,
    name: str,
    by: str,
    now: datetime,
    *,
    role: Role | None = None,
    disabled: bool | None = None,
    even_last: bool = False,
) -> Editor:
    """Give an editor another role, or let one in no more or again; NotFound, and Conflict for the
    only chief, unless `even_last`.
    """
    tx.take_turn("people")
    editor = tx.editors.by_name(name)
    new_role = role or editor.role
    is_disabled = editor.disabled if disabled is None else disabled
    if not even_last and (new_role != "chief" or is_disabled):
        _refuse_without_chief(editor, tx.editors.all())
    if is_disabled or (new_role, is_disabled) != (editor.role, editor.disabled):
        _shut_out(tx, editor, by, now)
    return tx.editors.change(editor, new_role, by, now, disabled=is_disabled)


@in_transaction
def change_password(
    tx: Transaction, editor: Editor, password_hash: str, now: datetime, *, here: str
) -> int:
    """Take another password oneself: ends all logins but the one that a token opens here; returns
    how many. Conflict when somebody else changed the account meanwhile.
    """
    _check_as_before(tx, editor)
    tx.editors.set_password(editor.name, password_hash, editor.name, now)
    return tx.sessions.end_of(editor, editor.name, now, but=here)


@in_transaction
def reset_password(
    tx: Transaction, name: str, password_hash: str, by: str, now: datetime
) -> Editor:
    """Give somebody another password, and end whatever the former one has opened; NotFound."""
    return _reset_password(tx, name, password_hash, by, now)


@in_transaction
def reset_access(tx: Transaction, name: str, password_hash: str, by: str, now: datetime) -> Editor:
    """Give somebody who lost their password or device another password and no second factor, and
    end whatever the former ones have opened; NotFound.
    """
    tx.editors.set_second_factor(name, "", [], by, now)
    return _reset_password(tx, name, password_hash, by, now)


def take_second_factor(
    store: Store, seal: Seal, editor: Editor, secret: str, recovery: Sequence[str], now: datetime
) -> None:
    """Ask an editor for a code at each login; Conflict when the key, or by somebody else the
    account, was changed meanwhile.
    """
    sealed = seal.close(secret, owner_of(editor.id))

    def take(tx: Transaction) -> None:
        tx.take_turn("installation")
        known = tx.installation.known()
        if known is None or known.key_check != seal.check:
            raise Conflict("the key was changed; the service has to be started again")
        _check_as_before(tx, editor)
        tx.editors.set_second_factor(editor.name, sealed, recovery, editor.name, now)

    store.transact(take)


@in_transaction
def drop_second_factor(tx: Transaction, editor: Editor, by: str, now: datetime) -> None:
    """Ask an editor for no code any more; when somebody else says so, a device is lost, and where
    it was logged in ends.
    """
    tx.editors.set_second_factor(editor.name, "", [], by, now)
    if by != editor.name:
        tx.take_turn("people")
        tx.sessions.end_of(editor, by, now)


def owner_of(editor_id: int) -> str:
    """For whom the secret of an editor's second factor is sealed."""
    return f"editor {editor_id}"


def is_as_before(tx: Transaction, editor: Editor) -> bool:
    """Whether an editor may still do what was decided on what was known of them: neither password
    nor role was changed meanwhile, nor is before the transaction ends, and they may come in.
    """
    tx.take_turn("people")
    now = tx.editors.get(editor.id)
    return (now.password_hash, now.role, now.disabled) == (
        editor.password_hash,
        editor.role,
        False,
    )


@in_transaction
def give_token(
    tx: Transaction,
    editor: Editor,
    name: str,
    scopes: Sequence[str],
    secret: str,
    expires_at: datetime,
    now: datetime,
) -> Token:
    """Let in whoever holds a secret; InputError when the editor has a token of this name that is
    good, or too many; Conflict when the editor's account was changed meanwhile.
    """
    _check_as_before(tx, editor)
    _check_token_name(name, tx.tokens.good_names(editor, now))
    if tx.tokens.made_since(editor, now - timedelta(days=1)) >= MOST_NEW_TOKENS:
        raise TooMany(
            "you have made as many tokens as one person may in a day (%(most)s); use those "
            "that you have, or make this one tomorrow",
            field="name",
            most=MOST_NEW_TOKENS,
        )
    return tx.tokens.add(editor, name, scopes, secret, expires_at, now)


def _check_as_before(tx: Transaction, editor: Editor) -> None:
    if not is_as_before(tx, editor):
        raise Conflict("your account was changed; log in again")


def _reset_password(
    tx: Transaction, name: str, password_hash: str, by: str, now: datetime
) -> Editor:
    editor = tx.editors.by_name(name)
    tx.editors.set_password(name, password_hash, by, now)
    _shut_out(tx, editor, by, now)
    return tx.editors.by_name(name)


def _shut_out(tx: Transaction, editor: Editor, by: str, now: datetime) -> None:
    """End an editor's logins and tokens for good."""
    tx.take_turn("people")
    tx.sessions.end_of(editor, by, now)
    tx.tokens.revoke_all(editor, by, now)


def _refuse_without_chief(leaving: Editor, everybody: Iterable[Editor]) -> None:
    """Refuse to take the role of the only chief, who alone can give it to others; Conflict."""
    chiefs = {one.id for one in everybody if one.role == "chief" and not one.disabled}
    if chiefs == {leaving.id}:
        raise Conflict("this is the only chief; make somebody else one first")


def _check_token_name(name: str, names: Sequence[str]) -> None:
    if name in names:
        raise InputError("you have a token of this name already", field="name")
    if len(names) >= MOST_TOKENS:
        raise InputError(
            "you have as many tokens as one person may have; revoke some first", field="name"
        )
