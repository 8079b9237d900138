"""The English pages of Harbin's newspaper group, e.my399.com.

The markup is not relied on: what a page says is read from its lines (breadcrumb, "Updated :",
"By ... ( source )"; decision 0003). Every page ends in a promo of one to four other stories that
belongs neither to the article nor to the listing.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, takewhile
from urllib.parse import urljoin, urlsplit

from scrapers.articles.bylines import names_in_order
from scrapers.articles.canonical_link import credible_canonical
from scrapers.listings.teasers import Entry, find_entries, shared_depth
from scrapers.page import body
from scrapers.page.document import Document, read_document
from scrapers.page.lines import Line
from scrapers.page.plain import is_plain, read_plain, tail_teasers
from scrapers.sites._my399_head import Head, crumb_line, crumbs, read_head
from scrapers.sites._my399_insets import inset_lines, is_announced_link
from scrapers.values import Article, Listing, Page, ScrapeError, Stamp, Teaser
from scrapers.words.dates import find_stamp
from scrapers.words.furniture import (
    announces,
    is_footer,
    is_pager,
    is_share,
    is_stray,
    leads_elsewhere,
)
from scrapers.words.text import shorten
from scrapers.words.urls import canonical, host_of, identity

ZONE = "Asia/Shanghai"
SECTIONS = {
    "news": "Harbin Today",
    "government": "Government bulletin",
    "change": "Foreign Exchanges",
    "gallery": "Photo Gallery",
    "flash": "Flash",
    "about": "About Harbin",
    "culture/arts": "Arts",
}
_DATED = re.compile(r"/\d{4}-\d{1,2}-\d{1,2}/\d")
_STORY = re.compile(r"^/(?P<section>[\w/-]+?)/(?P<day>\d{4}-\d{1,2}-\d{1,2})/\d+\.s?html?$")
_LARGEST_PROMO = 4
_SHORTEST_SUMMARY = 10
_PAGE = re.compile(r"/(?:index(?:_(\d+))?\.s?html?)?$")


class My399:
    """Reads e.my399.com and its mirrors."""

    name = "my399"
    hosts = frozenset({"e.my399.com"})

    def listing(self, page: Page) -> Listing:
        """Read a section's page: its entries, the promo at its end and the next page's address."""
        document = read_document(page)
        all_entries = find_entries(
            document, lambda url: _story(url, page.url), ZONE, crumb_line(document)
        )
        side = _side_column(document.lines, all_entries, page.url)
        entries = all_entries[side:]
        cut = _promo_start(document, entries, page.url)
        return Listing(
            url=page.url,
            kind=self.name,
            title=crumbs(document) or section_title(page.url),
            teasers=_teasers(entries[:cut]),
            promos=_teasers(entries[cut:] + all_entries[:side]),
            next_url=_next_page(document, page.url),
        )

    def article(self, page: Page) -> Article:
        """Read one story, from a page or from its text; ScrapeError when it does not read like
        one.
        """
        return (
            read_text_story(page) if is_plain(page) else read_story(read_document(page), page.url)
        )


SCRAPER = My399()


def read_story(document: Document, url: str) -> Article:
    """Read a story from the lines of a page; `url` may be empty when it is not known."""
    head = _head(document, url)
    inset = inset_lines(document.lines, head.end, lambda line: _opens_teaser(line, url))
    own = [line for at, line in enumerate(document.lines) if at not in inset]
    foot = _foot(own, head.end)
    promo = _promo_of_story(own, head.end, foot, url)
    insets = (document.lines[at] for at in sorted(inset))
    within = [line for line in insets if not is_announced_link(line)]
    entries = [
        entry
        for lines in (own[promo:], within)
        for entry in find_entries(replace(document, lines=lines), lambda to: _story(to, url), ZONE)
    ]
    end = _body_end(own, head.end, min(promo, foot))
    return _article(replace(document, lines=own), url, head, end, _teasers(entries))


def read_text_story(page: Page) -> Article:
    """Read a story from plain text as copied from a page.

    The promo at its end has titles and summaries but no links.
    """
    document = read_plain(page)
    head = _head(document, page.url)
    promo, promos = tail_teasers(document.lines, head.end)
    foot = _foot(document.lines, head.end)
    end = _body_end(document.lines, head.end, min(promo, foot))
    return _article(document, page.url, head, end, promos)


def _head(document: Document, url: str) -> Head:
    head = read_head(document, ZONE)
    if head is None:
        raise ScrapeError(
            "article", url, 'no title with an "Updated :" or "By ( source )" line under it'
        )
    return head


def _article(
    document: Document, url: str, head: Head, end: int, promos: tuple[Teaser, ...]
) -> Article:
    blocks = body.read_blocks(document.lines[head.end : end], lambda link: bool(_story(link, url)))
    if not blocks:
        raise ScrapeError("article", url, "neither text nor a picture under the title")
    texts, shots = body.paragraphs(blocks), body.pictures(blocks)
    return Article(
        url=canonical(url),
        title=head.title,
        text="\n".join(texts),
        html=body.build_html(blocks, url),
        summary=shorten(next(iter(texts), ""), 300),
        published=head.stamp or _url_stamp(url),
        authors=names_in_order(head.author),
        byline_source=head.source,
        section=crumbs(document, head.title) or section_title(url),
        language=document.language.split("-")[0].lower() or "en",
        pictures=shots,
        promos=promos,
        canonical=credible_canonical(document, url),
    )


def section_title(url: str) -> str:
    """The section that a URL's path belongs to, as the site names it; empty when it is none we
    know.
    """
    path = urlsplit(url).path.strip("/")
    known = [slug for slug in SECTIONS if path == slug or path.startswith(slug + "/")]
    return SECTIONS[max(known, key=len)] if known else ""


def _story(link: str, own: str) -> str:
    """The canonical address of a story of this site other than `own`, or "". Stories are files, so
    a query is never part of them.
    """
    if not _DATED.search(link):
        return ""
    at_home = host_of(link) in (host_of(own), *My399.hosts)
    if not at_home or not _STORY.match(urlsplit(link).path):
        return ""
    url = canonical(urlsplit(link)._replace(query="").geturl())
    return "" if identity(url) == identity(own) else url


def _teasers(entries: list[Entry]) -> tuple[Teaser, ...]:
    """The teasers that can be read, each story once: where it has a summary, at the first place
    that it stands.
    """
    best: dict[str, Teaser] = {}
    for teaser in (entry.teaser for entry in entries if entry.teaser):
        if not best.get(teaser.url, teaser).summary:
            best[teaser.url] = teaser
        best.setdefault(teaser.url, teaser)
    return tuple(best.values())


def _url_stamp(url: str) -> Stamp | None:
    match = _STORY.match(urlsplit(url).path)
    return find_stamp(match["day"], ZONE) if match else None


def _foot(lines: list[Line], start: int) -> int:
    """The first line from `start` on that is sure to be no body."""
    return next((i for i in range(start, len(lines)) if _closes(lines[i])), len(lines))


def _promo_of_story(lines: list[Line], start: int, stop: int, own: str) -> int:
    """The first line of the promo under a story.

    It is the first standing link to another story after which no body goes on before `stop`.
    """
    starts = [index for index in range(start, len(lines)) if _opens_teaser(lines[index], own)]
    for position, index in enumerate(starts):
        following = [other for other in starts[position:] if other < stop]
        if index >= stop or _only_teasers(lines, following, stop):
            return index
    return len(lines)


def _opens_teaser(line: Line, own: str) -> bool:
    if line.picture:
        return bool(_story(line.picture_link, own))
    if not line.is_link or leads_elsewhere(line.text):
        return False
    return any(_story(link.url, own) or _is_itself(link.url, own) for link in line.links)


def _is_itself(link: str, own: str) -> bool:
    """Whether a link leads to the story itself: promos list what is new, whoever shows them."""
    return bool(own) and bool(_DATED.search(link)) and identity(link) == identity(own)


def _only_teasers(lines: list[Line], starts: list[int], stop: int) -> bool:
    """Whether a summary at most stands between the links and after the last of them."""
    for start, end in zip(starts, [*starts[1:], stop], strict=True):
        if sum(_is_paragraph(line) for line in _near(lines, start, end)) > 1:
            return False
    return True


def _is_paragraph(line: Line) -> bool:
    return len(line.text) > 60 and not line.is_link


def _near(lines: list[Line], start: int, stop: int) -> list[Line]:
    """The lines after a teaser's link that stand no farther from it than the first of them."""
    depths = [shared_depth(line, lines[start]) for line in lines[start + 1 : stop]]
    return [
        line
        for line, depth in zip(lines[start + 1 : stop], depths, strict=True)
        if depth >= depths[0]
    ]


def _closes(line: Line) -> bool:
    return (line.outside and not line.caption) or is_footer(line.text) or leads_elsewhere(line.text)


def _body_end(lines: list[Line], start: int, end: int) -> int:
    """Where the body ends before the promo or the page's foot at `end`: less what announces
    them.
    """
    while end > start and _announces_end(lines, end - 1, start):
        end -= 1
    return end


def _announces_end(lines: list[Line], index: int, start: int) -> bool:
    """Whether the last line of a body belongs to what follows: a heading, an announcement,
    furniture, a thumbnail.
    """
    line = lines[index]
    if line.picture:
        inside = start < index < len(lines) - 1
        return inside and shared_depth(line, lines[index + 1]) > shared_depth(
            line, lines[index - 1]
        )
    if line.heading or is_share(line.text) or is_stray(line.text):
        return True
    return announces(line.text) and not body.split_credit(line.text)[1]


def _promo_start(document: Document, entries: list[Entry], url: str) -> int:
    """How many entries are the listing's own.

    The rest is the promo: after the pager, undated among dated ones, aside, announced, or of other
    sections.
    """
    lines, own = document.lines, _prefix(url)
    if _only_promo(lines, entries):
        return 0
    cuts = [
        _after_pager(lines, entries),
        _after_dated(entries),
        _after_announcement(lines, entries),
        _first(entries, lambda entry: lines[entry.start].outside),
        _first(entries, lambda entry: _prefix(entry.url) != own),
        _after_own_section(entries, own),
    ]
    if not any(cuts):
        cuts.append(_after_shape(lines, entries))
    return min((cut for cut in cuts if cut), default=len(entries))


def _only_promo(lines: list[Line], entries: list[Entry]) -> bool:
    """Whether the page shows no entries of its own: nothing dated, and nothing above the pager."""
    few = len(entries) <= _LARGEST_PROMO and not any(entry.is_dated for entry in entries)
    return few and any(all(entry.start > pager for entry in entries) for pager in _pagers(lines))


def _side_column(lines: list[Line], entries: list[Entry], url: str) -> int:
    """How many entries at the beginning are a side column.

    They are links alone, in another part of the page than those with a date or summary.
    """
    bare = len(list(takewhile(_is_bare, entries)))
    side, rest = entries[:bare], entries[bare:]
    if not side or len(rest) < 2:
        return 0
    other_section = any(_prefix(entry.url) != _prefix(url) for entry in side)
    if not other_section and not any(entry.is_dated for entry in rest):
        return 0
    apart = _shared(lines, side[-1], rest[0]) < _shared(lines, rest[0], rest[1])
    return bare if apart else 0


def _is_bare(entry: Entry) -> bool:
    teaser = entry.teaser
    return teaser is None or (teaser.published is None and len(teaser.summary) <= _SHORTEST_SUMMARY)


def _shared(lines: list[Line], one: Entry, other: Entry) -> int:
    return shared_depth(lines[one.start], lines[other.start])


def _after_pager(lines: list[Line], entries: list[Entry]) -> int:
    counts = [sum(entry.start < pager for entry in entries) for pager in _pagers(lines)]
    return max((count for count in counts if count < len(entries)), default=0)


def _pagers(lines: list[Line]) -> list[int]:
    return [index for index, line in enumerate(lines) if line.links and _is_pager(line)]


def _is_pager(line: Line) -> bool:
    """Whether a line has the words of a pager, and a link to a page of a listing."""
    return is_pager(line.text) and any(_page_number(link.url) for link in line.links)


def _after_dated(entries: list[Entry]) -> int:
    dated = [index for index, entry in enumerate(entries) if entry.is_dated]
    if not dated or dated[0] > 0 or dated[-1] + 1 == len(entries):
        return 0
    return dated[-1] + 1


def _after_announcement(lines: list[Line], entries: list[Entry]) -> int:
    for position, (before, after) in enumerate(pairwise(entries), 1):
        between = lines[before.core[-1] + 1 : after.start]
        if any(not line.links and announces(line.text) for line in between):
            return position
    return 0


def _after_own_section(entries: list[Entry], own: str) -> int:
    """Where a few undated entries at the end begin with one of another section, or with one that
    is listed above: promos mix.
    """
    seen: set[str] = set()
    cut = 0
    for at, entry in enumerate(entries):
        if entry.url in seen or _prefix(entry.url) != own:
            cut = at
            break
        seen.add(entry.url)
    few = len(entries) - cut <= _LARGEST_PROMO
    return cut if few and not any(entry.is_dated for entry in entries[cut:]) else 0


def _after_shape(lines: list[Line], entries: list[Entry]) -> int:
    """Where the markup of the entries changes for good, when no word or date tells.

    At most four of another shape stand at the end.
    """
    shapes = [_shape(lines[entry.start]) for entry in entries]
    other = _first(entries, lambda entry: shapes[entries.index(entry)] != shapes[0])
    few = len(entries) - other <= min(_LARGEST_PROMO, other)
    return other if few and len(set(shapes[:other])) == 1 else 0


def _shape(line: Line) -> tuple[str, ...]:
    """The tags around a line."""
    return tuple(node.tag for node in (line.node, *line.node.iterancestors()))


def _first(entries: list[Entry], test: Callable[[Entry], bool]) -> int:
    """Where a run at the end begins in which each entry passes; 0 when there is none or it is
    everything.
    """
    count = len(list(takewhile(test, reversed(entries))))
    return len(entries) - count if count else 0


def _prefix(url: str) -> str:
    """The section part of a story's or listing's path."""
    path = urlsplit(url).path
    match = _STORY.match(path)
    return match["section"] if match else _PAGE.sub("", path).strip("/")


def _next_page(document: Document, own: str) -> str:
    """The listing page after this one, by its number, if the page links to it."""
    here = _page_number(own)
    for line in document.lines:
        for link in line.links:
            if _page_number(link.url) == here + 1 and _prefix(link.url) == _prefix(own):
                return canonical(urljoin(own, link.url))
    return ""


def _page_number(url: str) -> int:
    match = _PAGE.search(urlsplit(url).path)
    return int(match[1] or 1) if match else 0
