"""A page in our browser that tries every way out to the network: nothing hears of it but the
fetcher, which refuses.
"""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Error, Page

from app.fetch import Fetched, Fetcher, NotModified
from app.values.errors import FetchError
from tests.browsers import in_a_browser
from tests.drawn import browsing, document, text_of

pytestmark = in_a_browser

# Each way ends in an address of its own, so that whoever hears of it knows which one it was.
WAYS = """<!doctype html><title>Ways out</title>
<ul></ul>
<link rel="preconnect" href="AT/"><link rel="dns-prefetch" href="AT/">
<link rel="prefetch" href="AT/prefetch"><link rel="preload" as="fetch" href="AT/preload">
<link rel="modulepreload" href="AT/modulepreload"><link rel="stylesheet" href="AT/style">
<link rel="manifest" href="AT/manifest"><link rel="icon" href="AT/icon">
<img src="AT/picture"><video src="AT/film" autoplay></video><iframe src="AT/frame"></iframe>
<object data="AT/object"></object><embed src="AT/embed">
<style>@font-face { font-family: f; src: url(AT/font) } body { font-family: f; background: url(AT/ground) }</style>
<script type="speculationrules">{"prerender": [{"urls": ["AT/prerender"], "eagerness": "immediate"}],
 "prefetch": [{"urls": ["AT/speculation"], "eagerness": "immediate"}]}</script>
<form method="post" action="AT/form" target="there"></form><iframe name="there"></iframe>
<a href="AT/download" download ping="AT/ping">file</a>
<script src="AT/script"></script><script type="module" src="AT/module"></script>
<script>
const tried = async (way, attempt) => {
  let came;
  try { came = String(await attempt()) } catch (error) { came = error.name }
  const entry = document.createElement("li");
  entry.textContent = `${way}: ${came}`;
  document.querySelector("ul").append(entry);
};
const event = (target, good, bad) => new Promise((resolve, reject) => {
  target[good] = () => resolve("reached");
  target[bad] = () => reject(new Error("refused"));
});
const worker = (code) => new Worker(URL.createObjectURL(new Blob([code], {type: "text/javascript"})));
tried("fetch", () => fetch("AT/fetch", {mode: "no-cors"}));
tried("post", () => fetch("AT/post", {method: "POST", mode: "no-cors", body: "x"}));
tried("keepalive", () => fetch("AT/keepalive", {keepalive: true, mode: "no-cors"}));
tried("xhr", () => { const x = new XMLHttpRequest(); x.open("GET", "AT/xhr"); x.send(); return event(x, "onload", "onerror") });
tried("websocket", () => event(new WebSocket("WS/socket"), "onopen", "onclose"));
tried("events", () => event(new EventSource("AT/events"), "onopen", "onerror"));
tried("beacon", () => navigator.sendBeacon("AT/beacon", "x"));
tried("service worker", () => navigator.serviceWorker.register("/worker.js"));
tried("worker", () => { worker(`fetch("AT/worker", {mode: "no-cors"}); new WebSocket("WS/worker");
  try { new WebTransport("https://HOST/worker") } catch (error) {}`) });
const leak = async (room) => {
  const peer = new room.RTCPeerConnection({iceServers: [{urls: "stun:STUN"}, {urls: "turn:HOST?transport=tcp", username: "a", credential: "b"}]});
  peer.createDataChannel("x");
  await peer.setLocalDescription(await peer.createOffer());
  return "gathering";
};
const room = () => document.body.appendChild(document.createElement("iframe")).contentWindow;
tried("webtransport", () => new WebTransport("https://HOST/").ready);
tried("webtransport of a frame", () => new (room().WebTransport)("https://HOST/").ready);
tried("webrtc", () => leak(window));
tried("webrtc of a frame", () => leak(room()));
tried("window", () => window.open("AT/window"));
tried("form", () => document.querySelector("form").submit());
tried("link", () => document.querySelector("a").click());
tried("later", () => fetchLater("AT/later", {activateAfter: 0}));
</script>"""
LEADING = (
    "<p>here</p><script>location.href = 'AT/location'</script>",
    "<p>here</p><meta http-equiv=refresh content='0;url=AT/refresh'>",
    "<p>here</p><script>document.write('<form method=post action=AT/formpost></form>');"
    "document.forms[0].submit()</script>",
)


class Ears:
    """Two ports of this machine, TCP and UDP, at which nobody is to knock."""

    def __init__(self) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        for each in (self.tcp, self.udp):
            each.setblocking(False)

    @property
    def host(self) -> str:
        return "127.0.0.1:" + str(self.tcp.getsockname()[1])

    def knocks(self) -> tuple[int, int]:
        """How many connections and datagrams came."""
        return sum(1 for _ in self._callers()), sum(1 for _ in self._datagrams())

    def _callers(self) -> Iterator[None]:
        while True:
            try:
                self.tcp.accept()[0].close()
            except BlockingIOError:
                return
            yield

    def _datagrams(self) -> Iterator[None]:
        while True:
            try:
                self.udp.recv(65536)
            except BlockingIOError:
                return
            yield


@contextmanager
def ears() -> Iterator[Ears]:
    with ExitStack() as stack:
        made = Ears()
        stack.enter_context(made.tcp)
        stack.enter_context(made.udp)
        yield made


def page_to(html: str, host: str, ears: Ears) -> str:
    stun = "127.0.0.1:" + str(ears.udp.getsockname()[1])
    for word, place in (
        ("AT", f"http://{host}"),
        ("WS", f"ws://{host}"),
        ("HOST", host),
        ("STUN", stun),
    ):
        html = (
            html.replace(word + "/", place + "/")
            .replace(f"{word}?", f"{place}?")
            .replace(f":{word}", f":{place}")
        )
    return html


class Guarded:
    """Asks our fetcher, and keeps what it said."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.refused: dict[str, str] = {}
        self._fetcher = fetcher

    def __call__(self, url: str, referer: str) -> Fetched:
        try:
            answer = self._fetcher.fetch(url, referer=referer)
        except FetchError as error:
            self.refused[url] = error.kind
            raise
        assert not isinstance(answer, NotModified)
        return answer


def fetcher(*allowed: str) -> Fetcher:
    return Fetcher(
        user_agent="test",
        now=lambda: datetime(2025, 9, 1, tzinfo=UTC),
        allow_hosts=frozenset(allowed),
    )


# Some ways are open to pages by https alone; from these, none leads to another machine by http.
@pytest.mark.parametrize(
    ("scheme", "far"),
    [
        pytest.param("https", "", id="here"),
        pytest.param("http", "169.254.169.254", id="the cloud's own", marks=pytest.mark.slow),
    ],
)
def test_no_way_leads_to_the_network(scheme: str, far: str) -> None:
    with ears() as heard, fetcher() as asking, browsing() as browser:
        host = far or heard.host
        guarded = Guarded(asking)
        page = document(page_to(WAYS, host, heard), f"{scheme}://paper.example/")
        drawn = text_of(browser.draw(page, guarded))
        tried = dict(line.partition("</li>")[0].split(": ", 1) for line in drawn.split("<li>")[1:])
        assert len(tried) >= 16, tried
        assert "reached" not in tried.values()
        # Only the fetcher was asked, and it was not asked for what is no document or no question.
        assert {url.rpartition("/")[2] for url in guarded.refused} <= {
            "script", "module", "modulepreload", "preload", "fetch", "keepalive", "xhr", "worker", "later",
            "download",
        }  # fmt: skip
        assert {"script", "fetch", "xhr", "worker"} <= {
            url.rpartition("/")[2] for url in guarded.refused
        }
        assert set(guarded.refused.values()) == {"blocked"}
        for leading in () if far else LEADING:
            stayed = browser.draw(document(page_to(leading, host, heard)), guarded)
            assert "<p>here</p>" in text_of(stayed)
        browser.close()
        assert heard.knocks() == (0, 0)


@pytest.mark.slow
def test_the_same_page_reaches_this_machine_from_an_ordinary_browser(page: Page) -> None:
    with ears() as heard:
        page.route("http://paper.example/", lambda route: route.fulfill(
            content_type="text/html", body=page_to(WAYS, heard.host, heard)))  # fmt: skip
        try:
            page.goto("http://paper.example/", wait_until="commit")
            page.wait_for_timeout(3000)
        except Error:
            pass
        connections, datagrams = heard.knocks()
        assert connections > 4
        assert datagrams > 0
