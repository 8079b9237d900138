"""The interface for programs, described as OpenAPI 3.1: one table of operations, and the document
made of it.
"""

from app.openapi.document import document
from app.openapi.operations import OPERATIONS, Operation

__all__ = ["OPERATIONS", "Operation", "document"]
