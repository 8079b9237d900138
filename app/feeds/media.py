"""Pictures that are kept here, in place of where they stand upstream."""

import re
from html import escape, unescape

from app.model import Item, Media

_IMG = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_EMPTY = re.compile(r"<(figure|p)>\s*</\1>\s*")
_EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png"}
TYPES = {extension: kind for kind, extension in _EXTENSIONS.items()}


def media_path(media: Media) -> str:
    """Where our copy of a picture is served: by its content, so it never changes."""
    return f"/media/{media.digest}.{_EXTENSIONS[media.type]}"


def with_media(html: str, item: Item, base_url: str) -> str:
    """Sanitised HTML in which our copies stand in place of the originals, with their true size; what is no picture is left out.

    What was not fetched yet is shown from where it stands.
    """
    if not item.media and not item.unfit:
        return html
    return _EMPTY.sub("", _IMG.sub(lambda match: _image(match[0], item, base_url), html))


def _image(tag: str, item: Item, base_url: str) -> str:
    attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
    source = attributes.get("src", "")
    if source in item.unfit:
        return ""
    media = item.media.get(source)
    if media is None:
        return tag
    attributes |= {"src": base_url + media_path(media), "width": str(media.width), "height": str(media.height)}
    return "<img " + " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items()) + ">"
