"""Smaller forms of pictures that are kept here, for browsers: AVIF and WebP in a few widths.

Decision 0065.
"""

from io import BytesIO
from typing import Literal, get_args

from PIL import Image

Ending = Literal["avif", "webp"]
ENDINGS: tuple[Ending, ...] = get_args(Ending)

# A photograph of 960 pixels comes to some 50 KB in either form. One thread: the same bytes whatever
# the machine, and no visitor waits because all cores are taken.
_WEBP = {"quality": 72, "method": 5}
_AVIF = {"quality": 50, "speed": 7, "max_threads": 1}


def variant(body: bytes, width: int, ending: Ending) -> bytes:
    """A picture of ours in a width and a form; transparency is kept, and the same picture gives the
    same bytes.
    """
    with Image.open(BytesIO(body)) as file:
        size = width, max(1, round(file.height * width / file.width))
        file.draft(None, size)
        picture = file.convert("RGBA" if file.has_transparency_data else "RGB")
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    picture.info.clear()
    buffer = BytesIO()
    if ending == "avif":
        picture.save(buffer, "AVIF", **_AVIF)
    else:
        picture.save(buffer, "WEBP", **_WEBP)
    return buffer.getvalue()
