"""Hostile picture bytes in, clean pictures out, kept under the hash of their content."""

import os
import random
import struct
import subprocess
import sys
import textwrap
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, ImageFile, PngImagePlugin

from app.images.pictures import Gallery, UnfitPicture, recode
from app.values.errors import StoreError


def photo(width: int = 320, height: int = 240) -> Image.Image:
    """Something like a photograph: soft, with many colours, the same each time."""
    grain = Image.frombytes("RGB", (40, 30), random.Random(7).randbytes(3600))
    return grain.resize((width, height), Image.Resampling.BICUBIC)


def drawing(mode: str = "RGB") -> Image.Image:
    """A chart: large areas of few colours, red at the top left."""
    image = Image.new("RGB", (300, 200), "white")
    image.paste("red", (0, 0, 120, 90))
    image.paste("navy", (150, 100, 280, 190))
    return image.convert(mode)


def bytes_of(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(data: bytes) -> ImageFile.ImageFile:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def rgb(data: bytes, place: tuple[int, int]) -> tuple[int, ...]:
    pixel = opened(data).convert("RGB").getpixel(place)
    assert isinstance(pixel, tuple)
    return tuple(int(value) for value in pixel)


def is_near(found: tuple[int, ...], wanted: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of_zeros(width: int, height: int) -> bytes:
    """A one-bit PNG of any size that takes next to no memory to make."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def with_chunk(png: bytes, extra: bytes) -> bytes:
    """A PNG with one more chunk right after its header."""
    return png[:33] + extra + png[33:]


def refusal(body: bytes) -> str:
    with pytest.raises(UnfitPicture) as caught:
        recode(body)
    assert "\n" not in str(caught.value)
    assert str(caught.value)
    return caught.value.kind


class TestFormats:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP"])
    def test_what_a_newspaper_shows_is_taken(self, kind: str) -> None:
        data, media, width, height = recode(bytes_of(photo(), kind))
        assert (opened(data).size, width, height) == ((320, 240), 320, 240)
        assert opened(data).get_format_mimetype() == media

    @pytest.mark.parametrize(
        "kind", ["TIFF", "PPM", "ICO", "TGA", "PCX", "EPS", "JPEG2000", "PDF", "ICNS", "DDS", "SGI"]
    )
    def test_other_formats_are_not_opened(self, kind: str) -> None:
        assert refusal(bytes_of(photo(256, 256), kind)) == "not-a-picture"

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"\0",
            b"<!doctype html><title>404</title>",
            b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"/>',
            b"8BPS\0\1",
        ],
        ids=["nothing", "zero", "html", "svg", "psd"],
    )
    def test_what_is_no_picture_at_all(self, body: bytes) -> None:
        assert refusal(body) == "not-a-picture"

    @pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
    def test_png_in_every_mode(self, mode: str) -> None:
        image = Image.linear_gradient("L").resize((200, 100))
        source = bytes_of(
            image.point(lambda value: value * 257, "I").convert("I;16")
            if mode == "I;16"
            else image.convert(mode),
            "PNG",
        )
        data, _, width, height = recode(source)
        assert (width, height) == (200, 100)
        top, middle, bottom = (rgb(data, (100, y))[0] for y in (1, 50, 98))
        assert top < 20
        assert bottom > 235
        assert mode == "1" or 110 < middle < 145, "the greys between are kept"

    def test_cmyk_keeps_its_colours(self) -> None:
        data, media, _, _ = recode(bytes_of(drawing("CMYK"), "JPEG", quality=95))
        assert media == "image/jpeg"
        assert is_near(rgb(data, (40, 40)), (255, 0, 0), 20)
        assert is_near(rgb(data, (290, 20)), (255, 255, 255))

    @pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
    def test_of_a_moving_picture_the_first_frame(self, kind: str) -> None:
        blue = Image.new("RGB", (300, 200), "blue")
        data, _, _, _ = recode(
            bytes_of(drawing(), kind, save_all=True, append_images=[blue, blue], duration=100)
        )
        assert is_near(rgb(data, (40, 40)), (255, 0, 0), 20)
        assert getattr(opened(data), "n_frames", 1) == 1


class TestOutput:
    @pytest.mark.parametrize(
        ("size", "shown"),
        [
            ((1600, 1200), (1600, 1200)),
            ((1601, 900), (1600, 899)),
            ((3333, 2500), (1600, 1200)),
            ((1000, 4000), (400, 1600)),
            ((8000, 100), (1600, 20)),
            ((61, 61), (61, 61)),
        ],
    )
    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_the_long_side_is_limited_and_small_ones_are_not_blown_up(
        self, kind: str, size: tuple[int, int], shown: tuple[int, int]
    ) -> None:
        data, _, width, height = recode(bytes_of(photo(*size), kind))
        assert (width, height) == opened(data).size == shown

    def test_a_shrunk_picture_still_shows_all_of_it(self) -> None:
        corners = Image.new("RGB", (5003, 3001), "white")
        for colour, place in (
            ("red", (0, 0)),
            ("lime", (4003, 0)),
            ("blue", (0, 2401)),
            ("black", (4003, 2401)),
        ):
            corners.paste(colour, (*place, place[0] + 1000, place[1] + 600))
        for body in (
            bytes_of(corners, "PNG"),
            bytes_of(corners.convert("P"), "PNG"),
            bytes_of(corners, "JPEG"),
        ):
            data, _, width, height = recode(body)
            seen = [
                rgb(data, place)
                for place in (
                    (20, 20),
                    (width - 20, 20),
                    (20, height - 20),
                    (width - 20, height - 20),
                )
            ]
            assert all(
                map(is_near, seen, [(255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0)], [30] * 4)
            )

    def test_a_photograph_becomes_a_progressive_jpeg_whatever_it_was(self) -> None:
        for kind in ("JPEG", "PNG", "WEBP", "BMP"):
            data, media, _, _ = recode(bytes_of(photo(), kind))
            assert media == "image/jpeg"
            assert "progressive" in opened(data).info

    @pytest.mark.parametrize("kind", ["PNG", "GIF"])
    def test_a_drawing_stays_png_and_exact(self, kind: str) -> None:
        data, media, _, _ = recode(bytes_of(drawing(), kind))
        assert media == "image/png"
        assert rgb(data, (119, 89)) == (255, 0, 0)
        assert rgb(data, (120, 90)) == (255, 255, 255)

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
    def test_transparency_is_kept_and_an_alpha_that_hides_nothing_is_not(self, kind: str) -> None:
        image = photo().convert("RGBA")
        assert recode(bytes_of(image, kind))[1] == "image/jpeg"
        image.paste((0, 0, 0, 0), (0, 0, 100, 100))
        data, media, _, _ = recode(bytes_of(image, kind))
        alpha = opened(data).getchannel("A")
        assert (media, alpha.getpixel((10, 10)), alpha.getpixel((300, 200))) == (
            "image/png",
            0,
            255,
        )

    @pytest.mark.parametrize("kind", ["PNG", "GIF"])
    def test_a_transparent_palette_colour(self, kind: str) -> None:
        image = drawing("P")
        key = image.getpixel((40, 40))
        data, media, _, _ = recode(bytes_of(image, kind, transparency=key))
        assert (media, opened(data).getchannel("A").getpixel((40, 40))) == ("image/png", 0)

    def test_the_same_bytes_give_the_same_picture_in_any_thread(self) -> None:
        body = bytes_of(photo(2000, 1500))
        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(recode, [body] * 6))) == 1


class TestMetadata:
    @pytest.mark.parametrize(
        ("orientation", "corner"), [(1, 0), (2, 1), (3, 3), (4, 2), (5, 0), (6, 1), (7, 3), (8, 2)]
    )
    def test_the_camera_may_have_been_held_in_any_way(self, orientation: int, corner: int) -> None:
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        data, _, width, height = recode(bytes_of(drawing(), "JPEG", exif=exif, quality=95))
        assert (width, height) == ((300, 200) if orientation < 5 else (200, 300))
        places = [(20, 20), (width - 20, 20), (20, height - 20), (width - 20, height - 20)]
        assert [
            n for n, place in enumerate(places) if is_near(rgb(data, place), (255, 0, 0), 40)
        ] == [corner]

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
    def test_nothing_but_pixels_is_left(self, kind: str) -> None:
        exif = Image.Exif()
        exif[ExifTags.Base.Make] = "Secretcam"
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (45.0, 48.0, 0.0)
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        options: dict[str, Any] = {
            "exif": exif,
            "icc_profile": profile,
            "xmp": b"<x:xmpmeta>Secretplace</x:xmpmeta>",
        }
        if kind == "PNG":
            options["pnginfo"] = PngImagePlugin.PngInfo()
            options["pnginfo"].add_text("Comment", "Secretword")
        if kind == "JPEG":
            options["comment"] = b"Secretword"
        for image in (drawing(), photo()):
            body = bytes_of(image, kind, **options)
            assert b"Secret" in body
            data, _, _, _ = recode(body)
            kept = opened(data)
            assert b"Secret" not in data
            assert not kept.getexif()
            assert set(kept.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
            }

    def test_colours_are_converted_to_srgb(self) -> None:
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        swapped = _profile_with_swapped_primaries()
        plain, turned, odd = (
            recode(bytes_of(drawing(), "PNG", icc_profile=p))[0] for p in (b"", swapped, lab)
        )
        assert is_near(rgb(turned, (40, 40)), (0, 255, 0), 40), (
            "red by this profile is the green of sRGB"
        )
        assert rgb(odd, (40, 40)) == rgb(plain, (40, 40)), "a profile for other colours is ignored"

    @pytest.mark.parametrize(
        "profile", [b"x", b"\0" * 200, b"acsp" * 100], ids=["short", "zeros", "words"]
    )
    def test_a_damaged_profile_is_ignored(self, profile: bytes) -> None:
        assert recode(bytes_of(photo(), "JPEG", icc_profile=profile)) == recode(bytes_of(photo()))

    @pytest.mark.parametrize(
        "exif",
        [
            b"Exif\0\0",
            b"Exif\0\0II*\0\xff\xff\xff\xff",
            b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\1\x12\0\2" * 9,
        ],
    )
    def test_damaged_exif_is_ignored(self, exif: bytes) -> None:
        assert recode(bytes_of(photo(), "JPEG", exif=exif)) == recode(bytes_of(photo()))

    @pytest.mark.parametrize(
        "tail", [b"PK\3\4" + b"evil.exe" * 50, b"<script>alert(1)</script>"], ids=["zip", "html"]
    )
    def test_what_hangs_on_behind_a_picture_is_gone(self, tail: bytes) -> None:
        data = recode(bytes_of(photo()) + tail)[0]
        assert data == recode(bytes_of(photo()))[0]
        assert tail[:8] not in data


def _profile_with_swapped_primaries() -> bytes:
    """The sRGB profile with the tags of its red and green primaries exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")


class TestRefusals:
    @pytest.mark.parametrize("size", [(1, 1), (59, 800), (800, 59), (2000, 1), (1, 2000)])
    def test_placeholders_and_tracking_pixels(self, size: tuple[int, int]) -> None:
        assert refusal(bytes_of(photo(*size), "PNG")) == "too-small"

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
    def test_one_plain_colour_is_a_placeholder(self, kind: str) -> None:
        assert refusal(bytes_of(Image.new("RGB", (400, 300), "#dddddd"), kind)) == "not-a-picture"

    def test_a_picture_that_is_all_transparent_is_a_placeholder(self) -> None:
        image = photo().convert("RGBA")
        image.putalpha(0)
        assert refusal(bytes_of(image, "PNG")) == "not-a-picture"

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP"])
    def test_a_picture_that_is_cut_off_is_broken(self, kind: str) -> None:
        body = bytes_of(photo(), kind)
        assert refusal(body[: len(body) * 2 // 3]) in ("broken", "not-a-picture")

    def test_a_truncated_jpeg_is_broken_and_not_half_grey(self) -> None:
        body = bytes_of(photo())
        assert refusal(body[: len(body) // 2]) == "broken"

    @pytest.mark.parametrize(
        "name_and_head",
        [(b"zTXt", b"Comment\0\0"), (b"iTXt", b"Comment\0\1\0\0\0")],
        ids=["zTXt", "iTXt"],
    )
    def test_a_text_that_unpacks_to_megabytes(self, name_and_head: tuple[bytes, bytes]) -> None:
        name, head = name_and_head
        bomb = chunk(name, head + zlib.compress(bytes(30_000_000), 9))
        assert refusal(with_chunk(bytes_of(photo(), "PNG"), bomb)) == "broken"

    def test_a_profile_that_unpacks_to_megabytes(self) -> None:
        bomb = chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(bytes(30_000_000), 9))
        assert refusal(with_chunk(bytes_of(photo(), "PNG"), bomb)) == "broken"

    def test_a_warning_of_pillow_stays_inside(self) -> None:
        odd = with_chunk(bytes_of(photo(), "PNG"), chunk(b"acTL", struct.pack(">II", 0, 0)))
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            with pytest.warns(UserWarning, match="APNG"):
                Image.open(BytesIO(odd))
            seen.clear()
            assert recode(odd) == recode(bytes_of(photo(), "PNG"))
            assert refusal(png_of_zeros(12_000, 8_000)) == "too-large"
        assert not seen

    def test_a_jpeg_of_a_thousand_scans(self) -> None:
        body = bytes_of(Image.new("RGB", (2000, 2000), "grey"), "JPEG", progressive=True)
        last = body[body.rindex(b"\xff\xda") : -2]
        assert refusal(body[:-2] + last * 1000 + b"\xff\xd9") == "too-large"

    def test_heavier_formats_have_a_lower_limit(self) -> None:
        image = Image.new("RGB", (4000, 3200))
        image.paste("red", (0, 0, 2000, 2000))
        assert refusal(bytes_of(image, "WEBP", quality=10, method=0)) == "too-large"
        assert recode(bytes_of(image, "PNG"))[2:] == (1600, 1280)


MEASURED = """
    import re, sys
    from pathlib import Path
    from app.images.pictures import UnfitPicture, recode

    def peak():  # getrusage would tell the peak of the process that started this one
        return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

    body = sys.stdin.buffer.read()
    try:
        recode(b"GIF89a")  # loads all that is loaded once
    except UnfitPicture:
        pass
    before = peak()
    try:
        told = "%s %d x %d" % recode(body)[1:]
    except UnfitPicture as error:
        told = error.kind
    print(told, (peak() - before) // 1024, sep="|")
"""


def measured(body: bytes) -> tuple[str, int]:
    """What a process of its own says of a picture, and the megabytes that it took."""
    command = [sys.executable, "-c", textwrap.dedent(MEASURED)]
    done = subprocess.run(
        command,
        input=body,
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
        timeout=120,
    )
    assert done.stderr == b""
    told, _, megabytes = done.stdout.decode().partition("|")
    return told, int(megabytes)


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="memory is measured as Linux tells it"
)
class TestMemory:
    def test_nine_hundred_megapixels_are_refused_by_their_header(self) -> None:
        body = png_of_zeros(30_000, 30_000)
        assert len(body) < 200_000
        told, megabytes = measured(body)
        assert told == "too-large"
        assert megabytes < 10

    def test_a_large_jpeg_is_decoded_small(self) -> None:
        image = Image.new("RGB", (7000, 7000), "green")
        image.paste("red", (0, 0, 3500, 3500))
        told, megabytes = measured(bytes_of(image))
        assert told == "image/jpeg 1600 x 1600"
        assert megabytes < 100

    def test_the_largest_transparent_picture_stays_within_its_memory(self) -> None:
        image = Image.new("RGBA", (7000, 7000), "green")
        image.paste((255, 0, 0, 0), (0, 0, 3500, 3500))
        told, megabytes = measured(bytes_of(image, "PNG", compress_level=1))
        assert told == "image/png 1600 x 1600"
        assert megabytes < 260


EXAMPLES = {
    "jpeg": bytes_of(
        photo(96, 64), exif=b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0"
    ),
    "progressive": bytes_of(photo(96, 64), progressive=True),
    "cmyk": bytes_of(photo(96, 64).convert("CMYK")),
    "mpo": bytes_of(photo(96, 64), "MPO", save_all=True, append_images=[photo(96, 64)]),
    "png": bytes_of(
        photo(96, 64),
        "PNG",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    ),
    "palette": bytes_of(photo(96, 64).convert("P"), "PNG", transparency=3),
    "apng": bytes_of(
        photo(96, 64), "PNG", save_all=True, append_images=[drawing().resize((96, 64))]
    ),
    "gif": bytes_of(
        photo(96, 64), "GIF", save_all=True, append_images=[drawing().resize((96, 64))]
    ),
    "webp": bytes_of(photo(96, 64), "WEBP"),
    "avif": bytes_of(photo(96, 64), "AVIF", speed=10),
    "bmp": bytes_of(photo(96, 64), "BMP"),
}


def check_never_breaks(body: bytes) -> None:
    try:
        data, media, width, height = recode(body)
    except UnfitPicture:
        return
    assert (opened(data).size, opened(data).get_format_mimetype()) == ((width, height), media)
    assert max(width, height) <= 1600


class TestHostileBytes:
    @pytest.mark.parametrize("name", EXAMPLES)
    @given(
        changes=st.lists(
            st.tuples(
                st.floats(0, 1, exclude_max=True),
                st.integers(0, 3),
                st.binary(min_size=1, max_size=6),
            ),
            min_size=1,
            max_size=8,
        )
    )
    def test_a_changed_picture_is_one_or_is_refused(
        self, name: str, changes: list[tuple[float, int, bytes]]
    ) -> None:
        body = EXAMPLES[name]
        for where, how, piece in changes:
            at = int(
                (where if how % 2 else where**4) * len(body)
            )  # every other change lies near the header
            body = (
                body[:at]
                + (b"" if how == 3 else piece)
                + body[at + (0 if how == 2 else len(piece)) :]
            )
        check_never_breaks(body)

    @given(
        st.sampled_from(
            [example[:length] for example in EXAMPLES.values() for length in (0, 4, 12, 40)]
        ),
        st.binary(max_size=400),
    )
    def test_random_bytes_after_a_true_beginning(self, beginning: bytes, rest: bytes) -> None:
        check_never_breaks(beginning + rest)

    @pytest.mark.parametrize(
        "error",
        [
            MemoryError,
            RecursionError,
            ZeroDivisionError,
            KeyError,
            struct.error,
            zlib.error,
            UserWarning,
        ],
    )
    def test_whatever_pillow_raises_is_a_refusal(
        self, error: type[Exception], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise error("what no newspaper person would understand")

        monkeypatch.setattr(Image, "open", fail)
        assert refusal(bytes_of(photo())) == ("too-large" if error is MemoryError else "broken")


class TestGallery:
    def test_a_picture_is_kept_under_the_hash_of_its_bytes(self, tmp_path: Path) -> None:
        gallery = Gallery(tmp_path / "pictures")
        kept = gallery.keep(bytes_of(photo()))
        path = gallery.path(kept.digest, kept.type)
        assert path == tmp_path / "pictures" / kept.digest[:2] / f"{kept.digest}.jpg"
        assert sha256(path.read_bytes()).hexdigest() == kept.digest
        assert (kept.type, kept.width, kept.height, kept.size) == (
            "image/jpeg",
            320,
            240,
            path.stat().st_size,
        )

    def test_the_same_picture_twice_is_one_file(self, tmp_path: Path) -> None:
        gallery = Gallery(tmp_path)
        assert gallery.size() == 0
        first = gallery.keep(bytes_of(photo()))
        file = gallery.path(first.digest, first.type)
        assert file
        number = file.stat().st_ino
        assert gallery.keep(bytes_of(photo()) + b"trailing") == first
        assert file.stat().st_ino == number, "it is not written again"
        assert gallery.size() == first.size
        other = gallery.keep(bytes_of(drawing(), "PNG"))
        assert other.type == "image/png"
        assert gallery.size() == first.size + other.size
        assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2

    def test_a_refused_picture_leaves_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(UnfitPicture):
            Gallery(tmp_path).keep(b"<html>")
        assert list(tmp_path.iterdir()) == []

    def test_many_threads_may_keep_the_same_picture(self, tmp_path: Path) -> None:
        gallery, body = Gallery(tmp_path), bytes_of(photo())
        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(gallery.keep, [body] * 12))) == 1
        assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1

    @pytest.mark.parametrize(
        "digest",
        [
            "",
            "../../etc/passwd",
            "a" * 63,
            "A" * 64,
            "a" * 64 + "\n",
            "../" + "a" * 61,
            "a" * 63 + "\0",
            "٣" * 64,
        ],
    )
    def test_a_digest_from_an_address_leads_nowhere_else(self, digest: str, tmp_path: Path) -> None:
        assert Gallery(tmp_path).path(digest, "image/jpeg") is None

    @pytest.mark.parametrize(
        "digest", ["../secret", "a" * 64 + "/../../../../secret"], ids=["up", "hash-and-up"]
    )
    def test_a_digest_does_not_lead_to_a_file_that_is_there(
        self, digest: str, tmp_path: Path
    ) -> None:
        folder = tmp_path / "data" / "pictures"
        (folder / "aa" / ("a" * 64)).mkdir(parents=True)
        (tmp_path / "secret.jpg").write_bytes(b"secret")
        assert (folder / digest[:2] / f"{digest}.jpg").is_file(), "or the test shows nothing"
        assert Gallery(folder).path(digest, "image/jpeg") is None

    def test_a_digest_goes_with_its_type(self, tmp_path: Path) -> None:
        gallery = Gallery(tmp_path)
        kept = gallery.keep(bytes_of(photo()))
        assert gallery.path(kept.digest, "image/png") is None
        assert gallery.path(kept.digest, "text/html") is None
        assert gallery.path("0" * 64, kept.type) is None

    def test_a_disk_that_says_no(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        gallery = Gallery(tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(StoreError, match="No space left"):
                gallery.keep(bytes_of(photo()))
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
        assert gallery.keep(bytes_of(photo())).width == 320

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "pictures").write_text("in the way")
        with pytest.raises(StoreError, match="cannot be written"):
            Gallery(tmp_path / "pictures").keep(bytes_of(photo()))
