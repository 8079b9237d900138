"""The address that an element leads to, wherever it is written: in `href`, in what a click runs, in
an attribute that a script reads.
"""

import re

from lxml import html

from scrapers.words.addressed import is_address

# What a script is told in quotes; no address of a page is longer.
_QUOTED = re.compile(r"""["']([^"'\s<>(){}]{1,500})["']""")
_LONGEST = 2000
_READ_BY_SCRIPTS = re.compile(r"(?i)(?:data|hx)-|formaction$")
# Where pictures and programs lie, and what is passed on to others.
_OF_SOMETHING_ELSE = re.compile(
    r"(?i)src|img|image|pic|poster|backg|bg|thumb|icon|share|api|avatar"
)
_SCRIPT = re.compile(r"(?i)\s*javascript:")


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
