"""Which of the places that name authors count, and what they agree on.

What ran into a name in one place is cut where another ends it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from scrapers.articles.bylines import Naming

_WEAK: tuple[Callable[[str], bool], ...] = (
    lambda kind: kind == "name alone near headline",
    lambda kind: kind.endswith("elsewhere"),
)


def likely(every: Sequence[Naming], owners: frozenset[str]) -> list[Naming]:
    """The namings without the words that ran into names, and without weak places where stronger
    ones name somebody; `owners` hold the copyright of the page.
    """
    return _of_likely_places([_without_tail(naming, every) for naming in every], owners)


def _of_likely_places(every: Sequence[Naming], owners: frozenset[str]) -> list[Naming]:
    """The namings, those of weaker places only where stronger ones name nobody, or the same.

    What stands elsewhere on the page is by other stories as a rule; a line that only has the shape
    of a name may be anything; who holds the copyright is a publisher, unless one person writes it
    all.
    """
    others = [naming for naming in every if not naming.key <= owners]
    kept = others or list(every)
    for weak in _WEAK:
        sure = {naming.key for naming in kept if not weak(naming.kind)}
        kept = [naming for naming in kept if not sure or naming.key in sure]
    return kept


def _without_tail(naming: Naming, others: Sequence[Naming]) -> Naming:
    """A naming of one person without the words that ran into the name: a role, a button, the name
    once more. Another place gives the name alone.
    """
    if len(naming.names) > 1:
        return naming if naming.is_joined else _first_alone(naming, others)
    ends = (other for other in others if len(other.names) == 1 and _ends_name(other, naming))
    end = next(ends, None)
    return naming if end is None else replace(naming, names=end.names)


def _ends_name(other: Naming, naming: Naming) -> bool:
    """Whether another place gives the same name without the words that ran into it here.

    An element knows where a name ends; data is believed where the line goes on with words that are
    no name, or runs on within a word: "Vera Holm" may be Vera Holm Lund.
    """
    name, bare = naming.names[0].casefold(), other.names[0].casefold()
    if " " not in bare or len(bare) >= len(name):
        return False
    behind = name.removeprefix(bare) if name.startswith(bare) else ""
    if " " not in behind and not name.endswith(f" {bare}"):
        return False
    goes_on = not naming.text.casefold().rstrip(" .,;").endswith(name)
    ran_together = behind[:1].isalnum()
    return other.is_bounded or (other.is_of_data and (goes_on or ran_together))


def _first_alone(naming: Naming, others: Sequence[Naming]) -> Naming:
    """The first of a list that only commas make, where data names that one alone: what follows is
    what they are.
    """
    first = replace(naming, names=naming.names[:1])
    alone = any(other.is_of_data and other.key == first.key for other in others)
    return first if alone else naming
