"""Icons, logo and cards: pictures that are drawn from words."""

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.images import faces
from app.images.cards import HEIGHT, WIDTH, Card, item_card, nameplate
from app.images.emblem import icon
from app.images.sheet import RED
from app.images.wrapping import wrap
from app.run.boot import Service
from tests.databases import copy_of_schema
from tests.deskwork import at_desk

LONG = (
    "Harbin Ice-Snow World opens with its largest area yet, and expects record crowds of visitors until the end of February "
    * 3
)
CHINESE = (
    "第二十六届哈尔滨冰雪大世界正式开园，园区面积达一百万平方米，用冰用雪总量三十万立方米，预计接待游客三百万人次"
    * 3
)
HAS_CHINESE = faces.face_for("哈尔滨", bold=True) is not None
needs_chinese = pytest.mark.skipif(
    not HAS_CHINESE, reason="no face with Chinese here (apt install fonts-noto-cjk)"
)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return copy_of_schema(tmp_path / "harbin.db")


def card(headline: str = "Ferry runs again", **fields: str) -> Card:
    told = {
        "site": "Harbin Today",
        "section": "News",
        "source": "Valley Post",
        "date": "21 June 2024",
    }
    return Card(headline=headline, **told | fields)


def pixels(png: bytes) -> Image.Image:
    with Image.open(BytesIO(png)) as picture:
        picture.load()
        return picture.convert("RGBA")


def forget_faces() -> None:
    for kept in (faces._faces, faces._loaded, faces._draws, faces._look_of_none):
        kept.cache_clear()


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine with no face but what the test puts in its folder."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setattr(faces, "_FOLDERS", (folder, tmp_path / "nowhere"))
    forget_faces()
    yield folder
    forget_faces()


class TestWrapping:
    def test_words_stay_whole_and_chinese_breaks_anywhere(self) -> None:
        assert wrap("one two three", len, 8, 9) == ["one two", "three"]
        assert wrap("哈尔滨冰雪节", len, 4, 9) == ["哈尔滨冰", "雪节"]
        assert wrap("看 Ice Festival 开幕了", len, 8, 9) == ["看 Ice", "Festival", "开幕了"]

    def test_no_line_begins_with_what_ends_a_sentence_or_ends_with_what_opens_a_quotation(
        self,
    ) -> None:
        assert wrap("今日开幕。明天", len, 4, 9) == ["今日开", "幕。明天"]
        assert wrap("他们说“很好”", len, 4, 9) == ["他们说", "“很好”"]

    def test_too_much_ends_with_an_ellipsis(self) -> None:
        assert wrap("one two three four five", len, 8, 2) == ["one two", "three…"]
        assert wrap("哈尔滨冰雪节", len, 3, 1) == ["哈尔…"]

    def test_a_word_wider_than_a_line_is_broken(self) -> None:
        assert wrap("a" * 20, len, 8, 9) == ["a" * 8, "a" * 8, "a" * 4]

    @given(st.text(), st.integers(2, 12), st.integers(1, 5))
    def test_any_text_keeps_within_its_room_and_loses_no_character(
        self, text: str, width: int, most: int
    ) -> None:
        lines = wrap(text, len, width, most)
        assert len(lines) <= most
        assert all(len(line) <= width and line.strip() for line in lines)
        if len(lines) < most:
            assert "".join("".join(lines).split()) == "".join(text.split())


class TestCards:
    @pytest.mark.parametrize(
        "headline", ["Ferry runs again", LONG, CHINESE, "", "Лёд на Сунгари", "Ice 🚢 again"]
    )
    def test_a_card_has_its_size_and_is_small(self, headline: str) -> None:
        png = item_card(card(headline))
        assert pixels(png).size == (WIDTH, HEIGHT) == (1200, 630)
        assert len(png) < 60_000

    def test_nothing_reaches_the_edge(self) -> None:
        for headline in (LONG, CHINESE, "W" * 300):
            picture = pixels(
                item_card(
                    card(headline, site=LONG, section=LONG, source=LONG, date="21 June 2024, 08:30")
                )
            ).convert("L")
            dark = picture.point(lambda value: 255 if value < 200 else 0)
            box = dark.getbbox()
            assert box
            assert (box[0] > 60, box[1] > 30, box[2] < WIDTH - 60, box[3] < HEIGHT - 20) == (
                True,
            ) * 4
            assert not dark.crop((0, 534, WIDTH, 551)).getbbox(), (
                "the headline stays above the rule"
            )

    def test_the_same_words_give_the_same_bytes_in_any_thread(self) -> None:
        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(item_card, [card(LONG)] * 8))) == 1

    @needs_chinese
    def test_other_words_give_another_card(self) -> None:
        assert (
            len(
                {
                    item_card(card(headline))
                    for headline in ("Ferry runs again", "Ferry runs", "渡轮复航", "渡轮停航", "")
                }
            )
            == 5
        )

    def test_what_no_face_can_draw_is_left_out(self) -> None:
        assert item_card(card("\U00012000\U00012001 \U00013000")) == item_card(card(""))

    @needs_chinese
    def test_emoji_are_left_out(self) -> None:
        assert item_card(card("渡轮复航 \U0001fae8\ufe0f")) == item_card(card("渡轮复航"))

    def test_a_machine_without_faces_draws_latin_and_no_boxes(self, bare: Path) -> None:
        assert item_card(card("哈尔滨")) == item_card(card(""))
        assert item_card(card("Ferry runs again")) != item_card(card(""))
        assert pixels(icon("哈尔滨", 144)).size == (144, 144)

    def test_a_damaged_file_is_passed_over(self, bare: Path) -> None:
        (bare / "DejaVuSerif-Bold.ttf").write_bytes(b"\0\1\0\0" + bytes(100))
        (bare / "NotoSerifCJK-Bold.ttc").write_bytes(b"")
        assert item_card(card("Ferry runs again")) != item_card(card(""))

    def test_a_face_is_found_in_any_folder_below(self, bare: Path) -> None:
        known = next((face.file for face in faces._faces(True) if face.file), None)
        assert known is None
        source = next(Path("/usr/share/fonts").rglob("DejaVuSerif-Bold.ttf"), None)
        if source is None:
            pytest.skip("no DejaVu Serif here")
        (bare / "deep").mkdir()
        shutil.copy(source, bare / "deep")
        forget_faces()
        assert [face.file.name if face.file else None for face in faces._faces(True)] == [
            "DejaVuSerif-Bold.ttf",
            None,
        ]


class TestNameplate:
    @pytest.mark.parametrize("title", ["Harbin Today", "哈尔滨今日", LONG, "H", ""])
    def test_a_title_of_any_length_has_room(self, title: str) -> None:
        for size in ((600, 300), (1200, 630)):
            png = nameplate(title, LONG if title else "", *size)
            assert pixels(png).size == size
            assert len(png) < 60_000

    @pytest.mark.parametrize("size", [144, 512])
    def test_the_icon_is_a_red_square_with_clear_corners_and_a_white_letter(
        self, size: int
    ) -> None:
        picture = pixels(icon("Harbin Today", size))
        assert picture.size == (size, size)
        assert picture.getpixel((0, 0))[3] == 0  # type: ignore[index]
        found = picture.getpixel((size // 2, size // 10))
        assert isinstance(found, tuple)
        assert all(abs(one - other) < 6 for one, other in zip(found, (*RED, 255), strict=True))
        assert any(
            min(colour) > 250
            for _, colour in picture.getcolors(size * size) or []
            if isinstance(colour, tuple)
        )
        assert icon("Harbin Today", size) == icon("Harbour", size) != icon("Today", size)


@pytest.mark.usefixtures("full")
class TestOverHttp:
    @pytest.mark.parametrize(
        ("path", "size"),
        [
            ("/icon-144.png", (144, 144)),
            ("/icon-512.png", (512, 512)),
            ("/logo.png", (600, 300)),
            ("/card.png", (1200, 630)),
        ],
    )
    def test_pictures_of_the_site(
        self, path: str, size: tuple[int, int], client: FlaskClient
    ) -> None:
        answer = client.get(path)
        assert (answer.status_code, answer.content_type, pixels(answer.data).size) == (
            200,
            "image/png",
            size,
        )
        assert "public" in answer.headers["Cache-Control"]
        assert (
            client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        )

    def test_other_sizes_are_not_there(self, client: FlaskClient) -> None:
        for path in ("/icon-145.png", "/icon-99999.png", "/icon-.png"):
            assert client.get(path).status_code == 404

    def test_every_address_of_a_preview_leads_to_a_picture(
        self, client: FlaskClient, service: Service
    ) -> None:
        seen: set[str] = set()
        for item in service.store.items.public(500):
            page = client.get(f"/items/{item.uid}/{item.slug}").text
            seen |= set(
                re.findall(r'property="og:image" content="https://news\.example\.org([^"]+)"', page)
            )
        assert any(path.endswith("/card.png") for path in seen)
        for path in seen:
            answer = client.get(path)
            assert answer.status_code == 200
            assert "public" in answer.headers["Cache-Control"]
            assert answer.headers["ETag"]

    def test_a_card_is_the_same_whatever_language_a_visitor_reads(
        self, client: FlaskClient, service: Service
    ) -> None:
        path = f"/items/{service.store.items.public(1)[0].uid}/card.png"
        cards = {
            client.get(path, headers={"Accept-Language": language}).data
            for language in ("", "zh-CN", "en")
        }
        assert len(cards) == 1

    def test_no_card_of_what_is_not_public(self, client: FlaskClient, service: Service) -> None:
        first, second = service.store.items.public(2)
        at_desk(service.store).withdraw(first.uid, "", service.now())
        assert client.get(f"/items/{first.uid}/card.png").status_code == 410
        assert client.get("/items/nobody/card.png").status_code == 404
        assert client.get(f"/items/{second.uid}/card.png").status_code == 200


def test_browsers_are_told_how_to_search(client: FlaskClient) -> None:
    answer = client.get("/opensearch.xml")
    assert answer.content_type == "application/opensearchdescription+xml; charset=utf-8"
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    told = ElementTree.fromstring(answer.data)
    assert told.tag == f"{space}OpenSearchDescription"
    assert len(told.findtext(f"{space}ShortName") or "") in range(1, 17)
    (page,) = [
        url.get("template") for url in told.iter(f"{space}Url") if url.get("type") == "text/html"
    ]
    assert page == "https://news.example.org/search?q={searchTerms}"
