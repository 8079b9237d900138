"""Which requests have a body, and how long it may be."""

from app.values.limits import Limits

# A text that is too long is told so beside its field, with all of it there: so the form must get in
# first.
_FORM = 24 * 2**20
PICTURE_MEGABYTES = 20
_PICTURE = PICTURE_MEGABYTES * 2**20 + 2**16  # and what a form is made of beside its file
TEXT_BYTES = 4 * 2**20
_WITH_BODY = ("POST", "PUT", "PATCH")

# The longest body of what is sent below these paths; 0: no more than an ordinary one.
_PLACES = (
    ("/desk/items/", _FORM),
    ("/desk/login", _FORM),
    ("/desk/pictures", _PICTURE),
    ("/desk/sources/", TEXT_BYTES),
    ("/api/v1/items", TEXT_BYTES),
    ("/desk/", 0),
    ("/api/v1/", 0),
    ("/hub", 0),
)


def longest_body(method: str, path: str, limits: Limits) -> int:
    """In bytes; 0 where a body is not even looked at."""
    if method not in _WITH_BODY:
        return 0
    return next(
        (max(longest, limits.body_bytes) for start, longest in _PLACES if path.startswith(start)), 0
    )
