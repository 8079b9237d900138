"""What views share: the service of the application they run in."""

from typing import cast

from flask import current_app

from app.run.boot import Service
from app.web import show

EXTENSION = "harbin"

__all__ = ["EXTENSION", "service", "show"]


def service() -> Service:
    """The assembled service of the running application."""
    return cast(Service, current_app.extensions[EXTENSION])
