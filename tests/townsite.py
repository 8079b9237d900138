"""A site whose every page a test writes itself, served on 127.0.0.1."""

from collections.abc import Mapping, Sequence

from tests.server import Answer, Heard, Server


class TownSite(Server):
    """Serves `pages`, each a content type and bytes by its path with query; notes in `asked` which
    were asked for.
    """

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []
        super().__init__(self._page)

    def _page(self, heard: Heard) -> Answer:
        self.asked.append(heard.path)
        kind, body = self.pages.get(heard.path, ("text/html", b""))
        return Answer(200 if heard.path in self.pages else 404, body, {"Content-Type": kind})

    def put(
        self, path: str, text: str, kind: str = "text/html; charset=utf-8", encoding: str = "utf-8"
    ) -> None:
        """Publish a page; `kind` is what its header says, whatever it is encoded in."""
        self.pages[path] = (kind, text.encode(encoding))


STORIES = (
    ("ferry-runs-again", "Ferry runs again after the ice has gone", "2026-03-04"),
    ("bakers-share-an-oven", "Five bakers share one oven in the old mill", "2026-03-03"),
    ("night-bus-to-the-dam", "Night bus will go as far as the dam", "2026-03-02"),
    ("school-choir-wins", "School choir wins the valley's cup", "2026-03-01"),
    ("new-well-on-lime-street", "New well is dug on Lime Street", "2026-02-27"),
)
_SENTENCE = "People who live there had waited for it since the autumn, and many of them came to look at it on the first day. "
CHROME = (
    '<header><a href="/">The Valley Post</a><nav><a href="/news/">News from the valley</a><a href="/sport/">Sport and leisure</a>'
    '<a href="/about.html">About the paper and its people</a></nav></header>'
)
FOOT = '<footer><a href="/imprint.html">Imprint and contact of the publisher</a> <a href="/privacy.html">Privacy notice for readers</a></footer>'


def story_page(title: str, day: str, paragraphs: Sequence[str] = ()) -> str:
    """A story with its date under the title; its text is made up unless it is given."""
    told = paragraphs or [
        f"{title}, the council said. {_SENTENCE}",
        f"Nothing else is said about it. {_SENTENCE}{title} was all.",
    ]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in told)
    return f"<html><head><title>{title} - Valley Post</title></head><body>{CHROME}<main><h1>{title}</h1><p class=d>{day}</p>{text}</main>{FOOT}"


def list_page(
    stories: Sequence[tuple[str, str, str]] = STORIES,
    head: str = "",
    pager: str = "",
    item: str = "li",
    list_: str = "ul",
) -> str:
    """A listing of stories with dates and summaries."""
    entries = "".join(
        f'<{item} class="story"><h3><a href="/news/{slug}.html">{title}</a></h3><span class="when">{day}</span>'
        f'<p class="words">{title} at last: {_SENTENCE}</p></{item}>'
        for slug, title, day in stories
    )
    return f"<html><head><title>News</title>{head}</head><body>{CHROME}<main><{list_} class=stories>{entries}</{list_}>{pager}</main>{FOOT}"


def publish(
    site: TownSite,
    stories: Sequence[tuple[str, str, str]] = STORIES,
    texts: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Put the stories and their listing at /news/ on a site."""
    site.put("/news/", list_page(stories))
    for slug, title, day in stories:
        site.put(f"/news/{slug}.html", story_page(title, day, (texts or {}).get(slug, ())))
