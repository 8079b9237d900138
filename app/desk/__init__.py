"""What people do: paste a link, import pages, add sources, write and edit items, look after editors."""

from app.desk.body import from_markdown, to_markdown
from app.desk.editors import Passwords
from app.desk.imports import import_page
from app.desk.paste import Pasted, paste
from app.desk.sources import Preview, add_source, preview, seed_sources
from app.desk.written import Draft, edit, write

__all__ = [
    "Draft", "Passwords", "Pasted", "Preview", "add_source", "edit", "from_markdown", "import_page", "paste", "preview",
    "seed_sources", "to_markdown", "write",
]  # fmt: skip
