"""Films that are embedded in a page, by the address at which a reader can see them."""

import re
from urllib.parse import parse_qs, urlsplit, urlunsplit

from lxml import html

from scrapers.words.urls import absolute, host_of

TAGS = frozenset(("iframe", "video", "embed"))
_PLAYER = re.compile(
    r"(?i)video|player|embed|youtu|vimeo|bilibili|youku|v\.qq|cctv|dailymotion|\.(?:mp4|webm|m3u8)(?:$|\?)"
)
_NO_FILM = re.compile(
    r"(?i)advert|doubleclick|googletagmanager|recaptcha|facebook\.com/plugins|twitter|instagram|comment|disqus|newsletter|share|maps?[./]|"
    r"subscribe|captcha|analytics|outbrain|taboola"
)


def video_address(node: html.HtmlElement, base: str) -> str:
    """Where an embedded film is to be seen, "" for an element that shows none.

    A YouTube player leads to the film's own page.
    """
    addresses = (absolute(source, base) for source in _sources(node))
    url = next(filter(None, addresses), "")
    if not url or _NO_FILM.search(url):
        return ""
    shows_film = node.tag == "video" or _PLAYER.search(url)
    return _page_of(url) if shows_film else ""


def _sources(node: html.HtmlElement) -> list[str]:
    children = (source.get("src") for source in node.iter("source"))
    return [source for source in (node.get("src"), node.get("data-src"), *children) if source]


def video_title(node: html.HtmlElement, url: str) -> str:
    """What to call the film: the title that its element has, else the host it stands at."""
    return " ".join((node.get("title") or node.get("aria-label") or "").split())[:120] or host_of(
        url
    )


def _page_of(url: str) -> str:
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts.path
    if host.endswith(("youtube.com", "youtube-nocookie.com")) and (
        match := re.match(r"/(?:embed|v)/([\w-]{6,20})", path)
    ):
        return f"https://www.youtube.com/watch?v={match[1]}"
    if host == "player.vimeo.com" and (match := re.match(r"/video/(\d+)", path)):
        return f"https://vimeo.com/{match[1]}"
    if (
        host == "player.bilibili.com"
        and (films := parse_qs(parts.query).get("bvid"))
        and re.fullmatch(r"\w+", films[0])
    ):
        return f"https://www.bilibili.com/video/{films[0]}/"
    return urlunsplit(parts._replace(fragment=""))
