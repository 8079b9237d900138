"""What counts for readers as a change."""

from dataclasses import replace
from datetime import date

import pytest

from app.news.significance import is_significant
from app.values.model import Content
from scrapers import Picture, Stamp

PICTURE = Picture("https://paper.example/1.jpg", "Ice on the river", "Photo by Li Hua", "ice")
STORY = Content("Ice arrives early", text="It is cold, and 1,500 people came.", pictures=(PICTURE,))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It is cold.", "It is old."),
        ("五人到场。", "六人到场。"),
        ("It cost 1.5 million", "It cost 15 million"),
        ("The bus of 8:30", "The bus of 830"),
        ("It was -5 degrees", "It was 5 degrees"),
        ("A rise of 5%", "A rise of 5"),
        ("It cost $5", "It cost ¥5"),
        ("Two of 3 5", "Two of 35"),
        ("A café", "A cafe"),
        ("It is cold.", "It is cold. It will stay so."),
    ],
)
def test_another_word_or_figure_counts_in_title_and_text(before: str, after: str) -> None:
    assert is_significant(Content(before), Content(after))
    assert is_significant(Content("T", text=before), Content("T", text=after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It is cold , and windy", "It is cold, and windy."),
        ("中文，很好", "中文很好。"),
        ("中文 news", "中文news"),
        ("It is COLD", "it is cold"),
        ("A score of 5-6", "A score of 5–6"),
        ("It’s “cold”", 'It\'s "cold"'),
        ("ＡＢＣ１２", "ABC12"),
        ("1,500 people", "1500 people"),
        ("1 500 people", "1500 people"),
        ("One\nTwo", "One Two"),
        ("soft\u00adhyphen", "softhyphen"),
        ("A rise of 5 %", "A rise of 5%"),
    ],
)
def test_spacing_punctuation_and_capitals_do_not_count(before: str, after: str) -> None:
    assert not is_significant(Content(before, text=before), Content(after, text=after))


def test_another_picture_counts_and_words_about_one_do_not() -> None:
    other = replace(PICTURE, url="https://paper.example/2.jpg")
    assert is_significant(STORY, replace(STORY, pictures=(other,)))
    assert is_significant(STORY, replace(STORY, pictures=()))
    assert is_significant(STORY, replace(STORY, pictures=(PICTURE, other)))
    credited = replace(PICTURE, credit="Photo by Wang Wei", caption="Ice", alt="")
    assert not is_significant(STORY, replace(STORY, pictures=(credited,)))


def test_credits_tags_and_the_like_do_not_count() -> None:
    for changed in (
        replace(STORY, authors=("Li Hua",), byline_source="A paper"),
        replace(STORY, tags=("Ice",)),
        replace(STORY, language="zh"),
        replace(STORY, published=Stamp(date(2024, 6, 21))),
        replace(STORY, html="<p><b>It is cold</b>, and 1,500 people came.</p>"),
    ):
        assert not is_significant(STORY, changed)
