"""The address that an element leads to, wherever it is written: in `href`, in what a click runs, in
an attribute that a script reads.
"""

import re

from lxml import html

# What a script is told in quotes; no address of a page is longer.
_QUOTED = re.compile(r"""["']([^"'\s<>(){}]{1,500})["']""")
_PAGE = r"[\w./%~-]{0,300}\.(?:s?html?|php\d?|aspx?|jsp|jhtml|do)(?:[?#]\S*)?"
_ADDRESS = re.compile(rf"(?i)(?:https?:)?//[\w-]\S*|\.{{0,2}}/[\w.%~?-]\S*|\?[\w-]+=\S+|{_PAGE}")
# What is shown or fetched by a page, and no page itself.
_FILE = re.compile(
    r"(?i)\.(?:jpe?g|png|gif|svg|webp|avif|bmp|ico|css|js|mp[34]|m3u8|woff2?)(?:[?#!]|$)"
)
_LONGEST = 2000
_READ_BY_SCRIPTS = re.compile(r"(?i)(?:data|hx)-|formaction$")
# Where pictures and programs lie, and what is passed on to others.
_OF_SOMETHING_ELSE = re.compile(
    r"(?i)src|img|image|pic|poster|backg|bg|thumb|icon|share|api|avatar"
)
_SCRIPT = re.compile(r"(?i)\s*javascript:")


def is_address(value: str) -> bool:
    """Whether a value can only be the address of a page."""
    return _ADDRESS.fullmatch(value) is not None and not is_file(value)


def is_file(address: str) -> bool:
    """Whether an address is that of a picture, a film or another file that holds no story."""
    return _FILE.search(address) is not None


def href_of(node: html.HtmlElement) -> str:
    """Where a link leads without any script, as written; "" when it leads nowhere."""
    href: str = (node.get("href") or "").strip()
    return "" if href.startswith("#") or _SCRIPT.match(href) else href


def scripted_address(node: html.HtmlElement) -> str:
    """The address that an element's script would go to, as written; "" when none is told."""
    return next((value for _, value in scripted_addresses(node)), "")


def scripted_addresses(node: html.HtmlElement) -> list[tuple[str, str]]:
    """The attributes of an element that hold an address for a script, with the address."""
    found: list[tuple[str, str]] = []
    for name, value in node.items():
        if len(value) > _LONGEST:
            continue
        if name == "onclick" or (name == "href" and _SCRIPT.match(value)):
            quoted = filter(is_address, _QUOTED.findall(value))
            found += [(name, address) for address in list(quoted)[:1]]
        elif _READ_BY_SCRIPTS.match(name) and not _OF_SOMETHING_ELSE.search(name):
            found += [(name, value.strip())] if is_address(value.strip()) else []
    return found
