"""The audit log: who did what, newest first, and all of it as a file."""

import csv
import io
import json
from collections.abc import Iterator

from flask import Response, request

from app.store import Entry
from app.web.desk.base import answer, current_service, needs, pages
from app.web.desk.fields import number

_PAGE = 100


@pages.get("/audit")
@needs("audit")
def audit() -> Response:
    """What was done, by whom, to what."""
    asked = {name: request.args.get(name, "")[:200] for name in ("by", "action", "subject")}
    before = number(request.args.get("before", "")) or None
    entries = current_service().store.audit.entries(_PAGE + 1, before=before, **asked)
    return answer(
        "audit.html",
        entries=entries[:_PAGE],
        more=entries[_PAGE - 1].id if len(entries) > _PAGE else None,
        asked=asked,
    )


@pages.get("/audit.<any(csv, jsonl):form>")
@needs("audit")
def audit_file(form: str) -> Response:
    """Everything that was ever done, the oldest first."""
    entries = current_service().store.audit.export()
    lines = (
        _csv(entries)
        if form == "csv"
        else (json.dumps(_plain(entry), ensure_ascii=False) + "\n" for entry in entries)
    )
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/jsonl; charset=utf-8"
    return Response(
        lines,
        mimetype=kind,
        headers={"Content-Disposition": f'attachment; filename="audit.{form}"'},
    )


def _plain(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "by": entry.by,
        "action": entry.action,
        "subject": entry.subject,
        "before": entry.before,
        "after": entry.after,
    }


def _csv(entries: Iterator[Entry]) -> Iterator[str]:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(("id", "at", "by", "action", "subject", "before", "after"))
    for entry in entries:
        values = [
            json.dumps(value, ensure_ascii=False) if value else ""
            for value in (entry.before, entry.after)
        ]
        writer.writerow(
            (
                entry.id,
                entry.at.isoformat(),
                *(_inert(text) for text in (entry.by, entry.action, entry.subject, *values)),
            )
        )
        yield sheet.getvalue()
        sheet.seek(0)
        sheet.truncate()


def _inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
