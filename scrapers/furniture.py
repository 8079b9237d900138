"""What stands on news pages and is no news: share words, pagers, footers, announcements of other stories, stray lines."""

import re

_SHARE_WORDS = frozenset(
    "share print email e-mail mail comment comments font size text large medium small big facebook twitter x weibo wechat linkedin "
    "pinterest whatsapp tumblr telegram copy link close top back favorites favourites save download subscribe zoom tweet a "
    "to on this page via 分享 打印 字号 大 中 小".split()
)
_FILE_NAME = re.compile(r"^[\w() -]{1,80}\.(?:jpe?g|png|gif|bmp|webp|tiff?)$", re.I)
_ANNOUNCES = re.compile(
    r"^\W*(?:related|more|latest|hot|top|other|recommended|recommend(?:ations?)?|editor'?s'? picks?|also (?:in|on|read)|see also|"
    r"read (?:also|next|more)|you (?:may|might) (?:also )?like|most (?:read|viewed|popular)|what'?s new|news|photos?)\b[^.!?]{0,40}$",
    re.I,
)
_PREVIOUS = re.compile(
    r"^\W*(?:prev(?:ious)?|next|last|older|newer|earlier|later|上一[篇页]|下一[篇页])(?:\s+(?:story|article|page|one|news|item))?\s*(?:[:：>»|]|$)",
    re.I,
)
_FOOTER = re.compile(
    r"copyright|©|all rights reserved|\bICP\b.{0,20}(?:No|备|\d)|公网安备|"
    r"^(?:sponsored|powered|hosted|presented|produced) by\b|^(?:about|contact) us\b",
    re.I,
)
_MORE = re.compile(r"^\W*(?:(?:read|see|view|click for)?\s*(?:more|details?|full story|all)|>+|»)\W*$", re.I)
_PAGER_WORD = r"(?:first|last|prev(?:ious)?|next|home|end|pages?|\d+|of|total|go|to)"
_PAGER = re.compile(rf"^\W*{_PAGER_WORD}(?:\W+{_PAGER_WORD})*\W*$", re.I)


def is_share(text: str) -> bool:
    """Whether a line is nothing but share, print and font-size words."""
    words = re.findall(r"\w+(?:-\w+)*", text.lower())
    return len(text) < 120 and bool(words) and _SHARE_WORDS.issuperset(words)


def is_stray(text: str) -> bool:
    """Whether a line is a leftover: punctuation alone, or an image's file name."""
    return bool(text) and (not re.search(r"\w", text) or bool(_FILE_NAME.match(text)))


def announces(text: str) -> bool:
    """Whether a line announces other stories ("Related stories")."""
    return len(text) < 60 and bool(_ANNOUNCES.match(text))


def leads_elsewhere(text: str) -> bool:
    """Whether a line leads to the previous or next story."""
    return bool(_PREVIOUS.match(text))


def is_footer(text: str) -> bool:
    """Whether a line belongs to the foot of the page: copyright, registration numbers."""
    return (len(text) < 300 and bool(_FOOTER.search(text)) and not text.endswith((".", "。"))) or text.lower().startswith("copyright ©")


def is_more(text: str) -> bool:
    """Whether a line is a "more" link."""
    return bool(_MORE.match(text))


def is_pager(text: str) -> bool:
    """Whether a line is a pager: page numbers, "Next"."""
    return len(text) < 160 and bool(_PAGER.match(text))
