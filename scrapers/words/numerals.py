"""Small numbers as dates write them: in figures, in Chinese characters, in English words."""

_NUMERALS = {char: at for at, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "两": 2,
    "兩": 2,
}
_ENGLISH_NUMBERS = {
    word: at
    for at, word in enumerate("zero one two three four five six seven eight nine ten".split())
} | {"a": 1, "an": 1}


def number_in(figure: str) -> int:
    """A number in figures, in Chinese ones (二〇二四, 二十一) or in an English word."""
    if figure.isdecimal():
        return int(figure)
    if figure in _ENGLISH_NUMBERS:
        return _ENGLISH_NUMBERS[figure]
    tens, ten, ones = figure.rpartition("十")
    if ten:
        return 10 * (number_in(tens) if tens else 1) + (number_in(ones) if ones else 0)
    return int("".join(str(_NUMERALS.get(char, 0)) for char in figure))
