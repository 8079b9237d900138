"""What a page says that asks for something before it shows its story: a login, money, a consent, a
proof. Many pages say so beside a story that they show; so it is a sign and no more.
"""

import re

_ENGLISH = (
    b"log in to read|log in to continue|log in to view|login to read|login to continue|"
    b"sign in to read|sign in to continue|sign in to view|subscribe to read|subscribe to continue|"
    b"subscribers only|members only|for subscribers|to continue reading|to keep reading|"
    b"before you continue|verify you are|verify that you are|unusual traffic|"
    b"enable javascript and cookies|paywall"
).split(b"|")
_CHINESE = (
    "登录后阅读|登录后查看|登录阅读全文|登录后可|登录即可|请先登录|请登录后|订阅后阅读|订阅后可|付费阅读|"
    "付费后|会员专享|会员可读|安全验证|访问异常|继续浏览前|在您继续之前"
).split("|")
_IN_CHINESE = [word.encode(charset) for word in _CHINESE for charset in ("utf-8", "gb18030")]
# What schema.org has for it, with and without a space.
_MARKED = (b'"isaccessibleforfree":false', b'"isaccessibleforfree": false')


def asks_first(body: bytes) -> bool:
    """Whether a page, as it came, says that something is asked for first."""
    # Each word by itself: one pattern of all takes fifty times as long. Bytes of GB 18030 that look
    # like letters must not be made small.
    small = body.lower()
    return any(sign in small for sign in (*_ENGLISH, *_MARKED)) or any(
        sign in body for sign in _IN_CHINESE
    )


# Of a page that scripts fill there is less than that, and it is the same for all stories, too.
_LEAST_PROSE = 80
_TAGS = re.compile(rb"<[^<>]*>")
_BLANKS = re.compile(rb"\s+")
_SPOKEN_ASIDE = (b"script", b"style", b"noscript", b"title")


def prose(body: bytes) -> bytes:
    """What a page that is no story says to its readers, as one line of bytes, by which it is told
    again; empty where it says hardly anything.
    """
    said = body
    for name in _SPOKEN_ASIDE:
        said = _without(said, name)
    line = _BLANKS.sub(b" ", _TAGS.sub(b" ", said)).strip()
    return line if len(line) >= _LEAST_PROSE else b""


def _without(body: bytes, name: bytes) -> bytes:
    """A page without the elements of a name; an unclosed one goes as far as the next."""
    first, *others = re.split(rb"(?i)<" + name + rb"\b", body)
    closed = re.compile(rb"(?i)</" + name + rb"\b[^<>]*>?")
    return first + b"".join(closed.split(part, maxsplit=1)[-1] for part in others)
