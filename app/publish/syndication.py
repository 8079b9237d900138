"""Feeds of everything that has one: what they hold, and their documents as bytes.

Decision 0051.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from app.feeds import (
    CONTENT_TYPES,
    FRESH,
    Channel,
    Contents,
    Format,
    render,
    section_path,
    tag_path,
    unfit,
    words_of,
)
from app.search import Query, document, matches
from app.store import Cursor, FeedOf, Store
from app.values.model import NOTICE_KEPT, TOMBSTONE_KEPT, Edition, Item, Section, Source, Tag
from app.values.settings import Settings

_CORRECTED = _FOUND = 50
# What is gone for longer left no trace in a feed that its last change could be told by.
_REMEMBERED = 2 * TOMBSTONE_KEPT
_MOST_GONE = 200
_CURSOR = re.compile(r"(-?[0-9]{1,18})(?:\.([0-9]{1,9})\.(-?[0-9]{1,18}))?")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a feed is of: `path` is that of the HTML page with the same items, `founded_as` what it
    was at first, for the feed's id.
    """

    path: str
    title: str
    description: str
    of: FeedOf
    changed_at: datetime
    version_at: datetime
    founded_as: str


@dataclass(frozen=True, slots=True)
class Document:
    """A feed document as bytes; `edition` is the one in which anything in it changed last, `links`
    its relations for the Link header, `fresh` for how many seconds it may be taken for fresh.
    """

    body: bytes
    content_type: str
    edition: int
    version_at: datetime
    url: str
    links: Sequence[tuple[str, str]]
    fresh: int


@dataclass(frozen=True, slots=True)
class Where:
    """What a feed of a search looks for; `filters` are the filters as they stand in its address."""

    query: Query
    filters: Mapping[str, str]
    section: Section | None = None
    source: Source | None = None
    days: tuple[datetime, datetime] | None = None


class Syndication:
    """Puts feeds together. `hubs` are the WebSub hubs that they name."""

    def __init__(self, store: Store, settings: Settings, hubs: tuple[str, ...]) -> None:
        self._store = store
        self._settings = settings
        self._hubs = hubs
        self._words = words_of(settings.language)
        self._aside: tuple[int, list[tuple[Item, str]]] | None = None

    def everything(self) -> Topic:
        """All items."""
        settings = self._settings
        return self._topic(
            "/",
            settings.title,
            settings.tagline or settings.title,
            None,
            self._store.sections.edition(),
        )

    def section(self, slug: str) -> Topic:
        """A section's items; NotFound."""
        section = self._store.sections.get(slug)
        site = self._settings.title
        return self._topic(
            section_path(section.slug),
            self._words.part % (site, section.title),
            self._words.section % (section.title, site),
            section,
            section,
        )

    def source(self, slug: str) -> Topic:
        """A source's items; NotFound."""
        source = self._store.sources.known(slug)
        # Who may not show the whole text says so.
        phrases, less = self._words, self._words.less.get(source.rights, "")
        title, words = (
            phrases.part % (self._settings.title, source.title),
            phrases.reports % source.title,
        )
        if less:
            title, words = f"{title} ({less})", phrases.only % (words, less)
        return self._topic(f"/sources/{source.slug}/", title, words, source, source)

    def tag(self, slug: str) -> Topic:
        """The items with a tag; NotFound."""
        tag = self._store.tags.get(slug)
        site = self._settings.title
        return self._topic(
            tag_path(tag.slug),
            self._words.part % (site, tag.title),
            self._words.tag % (tag.title, site),
            tag,
            tag,
        )

    def corrections(self) -> Topic:
        """The items that were corrected."""
        site = self._settings.title
        title, words = (
            self._words.part % (site, self._words.corrections),
            self._words.corrected % site,
        )
        edition = self._store.sections.edition()
        path, at = "/corrections/", edition.appeared_at
        return Topic(path, title, words, None, at, at, path)

    def current(self, topic: Topic, format: Format, since: int | None = None) -> Document:
        """The feed as it is now, or what of it changed after an edition."""
        held = self._store.feeds.holding(topic.of, topic.changed_at)
        earlier = _archive_path(topic.path, held.archive) if held.archive else ""
        contents = Contents(held.items, held.gone, held.unfiled)
        channel = replace(self._channel(topic), earlier=earlier)
        return self._document(topic, channel, format, contents, since)

    def archive(
        self, topic: Topic, number: int, format: Format, since: int | None = None
    ) -> Document:
        """One of the archive documents of a feed, the first being 1 (RFC 5005, section 4), or what
        of it changed; NotFound.
        """
        archive = self._store.feeds.archive(topic.of, number)
        channel = replace(
            self._channel(topic),
            part="archive",
            document=_archive_path(topic.path, number),
            earlier=_archive_path(topic.path, archive.earlier) if archive.earlier else "",
            later=_archive_path(topic.path, archive.later) if archive.later else "",
        )
        contents = Contents(archive.items, archive.gone)
        told = self._as_told(topic, channel, contents, archive.version_at)
        return self._document(*told, format, contents, since)

    def corrected(
        self, format: Format, before: int | None = None, since: int | None = None
    ) -> Document:
        """The feed of corrections, by the last correction of each item; what was last corrected
        before a certain one is another page.
        """
        topic = self.corrections()
        rows = self._store.feeds.corrected(_CORRECTED + 1, before)
        edition = self._store.sections.edition()
        gone = (
            self._store.feeds.gone_corrected(edition.changed_at - _REMEMBERED)
            if before is None
            else []
        )
        earlier = f"{topic.path}?before={rows[_CORRECTED - 1][0]}" if len(rows) > _CORRECTED else ""
        here = f"{topic.path}?before={before}" if before is not None else ""
        channel = replace(self._channel(topic), part="page", document=here, earlier=earlier)
        items = [item for _, item in rows[:_CORRECTED]]
        return self._page(topic, channel, items, gone, edition, format, since)

    def search(
        self, where: Where, format: Format, after: Cursor | None = None, since: int | None = None
    ) -> Document:
        """The newest items that answer a question; older ones are further pages (RFC 5005, section
        3).
        """
        site, edition = self._settings.title, self._store.sections.edition()
        path = search_path(where.query.text, where.filters)
        title, words = (
            self._words.part % (site, where.query.text),
            self._words.search % (site, where.query.text),
        )
        topic = Topic(path, title, words, None, edition.appeared_at, edition.appeared_at, path)
        page = self._store.search.find(
            where.query,
            _FOUND,
            section=where.section,
            source=where.source,
            days=where.days,
            after=after,
            order="newest",
        )
        channel = replace(
            self._channel(topic),
            part="page",
            document=search_path(where.query.text, {**where.filters, "after": cursor_words(after)})
            if after
            else "",
            earlier=search_path(
                where.query.text, {**where.filters, "after": cursor_words(page.more)}
            )
            if page.more
            else "",
        )
        gone = [] if after else self._gone_from(where, edition)
        return self._page(topic, channel, page.items, gone, edition, format, since)

    def set_aside(self) -> list[tuple[Item, str]]:
        """Items that feeds would carry but cannot, and why; looked for once in an edition."""
        number = self._store.sections.number()
        if self._aside is None or self._aside[0] != number:
            topic = self.everything()
            channel = self._channel(topic)
            items = self._store.feeds.holding(None, topic.changed_at).items
            unfit_items = [
                (item, reason)
                for item in items
                if (reason := unfit(item, channel, self._settings.zone))
            ]
            self._aside = number, unfit_items
        return self._aside[1]

    def _gone_from(self, where: Where, edition: Edition) -> list[Item]:
        """What the feed of a search held, and was withdrawn or merged of late."""
        return [
            item
            for item in self._store.items.gone(edition.changed_at - _REMEMBERED, _MOST_GONE)
            if (where.section is None or item.section.id == where.section.id)
            and (where.source is None or item.source_id == where.source.id)
            and (where.days is None or where.days[0] <= item.published_at < where.days[1])
            and matches(document(item.content, item.rights), where.query)
        ]

    def _page(
        self,
        topic: Topic,
        channel: Channel,
        items: Sequence[Item],
        gone: Sequence[Item],
        edition: Edition,
        format: Format,
        since: int | None,
    ) -> Document:
        """A page of a feed that is put together from all sections: what it holds, and what left it
        within the time for which feeds tell of that.
        """
        now = edition.changed_at
        ends = [
            item.withdrawn_at + kept
            for item in gone
            for kept in (NOTICE_KEPT, TOMBSTONE_KEPT)
            if item.withdrawn_at
        ]
        ended = max((end for end in ends if end <= now), default=None)
        told, channel = self._as_told(topic, channel, Contents(items, gone), ended)
        left = [
            item for item in gone if item.withdrawn_at and item.withdrawn_at > now - TOMBSTONE_KEPT
        ]
        contents = Contents(items, left, as_of=now)
        return self._document(told, channel, format, contents, since)

    def _as_told(
        self, topic: Topic, channel: Channel, contents: Contents, at: datetime | None
    ) -> tuple[Topic, Channel]:
        """A topic and its document as of the last change of what stands in it, and not of what the
        feed has gained since, so that it stays the same; `at` is one more change of it.
        """
        appeared_at = self._store.sections.edition().appeared_at
        items = (*contents.items, *contents.gone)
        versions = [item.version_at for item in items if item.version_at]
        changes = [at for item in items for at in (item.changed_at, item.updated_at)]
        changes += [item.withdrawn_at for item in contents.gone if item.withdrawn_at]
        changed_at = max(changes, default=appeared_at)
        version_at = max([appeared_at, *versions, *([at] if at else [])])
        return replace(topic, version_at=version_at), replace(channel, changed_at=changed_at)

    def _topic(
        self,
        path: str,
        title: str,
        description: str,
        of: FeedOf,
        changed: Edition | Section | Source | Tag,
    ) -> Topic:
        founded_as = f"/sections/{of.first_slug}/" if isinstance(of, Section) else path
        return Topic(
            path, title, description, of, changed.changed_at, changed.version_at, founded_as
        )

    def _channel(self, topic: Topic) -> Channel:
        settings = self._settings
        return Channel(
            title=topic.title,
            description=topic.description,
            language=settings.language,
            base_url=settings.base_url,
            path=topic.path,
            changed_at=topic.changed_at,
            site_title=settings.title,
            contact=settings.contact,
            tag=f"{self._store.sections.edition().tag}/feeds{topic.founded_as}",
            rights_note=self._words.rights,
            hubs=self._hubs,
            subject=topic.of.title if isinstance(topic.of, Section | Tag) else "",
        )

    def _document(
        self, topic: Topic, channel: Channel, format: Format, contents: Contents, since: int | None
    ) -> Document:
        selection = contents if since is None else contents.since(since)
        body = render(format, channel, selection, self._settings.zone)
        links = [("self", channel.feed_url(format)), *channel.links(format)]
        return Document(
            body,
            CONTENT_TYPES[format],
            contents.edition,
            topic.version_at,
            channel.feed_url(format),
            links,
            FRESH[channel.part],
        )


def search_path(question: str, filters: Mapping[str, str]) -> str:
    """Where the page of a search is."""
    return "/search?" + urlencode({"q": question, **filters})


def cursor_words(cursor: Cursor) -> str:
    """A place in the matches of a search, for an address."""
    return (
        f"{cursor.key}.{cursor.score}.{cursor.top}" if cursor.top is not None else str(cursor.key)
    )


def read_cursor_words(text: str) -> Cursor | None:
    """The place that `cursor_words` wrote; None for anything else."""
    match = _CURSOR.fullmatch(text)
    return (
        Cursor(int(match[1]), int(match[2] or 0), int(match[3]) if match[3] else None)
        if match
        else None
    )


def _archive_path(path: str, number: int) -> str:
    return f"{path}archives/{number}/"
