"""What stands on news pages and is no news: share words, pagers, footers, announcements of other
stories, stray lines.
"""

import re

_SHARE_WORDS = frozenset(
    "share print email e-mail mail comment comments font size text large medium small big "
    "facebook twitter x weibo wechat linkedin "
    "pinterest whatsapp tumblr telegram qq qzone instagram reddit copy link close top back "
    "favorites favourites save download subscribe "
    "zoom tweet a to on this page via 分享 打印 字号 大 中 小".split()
)
_SHARE = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, _SHARE_WORDS), key=len, reverse=True))}|[\W_])+", re.I
)
_EDITOR = re.compile(
    r"^\W*(?:(?:web|executive|duty|copy)\s+)?(?:editors?|责任编辑|责编|编辑)\s*[:：].{0,60}$", re.I
)
_FILE_NAME = re.compile(r"^[\w() -]{1,80}\.(?:jpe?g|png|gif|bmp|webp|tiff?)$", re.I)
_ANNOUNCES = re.compile(
    r"^\W*(?:related|more|latest|hot|top|other|recommended|recommend(?:ations?)?|editor'?s'? "
    r"picks?|also (?:in|on|read)|see also|"
    r"read (?:also|next|more)|you (?:may|might) (?:also )?like|most "
    r"(?:read|viewed|popular)|what'?s new|news|photos?)\b[^.!?]{0,40}$",
    re.I,
)
_PREVIOUS = re.compile(
    (
        r"^\W*(?:prev(?:ious)?|next|last|older|newer|earlier|later|上一[篇页]|下一[篇页])(?:\s+(?:story|"
        r"article|page|one|news|item))?\s*(?:[:：>»|]|$)"
    ),
    re.I,
)
_FOOTER_WORDS = ("copyright", "©", "all rights reserved", "公网安备")
_REGISTERED = re.compile(r"\bICP\b.{0,20}(?:No|\d)|ICP\s*(?:备|证|\d)", re.I)
_ORGANISED = re.compile(r"[主承]办\W*$")
_FOOTER = re.compile(
    r"(?:about|contact) us\b|(?:sponsored|powered|hosted|presented|produced|organi[sz]ed) by\b|"
    r"(?:sponsors?|organi[sz]ers?|address|tel|phone|fax|e-?mail)\s*[:：]",
    re.I,
)
_MORE = re.compile(
    r"^\W*(?:(?:read|see|view|click for|continue|keep)?\s*(?:more|details?|full "
    r"(?:story|article)|all|reading)(?:\s*[»→…].{0,120})?|>+|»|"
    r"\d* ?comments?(?: ?\(?\d+\)?)?|leave a (?:comment|reply)|no "
    r"comments|(?:查看|阅读|更多)?(?:详情|详细|全文|更多)|评论\W*\d*|"
    r"weiterlesen|"
    r"lire la suite|leer más|подробнее|続きを読む)\W*$",
    re.I,
)
_PAGER_WORD = (
    r"(?:first|last|prev(?:ious)?|next|home|end|pages?|\d+|of|total|go|to|items?|records?|entries|"
    r"results?|current|共|页|条)"
)
_PAGER = re.compile(rf"^\W*{_PAGER_WORD}(?:\W*{_PAGER_WORD})*\W*$", re.I)


def is_share(text: str) -> bool:
    """Whether a line is nothing but share, print and font-size words."""
    return len(text) < 120 and bool(re.search(r"\w", text)) and bool(_SHARE.fullmatch(text))


def is_stray(text: str) -> bool:
    """Whether a line is a leftover: punctuation alone, an image's file name, the line that names
    the web editor.
    """
    return bool(text) and (
        not re.search(r"\w", text) or bool(_FILE_NAME.match(text) or _EDITOR.match(text))
    )


def announces(text: str) -> bool:
    """Whether a line announces other stories ("Related stories")."""
    return len(text) < 60 and bool(_ANNOUNCES.match(text))


def leads_elsewhere(text: str) -> bool:
    """Whether a line leads to the previous or next story."""
    return bool(_PREVIOUS.match(text))


def is_footer(text: str) -> bool:
    """Whether a line belongs to the foot of the page: copyright, registration numbers."""
    if text[:11].lower() == "copyright ©":
        return True
    if len(text) >= 300 or text.endswith((".", "。")):
        return False
    lower = text.lower()
    return any(word in lower for word in _FOOTER_WORDS) or _is_imprint(text, lower)


def _is_imprint(text: str, lower: str) -> bool:
    """Whether a line tells a registration number, an address or who runs the site."""
    if "icp" in lower and _REGISTERED.search(text):
        return True
    return bool(_FOOTER.match(text) or _ORGANISED.search(text))


def is_more(text: str) -> bool:
    """Whether a line is a "more" link."""
    return bool(_MORE.match(text))


def is_pager(text: str) -> bool:
    """Whether a line is a pager: page numbers, "Next"."""
    return len(text) < 160 and bool(_PAGER.match(text))
