"""When items and archive documents changed last, silent changes included, and since when the site
looks as it does: what feeds that are put together from many sections say in Last-Modified.
"""

import sqlalchemy as sa
from alembic import op

from app.store.types import UTCDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No batch: that would make the tables anew, and others refer to their rows. What has no version
    # yet has that of the site as it looks now.
    op.add_column("items", sa.Column("version_at", UTCDateTime(), nullable=True))
    op.add_column("archives", sa.Column("version_at", UTCDateTime(), nullable=True))
    op.add_column("edition", sa.Column("appeared_at", UTCDateTime(), nullable=True))
    op.execute("UPDATE edition SET appeared_at = version_at")
