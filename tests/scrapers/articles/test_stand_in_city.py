"""The sample city as a site that nobody knows: boxes of other stories between its paragraphs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.request import urlopen

import pytest

from scrapers import Article, Page
from scrapers.articles.article import read_any_article
from tests.samplecity import STORIES, SampleCity, Story

TOLD = [story for story in STORIES if story.paragraphs]


@pytest.fixture(scope="module")
def city() -> Iterator[SampleCity]:
    with SampleCity(rendition="inset") as running:
        yield running


def read(city: SampleCity, story: Story) -> Article:
    with urlopen(city.url + story.path) as answer:
        page = Page(
            city.url + story.path,
            answer.read(),
            answer.headers["content-type"],
            "Asia/Shanghai",
            datetime(2024, 7, 1, tzinfo=UTC),
        )
    return read_any_article(page)


@pytest.mark.parametrize("story", TOLD, ids=lambda story: str(story.number))
def test_no_paragraph_is_lost_and_no_day_of_the_prose_is_taken(
    city: SampleCity, story: Story
) -> None:
    article = read(city, story)
    assert article.title == story.title
    assert [text for text in story.paragraphs if text not in article.text.split("\n")] == []
    assert [text for text in story.stray if text in article.text.split("\n")] == []
    assert article.published is None or article.published.day == story.updated
    assert article.author in ("", story.author)
