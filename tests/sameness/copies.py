"""Copies of stories, of many kinds: each is the same story."""

import random
import re
from collections.abc import Callable, Iterator

from app.values.model import Content
from tests.sameness.stories import CHINESE, ENGLISH

_NEAR = {
    "a": "s",
    "e": "r",
    "i": "o",
    "n": "m",
    "o": "p",
    "r": "t",
    "s": "d",
    "t": "y",
    "l": "k",
    "u": "i",
    "h": "j",
    "c": "v",
}
_HOMOPHONES = (
    ("在", "再"),
    ("的", "得"),
    ("做", "作"),
    ("他", "她"),
    ("已经", "以经"),
    ("完成", "完城"),
    ("时间", "实间"),
    ("使用", "食用"),
    ("工作", "公作"),
)
_INTROS = {
    "en": "Good news for everybody who lives along the river and likes to be out and about. Here is what our colleagues have learned.\n",
    "zh": "最近，一条消息在朋友圈里被很多人转发，不少市民都在打听。小编为大家梳理了来龙去脉，一起来看看吧。\n",
}
_CREDITS = {
    "en": "\nSource: Harbin Daily\nEditor: Chen Xiaoyu\nPhoto by Liu Yang",
    "zh": "\n来源：哈尔滨新闻网\n责任编辑：陈晓宇\n摄影：刘洋",
}
_DATELINES = {"en": "HARBIN, June 21 (Xinhua) -- ", "zh": "新华社哈尔滨6月21日电（记者 王建）"}


def typos_en(text: str, chance: random.Random) -> str:
    """Three words typed wrong, names and numbers left alone."""
    words = re.split(r"(\s+)", text)
    able = [
        at for at, word in enumerate(words) if word.isalpha() and word.islower() and len(word) > 5
    ]
    for at in chance.sample(able, 3):
        word, place = words[at], chance.randrange(1, len(words[at]) - 1)
        kind = chance.randrange(3)
        if kind == 0:
            words[at] = word[:place] + word[place + 1 :]
        elif kind == 1:
            words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        else:
            words[at] = word[:place] + _NEAR.get(word[place], "x") + word[place + 1 :]
    return "".join(words)


def typos_zh(text: str, chance: random.Random) -> str:
    """Two slips of the keyboard."""
    able = [pair for pair in _HOMOPHONES if pair[0] in text]
    for right, wrong in chance.sample(able, min(2, len(able))):
        text = text.replace(right, wrong, 1)
    return text


def other_punctuation(text: str) -> str:
    for mark, other in (
        ("“", '"'),
        ("”", '"'),
        ("，", "、"),
        ("。", "；"),
        (",", ";"),
        ("（", "("),
        ("）", ")"),
    ):
        text = text.replace(mark, other)
    return text


def wide(text: str) -> str:
    """Digits and letters at full width."""
    return "".join(
        chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in text
    )


def cut(text: str, part: float) -> str:
    return text[: int(len(text) * part)]


def without_a_paragraph(text: str, chance: random.Random) -> str:
    paragraphs = text.split("\n")
    del paragraphs[chance.randrange(1, len(paragraphs))]
    return "\n".join(paragraphs)


def copies(
    title: str, text: str, language: str, chance: random.Random
) -> Iterator[tuple[str, Content]]:
    """Every kind of copy of a story, by name."""
    typos: Callable[[str, random.Random], str] = typos_zh if language == "zh" else typos_en
    new_title = "今日看点" if language == "zh" else "What the city is talking about"
    kinds = {
        "typos": (title, typos(text, chance)),
        "intro": (title, _INTROS[language] + text),
        "credits": (title, text + _CREDITS[language]),
        "dateline": (title, _DATELINES[language] + text),
        "punctuation": (title, other_punctuation(text)),
        "width": (wide(title), wide(text)),
        "cut to 60 %": (title, cut(text, 0.6)),
        "cut to 45 %": (title, cut(text, 0.45)),
        "a paragraph less": (title, without_a_paragraph(text, chance)),
        "another title": (new_title, text),
        "no line breaks": (title, text.replace("\n", " " if language == "en" else "")),
        "intro, typos, credits": (
            new_title,
            _INTROS[language] + typos(text, chance) + _CREDITS[language],
        ),
    }
    for kind, (name, words) in kinds.items():
        yield kind, Content(name, text=words, language=language)


def labelled_copies(seed: int = 7) -> list[tuple[str, Content, Content]]:
    """Pairs that are one story: the kind of copy, the original, the copy."""
    chance = random.Random(seed)
    found = []
    for language, stories in (("en", ENGLISH), ("zh", CHINESE)):
        for title, text in stories:
            original = Content(title, text=text, language=language)
            found += [
                (kind, original, copy) for kind, copy in copies(title, text, language, chance)
            ]
    return found
