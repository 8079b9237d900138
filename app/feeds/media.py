"""Pictures that are kept here, in place of where they stand upstream."""

import re
from html import escape, unescape

from app.values.model import Item, Media

_IMG = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
# Up to the next figure or its end at most, so that all of them are looked through once.
_ONLY_CAPTION = re.compile(
    r"<figure>\s*(<figcaption>([^<]*(?:<(?!/?fig)[^<]*)*)</figcaption>)\s*</figure>\s*"
)
_TAGS = re.compile(r"<[^>]*>")
_EMPTY = re.compile(r"<(figure|p)>\s*</\1>\s*")
_EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png"}
# Forms that browsers take before JPEG and PNG, the smallest first, and widths for phones and for
# desks.
VARIANT_ENDINGS = ("avif", "webp")
VARIANT_WIDTHS = (480, 960)
_SIZES = "(max-width: 44rem) 94vw, 42rem"
TYPES = {extension: kind for kind, extension in _EXTENSIONS.items()}


def media_path(media: Media) -> str:
    """Where our copy of a picture is served: by its content, so it never changes."""
    return f"/media/{media.digest}.{_EXTENSIONS[media.type]}"


def with_media(html: str, item: Item, base_url: str) -> str:
    """Sanitised HTML in which our copies stand in place of the originals, with their true size;
    what is no picture is left out.

    What was not fetched yet is shown from where it stands.
    """
    if item.media or item.unfit:
        html = _IMG.sub(lambda match: _image(match[0], item, base_url), html)
    return _without_lone_captions(html)


def with_pictures(html: str, item: Item) -> str:
    """Sanitised HTML for our own pages: each picture in the forms and sizes that we keep; what is
    not kept here is not shown.

    The first picture is loaded at once, the others when they come into view.
    """
    count = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal count
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[0])}
        media = item.media.get(attributes.get("src", ""))
        if media is None:
            return ""
        count += 1
        return _picture(media, attributes.get("alt", ""), first=count == 1)

    return _without_lone_captions(_IMG.sub(replaced, html))


def _without_lone_captions(html: str) -> str:
    """HTML whose figures all show something; where nothing but captions is left, they are the
    story, and stay as its paragraphs.
    """
    if "<figure" not in html:
        return _EMPTY.sub("", html)
    left = _EMPTY.sub("", _ONLY_CAPTION.sub("", html))
    if _TAGS.sub("", left).strip() or "<" in left:
        return left
    return _EMPTY.sub("", _ONLY_CAPTION.sub(r"<p>\2</p>", html))


def variant_path(media: Media, width: int, ending: str) -> str:
    """Where a smaller form of our copy of a picture is served."""
    return f"/media/{media.digest}-{width}.{ending}"


def offered_widths(own: int) -> list[int]:
    """The widths in pixels in which a picture of a certain width is offered, the smallest first:
    never wider than it is.
    """
    return [width for width in VARIANT_WIDTHS if width < own] or [own]


def _picture(media: Media, alt: str, *, first: bool) -> str:
    sources = "".join(
        f'<source type="image/{ending}" sizes="{_SIZES}" srcset="'
        + ", ".join(
            f"{variant_path(media, width, ending)} {width}w"
            for width in offered_widths(media.width)
        )
        + '">'
        for ending in VARIANT_ENDINGS
    )
    how = 'fetchpriority="high"' if first else 'loading="lazy"'
    image = (
        f'<img src="{media_path(media)}" alt="{escape(alt)}" width="{media.width}" '
        f'height="{media.height}" {how} decoding="async">'
    )
    return f"<picture>{sources}{image}</picture>"


def _image(tag: str, item: Item, base_url: str) -> str:
    attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
    source = attributes.get("src", "")
    if source in item.unfit:
        return ""
    media = item.media.get(source)
    if media is None:
        return tag
    attributes |= {
        "src": base_url + media_path(media),
        "width": str(media.width),
        "height": str(media.height),
    }
    return (
        "<img " + " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items()) + ">"
    )
