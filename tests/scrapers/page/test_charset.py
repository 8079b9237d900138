"""Pages in every encoding that news comes in: declared, declared wrongly, not declared, and
damaged.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webencodings import lookup
from webencodings.labels import LABELS

from scrapers.page import charset
from scrapers.page.charset import decode

CHINESE = "哈尔滨冰雪大世界今日开园，游客络绎不绝。市民在松花江畔观看冰灯展览，气温降至零下二十度。"
TAIWANESE = (
    "哈爾濱冰雪大世界今天開園，遊客絡繹不絕。市民在松花江畔觀看冰燈展覽，氣溫降至零下二十度。"
)
JAPANESE = "ハルビンの氷祭りが今日から始まり、多くの観光客が訪れました。夜には灯りがつきます。"
KOREAN = "하얼빈 빙설 축제가 오늘 시작되어 많은 관광객이 찾아왔습니다. 밤에는 불이 켜집니다."
RUSSIAN = (
    "Сегодня в Харбине открылся ледовый городок. Вечером зажгут огни, и гости увидят скульптуры."
)
GREEK = (
    "Σήμερα άνοιξε το χωριό του πάγου στην πόλη και πολλοί επισκέπτες ήρθαν για να δουν τα φώτα."
)
POLISH = "Dziś otwarto lodowe miasteczko. Wieczorem zapłoną światła, a goście będą mogli obejrzeć rzeźby."
TURKISH = "Bugün buz şehri açıldı. Akşam ışıklar yanacak ve konuklar heykelleri görebilecek, çocuklar için yeni bir eğlence."
HEBREW = "היום נפתחה עיר הקרח, ובערב יידלקו האורות לכל המבקרים שבאו לראות את הפסלים."
ARABIC = "افتتحت اليوم مدينة الجليد وفي المساء تضاء الأنوار للزوار الذين جاءوا لمشاهدة التماثيل."
LITHUANIAN = "Šiandien atidarytas ledo miestelis. Vakare užsidegs žiburiai, o svečiai galės apžiūrėti skulptūras, į kurias žiūrės visą žiemą."
FRENCH = "Le village de glace a été inauguré aujourd’hui. À la tombée de la nuit, les lumières s’allument : « très beau »."
GERMAN = "Heute wurde die Eisstadt eröffnet. Für die Gäste gehen abends die Lichter an, und die Flüsse sind zugefroren."
THAI = "วันนี้เมืองน้ำแข็งเปิดให้เข้าชม และในตอนเย็นจะเปิดไฟให้นักท่องเที่ยวที่มาดูงานประติมากรรม"
VIETNAMESE = "Hôm nay thành phô\u0301 băng đa\u0303 mơ\u0309 cư\u0309a đón khách đê\u0301n xem đèn vào buô\u0309i tô\u0301i, trơ\u0300i râ\u0301t la\u0323nh"
WRITTEN = (
    (CHINESE, "gbk"), (CHINESE, "gb18030"), (TAIWANESE, "big5"), (JAPANESE, "shift_jis"), (JAPANESE, "euc-jp"), (KOREAN, "euc-kr"),
    (RUSSIAN, "windows-1251"), (RUSSIAN, "koi8-r"), (GREEK, "windows-1253"), (POLISH, "windows-1250"), (POLISH, "iso-8859-2"),
    (TURKISH, "windows-1254"), (HEBREW, "windows-1255"), (ARABIC, "windows-1256"), (LITHUANIAN, "windows-1257"), (FRENCH, "windows-1252"),
    (GERMAN, "windows-1252"),
)  # fmt: skip


def page(text: str, meta: str = "") -> str:
    return f"<html><head>{meta}<title>{text[:20]}</title></head><body><p class='story'>{text}</p><p>{text[::-1]}</p></body></html>"


def header(label: str) -> str:
    return f"text/html; charset={label}"


@pytest.mark.parametrize(("text", "encoding"), WRITTEN)
class TestEveryEncoding:
    def test_not_declared(self, text: str, encoding: str) -> None:
        assert decode(page(text).encode(encoding)) == page(text)

    def test_declared_by_the_header(self, text: str, encoding: str) -> None:
        assert decode(page(text).encode(encoding), header(encoding)) == page(text)

    def test_declared_by_the_page(self, text: str, encoding: str) -> None:
        whole = page(
            text, f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
        )
        assert decode(whole.encode(encoding)) == whole

    @pytest.mark.parametrize(
        "wrong", ["utf-8", "iso-8859-1", "us-ascii", "utf-16", "unheard-of", "rot13"]
    )
    def test_declared_wrongly(self, text: str, encoding: str, wrong: str) -> None:
        assert decode(page(text).encode(encoding), header(wrong)) == page(text)

    def test_the_header_of_a_careless_server_against_the_page(
        self, text: str, encoding: str
    ) -> None:
        whole = page(text, f"<meta charset={encoding}>")
        assert decode(whole.encode(encoding), header("ISO-8859-1")) == whole


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (THAI, "cp874", "windows-874"),
        (VIETNAMESE, "cp1258", "windows-1258"),
        (RUSSIAN, "cp866", "ibm866"),
    ],
)
def test_rarer_ones(text: str, encoding: str, label: str) -> None:
    for content_type in ("", header(label)):
        assert decode(page(text).encode(encoding), content_type) == page(text)


def test_wide_spaces_before_paragraphs_are_no_spanish_marks() -> None:
    sentences = ("The tram is late.", "Nobody minds, says the driver.", "It was ever so.")
    text = "<br>".join("\u3000\u3000" + each for each in sentences)
    assert decode(text.encode("gb18030"), header("iso-8859-1")) == text
    spanish = "<p>¡¡Llegó el tranvía!! ¡Por fin!</p><p>Ningún niño lo creía.</p>"
    assert decode(spanish.encode("cp1252"), header("iso-8859-1")) == spanish


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", ""])
@pytest.mark.parametrize(
    "text",
    [
        "The mayor said “nobody believed it” and left.",
        "It was the harbour’s last day — for now.",
        "A line with one mark… and no more of them",
    ],
)
def test_english_with_the_marks_of_gb_is_read_as_gb(text: str, label: str) -> None:
    assert decode(f"<p>{text}</p>".encode("gb18030"), header(label)) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    "text", ["¡Qué día!", "«¡No!», dijo", "dijo: ¡“Basta”! y ¡vámonos!", "a 20 ° £5", "¿¡Cómo!?"]
)
def test_spanish_marks_stay_western(text: str) -> None:
    assert decode(f"<p>{text}</p>".encode("cp1252"), header("iso-8859-1")) == f"<p>{text}</p>"


def test_an_encoding_without_text_to_know_it_by_is_believed() -> None:
    assert (
        decode("Astăzi s-a deschis orașul de gheață".encode("iso8859-16"), header("iso-8859-16"))
        == "Astăzi s-a deschis orașul de gheață"
    )
    assert decode("Ж і ї Ґ".encode("koi8-u"), header("koi8-u")) == "Ж і ї Ґ"
    assert decode("冬の街".encode("iso2022_jp"), header("iso-2022-jp")) == "冬の街"
    assert decode(("镕" * 5).encode("gbk"), header("gb2312")) == "镕" * 5


@pytest.mark.parametrize("rare", ["镕", "㐂", "𠮷", "€"])
@pytest.mark.parametrize(
    "label", ["gb2312", "GBK", "x-gbk", "gb_2312-80", "cp936", '"gb2312"', " GB2312 ; x=y"]
)
def test_gb2312_is_gb18030(rare: str, label: str) -> None:
    text = CHINESE + rare
    encoding = "gb18030" if rare in "㐂𠮷€" else "gbk"
    assert decode(text.encode(encoding), header(label)) == text


@pytest.mark.parametrize("at", [0, 3000, 9000, 60_000])
@pytest.mark.parametrize("meta", ['<meta charset="gbk">', '<META HTTP-EQUIV=Content-Type CONTENT="text/html; charset=gb2312">', '<meta content="text/html;charset=\'gbk\'" http-equiv=x>'])  # fmt: skip
def test_a_late_meta_element_counts(at: int, meta: str) -> None:
    whole = f"<script>{'x' * at}</script>{meta}镕镕镕"
    assert decode(whole.encode("gbk")) == whole


def test_an_xml_declaration_counts() -> None:
    whole = '<?xml version="1.0" encoding="gb2312"?><a>镕镕镕</a>'
    assert decode(whole.encode("gbk")) == whole


def test_a_meta_element_that_stands_megabytes_below_does_not() -> None:
    whole = f"<script>{'x' * 200_000}</script><meta charset=koi8-r>{CHINESE}"
    assert decode(whole.encode("gbk")) == whole


@pytest.mark.parametrize("label", ["", "gb2312", "big5", "windows-1251", "iso-8859-1"])
def test_what_is_utf8_is_utf8(label: str) -> None:
    for text in (CHINESE, RUSSIAN, FRENCH, f'<meta charset="gb2312">{CHINESE}'):
        assert decode(text.encode(), header(label)) == text


class TestMarks:
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
    def test_a_mark_wins_over_everything(self, encoding: str) -> None:
        body = CHINESE.encode(encoding)
        assert decode(body, header("gbk"), "big5") == CHINESE

    @pytest.mark.parametrize(
        ("mark", "encoding"), [(b"\xfe\xff", "utf-16-be"), (b"\0\0\xfe\xff", "utf-32-be")]
    )
    def test_big_endian(self, mark: bytes, encoding: str) -> None:
        assert decode(mark + CHINESE.encode(encoding)) == CHINESE

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("label", ["", "utf-16", "utf-8", "gbk"])
    @pytest.mark.parametrize("text", [CHINESE, "An ice city opens"])
    def test_utf16_without_one(self, encoding: str, label: str, text: str) -> None:
        assert decode(page(text).encode(encoding), header(label)) == page(text)

    def test_a_stray_nul_is_no_utf16(self) -> None:
        assert decode(page(CHINESE + "\0").encode()) == page(CHINESE + "\0")


class TestOverride:
    def test_it_wins_over_header_page_and_bytes(self) -> None:
        body = f"<meta charset=utf-8>{CHINESE}".encode("gbk")
        assert CHINESE in decode(body, header("utf-8"), "gb2312")
        assert decode("é".encode(), header("utf-8"), "iso-8859-1") == "Ã©"

    @pytest.mark.parametrize(
        "override", ["", "klingon", "unicode_escape", "utf-7", "\0", "é" * 99, "\ud800"]
    )
    def test_an_unknown_one_is_none(self, override: str) -> None:
        assert decode(page(CHINESE).encode("gbk"), "", override) == page(CHINESE)


class TestDamage:
    @pytest.mark.parametrize("text", [CHINESE, RUSSIAN, FRENCH])
    def test_utf8_that_breaks_off(self, text: str) -> None:
        for cut in range(1, 40):
            body = text.encode()[:-cut]
            assert decode(body) == body.decode("utf-8", "replace")
            assert decode(body, header("gbk")) == body.decode("utf-8", "replace")

    def test_a_comment_in_another_encoding(self) -> None:
        comment = b"<!--" + CHINESE.encode("gbk") + b"-->"
        body = "It’s “open”.".encode() + comment + b"<p>"
        assert decode(body) == body.decode("utf-8", "replace")

    def test_declared_utf8_in_the_middle_of_its_only_character(self) -> None:
        assert decode(b"It\xe2\x80", header("utf-8")) == "It\ufffd"

    @pytest.mark.parametrize("content_type", ["", header("gb2312")])
    def test_gbk_with_a_few_broken_bytes(self, content_type: str) -> None:
        whole = page(CHINESE).encode("gbk")
        body = whole[:100] + b"\xff<br>" + whole[100:] + b"\xb9"
        text = decode(body, content_type)
        assert text == body.decode("gb18030", "replace")
        assert CHINESE[:10] in text

    def test_big5_is_no_gbk_even_where_it_says_so(self) -> None:
        assert decode(page(TAIWANESE * 3).encode("big5"), header("gbk")) == page(TAIWANESE * 3)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("café", "cp1252"), ("it’s", "cp1252"), ("30 °C", "cp1252"), ("© 2024 Harbin", "cp1252"), ("Übung", "cp1252"), ("哈尔滨", "gbk"), ("冰城", "gbk"), ("привет", "cp1251"), ("안녕하세요", "cp949")],
)  # fmt: skip
def test_a_few_bytes_are_read_by_what_is_likely(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


# These name encodings that the standard refuses to decode, for they have been used to smuggle
# markup past filters.
REFUSED = ("replacement", "x-user-defined")


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_label_of_the_standard(label: str) -> None:
    name = LABELS[label]
    text = {
        "gbk": "冰镕",
        "gb18030": "冰",
        "big5": "冰",
        "euc-jp": "氷",
        "shift_jis": "氷①",
        "euc-kr": "얼똠",
        "iso-2022-jp": "氷",
    }.get(name, "")
    if name in REFUSED:
        assert decode(b"caf\xe9", "", label) == "café"
    elif text:
        body = text.encode(
            {"gbk": "gb18030", "euc-kr": "cp949", "shift_jis": "cp932"}.get(name, name)
        )
        assert decode(body, "", label) == text
    else:
        body = (
            b"\xe0\xf1 a\xaa"
            if name not in ("utf-8", "utf-16le", "utf-16be")
            else "aé".encode(name)
        )
        standard = lookup(label)
        assert standard is not None
        assert decode(body, "", label) == body.decode(standard.codec_info.name, "replace")


@given(st.binary(max_size=400), st.text(max_size=40), st.text(max_size=12))
def test_nothing_makes_it_raise(body: bytes, content_type: str, override: str) -> None:
    for said in (content_type, "charset=" + content_type, header("gbk"), header("utf-16"), ""):
        assert isinstance(decode(body, said), str)
        assert isinstance(decode(body, said, override), str)


@given(st.text(max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    body = text.encode("utf-8", "ignore")
    if b"\0" not in body and not body.startswith("\ufeff".encode()):
        assert decode(body, header("gbk")) == body.decode()


@pytest.mark.parametrize(
    "piece",
    [
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
    ],
)
def test_megabytes_of_anything_are_judged_by_a_sample(
    piece: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long it takes is measured by benchmarks/bench_reading_limits.py."""
    judge, read = charset._reading, list[tuple[str, int]]()

    def reading(sample: bytes, name: str) -> float:
        read.append((name, len(sample)))
        return judge(sample, name)

    monkeypatch.setattr(charset, "_reading", reading)
    assert decode(b"\xff" + piece * (2_000_000 // len(piece)), "charset " * 10_000)
    assert read or b"\0" in piece  # what is no text is not tried as one
    assert len(read) == len(set(read)) < 40
    assert all(size <= 2 * charset._SAMPLE for _, size in read)


def test_utf8_is_decoded_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    text = page(CHINESE * 40)
    monkeypatch.setattr(
        charset, "_encoding", lambda *_: pytest.fail("it was asked what the bytes look like")
    )
    assert decode(text.encode(), header("gbk")) == text
