"""Headlines, summaries and names in several languages, out of word banks, the same for the same
seed.
"""

import random

from benchmarks.listings.banks import ENGLISH, FRENCH, GERMAN, PORTUGUESE, SPANISH, Bank
from benchmarks.listings.banks_east import CHINESE, JAPANESE, KOREAN, RUSSIAN, TAIWANESE

BANKS: dict[str, Bank] = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "pt": PORTUGUESE,
    "zh": CHINESE,
    "zh-TW": TAIWANESE,
    "ja": JAPANESE,
    "ko": KOREAN,
    "ru": RUSSIAN,
}
WIDE = ("zh", "zh-TW", "ja", "ko")


class Prose:
    """A writer of one language who never writes the same headline twice."""

    def __init__(self, rng: random.Random, language: str, *, formal: bool = False) -> None:
        self.formal = formal
        self.rng = rng
        self.language = language
        self.bank = BANKS[language]
        self._written: set[str] = set()

    def headline(self) -> str:
        """A headline of usual length."""
        least, most = (8, 34) if self.language in WIDE else (20, 110)
        while True:
            text = self._filled(self._shape())
            if text not in self._written and least <= len(text) <= most:
                self._written.add(text)
                return text

    def summary(self, sentences: int = 0) -> str:
        """One or two sentences below a headline."""
        count = sentences or self.rng.choice((1, 1, 2))
        return self.bank.gap.join(
            self._filled(line) for line in self.rng.sample(self.bank.sentences, count)
        )

    def name(self) -> str:
        """A person's name, in the order of the language."""
        first, last = self.rng.choice(self.bank.first_names), self.rng.choice(self.bank.last_names)
        if self.language in WIDE:
            return last + first
        return f"{first} {last}"

    def sections(self, count: int) -> list[str]:
        """Labels of sections, each once."""
        return self.rng.sample(self.bank.sections, min(count, len(self.bank.sections)))

    def tags(self, count: int) -> list[str]:
        """Labels for a cloud of tags, each once."""
        return self.rng.sample(self.bank.tags, min(count, len(self.bank.tags)))

    def services(self, count: int) -> list[str]:
        """What stands at the foot of a page, each once."""
        return self.rng.sample(self.bank.services, min(count, len(self.bank.services)))

    def _shape(self) -> str:
        bank, rng = self.bank, self.rng
        if self.formal and bank.notices and rng.random() < 0.75:
            return rng.choice(bank.notices)
        if rng.random() < 0.22:
            return rng.choice(bank.pieces)
        text = rng.choice(bank.openings) + bank.gap + rng.choice(bank.happenings)
        if rng.random() < 0.45:
            ending = rng.choice(bank.endings)
            chinese = self.language in ("zh", "zh-TW")
            text += (
                rng.choice(("，", " ", "，"))
                if chinese
                else ""
                if ending[0] in ",:…　"
                else bank.gap
            ) + ending
        return text

    def _filled(self, shape: str) -> str:
        rng = self.rng
        return shape.format(
            place=rng.choice(self.bank.places),
            name=self.name(),
            last=rng.choice(self.bank.last_names),
            number=rng.randint(3, 68),
        )
