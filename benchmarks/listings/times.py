"""The ways pages write a date."""

from datetime import datetime

HOURS_AGO = {
    "en": "{} hours ago",
    "de": "vor {} Stunden",
    "fr": "il y a {} heures",
    "es": "hace {} horas",
    "zh": "{}小时前",
    "zh-TW": "{}小時前",
    "ja": "{}時間前",
    "ko": "{}시간전",
    "ru": "{} ч. назад",
    "pt": "há {} horas",
}
MINUTES_AGO = {
    "en": "{} minutes ago",
    "de": "vor {} Minuten",
    "fr": "il y a {} minutes",
    "es": "hace {} minutos",
    "zh": "{}分钟前",
    "zh-TW": "{}分鐘前",
    "ja": "{}分前",
    "ko": "{}분전",
    "ru": "{} мин. назад",
    "pt": "há {} minutos",
}
DAYS_AGO = {
    "en": "{} days ago",
    "de": "vor {} Tagen",
    "fr": "il y a {} jours",
    "es": "hace {} días",
    "zh": "{}天前",
    "zh-TW": "{}天前",
    "ja": "{}日前",
    "ko": "{}일전",
    "ru": "{} дн. назад",
    "pt": "há {} dias",
}
MANY_ONE = (
    ("hours", "hour"),
    ("minutes", "minute"),
    ("days", "day"),
    ("Stunden", "Stunde"),
    ("Minuten", "Minute"),
    ("Tagen", "Tag"),
    ("heures", "heure"),
    ("jours", "jour"),
    ("horas", "hora"),
    ("minutos", "minuto"),
    ("días", "día"),
    ("dias", "dia"),
)
TODAY = {
    "en": "Today",
    "de": "Heute",
    "fr": "Aujourd’hui",
    "es": "Hoy",
    "zh": "今天",
    "zh-TW": "今天",
    "ja": "今日",
    "ko": "오늘",
    "ru": "Сегодня",
    "pt": "Hoje",
}
YESTERDAY = {
    "en": "Yesterday",
    "de": "Gestern",
    "fr": "Hier",
    "es": "Ayer",
    "zh": "昨天",
    "zh-TW": "昨天",
    "ja": "昨日",
    "ko": "어제",
    "ru": "Вчера",
    "pt": "Ontem",
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "zh": "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
    "zh-TW": "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
    "ja": "月 火 水 木 金 土 日",
    "ko": "월 화 수 목 금 토 일",
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье",
    "pt": "segunda terça quarta quinta sexta sábado domingo",
}


def ago(when: datetime, now: datetime, language: str) -> str:
    """How long ago, in one number; hours and days are whole ones, so the day told is the day
    meant.
    """
    days = (now.date() - when.date()).days
    if days:
        return singular(DAYS_AGO[language].format(days), days)
    minutes = max(int((now - when).total_seconds() // 60), 1)
    if minutes < 60:
        return singular(MINUTES_AGO[language].format(minutes), minutes)
    return singular(HOURS_AGO[language].format(minutes // 60), minutes // 60)


def singular(text: str, count: int) -> str:
    """The languages of Europe have a form for one."""
    if count != 1:
        return text
    for many, one in MANY_ONE:
        text = text.replace(many, one)
    return text


def ordinal(day: int) -> str:
    """1st, 2nd, 3rd, 4th."""
    return f"{day}{'th' if 11 <= day <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def date_words(
    when: datetime, now: datetime, language: str, months: tuple[str, ...]
) -> dict[str, object]:
    """What patterns of dates and addresses are filled from."""
    days = (now.date() - when.date()).days
    near = {0: TODAY[language], 1: YESTERDAY[language]}.get(days, "")
    month = months[when.month - 1]
    return {
        "Y": when.year,
        "y2": when.year % 100,
        "m": when.month,
        "d": when.day,
        "H": when.hour,
        "M": when.minute,
        "S": when.second,
        "h12": (when.hour - 1) % 12 + 1,
        "ap": "a.m." if when.hour < 12 else "p.m.",
        "AP": "AM" if when.hour < 12 else "PM",
        "month": month,
        "mon": month if len(month) < 4 else month[:3],
        "weekday": WEEKDAYS[language].split()[when.weekday()],
        "nth": ordinal(when.day),
        "stamp": int(when.timestamp()),
        "iso": when.isoformat(timespec="seconds"),
        "ago": ago(when, now, language),
        "near": near or f"{when.day:02}.{when.month:02}.{when.year}",
        "roc": when.year - 1911,
    }
