"""Which feeds changed: the folders of the site whose feeds have a version of their own."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.schema import EditionRow, SectionRow, SourceRow
from app.websub import folder_of

# What else gets feeds is added here: the folder above it, and the rows with `slug` and `version_at`.
_KINDS: tuple[tuple[str, type[SectionRow] | type[SourceRow]], ...] = (("sections", SectionRow), ("sources", SourceRow))


def changed_folders(session: Session, since: datetime) -> dict[str, datetime]:
    """The folders whose feeds have a version newer than `since`, and that version."""
    edition = session.scalars(select(EditionRow.version_at)).one()
    found = {"/": edition} if edition > since else {}
    for kind, row in _KINDS:
        changed = session.execute(select(row.slug, row.version_at).where(row.version_at > since))
        found |= {f"/{kind}/{slug}/": at for slug, at in changed}
    return found


def version_of(session: Session, path: str) -> datetime | None:
    """The version of the feed at a path; None when there is no such feed."""
    folder = folder_of(path)
    if folder == "/":
        return session.scalars(select(EditionRow.version_at)).one()
    for kind, row in _KINDS:
        if folder and folder.startswith(f"/{kind}/"):
            slug = folder.removeprefix(f"/{kind}/").removesuffix("/")
            return session.scalars(select(row.version_at).where(row.slug == slug)).one_or_none()
    return None
