"""No page, however broken, crashes a reader, hangs it or eats the memory: properties, mutations,
and pages made to hurt.
"""

import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.hostile import PAGES
from scrapers import Article, Listing, Page, ScrapeError
from scrapers.choose import choose, named, scraper_names
from scrapers.recipes.by_recipe import ByRecipe
from scrapers.recipes.learn import learn_recipe
from scrapers.recipes.recipe import read_recipe

ROOT = Path(__file__).resolve().parents[3]
SEEDS = sorted((ROOT / "tests" / "recordings").glob("*/*.html"))
URL = "https://hostile.example/news/"
RECIPE = read_recipe(
    'name = "any"\n[listing]\nentries = "li, tr, article"\n[article]\ntitle = "h1, h2"\ntext = "div, td"\ndrop = "aside, ul"'
)
_MUTATIONS = 40

_names = st.sampled_from(
    "div p a ul li table tr td h1 h2 time span article nav footer script style br img iframe video font base meta".split()
)
_values = st.one_of(
    st.sampled_from(
        [
            "/news/1.html",
            "//x",
            "javascript:alert(1)",
            "https://[::1",
            "?page=2",
            "#",
            "../../..",
            "utf-8",
            "gb2312",
            "next",
        ]
    ),
    st.text(max_size=30),
)
_attributes = st.lists(
    st.tuples(
        st.sampled_from(
            ["href", "src", "class", "id", "title", "datetime", "rel", "content", "style"]
        ),
        _values,
    ),
    max_size=3,
)
_words = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "2024-06-21 08:30",
            "昨天 14:20",
            "Updated: Jun 31, 2024",
            "By A B ( x )",
            "来源：日报 作者：",
            "下一页",
            "\ud800",
            "&#x0;&#xFFFE;",
        ]
    ),
)


@st.composite
def _tag(draw: st.DrawFn) -> str:
    name = draw(_names)
    attributes = "".join(f' {key}="{value}"' for key, value in draw(_attributes))
    return draw(
        st.sampled_from(
            [
                f"<{name}{attributes}>",
                f"</{name}>",
                f"<{name}{attributes}/>",
                f"<{name} {attributes[:7]}",
                f"<!--{name}-->",
            ]
        )
    )


def read_all(page: Page) -> list[Article | Listing]:
    """What all readers make of a page; each may refuse it in words, and nothing else."""
    found: list[Article | Listing] = []
    for scraper in [*(named(name) for name in scraper_names()), ByRecipe(RECIPE), choose(page)]:
        for read in (scraper.listing, scraper.article):
            with suppress(ScrapeError):
                found.append(read(page))
    return found


@given(
    st.lists(st.one_of(_tag(), _words), max_size=120),
    st.sampled_from(["utf-8", "gb18030", "utf-16", "latin-1"]),
)
def test_any_heap_of_tags_is_read_or_refused(parts: list[str], encoding: str) -> None:
    read_all(Page(URL, "".join(parts).encode(encoding, "replace"), "text/html; charset=gb2312"))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    read_all(Page(URL, b"<html><body>" + body))


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))]
)
def test_mutations_of_real_structures_are_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(_MUTATIONS if seed else _MUTATIONS // 8):
        body = bytearray(chance.choice(SEEDS).read_bytes())
        for _ in range(chance.randint(1, 30)):
            start = chance.randrange(len(body))
            end = min(len(body), start + chance.randint(1, 300))
            match chance.randrange(4):
                case 0:
                    del body[start:end]
                case 1:
                    body[start:start] = body[end : end + 200]
                case 2:
                    body[start] = chance.randrange(256)
                case _:
                    body[start:end] = chance.choice(
                        [
                            b"<",
                            b">",
                            b"</div>",
                            b"<table>",
                            b"\x00",
                            b"&",
                            b'"',
                            b"\xff\xfe",
                            b"<a href=/x>",
                        ]
                    )
            if not body:
                break
        for value in read_all(Page(URL, bytes(body))):
            if isinstance(value, Listing) and value.kind == "generic":
                learn_recipe(Page(URL, bytes(body)), value, "mutant")


# Each reading has a process of its own, held to 5 seconds of CPU and 500 MB by limits of the system.
_RUNNER = """
import os, resource
from benchmarks.hostile import PAGES
from scrapers import Page, ScrapeError
from scrapers.choose import choose, named
from scrapers.listings.generic import Generic
from scrapers.feeds.upstream import Feed
for name, make in PAGES.items():
    page = Page("https://hostile.example/news/", make())
    for read in (Generic().article, Generic().listing, Feed().listing, choose(page).article, named("govcn").article):
        child = os.fork()
        if not child:
            resource.setrlimit(resource.RLIMIT_CPU, (5, 6))
            resource.setrlimit(resource.RLIMIT_DATA, (500_000_000, 500_000_000))
            try:
                read(page)
            except ScrapeError:
                pass
            except BaseException:
                os._exit(1)
            os._exit(0)
        _, status, used = os.wait4(child, 0)
        print(status, used.ru_maxrss // 1024, name, flush=True)
"""


@pytest.mark.slow
def test_pages_made_to_hurt_take_little_time_and_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _RUNNER], capture_output=True, text=True, cwd=ROOT, check=True
    )
    told = [line.split(" ", 2) for line in done.stdout.splitlines()]
    assert len(told) == 5 * len(PAGES)
    assert not [name for status, _, name in told if status != "0"]
    assert not [(name, megabytes) for _, megabytes, name in told if int(megabytes) >= 500]
