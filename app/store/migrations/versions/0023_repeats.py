"""Which stories of a source a line or a picture stood in, where only their number was kept."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_FEWEST = 3


def upgrade() -> None:
    repeats = sa.table("repeats", sa.column("source_id", sa.Integer), sa.column("counts", sa.JSON))
    connection = op.get_bind()
    for source_id, counts in connection.execute(sa.select(repeats)).all():
        changed = repeats.update().where(repeats.c.source_id == source_id)
        connection.execute(changed.values(counts=_tally(counts)))


def _tally(counts: dict[str, int]) -> dict[str, Any]:
    """What was counted, with all that was known to repeat. Where in the row of its stories a mark
    stood that was not known is not: a few stories ago.
    """
    pages = counts.pop("pages", 0)
    lines = {mark: count for mark, count in counts.items() if not mark.startswith("picture ")}
    known = dict.fromkeys(mark for mark, count in lines.items() if count >= _FEWEST)
    before = max(1, pages - 8)
    seen = {mark: [before] * min(count, 200) for mark, count in counts.items() if mark not in known}
    return {"pages": pages, "seen": seen, "known": [*known]}
