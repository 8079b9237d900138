"""How long it takes to read what is made for it: bytes without a charset, dates that are none,
patterns that go round in circles.
"""

import time
import timeit
from collections.abc import Callable
from datetime import UTC, datetime

from app.news.rules import judge, parse
from app.values.model import Content
from scrapers.page.charset import decode
from scrapers.words.dates import is_only_date, read_stamp

ZONE = "Asia/Shanghai"
NOW = datetime(2024, 6, 25, 2, tzinfo=UTC)
BYTES = (
    b"<!--",
    b"<meta ",
    b"<meta charset",
    b"<?xml ",
    b"\xe9a",
    b"\xe9",
    b"\x80 ",
    b"\0\1",
    b"-->",
    b"charset=",
    b" ",
)
DATES = (
    "1",
    " ",
    "-",
    "2024-",
    "2024-13-45 ",
    "12:34 ",
    "may 3 ",
    "3 hours ",
    "a ago ",
    "一",
    "昨天",
    "(",
    "published on ",
    "发布时间",
    "1月1日",
)
LABELS = ("published on ", "发布时间", "update date ", "周一", "- ")


def main() -> None:
    """Print the seconds of each."""
    for piece in BYTES:
        body = b"\xff" + piece * (2_000_000 // len(piece))
        show(f"2 MB of {piece!r}", seconds(lambda body=body: decode(body, "charset " * 10_000)))  # type: ignore[misc]
    for name in DATES:
        text = name * (1_000_000 // len(name))
        show(
            f"1 MB of {name!r}, for a date",
            seconds(lambda text=text: (read_stamp(text, ZONE, NOW), is_only_date(text))),  # type: ignore[misc]
        )
    for name in LABELS:
        head = (name * 60)[:55]
        text = f"{head} # 20240621 {head}x"
        show(
            f"50 dates between many {name!r}",
            seconds(lambda text=text: [read_stamp(text, ZONE, NOW) for _ in range(50)]),  # type: ignore[misc]
        )
    endless = parse(
        [{"field": "title", "how": "matches", "value": "(a|aa)+$", "then": "publish", "to": ""}]
        * 49
    )
    show(
        "49 patterns that go round in circles",
        seconds(lambda: judge(Content("a" * 5_000 + "!"), "", endless)),
    )
    body = ("<p>哈尔滨冰雪大世界今日开园迎客。</p>" * 400).encode()
    ours, plain = (
        min(timeit.repeat(way, number=2000, repeat=7))
        for way in (lambda: decode(body), body.decode)
    )
    print(f"UTF-8: {ours / plain:.2f} times what Python takes to decode it")


def seconds(reading: Callable[[], object]) -> float:
    """How long it takes once."""
    began = time.perf_counter()
    reading()
    return time.perf_counter() - began


def show(what: str, took: float) -> None:
    """One line of figures."""
    print(f"{what:50}{took:8.3f} s", flush=True)


if __name__ == "__main__":
    main()
