"""What becomes of a source's new items: trusted, reviewed, or judged by rules that are tried on its
last items.
"""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.news.rules import MOST_RULES, Rule, Verdict, judge, parse, to_values
from app.values.errors import InputError
from app.values.model import Item, Source
from app.web.desk.base import current_service, in_words, me, needs, pages
from app.web.desk.fields import number
from app.web.desk.source import source_page

_TRIED = 20
_NAMES = ("field", "how", "value", "then", "to")
_EMPTY = {"field": "title", "how": "contains", "value": "", "then": "review", "to": ""}


@pages.post("/sources/<slug>/rules")
@needs("set up")
def rule_source(slug: str) -> AnyResponse:
    """Save what becomes of new items; or add, move, remove and try rules, which saves nothing."""
    service = current_service()
    source = service.store.sources.get(slug)
    policy, rows = request.form.get("policy", ""), _rows()
    even_doubtful = request.form.get("even_doubtful") == "yes"
    shown: dict[str, Any] = {"policy": policy, "rules": rows, "even_doubtful": even_doubtful}
    what, _, place = request.form.get("do", "").partition(" ")
    if what in ("add", "up", "down", "remove"):
        moved = {"policy": "rules", "rules": _move(rows, what, number(place))}
        return source_page(source, **shown | moved)
    try:
        rules = _rules(rows) if policy == "rules" else ()
        if what == "save":
            desk.change_policy(
                service.store,
                slug,
                to_values(rules),
                me().name,
                service.now(),
                review=policy != "trusted",
                even_doubtful=even_doubtful,
            )
            flash(gettext("Saved. It holds for what comes in from now on."))
            return redirect(url_for("desk.source", slug=slug))
        return source_page(source, **shown, trial=_tried(source, policy, rules))
    except InputError as error:
        return source_page(source, 422, **shown, problem=in_words(error), field=error.field)


def _rows() -> list[dict[str, str]]:
    """The rows of the form, as far as they were sent whole."""
    columns = [request.form.getlist(name)[: MOST_RULES + 1] for name in _NAMES]
    return [dict(zip(_NAMES, values, strict=True)) for values in zip(*columns, strict=False)]


def _move(rows: list[dict[str, str]], what: str, at: int) -> list[dict[str, str]]:
    if what == "add":
        return [*rows, dict(_EMPTY)]
    if not 0 <= at < len(rows):
        return rows
    if what == "remove":
        return rows[:at] + rows[at + 1 :]
    to = min(max(at + (-1 if what == "up" else 1), 0), len(rows) - 1)
    rest = rows[:at] + rows[at + 1 :]
    return [*rest[:to], rows[at], *rest[to:]]


def _rules(rows: list[dict[str, str]]) -> tuple[Rule, ...]:
    if not rows:
        raise InputError(
            gettext("There is no rule yet: add one, or choose review of everything."), field="rules"
        )
    return parse(rows)


def _tried(source: Source, policy: str, rules: tuple[Rule, ...]) -> list[tuple[Item, Any]]:
    """The source's last items, each with what would have become of it."""
    items = current_service().store.output.latest(source, _TRIED)
    return [(item, _verdict(item, policy, rules)) for item in items]


def _verdict(item: Item, policy: str, rules: tuple[Rule, ...]) -> Verdict:
    if policy != "rules":
        return Verdict("publish" if policy == "trusted" else "review")
    return judge(item.upstream or item.content, item.section.title, rules)
