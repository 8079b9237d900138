"""What tests in a real browser share: where it is, a site for it to look at, editors who are logged
in, screenshots.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from wsgiref.types import WSGIApplication

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from app.collect.intake import Reading, take_in
from app.collect.noting import place_of
from app.run.boot import Service
from app.values.model import Content, Role, SourceSpec
from app.web import create_app
from scrapers import Teaser
from scrapers.values import Stamp
from tests.browsing import logged_in
from tests.deskwork import at_desk

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
SHOTS = Path(__file__).parent.parent / "build" / "screenshots"
SIZES = {"phone": (360, 740), "tablet": (768, 1024), "desk": (1440, 900)}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

in_a_browser = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(
        not CHROMIUM and not os.environ.get("CI"), reason="no chromium on this machine"
    ),
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, until the block ends."""
    with sync_playwright() as playwright:
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield running
        running.close()


@contextmanager
def serving_at(app: WSGIApplication) -> Iterator[str]:
    """A server on this machine, until the block ends; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Logins:
    """Editors of a service who are logged in already; `hire` makes one, `come` opens a page as one
    of them.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._app = create_app(service)
        self._kept: dict[str, str] = {}

    def hire(self, *names: str, role: Role = "chief") -> None:
        for name in names:
            client = logged_in(self._service, self._app, role, name).client
            cookie = client.get_cookie("desk", path="/desk")
            assert cookie is not None
            self._kept[name] = cookie.value

    def come(self, page: Page, url: str, name: str = "wei") -> None:
        cookie = {"name": "desk", "value": self._kept[name], "domain": "127.0.0.1", "path": "/desk"}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(url)
        expect(page.get_by_role("button", name=f"Log out {name}")).to_be_visible()
        page.wait_for_load_state()


def drafted(service: Service, text: str = "One.\n\nTwo.\n\nThree.") -> str:
    """A draft at the desk; returns its uid."""
    html = "".join(f"<p>{line}</p>" for line in text.split("\n\n"))
    made = at_desk(service.store).write(
        Content("A bridge", html=html, text=text.replace("\n\n", "\n")),
        "News",
        "wei",
        service.now(),
    )
    return made.uid


def fill_inbox(service: Service, count: int, slug: str = "daily") -> None:
    """So many stories of a source that wait for review."""
    spec = SourceSpec(
        f"https://{slug}.example/",
        slug,
        "City Daily",
        "City",
        "generic",
        "full",
        review=True,
        zone="UTC",
    )
    source = at_desk(service.store).add_source(spec, service.now())
    for number in range(count):
        title = f"Story number {number}"
        place = place_of(
            service.store,
            Teaser(f"https://{slug}.example/{number}", title),
            "listing",
            source,
            service.now(),
        )
        content = Content(
            title, text=f"What happened in street {number}.", published=Stamp(date(2024, 6, 24))
        )
        take_in(
            service.store,
            Reading(content, "City", "test", place, source, review=True),
            service.now(),
        )


def complaints_of(page: Page) -> list[str]:
    """What the browser complains of, as it goes on."""
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def shoot(page: Page, name: str) -> None:
    """One page at every size, light and dark, without a horizontal scroll bar."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=SHOTS / f"{name}-{size}-{scheme}.png", full_page=True)
        box = page.locator("body").bounding_box()
        assert box is not None
        assert box["width"] <= width
    page.emulate_media(color_scheme="light")
