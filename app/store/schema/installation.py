"""Which installation this database belongs to."""

from sqlalchemy.orm import Mapped

from app.store.schema.base import Base, Key


class InstallationRow(Base):
    """One row, made at the first start.

    `key_check` tells whether the key that secrets are sealed with is at hand; `mark` stands in the
    data folder too.
    """

    __tablename__ = "installation"
    id: Mapped[Key]
    key_check: Mapped[str]
    mark: Mapped[str]
