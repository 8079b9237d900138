"""Secrets that have to be read again, kept so that the database alone tells nobody what they are.

Decision 0103.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.values.errors import StoreError

# No secret of ours begins so: authenticators take base 32.
_SEALED = "sealed:1:"
_SEALING_KEY_BYTES = 64
_CHECK_BYTES = 32


class Seal:
    """What seals and opens under the key of an installation; `check` tells one key from another and
    opens nothing.
    """

    def __init__(self, key: str) -> None:
        self.check = _derived(key, "check", _CHECK_BYTES).hex()
        self._cipher = AESSIV(_derived(key, "seal", _SEALING_KEY_BYTES))

    def close(self, secret: str, owner: str) -> str:
        """A secret, sealed; what is sealed for one owner opens for no other."""
        sealed = self._cipher.encrypt(secret.encode(), [owner.encode()])
        return _SEALED + urlsafe_b64encode(sealed).decode()

    def open(self, sealed: str, owner: str) -> str:
        """The secret; StoreError when it was sealed with another key or for another owner."""
        try:
            packed = urlsafe_b64decode(sealed.removeprefix(_SEALED))
            return self._cipher.decrypt(packed, [owner.encode()]).decode()
        except (InvalidTag, NoBase64, ValueError) as error:
            raise StoreError(
                f"what is sealed for {owner} does not open with this key; if the key was changed "
                f"by `secrets rotate`, start the service again"
            ) from error


def is_sealed(text: str) -> bool:
    """Whether a secret is sealed already."""
    return text.startswith(_SEALED)


def _derived(key: str, purpose: str, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=purpose.encode()).derive(key.encode())
