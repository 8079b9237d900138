"""What views share: the service of the application they run in."""

from typing import cast

from flask import current_app

from app.run.boot import Service
from app.values.program import NAME
from app.web import show

EXTENSION = NAME

__all__ = ["EXTENSION", "current_service", "show"]


def current_service() -> Service:
    """The assembled service of the running application."""
    return cast(Service, current_app.extensions[EXTENSION])
