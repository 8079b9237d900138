"""Pages that leave out the tags which they may leave out: their body is read all the same."""

import pytest

from scrapers import Page
from scrapers.listings.generic import Generic
from scrapers.page.document import parse

STORY = (
    "<article><h1>Ferry pier gets its lamps back</h1><p>2024-06-16</p>"
    "<p>The lamps had been taken down in spring, when the planks were renewed, and stood in a shed.</p>"
    "<p>From Friday on they are lit again, from dusk until the last boat has gone.</p></article>"
)


@pytest.mark.parametrize(
    "head",
    [
        "<title>Ferry pier</title>",
        "<!doctype html>\n<meta charset=utf-8><title>Ferry > pier</title><link rel=icon href=x>",
        "<html lang=en><head><title>Ferry pier</title></head>",
        "<!-- <body> was here --><title>Ferry pier</title>",
        "<title>Ferry pier</title><script>if (1 < 2) {}</script><style>p {}</style>",
        "",
    ],
)
def test_a_body_without_its_tag(head: str) -> None:
    page = Page("http://paper.example/1.html", f"{head}{STORY}".encode(), "text/html")
    body = parse(page).find("body")
    assert body is not None
    article = Generic().article(page)
    assert article.title == "Ferry pier gets its lamps back"
    assert article.text.count("\n") == 1


def test_frames_are_no_body() -> None:
    page = Page("http://paper.example/", b"<title>x</title><frameset><frame src=a></frameset>")
    assert parse(page).find(".//frame") is not None
