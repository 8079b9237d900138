"""Words that a page's style sheets show: what an attribute says, before or behind an element."""

import re

from lxml import html

_RULE = re.compile(
    r"(?P<selector>[^{}]{1,300})::?(?P<side>before|after)\s?"
    r"\{[^{}]{0,400}?content\s?:\s?attr\(\s?(?P<name>data-[\w-]{1,30})\s?\)"
)
# What only shows when somebody points at it.
_AT_TIMES = re.compile(r":(?:hover|focus|active)|\[")
_LONGEST, _MOST_STYLE, _MOST_RULES = 40, 400_000, 12


def show_styled(root: html.HtmlElement) -> None:
    """Put what style sheets show of attributes into the elements that have them."""
    style = "\n".join(each.text for each in root.iter("style") if each.text)[:_MOST_STYLE]
    rules = [each for each in _RULE.finditer(style) if not _AT_TIMES.search(each["selector"])]
    for name in list(dict.fromkeys(rule["name"] for rule in rules))[:_MOST_RULES]:
        for node in root.xpath("//*[@*[name()=$name]]", name=name):
            value = (node.get(name) or "").strip()
            if value and len(value) <= _LONGEST:
                shown = node.makeelement("span")
                shown.text = f" {value} "
                node.append(shown)
