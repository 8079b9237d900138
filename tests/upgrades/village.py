"""A village's paper beside the sample city, whose every page is written here: what sites do to us
that the sample city does not.
"""

from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self
from urllib.parse import parse_qs, urlsplit

_STORIES = {
    "ice": (
        "The ice road over the river opens",
        "Drivers may cross the river by the ice road from Saturday, the village council said.",
        "The ice was drilled every day for a week, and nowhere was it thinner than half a metre.",
    ),
    "bus": (
        "The last bus waits for the last train",
        "Whoever comes by the last train finds a bus at the station again, the carrier said.",
        "It waits for ten minutes, and for longer when the train is late and somebody calls.",
    ),
    "well": (
        "The old well gives water again",
        "After two dry summers the well behind the school gives water again, masons found.",
        "They had taken out a cart of stones and a bell that nobody in the village had missed.",
    ),
    "choir": (
        "村合唱团周日在粮仓演出",
        "村合唱团本周日下午三时在老粮仓演出，曲目是二十首本地民歌，不收门票。",
        "团长说，粮仓的回声比礼堂好，只是天冷，请听众自己带毯子。",
    ),
    "mill": (
        "The mill will grind on Thursdays",
        "The miller's daughter grinds on Thursdays from June on, for whoever brings a sack.",
        "The flour of last year's rye was tried on Sunday, and three loaves were gone by noon.",
    ),
}
# Where the list stands is said when a page is asked for.
_LIST = "$LIST"
_MENU = f'<nav><a href="/">Village Paper</a> <a href="{_LIST}">News of the village</a></nav>'
_FOOT = (
    "<p>Printed at the school. Letters to the editor reach us at the bakery.</p>"
    "<p>Subscriptions are taken on market days.</p>"
)


class Village:
    """The paper at `url`; also a subscriber who confirms what is asked, a hub and a webhook that
    take what they are sent. `busy`: it asks to be left alone for an hour.
    """

    def __init__(self, port: int) -> None:
        self.busy = False
        self.pages: dict[str, str] = {}
        self.url, self.elsewhere = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
        self.list_path = "/news/"
        self.show(_STORIES)
        for name, told in _STORIES.items():
            self.pages[f"/news/{name}.html"] = _story(*told)
        village = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                village.answer(self)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                _say(self, 204, "")

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        address = urlsplit(asked.path)
        (challenge,) = parse_qs(address.query).get("hub.challenge", [""])
        if self.busy:
            asked.send_response_only(503)
            asked.send_header("Retry-After", "3600")
            asked.send_header("Content-Length", "0")
            asked.end_headers()
        elif challenge:
            _say(asked, 200, challenge)
        else:
            page = self.pages.get(_LIST if address.path == self.list_path else address.path, "")
            _say(asked, 200 if page else 404, page.replace(_LIST, self.list_path))

    def show(self, titles: Mapping[str, tuple[str, ...]]) -> None:
        """Show a list of stories; names that are addresses lead there."""
        rows = "".join(
            f'<li><a href="{name if ":" in name else f"/news/{name}.html"}">{told[0]}</a> '
            f"<span>2024-06-{24 - at}</span></li>"
            for at, (name, told) in enumerate(titles.items())
        )
        self.pages[_LIST] = (
            f"<html><title>Village Paper</title><body>{_MENU}<h1>News of the village</h1>"
            f"<ul>{rows}</ul>{_FOOT}"
        )

    def tell_more(self) -> None:
        """A story in two parts of which one cannot be had, and five links to a host where the paper
        never was.
        """
        more = {
            "fair": (
                "The horse fair in two parts",
                "Forty horses came to the fair on Monday, and three hundred people to look at them.",
                "The oldest horse was led by the youngest groom, and neither of them was for sale.",
            )
        }
        strangers = {
            f"{self.elsewhere}/games/{number}.html": (
                f"Game number {number} pays out every night",
                f"Whoever plays game number {number} wins, says whoever sells it, and says it loudly.",
                "Nobody in the village has met anybody who won, and nobody there plays any more.",
            )
            for number in range(5)
        }
        self.show(more | strangers | _STORIES)
        parts = '<div><a href="/news/fair.html">1</a> <a href="/news/fair_2.html">2</a></div>'
        self.pages["/news/fair.html"] = _story(*more["fair"], after=parts)
        for address, told in strangers.items():
            self.pages[urlsplit(address).path] = _story(*told)


def _story(title: str, *paragraphs: str, after: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}</title></head><body>{_MENU}<article><h1>{title}</h1>"
        f"<p>2024-06-24</p><p>By Ada Winter</p>{text}{after}</article>{_FOOT}</body></html>"
    )


def _say(asked: BaseHTTPRequestHandler, status: int, text: str) -> None:
    body = text.encode()
    asked.send_response_only(status)
    asked.send_header("Content-Type", "text/html; charset=utf-8")
    asked.send_header("Content-Length", str(len(body)))
    asked.end_headers()
    asked.wfile.write(body)
