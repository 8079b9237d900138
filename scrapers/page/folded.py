"""Values that programs fold before they put them into a page: each once, in one list in which
others tell its place; or each in a pair behind the number of its kind.
"""

from typing import Any

# Lists that only say what the value behind them is made into.
_MAKERS = ("Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef")
_MOST, _MOST_KINDS, _DEEPEST = 60_000, 12, 40


def unfolded(value: Any) -> Any:
    """A value as it was before a program folded it; one that is not folded stays."""
    if _is_list_of_places(value):
        return _filled(value)
    return _out_of_pairs(value, _DEEPEST) if _is_of_pairs(value) else value


def _is_list_of_places(value: Any) -> bool:
    """Whether a list holds each value once, and others tell their places in it."""
    if not isinstance(value, list) or not 3 <= len(value) <= _MOST:
        return False
    objects = [each for each in value if isinstance(each, dict)]
    return bool(objects) and all(
        type(place) is int for each in objects[:20] for place in each.values()
    )


def _filled(values: list[Any]) -> Any:
    """The first value of such a list, with what it holds in its place."""
    made = [{} if isinstance(each, dict) else [] if _is_list(each) else each for each in values]

    def at(place: Any) -> Any:
        for _ in range(_MOST_KINDS):
            if type(place) is not int or not 0 <= place < len(values):
                return None
            if not isinstance(values[place], list) or _is_list(values[place]):
                return made[place]
            maker, *rest = values[place]
            if maker not in _MAKERS:
                return rest[0] if rest else None
            place = rest[0] if rest else None
        return None

    for told, whole in zip(values, made, strict=True):
        if isinstance(told, dict):
            whole.update((key, at(place)) for key, place in told.items())
        elif _is_list(told):
            whole.extend(map(at, told))
    return at(0)


def _is_list(value: Any) -> bool:
    """Whether a value is a list of places, and not one that tells a kind first."""
    return isinstance(value, list) and not (value and isinstance(value[0], str))


def _is_of_pairs(value: Any) -> bool:
    """Whether all that an object holds stands behind the number of its kind."""
    return isinstance(value, dict) and bool(value) and all(map(_is_pair, value.values()))


def _is_pair(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and type(value[0]) is int
        and 0 <= value[0] < _MOST_KINDS
    )


def _out_of_pairs(value: Any, depth: int) -> Any:
    if _is_pair(value):
        value = value[1]
    if not depth:
        return None
    if isinstance(value, dict):
        return {key: _out_of_pairs(each, depth - 1) for key, each in value.items()}
    return [_out_of_pairs(each, depth - 1) for each in value] if isinstance(value, list) else value
