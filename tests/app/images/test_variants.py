"""Smaller forms of kept pictures: what is offered is there, and nothing else can be made."""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from app.feeds import offered_widths
from app.images.pictures import Gallery, KeptPicture
from app.images.variants import ENDINGS, Ending, variant
from app.run.boot import Service
from app.values.errors import StoreError
from tests.app.images.test_pictures import bytes_of, drawing, opened
from tests.databases import copy_of_schema
from tests.deskwork import at_desk

FORMATS: dict[Ending, str] = {"avif": "AVIF", "webp": "WEBP"}


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return copy_of_schema(tmp_path / "harbin.db")


def scene(width: int = 1600, height: int = 1067) -> Image.Image:
    """Noise of all sizes, which costs a codec about what a photograph does."""
    source, image, share, side = (
        random.Random(3),
        Image.new("RGB", (width, height), "grey"),
        0.45,
        4,
    )
    while side < width:
        rows = max(1, side * height // width)
        layer = Image.frombytes("RGB", (side, rows), source.randbytes(side * rows * 3)).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        image, share, side = Image.blend(image, layer, share), share * 0.76, side * 2
    return image


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "gallery")


@pytest.fixture
def kept(gallery: Gallery) -> KeptPicture:
    return gallery.keep(bytes_of(scene()))


@pytest.mark.parametrize("ending", ENDINGS)
class TestForms:
    def test_it_has_the_width_the_shape_and_the_form(
        self, ending: Ending, gallery: Gallery, kept: KeptPicture
    ) -> None:
        for width, height in ((480, 320), (960, 640)):
            path = gallery.variant(kept.digest, width, ending)
            assert path
            shown = opened(path.read_bytes())
            assert (shown.format, shown.size) == (FORMATS[ending], (width, height))

    def test_a_photograph_for_a_phone_is_small(self, ending: Ending) -> None:
        assert 20_000 < len(variant(bytes_of(scene(), quality=90), 960, ending)) < 75_000

    def test_the_same_picture_gives_the_same_bytes_in_any_thread(self, ending: Ending) -> None:
        body = bytes_of(scene(800, 600))
        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(lambda _: variant(body, 480, ending), range(4)))) == 1

    def test_transparency_is_kept(self, ending: Ending) -> None:
        image = drawing("RGBA")
        image.paste((0, 0, 0, 0), (0, 100, 100, 200))
        shown = opened(variant(bytes_of(image, "PNG"), 150, ending)).convert("RGBA")
        alpha = shown.getchannel("A")
        assert (alpha.getpixel((20, 80)), alpha.getpixel((20, 20))) == (0, 255)

    def test_nothing_is_made_wider_than_it_is(self, ending: Ending, gallery: Gallery) -> None:
        small = gallery.keep(bytes_of(drawing()))
        assert offered_widths(small.width) == [300]
        assert gallery.variant(small.digest, 300, ending)
        assert gallery.variant(small.digest, 480, ending) is None

    def test_other_widths_and_pictures_are_not_there(
        self, ending: Ending, gallery: Gallery, kept: KeptPicture
    ) -> None:
        before = gallery.size()
        assert [
            gallery.variant(kept.digest, width, ending) for width in (0, 1, 479, 481, 1600, 99999)
        ] == [None] * 6
        assert [
            gallery.variant(digest, 480, ending)
            for digest in ("f" * 64, "", "../" + kept.digest, kept.digest.upper())
        ] == [None] * 4
        assert gallery.size() == before

    def test_it_is_made_once_however_many_ask(
        self, ending: Ending, gallery: Gallery, kept: KeptPicture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made: list[int] = []

        def counted(body: bytes, width: int, ending: Ending) -> bytes:
            made.append(width)
            return variant(body, width, ending)

        monkeypatch.setattr("app.images.pictures.variant", counted)
        with ThreadPoolExecutor(4) as pool:
            paths = set(pool.map(lambda _: gallery.variant(kept.digest, 480, ending), range(8)))
        assert (len(paths), made) == (1, [480])

    def test_a_file_is_whole_or_is_not_there(
        self, ending: Ending, gallery: Gallery, kept: KeptPicture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full_disk(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        before = gallery.size()
        monkeypatch.setattr("os.fsync", full_disk)
        with pytest.raises(StoreError, match="cannot be made"):
            gallery.variant(kept.digest, 480, ending)
        assert gallery.size() == before
        monkeypatch.undo()
        assert gallery.variant(kept.digest, 480, ending)


def test_the_size_on_disk_counts_them(gallery: Gallery, kept: KeptPicture) -> None:
    gallery.make_variants(kept)
    files = list((gallery._folder / kept.digest[:2]).iterdir())
    assert len(files) == 5
    assert gallery.size() == sum(file.stat().st_size for file in files)


@pytest.mark.usefixtures("full")
class TestOverHttp:
    def test_every_address_on_a_page_leads_to_a_picture_that_is_there_already(
        self, client: FlaskClient, service: Service
    ) -> None:
        before = service.gallery.size()
        addresses: set[str] = set()
        for item in service.store.items.public(500):
            addresses |= set(
                re.findall(
                    r"/media/[0-9a-f]{64}-\d+\.(?:avif|webp)",
                    client.get(f"/items/{item.uid}/{item.slug}").text,
                )
            )
        assert addresses
        for address in sorted(addresses):
            answer = client.get(address)
            assert answer.status_code == 200
            with Image.open(BytesIO(answer.data)) as shown:
                assert f"-{shown.width}." in address
                assert answer.content_type == shown.get_format_mimetype()
        assert service.gallery.size() == before

    def test_the_head_is_that_of_the_original(self, client: FlaskClient, service: Service) -> None:
        media = next(
            media for item in service.store.items.public(500) for media in item.media.values()
        )
        width = offered_widths(media.width)[0]
        original, small = (
            client.get(f"/media/{media.digest}.png"),
            client.get(f"/media/{media.digest}-{width}.webp"),
        )
        for name in (
            "Cache-Control",
            "Access-Control-Allow-Origin",
            "Cross-Origin-Resource-Policy",
            "Content-Security-Policy",
        ):
            assert small.headers[name] == original.headers[name]
        again = client.get(
            f"/media/{media.digest}-{width}.webp", headers={"If-None-Match": small.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")

    def test_what_is_not_offered_is_not_there(self, client: FlaskClient, service: Service) -> None:
        media = next(
            media for item in service.store.items.public(500) for media in item.media.values()
        )
        width = offered_widths(media.width)[0]
        for wrong in (
            f"{width + 1}.avif",
            f"0{width}.avif",
            "²40.webp",
            "-1.webp",
            "99999.avif",
            "1600.webp",
            f"{width}.jpg",
            f"{width}.gif",
        ):
            assert client.get(f"/media/{media.digest}-{wrong}").status_code == 404

    def test_a_picture_of_withdrawn_stories_is_gone_in_every_form(
        self, client: FlaskClient, service: Service
    ) -> None:
        item = next(item for item in service.store.items.public(500) if item.media)
        media = next(iter(item.media.values()))
        at_desk(service.store).withdraw(item.uid, "", service.now())
        assert (
            client.get(f"/media/{media.digest}-{offered_widths(media.width)[0]}.avif").status_code
            == 410
        )
