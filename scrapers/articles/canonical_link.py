"""The address that a page claims as its own (rel=canonical, og:url).

A claim is a hint, believed as far as it can be (decision 0024).
"""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from lxml import html
from tld import get_fld

from scrapers.page.document import Document
from scrapers.words.urls import canonical, host_of

# What stands at the end of an address when it is a variant of the page above: its print version,
# its second page.
_VARIANT = re.compile(
    r"/(?:amp|print|mobile|m|full|all|single|(?:p|page)?[/_-]?[0-9]{1,2})(?:\.s?html?)?/?", re.I
)
_OTHER_KIND = re.compile(
    r"/(?:tags?|topics?|search|categor(?:y|ies)|sections?|channels?|authors?|users?|login|signin|register|list|lists|archives?|feeds?|rss)(?:/|\.|$)"
    r"|\.(?:jpe?g|png|gif|webp|svg|pdf|mp4|mp3|xml|json|rss|css|js)$",
    re.I,
)
_INDEX = re.compile(r"(?:index|default|home|main|list)(?:_?[0-9]+)?(?:\.\w+)?", re.I)
_NUMBER = re.compile(r"[0-9]")
_STORY = re.compile(r"[0-9]{2}|-\w+-|\.s?html?$", re.I)


def credible_canonical(document: Document, url: str) -> str:
    """The address that a page at `url` claims as its own; empty when it claims none, two, or one
    that can hardly be it.
    """
    claims = {canonical(href, document.base) for href in _claims(document)} - {""}
    if len(claims) != 1 or not url:
        return ""
    claim = claims.pop()
    return claim if _same_publisher(claim, url) and _is_story(claim, url) else ""


def _claims(document: Document) -> list[str]:
    """What the page's links say; what its meta elements say only when no link does."""
    links = [link.get("href", "") for link in document.root.iter("link") if _is_canonical(link)]
    meta = document.meta.get("og:url", "")
    return [href for href in links if href.strip()] or ([meta] if meta else [])


def _is_canonical(link: html.HtmlElement) -> bool:
    return "canonical" in (link.get("rel") or "").lower().split()


def _same_publisher(claim: str, url: str) -> bool:
    """Whether both stand on one host, or on hosts under one registered domain. An address of a
    private network is nobody's.
    """
    one, other = host_of(claim), host_of(url)
    if one == other:
        return True
    if "." not in one or _is_number(one) or _is_number(other):
        return False
    domain = get_fld(claim, fail_silently=True)
    return domain is not None and domain == get_fld(url, fail_silently=True)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_story(claim: str, url: str) -> bool:
    """Whether the claim can be a story's address.

    It is none when it is a front page, a section above the story, or a page of another kind.
    """
    there, here = urlsplit(claim), urlsplit(url)
    path, own = there.path.rstrip("/"), here.path.rstrip("/")
    numbered = _NUMBER.search(there.query) is not None
    if path == own:
        return numbered or not _NUMBER.search(here.query)
    if _is_index(path) or _is_other_kind(path, own):
        return numbered and not _OTHER_KIND.search(path)
    if own.startswith(path + "/"):
        return _VARIANT.fullmatch(own[len(path) :]) is not None
    leaf = _last(path)
    return numbered or leaf == _last(own) or _STORY.search(leaf) is not None


def _is_index(path: str) -> bool:
    leaf = _last(path)
    return not leaf or _INDEX.fullmatch(leaf) is not None


def _is_other_kind(path: str, own: str) -> bool:
    """Whether a path is that of a tag, a feed or a file, and the page's own is not."""
    return bool(_OTHER_KIND.search(path)) and not _OTHER_KIND.search(own)


def _last(path: str) -> str:
    return path.rpartition("/")[2]
