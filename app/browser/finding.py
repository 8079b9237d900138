"""Whether there is a browser here."""

import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec

from app.values.shipped import shipped

NAMES = ("chromium", "chromium-browser")


def chromium(which: Callable[[str], str | None] = shutil.which) -> str:
    """The path of Debian's chromium; "" where there is none."""
    return next((path for name in NAMES if (path := which(name))), "")


def missing(
    which: Callable[[str], str | None] = shutil.which,
    module: Callable[[str], object | None] = find_spec,
) -> str:
    """What has to be installed before pages can be drawn, in words; "" when all is there."""
    lacking = []
    if not chromium(which):
        lacking.append("chromium (apt install chromium)")
    if module("playwright") is None:
        pins = shipped("app/browser/requirements.txt")
        lacking.append(f"playwright ({sys.executable} -m pip install --no-deps -r {pins})")
    return " and ".join(lacking)
