"""Who may work at the desk, and the programs that they let in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.store import Store
from app.values.errors import Conflict, InputError
from app.values.model import Editor, Role, Token

_MOST_TOKENS = 50


def change_editor(
    store: Store,
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
    with store.transaction() as tx:
        editor = tx.editors.by_name(name)
        new_role = role or editor.role
        is_disabled = editor.disabled if disabled is None else disabled
        if not even_last and (new_role != "chief" or is_disabled):
            _refuse_without_chief(editor, tx.editors.all())
        return tx.editors.change(editor, new_role, by, now, disabled=is_disabled)


def give_token(
    store: Store,
    editor: Editor,
    name: str,
    scopes: Sequence[str],
    secret: str,
    expires_at: datetime,
    now: datetime,
) -> Token:
    """Let in whoever holds a secret; InputError when the editor has a token of this name that is
    good, or too many.
    """
    with store.transaction() as tx:
        _check_token_name(name, tx.tokens.good_names(editor, now))
        return tx.tokens.add(editor, name, scopes, secret, expires_at, now)


def _refuse_without_chief(leaving: Editor, everybody: Iterable[Editor]) -> None:
    """Refuse to take the role of the only chief, who alone can give it to others; Conflict."""
    chiefs = {one.id for one in everybody if one.role == "chief" and not one.disabled}
    if chiefs == {leaving.id}:
        raise Conflict("this is the only chief; make somebody else one first")


def _check_token_name(name: str, names: Sequence[str]) -> None:
    if name in names:
        raise InputError("you have a token of this name already", field="name")
    if len(names) >= _MOST_TOKENS:
        raise InputError(
            "you have as many tokens as one person may have; revoke some first", field="name"
        )
