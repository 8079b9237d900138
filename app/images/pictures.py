"""Pictures: hostile bytes in, a picture of our own making out, kept on disk under the hash of its
content.

Decision 0036.
"""

import os
import re
import struct
import threading
import warnings
import zlib
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Literal, cast

from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError
from PIL.ImageFile import ImageFile

from app.feeds import offered_widths
from app.images.variants import ENDINGS, Ending, variant
from app.values.errors import NewsError, StoreError

Kind = Literal["not-a-picture", "too-large", "too-small", "broken"]
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
_LOSSLESS = ("PNG", "GIF", "BMP")
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SCAN = re.compile(rb"\xff\xda\x00[\x08\x0a\x0c\x0e]([\x01-\x04])")
_LONGEST = 1600
_GREYISH = 8
_SMALLEST = 60
_FEW_COLOURS = 2**16
# Pixels: as many as decode in some 250 MB. Plain formats take 4 bytes a pixel; libwebp and libavif
# take up to 20; libjpeg holds all coefficients of a JPEG that comes in several scans, and goes
# through all of them for each scan.
_MOST = 50_000_000
_MOST_HEAVY = 12_500_000
_MOST_BUFFERED = 25_000_000
_MOST_SCANNED = 1_000_000_000
_STRIP = 64
# How to hold a picture upright, by the EXIF orientation it has.
_UPRIGHT = dict(
    enumerate(
        (
            "FLIP_LEFT_RIGHT",
            "ROTATE_180",
            "FLIP_TOP_BOTTOM",
            "TRANSPOSE",
            "ROTATE_270",
            "TRANSVERSE",
            "ROTATE_90",
        ),
        2,
    )
)
# What Pillow and its plugins let through when bytes lie; it documents no common base. SyntaxError
# is its word for a bad header, struct.error and LookupError come of short ones, ArithmeticError of
# zero time scales, the rest of tags that hold something else than they should. Warning stands for a
# process that makes errors of warnings.
_HOSTILE = (
    *(
        ArithmeticError,
        AssertionError,
        AttributeError,
        EOFError,
        LookupError,
        OSError,
        RuntimeError,
    ),
    *(SyntaxError, TypeError, ValueError, Warning, struct.error, zlib.error),
)
# One picture at a time bounds the memory of the process, and `warnings.catch_warnings` is not made
# for threads.
_ALONE = threading.Lock()


class UnfitPicture(NewsError):
    """Bytes that cannot be shown as a news picture; `kind` says why: not-a-picture, too-large,
    too-small, broken.
    """

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """What is known of a stored picture: sha256 of its bytes in hex, media type, width and height
    in pixels, size in bytes.

    The type is image/jpeg or image/png and no other, since every feed reader and mail program shows
    these.
    """

    digest: str
    type: str
    width: int
    height: int
    size: int


def recode(body: bytes) -> tuple[bytes, str, int, int]:
    """Make a clean picture of hostile bytes: its bytes, media type, width and height in pixels;
    UnfitPicture when it cannot be.

    The long side is at most 1600 pixels, colours are sRGB, nothing but pixels is left; the same
    bytes give the same picture.
    """
    with _ALONE, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _recode(body)
        except UnidentifiedImageError:
            raise UnfitPicture(
                "not-a-picture", "these bytes are no JPEG, PNG, GIF, WebP, AVIF or BMP picture"
            ) from None
        except (Image.DecompressionBombError, MemoryError):
            raise UnfitPicture(
                "too-large", f"the picture has too many pixels (at most {_MOST // 10**6} million)"
            ) from None
        except _HOSTILE as error:
            raise UnfitPicture("broken", "the picture is damaged or cut off") from error


def _recode(body: bytes) -> tuple[bytes, str, int, int]:
    file = Image.open(BytesIO(body), formats=_FORMATS)
    _check_size(file, body)
    size = _fitted(*file.size)
    file.draft(None, size)
    file.load()
    picture = _shrunk(file)
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    picture = _upright(_in_srgb(picture, file.info.get("icc_profile")), file)
    _check_content(picture)
    return *_encoded(picture, file.format in _LOSSLESS), *picture.size


def _check_size(file: ImageFile, body: bytes) -> None:
    """Judge the size that the header tells, before memory is taken for pixels."""
    width, height = file.size
    if min(width, height) < _SMALLEST:
        raise UnfitPicture(
            "too-small",
            f"{width} x {height} pixels are a placeholder or a tracking pixel, not a picture",
        )
    most = _most_pixels(file, body)
    if width * height > most:
        raise UnfitPicture(
            "too-large",
            (
                f"{width} x {height} pixels are too many (at most {most / 10**6:.1f} million in "
                f"such a file)"
            ),
        )


def _most_pixels(file: ImageFile, body: bytes) -> int:
    if file.format in ("WEBP", "AVIF"):
        return _MOST_HEAVY
    if file.format not in ("JPEG", "MPO"):
        return _MOST
    scans = [match[1][0] for match in _SCAN.finditer(body)]
    buffered = "progressive" in file.info or any(parts < len(file.getbands()) for parts in scans)
    return min(_MOST_BUFFERED, _MOST_SCANNED // max(1, len(scans))) if buffered else _MOST


def _fitted(width: int, height: int) -> tuple[int, int]:
    """A size of the same shape with at most 1600 pixels on the long side."""
    scale = min(1.0, _LONGEST / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _shrunk(file: ImageFile) -> Image.Image:
    """The pixels without what the file says of them, less than twice as large as they will be, in a
    mode that scales well.

    It goes strip by strip: to convert the whole of it would take its memory a second time.
    """
    mode, (width, height) = _working_mode(file), file.size
    step = max(1, max(width, height) // _LONGEST)
    canvas = Image.new(mode, (-(-width // step), -(-height // step)))
    for top in range(0, height, _STRIP * step):
        strip = file.crop((0, top, width, min(height, top + _STRIP * step)))
        strip = (
            strip.point(lambda value: value / 256) if strip.mode == "I;16" else strip
        )  # convert() would clip it
        canvas.paste(strip.convert(mode).reduce(step), (0, top // step))
    return canvas


def _working_mode(file: ImageFile) -> str:
    if file.mode == "I;16":
        return "L"
    if file.has_transparency_data:
        return "RGBA"
    return {"1": "L", "L": "L", "CMYK": "CMYK"}.get(file.mode, "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as the web shows them, without an alpha that hides nothing; a profile that cannot be
    used is ignored.
    """
    mode = (
        "RGBA"
        if picture.mode == "RGBA" and picture.getchannel("A").getextrema() != (255, 255)
        else "RGB"
    )
    picture = picture.convert(mode) if picture.mode == "RGBA" else picture
    if profile:
        with suppress(ImageCms.PyCMSError, *_HOSTILE):
            source, target = (
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
            )
            return ImageCms.profileToProfile(picture, source, target, outputMode=mode) or picture
    return picture if picture.mode == "L" else picture.convert(mode)


def _upright(picture: Image.Image, file: ImageFile) -> Image.Image:
    """Turned as the camera was held, when EXIF says so in a way that can be read."""
    with suppress(*_HOSTILE):
        return picture.transpose(
            Image.Transpose[_UPRIGHT[file.getexif()[ExifTags.Base.Orientation]]]
        )
    return picture


def _check_content(picture: Image.Image) -> None:
    """Refuse what shows nothing: one plain grey, white or black, or all of it transparent."""
    seen = picture.convert("RGBa") if picture.mode == "RGBA" else picture
    bands = [cast(tuple[float, float], band.getextrema()) for band in seen.split()]
    colours = [low for low, _ in bands[:3]]
    if all(low == high for low, high in bands) and max(colours) - min(colours) <= _GREYISH:
        raise UnfitPicture("not-a-picture", "the picture is one plain grey: a placeholder")


def _encoded(picture: Image.Image, lossless: bool) -> tuple[bytes, str]:
    """PNG for transparency, and for drawings that it makes smaller; JPEG for all else."""
    picture.info.clear()  # Pillow writes comments, profiles and resolutions that it finds there
    if picture.mode == "RGBA":
        return _saved(picture, "PNG"), "image/png"
    jpeg = _saved(picture, "JPEG", quality=82, progressive=True, optimize=True)
    png = _saved(picture, "PNG") if lossless and picture.getcolors(_FEW_COLOURS) else jpeg
    return (png, "image/png") if len(png) < len(jpeg) else (jpeg, "image/jpeg")


def _saved(picture: Image.Image, kind: str, **options: int) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


class Gallery:
    """The stored pictures: one file for each content, named after its hash, and its smaller forms;
    a file is whole or is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._making = threading.Lock()

    def keep(self, body: bytes) -> KeptPicture:
        """Recode a picture and store it, synced; UnfitPicture when it is none, StoreError when the
        disk says no.
        """
        data, kind, width, height = recode(body)
        kept = KeptPicture(sha256(data).hexdigest(), kind, width, height, len(data))
        path = self._place(kept.digest, kind)
        try:
            if not path.exists():
                _write(path, data)
        except OSError as error:
            raise StoreError(
                f"the picture file {path} cannot be written: {error.strerror}"
            ) from error
        return kept

    def path(self, digest: str, type: str) -> Path | None:
        """Where a stored picture lies; None when there is none. Both words may come from a
        visitor.
        """
        if not _DIGEST.fullmatch(digest) or type not in _ENDINGS:
            return None
        path = self._place(digest, type)
        return path if path.is_file() else None

    def variant(self, digest: str, width: int, ending: Ending) -> Path | None:
        """Where a stored picture lies in a width and a form, made now if it never was; None for
        widths in which it is not offered.

        StoreError when the disk says no. All words may come from a visitor.
        """
        if not _DIGEST.fullmatch(digest):
            return None
        path = self._folder / digest[:2] / f"{digest}-{width}.{ending}"
        if path.is_file():
            return path
        original = next(
            (candidate for kind in _ENDINGS if (candidate := self.path(digest, kind))), None
        )
        if original is None or width not in offered_widths(_width(original)):
            return None
        with self._making:
            if not path.is_file():
                try:
                    _write(path, variant(original.read_bytes(), width, ending))
                except OSError as error:
                    raise StoreError(f"the picture file {path} cannot be made: {error}") from error
        return path

    def make_variants(self, kept: KeptPicture) -> None:
        """Make all forms of a stored picture, so that no visitor waits for them; StoreError when
        the disk says no.
        """
        for width in offered_widths(kept.width):
            for ending in ENDINGS:
                self.variant(kept.digest, width, ending)

    def size(self) -> int:
        """Bytes on disk."""
        return sum(map(_size, self._folder.rglob("*.*")))

    def _place(self, digest: str, kind: str) -> Path:
        return self._folder / digest[:2] / f"{digest}.{_ENDINGS[kind]}"


def _width(path: Path) -> int:
    with Image.open(path) as file:
        return file.width


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # renamed since the folder was read
        return 0


def _write(path: Path, data: bytes) -> None:
    """Write a file beside its place and rename it, so that a crash leaves all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
