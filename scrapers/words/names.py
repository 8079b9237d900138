"""Names of people, as bylines and a page's data give them: several in a line, with roles, places,
dates and agencies around them.

A name is told by its shape (capital letters; two to four Chinese characters behind a label), never
by what it may not contain: Nina Post and Thomas Read are people.
"""

import re
from collections.abc import Iterable, Sequence

from scrapers.words.dates import dates_in
from scrapers.words.months import ENGLISH
from scrapers.words.text import clean_text, fold

_BY = (
    r"(?:(?:written|story|words|text|analysis|opinion|review(?:ed)?|report(?:ed|ing)?|posted|"
    r"published|compiled|article|commentary|essay|column|interview|feature|"
    r"words and (?:photos?|pictures?|images?)|"
    r"photos? and (?:story|text|words)|story and photos?)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|przez|tekst|autor(?:e|a|en|in)?|auteure?|author|fonte)"
)
BYLINE = re.compile(rf"(?i)^\W*{_BY}(?:\s*[:：]\s*|\s+)(?P<names>\S.*)$")
_PREFIX = re.compile(rf"(?i)^\W*{_BY}\b\s*[:：]?\s*")
# A line may say who did what: "Words: A; Photos: B".
_LABELLED = re.compile(r"(?P<label>[^\W\d_]+(?: [^\W\d_]+)?)\s*[:：]\s*")
_WRITERS = re.compile(
    r"(?i)(?:words|text|story|report(?:er)?s?|writers?|authors?|written by|by|von|autore?s?|"
    r"autor(?:in|en)?|auteure?s?|tekst|texte?|testo|redactor)"
)
_APART = re.compile(r"\s*(?:[|•·\n\t]|\s[–—-]\s|\s{2,}|[(（\[]|\s/\s)\s*")
_TOGETHER = re.compile(
    r"\s*(?:[;&、，]|,\s*(?:(?i:and|und|et|og|och|en|with)|y|e)\s|"
    r"\s(?:(?i:and|und|et|og|och|en|with|mit)|y|e|i|и|και)\s)\s*"
)
_COMMA = re.compile(r"\s*,\s*")
_PLACE = re.compile(
    r"\s+(?:in|at|for|from|aus|à|en|de\s+notre|special\s+to|via|The)\s+(?=[A-ZÀ-Þ])"
)
_ROLE = re.compile(
    r"(?i)^(?:(?:our|the|a|an)\s+)?(?:(?:senior|chief|deputy|assistant|associate|managing|executive|"
    r"contributing|freelance|staff|guest|local|city|special|political|science|news|web|digital|"
    r"sports?|business|culture|arts|features?|education|health|crime|foreign|national|"
    r"investigative|opinion|global|world|business|technology|environment|environmental|home|"
    r"diplomatic|economics?|economy|property|transport|media|legal|religion)\s+)*"
    r"(?:staff|editors?|reporters?|correspondents?|writers?|contributors?|columnists?|journalists?|"
    r"photographers?|producers?|anchor|author|blogger|critic|redakteur(?:in)?|redaktion|redactie|"
    r"reporterin|journaliste?|rédacteur|rédactrice|redactora?|giornalista|editora?|desk|team|"
    r"contributor|bureau|intern)\b"
)
_ORGANISATION = re.compile(
    r"(?i)\b(?:news|newspaper|times|press|agency|agencies|media|tv|radio|online|network|journal|"
    r"gazette|herald|tribune|magazine|university|institute|staff|service|services|desk|team|"
    r"editorial|redaktion|redaktionen|redacción|redazione|rédaction|redação|reuters|afp|dpa|apa|"
    r"ansa|xinhua|ap|upi|efe|tass|pti|ani|ians|bbc|cnn|inc|ltd|llc|gmbh|corp|company|group|"
    r"association|council|ministry|department|office|center|centre|foundation|club|webmaster|"
    r"admin|administrator|wire|wires|updates|bureau|digital)\b"
)
_PARTICLES = frozenset(
    "van de der den von zu zur zum la le les du da das do dos di del della dei degli el al bin ibn "
    "bint ben abu y e ter ten te af av d' des 't ap san lo und of".split()
)
# A weekday that stands before a date is none of the name before it.
_WEEKDAY_AT_END = re.compile(
    r"(?i)[\s,]+(?:on\s+)?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?$"
)
_MONTH_AT_END = re.compile(rf"(?i)[\s,]+(?:on\s+)?(?:{'|'.join(ENGLISH)})\.?,?$")
_LAST_WORDS = re.compile(
    r"(?i)(?:^|[\s,;:–—|-]+)(?:(?:first |last )?(?:published|updated?|posted|modified|created)"
    r"(?: (?:on|at|in .*))?|on|at|le|am|den|il|el)\s*:?$"
)
_ROLE_AT_END = re.compile(
    r"(?i)(?:editors?|reporters?|correspondents?|writers?|columnists?|journalists?|producers?|"
    r"photographers?|redakteur(?:in)?|contributors?|team|desk|staff|fellow|president|director|"
    r"professor|officer|manager|partner|founder)"
)
# No person is called so; roles and buttons are.
_NEVER_FIRST = frozenset(
    "senior deputy assistant executive contributing the a an our posted published updated by for "
    "in on at from to with read more view next previous follow share play watch".split()
)
_NEVER_LAST = frozenset("by of in on at for the and with".split())
# Names on lines of their own are several people's only where a word or a comma joins them.
_GOES_ON = re.compile(r"(?i)^(?:[,;&、/]|(?:and|und|et|y|e|og|och|en|with)\b)")
_LEADS_ON = re.compile(r"(?i)(?:[,;&、/]|\b(?:and|und|et|y|e|og|och|en|with))$")
_ONLY_BY = re.compile(rf"(?i)\W*{_BY}\W*")
_FIRST_AND_LAST = 2
_SUFFIX = re.compile(r"(?i)(?:jr|sr|ph\.?d|md|m\.d|esq|obe|mbe|ii|iii|iv)\.?")
_DEGREE = re.compile(r"(?!I+$|IV$)[B-DF-HJ-NP-TV-Z]{2,4}")
_ADDRESS = re.compile(
    r"(?i)https?:|www\.|@|\w\.(?:com|org|net|cn|de|fr|ru|info|example)\b|[<>{}=\\]"
)
_SET_APART = re.compile(r"\s*(?:[|•·/,]|[–—-]\s|(?i:by)\s)\s*")
_CASED = re.compile(r"[A-Za-zÀ-ɏͰ-ӿԱ-֏Ḁ-ỿ]")
_MOST_WORDS, _LONGEST, _SHORTEST, MOST = 5, 50, 2, 8
_LONGEST_LINE = 160


def names_in(text: str, *, labelled: bool = True) -> tuple[str, ...]:
    """The names that a byline, or a piece of data that names authors, holds; none when it reads
    like anything else.

    `labelled` says that something tells that these are authors, so that one word, or a script
    without capitals, may be a name too.
    """
    parts = _joined_lines([part for line in text.split("\n") if (part := clean_text(line))])
    if not parts or len(text) > 3 * _LONGEST_LINE:
        return ()
    names: dict[str, str] = {}
    for at, part in enumerate(parts):
        if names and not (_GOES_ON.match(part) or _LEADS_ON.search(parts[at - 1])):
            break
        for name in _names_of_part(part, labelled=labelled):
            names.setdefault(fold(name), name)
    return tuple(names.values())[:MOST]


def _joined_lines(parts: list[str]) -> list[str]:
    """The lines of an element; a first and a last name in elements of their own are one line."""
    plain = [part for part in parts if not _ONLY_BY.fullmatch(part)]
    if len(plain) == _FIRST_AND_LAST and all(map(_is_one_capital, plain)):
        return [" ".join(plain)]
    return parts


def _is_one_capital(part: str) -> bool:
    return len(part.split()) == 1 and part.isalpha() and part.istitle() and not _ROLE.match(part)


def _names_of_part(part: str, *, labelled: bool) -> list[str]:
    """The names in one line: those behind a label that tells of writing, else those at its
    beginning.
    """
    plain = _GOES_ON.sub("", _PREFIX.sub("", part)).strip()
    if len(plain) > _LONGEST_LINE:
        return []
    pieces = list(_LABELLED.finditer(plain))
    if pieces and not plain[: pieces[0].start()].strip(" ;,|-"):
        ends = [*(piece.start() for piece in pieces[1:]), len(plain)]
        parts = [
            plain[piece.end() : end].strip(" ;,|-")
            for piece, end in zip(pieces, ends, strict=True)
            if _WRITERS.fullmatch(piece["label"])
        ]
    else:
        parts = [plain[: pieces[0].start()] if pieces else plain]
    return [name for each in parts for name in _listed(_beside_date(each), labelled=labelled)]


def _beside_date(text: str) -> str:
    """A text without the date at its end, or the one that it begins with and sets apart."""
    before = before_date(text)
    if before.strip() or not any(map(str.isdigit, text)):
        return before
    dated = dates_in(text, "UTC")
    after = dated[0].after if len(dated) == 1 else ""
    apart = _SET_APART.match(after)
    return after[apart.end() :] if apart else ""


def is_byline(text: str) -> bool:
    """Whether a line begins by saying that a name follows: "By", "Words:"."""
    label = _LABELLED.match(text.strip())
    return BYLINE.match(text) is not None or bool(label and _WRITERS.fullmatch(label["label"]))


def before_date(text: str) -> str:
    """A text up to the first date in it, without the words that lead to that date."""
    if not any(map(str.isdigit, text)):
        return text
    dated = dates_in(text, "UTC")
    before = (
        dated[0].before
        if dated
        else _MONTH_AT_END.sub("", re.split(r"\d", text, maxsplit=1)[0].rstrip())
    )
    return _WEEKDAY_AT_END.sub("", _LAST_WORDS.sub("", before.rstrip(" ,;:|-–—([")))


def _listed(text: str, *, labelled: bool) -> list[str]:
    """The names of a list: "A, B and C in Place for Agency"."""
    names: list[str] = []
    text = _LAST_WORDS.sub("", _APART.split(text.strip(" -–—|•·"), maxsplit=1)[0])
    groups = _TOGETHER.split(text)
    for number, group in enumerate(groups):
        head = _PLACE.split(group, maxsplit=1)[0]
        # "A, B and C, Place": with the last of a list the names are over.
        pieces = _COMMA.split(head)[: 1 if number and number == len(groups) - 1 else None]
        for place, piece in enumerate(pieces):
            name = _once(_without_degree(_without_role(piece.strip(' .:;-–—|()[]"“”'))))
            if _SUFFIX.fullmatch(name):
                continue
            after_name = place > 0 and bool(names) and len(names[-1].split()) > 1
            one_word = len(name.split()) == 1 and _CASED.search(name) is not None
            if not is_name(name, labelled=labelled) or (after_name and one_word):
                if place == 0 and name and not _ROLE.match(piece):
                    return names
                continue
            names.append(name)
    return _people(names)


def _people(names: list[str]) -> list[str]:
    """The names of a list without the agency that stands behind people."""
    return [name for at, name in enumerate(names) if not at or not may_be_organisation(name)]


def _without_role(piece: str) -> str:
    """A name without the role before or behind it; "" when it is a role alone."""
    words = piece.split()
    for at in range(2, len(words)):
        if _ROLE.match(" ".join(words[at:])):
            return " ".join(words[:at]).rstrip(" ,")
    if role := _ROLE.match(piece):
        rest = piece[role.end() :].strip(" ,:-")
        return rest if is_name(rest, labelled=False) else ""
    is_role = len(words) > 1 and _ROLE_AT_END.fullmatch(words[-1])
    return "" if is_role else piece


def _without_degree(name: str) -> str:
    """A name without the letters of a degree behind it: "Ann Miller MS"."""
    words = name.split()
    is_degree = len(words) > _FIRST_AND_LAST and _DEGREE.fullmatch(words[-1])
    written_small = not any(word.isupper() and len(word) > _FIRST_AND_LAST for word in words[:-1])
    return " ".join(words[:-1]) if is_degree and written_small else name


def _once(name: str) -> str:
    """A name that is said twice, once."""
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half > 1 and words[:half] == words[half:] else name


def is_name(text: str, *, labelled: bool = True) -> bool:
    """Whether a text has the shape of a person's name."""
    if not _SHORTEST <= len(text) <= _LONGEST or _ADDRESS.search(text):
        return False
    words = text.split()
    if len(words) > _MOST_WORDS or any(map(str.isdigit, text)):
        return False
    if words[0].casefold() in _NEVER_FIRST or words[-1].casefold() in _NEVER_LAST:
        return False
    if not _CASED.search(text):
        return labelled and all(_is_letters(word) for word in words)
    if len(words) == 1 and not labelled:
        return False
    return _is_capital(words[0], first=True) and all(
        _is_capital(word, first=False) for word in words[1:]
    )


def _is_letters(word: str) -> bool:
    return all(char.isalpha() or char in "·・'’‧.-" or not char.isascii() for char in word)


def _is_capital(word: str, *, first: bool) -> bool:
    """Whether a word of a name begins with a capital, or is a particle amid one."""
    bare = word.strip(".,'’\"“”‘-")
    if not bare:
        return False
    if bare.casefold() in _PARTICLES or bare.startswith(("d'", "d’", "al-", "el-", "bin-")):
        return (
            not first or not bare.islower() or bare in ("van", "de", "von", "el", "al", "la", "d'")
        )
    return not bare[0].islower() and all(char.isalpha() or char in "'’-.‑" for char in bare)


def may_be_organisation(name: str) -> bool:
    """Whether a name has a word of newsrooms, agencies and offices in it."""
    return _ORGANISATION.search(name) is not None


def without_publications(names: Iterable[str], publications: Sequence[str]) -> tuple[str, ...]:
    """The names that are not the publication's own, nor one of its offices beside people."""
    own = {fold(name) for name in publications} - {""}
    others = [name for name in names if fold(name) not in own]
    return tuple(
        name for at, name in enumerate(others) if not at or fold(name.split()[0]) not in own
    )
