"""What the lines around a title say with a label: 来源：, 作者：, 发布时间：, "Source:"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scrapers.page.lines import Line
from scrapers.values import Stamp
from scrapers.words.dates import read_stamp
from scrapers.words.text import clean_text

_WORDS = {
    "source": (
        r"(?:信息|文章|稿件|新闻|内容)?来源|稿源|出处|转自|来自|摘自|source|quelle|fuente|fonte"
    ),
    "author": r"作\s?者|记\s?者|撰\s?稿人?|通讯员|文字",
    "editor": r"(?:责任|网络|本文|值班|本期)?编\s?辑|责\s?编|编\s?审|校\s?对|审\s?核|签\s?发",
    "date": r"(?:发布|发表|发稿|更新|上传|创建|刊发)?(?:时\s?间|日\s?期)",
}
_ANY = "|".join(_WORDS.values())
_LABEL = re.compile(rf"(?P<label>(?<![\w一-鿿])(?:{_ANY})|(?<=[\s\d])(?:{_ANY}))\s*[:：]\s*", re.I)
_END = re.compile(
    # Another label, known or not, ends a value; so does white space between Chinese words.
    r"\s{2,}|[|｜【\[]|\s+[^\W\d_]{1,16}\s*[:：]|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])|(?:浏览|点击|阅读|访问)(?:量|次数|数)?\s*[:：]?|(?:字体|字号|分享|打印|扫一扫)"
)
# All by hand, on the recordings of Chinese government portals and the articles of tests/, which
# read the same with half of each. A line of labels holds five or six of them with their values; the
# longest sources are names of offices of some twenty characters, or English ones of twice as many
# letters; a person with a title is shorter.
_LONGEST, _LONGEST_VALUE, _LONGEST_NAME = 200, 40, 30
# Labels stand right under the title, or over it where a page has its sources above; what lies
# between are subtitles, counters and buttons, each a line. By hand; the same pages read alike with
# one line above and four below.
_ABOVE, _BELOW = 6, 12


@dataclass(frozen=True, slots=True)
class Labels:
    """What is said; empty where nothing is."""

    source: str = ""
    author: str = ""
    editor: str = ""
    date: Stamp | None = None


def read_labels(lines: list[Line], title: str, zone: str) -> Labels:
    """The labelled values of the short lines around the title, each the first of its kind."""
    values: dict[str, str] = {}
    for line in _around(lines, title):
        if 0 < len(line.text) <= _LONGEST:
            for name, value in _values(line.text):
                values.setdefault(name, value)
    return Labels(
        values.get("source", ""),
        values.get("author", ""),
        values.get("editor", ""),
        read_stamp(values.get("date", ""), zone),
    )


def _around(lines: list[Line], title: str) -> list[Line]:
    """The lines around the one that is the title; none where it stands nowhere."""
    places = (at for at, line in enumerate(lines) if line.text == title and not line.links)
    at = next(places, None)
    return lines[max(0, at - _ABOVE) : at + _BELOW] if at is not None else []


def is_only_labels(text: str) -> bool:
    """Whether a line says who edited, wrote or provided a story and nothing else."""
    matches = list(_LABEL.finditer(text)) if len(text) <= _LONGEST else []
    if (
        not matches
        or re.search(r"\w", text[: matches[0].start()])
        or any(map(_is_of_date, matches))
    ):
        return False
    ends = [*(match.start() for match in matches[1:]), len(text)]
    values = (text[match.end() : end] for match, end in zip(matches, ends, strict=True))
    return all(_may_be_name(value.strip(" \u3000()（）[]【】.。")) for value in values)


def _is_of_date(label: re.Match[str]) -> bool:
    return re.fullmatch(_WORDS["date"], label["label"], re.I) is not None


def _may_be_name(value: str) -> bool:
    return len(value) <= _LONGEST_NAME and not re.search(r"[，。,；;]", value)


def _values(text: str) -> Iterable[tuple[str, str]]:
    """The kind and value of each label in a line; a value ends at the next label, or before it."""
    matches = list(_LABEL.finditer(text))
    ends = [*(match.start() for match in matches[1:]), len(text)]
    for match, end in zip(matches, ends, strict=False):
        kind = _kind(match["label"])
        value = clean_text(_END.split(text[match.end() : end], maxsplit=1)[0]).strip(" 　,，;；)）")
        if value and (len(value) <= _LONGEST_VALUE or kind == "date"):
            yield kind, value


def _kind(label: str) -> str:
    return next(name for name, words in _WORDS.items() if re.fullmatch(words, label, re.I))
