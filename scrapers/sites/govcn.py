"""Portals of Chinese governments and their offices: Harbin's, its province's, and with `--scraper
govcn` any other.
"""

from scrapers.sites.labelled import LabelledPortal


class GovernmentPortal(LabelledPortal):
    """Reads notices and news of a government: 信息来源 and 发布时间 stand by the title."""

    name = "govcn"
    hosts = frozenset({"www.harbin.gov.cn", "harbin.gov.cn", "www.hlj.gov.cn", "hlj.gov.cn"})


SCRAPER = GovernmentPortal()
