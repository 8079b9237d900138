"""A paper of five stories whose pages a test changes as it likes: their words, markup, pictures, and
whether they can be read at all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.server import Answer, Heard

STORIES = (
    ("ferry", "The ferry over the river runs again", "The ferry had been in dock since autumn"),
    ("library", "The library opens on Sundays", "The reading rooms were asked for by students"),
    ("bridge", "The old bridge gets new planks", "The planks come from a wood up the river"),
    ("market", "The night market moves indoors", "The hall was a depot for trams until June"),
    ("school", "A school teaches the trade of bakers", "The first class has twenty pupils"),
)
LAST = "Tickets are sold at the pier from eight in the morning, and not in the town any more."


def paragraphs(slug: str, lead: str) -> list[str]:
    return [
        f"{lead}. The town council of the {slug} committee said so on Monday in a long meeting.",
        f"Nobody who was asked about the {slug} had expected this to come so soon in the year.",
        f"{LAST} That holds for the {slug} until the end of the winter.",
    ]


def written() -> dict[str, list[str]]:
    """The paragraphs of all stories, as they were written."""
    return {slug: paragraphs(slug, lead) for slug, _, lead in STORIES}


@dataclass
class Paper:
    """What its addresses answer: `texts` and `pictures` by story, each paragraph as `wrap` marks it
    up; `broken` stories are no stories any more, `nonce` makes pages other bytes. `heard` is what
    was asked, with the status of the answer.
    """

    texts: dict[str, list[str]] = field(default_factory=written)
    pictures: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    wrap: Callable[[str], str] = lambda text: f"<p>{text}</p>"
    summaries: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    nonce: str = ""
    etags: bool = True
    heard: list[tuple[str, int]] = field(default_factory=list)

    def answer(self, heard: Heard) -> Answer:
        found = self._answer(heard)
        self.heard.append((heard.path, found.status))
        return found

    def _answer(self, heard: Heard) -> Answer:
        body = self.page(heard.path)
        if body is None:
            return Answer(404, b"<title>404</title>", {"Content-Type": "text/html"})
        tag = f'"{hash(body)}"'
        if self.etags and heard.headers.get("If-None-Match") == tag:
            return Answer(304, headers={"ETag": tag})
        headers = {"Content-Type": "text/html; charset=utf-8"}
        return Answer(200, body.encode(), headers | ({"ETag": tag} if self.etags else {}))

    def page(self, path: str) -> str | None:
        if path == "/news/":
            rows = "".join(
                f'<li><a href="/news/{slug}.html">{title}</a> <span>2024-06-2{at}</span>'
                f"<p>{self.summaries.get(slug, '')}</p></li>"
                for at, (slug, title, _) in enumerate(STORIES)
                if slug in self.texts
            )
            return f"<html><title>News</title><body><h1>News</h1><ul>{rows}</ul></body></html>"
        slug = path.removeprefix("/news/").removesuffix(".html")
        if slug not in self.texts:
            return None
        if slug in self.broken:
            return f"<html><title>x</title><body><div id=app></div>{self.nonce}</body></html>"
        at = [name for name, _, _ in STORIES].index(slug)
        text = "".join(self.wrap(paragraph) for paragraph in self.texts[slug])
        figures = "".join(
            f'<figure><img src="{url}" width="800" height="500"><figcaption>{caption}</figcaption>'
            "</figure>"
            for url, caption in self.pictures.get(slug, [])
        )
        return (
            f"<html><head><title>{STORIES[at][1]}</title></head><body><!-- {self.nonce} -->"
            f"<article><h1>{STORIES[at][1]}</h1><p>2024-06-2{at} By Mara Quist</p>{figures}{text}"
            "</article></body></html>"
        )
