"""How languages beside English and Chinese count time from now: "vor 3 Stunden", "вчера", "há 1
hora".
"""

import re

DAY_WORDS = {
    "heute": 0, "gestern": 1, "vorgestern": 2, "aujourd'hui": 0, "hier": 1, "avant-hier": 2,
    "hoy": 0, "ayer": 1, "anteayer": 2, "hoje": 0, "ontem": 1, "anteontem": 2, "oggi": 0, "ieri": 1,
    "vandaag": 0, "gisteren": 1, "сегодня": 0, "вчера": 1, "позавчера": 2, "오늘": 0, "어제": 1,
    "그저께": 2,
}  # fmt: skip
_UNITS = {
    "sek": 1, "sec": 1, "seg": 1, "сек": 1, "秒": 1, "초": 1, "min": 60, "мин": 60, "分": 60,
    "분": 60,
    "stunde": 3600, "heure": 3600, "hora": 3600, "ora": 3600, "ore": 3600, "uur": 3600, "час": 3600,
    "時間": 3600, "시간": 3600, "tag": 86400, "jour": 86400, "día": 86400, "dia": 86400,
    "giorn": 86400,
    "dag": 86400, "день": 86400, "дня": 86400, "дней": 86400, "일": 86400,
}  # fmt: skip
_ONE = frozenset("ein eine einer einem un une una um uma".split())
_UNIT = rf"(?P<unit>(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))})[a-zа-я]{{0,6}}\.?)"
AGO_BEFORE = re.compile(
    (
        rf"(?<!\w)(?:vor|il y a|hace|há) (?P<n>[0-9]{{1,3}}|"
        rf"{'|'.join(sorted(_ONE, key=len, reverse=True))}) {_UNIT}(?!\w)"
    ),
    re.I,
)
AGO_AFTER = re.compile(
    rf"(?<![\w.])(?P<n>[0-9]{{1,3}}) ?{_UNIT} ?(?:назад|前|전|fa|geleden)(?![a-zа-я])", re.I
)
WORDS = "|".join(DAY_WORDS)
HINT = f"{WORDS}|vor eine|il y a un|hace un|há um"


def seconds_ago(number: str, unit: str) -> int:
    """How many seconds a number of units is; units are recognised by how they begin."""
    count = 1 if number.lower() in _ONE else int(number)
    return count * next(
        seconds
        for start, seconds in sorted(_UNITS.items(), key=lambda pair: -len(pair[0]))
        if unit.lower().startswith(start)
    )
