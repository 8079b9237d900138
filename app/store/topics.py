"""Which feeds changed: the folders of the site whose feeds have a version of their own.

Decision 0045.
"""

from datetime import datetime
from urllib.parse import quote, unquote

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.schema import EditionRow, SectionRow, SourceRow, TagRow
from app.websub import folder_of

# What else gets feeds is added here: the folder above it, and the rows with `slug` and
# `version_at`.
_KINDS: tuple[tuple[str, type[SectionRow] | type[SourceRow] | type[TagRow]], ...] = (
    ("sections", SectionRow), ("sources", SourceRow), ("tags", TagRow)
)  # fmt: skip
_CORRECTIONS = "/corrections/"


def changed_folders(session: Session, since: datetime) -> dict[str, datetime]:
    """The folders whose feeds have a version newer than `since`, and that version."""
    everything, corrected = session.execute(
        select(EditionRow.version_at, EditionRow.corrected_at)
    ).one()
    folders = {
        folder: at
        for folder, at in (("/", everything), (_CORRECTIONS, corrected))
        if at is not None and at > since
    }
    for kind, row in _KINDS:
        changed = session.execute(select(row.slug, row.version_at).where(row.version_at > since))
        folders |= {f"/{kind}/{quote(slug)}/": at for slug, at in changed}
    return folders


def version_of(session: Session, path: str) -> datetime | None:
    """The version of the feed at a path; None when there is no such feed."""
    folder = folder_of(path)
    if folder == "/":
        return session.scalars(select(EditionRow.version_at)).one()
    if folder == _CORRECTIONS:
        corrected, everything = session.execute(
            select(EditionRow.corrected_at, EditionRow.version_at)
        ).one()
        return corrected or everything
    for kind, row in _KINDS:
        if folder and folder.startswith(f"/{kind}/"):
            slug = unquote(folder.removeprefix(f"/{kind}/").removesuffix("/"))
            return session.scalars(select(row.version_at).where(row.slug == slug)).one_or_none()
    return None
