"""Chinese portals, which say source, author, editor and time with labels by the title; their bytes
are GB18030 whatever they declare.
"""

import re
from dataclasses import replace

from scrapers.articles.article import KnownFields, read_article
from scrapers.articles.headline import headline
from scrapers.articles.linked_data import linked_article
from scrapers.listings.generic import Generic
from scrapers.page.document import read_document
from scrapers.page.labels import is_only_labels, read_labels
from scrapers.values import Article, Page
from scrapers.words.text import fold

ZONE = "Asia/Shanghai"
_LONGEST = 60
_FURNITURE = re.compile(
    r"扫一扫|打印本页|关闭窗口|【(?:打印|关闭|字体)|上一篇|下一篇|相关(?:链接|新闻|阅读|附件)\W*$|分享到|免责声明|^\W*附件下载\W*$"
)


class LabelledPortal(Generic):
    """Reads stories whose head is labelled; listings are those of any site."""

    def article(self, page: Page) -> Article:
        """Read one story; ScrapeError when the page holds none."""
        page = replace(page, zone=ZONE)
        document = read_document(page)
        teased = page.teaser.title if page.teaser else ""
        title = headline(document, linked_article(document.root), teased)
        labels = read_labels(document.lines, title, page.zone)
        known = KnownFields(title, labels.date, source=labels.source, is_furniture=_is_furniture)
        article = read_article(document, page, known)
        captions = {fold(picture.full_caption) for picture in article.pictures}
        lines = [line for line in article.text.split("\n") if fold(line) not in captions]
        shown = {fold(picture.caption) for picture in article.pictures}
        in_pictures = all(fold(line) in shown for line in lines)
        return article if in_pictures else replace(article, text="\n".join(lines))


def _is_furniture(text: str) -> bool:
    return is_only_labels(text) or bool(_FURNITURE.search(text) and len(text) <= _LONGEST)
