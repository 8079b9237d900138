"""The public interface for programs: /api/v1/. What is public needs nothing; all else a token, and
no session counts here.
"""

from app.web.api import described, reads, writes
from app.web.api.base import not_stored, pages, problem

__all__ = ["described", "not_stored", "pages", "problem", "reads", "writes"]
