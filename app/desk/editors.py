"""Passwords of editors, by argon2id (RFC 9106)."""

from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from app.store import Store
from app.values.errors import InputError, NotFound
from app.values.model import Editor
from scrapers.words.text import clean_text

SHORTEST = 10
LONGEST = 1024
_LONGEST_NAME = 60
_RESERVED = "/\\?#·"


def check_name(name: str) -> None:
    """Refuse a name that could not be told from others, or could not stand in an address or a
    signature; InputError.
    """
    if not clean_text(name) or clean_text(name) != name or len(name) > _LONGEST_NAME:
        raise InputError(
            "a name has 1 to 60 characters, without white space around it", field="name"
        )
    if any(sign in name for sign in _RESERVED) or not name.strip("."):
        raise InputError(
            "a name has none of the signs / \\ ? # · in it, and is not just dots", field="name"
        )


class Passwords:
    """Makes and checks password hashes. Checking an unknown name costs as much as checking a known
    one.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHasher()

    def make(self, password: str) -> str:
        """The hash to store; InputError when the password is too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise InputError(
                "a password has at least %(least)s and at most %(most)s characters",
                field="password",
                least=SHORTEST,
                most=LONGEST,
            )
        return self._hasher.hash(password)

    def check(self, store: Store, name: str, password: str) -> Editor | None:
        """The editor, when name and password are right and the editor may come in."""
        try:
            editor: Editor | None = store.editors.by_name(name)
        except NotFound:
            editor = None
        right = self._verify(editor.password_hash if editor else self._nobody, password[:LONGEST])
        return editor if editor and right and not editor.disabled else None

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("nobody has this password")

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (Argon2Error, InvalidHashError):
            return False
