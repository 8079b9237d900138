"""Collecting one source: fetch its listing, find what is new, changed or gone, read it, take it in.

`visit` asks for pages and keeps captures, `listing` follows a listing to known territory, `stories` reads what it shows.
"""

from app.collect.run import Collector, Progress
from app.collect.visit import Visitor

__all__ = ["Collector", "Progress", "Visitor"]
