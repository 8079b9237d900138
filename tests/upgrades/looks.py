"""What readers of a site see at all its addresses, to be compared before and after an upgrade."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from lxml import html
from werkzeug.test import Client, TestResponse

BASE_URL = "https://news.example.org"
# What is no page of news, and the same pages in a language that is said.
_OTHER = ("/desk", "/media/", "/card.png", "/opensearch.xml", "/hub", "/en/", "/zh/")

# Status, and the heading of a page or the path of a redirect's target.
Look = tuple[int, str]
# Id, address, title, date.
Entry = tuple[str, str, str, str]


def look_around(app: Any, items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What stands at every address that the front page leads to, over any number of links, and at
    that of every item; the entries of every feed.
    """
    client = Client(app)
    pages: dict[str, Look] = {}
    feeds: dict[str, list[Entry]] = {}
    waiting = ["/", *(urlsplit(str(item["url"])).path for item in items)]
    while waiting:
        path = waiting.pop()
        if path in pages or path in feeds or path.startswith(_OTHER):
            continue
        answer = client.get(path, base_url=BASE_URL)
        if path.endswith("/feed.json"):
            feeds[path] = entries(answer)
        elif path.startswith("/items/") or "text/html" in answer.content_type:
            pages[path] = look(answer)
            waiting += _leads(answer)
            if "Location" in answer.headers:
                waiting.append(pages[path][1])
    return {"pages": dict(sorted(pages.items())), "feeds": dict(sorted(feeds.items()))}


def look(answer: TestResponse) -> Look:
    """What an answer says in short."""
    if "Location" in answer.headers:
        return answer.status_code, urlsplit(answer.headers["Location"]).path
    return answer.status_code, " ".join(str(find(answer, "string(//h1)")).split())


def entries(answer: TestResponse) -> list[Entry]:
    """The entries of a JSON feed."""
    assert answer.json is not None
    return [
        (entry["id"], entry["url"], entry["title"], entry["date_published"])
        for entry in answer.json["items"]
    ]


def find(answer: TestResponse, path: str) -> Any:
    """What an XPath finds in an HTML page."""
    return cast(Any, html.fromstring(answer.text)).xpath(path)


def _leads(answer: TestResponse) -> list[str]:
    if "text/html" not in answer.content_type or answer.status_code != 200:
        return []
    addresses = map(urlsplit, find(answer, "//a/@href|//link/@href"))
    own = ("", urlsplit(BASE_URL).netloc)
    return [each.path for each in addresses if each.netloc in own and each.path and not each.query]
