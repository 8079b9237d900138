"""What the newsroom is told by mail and webhook, in the site's own language."""

from collections.abc import Callable
from datetime import datetime

from flask import render_template
from flask_babel import force_locale

from app.news.health import health_of
from app.run.boot import Service
from app.store import Notice
from app.web import create_app
from app.web.conditions import (
    all_reasons,
    evidence_words,
    next_step,
    remedy_words,
    state_words,
)
from app.web.dates import show_moment
from app.web.languages import LOCALES


def letters(service: Service) -> Callable[[Notice], tuple[str, str]]:
    """A function that says a notice: its subject, and its text."""
    app = create_app(service)
    settings = service.settings

    def letter(notice: Notice) -> tuple[str, str]:
        with app.test_request_context("/"), force_locale(LOCALES[settings.languages[0]]):
            due = (
                show_moment(datetime.fromisoformat(moment), settings.zone)
                if (moment := notice.facts.get("due") or _since(notice))
                else ""
            )
            subject, _, text = (
                render_template(
                    "mail/notice.txt",
                    notice=notice,
                    due=due,
                    health_of=health_of,
                    state_words=state_words,
                    all_reasons=all_reasons,
                    next_step=next_step,
                    remedy_words=remedy_words,
                    evidence_words=evidence_words,
                )
                .strip()
                .partition("\n")
            )
            return f"{settings.title}: {subject}", text.strip() + "\n"

    return letter


def _since(notice: Notice) -> str:
    """Since when there is no backup."""
    return str(notice.facts["since"]) if notice.kind == "unsaved" else ""
