"""What the first rendering of each page costs, in a small newspaper and in a large one: nothing may
grow with the number of items.
"""

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from app.web import create_app
from benchmarks.newspaper import service

_TURNS = 7


def paths(items: int) -> dict[str, str]:
    """One of each kind of page."""
    deep = f"{items // 2:d}"
    return {
        "front page": "/",
        "section": "/sections/harbin-today/",
        "source": "/sources/s1/",
        "tag": "/tags/winter/",
        "item": f"/items/{items - 40:012d}/story-{items - 40}",
        "history": f"/items/{items - 40:012d}/history",
        "archive day": "/archive/2026/02/27/",
        "corrections": "/corrections/",
        "about": "/about/",
        "feeds": "/feeds/",
        "feed.rss": "/feed.rss",
        "feed.atom": "/feed.atom",
        "feed.json": "/feed.json",
        "section feed": "/sections/culture/feed.rss",
        "tag feed": "/tags/metro/feed.atom",
        "archive document": f"/archives/{items // 80}/feed.atom",
        "sitemap": "/sitemap.xml",
        "sitemap of items": f"/sitemaps/{max(1, items // 2000)}.xml",
        "news sitemap": "/news-sitemap.xml",
        "OPML": "/feeds.opml",
        "search form": "/search",
        "deep page of a section": f"/sections/harbin-today/?after={deep_cursor(int(deep))}",
    }


def deep_cursor(serial: int) -> str:
    """A place in the middle: a moment long ago."""
    return f"1700000000000000-{serial}"


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or [1000, 100_000]
    columns: dict[str, list[float]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            built = service(Path(folder), size)
            client = create_app(built).test_client()
            client.get("/")
            for name, path in paths(size).items():
                times = []
                for _ in range(_TURNS):
                    begun = perf_counter()
                    answer = client.get(path)
                    times.append((perf_counter() - begun) * 1000)
                    if answer.status_code != 200:
                        sys.exit(f"{path}: {answer.status}")
                columns.setdefault(name, []).append(sorted(times)[_TURNS // 2])
            built.close()
    print(f"{'ms, median of ' + str(_TURNS):28}" + "".join(f"{size:>12,}" for size in sizes))
    for name, found in columns.items():
        print(f"{name:28}" + "".join(f"{time:12.1f}" for time in found))


if __name__ == "__main__":
    main()
