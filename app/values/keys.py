"""Words made comparable: titles by which items are found again, and parts of addresses."""

import re
import unicodedata


def fold_title(title: str) -> str:
    """A title blind to spacing, case, punctuation and width."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", title).casefold()).strip()


def slug_of(title: str) -> str:
    """Words of a title for a URL: ASCII letters and digits joined by hyphens, at most 60
    characters; may be empty.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    slug = "-".join(words)
    return slug if len(slug) <= 60 else slug[:61].rpartition("-")[0]


def tag_slug(title: str) -> str:
    """A tag for a URL: its letters and digits of any script, folded, joined by hyphens; titles that
    differ in case or width share one.
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", title).casefold())
    return "-".join(words)
