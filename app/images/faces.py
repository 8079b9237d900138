"""The typefaces that this machine has: a serif face for most scripts, one with Chinese, and
Pillow's own where there is none.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

# Where fontconfig looks, and the faces that are taken, the best first, as they are called bold and
# regular.
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("~/.local/share/fonts"))
_FILES = (
    ("SourceSerif4-Bold", "SourceSerif4-Regular"),
    ("NotoSerif-Bold", "NotoSerif-Regular"),
    ("LiberationSerif-Bold", "LiberationSerif-Regular"),
    ("DejaVuSerif-Bold", "DejaVuSerif"),
    ("FreeSerifBold", "FreeSerif"),
    ("NotoSerifCJK-Bold", "NotoSerifCJK-Regular"),
    ("NotoSerifCJKsc-Bold", "NotoSerifCJKsc-Regular"),
    ("SourceHanSerifSC-Bold", "SourceHanSerifSC-Regular"),
    ("SourceHanSerif-Bold", "SourceHanSerif-Regular"),
    ("NotoSansCJK-Bold", "NotoSansCJK-Regular"),
    ("NotoSansCJKsc-Bold", "NotoSansCJKsc-Regular"),
    ("SourceHanSansSC-Bold", "SourceHanSansSC-Regular"),
    ("SourceHanSans-Bold", "SourceHanSans-Regular"),
    ("wqy-zenhei", "wqy-zenhei"),
    ("wqy-microhei", "wqy-microhei"),
    ("DroidSansFallbackFull", "DroidSansFallbackFull"),
    ("DroidSansFallback", "DroidSansFallback"),
    ("DejaVuSans-Bold", "DejaVuSans"),
    ("FreeSansBold", "FreeSans"),
)
_COLLECTION = range(8)
_NO_CHARACTER = "\ufffe"
_PROBE = 24
# What a headline can do without: emoji and what joins them.
_ORNAMENTS = frozenset(("So", "Sk", "Cf", "Co", "Cn"))
_VARIATION = range(0xFE00, 0xFE10)


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface in a file, or Pillow's own when `file` is None."""

    file: Path | None
    index: int = 0

    def at(self, size: int) -> FreeTypeFont:
        """The face in a size, in pixels."""
        return _loaded(self, size)


def face_for(text: str, *, bold: bool) -> tuple[Face, str] | None:
    """The first face that draws a text, and the text, without emoji that it cannot be drawn with;
    None when no face does.
    """
    for wanted in dict.fromkeys((text, _without_ornaments(text))):
        for face in _faces(bold):
            if wanted and all(_draws(face, character) for character in set(wanted)):
                return face, wanted
    return None


@cache
def _faces(bold: bool) -> list[Face]:
    """The faces of this machine, the best first."""
    paths: dict[str, Path] = {}
    for folder in _FOLDERS:
        for path in sorted(folder.expanduser().rglob("*.[to]t[fc]")):
            paths.setdefault(path.stem, path)
    files = [paths[names[0 if bold else 1]] for names in _FILES if names[0 if bold else 1] in paths]
    return [face for file in files if (face := _face(file))] + [Face(None)]


def _face(file: Path) -> Face | None:
    """The face in a file; of a collection of faces, the one with the characters of mainland China.
    None for a damaged file.
    """
    indices = [0]
    if file.suffix == ".ttc":
        indices = sorted(_COLLECTION, key=lambda index: not _name(file, index).endswith(" SC"))
    return Face(file, indices[0]) if _name(file, indices[0]) else None


def _name(file: Path, index: int) -> str:
    try:
        return ImageFont.truetype(file, _PROBE, index).getname()[0] or ""
    except OSError:
        return ""


@lru_cache(256)
def _loaded(face: Face, size: int) -> FreeTypeFont:
    if face.file is None:
        font = ImageFont.load_default(size)
        assert isinstance(font, FreeTypeFont), "Pillow comes with FreeType"
        return font
    return ImageFont.truetype(face.file, size, face.index)


@lru_cache(20_000)
def _draws(face: Face, character: str) -> bool:
    """Whether a face has a character: what it lacks looks like what is no character, mostly a box,
    or like nothing.
    """
    return character.isspace() or _look(face, character) not in (
        _look(face, _NO_CHARACTER),
        _look(face, " "),
    )


@lru_cache(64)
def _look_of_none(face: Face, character: str) -> bytes:
    return _drawn(face, character)


def _look(face: Face, character: str) -> bytes:
    return (
        _look_of_none(face, character)
        if character in (_NO_CHARACTER, " ")
        else _drawn(face, character)
    )


def _drawn(face: Face, character: str) -> bytes:
    canvas = Image.new("L", (2 * _PROBE, 2 * _PROBE))
    ImageDraw.Draw(canvas).text((_PROBE // 2, _PROBE // 4), character, 255, face.at(_PROBE))
    return canvas.tobytes()


def _without_ornaments(text: str) -> str:
    kept = (
        letter
        for letter in text
        if unicodedata.category(letter) not in _ORNAMENTS and ord(letter) not in _VARIATION
    )
    return " ".join("".join(kept).split())
