"""A story whose page says different things of it in different places."""

from tests.server import Answer, Heard

PATH = "/news/2024/06/21/bridge.html"
HEADING, IN_DATA = "Bridge opens to all", "Bridge opens"
SUMMARY = (
    "People opened the bridge on Friday after two years of work, and hundreds of them walked over "
    "the river in the morning, although the last of the planks was only laid in the night before."
)
_TEXT = "".join(
    f"<p>The bridge over the river was opened on Friday morning by people of house {number}.</p>"
    for number in range(1, 9)
)
_DATA = (
    '{"@type": "NewsArticle", "headline": "Bridge opens", "author": ['
    '{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Tom Wu"}], '
    '"datePublished": "2024-06-21T08:30:00+08:00"}'
)
PAGE = (
    "<!doctype html><html lang=en><head><title>Bridge opens - The Paper</title>"
    '<meta property="og:title" content="Bridge opens"><meta name="author" content="Ann Lee">'
    f'<meta name="description" content="{SUMMARY}">'
    f'<script type="application/ld+json">{_DATA}</script></head>'
    f"<body><h1>{HEADING}</h1><p>By Ann Lee and Tom Wu, 21 June 2024</p>{_TEXT}</body></html>"
)


class Contested:
    """Answers with the story at its address, and with nothing elsewhere."""

    def answer(self, heard: Heard) -> Answer:
        headers = {"Content-Type": "text/html; charset=utf-8"}
        if heard.path != PATH:
            return Answer(404, b"<title>404</title>", headers)
        return Answer(200, PAGE.encode(), headers)
