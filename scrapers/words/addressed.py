"""What a value can only be: the address of a page, or of a file that a page shows."""

import re

_PAGE = r"[\w./%~-]{0,300}\.(?:s?html?|php\d?|aspx?|jsp|jhtml|do)(?:[?#]\S*)?"
_ADDRESS = re.compile(rf"(?i)(?:https?:)?//[\w-]\S*|\.{{0,2}}/[\w.%~?-]\S*|\?[\w-]+=\S+|{_PAGE}")
# What is shown or fetched by a page, and no page itself.
_FILE = re.compile(
    r"(?i)\.(?:jpe?g|png|gif|svg|webp|avif|bmp|ico|css|js|mp[34]|m3u8|woff2?)(?:[?#!]|$)"
)


def is_address(value: str) -> bool:
    """Whether a value can only be the address of a page."""
    return _ADDRESS.fullmatch(value) is not None and not is_file(value)


def is_file(address: str) -> bool:
    """Whether an address is that of a picture, a film or another file that holds no story."""
    return _FILE.search(address) is not None
