"""Which file a page of ours is."""

import re
from urllib.parse import unquote

# Files know no queries: deeper pages of headlines become folders below their first page.
_DEEPER = re.compile(r"([^?]*/)(feed\.\w+)?\?(after|before)=(-?[0-9]+(?:-[0-9]+)?)")
_ITEM = re.compile(r"((?:/[a-z]{2})?/items/[^/]+/)(?!history$|card\.png$)[^/]+")
_LONGEST = 240


def settled(path: str) -> str:
    """The address of a page without its query: `/?after=7` is `/after/7/`; empty for queries that
    no file can answer.
    """
    if "?" not in path:
        return path
    match = _DEEPER.fullmatch(path)
    return f"{match[1]}{match[3]}/{match[4]}/{match[2] or ''}" if match else ""


def file_name(path: str, content_type: str) -> str:
    """The file of a settled address, below the folder of the export; empty for what no file can be
    called.
    """
    decoded = unquote(path, errors="strict") if _is_text(path) else ""
    segments = decoded.removeprefix("/").split("/")
    if (
        not decoded.startswith("/")
        or "\0" in decoded
        or any(segment in ("", ".", "..") for segment in segments[:-1])
    ):
        return ""
    if segments[-1] in (".", "..") or any(len(segment.encode()) > _LONGEST for segment in segments):
        return ""
    if not segments[-1]:
        segments[-1] = "index.html"
    elif content_type.startswith("text/html"):
        segments[-1] += ".html"
    return "/".join(segments)


def short_path(path: str) -> str:
    """The address of an item without the words of its headline; empty for what is no item's
    page.
    """
    match = _ITEM.fullmatch(path)
    return match[1] if match else ""


def _is_text(path: str) -> bool:
    try:
        unquote(path, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
