"""What stands inside the pages themselves, so that a page of text is one request: style, icon, the
one small script.
"""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from urllib.parse import quote

from flask import render_template
from markupsafe import Markup

from app.values.shipped import shipped

_SITE = shipped("templates/site")


class Assets:
    """Read once; their hashes are what the pages' security policy allows."""

    @staticmethod
    @cache
    def css() -> Markup:
        """The site's style sheet, without what only people need."""
        return Markup(_squeezed((_SITE / "site.css").read_text("utf-8")))  # noqa: S704

    @staticmethod
    @cache
    def script(name: str) -> Markup:
        """A small script of ours."""
        return Markup((_SITE / name).read_text("utf-8"))  # noqa: S704

    @staticmethod
    @cache
    def icon(_: str) -> str:
        """The site's icon as an address that needs no request."""
        drawing = re.sub(r">\s+<", "><", render_template("site/icon.svg").strip())
        return "data:image/svg+xml," + quote(drawing, safe="='/:,;()")

    @classmethod
    @cache
    def policy(cls, script: str = "") -> str:
        """The security policy of our pages: our own style, our own pictures, a script of ours where
        there is one, and nothing else.
        """
        scripts = f"script-src '{_hash(cls.script(script))}'; " if script else ""
        return (
            f"default-src 'none'; style-src '{_hash(cls.css())}'; {scripts}img-src 'self' data:; "
            f"connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _squeezed(css: str) -> str:
    """A style sheet without comments and needless spaces; what stands in quotes is left alone."""
    parts = re.split(r'("[^"]*")', re.sub(r"/\*.*?\*/", "", css, flags=re.S))
    return "".join(
        part
        if part.startswith('"')
        else re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", part))
        for part in parts
    ).strip()
