"""The service. `scrapers` reads pages; everything else is here."""

from importlib import import_module

from flask import Flask

__version__ = "0.2.0"


def create_app() -> Flask:
    """The application for `flask --app app`, with the same commands as `python -m app`."""
    app: Flask = import_module("app.cli").flask_app()
    return app
