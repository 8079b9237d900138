"""A small newspaper of which only scripts draw anything: its list and its stories come as empty
pages with a script, which asks for data.
"""

import json
from urllib.parse import urlsplit

from tests.server import Answer, Heard, Server

TEXT = (
    "The bridge over the river was opened on Monday after two years of work, and the first buses "
    "crossed it before noon. Shops on both banks had waited for it since the flood of the spring."
)
# What no two stories say alike.
_ABOUT = ["Bakers", "Anglers", "Teachers", "Skaters", "Painters", "Drivers", "Weavers", "Singers"]
_SHELL = """<!doctype html><html><head><meta charset="utf-8"><title>River Paper</title></head>
<body><div id="app"></div><script src="/app.js"></script></body></html>"""
_APP = """const place = location.pathname, app = document.getElementById("app");
const element = (name, text, put) => {
  const made = document.createElement(name);
  made.textContent = text;
  return Object.assign(made, put || {});
};
// The addresses are put together here, so that nobody finds them in the page or in the data.
const ask = (url) => FOLDED
  ? Promise.resolve(JSON.parse([...FOLDED].reverse().join("")))
  : fetch(url).then((answer) => answer.json());
if (place === "/news/") {
  ask("/data/all").then((stories) => {
    const list = document.createElement("ul");
    for (const [number, title, day] of stories) {
      const entry = document.createElement("li");
      entry.append(element("a", title, {href: "/news/" + number + ".html"}), " ", element("span", day));
      list.append(entry);
    }
    app.append(element("h1", "News"), list);
  });
} else {
  ask("/data" + place).then(([number, title, day]) => {
    const about = ABOUT[number % ABOUT.length];
    const story = document.createElement("article");
    story.append(element("h1", title), element("p", day + " By Wang Wei"));
    for (const part of ["First", "Then", "Last"]) story.append(element("p", part + ", " + about + ": WORDS"));
    app.append(story);
    document.title = title;
  });
}
"""


class DrawnSite(Server):
    """Keeps what it was `heard` to be asked for; `stories` are number, title and day. They come in
    the pages themselves if they are `folded`, else as data for which the script asks. While it is
    `plain`, it needs no script.
    """

    def __init__(self, *, folded: bool = False, plain: bool = False) -> None:
        self._folded = folded
        self.plain = plain
        self.stories = [
            [number, f"Story number {number} of the river town", f"2024-06-{10 + number}"]
            for number in range(1, 7)
        ]
        self.heard: list[str] = []
        super().__init__(self._say)

    def _say(self, heard: Heard) -> Answer:
        path = urlsplit(heard.path).path
        self.heard.append(path)
        if path == "/app.js":
            return _answer(
                _APP.replace("WORDS", TEXT).replace("ABOUT", json.dumps(_ABOUT)), "text/javascript"
            )
        if path == "/data/all":
            return _answer(json.dumps(self.stories[::-1]), "application/json")
        if path.startswith("/data/news/"):
            number = int(path.removeprefix("/data/news/").removesuffix(".html"))
            return _answer(json.dumps(self.stories[number - 1]), "application/json")
        if path.startswith("/news/"):
            return _answer(self._shell(path), "text/html")
        return Answer(404)

    def _shell(self, path: str) -> str:
        number = path.removeprefix("/news/").removesuffix(".html")
        if self.plain:
            return self._plain(int(number)) if number else self._plain_list()
        data = self.stories[int(number) - 1] if number else self.stories[::-1]
        # Folded so that only the script can read it.
        folded = json.dumps(json.dumps(data)[::-1]) if self._folded else "null"
        return _SHELL.replace("<script", f"<script>const FOLDED = {folded};</script><script", 1)

    def _plain_list(self) -> str:
        rows = "".join(
            f'<li><a href="/news/{number}.html">{title}</a> <span>{day}</span></li>'
            for number, title, day in self.stories[::-1]
        )
        return f"<!doctype html><title>River Paper</title><h1>News</h1><ul>{rows}</ul>"

    def _plain(self, number: int) -> str:
        _, title, day = self.stories[number - 1]
        text = "".join(
            f"<p>{part}, {_ABOUT[number % len(_ABOUT)]}: {TEXT}</p>"
            for part in ("First", "Then", "Last")
        )
        story = f"<article><h1>{title}</h1><p>{day} By Wang Wei</p>{text}</article>"
        return f"<!doctype html><title>{title}</title>{story}"


def _answer(body: str, kind: str) -> Answer:
    return Answer(200, body.encode(), {"Content-Type": f"{kind}; charset=utf-8"})
