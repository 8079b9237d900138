"""Reading a site by its recipe; what the recipe does not say, or no longer finds, is found out as
on any site.
"""

from collections.abc import Set
from dataclasses import replace

from lxml import html

from scrapers.articles.article import KnownFields, read_article
from scrapers.articles.bylines import names_in_order
from scrapers.listings.listing import read_any_listing
from scrapers.listings.pager import next_page, unfollowed
from scrapers.listings.shown import read_shown
from scrapers.listings.teaser_dates import Dates
from scrapers.listings.teasers import find_entries
from scrapers.page.document import Document, document_of, parse
from scrapers.page.images import picture_address
from scrapers.page.lines import read_lines
from scrapers.recipes.recipe import Recipe
from scrapers.values import Article, Listing, Page, Teaser
from scrapers.words.dates import read_stamp
from scrapers.words.furniture import is_more
from scrapers.words.text import clean_text
from scrapers.words.urls import canonical, identity

_HEAD = ("title", "date", "author", "source", "section")
_TEASER = ("title", "date", "summary")
_LONGEST_HEAD = 300
_DOUBT = 0.5


class ByRecipe:
    """Reads the site of a recipe."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.name = recipe.name
        self.hosts = frozenset(recipe.hosts)

    def listing(self, page: Page) -> Listing:
        """Read a page of links: the recipe's entries, or, where it finds none, those of any
        listing, with half the confidence.
        """
        page = self._known(page)
        if "entries" not in self.recipe.listing:
            return replace(read_any_listing(page), kind=self.name)
        document = read_shown(page)
        teasers = self._teasers(document, page)
        if not teasers:
            listing = read_any_listing(page)
            return replace(listing, confidence=round(listing.confidence * _DOUBT, 2))
        following = self._following(document)
        if identity(following) == identity(page.url):
            following = ""
        left = "" if following else unfollowed(document, {teaser.url for teaser in teasers})
        return Listing(
            page.url, self.name, document.title, teasers, next_url=following, unfollowed=left
        )

    def _following(self, document: Document) -> str:
        """The address of the next page; where the recipe does not say, that of any listing."""
        pager = self.recipe.listing.get("next")
        if pager is None:
            return next_page(document)
        links = pager.nodes(document.root)[:1]
        return canonical(links[0].get("href") or "", document.base) if links else ""

    def article(self, page: Page) -> Article:
        """Read one article; ScrapeError when the page holds none."""
        page = self._known(page)
        fields = self.recipe.article
        root = parse(page)
        if "drop" in fields:
            _drop(fields["drop"].nodes(root))
        values = {name: fields[name].value(root) for name in _HEAD if name in fields}
        text = tuple(fields["text"].nodes(root)) if "text" in fields else ()
        _drop_head([node for name in values for node in fields[name].nodes(root)], text)
        document = document_of(root, page)
        known = KnownFields(
            title=values.get("title", ""),
            published=read_stamp(values.get("date", ""), page.zone, page.now),
            authors=names_in_order(values.get("author", "")),
            source=values.get("source", ""),
            section=values.get("section", ""),
            body=text,
        )
        return read_article(document, page, known)

    def _known(self, page: Page) -> Page:
        return replace(
            page, zone=self.recipe.zone or page.zone, charset=page.charset or self.recipe.charset
        )

    def _teasers(self, document: Document, page: Page) -> tuple[Teaser, ...]:
        teasers: dict[str, Teaser] = {}
        dates = Dates(document.lines, page.zone, page.now)
        items = self.recipe.listing["entries"].nodes(document.root)
        around = frozenset(items)
        for item in items:
            teaser = self._teaser(item, around, document, page, dates)
            if teaser is not None and identity(teaser.url) != identity(page.url):
                teasers.setdefault(teaser.url, teaser)
        return tuple(teasers.values())

    def _teaser(
        self,
        item: html.HtmlElement,
        items: Set[html.HtmlElement],
        document: Document,
        page: Page,
        dates: Dates,
    ) -> Teaser | None:
        url = canonical(self._link(item, items), document.base)
        if not url:
            return None
        fields = self.recipe.listing
        read = _read(item, url, document, page, dates)
        values = {name: fields[name].value(item) for name in _TEASER if name in fields}
        title = values.get("title") or read.title
        if not title:
            return None
        summary = values.get("summary", read.summary)
        stamp = dates.read(values.get("date", "")) or read.published
        picture = read.picture if "image" not in fields else self._picture(item, document)
        return Teaser(url, title, summary, stamp, picture)

    def _link(self, item: html.HtmlElement, items: Set[html.HtmlElement]) -> str:
        """Where an entry leads. The row of a table that holds all rows leads nowhere itself."""
        field = self.recipe.listing.get("link")
        nodes = field.nodes(item) if field else list(item.iter("a"))
        links = [link for node in nodes for link in node.iter("a") if link.get("href")]
        return _longest([link for link in links if _innermost(link, items) is item])

    def _picture(self, item: html.HtmlElement, document: Document) -> str:
        nodes = self.recipe.listing["image"].nodes(item)
        return next(filter(None, (picture_address(node, document.base) for node in nodes)), "")


def _read(item: html.HtmlElement, url: str, document: Document, page: Page, dates: Dates) -> Teaser:
    """What is read in an entry's element without the recipe."""
    around = Document(page.url, "", item, read_lines(item, document.base))

    def address(link: str) -> str:
        return url if canonical(link) == url else ""

    entries = find_entries(around, address, page.zone, now=page.now, dates=dates)
    return next((entry.teaser for entry in entries if entry.teaser), Teaser(url, ""))


def _drop(nodes: list[html.HtmlElement]) -> None:
    for node in nodes:
        if node.getparent() is not None:
            node.drop_tree()


def _drop_head(nodes: list[html.HtmlElement], text: tuple[html.HtmlElement, ...]) -> None:
    """Take out of a story's text what tells its title, day and author.

    That is taken out where it is a line in the text, and not the text itself.
    """
    for node in nodes:
        inside = any(around in text for around in node.iterancestors())
        if inside and len(node.text_content()) <= _LONGEST_HEAD:
            _drop([node])


def _longest(links: list[html.HtmlElement]) -> str:
    """Where the link with most words leads."""
    longest = max(links, key=_words, default=None)
    return longest.get("href", "") if longest is not None else ""


def _innermost(node: html.HtmlElement, items: Set[html.HtmlElement]) -> html.HtmlElement | None:
    """The element of an entry in which a node stands, or that it is."""
    return next((each for each in (node, *node.iterancestors()) if each in items), None)


def _words(link: html.HtmlElement) -> int:
    """How much a link says; "more" says nothing."""
    text = clean_text(link.text_content())
    return 0 if is_more(text) else len(text)
