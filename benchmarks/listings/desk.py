"""What a page family draws from: stories with addresses and dates, the links around them, and the
drawing itself.
"""

import random
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from benchmarks.listings.model import Entry
from benchmarks.listings.prose import Prose
from benchmarks.listings.times import date_words

TEMPLATES = Path(__file__).parent / "templates"
MACROS = (
    "head, head_cn, header_mega, header_wp, header_gov, header_cn, header_cn_gov, header_table, "
    "header_hashed, footer_mega, footer_wp, footer_cn, footer_cn_gov, footer_hashed, popular_ol, "
    "newsletter, ad, tagcloud, "
    "cookie, cn_hot, cn_ad"
)
ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


@dataclass(slots=True)
class Story:
    """A story; `shown`, `summary` and `picture` are None where the page leaves them out."""

    number: int
    title: str
    author: str
    when: datetime
    section: str
    slug: str
    code: str
    href: str = ""
    shown: str | None = None
    summary: str | None = None
    picture: str | None = None

    @property
    def iso(self) -> str:
        """The instant, as machines write it."""
        return self.when.isoformat(timespec="seconds")

    def cut(self, length: int, mark: str = "…") -> str:
        """The title, shortened as a content system does."""
        return self.title if len(self.title) <= length else self.title[:length].rstrip() + mark

    def entry(self, base: str) -> Entry:
        """What a finder should say of it."""
        return Entry(
            url=urljoin(base, self.href),
            title=self.title,
            date=self.when.date().isoformat() if self.shown else None,
            summary=self.summary,
            image=urljoin(base, self.picture) if self.picture else None,
        )


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is no story."""

    label: str
    href: str


@dataclass(slots=True)
class Site:
    """What surrounds the stories of a site."""

    name: str
    nav: list[Link]
    more: list[Link]
    foot: list[Link]
    friends: list[Link]
    tags: list[Link]
    popular: list[Story]


class Desk:
    """One page's supply: a chance of its own, a language and a fetch time."""

    def __init__(
        self, rng: random.Random, language: str, now: datetime, *, formal: bool = False
    ) -> None:
        self.rng = rng
        self.language = language
        self.now = now
        self.prose = Prose(rng, language, formal=formal)
        self._slugs = Counter[str]()
        self._number = rng.randint(100_000, 8_000_000)

    def stories(
        self,
        count: int,
        href: str,
        shown: str | None = None,
        *,
        summary: float = 0.0,
        picture: str | None = None,
        pictured: float = 1.0,
        span: int = 12,
    ) -> list[Story]:
        """Stories, newest first; `href`, `shown` and `picture` are patterns of the words of
        `date_words` and of `words`.
        """
        made = []
        for when in sorted((self._instant(span) for _ in range(count)), reverse=True):
            self._number -= self.rng.randint(1, 40)
            title = self.prose.headline()
            story = Story(
                number=self._number,
                title=title,
                author=self.prose.name(),
                when=when,
                section=self.rng.choice(self.prose.bank.sections),
                slug=self._own(self.slug(title)),
                code=self.code(32),
            )
            story.href = self.filled(href, story)
            if shown:
                story.shown = self.filled(shown, story)
            if self.rng.random() < summary:
                story.summary = self.prose.summary()
            if picture and self.rng.random() < pictured:
                story.picture = self.filled(picture, story)
            made.append(story)
        return made

    def filled(self, pattern: str, story: Story) -> str:
        """A pattern with the words of a story in it."""
        words = date_words(story.when, self.now, self.language, self.prose.bank.months)
        return pattern.format(
            id=story.number,
            slug=story.slug,
            code=story.code,
            section=self.slug(story.section),
            **words,
        )

    def slug(self, text: str) -> str:
        """The title in an address; letters of no sense where the script is not Latin."""
        bare = "".join(
            c
            for c in unicodedata.normalize("NFKD", text.replace("’", ""))
            if not unicodedata.combining(c)
        )
        plain = "".join(c.lower() if c.isascii() and c.isalnum() else "-" for c in bare)
        words = [word for word in plain.split("-") if word]
        if self.language in ("en", "de", "fr", "es", "pt") and words:
            return "-".join(words[:9])
        return self.letters(self.rng.randint(4, 7))

    def letters(self, count: int) -> str:
        """Letters that mean nothing."""
        return "".join(self.rng.choices("abcdefghijklmnopqrstuvwxyz", k=count))

    def code(self, count: int) -> str:
        """Hexadecimal digits."""
        return "".join(self.rng.choices("0123456789abcdef", k=count))

    def hashed(self, *names: str) -> dict[str, str]:
        """Class names with a hash behind, as CSS modules write them."""
        mixed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        return {name: f"{name}__{''.join(self.rng.choices(mixed, k=5))}" for name in names}

    def links(self, labels: Iterable[str], href: str = "/{slug}/") -> list[Link]:
        """Links under labels; the pattern knows `slug` and `number`."""
        return [
            Link(label, href.format(slug=self.slug(label), number=self.rng.randint(100, 9999)))
            for label in labels
        ]

    def site(
        self,
        name: str,
        *,
        nav: int = 9,
        nav_href: str = "/{slug}/",
        popular: list[Story] | None = None,
    ) -> Site:
        """The surroundings of a page."""
        labels = self.prose.sections(nav + 5)
        hosts = [f"http://www.{self.letters(self.rng.randint(4, 8))}.example/" for _ in range(8)]
        friends = [
            self.rng.choice(self.prose.bank.places) + self.rng.choice(self.prose.bank.sections)
            for _ in hosts
        ]
        return Site(
            name=name,
            nav=self.links(labels[:nav], nav_href),
            more=self.links(labels[nav:], nav_href),
            foot=self.links(self.prose.services(9), "/about/{slug}.html"),
            friends=[Link(label, host) for label, host in zip(friends, hosts, strict=True)],
            tags=self.links(self.prose.tags(9), "/tag/{slug}/"),
            popular=popular or [],
        )

    def some(self, stories: list[Story], count: int) -> list[Story]:
        """A few of the stories, in any order."""
        return self.rng.sample(stories, min(count, len(stories)))

    def draw(self, template: str, **names: object) -> str:
        """The page of a template, which has the macros of `chrome` at hand."""
        return _template(template).render(desk=self, rng=self.rng, now=self.now, **names).lstrip()

    def _own(self, slug: str) -> str:
        self._slugs[slug] += 1
        return slug if self._slugs[slug] == 1 else f"{slug}-{self._slugs[slug]}"

    def _instant(self, span: int) -> datetime:
        day = self.now.date() - timedelta(days=int(self.rng.triangular(0, span, 0)))
        minute = self.rng.randint(8 * 60 + 45, 17 * 60 + 15)
        return datetime(
            day.year,
            day.month,
            day.day,
            minute // 60,
            minute % 60,
            self.rng.randint(0, 59),
            tzinfo=self.now.tzinfo,
        )


@cache
def _template(name: str) -> Template:
    imports = f"{{% from 'chrome.html' import {MACROS} with context %}}"
    return ENVIRONMENT.from_string(imports + (TEMPLATES / f"{name}.html").read_text("utf-8"))


def entries(base: str, stories: Iterable[Story]) -> list[Entry]:
    """The truth about stories in page order."""
    return [story.entry(base) for story in stories]
