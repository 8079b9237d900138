"""What tests in a browser share: a site on SQLite, and a wide window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.databases import copy_of_schema


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return copy_of_schema(tmp_path / "harbin.db")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()
