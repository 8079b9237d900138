"""What people do: upload pictures, paste a link, import pages, add sources, write and edit items, look after editors."""

from app.desk.alttext import markdown_of
from app.desk.body import from_markdown, to_markdown
from app.desk.changes import Change, Signer, change_item, make_item, read_change
from app.desk.editors import Passwords, check_name
from app.desk.imports import import_page
from app.desk.paste import Pasted, paste
from app.desk.sources import Look, Preview, add_source, preview, read_duration, recipe_from, seed_sources, try_recipe
from app.desk.uploads import picture_texts, upload
from app.desk.written import Draft, check_for_publishing, check_section, check_stored, content_of_draft, edit, moment_of, write

__all__ = [
    "Change",
    "Draft",
    "Look",
    "Passwords",
    "Pasted",
    "Preview",
    "Signer",
    "add_source",
    "change_item",
    "check_for_publishing",
    "check_name",
    "check_section",
    "check_stored",
    "content_of_draft",
    "edit",
    "from_markdown",
    "import_page",
    "make_item",
    "markdown_of",
    "moment_of",
    "paste",
    "picture_texts",
    "preview",
    "read_change",
    "read_duration",
    "recipe_from",
    "seed_sources",
    "to_markdown",
    "try_recipe",
    "upload",
    "write",
]  # fmt: skip
