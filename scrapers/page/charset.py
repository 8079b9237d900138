"""Bytes to text: which encoding a page is really in, whatever it says of itself.

Labels mean what the WHATWG Encoding Standard says. Where nothing is declared, or what is declared
cannot be true, the bytes are read in each encoding in question, and the reading that some language
would most likely produce is taken (decision 0041).
"""

import codecs
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from scrapers.page.hz import read_hz

# UTF-32 before UTF-16, whose mark is the beginning of its own.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.I)
_META = re.compile(
    rb"<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})",
    re.I,
)
# Pages with a long script above their meta element exist; what stands later than this was never
# seen to matter.
_META_REACH = 65536
_ASCII = bytes(range(128))

# Python's name of an encoding, and the one that reads it on the web: GB18030 holds all that pages
# call GB2312 or GBK.
_READ_AS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs",
    "big5hkscs": "big5hkscs", "cp950": "big5hkscs",
    "shift_jis": "cp932", "cp932": "cp932", "euc_jp": "euc_jp", "iso2022_jp": "iso2022_jp",
    "euc_kr": "cp949", "cp949": "cp949",
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "cp874": "cp874",
    "utf-8": "utf-8", "utf-16": "utf-16-le", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
    "cp866": "cp866", "koi8-r": "koi8-r",
    "koi8-u": "koi8-u", "mac-roman": "mac-roman", "mac-cyrillic": "mac-cyrillic",
    **{name: name for number in range(1250, 1259) for name in [f"cp{number}"]},
    **{f"iso8859-{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
}  # fmt: skip
# Labels of the standard that Python does not know, without the "x-" or "cs" in front.
_LABELS = {
    "unicode-1-1-utf-8": "utf-8", "unicode11utf8": "utf-8", "unicode20utf8": "utf-8",
    "sun_eu_greek": "iso8859-7", "visual": "iso8859-8", "logical": "iso8859-8",
    "isolatin9": "iso8859-15", "koi": "koi8-r", "koi8": "koi8-r", "koi8-ru": "koi8-u",
    "macintosh": "mac-roman", "mac": "mac-roman", "mac-ukrainian": "mac-cyrillic",
    "dos-874": "cp874", "windows-874": "cp874", "gb_2312": "gb2312", "gb_2312-80": "gb2312",
    "cn-big5": "big5", "eucpkdfmtjapanese": "euc_jp", "windows-31j": "cp932", "euckr": "cp949",
    "ksc56011987": "cp949", "iso-ir-149": "cp949", "ks_c_5601-1989": "cp949", "ksc_5601": "cp949",
    "windows-949": "cp949", "unicodefffe": "utf-16-be", "unicode": "utf-16-le",
    "iso-10646-ucs-2": "utf-16-le", "ucs-2": "utf-16-le", "unicodefeff": "utf-16-le",
}  # fmt: skip
_ISO_8859 = re.compile(r"iso-?8859-?(\d{1,2})(?:-?[ei])?")

_SINGLE = (
    "cp1252", "cp1250", "cp1251", "koi8-r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp1258", "cp874", "iso8859-2", "cp866",
)  # fmt: skip
_HIGH = tuple(range(0xA1, 0xFF))
_SAMPLE = 3000
_RUN = re.compile(rb"[A-Za-z]?(?:[\x80-\xff]+[ -~]?)+")
# A letter of ours before one beyond ASCII: usual in Latin writing only.
_MIXED = re.compile(r"[A-Za-z][^\x00-\x7f]")
_MIXED_PENALTY = -4.0
# No language writes a sign after this one, or four of them; the marks of GB in a page that calls
# itself Western do, and the two wide spaces before each of its paragraphs.
_NO_MARK = re.compile(r"¡[¢-¿]|¡{4}")
_NO_MARK_PENALTY = -12.0
# Evidence is measured in nats. A declaration outweighs as much as this for each byte beyond ASCII
# ...
_TRUST = 1.5
# ... and this in any case where it names an encoding that not just any bytes can be in.
_FAITH = 60.0
# What running text reaches for each character, by its right reading only.
_FLUENT = -8.0
# The log-probability of what no text holds: broken bytes, controls, private and unassigned
# characters.
_NEVER = -18.0
# That of an ASCII character, which matters where it may be the second half of another one.
_PLAIN = -3.0
# What the encodings that most pages are in are ahead of the others, and DOS behind; it decides when
# there are but a few bytes.
_AHEAD = {"cp1252": 4.0, "gb18030": 4.0, "cp866": -10.0}

# Letters beyond ASCII by language, the frequent ones first.
_ALPHABETS = (
    "éàèêçôâîûùœëïü", "üäößé", "áíóéñúü¿¡", "ãçáéíõóêúâôà", "àèùòéì", "äåö", "åøæéö", "áðíþéóúýæö",
    "ëéïöèê", "óàéèíúòçïü·",
    "łęąśżóćńź", "íáéěřčžšýůúťňď", "íáčéúžýšľťôňäďĺŕ", "áéőóöüíúű", "ăîâşţșț", "čšžćđ", "ıişğüçöİâ",
    "ėųšžįūčąę", "āīēšņļžģčķūŗō", "õäüöšž",
    "đạảãáàâăêôơưéèíìóòúùýõẽĩũ\u0301\u0300\u0309\u0303\u0323",
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", "оаинівретслкумдпзяьбгчйхїцжєюшщфґ",
    "аоеинтрсвдлпкмзгубъчщжцяйхшфюь",
    "аоиенрсјтудкпмвлзбгчшћцжхњљђџф", "αοιετσνηυρπκμλςάίόέήδωγχθύφβώξζψϊϋΐ",
    "יוהלאמרתבשנדחעפקכצגםטסןזךףץ",
    "اليمونرتبةعدسفهكقحجأشصطخضإءذغزئىثآؤظپچگی\u200c",
    "านรอกเงมยลวดทสตะปบคหแจพชขใไโผถซธศฉษณญภฐฎฝฟฏฑฒฬฮ\u0e34\u0e35\u0e48\u0e49\u0e31\u0e37\u0e38\u0e39\u0e4c\u0e33\u0e47\u0e36\u0e4a\u0e4b\u0e3a",
)  # fmt: skip
_WESTERN_MARKS = "’–“”—…«»„•·©®°‘™№§\u00a0€£"
_WIDE_MARKS = "，。、“”：（）；《》！？—…·「」『』【】・ー　％"
_SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没"
    "动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战"
    "向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题"
    "活更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强"
    "省记道市城冰雪城区游客医院交通城际地铁"
)
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒"
    "動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰"
    "向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題"
    "活更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強"
)
_KOREAN = (
    "이다는에의을가고하지은를한도로기나사서어아시자리해그대인수일정부들라제있과전만주보원장것으구게스위상공동마성면여오호던했니국비등세진경조러내유우소관음당"
    "연문선중요미학방신말거와년월까습합입"
)


def decode(body: bytes, content_type: str = "", override: str = "") -> str:
    """Decode a page; never raises, bytes that fit nowhere become U+FFFD.

    `override` is the label that someone who knows the site has given; only a byte order mark wins
    over it. After these come UTF-8 where the bytes bear it out, the HTTP header, the page's own
    meta element, and what the bytes look like.
    """
    return decoded(body, content_type, override)[0]


def decoded(body: bytes, content_type: str = "", override: str = "") -> tuple[str, str]:
    """Decode a page as above, and say which of Python's codecs has read it."""
    forced = known_charset(override) if override else ""
    if not forced and (text := _seven_bits(body, content_type, override)) is not None:
        return text, "gb18030"
    if not forced and (text := _plain_utf8(body)) is not None:
        return text, "utf-8"
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace"), encoding
    encoding = forced or _encoding(body, content_type)
    return body.decode(encoding, "replace"), encoding


def _seven_bits(body: bytes, content_type: str, override: str) -> str | None:
    """The text of a page that is written in ASCII and yet is Chinese."""
    labels = (override, *_labels(body, content_type))
    return read_hz(body, is_declared=any(label.lower().startswith("hz") for label in labels))


def _plain_utf8(body: bytes) -> str | None:
    """The text of bytes that are UTF-8 beyond doubt."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    doubtful = "\0" in text or "\x1b" in text
    return None if doubtful else text.removeprefix("\ufeff")


def _encoding(body: bytes, content_type: str) -> str:
    """The encoding of a page that has no byte order mark and is not plainly UTF-8."""
    wide = _wide(body)
    if wide:
        return wide
    visible = _without_comments(body)
    declared = _declared(visible, content_type)
    if "iso2022_jp" in declared and b"\x1b" in body:
        return "iso2022_jp"
    if _is_utf8(visible, is_declared="utf-8" in declared):
        return "utf-8"
    return _likeliest(visible, set(declared) - {"utf-8", "iso2022_jp"})


def _wide(body: bytes) -> str:
    """UTF-16 that has no mark: the ASCII of its markup leaves every other byte zero."""
    start = body[:4096]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 10 < len(start) // 2 or not even + odd:
        return ""
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else ""


def _without_comments(body: bytes) -> bytes:
    """A page without its comments, which are not read and are at times left over in another
    encoding.
    """
    first, *rest = body.split(b"<!--")
    visible = first + b"".join(part.partition(b"-->")[2] for part in rest)
    return body if visible.isascii() else visible


def _declared(body: bytes, content_type: str) -> list[str]:
    """What the header and the page call the encoding; UTF-16 is left out, since a page that says so
    in ASCII is not in it.
    """
    names = map(known_charset, _labels(body, content_type))
    return [name for name in names if name and not name.startswith("utf-16")]


def _labels(body: bytes, content_type: str) -> list[str]:
    """The labels of an encoding in the header and in the page."""
    header, meta = _HEADER.search(content_type), _META.search(body, 0, _META_REACH)
    return ([header[1]] if header else []) + ([meta[1].decode("ascii")] if meta else [])


def known_charset(label: str) -> str:
    """The codec for a label of the WHATWG Encoding Standard, "" for any other."""
    name = label.strip().lower()
    bare = re.sub(r"^(?:(?:x-)+|cs)", "", name)
    iso = _ISO_8859.fullmatch(bare)
    for candidate in (name, _LABELS.get(bare, bare), f"iso8859-{iso[1]}" if iso else ""):
        try:
            return _READ_AS.get(codecs.lookup(candidate).name, "")
        except (LookupError, ValueError):
            continue
    return ""


def _is_utf8(body: bytes, *, is_declared: bool) -> bool:
    """Whether a page with broken bytes is UTF-8: its whole characters outnumber them, as they do in
    no other encoding.
    """
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - broken - len(body.translate(None, bytes(range(128, 256))))
    if is_declared:
        return whole >= broken - text.endswith("\ufffd")
    return whole > 2 * broken


def _likeliest(body: bytes, declared: set[str]) -> str:
    """The encoding whose reading of the bytes beyond ASCII is the likeliest in some language, with
    faith in what is declared.
    """
    sample = _sample(body)
    if len(declared) == 1 and _reads_well(sample, *declared):
        return next(iter(declared))
    size = len(sample.translate(None, _ASCII))
    best, highest = "", -math.inf
    for name in dict.fromkeys((*_double(), *_SINGLE, *sorted(declared))):
        likelihood = _reading(sample, name) + _AHEAD.get(name, 0)
        if name in declared:
            likelihood += max(_TRUST * size + max(_AHEAD.values()), _FAITH * (name in _double()))
        if likelihood > highest:
            best, highest = name, likelihood
    return best


def _reads_well(sample: bytes, encoding: str) -> bool:
    """Whether a double-byte encoding reads the sample so well that no other could do better; it
    spares trying them.
    """
    return encoding in _double() and _reading(sample, encoding) > _FLUENT * len(
        sample.decode(encoding, "replace")
    )


def _reading(sample: bytes, encoding: str) -> float:
    """The logarithm of the probability of the sample in the language that suits this reading
    best.
    """
    text = sample.decode(encoding, "replace")
    counts, mixed = Counter(text), len(_MIXED.findall(text))
    odd = _NO_MARK_PENALTY * len(_NO_MARK.findall(text))
    return odd + max(
        language.likelihood(counts) + language.mixed * mixed for language in _languages(encoding)
    )


def _sample(body: bytes) -> bytes:
    """The first runs of bytes beyond ASCII, each with the ASCII that may be the second half of a
    character.
    """
    runs, size = [], 0
    for run in _RUN.finditer(body):
        runs.append(run[0][: _SAMPLE - size])
        size += len(runs[-1]) + 1
        if size >= _SAMPLE:
            break
    return b"\n".join(runs)


@dataclass(frozen=True, slots=True)
class _Language:
    """What is likely in a language: the log-probabilities of its characters, of any other one, and
    of words in two scripts.
    """

    chars: dict[str, float]
    other: float
    mixed: float = 0.0

    def likelihood(self, counts: Counter[str]) -> float:
        """The log-probability of characters, taken as independent of one another."""
        return sum(
            count * (self.chars.get(char) or self._unusual(char)) for char, count in counts.items()
        )

    def _unusual(self, char: str) -> float:
        if char < "\x80":
            return _PLAIN
        return self.other if char.isprintable() and char != "\ufffd" else _NEVER


def _language(size: int, *shares: tuple[float, str]) -> _Language:
    """Each string's characters hold its share evenly, `size` further ones hold the rest."""
    chars: dict[str, float] = {}
    for share, group in shares:
        new = [char for char in dict.fromkeys(group) if char not in chars]
        chars |= dict.fromkeys(new, math.log(share / len(new)))
    return _Language(chars, math.log((1 - sum(share for share, _ in shares)) / size))


def _block(encoding: str, leads: range, trails: tuple[int, ...] = _HIGH) -> str:
    """The characters of a stretch of a double-byte set, such as the common ideographs that the
    standards put in front.
    """
    return b"".join(bytes((lead, trail)) for lead in leads for trail in trails).decode(
        encoding, "ignore"
    )


@cache
def _double() -> dict[str, _Language]:
    """What is likely in each double-byte encoding; level 1 of each national standard holds nearly
    all of a running text.
    """
    kana = _block("euc_jp", range(0xA4, 0xA5)), _block("euc_jp", range(0xA5, 0xA6))
    japanese = _language(
        12000,
        (0.12, _WIDE_MARKS),
        (0.42, kana[0]),
        (0.15, kana[1]),
        (0.3, _block("euc_jp", range(0xB0, 0xD0))),
    )
    traditional = _block("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *_HIGH))
    return {
        "gb18030": _language(
            20000,
            (0.12, _WIDE_MARKS),
            (0.57, _SIMPLIFIED),
            (0.3, _block("gb2312", range(0xB0, 0xD8))),
        ),
        "big5hkscs": _language(
            15000, (0.12, _WIDE_MARKS), (0.57, _TRADITIONAL), (0.3, traditional)
        ),
        "cp932": japanese,
        "euc_jp": japanese,
        "cp949": _language(
            15000, (0.02, _WIDE_MARKS), (0.65, _KOREAN), (0.32, _block("euc_kr", range(0xB0, 0xC9)))
        ),
    }


@cache
def _languages(encoding: str) -> tuple[_Language, ...]:
    """What is likely in the languages that can be written in an encoding, most of their letters at
    least.
    """
    if encoding in _double():
        return (_double()[encoding],)
    written = [
        letters
        for letters in _ALPHABETS
        if len(letters.encode(encoding, "ignore")) * 5 >= len(letters) * 3
    ]
    return tuple(_alphabet(letters) for letters in written or _ALPHABETS[:1])


@cache
def _alphabet(letters: str) -> _Language:
    """What is likely in a language, by Zipf's law of the order in which its letters are given."""
    weights = {letter: 1 / (rank + 4) for rank, letter in enumerate(letters)}
    whole = sum(weights.values())
    marks = _language(100, (0.07, letters.upper()), (0.1, _WESTERN_MARKS))
    chars = marks.chars | {
        letter: math.log(0.81 * weight / whole) for letter, weight in weights.items()
    }
    return _Language(chars, math.log(0.02 / 100), 0.0 if letters[0] < "\u0370" else _MIXED_PENALTY)
