"""Which installation this database belongs to."""

from sqlalchemy.orm import Mapped

from app.store.schema.base import Base, Key, OptionalInstant


class InstallationRow(Base):
    """One row, made at the first start.

    `key_check` tells whether the key that secrets are sealed with is at hand; `mark` stands in the
    data folder too. `held_at`: since when this is a restored copy that tells nobody anything, until
    somebody says that the one that it was made of is gone.
    """

    __tablename__ = "installation"
    id: Mapped[Key]
    key_check: Mapped[str]
    mark: Mapped[str]
    held_at: Mapped[OptionalInstant]
