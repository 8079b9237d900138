"""The site's icon in pixels: the first letter of its title on a red square, as
templates/site/icon.svg draws it.
"""

from io import BytesIO

from PIL import Image, ImageDraw

from app.images.faces import face_for
from app.images.sheet import RED

# The drawing's own units, and how much larger it is drawn than it is shown, so that its corners are
# smooth.
_UNITS = 64
_FINER = 4
_COLOURS = 64


def icon(title: str, size: int) -> bytes:
    """A square PNG with clear corners; without a letter where no face of this machine can draw
    it.
    """
    scale = size * _FINER / _UNITS
    mask, marks = (
        Image.new("L", (size * _FINER, size * _FINER)),
        Image.new("L", (size * _FINER, size * _FINER)),
    )
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, mask.width - 1, mask.height - 1), round(12 * scale), 255
    )
    draw = ImageDraw.Draw(marks)
    draw.rectangle(
        (round(14 * scale), round(53 * scale), round(50 * scale), round(55 * scale)), 255
    )
    if choice := face_for(title.strip()[:1], bold=True):
        face, letter = choice
        draw.text((32 * scale, 45 * scale), letter, 255, face.at(round(40 * scale)), anchor="ms")
    picture = Image.new("RGBA", mask.size, (*RED, 255))
    picture.paste("white", mask=marks)
    picture.putalpha(mask)
    small = picture.resize((size, size), Image.Resampling.BOX)
    buffer = BytesIO()
    small.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        buffer, "PNG"
    )
    return buffer.getvalue()
