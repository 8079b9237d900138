"""Drop capitals are put back to their words, and nothing else is."""

import pytest

from scrapers import Page
from scrapers.articles.article import read_any_article

TITLE = "Weavers reopen the old silk mill"
FIRST = "he silk mill by the canal, closed for eleven years, has been opened again by nine weavers."
REST = [
    "They repaired four looms over the winter with parts from a museum and from a farm nearby.",
    "Visitors can watch them work from Wednesday to Sunday, and children may throw the shuttle.",
    "The city lends the building without rent, the group pays for light, heating and apart from that nothing.",
]


def first_line(first: str) -> str:
    rest = "".join(f"<p>{paragraph}</p>" for paragraph in REST)
    source = (
        f"<html><head><title>{TITLE} - Canal Paper</title></head>"
        f"<body><h1>{TITLE}</h1><div>{first}{rest}</div></body></html>"
    )
    page = Page("https://canal.example/news/17.html", source.encode())
    return read_any_article(page).text.split("\n")[0]


@pytest.mark.parametrize(
    "first",
    [
        f"<p><span>T</span>{FIRST}</p>",
        f"<p><span class='dropcap'>T</span> {FIRST}</p>",
        f"<p><span style='float: left; font-size: 3em'>T</span>\n{FIRST}</p>",
        f"<p><div class='drop-cap'>T</div>{FIRST}</p>",
        f"<div>T</div><p>{FIRST}</p>",
        f"<p><b><font>T</font></b> <i>{FIRST}</i></p>",
        f"<p><img src='/letters/t.gif' alt='T' width='40' height='40'>{FIRST}</p>",
        f"<table><tr><td>T</td><td>{FIRST}</td></tr></table>",
    ],
)
def test_the_first_letter_is_part_of_its_word(first: str) -> None:
    assert first_line(first) == f"T{FIRST}"


@pytest.mark.parametrize(
    ("first", "line"),
    [
        ("<p><b>A</b> part of it was", "A part of it was"),
        ("<p><b>C</b> major is the key that", "C major is the key that"),
        ("<p>Vitamin <b>T</b> he calls it, and", "Vitamin T he calls it, and"),
        ("<div class='initial'>A</div><p>silk mill was", "A silk mill was"),
        ("<p><span class='initial'>N</span>ine of them", "Nine of them"),
        ("<p><span class='initial'>“N</span> ine of them", "“Nine of them"),
    ],
)
def test_a_letter_that_is_a_word_stays_one(first: str, line: str) -> None:
    behind = " opened again by the weavers of the town after eleven long years of silence."
    assert first_line(f"{first}{behind}</p>") == f"{line}{behind}"
