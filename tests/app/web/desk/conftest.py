"""What tests of the desk share: the application, and an editor who is logged in."""

import pytest
from flask import Flask

from app.run.boot import Service
from app.web import create_app
from tests.browsing import Browser, logged_in


@pytest.fixture
def app(service: Service) -> Flask:
    return create_app(service)


@pytest.fixture
def editor(service: Service, app: Flask) -> Browser:
    return logged_in(service, app, "editor", "wei")
