"""The old address of the sanitiser."""

from scrapers.words.text import clean_html

__all__ = ["clean_html"]
