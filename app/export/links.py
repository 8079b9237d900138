"""Links in our own answers: where they lead, and how they are written in files."""

import re
from collections.abc import Iterator
from html import escape, unescape

from app.export.paths import settled

_LINK = re.compile(r'(?:href|src)="(/(?!/)[^"#]*)')
_MEDIA = re.compile(r"/media/[0-9a-f]{64}(?:-[0-9]+)?\.[a-z]+")
_RELATED = re.compile(r"<([^<>]+)>")
_HREF = re.compile(r'href="(/(?!/)[^"#]*\?[^"#]*)')
# What needs a program behind it.
_ALIVE = re.compile(r"(?:/[a-z]{2})?/(?:search|desk|hub|api)(?:[/?.]|$)|/opensearch\.xml$")
_SEARCH_HREF = re.compile(
    r'(href|action)="((?:/[a-z]{2})?/(?:search(?=["/?.])|opensearch\.xml)[^"]*)"'
)
_SEARCH_FORM = re.compile(r'<form\b[^>]*action="(?:/[a-z]{2})?/search".*?</form>\s*', re.S)
_SEARCH_LINE = re.compile(r'<li><a href="(?:/[a-z]{2})?/search[^"]*"[^>]*>[^<]*</a></li>\s*')
_SEARCH_LINK = re.compile(r'<a href="(?:/[a-z]{2})?/search[^"]*"[^>]*>(.*?)</a>', re.S)
_SEARCH_META = re.compile(r'<link rel="search"[^>]*>\s*')
_CHARSET = '<meta charset="utf-8">'


def leads_to(text: str, content_type: str, link_header: str, base_url: str) -> Iterator[str]:
    """The paths on this site, with their queries, to which an answer leads and that files can
    answer.
    """
    here = re.escape(base_url)
    paths = _MEDIA.findall(text)
    if content_type.startswith("text/html"):
        paths += [unescape(path) for path in _LINK.findall(text)]
        paths += re.findall(rf'property="og:image" content="{here}(/[^"#]*)"', text)
    elif content_type.startswith("application/xml"):
        paths += [unescape(path) for path in re.findall(rf"<loc>{here}(/[^<]*)</loc>", text)]
    paths += [
        url.removeprefix(base_url)
        for url in _RELATED.findall(link_header)
        if url.startswith(f"{base_url}/")
    ]
    return (path for path in paths if not _ALIVE.match(path) and settled(path))


def page_as_file(html: str, policy: str, live: str) -> str:
    """A page whose links lead to files. What headers say of its safety stands in the page itself,
    since files have none.

    Searches lead to the service at `live`, or are left out.
    """
    html = _HREF.sub(
        lambda match: f'href="{escape(settled(unescape(match[1])) or unescape(match[1]))}', html
    )
    if live:
        html = _SEARCH_HREF.sub(rf'\1="{live}\2"', html)
        policy = policy.replace("form-action 'self'", f"form-action {live}")
    else:
        for pattern, instead in (
            (_SEARCH_META, ""),
            (_SEARCH_FORM, ""),
            (_SEARCH_LINE, ""),
            (_SEARCH_LINK, r"\1"),
        ):
            html = pattern.sub(instead, html)
    # Browsers heed this one in a header only.
    policy = "; ".join(
        part for part in policy.split("; ") if not part.startswith("frame-ancestors")
    )
    return html.replace(
        _CHARSET,
        f'{_CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
        1,
    )


def feed_as_file(feed: str, base_url: str) -> str:
    """A feed whose further pages are files."""
    page = re.compile(rf"({re.escape(base_url)})(/[^\s\"<>?]*feed\.\w+\?before=[0-9]+)")
    return page.sub(lambda match: match[1] + settled(match[2]), feed)
