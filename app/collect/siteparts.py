"""The other pages of a story, asked for at its site."""

from collections.abc import Callable, Collection

from app.collect.visit import Visit, Visitor
from app.store import Store
from app.values.address import Address
from app.values.model import Location


class AtSite:
    """The other pages of a story, as its site shows them now. Those of the last reading (`kept`)
    are asked for conditionally; `read_first` reads the story at an address, if nobody has yet, and
    returns its location.
    """

    def __init__(
        self,
        visitor: Visitor,
        store: Store,
        kept: dict[str, Visit],
        read_first: Callable[[Address, str], Location],
    ) -> None:
        self._visitor = visitor
        self._store = store
        self._kept = kept
        self._read_first = read_first
        self._just_read: dict[str, Visit] = {}

    @property
    def known(self) -> Collection[str]:
        """The pages of the last reading."""
        return self._kept.keys()

    def part(self, address: Address) -> Visit | None:
        """Another page of the story: as it was kept, if its site says that it has not changed
        since. FetchError.
        """
        if address.key in self._just_read:
            return self._just_read[address.key]
        kept = self._kept.get(address.key)
        # What was stored of the address may be of a later reading than what is kept here.
        if kept is None or self._digest(address) != kept.validators.digest:
            return self._visitor.visit(address, conditional=False)
        return self._visitor.visit(address) or kept

    def first(self, address: Address, title: str) -> Visit | None:
        """The first part, from which its story is read before this one is; None when it could not
        be. FetchError.
        """
        place = self._read_first(address, title)
        if place.state != "read" or place.item_id is None:
            return None
        first = self._visitor.recall(address, place.capture)
        parts = self._visitor.recall_parts(place.capture)
        if first is None or parts is None:
            return self._visitor.visit(address, conditional=False)
        self._just_read = parts
        return first

    def _digest(self, address: Address) -> str:
        return self._store.locations.validators(address).digest
