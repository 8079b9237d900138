"""What says that a page asks for something first."""

import pytest

from scrapers.articles.walls import asks_first


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
