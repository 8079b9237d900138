"""Files that come with the program: they stand beside the packages in a checkout, and within `app`
where the program is installed.

Decision 0124.
"""

from collections.abc import Mapping
from pathlib import Path

from app.values.program import COMMAND

_PACKAGE = Path(__file__).resolve().parent.parent
IS_INSTALLED = (_PACKAGE / "templates").is_dir()


def shipped(path: str) -> Path:
    """A file or folder of the program, by its place in the checkout."""
    inside = path.removeprefix("app/")
    return _PACKAGE / inside if IS_INSTALLED or inside != path else _PACKAGE.parent / path


def usual_data_dir(environ: Mapping[str, str], *, installed: bool = IS_INSTALLED) -> Path:
    """Where data are kept when nobody says otherwise: `var` in a checkout, else where the XDG Base
    Directory Specification wants what a user's programs keep.
    """
    if not installed:
        return Path("var")
    named = Path(environ.get("XDG_DATA_HOME", ""))
    home = Path(environ.get("HOME") or Path.home())
    # The specification ignores paths that are not absolute.
    return (named if named.is_absolute() else home / ".local" / "share") / COMMAND
