"""What people do: upload pictures, paste a link, import pages, add sources, write and edit items,
look after editors.
"""

from app.desk.acts import merge, move, name_version, publish, restore, split, withdraw
from app.desk.admitting import (
    admit_program,
    count_write,
    failed_logins,
    log_in,
    logins_of,
    who_is_in,
)
from app.desk.alike import alike
from app.desk.alttext import markdown_of
from app.desk.body import from_markdown, to_markdown
from app.desk.changes import (
    Answer,
    Change,
    Request,
    Signer,
    change_item,
    make_item,
    make_item_once,
    read_change,
)
from app.desk.copies import go_live, refuse_for_copy
from app.desk.doctoring import accept_remedy, set_doctor_mode, take_back_remedy
from app.desk.editors import Passwords, check_name
from app.desk.events import take_out
from app.desk.examining import Examination, accept_as_usual, examine, health_of_sources
from app.desk.filing import file_into
from app.desk.frontpage import arrange, expire, pin, unpin
from app.desk.imports import import_page
from app.desk.keeping import NEW, keep_typed
from app.desk.losses import HeldLoss, Settlement, held_losses, settle_losses
from app.desk.outlines import import_outlined, outlined
from app.desk.paste import PastedPage, paste
from app.desk.people import (
    add_editor,
    change_editor,
    change_password,
    drop_second_factor,
    give_token,
    owner_of,
    reset_access,
    reset_password,
    take_second_factor,
)
from app.desk.rations import use_one
from app.desk.saving import Form, SaveResult, moves, save, save_into, save_new, write
from app.desk.site import Site, site_of, told_language
from app.desk.sources import (
    Look,
    Preview,
    add_source,
    preview,
    proposed,
    read_duration,
    recipe_from,
    seed_sources,
    try_recipe,
)
from app.desk.tending import (
    Terms,
    change_browser,
    change_policy,
    change_recipe,
    change_source,
    collect_soon,
    pause_source,
    remove_source,
    resume_source,
)
from app.desk.timing import PUBLISHING, check_times
from app.desk.undoing import last_arrangement, undo
from app.desk.uploads import picture_texts, upload
from app.desk.written import (
    Draft,
    PreparedItem,
    check_pictures,
    check_section,
    check_stored,
    content_of_draft,
    moment_of,
    prepare,
    prepare_new,
)

__all__ = [
    "NEW",
    "PUBLISHING",
    "Answer",
    "Change",
    "Draft",
    "Examination",
    "Form",
    "HeldLoss",
    "Look",
    "Passwords",
    "PastedPage",
    "PreparedItem",
    "Preview",
    "Request",
    "SaveResult",
    "Settlement",
    "Signer",
    "Site",
    "Terms",
    "accept_as_usual",
    "accept_remedy",
    "add_editor",
    "add_source",
    "admit_program",
    "alike",
    "arrange",
    "change_browser",
    "change_editor",
    "change_item",
    "change_password",
    "change_policy",
    "change_recipe",
    "change_source",
    "check_name",
    "check_pictures",
    "check_section",
    "check_stored",
    "check_times",
    "collect_soon",
    "content_of_draft",
    "count_write",
    "drop_second_factor",
    "examine",
    "expire",
    "failed_logins",
    "file_into",
    "from_markdown",
    "give_token",
    "go_live",
    "health_of_sources",
    "held_losses",
    "import_outlined",
    "import_page",
    "keep_typed",
    "last_arrangement",
    "log_in",
    "logins_of",
    "make_item",
    "make_item_once",
    "markdown_of",
    "merge",
    "moment_of",
    "move",
    "moves",
    "name_version",
    "outlined",
    "owner_of",
    "paste",
    "pause_source",
    "picture_texts",
    "pin",
    "prepare",
    "prepare_new",
    "preview",
    "proposed",
    "publish",
    "read_change",
    "read_duration",
    "recipe_from",
    "refuse_for_copy",
    "remove_source",
    "reset_access",
    "reset_password",
    "restore",
    "resume_source",
    "save",
    "save_into",
    "save_new",
    "seed_sources",
    "set_doctor_mode",
    "settle_losses",
    "site_of",
    "split",
    "take_back_remedy",
    "take_out",
    "take_second_factor",
    "to_markdown",
    "told_language",
    "try_recipe",
    "undo",
    "unpin",
    "upload",
    "use_one",
    "who_is_in",
    "withdraw",
    "write",
]
