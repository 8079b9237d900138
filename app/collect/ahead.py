"""Stories whose pages are fetched before the first of them is taken in: several tell what each of
them cannot.
"""

from collections.abc import Callable, Iterator, Sequence

from app.collect.visit import Visit, Visitor
from app.values.errors import HOST_IS_DOWN, FetchError
from app.values.model import Location


class Ahead:
    """What was answered for stories that were asked for ahead; `visit` raises FetchError. Each is
    asked for once in a run.
    """

    def __init__(self, visitor: Visitor, visit: Callable[[Location], Visit | None]) -> None:
        self._visitor = visitor
        self._visit = visit
        self._answers: dict[int, Visit | FetchError | None] = {}
        self._taken: set[int] = set()

    def __contains__(self, location: Location) -> bool:
        return location.id in self._answers

    def fetch(self, locations: Sequence[Location]) -> None:
        """Ask for some stories, as far as their hosts may be asked and answer."""
        for location in locations:
            is_known = location in self or location.id in self._taken
            if is_known or self._visitor.held(location.url):
                continue
            try:
                self._answers[location.id] = self._visit(location)
            except FetchError as error:
                self._answers[location.id] = error
                if error.kind in HOST_IS_DOWN:
                    break

    def pages(self, locations: Sequence[Location]) -> Iterator[tuple[Location, Visit]]:
        """Those of some stories whose pages came and were not taken yet, with these."""
        for location in locations:
            answer = self._answers.get(location.id)
            if isinstance(answer, Visit):
                yield location, answer

    def take(self, location: Location) -> Visit | None:
        """A story's page, from here or fetched now; None when it is as it was."""
        self._taken.add(location.id)
        if location not in self:
            return self._visit(location)
        answer = self._answers.pop(location.id)
        if isinstance(answer, FetchError):
            raise answer
        return answer
