"""Pictures in words: for those who cannot see them, and for the texts that show them."""

import re
from collections.abc import Collection

from app.values.model import Content, LibraryPicture
from scrapers import Picture

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def pictures_without_alt(content: Content) -> tuple[Picture, ...]:
    """The pictures of a text that nothing is said of for those who cannot see them."""
    return tuple(picture for picture in content.pictures if not picture.alt.strip())


def unnamed_pictures(content: Content, decorative: Collection[str]) -> list[str]:
    """The addresses of pictures that have no words though they need some; `decorative` are those
    that need none.
    """
    return [
        picture.url for picture in pictures_without_alt(content) if picture.url not in decorative
    ]


def markdown_of(picture: LibraryPicture) -> str:
    """A picture as it is written into a text: `![alt](url "caption [credit]")`."""
    texts = picture.texts
    alt = "" if texts.decorative else _escape(texts.alt)
    caption = Picture(picture.media.url, texts.caption, texts.credit).full_caption
    # The brackets around a credit are meant.
    title = f' "{_escape(caption)}"' if caption else ""
    return f"![{alt}]({picture.media.url}{title})"


def _escape(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
