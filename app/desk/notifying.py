"""Tells the newsroom by mail and webhook what it should know: a source that broke or works again,
an item that is late, what waits.
"""

import json
import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from app.desk.watching import watch
from app.fetch import CALL_LIMITS, Call, Fetcher
from app.store import Dispatch, Notice, Store
from app.values.errors import FetchError, NewsError
from app.values.program import NAME, header
from app.values.settings import Settings
from app.websub import deliver_again, signature

log = logging.getLogger(NAME)

Letter = Callable[[Notice], tuple[str, str]]
_AT_ONCE = 20
_MAIL_SECONDS = 20


class Notifier:
    """Notes what happened, and sends it on. `letter` says a notice in the newsroom's language:
    subject and text.
    """

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        settings: Settings,
        letter: Letter,
        *,
        now: Callable[[], datetime],
        chance: Callable[[], float],
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._settings = settings
        self._letter = letter
        self._now = now
        self._chance = chance

    def watch(self) -> int:
        """Note what happened since; nothing is sent here."""
        settings = self._settings
        addresses = settings.notify_addresses
        every = timedelta(seconds=settings.backup_every) if settings.backup_to else None
        return watch(self._store, addresses, self._now(), every) if addresses else 0

    def run(self) -> None:
        """Send what is due, until nothing is; what cannot be sent is tried again, later and later,
        for a day.
        """
        while due := self._store.notices.take(_AT_ONCE, self._now()):
            for dispatch in due:
                self._try(dispatch)

    def _try(self, dispatch: Dispatch) -> None:
        try:
            if dispatch.address.startswith(("http://", "https://")):
                self._post(dispatch)
            else:
                self._mail(dispatch)
        except (NewsError, OSError, smtplib.SMTPException) as error:
            log.warning("the newsroom could not be told (%s): %s", dispatch.notice.key, error)
            self._later(dispatch, error)
        except Exception as error:
            log.exception("the newsroom could not be told (%s)", dispatch.notice.key)
            self._later(dispatch, error)
        else:
            self._store.notices.sent(dispatch)

    def _later(self, dispatch: Dispatch, error: Exception) -> None:
        wait = deliver_again(
            dispatch.tries + 1, self._chance(), getattr(error, "retry_after", None)
        )
        self._store.notices.not_sent(dispatch, str(error), self._now() + wait if wait else None)

    def _post(self, dispatch: Dispatch) -> None:
        subject, text = self._letter(dispatch.notice)
        body = json.dumps(_payload(dispatch.notice, subject, text), ensure_ascii=False).encode()
        headers = (
            [(header("Signature"), signature(self._settings.notify_secret, body))]
            if self._settings.notify_secret
            else []
        )
        reply = self._fetcher.call(
            Call(dispatch.address, body, "application/json", tuple(headers), CALL_LIMITS)
        ).result()
        if not reply.ok:
            raise FetchError(
                dispatch.address,
                "status",
                f"it answered {reply.status}",
                status=reply.status,
                retry_after=reply.retry_after,
            )

    def _mail(self, dispatch: Dispatch) -> None:
        settings, server = self._settings, urlsplit(self._settings.smtp_url)
        subject, text = self._letter(dispatch.notice)
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = (
            settings.mail_from,
            dispatch.address,
            " ".join(subject.split()),
        )
        message["Date"] = format_datetime(dispatch.notice.at)
        message["Message-ID"] = f"<{dispatch.id}.notices@{settings.authority}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
        with kind(server.hostname or "localhost", server.port or 0, timeout=_MAIL_SECONDS) as post:
            if server.scheme == "smtp" and post.has_extn("starttls"):
                post.starttls()
            if server.username:
                post.login(unquote(server.username), unquote(server.password or ""))
            post.send_message(message)


def _payload(notice: Notice, subject: str, text: str) -> dict[str, Any]:
    return {
        "id": notice.key,
        "event": notice.kind,
        "at": notice.at.isoformat(),
        "subject": subject,
        "text": text,
        "facts": dict(notice.facts),
    }
