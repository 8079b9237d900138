"""Other readers for a source whose pages are read wrongly: none but the usual one, or a recipe that
is learned from stories that are known.

Decision 0119.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.collect.trial import Trial, Tried, treatment_of_source
from app.collect.visit import Visit
from app.news.health import Reason
from app.news.remedies import Evidence, Fit, Remedy, Treatment, Way
from app.store import Store
from app.values.keys import slug_of
from app.values.model import Content, Location, Source
from scrapers import Teaser
from scrapers.listings.generic import Generic
from scrapers.recipes.learn import learn_recipe
from scrapers.recipes.recipe import Recipe, RecipeError, recipe_of, to_values
from scrapers.recipes.relearn import Told, learn_article, links_of, recipes_from
from scrapers.words.urls import host_of, identity

_SAMPLES, _FEWEST = 5, 2
_HALF = 0.5
# A site whose layout changes oftener takes turns.
_TURNS = timedelta(days=30)
# What a list tells of its entries, by the trait that says how many have it.
OF_LISTS = frozenset(("entries", "dates", "summaries", "titles"))


@dataclass(frozen=True, slots=True)
class Found:
    """A remedy that may be one: how a source may be read, and what speaks for it. `is_named`: its
    list is called as the source's was; `merged`: the slug of the source that polls it.
    """

    way: Way
    treatment: Treatment
    evidence: Evidence
    is_named: bool = False
    merged: str = ""


@dataclass(frozen=True, slots=True)
class Relearning:
    """Finds other readers for a source, by a trial."""

    source: Source
    store: Store
    trial: Trial

    def readers(self, visit: Visit, reasons: Sequence[Reason]) -> Iterator[Found]:
        """Readers of the list on a page that show what it lacks as it is read now."""
        for way, treatment in self._treatments(visit):
            tried = self.trial.listed(treatment, visit)
            if tried is not None and tried.fit.is_same and heals(tried, reasons):
                yield Found(way, treatment, self.trial.evidence(treatment, tried))

    def replacement(self, visit: Visit, before: Sequence[Remedy], now: datetime) -> Iterator[Found]:
        """What takes the place of a recipe that finds no entries on a page any more: one that finds
        what is read without it, but for what is strange among that, or, where the site takes turns
        with its layouts, none.
        """
        source = self.source
        without = replace(treatment_of_source(source), recipe=_article_alone(source))
        tried = self.trial.listed(without, visit)
        if tried is None or not tried.fit.is_same:
            return
        takes_turns = any(each.way == "recipe" and now - each.at < _TURNS for each in before)
        for recipe in [] if takes_turns else self._recipes(visit, tried):
            whole = replace(recipe, article=_recipe_of(source).article)
            learned = replace(without, recipe=to_values(whole))
            again = self.trial.listed(learned, visit)
            if again is not None and _reads_as_much(again, tried):
                yield Found("recipe", learned, self.trial.fit_alone(again))
        yield Found("reader", without, self.trial.fit_alone(tried))

    def _recipes(self, visit: Visit, without: Tried) -> Iterator[Recipe]:
        """Recipes for a list, by what is read without one, or else by known stories alone."""
        name = _name_of(self.source)
        listed = learn_recipe(visit.page, without.listed.listing, name)
        if listed is not None:
            yield listed
        yield from recipes_from(visit.page, self._known_on(visit), name)

    def articles(self) -> Iterator[Found]:
        """A recipe for stories, where known ones are read wrongly by now."""
        if not _may_have_recipe(self.source):
            return
        places = self.store.locations.last_read(self.source, _SAMPLES)
        before = treatment_of_source(self.source)
        witnesses = [self.trial.witness(before, place) for place in places]
        right = sum(each.is_right for each in witnesses)
        if len(witnesses) < _FEWEST or right * 2 > len(witnesses):
            return  # what is new there is otherwise, not how it is read
        if (recipe := self._article_recipe(places)) is None:
            return
        after = replace(before, recipe=to_values(recipe))
        witnesses = [self.trial.witness(after, place) for place in places]
        both = [self.trial.story_lines(treatment, places[0]) for treatment in (before, after)]
        evidence = Evidence(Fit(len(places), len(places)), tuple(witnesses), *both)
        yield Found("article", after, evidence)

    def _treatments(self, visit: Visit) -> Iterator[tuple[Way, Treatment]]:
        source, before = self.source, treatment_of_source(self.source)
        if source.recipe is not None and "listing" in source.recipe:
            yield "reader", replace(before, recipe=_article_alone(source))
        if source.scraper not in ("", Generic.name):
            yield "reader", replace(before, scraper=Generic.name, recipe=None)
        if not _may_have_recipe(source):
            return
        known = self._known_on(visit)
        for recipe in recipes_from(visit.page, known, _name_of(source)):
            whole = replace(recipe, article=_recipe_of(source).article)
            yield "recipe", replace(before, recipe=to_values(whole))

    def _known_on(self, visit: Visit) -> list[Teaser]:
        """The known stories to which a page links, by what is stored of them."""
        links = links_of(visit.page)
        by_key = {identity(url): url for url in links}
        titles = {words: url for url, words in links.items()}
        places = self.store.locations.listed_by(self.source, list(by_key), list(titles))
        found = {}
        for place in places:
            url = by_key.get(place.key) or titles.get(place.teaser_title, "")
            found[url] = Teaser(url, place.teaser_title, "", place.teaser_published)
        return list(found.values())

    def _article_recipe(self, places: Sequence[Location]) -> Recipe | None:
        """A recipe for stories by what is stored of them and what their pages are by now."""
        visits = [(place, self.trial.page_at(place.url)) for place in places]
        samples = [
            (visit.page, _told(self._stored(place))) for place, visit in visits if visit is not None
        ]
        return learn_article(samples, _recipe_of(self.source)) if len(samples) >= _FEWEST else None

    def _stored(self, place: Location) -> Content:
        item = self.store.items.by_location(place)
        return item.upstream or item.content


def heals(tried: Tried, reasons: Sequence[Reason]) -> bool:
    """Whether a list tells at least half as much as is usual of all that ails its source."""
    return all(
        _seen(tried, reason.name) > reason.usual * _HALF
        for reason in reasons
        if reason.name in OF_LISTS
    )


def _reads_as_much(tried: Tried, without: Tried) -> bool:
    """Whether a list is read as well as without a recipe, and nothing strange for a story."""
    lacks = any(_seen(tried, name) < _seen(without, name) for name in ("dates", "summaries"))
    return tried.fit.known >= without.fit.known and not tried.fit.strange and not lacks


def _seen(tried: Tried, name: str) -> float:
    teasers = [teaser for _, teaser in tried.listed.entries]
    if name == "entries":
        return len(teasers)
    if name == "titles":
        return sum(len(teaser.title) for teaser in teasers) / len(teasers)
    has = [teaser.published if name == "dates" else teaser.summary for teaser in teasers]
    return sum(map(bool, has)) / len(has)


def _may_have_recipe(source: Source) -> bool:
    """Whether a source's pages are read by no module of their own."""
    return source.scraper in ("", Generic.name)


def _article_alone(source: Source) -> dict[str, Any] | None:
    """The recipe of a source as far as it is of stories."""
    recipe = replace(_recipe_of(source), listing={})
    return to_values(recipe) if recipe.article else None


def _recipe_of(source: Source) -> Recipe:
    """The recipe of a source, or one that says nothing yet."""
    try:
        if source.recipe is not None:
            return recipe_of(source.recipe)
    except RecipeError:
        pass  # one of another version is as good as none
    return Recipe(_name_of(source))


def _name_of(source: Source) -> str:
    return slug_of(host_of(source.url).replace(".", " ").replace(":", " ")) or "site"


def _told(content: Content) -> Told:
    day = content.published.day if content.published else None
    return Told(content.title, content.text, content.authors, day)
