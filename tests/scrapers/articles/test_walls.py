"""What says that a page asks for something first."""

import pytest

from scrapers.articles.walls import asks_first, prose


@pytest.mark.parametrize(
    ("words", "charset", "asks"),
    [
        ("<p>LOG IN to read the whole story.</p>", "utf-8", True),
        (
            '<script type="application/ld+json">{"isAccessibleForFree": false}</script>',
            "utf-8",
            True,
        ),
        ("<p>登录后阅读全文</p>", "utf-8", True),
        ("<p>登录后阅读全文</p>", "gb18030", True),
        ("<p>请完成安全验证</p>", "gb18030", True),
        ("<p>The ferry runs again.</p>", "utf-8", False),
        ("<p>Readers log into the library's new catalogue.</p>", "utf-8", False),
        ("<p>图书馆新目录可以登录。</p>", "utf-8", False),
        ("", "utf-8", False),
    ],
)
def test_signs_of_a_wall(words: str, charset: str, asks: bool) -> None:
    assert asks_first(words.encode(charset)) is asks


WORDS = "We and 843 partners keep data on your device. You can agree to all of it, or choose now."
GB = "我们与八百四十三家合作伙伴会在您的设备上保存和读取信息，以便展示您可能感兴趣的内容。您可以全部同意，也可以现在选择。"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (f"<h1>Terms</h1>\n<p>{WORDS}</p>", f"Terms {WORDS}"),
        (f"<p>{WORDS}<script>from('/town/1.html')</script>", WORDS),
        (f"<SCRIPT>a<b</SCRIPT ><p class='x'>{WORDS}</p>", WORDS),
        (f"<title>{WORDS}</title><noscript>{WORDS}</noscript><div id=app></div>", ""),
        (f"<p>{WORDS[:70]}</p>", ""),
        ("", ""),
    ],
)
def test_what_a_page_says_to_its_readers(page: str, said: str) -> None:
    assert prose(page.encode()) == said.encode()


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_chinese_says_it_in_fewer_signs(charset: str) -> None:
    assert prose(f"<p>{GB}</p>".encode(charset)) == GB.encode(charset)


@pytest.mark.parametrize("part", ["<script", "<noscript><title", "<", "<a ", " ", "</script>"])
def test_what_never_ends_costs_little(part: str) -> None:
    assert len(prose(part.encode() * 200_000)) <= len(part) * 200_000
