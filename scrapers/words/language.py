"""Which language a text is in: by its script, by its commonest words, and by what the page says of
itself.
"""

import re
from collections import Counter

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")), ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")), ("th", re.compile(r"[\u0e01-\u0e5b]")),
    ("el", re.compile(r"[\u0370-\u03ff]")), ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")), ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")), ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
)  # fmt: skip
# Scripts that several languages share: the page's own word decides among them, else the commonest.
_SHARED = (
    (re.compile(r"[\u0400-\u04ff]"), ("ru", "uk", "bg", "sr", "mk", "be", "kk", "mn")),
    (re.compile(r"[\u0600-\u06ff]"), ("ar", "fa", "ur", "ps")),
)
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_PERSIAN = re.compile(r"[پچژگ]")
_COMMON = {
    "en": "the and of to in is that for was with on by from this have has are be it as at said",
    "de": "der die das und ist nicht ein eine mit auf für den von zu im dem sich auch des wird",
    "fr": "le la les des et est une dans pour qui que du sur pas au avec par plus ce il",
    "es": "el la los las de del y que en un una por con para se su al como más lo",
    "it": "il la di che e un una per non con del della sono si nel anche gli ha alla dei",
    "pt": "o a os as de do da que e em um uma para com não por no na mais ao foi",
    "nl": "de het een van en in is dat op te zijn voor met niet die aan er ook als om",
    "sv": "och att det som en på är för av med den till inte har de om ett jag var från",
    "no": "og det som er på en til av for med at har ikke den de et om men var han",
    "da": "og det at er en til på af som for med har den de ikke der et til om også blev",
    "fi": "ja on ei että se oli hän ovat myös kun mutta joka mukaan sen tai kuin ole jo",
    "pl": "i w na z do się nie to że jest o jak po od za przez są oraz dla który",
    "cs": "a v na se že je s to o do i z za by pro jako ale jsou si které",
    "tr": "ve bir bu da de için ile olarak çok daha olan en ise gibi var sonra kadar dedi",
    "hu": "a az és hogy nem is egy van volt meg azt mint már csak ez el ha de",
    "ro": "și în de la a cu că pe nu din este pentru un o sa care mai fi au",
    "id": "yang dan di dengan untuk dari ini itu pada tidak dalam akan juga ke adalah oleh telah",
    "vi": "và của là có trong được cho với các không người những đã một này khi đến",
    "lt": "ir yra kad su iš į buvo tai kaip apie dėl jis bei ne jau",
    "hr": "je i u na se da za su od s koji će nije bi kao",
    "af": "die en van in is het dat nie 'n om te vir met op sy wat ook aan word",
}  # fmt: skip
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_ALIKE = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "sh": "sr"}
_WORD = re.compile(r"[^\W\d_]+(?:['’]n)?|'n\b")
# A thousand words are enough to tell by, and reading more of a long story is time lost; of fewer
# than thirty words none may be common. Both by hand.
_SAMPLE = 6000
_FEWEST = 30
# Shares of letters, by hand. On the labelled pages Han and kana are at least .77 of the letters of
# a Chinese or Japanese text, and the script of another language is all of them; texts in Latin
# letters have none. A Japanese text has .8 to 2.3 kana to a Han character, a Chinese one none.
_CHINESE_OR_JAPANESE = 1 / 4
_ONE_SCRIPT = 1 / 3
_KANA = 1 / 10
# How many of its characters are letters that only one of the languages of a script has; by hand:
# they are several in a hundred there, and come in names alone elsewhere.
_LETTERS_OF_ITS_OWN = 1 / 100
# Which share of a text its language's common words are, by hand. On the labelled pages 95 of 100
# texts have .16 or more and those in a language of `_COMMON` .06, but for a table of results; the
# best that others reach (Zulu, Latvian) is .02.
_LIKELY, _CERTAIN = 0.05, 0.12
# How far ahead of the next language, by hand: on those pages Danish and Norwegian are 1.01 to 1.10
# times as likely as each other, and their pages have to say which; all others but one are 1.49 or
# more ahead.
_AHEAD = 1.15


def language_of(text: str, *tags: str) -> str:
    """The language of a text as ISO 639-1; `tags` are tags that its page gives, the most reliable
    first. Empty when nothing tells.
    """
    codes = [code for tag in tags if (code := _code(tag))]
    sample = text[:_SAMPLE]
    by_script = _by_script(sample, codes)
    if by_script:
        return by_script
    by_words, sure = _by_words(sample)
    if codes and (not sure or by_words == codes[0] or codes[0] not in _WORDS):
        return codes[0]
    return by_words


def certain_language(text: str) -> str:
    """The language of a text by its letters, or by its words where they leave no doubt; else
    empty.
    """
    sample = text[:_SAMPLE]
    by_words, sure = _by_words(sample)
    return _by_script(sample, []) or (by_words if sure else "")


def is_told_by_words(language: str) -> bool:
    """Whether a language (BCP 47) shares its letters with others, so that its words tell it."""
    return _code(language) in _WORDS


def _code(tag: str) -> str:
    code = re.split(r"[-_\s,;]", tag.strip().lower())[0]
    code = _ALIKE.get(code, code)
    return code if len(code) == 2 and code.isalpha() else ""


def _by_script(text: str, codes: list[str]) -> str:
    """The language by its letters, when most of them are of a script of their own."""
    letters = sum(char.isalpha() for char in text) or 1
    counts = {language: len(letter.findall(text)) for language, letter in _SCRIPTS}
    if counts["ja"] + counts["zh"] > letters * _CHINESE_OR_JAPANESE:
        return "ja" if counts["ja"] > counts["zh"] * _KANA else "zh"
    language = max(counts, key=counts.__getitem__)
    if counts[language] > letters * _ONE_SCRIPT:
        return language
    return _by_shared_script(text, letters, codes)


def _by_shared_script(text: str, letters: int, codes: list[str]) -> str:
    """The language by a script that several share, as the page or else the text itself says."""
    for letter, languages in _SHARED:
        if len(letter.findall(text)) > letters * _ONE_SCRIPT:
            return next((code for code in codes if code in languages), _sharer(text, languages))
    return ""


def _sharer(text: str, languages: tuple[str, ...]) -> str:
    if languages[0] == "ru":
        return "uk" if len(_UKRAINIAN.findall(text)) > len(text) * _LETTERS_OF_ITS_OWN else "ru"
    return "fa" if len(_PERSIAN.findall(text)) > len(text) * _LETTERS_OF_ITS_OWN else "ar"


def _by_words(text: str) -> tuple[str, bool]:
    """The language whose common words are the most frequent, and whether that is beyond doubt."""
    words = Counter(_WORD.findall(text.lower()))
    whole = sum(words.values())
    scores = {language: sum(words[word] for word in common) for language, common in _WORDS.items()}
    best, second, *_ = sorted(scores, key=scores.__getitem__, reverse=True)
    ahead = scores[best] > _AHEAD * scores[second]
    sure = whole >= _FEWEST and scores[best] > _CERTAIN * whole and ahead
    return (best if scores[best] > _LIKELY * whole else ""), sure
