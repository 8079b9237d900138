"""Pages that only a script draws, in the browser that we hold: what it gets, what it may cost, what
is left of it.
"""

import os
import select
import subprocess
import sys
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from app.browser.client import Browser
from app.browser.processes import Process, below
from app.fetch import Fetched
from app.values.errors import FetchError, Interrupted, Stopping
from tests.browsers import in_a_browser
from tests.drawn import HTML, ROOMY, Paper, browsing, document, text_of

pytestmark = in_a_browser

SITE = "http://paper.example"
LIST = """<!doctype html><title>News</title><ul id="list"></ul>
<img src="/logo.png"><link rel="stylesheet" href="/look.css"><iframe src="/frame.html"></iframe>
<link rel="prefetch" href="/next.html">
<script src="/draw.js"></script>"""
DRAW = """fetch("/stories.json").then(answer => answer.json()).then(stories => {
  for (const story of stories) {
    const entry = document.createElement("li");
    entry.innerHTML = `<a href="${story.at}">${story.title}</a>`;
    document.getElementById("list").append(entry);
  }
});
fetch("/read", {method: "POST", body: "1"}).catch(() => {});"""
STORIES = '[{"at": "/1.html", "title": "桥开了"}, {"at": "/2.html", "title": "Two"}]'

TIMES = """<p></p><script>
alert("A dialog stops nobody.");
location.hash = "times";
document.querySelector("p").textContent = new Date(0).toLocaleString("sv");
</script>"""
SHADOW = """<news-box><b>given</b></news-box><script>
document.querySelector("news-box").attachShadow({mode: "open"}).innerHTML = "<h2>Hidden</h2>";
</script>"""


def processes() -> list[Process]:
    """All that this process has started."""
    return below(os.getpid())


# What ran before a test: the browser in which other tests look at pages.
_OTHERS: set[int] = set()


@pytest.fixture(autouse=True)
def _see_who_runs_already() -> None:
    _OTHERS.clear()
    _OTHERS.update(each.pid for each in processes())


def started() -> list[Process]:
    """What a test has started of all this."""
    others = _OTHERS | {each.pid for pid in _OTHERS for each in below(pid)}
    return [each for each in processes() if each.pid not in others]


def left() -> list[str]:
    """The programs of a browser that still run and that a test has started."""
    commands = [Path(f"/proc/{each.pid}/cmdline").read_bytes() for each in started()]
    return [each.decode() for each in commands if b"app.browser" in each or b"chromium" in each]


def refuse(url: str, referer: str) -> Fetched:
    raise AssertionError(f"{url} was asked for")


def test_a_page_is_drawn_with_what_the_fetcher_answers() -> None:
    paper = Paper({
        f"{SITE}/draw.js": document(DRAW, f"{SITE}/draw.js", "text/javascript"),
        f"{SITE}/stories.json": document(STORIES, f"{SITE}/stories.json", "application/json"),
        f"{SITE}/there.html": document("<p>there</p>", f"{SITE}/moved/there.html"),
    })  # fmt: skip
    with browsing() as browser:
        drawn = browser.draw(document(LIST), paper)
        assert '<li><a href="/1.html">桥开了</a></li>' in text_of(drawn)
        assert (drawn.page.url, drawn.page.content_type) == (f"{SITE}/news/", HTML)
        assert drawn.has_data
        # Neither pictures nor styles, frames or what may be wanted later; no POST.
        page = f"{SITE}/news/"
        assert paper.asked == [(f"{SITE}/draw.js", page), (f"{SITE}/stories.json", page)]

        # What a page stores is gone with it: the next one is in the same browser.
        storing = (
            "<p></p><script>p = document.querySelector('p'); p.textContent = 'kept: ' +"
            "document.cookie + localStorage.a; document.cookie = 'a=1'; localStorage.a = 1</script>"
        )
        running = browser._running
        for _ in range(2):
            stored = browser.draw(document(storing), refuse)
            assert ("kept: undefined" in text_of(stored), stored.has_data) == (True, False)
        assert browser._running is running

        # A script that leads on: the page is where it was found in the end.
        on = browser.draw(document("<script>location.replace('/there.html')</script>"), paper)
        assert (on.page.url, "<p>there</p>" in text_of(on)) == (f"{SITE}/moved/there.html", True)

        # Times are those of the source's zone; what elements keep in trees of their own is shown.
        times = document(TIMES)
        assert "1970-01-01 08:00" in text_of(browser.draw(times, refuse, zone="Asia/Shanghai"))
        utc = browser.draw(times, refuse, zone="UTC")
        assert "1970-01-01 00:00" in text_of(utc)
        assert utc.page.url == f"{SITE}/news/"
        assert "<h2>Hidden</h2><b>given</b>" in text_of(browser.draw(document(SHADOW), refuse))
    assert left() == []
    with pytest.raises(Stopping):
        browser.draw(document(LIST), paper)


BUSY = "<p>x</p><script>for (;;);</script>"
GREEDY = """<p>x</p><script>const kept = [];
setInterval(() => kept.push(new Uint8Array(40e6).fill(kept.length)), 20)</script>"""
CURIOUS = """<p>x</p><script>
(async () => { for (let i = 0; i < 9; i++) await fetch("/" + i).catch(() => {}); })()</script>"""
GROWING = "<p>x</p><script>document.querySelector('p').textContent = 'x'.repeat(3e6)</script>"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("html", "bounds", "kind", "words"),
    [
        (BUSY, replace(ROOMY, own_seconds=3.0), "timeout", "more than 3 s"),
        (GREEDY, ROOMY, "too-large", "more than 900 MB of memory"),
        (CURIOUS, replace(ROOMY, requests=5), "too-large", "more than 5 further documents"),
        (CURIOUS, replace(ROOMY, answer_bytes=4_000_000), "too-large", "took more than 4 MB"),
        (GROWING, replace(ROOMY, answer_bytes=2_000_000), "not-a-page", "more than 2 MB"),
    ],
    ids=["time", "memory", "requests", "bytes", "what is drawn"],
)
def test_what_costs_too_much_ends_the_browser(
    html: str, bounds: "object", kind: str, words: str
) -> None:
    asked: list[str] = []

    def answer(url: str, referer: str) -> Fetched:
        asked.append(url)
        return document("x" * 1_000_000, url, "text/plain")

    with browsing(bounds) as browser:  # type: ignore[arg-type]
        with pytest.raises(FetchError, match=words) as refused:
            browser.draw(document(html), answer)
        assert refused.value.kind == kind
        assert refused.value.url == f"{SITE}/news/"
        assert len(asked) <= 5
        if kind != "not-a-page":
            assert left() == []
        # The next page is drawn as if nothing had been.
        assert "<p>well</p>" in text_of(browser.draw(document("<p>well</p>"), refuse))
    assert left() == []


@pytest.mark.slow
def test_the_pace_of_a_host_is_not_the_pages_own_time() -> None:
    bounds = replace(ROOMY, own_seconds=6.0, look_seconds=0.05)
    waited = threading.Event()

    def slowly(url: str, referer: str) -> Fetched:
        assert not waited.wait(7.0)
        return document('"late"', url, "application/json")

    html = "<p>x</p><script>fetch('/a').then(a => a.json()).then(a => { document.body.append(a) })</script>"
    with browsing(bounds) as browser:
        browser.draw(document("<p>started</p>"), refuse)
        assert "late</body>" in text_of(browser.draw(document(html), slowly))
    # But not for ever.
    with browsing(replace(bounds, all_seconds=3.0)) as browser:
        with pytest.raises(FetchError, match="at the pace of its hosts, took more than 3 s"):
            browser.draw(document(html), slowly)
        assert left() == []


@pytest.mark.slow
def test_the_browser_ends_with_whoever_stops_waiting_for_it() -> None:
    def stop(url: str, referer: str) -> Fetched:
        raise Interrupted("stopping")

    with browsing() as browser:
        with pytest.raises(Interrupted):
            browser.draw(document(CURIOUS), stop)
        assert left() == []

    # The service stops while a page is drawn: in another thread, and a page that never ends.
    def close(url: str, referer: str) -> Fetched:
        closer = threading.Thread(target=browser.close)
        closer.start()
        closer.join()
        return document("1", url)

    browser = Browser(ROOMY)
    with pytest.raises(Stopping):
        browser.draw(document(CURIOUS), close)
    assert left() == []


@pytest.mark.slow
def test_a_browser_that_draws_nothing_ends_and_is_started_again() -> None:
    with browsing(replace(ROOMY, idle_seconds=0.5)) as browser:
        browser.draw(document("<p>one</p>"), refuse)
        running = browser._running
        assert running is not None
        running._process.wait(60)
        assert left() == []
        assert "two" in text_of(browser.draw(document("<p>two</p>"), refuse))


@pytest.mark.slow
def test_a_browser_that_is_killed_is_told_of_and_replaced() -> None:
    def kill(url: str, referer: str) -> Fetched:
        for each in started():
            if b"chromium" in Path(f"/proc/{each.pid}/cmdline").read_bytes():
                os.kill(each.pid, 9)
        return document("1", url)

    with browsing() as browser:
        with pytest.raises(FetchError, match="the browser"):
            browser.draw(document(CURIOUS), kill)
        assert "two" in text_of(browser.draw(document("<p>two</p>"), refuse))


_KILLED = """
import sys
from app.browser.client import Browser
from tests.drawn import ROOMY, document

def wait(url, referer):
    print(browser._running._process.pid, flush=True)
    input()

browser = Browser(ROOMY)
browser.draw(document("<script>fetch('/a')</script>"), wait)
"""


@pytest.mark.slow
def test_whoever_is_killed_leaves_no_browser_behind() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as killed:
        assert killed.stdout is not None
        holder = int(killed.stdout.readline())
        processes = [holder, *(each.pid for each in below(holder))]
        assert len(processes) > 4
        with ExitStack() as stack:
            ends = [stack.enter_context(open(os.pidfd_open(pid), "rb")) for pid in processes]
            killed.kill()
            for end in ends:
                # Readable once its process has ended.
                assert select.select([end], [], [], 60)[0]
