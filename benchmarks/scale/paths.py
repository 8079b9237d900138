"""One of each kind of page that a newsroom answers with: for readers, for programs, at the desk."""

from datetime import datetime, timedelta
from urllib.parse import quote

from app.store.publication import ARCHIVE_SIZE
from benchmarks.scale.prose import Prose
from benchmarks.scale.rows import APART, NOW, uid

ITEM = "item"


def public(stories: int, prose: Prose) -> dict[str, str]:
    """What readers and their programs ask for, by kind; what is deep lies in the middle of all."""
    shown = stories - 50 - stories % 100
    corrected, clustered, middle = shown + 3, shown // 20 * 20 + 4, stories // 2
    then = NOW - APART * (stories - middle + 1)
    # The last whole day of a large newsroom is the first of a small one.
    day = NOW - timedelta(days=1)
    deep = _cursor(then, middle)
    number = max(1, middle // ARCHIVE_SIZE)
    word, ideograms = prose.words.english[3], prose.words.chinese[3]
    listed = {
        "front page": "/", "front page, Chinese": "/zh/", "section": "/sections/section-1/",
        "section, deep": f"/sections/section-2/?after={deep}", "source": "/sources/s1/",
        "source, deep": f"/sources/s1/?after={deep}", "tag": "/tags/winter/", "tag, deep": f"/tags/metro/?after={deep}",
        ITEM: f"/items/{uid(shown)}/story-{shown}", "item in Chinese": f"/items/{uid(shown + 5)}/story-{shown + 5}",
        "item, corrected": f"/items/{uid(corrected)}/story-{corrected}",
        "history": f"/items/{uid(corrected)}/history", "story of two reports": f"/stories/{clustered // 20 + 1}/",
        "archive": "/archive/", "archive, year": f"/archive/{day:%Y}/", "archive, month": f"/archive/{day:%Y/%m}/",
        "archive, day": f"/archive/{day:%Y/%m/%d}/", "corrections": "/corrections/", "about": "/about/", "feeds": "/feeds/",
    }  # fmt: skip
    feeds = {
        "feed.rss": "/feed.rss", "feed.atom": "/feed.atom", "feed.json": "/feed.json",
        "section feed": "/sections/section-2/feed.rss", "source feed": "/sources/s1/feed.atom",
        "tag feed": "/tags/metro/feed.json", "corrections feed": "/corrections/feed.atom",
        "archive document": f"/archives/{number}/feed.atom",
        "archive document, section": f"/sections/section-1/archives/{max(1, number // 6)}/feed.rss",
        "archive document, source": f"/sources/s1/archives/{max(1, number // 11)}/feed.rss",
        "archive document, tag": f"/tags/winter/archives/{max(1, number // 25)}/feed.json",
        "OPML": "/feeds.opml",
    }  # fmt: skip
    searches = {
        "search form": "/search", "search": f"/search?q={word}", "search, Chinese": f"/search?q={quote(ideograms)}",
        "search, newest": f"/search?q={word}&order=newest", "search feed": f"/search/feed.rss?q={word}",
    }  # fmt: skip
    machines = {
        "sitemap": "/sitemap.xml", "sitemap of items": f"/sitemaps/{max(1, middle // 1000)}.xml",
        "sitemap of pages": "/sitemaps/pages.xml", "news sitemap": "/news-sitemap.xml",
        "items for programs": "/api/v1/items", "items for programs, deep": f"/api/v1/items?after={deep}",
        "items of a source for programs": "/api/v1/items?source=s1", "item for programs": f"/api/v1/items/{uid(clustered)}",
        "readyz": "/readyz", "metrics": "/metrics",
    }  # fmt: skip
    return listed | feeds | searches | machines


def desk(stories: int) -> dict[str, str]:
    """What editors look at."""
    shown, middle = stories - 50 - stories % 100, stories // 2
    deep = _cursor(NOW - APART * (stories - middle + 1), middle)
    waiting = stories - stories % 10 - 3
    illustrated = stories - stories % 10 - 4
    return {
        "items": "/desk/", "items to review": "/desk/?status=review", "items withdrawn": "/desk/?status=withdrawn",
        "drafts (none)": "/desk/?status=draft", "scheduled (none)": "/desk/?status=scheduled",
        "items, deep": f"/desk/?after={deep}", "items by words": "/desk/?q=bridge", "inbox": "/desk/inbox",
        "inbox of a source": "/desk/inbox?source=s1", "inbox by words": "/desk/inbox?words=a", "inbox, flagged": "/desk/inbox?flagged=on",
        "an item": f"/desk/items/{uid(shown)}", "an item that waits": f"/desk/items/{uid(waiting)}",
        "versions": f"/desk/items/{uid(shown + 3)}/history", "new item": "/desk/items/new", "sources": "/desk/sources",
        "a source": "/desk/sources/s1", "new source": "/desk/sources/new", "front page, desk": "/desk/front",
        "front page, preview": "/desk/front/preview", "pictures": "/desk/pictures", "pictures by words": "/desk/pictures?q=river",
        "a picture": f"/desk/pictures/{illustrated:064x}", "people": "/desk/people", "account": "/desk/account",
        "tokens": "/desk/tokens", "audit log": "/desk/audit", "audit log of a person": "/desk/audit?by=wei",
    }  # fmt: skip


def _cursor(moment: datetime, number: int) -> str:
    return f"{round(moment.timestamp() * 1_000_000)}-{number}"
