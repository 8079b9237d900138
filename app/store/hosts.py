"""To which hosts listings link, and what waits because theirs had never linked to its host.

Decision 0108.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from app.store.access import Access, repeated
from app.store.schema import ItemRow, LinkedHostRow, LocationRow
from app.values.model import Source
from scrapers.words.urls import host_of

# What an editor has let through, whatever became of it since.
_LET_THROUGH = ("scheduled", "published", "withdrawn")
_LINKED_BY = select(LinkedHostRow.host).where(LinkedHostRow.source_id == bindparam("source"))
_HELD_OF = (
    select(LocationRow.key, ItemRow.status)
    .outerjoin(ItemRow, ItemRow.id == LocationRow.item_id)
    .where(
        LocationRow.source_id == bindparam("source"),
        LocationRow.foreign == literal_column("'held'"),
    )
)


class Hosts:
    """Hosts by the sources that link to them, each without `www.`."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @repeated
    def standing(self, source: Source, hosts: Collection[str]) -> tuple[set[str], set[str]]:
        """Of some hosts (without `www.`), those that a source linked to before or that an editor
        let something through of; and those of which something is held or was refused.
        """
        with self._access.write() as session:
            if session.scalars(_LINKED_BY.limit(1), {"source": source.id}).first() is None:
                _gather_hosts(session, source.id)
            known = set(session.scalars(_LINKED_BY, {"source": source.id})) & set(hosts)
            held = session.execute(_HELD_OF, {"source": source.id}).all()
        through = {_host_of_key(key) for key, status in held if status in _LET_THROUGH}
        suspect = {_host_of_key(key) for key, _ in held} - through
        return known | (through & set(hosts)), (suspect & set(hosts)) - known

    @repeated
    def link(self, source: Source, hosts: Collection[str]) -> None:
        """Remember hosts to which a source links."""
        with self._access.write() as session:
            known = set(session.scalars(_LINKED_BY, {"source": source.id}))
            session.add_all(
                LinkedHostRow(source_id=source.id, host=host) for host in sorted(set(hosts) - known)
            )

    def held(self) -> list[tuple[int, int, datetime]]:
        """Sources of which something waits because its host is foreign: the source's key, how much
        that is, and since when.
        """
        wanted = (
            select(LocationRow.source_id, func.count(), func.min(LocationRow.first_seen_at))
            .join(ItemRow, ItemRow.id == LocationRow.item_id)
            .where(LocationRow.foreign == literal_column("'held'"), ItemRow.status == "review")
            .where(LocationRow.source_id.is_not(None))
            .group_by(LocationRow.source_id)
        )
        with self._access.read() as session:
            return [(key or 0, number, since) for key, number, since in session.execute(wanted)]


def _host_of_key(key: str) -> str:
    """The host of an address by its key, without `www.` and port."""
    return host_of(f"http:{key}").removeprefix("www.")


def _gather_hosts(session: Session, source_id: int) -> None:
    """Remember to which hosts a source has linked so far."""
    keys = session.scalars(select(LocationRow.key).where(LocationRow.source_id == source_id))
    hosts = {_host_of_key(key) for key in keys}
    session.add_all(LinkedHostRow(source_id=source_id, host=host) for host in sorted(hosts))
    session.flush()
