"""How complex each function is, boolean operators and comprehensions counted: `python -m
tests.complexity`.

Ruff's C901 counts statements alone, so that a chain of eight `and` is as simple to it as one name.
Radon counts each operator.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from radon.visitors import ComplexityVisitor

HOUSE = Path(__file__).resolve().parent.parent
PACKAGES = ("app", "scrapers")
BOUND = 15

# Functions above the bound that read better whole, each with the reason.
BETTER_WHOLE: dict[str, str] = {}


class Measured(NamedTuple):
    """A function by its dotted name, where it begins, and how complex it is."""

    complexity: int
    name: str
    place: str


def main() -> int:
    """Print the functions above the bound and a summary; 1 when one of them is not excused."""
    measured = measure()
    above = [each for each in measured if each.complexity > BOUND]
    for each in above:
        excuse = BETTER_WHOLE.get(each.name, "")
        print(f"{each.place} {each.name}: {each.complexity}" + (f" ({excuse})" if excuse else ""))
    print(summary(measured))
    return 1 if unexcused(measured) else 0


def measure() -> list[Measured]:
    """All functions and methods of the project, the most complex first."""
    found: list[Measured] = []
    for package in PACKAGES:
        for path in sorted((HOUSE / package).rglob("*.py")):
            found += _in_file(path)
    return sorted(found, reverse=True)


def unexcused(measured: list[Measured]) -> list[Measured]:
    """Those above the bound that should be divided."""
    return [each for each in measured if each.complexity > BOUND and each.name not in BETTER_WHOLE]


def summary(measured: list[Measured]) -> str:
    """Mean, 95th percentile and maximum in one line."""
    values = sorted(each.complexity for each in measured)
    mean, p95 = sum(values) / len(values), values[int(0.95 * len(values))]
    above_ten = sum(value > 10 for value in values)
    return f"complexity of {len(values)} functions: mean {mean:.1f}, p95 {p95}, max {values[-1]}, {above_ten} above 10"


def _in_file(path: Path) -> Iterator[Measured]:
    module = ".".join(path.relative_to(HOUSE).with_suffix("").parts)
    visitor = ComplexityVisitor.from_code(path.read_text(encoding="utf-8"))
    for name, function in _functions(visitor.functions, visitor.classes, module):
        yield Measured(function.complexity, name, f"{path.relative_to(HOUSE)}:{function.lineno}")


def _functions(
    functions: Iterable[Any], classes: Iterable[Any], within: str
) -> Iterator[tuple[str, Any]]:
    """Functions and methods as radon has them, nested ones too, with their dotted names."""
    for function in functions:
        name = f"{within}.{function.name}"
        yield name, function
        yield from _functions(function.closures, (), name)
    for each in classes:
        yield from _functions(each.methods, each.inner_classes, f"{within}.{each.name}")


if __name__ == "__main__":
    sys.exit(main())
