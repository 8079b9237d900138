"""Pages made to hurt: deep, endless, huge, or full of what patterns stumble over. Each is made when
it is asked for.
"""

import random
import sys
from collections.abc import Callable
from pathlib import Path

_MEGA = 1_000_000
_LEVELS = 100_000
_BIG = 9 * _MEGA


def _garbage(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def _many(piece: bytes, size: int) -> bytes:
    return piece * (size // len(piece))


def _page(inner: bytes) -> bytes:
    return (
        b"<html><head><title>A page</title></head><body><h1>A headline that says something</h1>"
        + inner
        + b"</body></html>"
    )


PAGES: dict[str, Callable[[], bytes]] = {
    "50 MB of noise": lambda: _garbage(50 * _MEGA),
    "50 MB of tags": lambda: _many(
        b"<div><a href=/x/1>A story with a title of some length</a>", 50 * _MEGA
    ),
    "50 MB of text": lambda: _page(_many(b"All work and no play. ", 50 * _MEGA)),
    "50 MB of one attribute": lambda: _page(b"<p title='" + _many(b"x y ", 50 * _MEGA) + b"'>"),
    "100,000 levels": lambda: _page(b"<div>" * _LEVELS + b"deep"),
    "100,000 links in each other": lambda: _page(b"<a href=/story-1>" * _LEVELS),
    "100,000 tables in each other": lambda: _page(b"<table><tr><td>" * (_LEVELS // 3)),
    "3,900 links": lambda: _page(
        b"".join(
            b"<li><a href=/news/%d>Story number %d tells a tale</a> 2024-01-%02d" % (n, n, n % 28)
            for n in range(3_900)
        )
    ),
    "11,000 cells": lambda: _page(
        b"<table>" + b"<tr>" + b"<td>2024-01-01 12:30 By A Name</td>" * 11_000
    ),
    "9 MB in one paragraph": lambda: _page(
        b"<p>" + _many(b"A sentence follows another one. ", _BIG)
    ),
    "9 MB of white space": lambda: _page(b"<p>x" + b" \n" * (4 * _MEGA) + b"y</p>"),
    "9 MB of digits": lambda: _page(b"<p>" + _many(b"2024-13-45 20240101 12:99 ", _BIG)),
    "9 MB of a comment": lambda: b"<!--" + b"-" * (_BIG),
    "9 MB of entities": lambda: _page(b"<p>" + _many(b"&#x110000;&amp;&bogus;", _BIG)),
    "4 MB of brackets as JSON": lambda: _page(
        b'<script type="application/ld+json">' + b"[" * (4 * _MEGA) + b"</script>"
    ),
    "11,900 paragraphs": lambda: _page(
        b"<p>The council met and spoke about the bridge, the budget and the weather of the week.</p>"
        * 11_900
    ),
    "a feed of 4 MB": lambda: (
        b'<rss version="2.0"><channel>'
        + _many(b"<item><title>A</title><link>http://a.example/1</link></item>", 900_000)
    ),
    "a feed 100,000 deep": lambda: b'<rss version="2.0"><channel>' + b"<item>" * _LEVELS,
    "a feed of white space": lambda: b"<rss><channel><title>" + b" \n" * (2 * _MEGA),
    "a feed of one text": lambda: (
        b"<rss version='2.0'><channel><title>" + _many(b"&amp; more ", 4_900_000)
    ),
    "a sitemap of 2 MB": lambda: (
        b"<urlset>" + _many(b"<url><loc>http://a.example/a-b-c</loc></url>", 600_000)
    ),
    "a JSON feed of brackets": lambda: (
        b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * (4 * _MEGA)
    ),
    "5,900 paragraphs": lambda: _page(
        b"<p>The council met and spoke about the bridge, the budget and the weather of the week.</p>"
        * 5_900
    ),
    "a class of 40,000 ones": lambda: _page(
        b"<ul><li class='x-"
        + b"1" * 40_000
        + b"!'><a href=/news/1>A story with a title of some length</a>"
    ),
    "marks without end": lambda: _page(b"<a href=/news/1>a" + b"!" * 60_000 + b"a</a>"),
    "an address of figures": lambda: _page(b"<a href=/p/" + b"1" * 60_000 + b"a1b>2</a>"),
    "thousands of hidden words": lambda: _page(
        b"<h2>"
        + b"<span class=hidden>words that are hidden from those who see</span>" * 5_000
        + b"</h2>"
    ),
    "labels upon labels": lambda: _page(b"<p>" + "来源:".encode() * 40 + "，x</p>".encode()),
    "3,900 links and times in one element": lambda: _page(
        b"".join(
            b"<a href=/news/%d>Story number %d tells a tale</a> <time>2024-01-%02d</time><br>"
            % (n, n, n % 28 + 1)
            for n in range(3_900)
        )
    ),
    "names that repeat": lambda: _page(
        _many(
            b"<p>By By By and By and and Updated: Updated: Posted on on at at 12/12/12/12</p>",
            2 * _MEGA,
        )
    ),
    "Chinese without end": lambda: _page(
        "<p>".encode("gb18030") + _many("记者作者编辑来源：".encode("gb18030"), _BIG)
    ),
}


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(PAGES[sys.argv[1]]())
