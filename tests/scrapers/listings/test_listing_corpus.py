"""The corpus of index pages is what it says: every page parses, shows its entries, and is the same
each time.
"""

import json
import re
from collections import Counter
from html import unescape
from pathlib import PurePath
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

import lxml.html
import pytest

from benchmarks.listings.corpus import pages
from benchmarks.listings.model import LabelledListing

PAGES = pages()
pytestmark = pytest.mark.slow

# What these pages hold stands in their scripts alone, as these write it.
SCRIPTED = ("state-drawn", "clicks-cn", "records-cn")
TRACKING = ("utm_", "spm", "from", "icid", "mc_", "ito", "src", "scm", "share_token")


def plain(url: str) -> str:
    parts = urlsplit(urldefrag(url).url)
    query = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not pair[0].startswith(TRACKING)
    ]
    return parts._replace(query=urlencode(query)).geturl()


def packed(text: str) -> str:
    return "".join(text.split())


def charset(page: LabelledListing) -> str:
    named = re.search(rb"charset=[\"']?([\w-]+)", page.content_type.encode() + page.html)
    assert named is not None
    name = named[1].decode().lower()
    return "gb18030" if name.startswith("gb") else name


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.family in SCRIPTED],
    ids=lambda page: f"{page.family}-{len(page.entries)}",
)
def test_entries_stand_in_their_scripts(page: LabelledListing) -> None:
    source = unescape(page.html.decode(charset(page)))
    for entry in page.entries:
        assert entry.title in source or json.dumps(entry.title)[1:-1] in source
        assert urlsplit(entry.url).path in source or PurePath(entry.url).stem in source


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.family not in SCRIPTED],
    ids=lambda page: f"{page.family}-{len(page.entries)}",
)
def test_entries_stand_on_their_page(page: LabelledListing) -> None:
    tree: Any = lxml.html.fromstring(page.html.decode(charset(page)))
    base = urljoin(page.url, next(iter(tree.xpath("//base/@href")), ""))
    links = {
        plain(urljoin(base, href.strip()))
        for href in tree.xpath("//a/@href | //link/@href | //option/@value")
    }
    assert [entry.url for entry in page.entries if plain(entry.url) not in links] == []
    called = "createPageHTML" in page.html.decode(charset(page))
    assert page.next_url is None or plain(page.next_url) in links or called
    assert max(Counter(entry.url for entry in page.entries).values(), default=1) == 1
    words = packed(tree.text_content() + " ".join(tree.xpath("//@title | //@data-c-br")))
    assert [entry.title for entry in page.entries if packed(entry.title) not in words] == []
    assert all(packed(entry.summary or "") in words for entry in page.entries)


def test_pages_come_out_the_same() -> None:
    assert pages() == PAGES
