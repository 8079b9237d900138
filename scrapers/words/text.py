"""Clean text and clean HTML; the one sanitiser of the house (decision 0019)."""

import re
import unicodedata
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

import nh3

from scrapers.words.bounds import for_browser
from scrapers.words.urls import absolute

# C0 and C1 controls, surrogates and noncharacters: XML 1.0 forbids them or readers choke on them;
# NEL is a line break. With them goes what nobody sees and no word is written with: soft hyphens,
# zero-width spaces, marks of direction.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff]"
)
# Control characters that Python takes for white space.
_SPLITS = "\x0b\x0c\x1c\x1d\x1e\x1f"
# A joiner belongs to the letter before it: in Arabic, Indic and Mongolian scripts, and in emoji.
_JOINER = re.compile("[\u200c\u200d]")
_LOOSE_JOINER = re.compile(
    "(?<![\u0600-\u1fff\u2190-\u2bff\ufb50-\ufdff\ufe0f\ufe70-\ufefc\U00010800-\U0001faff])[\u200c\u200d]+"
)
# Those beyond the first 65,536 apart: in one class they would make each character of every text ten
# times as dear.
_FAR = re.compile("[\U00010000-\U0010ffff]")
_FORBIDDEN_FAR = re.compile(
    "["
    + "".join(
        chr(plane + last)
        for plane in range(0x10000, 0x110000, 0x10000)
        for last in (0xFFFE, 0xFFFF)
    )
    + "]"
)
# Whom a link reaches without a page: a mailbox, perhaps with a subject, or a telephone.
_REACHED = re.compile(
    r"(?i)mailto:[\w.!#$%&'*+/=^`{|}~-]{1,64}@[\w.-]{1,253}(?:\?[\w.%&=+-]{1,500})?|"
    r"tel:\+?[\d().-]{2,30}"
)
_WITHIN = re.compile(r"#[^\s#]{1,100}")
_NOT_WORDS = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’)）」]*(?=\s|$|(?<=[。！？]))")

NEWS_TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del dl dt em figcaption figure h2 h3 h4 h5 h6 hr "
    "i img ins li ol p pre q "
    "s small strong sub sup table tbody td tfoot th thead tr u ul".split()
)
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_EMPTIED = re.compile(r"(<(/?)(p|figure|figcaption|li|h[2-6]|blockquote|ul|ol|em|strong|b|i|u)>)")
_BLOCKS = frozenset("p li h2 h3 h4 h5 h6 blockquote dt dd tr pre".split())
# A tag of sanitised HTML: its attributes are quoted, and may hold any mark.
_TAG = re.compile(r"""<(/?)([a-z0-9]+)(?: [a-z-]++="[^"]*+")*+>""")


def clean_chars(value: str) -> str:
    """Remove what no document may carry: control characters, lone surrogates, noncharacters, byte
    order marks; and characters that are not seen and write nothing.
    """
    if _is_clean(value):
        return value
    value = _FORBIDDEN.sub("", value)
    if _JOINER.search(value):
        value = _LOOSE_JOINER.sub("", value)
    return _FORBIDDEN_FAR.sub("", value) if _FAR.search(value) else value


def _is_clean(value: str) -> bool:
    """Whether all characters but white space are printable, as those of nearly every text are; far
    quicker to tell than where the others stand.
    """
    return "".join(value.split()).isprintable() and not any(mark in value for mark in _SPLITS)


def clean_text(value: str) -> str:
    """One line of plain text: forbidden characters removed, white space folded to single spaces."""
    return " ".join((value if value.isprintable() else clean_chars(value)).split())


def fold(text: str) -> str:
    """Letters and digits alone, in one case and width: what is left when two ways of writing the
    same are compared.
    """
    wide = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _NOT_WORDS.sub("", wide.casefold())


def clean_html(html: str, base_url: str) -> str:
    """Sanitise HTML from outside: news tags only; href, src, alt and sizes only; every URL absolute
    http(s) or dropped, but for links to mailboxes and telephones.

    A link within a page stays one where the page's own address is not known, `base_url` being a
    site's.
    """
    # character references such as &#1; become characters only now, hence the second cleaning
    cleaned = clean_chars(
        nh3.clean(
            for_browser(clean_chars(html)),
            tags=set(NEWS_TAGS),
            attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
            attribute_filter=_url_filter(base_url),
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener nofollow",
        )
    )
    cleaned = re.sub(r"<img(?![^>]* src=)[^>]*>", "", cleaned)
    return _drop_empty(cleaned).strip()


def plain_text(html: str) -> str:
    """The paragraphs of sanitised HTML, separated by newlines; captions of figures are left out."""
    pieces: list[str] = []
    at = figures = 0
    for tag in _TAG.finditer(html):
        if not figures:
            pieces.append(html[at : tag.start()])
        at, name = tag.end(), tag[2]
        if name == "figure":
            figures = max(0, figures + (-1 if tag[1] else 1))
        elif name == "br" or name in _BLOCKS:
            pieces.append("\n")
    if not figures:
        pieces.append(html[at:])
    return "\n".join(
        line for raw in unescape("".join(pieces)).split("\n") if (line := clean_text(raw))
    )


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, ending at a sentence where one ends in the later half, else at a
    word with an ellipsis.
    """
    text = clean_text(text)
    if len(text) <= limit:
        return text
    head = text[:limit]
    ends = [m.end() for m in _SENTENCE_END.finditer(head) if m.end() >= limit // 2]
    if ends:
        return head[: ends[-1]]
    cut = head[: limit - 1]
    word = cut if head[limit - 1] == " " else cut.rpartition(" ")[0]
    return (word if len(word) > limit // 2 else cut).rstrip(" ,;:，；：") + "…"


def _url_filter(base_url: str) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "href":
            return _link(value, base_url) or None
        if attribute == "src":
            return absolute(value, base_url) or None
        if attribute in ("width", "height", "colspan", "rowspan"):
            return value if _is_size(value) else None
        return value

    return keep


def _link(value: str, base_url: str) -> str:
    """A link to a page, a mailbox or a telephone, or to a place on the page itself."""
    address = value.strip()
    if _REACHED.fullmatch(address) or (_WITHIN.fullmatch(address) and _is_site(base_url)):
        return address
    return absolute(value, base_url)


def _is_site(url: str) -> bool:
    """Whether an address is that of a whole site, and of no page in it."""
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query


def _is_size(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 5


def _drop_empty(html: str) -> str:
    """HTML without the elements that hold nothing, or nothing but such elements."""
    kept: list[str] = []
    opened: list[int] = []  # where in `kept` elements begin in which nothing stands so far
    pieces = _EMPTIED.split(html)
    for at in range(0, len(pieces), 4):
        text = pieces[at]
        if text and not text.isspace():
            opened.clear()
        kept.append(text)
        if at + 1 == len(pieces):
            break
        tag, slash, name = pieces[at + 1 : at + 4]
        if not slash:
            opened.append(len(kept))
        elif opened and kept[opened[-1]] == f"<{name}>":
            del kept[opened.pop() :]
            continue
        else:
            opened.clear()
        kept.append(tag)
    return "".join(kept)
