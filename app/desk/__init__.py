"""What people do: paste a link, import pages, add sources, write and edit items, look after editors."""

from app.desk.body import from_markdown, to_markdown
from app.desk.editors import Passwords
from app.desk.imports import import_page
from app.desk.paste import Pasted, paste
from app.desk.sources import Look, Preview, add_source, preview, read_duration, recipe_from, seed_sources, try_recipe
from app.desk.written import Draft, check_for_publishing, content_of_draft, edit, moment_of, write

__all__ = [
    "Draft", "Look", "Passwords", "Pasted", "Preview", "add_source", "check_for_publishing", "content_of_draft", "edit", "from_markdown",
    "import_page", "moment_of", "paste", "preview", "read_duration", "recipe_from", "seed_sources", "to_markdown", "try_recipe", "write",
]  # fmt: skip
