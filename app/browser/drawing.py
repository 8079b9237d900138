"""One page in the browser: what it may ask for, and what it looks like in the end."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Request,
    Route,
    WebSocketRoute,
)

from app.browser.flags import NO_WAYS_OUT
from app.browser.messages import Message
from app.browser.quiet import Quiet

# Answers what the page asks for: the address, the page as referrer, whether that may be data.
Ask = Callable[[str, str, bool], Awaitable[Message]]

_ASKED = ("document", "script", "xhr", "fetch")
_STYLE = ("stylesheet",)
_SEEN = ("image",)
# A picture of one transparent dot: scripts that wait for pictures go on.
_DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_METHODS = ("GET", "HEAD")
_TRIES = 5
_RESTS = 3
_IDLE = "new Promise((rest) => requestIdleCallback(rest, {timeout: 1000}))"
# The page with what its elements keep in shadow trees, which no document tells; in a document that
# runs no scripts. Nothing for a page without such trees.
_OPENED = """() => {
  if (![...document.querySelectorAll("*")].some((element) => element.shadowRoot)) return "";
  const still = document.implementation.createHTMLDocument("");
  const copy = (node) => {
    const made = still.importNode(node, false);
    const hidden = node.shadowRoot ? [...node.shadowRoot.childNodes] : [];
    for (const child of [...hidden, ...node.childNodes]) made.appendChild(copy(child));
    return made;
  };
  return "<!DOCTYPE html>" + copy(document.documentElement).outerHTML;
}"""
_STAY = 204
_NO_PAGE = 400


class Drawing:
    """A page that is drawn in a context of its own, which is gone afterwards with all that it
    stored.
    """

    def __init__(self, browser: Browser, page: Message, ask: Ask) -> None:
        self._browser = browser
        self._document: Message | None = page
        self._url = page.text("url")
        self._zone = page.text("zone")
        self._ask = ask
        self._turn = asyncio.Lock()
        self._quiet = Quiet()
        self._page: Page | None = None
        # Where documents were found, by where they were asked for.
        self._found: dict[str, str] = {}

    async def run(self) -> Message:
        """The page as drawn, or why it cannot be."""
        context = await self._browser.new_context(
            service_workers="block",
            accept_downloads=False,
            permissions=[],
            # What a list draws only when it comes into sight is in sight.
            viewport={"width": 1280, "height": 4000},
            # Days and times that a script makes of instants are those of the source.
            timezone_id=self._zone or None,
        )
        try:
            await self._close_ways(context)
            page = self._page = await context.new_page()
            context.on("page", _shut)
            try:
                await page.goto(self._url, wait_until="commit", timeout=0)
            except Error:
                # A script that leads on at once ends the way to the first page: that is no failure.
                if not page.url.startswith("http"):
                    raise
            await self._rest(page)
            return await self._seen(page)
        finally:
            with suppress(Error):
                await context.close()

    async def _rest(self, page: Page) -> None:
        """Wait until the page waits for nothing, and its scripts have nothing to do."""
        for _ in range(_RESTS):
            await self._quiet.comes()
            with suppress(Error):
                await page.evaluate(_IDLE)
            if not self._quiet.is_stirred:
                return

    async def _close_ways(self, context: BrowserContext) -> None:
        await context.add_init_script(NO_WAYS_OUT)
        await context.route("**/*", self._route)
        await context.route_web_socket("**/*", _refuse)

    async def _seen(self, page: Page) -> Message:
        """The elements of the page; asked for again where it led on meanwhile."""
        for _ in range(_TRIES):
            try:
                html = await page.evaluate(_OPENED) or await page.content()
                at = page.url.partition("#")[0]
                url = self._found.get(at, at)
                if not url.startswith("http"):
                    break
                return Message({"is": "drawn", "url": url}, html.encode("utf-8", "replace"))
            except Error:
                if page.is_closed():
                    break
                await self._rest(page)
        return Message({"is": "failed", "why": "it does not come to rest on a page"})

    async def _route(self, route: Route, request: Request) -> None:
        """Answer one request; what fails because the page is gone already is no matter."""
        with suppress(Error), self._quiet.asking():
            kind = request.resource_type
            if request.method not in _METHODS:
                await _decline(route, request)
            elif kind in _SEEN:
                await route.fulfill(status=200, content_type="image/gif", body=_DOT)
            elif kind in _STYLE:
                await route.fulfill(status=200, content_type="text/css", body="")
            elif kind not in _ASKED or not self._is_of_page(request):
                await _decline(route, request)
            else:
                await self._give(route, request)

    def _is_of_page(self, request: Request) -> bool:
        """Whether it is no page in a frame, or in a window that a script opened."""
        if not request.is_navigation_request():
            return True
        try:
            return self._page is not None and request.frame == self._page.main_frame
        except Error:
            return False

    async def _give(self, route: Route, request: Request) -> None:
        document, self._document = self._document, None
        if document is None:
            referer = request.headers.get("referer", "")
            async with self._turn:
                document = await self._ask(request.url, referer, _is_data(request))
        status = document.words.get("status", 200)
        if not status or (request.is_navigation_request() and status >= _NO_PAGE):
            await _decline(route, request)
            return
        if found := document.text("url"):
            self._found[request.url] = found
        kind = document.text("type") or "application/octet-stream"
        # Never a redirect: what it leads to would not come by here.
        await route.fulfill(status=status, content_type=kind, body=document.body)


def _is_data(request: Request) -> bool:
    """Whether something else may come each time: all but scripts, and those that are data."""
    query = urlsplit(request.url).query.lower()
    return request.resource_type != "script" or "callback" in query or "jsonp" in query


async def _decline(route: Route, request: Request) -> None:
    """Refuse a request; where it would lead to another page, the page stays where it is."""
    if request.is_navigation_request():
        await route.fulfill(status=_STAY)
    else:
        await route.abort("blockedbyclient")


async def _refuse(way: WebSocketRoute) -> None:
    with suppress(Error):
        await way.close()


async def _shut(page: Page) -> None:
    with suppress(Error):
        await page.close()
