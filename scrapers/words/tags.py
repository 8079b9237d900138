"""The tags of an HTML text, told as its parsers tell them, in one pass.

Every loop is possessive, and what is never closed reaches to the end: no character is looked at
twice, whatever the text.
"""

import re

_SPACE = r"[\t\n\f\r ]"
# An attribute, and what stands between two of them.
_ATTRIBUTE = (
    rf"(?:=[^\t\n\f\r />=]*+|[^\t\n\f\r />=]++)(?:{_SPACE}*+={_SPACE}*+"
    r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >"'][^\t\n\f\r >]*+)?+)?+"""
)
# The usual one stands first: it is what costs.
_ATTRIBUTES = rf"""(?: [a-z-]++="[^"]*+"|[\t\n\f\r /]++|{_ATTRIBUTE})*+"""
ATTRIBUTE = re.compile(_ATTRIBUTE)


_END = r"/(?i:script)[\t\n\f\r />]"
# Within a comment within a script, a script may stand whose end is not that of the first.
_INNER = rf"<(?i:script)[\t\n\f\r />](?:[^<-]++|-(?!->)|<(?!{_END}))*+(?:<{_END})?+"
_COMMENT = rf"(?:[^<-]++|-(?!->)|{_INNER}|<(?!{_END}))*+(?:-->)?+"
_SCRIPT = rf"[^<]*+(?:<(?!{_END})(?:!--(?:-?>|{_COMMENT}))?+[^<]*+)*+"
_TEXT = r"[^<]*+(?:<(?!(?i:/\1)[\t\n\f\r />])[^<]*+)*+"


def _marks(raw: str) -> re.Pattern[str]:
    """What finds tags, comments and declarations, where scripts and the elements named `raw` hold
    text alone.

    Its groups: the name of such an element and whether it is a script, or the "/" of an end tag and
    the name; the attributes; such an element's text. All are empty for what is no tag.
    """
    return re.compile(
        rf"<(?:(?:(?i:((script)|{raw}))(?=[\t\n\f\r />])|(/?)([a-zA-Z][^\t\n\f\r />]*+))"
        rf"({_ATTRIBUTES})>?+((?(2){_SCRIPT}|(?(1){_TEXT})))"
        r"|!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))|[!?/][^>]*+>?+)"
    )


# As browsers and nh3 read, and as libxml2 does.
BROWSER = _marks("style|xmp|iframe|noembed|noframes|noscript|textarea|title")
LIBXML = _marks("style")

VOID = frozenset(
    "area base basefont bgsound body br col embed frame head hr html image img input keygen link "
    "meta param source track wbr".split()
)
# What is opened again in the next block when its own was closed over it.
FORMATS = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_CELLS = frozenset(("td", "th", "p"))
_OLD_BLOCKS = frozenset(
    "address blockquote center dir div dl fieldset form h1 h2 h3 h4 h5 h6 menu ol p pre table "
    "ul".split()
)
BLOCKS = _OLD_BLOCKS | frozenset(
    "article aside details dialog figcaption figure footer header hgroup main nav search section "
    "summary".split()
)
# What a start tag closes where it is the innermost element: in this all parsers agree.
CLOSED_BY: dict[str, frozenset[str]] = {
    **dict.fromkeys(_OLD_BLOCKS, frozenset(("p",))),
    "li": frozenset(("li", "p")),
    "dd": frozenset(("dt", "p")),
    "dt": frozenset(("dd", "p")),
    **dict.fromkeys(("td", "th"), _CELLS),
    "tr": _CELLS | {"tr"},
    "tbody": _CELLS | {"tr", "tbody", "thead", "tfoot", "caption"},
    "tfoot": _CELLS | {"tr", "tbody"},
    "option": frozenset(("option",)),
    "optgroup": frozenset(("option",)),
    "a": frozenset(("a",)),
}
FOREIGN = frozenset("svg math select template frameset plaintext".split())
# Beyond these an end tag of a kind reaches no element: in one parser or the other.
_HARD = FOREIGN | frozenset("desc foreignobject mi mn mo ms mtext annotation-xml title".split())
_GROUPS = frozenset(("tbody", "thead", "tfoot"))
_TABLE = _GROUPS | {"table", "tr", "td", "th", "caption"}
_BOXES = _HARD | _TABLE | frozenset("applet button marquee object".split())
# Within these, formats that were opened outside cannot be closed.
MARKERS = frozenset("applet caption marquee object td template th".split())
_SPECIAL = _BOXES | BLOCKS | frozenset("dd dt li listing".split())
_WALLS: dict[str, frozenset[str]] = {
    **dict.fromkeys(BLOCKS | {"li", "dd", "dt"}, _BOXES | {"div"}),
    "div": _BOXES,
    **dict.fromkeys(("td", "th"), _HARD | _GROUPS | {"table", "tr"}),
    "tr": _HARD | _GROUPS | {"table"},
    **dict.fromkeys(_GROUPS, _HARD | {"table"}),
    "table": _HARD,
}
IMPLYING = frozenset(("table", "td", "th"))
_ALONE = frozenset(("form", "p"))


def opened_by(stack: list[str], name: str) -> tuple[str, ...]:
    """What the start tag of a table or a cell opens: it, and what stands around its rows and cells
    though nobody wrote it.
    """
    if name == "table":
        return ("table", "tbody")
    return ("tr", name) if name in ("td", "th") and stack[-1] in _GROUPS else (name,)


def closed_from(stack: list[str], name: str) -> int:
    """Where in the elements that are open the one stands that an end tag surely closes, with all
    after it; their number when it may close none.
    """
    most = len(stack)
    if stack[-1] == name:
        return most - 1
    if name in _ALONE or name not in stack:
        return most
    walls = _WALLS.get(name, _SPECIAL)
    for at in range(most - 1, 0, -1):
        if stack[at] == name:
            return at
        if stack[at] in walls:
            break
    return most
