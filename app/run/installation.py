"""Whether key, data folder and database belong together; and the change to another key.

Decision 0103.
"""

import secrets
from datetime import datetime
from pathlib import Path

from app.desk import owner_of
from app.run.folder import KEY, MARK, has_pictures, keep, read, rename
from app.store import Known, Store, Transaction, in_transaction
from app.values.errors import Conflict, SettingError, UsageError
from app.values.program import variable
from app.values.sealing import Seal, is_sealed
from app.values.settings import Settings

_BYTES = 48
_MARK_BYTES = 16
# How much of its check stands in the name of a key that waits.
_TOLD_BY = 16
_SHORTEST = 32


def key_of(settings: Settings, store: Store) -> str:
    """The key of this installation: the one that is set, or that is kept in the data folder, where
    it is made on first use; SettingError when it was there and is gone.
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_dir / KEY
    if key := read(path):
        return _after_rotation(path, key, store)
    _make_key(store, path)
    return read(path)


@in_transaction
def _make_key(tx: Transaction, path: Path) -> None:
    """Make the key of a new installation."""
    # Whoever starts at the same time waits here, and finds what was made.
    tx.take_turn("installation")
    if tx.installation.known() is not None:
        raise SettingError(
            variable("data_dir"),
            f"the key file {path} is gone; put it back, or begin with a new key and without "
            f"the second factors that it sealed: `secrets rotate --lost`",
        )
    if not read(path):
        keep(path, secrets.token_urlsafe(_BYTES))


def recognise(settings: Settings, store: Store, seal: Seal) -> None:
    """Refuse to work with another installation's key or folder (SettingError); at the first start,
    say whose they are. Seals what an earlier version kept in clear.
    """
    known = store.installation.known()
    if known is None:
        known = _found(store, settings.data_dir, seal)
    if known.key_check != seal.check:
        raise SettingError(
            variable("secret_key"),
            "this is not the key that this database was made with; set the former one, or put "
            f"back {settings.data_dir / KEY} (`secrets rotate` changes keys)",
        )
    if read(settings.data_dir / MARK) != known.mark:
        _move_in(settings.data_dir, store, known)
    _seal_what_is_open(store, seal)


def rotate(
    settings: Settings, store: Store, given: str, now: datetime, *, lost: bool
) -> tuple[int, int]:
    """Seal everything with another key, the one that is given or a new one, in one transaction;
    how many secrets were sealed anew, and how many were dropped since the former key is lost.
    """
    key, old = _new_key(settings, given, lost=lost), _former(settings, store, lost=lost)
    new, path = Seal(key), settings.data_dir / KEY
    waiting = _waiting(path, new.check)
    if not settings.secret_key:
        # On disk before the database knows of it: a crash leaves one of both, and the right one is
        # told by the database.
        keep(waiting, key)
    try:
        done = _seal_anew(store, old, new, now)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
    if not settings.secret_key:
        rename(waiting, path)
    return done


def _new_key(settings: Settings, given: str, *, lost: bool) -> str:
    # Whoever lost a key that was set has set another one by now.
    given = given or (settings.secret_key if lost else "")
    if settings.secret_key and not given:
        raise UsageError(
            f"the key is set by {variable('secret_key')}; give the new one with --key-stdin"
        )
    if given and len(given) < _SHORTEST:
        raise UsageError(f"a key has at least {_SHORTEST} characters")
    return given or secrets.token_urlsafe(_BYTES)


def _former(settings: Settings, store: Store, *, lost: bool) -> Seal | None:
    """What opens what is sealed so far; None when the key is lost."""
    if not lost:
        seal = Seal(key_of(settings, store))
        recognise(settings, store, seal)
        return seal
    known = store.installation.known()
    here = settings.secret_key or read(settings.data_dir / KEY)
    if known is None or (here and Seal(here).check == known.key_check):
        raise UsageError("the key is not lost; rotate without --lost")
    return None


@in_transaction
def _seal_anew(tx: Transaction, old: Seal | None, new: Seal, now: datetime) -> tuple[int, int]:
    tx.take_turn("installation")
    known = tx.installation.known()
    if known is None or (old is not None and known.key_check != old.check):
        raise Conflict("the key was changed by somebody else just now; nothing was changed")
    sealed = {}
    for number, kept in tx.editors.second_factors().items():
        secret = _opened(kept, old, owner_of(number))
        sealed[number] = new.close(secret, owner_of(number)) if secret else ""
    tx.editors.keep_second_factors(sealed)
    tx.installation.take_key(new.check)
    tx.audit.note("command line", "rotate key", "installation", now)
    dropped = sum(not secret for secret in sealed.values())
    return len(sealed) - dropped, dropped


def _opened(kept: str, old: Seal | None, owner: str) -> str:
    """A secret in clear; nothing of one whose key is lost."""
    if not is_sealed(kept):
        return kept
    return old.open(kept, owner) if old else ""


@in_transaction
def _found(tx: Transaction, folder: Path, seal: Seal) -> Known:
    """Say whose key and folder belong to a database that does not know yet."""
    tx.take_turn("installation")
    known = tx.installation.known()
    if known is None:
        # A folder that has a mark keeps it: its database may be back from a copy.
        mark = read(folder / MARK)
        if not mark:
            mark = secrets.token_hex(_MARK_BYTES)
            keep(folder / MARK, mark)
        known = Known(seal.check, mark)
        tx.installation.found(known)
    return known


def _move_in(folder: Path, store: Store, known: Known) -> None:
    """Take another folder while no picture can be missed; SettingError."""
    if has_pictures(folder) or store.pictures.any_kept():
        raise SettingError(
            variable("data_dir"),
            f"{folder} is not the folder that this database was made with, and its pictures lie in "
            f"that one; name it, or write {known.mark} into {folder / MARK} if this one is meant",
        )
    keep(folder / MARK, known.mark)


def _seal_what_is_open(store: Store, seal: Seal) -> None:
    """Seal what an earlier version kept in clear."""
    if all(is_sealed(kept) for kept in store.editors.second_factors().values()):
        return
    _seal_those(store, seal)


@in_transaction
def _seal_those(tx: Transaction, seal: Seal) -> None:
    tx.take_turn("installation")
    tx.editors.keep_second_factors(
        {
            number: seal.close(kept, owner_of(number))
            for number, kept in tx.editors.second_factors().items()
            if not is_sealed(kept)
        }
    )


def _after_rotation(path: Path, key: str, store: Store) -> str:
    """The key; the next one where a rotation got as far as the database and no further."""
    known = store.installation.known()
    if known is None or Seal(key).check == known.key_check:
        return key
    waiting = _waiting(path, known.key_check)
    following = read(waiting)
    if not following or Seal(following).check != known.key_check:
        return key
    rename(waiting, path)
    return following


def _waiting(path: Path, key_check: str) -> Path:
    """Where a key waits until the database knows of it."""
    return path.with_name(f"{path.name}.{key_check[:_TOLD_BY]}")
