"""A sheet of paper in two inks, black and red, that becomes a small PNG: text and rules are all
that is drawn on it.
"""

from io import BytesIO
from typing import Literal

from PIL import Image, ImageChops, ImageDraw

from app.images.faces import Face

Ink = Literal["black", "red"]
PAPER, BLACK, RED = (0xFD, 0xFC, 0xF9), (0x1B, 0x1A, 0x17), (0x9A, 0x2A, 0x1C)
_SHADES = 16


class Sheet:
    """Each ink has a layer of its own, so the picture needs no more than 31 colours and no search
    for them.
    """

    def __init__(self, width: int, height: int) -> None:
        self._layers = {
            "black": Image.new("L", (width, height)),
            "red": Image.new("L", (width, height)),
        }

    def text(
        self,
        place: tuple[float, float],
        text: str,
        face: Face,
        size: int,
        ink: Ink = "black",
        *,
        pale: bool = False,
    ) -> None:
        """Write a line from a place at its left, on its base line."""
        strength = 170 if pale else 255
        ImageDraw.Draw(self._layers[ink]).text(place, text, strength, face.at(size), anchor="ls")

    def rule(self, left: int, right: int, top: int, thickness: int = 1) -> None:
        """Draw a horizontal rule."""
        ImageDraw.Draw(self._layers["black"]).rectangle(
            (left, top, right - 1, top + thickness - 1), 255
        )

    def png(self) -> bytes:
        """The sheet as a picture; the same bytes for the same sheet."""
        red = self._layers["red"].point([value * (_SHADES - 1) // 255 for value in range(256)])
        black = self._layers["black"].point([value * (_SHADES - 1) // 255 for value in range(256)])
        reddish = red.point([0, *range(_SHADES, 2 * _SHADES - 1), *([0] * (256 - _SHADES))])
        picture = ImageChops.lighter(black, reddish)
        picture.putpalette([*_ramp(BLACK), *_ramp(RED)[3:]])
        buffer = BytesIO()
        picture.save(buffer, "PNG")
        return buffer.getvalue()


def _ramp(ink: tuple[int, int, int]) -> list[int]:
    """An ink in all its shades, from none of it on paper to nothing but it."""
    last = _SHADES - 1
    return [
        round(paper + (colour - paper) * shade / last)
        for shade in range(_SHADES)
        for paper, colour in zip(PAPER, ink, strict=True)
    ]
