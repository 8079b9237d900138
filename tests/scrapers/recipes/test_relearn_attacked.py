"""What hostile pages cost where recipes are learned from stories that are known."""

import pytest

from scrapers import Page
from scrapers.recipes import relearn
from scrapers.recipes.recipe import Recipe
from scrapers.recipes.relearn import Told, learn_article

LEVELS = 100
LINES = [f"Line {number} of a story that is told at length." for number in range(600)]


class Searched(str):
    """Text that counts how often something is looked for in it."""

    times = 0

    def __contains__(self, what: object) -> bool:
        Searched.times += 1
        return super().__contains__(what)  # type: ignore[operator]


def sample(number: int) -> tuple[Page, Told]:
    body = "".join(f"<p>{line}</p>" for line in LINES)
    inner = f'<div class="story">{body}</div><p>More of the same.</p>'
    whole = f"<h1>Of {number}</h1>{'<div>' * LEVELS}{inner}{'</div>' * LEVELS}"
    page = Page(f"http://a.example/{number}", whole.encode(), "text/html; charset=utf-8", "UTC")
    return page, Told(f"Of {number}", "\n".join(LINES))


def test_a_long_story_deep_in_its_page_is_found_by_some_of_its_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    squashed = relearn._squashed
    monkeypatch.setattr(relearn, "_squashed", lambda text: Searched(squashed(text)))
    monkeypatch.setattr(Searched, "times", 0)
    recipe = learn_article([sample(1), sample(2)], Recipe("a"))
    assert recipe is not None
    assert recipe.article["text"].select == "div.story"
    looks = 2 * (LEVELS + 10)
    assert Searched.times <= looks * 60
