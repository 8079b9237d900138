"""The second factor of a login: codes that change every 30 seconds (TOTP, RFC 6238), and codes for
a lost device.

Decision 0079.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

import pyotp

_STEP = 30
# A clock may be a step off in either direction (RFC 6238, section 5.2).
_DRIFT = (0, -1, 1)
RECOVERY_CODES = 8


def new_secret(random_bytes: Callable[[int], bytes]) -> str:
    """A secret of 160 bits, as authenticators take it: in base 32."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return "".join(alphabet[byte % 32] for byte in random_bytes(32))


def address(secret: str, name: str, site: str) -> str:
    """The otpauth: address that an authenticator reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=site)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that a code belongs to; None when it is wrong."""
    code = "".join(code.split())
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        return None
    totp = pyotp.TOTP(secret)
    here = int(now.timestamp()) // _STEP
    return next(
        (
            here + off
            for off in _DRIFT
            if pyotp.utils.strings_equal(totp.at((here + off) * _STEP), code)
        ),
        None,
    )


def new_recovery(random_bytes: Callable[[int], bytes]) -> list[str]:
    """Codes for a lost device, each good once: 50 bits, in two groups of five."""
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    codes = [
        "".join(alphabet[byte % 32] for byte in random_bytes(10)) for _ in range(RECOVERY_CODES)
    ]
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_hash(code: str) -> str:
    """By what a recovery code is known here."""
    return sha256(code.strip().casefold().replace("-", "").replace(" ", "").encode()).hexdigest()
