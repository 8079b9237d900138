"""Topics are the addresses of our feeds: a folder of the site, and a format."""

from typing import get_args

from app.feeds import Format

_NAMES = tuple(f"feed.{form}" for form in get_args(Format))


def topics_of(folder: str) -> tuple[str, ...]:
    """The paths of the feeds in a folder of the site such as `/` or `/sections/arts/`."""
    return tuple(folder + name for name in _NAMES)


def folder_of(path: str) -> str | None:
    """The folder whose feed stands at a path; None when none can stand there."""
    folder, slash, name = path.rpartition("/")
    return folder + slash if slash and name in _NAMES else None
