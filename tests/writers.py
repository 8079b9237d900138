"""`python -m tests.writers ADDRESS NAME SEED`: somebody who writes into a newsroom without end, beside others who do
the same: takes the stories of a small town in from a source of this name, edits and releases. Says each act on a line when
it is stored.
"""

import sys
from datetime import UTC, datetime
from random import Random

from app.collect.intake import Reading, take_in
from app.collect.noting import place_of
from app.publish.release import release
from app.run.boot import new_uid
from app.store import Store
from app.values.errors import Conflict
from app.values.model import Content, Item, Source, SourceSpec
from scrapers import Teaser
from tests.databases import store_on
from tests.deskwork import at_desk

STORIES = 40
NOW = datetime(2024, 6, 25, 2, 0, tzinfo=UTC)
_WORDS = (
    "river bridge tram market museum school winter ferry island garden tower bakery library bicycle lantern station valley "
    "orchard painter harbour"
).split()


def title_of(number: int) -> str:
    """By what the story of a number is known."""
    return f"{_WORDS[number % 20].title()} {_WORDS[number // 20 + 7]} report {number}"


def story(number: int) -> Content:
    """The story of a number; no two say the same."""
    chance = Random(number)
    sentences = [
        f"The {chance.choice(_WORDS)} near the {chance.choice(_WORDS)} had {chance.randrange(10**6)} visitors."
        for _ in range(12)
    ]
    return Content(title_of(number), text=" ".join(sentences))


class Writer:
    """One who writes, as a source and as an editor."""

    def __init__(self, store: Store, name: str, chance: Random) -> None:
        self.store = store
        self.chance = chance
        self.name = name
        self.source = self._source()

    def act(self) -> str:
        """Do something; what it was."""
        return self.chance.choice((self.take, self.take, self.edit, self.release))()

    def take(self) -> str:
        """Read a story of the town, which others may be reading too."""
        number = self.chance.randrange(STORIES)
        teaser = Teaser(f"{self.source.url}{number}.html", title_of(number))
        place = place_of(self.store, teaser, "listing", self.source, NOW)
        reading = Reading(story(number), "City", f"source:{self.name}", place, self.source)
        return f"take {take_in(self.store, reading, NOW).outcome}"

    def edit(self) -> str:
        """Add a sentence to something public, unless somebody else does."""
        if (item := self._any()) is None:
            return "nothing to edit"
        text = f"{item.content.text} Told by {self.name}."
        content = Content(item.content.title, text=text, markdown=text)
        try:
            at_desk(self.store).edit(item.uid, item.revision, content, "City", self.name, NOW)
        except Conflict:
            return "edit refused"
        return "edit"

    def release(self) -> str:
        """Make public what is due."""
        return f"release {len(release(self.store, NOW))}"

    def _any(self) -> Item | None:
        public = self.store.items.public(STORIES)
        return self.chance.choice(public) if public else None

    def _source(self) -> Source:
        known = {source.slug: source for source in self.store.sources.all()}
        spec = SourceSpec(f"https://{self.name}.example/", self.name, self.name, "City", zone="UTC")
        return known.get(self.name) or at_desk(self.store).add_source(spec, NOW)


def main(address: str, name: str, seed: int) -> None:
    """Write without end."""
    with store_on(address, new_uid) as store:
        writer = Writer(store, name, Random(seed))
        while True:
            print(writer.act(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
