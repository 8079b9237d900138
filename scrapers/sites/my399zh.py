"""The Chinese site of Harbin's newspaper group, www.my399.com."""

from scrapers.sites.labelled import LabelledPortal


class My399Chinese(LabelledPortal):
    """Reads www.my399.com: 稿源, 作者 and 编辑 stand with labels by the title."""

    name = "my399zh"
    hosts = frozenset({"www.my399.com", "my399.com", "news.my399.com"})


SCRAPER = My399Chinese()
