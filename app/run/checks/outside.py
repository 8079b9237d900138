"""What only a request can tell: the site through its proxies, other sites, mail, webhooks."""

import smtplib
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.fetch import Call, Fetcher, Reply
from app.run.checks.finding import Finding
from app.store import Store
from app.values.errors import HOST_IS_DOWN, FetchError
from app.values.program import header, variable
from app.values.settings import DEFAULT_BASE_URL, Settings

# An address that nobody has (RFC 5737), for a visitor who lies about his own.
_FORGED = "203.0.113.99"
# In which the service says from where it was asked.
SEEN = header("Seen")
_MAIL_SECONDS = 20
_MOST_SITES = 5


@dataclass(frozen=True, slots=True)
class Outside:
    """The world around an installation; `fetcher` may reach its own public address."""

    settings: Settings
    store: Store
    fetcher: Fetcher

    def proxies(self) -> Iterator[Finding]:
        """Whether visitors' addresses are told rightly, by a request through whatever stands before
        the service.
        """
        settings = self.settings
        if settings.base_url == DEFAULT_BASE_URL:
            yield Finding(
                "proxies",
                "note",
                "the public address is not set: links in feeds lead to this machine",
                f"set {variable('base_url')}",
            )
            return
        try:
            reply = self._ask(f"{settings.base_url}/healthz", ("X-Forwarded-For", _FORGED))
        except FetchError as error:
            yield Finding("proxies", "wrong", f"{settings.base_url} does not answer: {error}")
            return
        seen = {name.lower(): value for name, value in reply.headers}.get(SEEN.lower(), "")
        yield self._judged(seen)

    def _judged(self, seen: str) -> Finding:
        settings, proxies = self.settings, variable("proxies")
        if not seen:
            return Finding(
                "proxies",
                "wrong",
                f"something else than this program answers at {settings.base_url}",
                "let the web server pass its requests on (deploy/)",
            )
        if seen == _FORGED:
            return Finding(
                "proxies",
                "wrong",
                "a visitor's own word for their address is taken",
                f"let the proxy set X-Forwarded-For, or lower {proxies} ({settings.proxies})",
            )
        if settings.base_url.startswith("https:") and not settings.proxies:
            return Finding(
                "proxies",
                "wrong",
                f"all visitors seem to come from {seen}: the proxy is not known",
                f"set {proxies} to 1",
            )
        return Finding("proxies", "ok", f"{settings.base_url} answers; this machine is {seen}")

    def network(self) -> Iterator[Finding]:
        """Whether other sites can be reached, by those of a few sources."""
        sources = [source for source in self.store.sources.all() if not source.paused]
        sites = list(dict.fromkeys(_front(source.url) for source in sources))[:_MOST_SITES]
        failed = [why for site in sites if (why := self._unreachable(site))]
        if not sites:
            yield Finding("network", "ok", "there are no sources to ask")
        elif len(failed) == len(sites):
            yield Finding(
                "network",
                "wrong",
                f"no site can be reached: {failed[0]}",
                "see whether this machine may reach the web, and knows a name server",
            )
        else:
            yield Finding("network", "ok", f"{len(sites) - len(failed)} of {len(sites)} answer")

    def mail(self) -> Iterator[Finding]:
        """Whether the mail server lets us in; nothing is sent."""
        if not self.settings.notify_mail:
            yield Finding("mail", "ok", "nobody is to be told by mail")
            return
        server = urlsplit(self.settings.smtp_url)
        kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
        host, port = server.hostname or "localhost", server.port or 0
        try:
            with kind(host, port, timeout=_MAIL_SECONDS) as post:
                if server.scheme == "smtp" and post.has_extn("starttls"):
                    post.starttls()
                if server.username:
                    post.login(unquote(server.username), unquote(server.password or ""))
        except (OSError, smtplib.SMTPException) as error:
            yield Finding("mail", "wrong", f"{host}: {error}", f"see {variable('smtp_url')}")
        else:
            yield Finding("mail", "ok", f"{host} lets us in")

    def webhooks(self) -> Iterator[Finding]:
        """Whether those can be reached who are told by webhook; nothing is told."""
        for url in self.settings.notify_webhooks:
            host = urlsplit(url).hostname or url
            if why := self._unreachable(url):
                yield Finding("webhooks", "wrong", f"{host}: {why}")
            else:
                yield Finding("webhooks", "ok", f"{host} answers")

    def _unreachable(self, url: str) -> str:
        """Why a site cannot be reached; empty where it answers, whatever it says."""
        try:
            self._ask(url)
        except FetchError as error:
            return str(error) if error.kind in HOST_IS_DOWN or error.kind == "blocked" else ""
        return ""

    def _ask(self, url: str, *headers: tuple[str, str]) -> Reply:
        try:
            return self.fetcher.call(Call(url, headers=headers)).result()
        except CancelledError as error:
            raise FetchError(url, "timeout", "it was given up") from error


def _front(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
