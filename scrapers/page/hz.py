"""Pages in HZ, which writes Chinese in seven bits: pairs of ASCII characters between ~{ and ~} (RFC
1843).
"""

import re

_STRETCH = re.compile(rb"~\{((?:[\x21-\x77][\x21-\x7e]){1,5000})~\}")
_LINE_GOES_ON = re.compile(rb"~\r?\n")
_HIGH = bytes(byte | 0x80 for byte in range(256))
# What stands between braces by accident is short, and hardly ever a word in GB 2312.
_FEWEST = 6


def read_hz(body: bytes, *, is_declared: bool) -> str | None:
    """The text of a page in HZ; None when it is in none. `is_declared`: it says so itself."""
    if b"~{" not in body or not body.isascii():
        return None
    stretches = _STRETCH.findall(body)
    if not all(map(_is_chinese, stretches)):
        return None
    if not is_declared and sum(map(len, stretches)) < 2 * _FEWEST:
        return None
    wide = _STRETCH.sub(lambda match: match[1].translate(_HIGH), _LINE_GOES_ON.sub(b"", body))
    return wide.replace(b"~~", b"~").decode("gb18030", "replace")


def _is_chinese(stretch: bytes) -> bool:
    try:
        stretch.translate(_HIGH).decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True
