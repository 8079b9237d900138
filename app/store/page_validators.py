"""The validators of pages whose content is stored: what says that they have not changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.schema import ValidatorRow, table_of
from app.values.address import Address

_TABLE = table_of(ValidatorRow)


@dataclass(frozen=True, slots=True)
class PageValidators:
    """What says that a stored page has not changed: its validators, and the digest of its bytes."""

    address: Address
    etag: str | None = None
    last_modified: str | None = None
    digest: str = ""


def _upsert(insert: Any) -> Any:
    statement = insert(_TABLE)
    new = {name: statement.excluded[name] for name in ("etag", "last_modified", "digest")}
    return statement.on_conflict_do_update(index_elements=["key"], set_=new)


# Built once: building a statement costs as much as running it.
_SAVE = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


def validators_of(
    connection: Connection, addresses: Sequence[Address]
) -> dict[Address, PageValidators]:
    """The validators of pages; empty ones where there are none."""
    wanted = select(_TABLE).where(_TABLE.c.key.in_({address.key for address in addresses}))
    rows = {row.key: row for row in connection.execute(wanted)}
    return {
        address: PageValidators(address, row.etag, row.last_modified, row.digest)
        if (row := rows.get(address.key))
        else PageValidators(address)
        for address in addresses
    }


def save_validators(connection: Connection, validators: PageValidators) -> None:
    """Store or replace a page's validators."""
    values = {
        "key": validators.address.key,
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "digest": validators.digest,
    }
    connection.execute(_SAVE[connection.dialect.name], values)


def clear_validators(connection: Connection, key: str) -> None:
    """Forget what said that the page of a location's key has not changed."""
    cleared = update(_TABLE).where(_TABLE.c.key == key)
    connection.execute(cleared.values(etag=None, last_modified=None, digest=""))
