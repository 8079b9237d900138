"""Scrapy as it is used for news: fetch the pages, extract title, date and paragraphs with
selectors; prints ms of CPU a page.
"""

import sys
import time
from collections.abc import Iterator
from typing import Any, ClassVar

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class News(scrapy.Spider):
    name = "news"
    custom_settings: ClassVar = {
        "LOG_ENABLED": False,
        "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    }
    start_urls: ClassVar[list[str]] = []
    read = 0

    def parse(self, response: Response) -> Iterator[Any]:
        """One story."""
        text = [
            " ".join(paragraph.css("::text").getall()).strip() for paragraph in response.css("p")
        ]
        type(self).read += bool(response.css("title::text").get()) and bool(text)
        yield {
            "url": response.url,
            "title": response.css("h1::text, h2::text, title::text").get(),
            "date": response.xpath("//text()[contains(., 'Updated')]").get(),
            "text": "\n".join(text),
            "images": response.css("img::attr(src)").getall(),
        }


def main() -> None:
    """Crawl the given paths on the given port."""
    port, *paths = sys.argv[1:]
    News.start_urls = [f"http://127.0.0.1:{port}{path}" for path in paths]
    start = time.process_time()
    process = CrawlerProcess()
    process.crawl(News)
    process.start()
    spent = time.process_time() - start
    assert News.read == len(paths), News.read
    print(spent * 1000 / len(paths))


if __name__ == "__main__":
    main()
