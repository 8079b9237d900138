"""Writes what was fitted as the file that `scrapers.logistic` reads, with where it comes from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SCRAPERS = Path(__file__).resolve().parent.parent / "scrapers"


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights with the bias last, and their origin: the command, the sets it learned from, what was
    measured.
    """

    features: Sequence[str]
    weights: Sequence[float]
    version: int
    command: str
    sets: Sequence[str]
    figures: Mapping[str, float]


def write(fitted: Fitted, file: Path) -> None:
    """Write the file, dated today."""
    file.write_text(text_of(fitted, datetime.now(UTC).date().isoformat()), encoding="utf-8")
    print(f"written: {file}")


def text_of(fitted: Fitted, day: str) -> str:
    """The file: its origin first, then one feature a line."""
    head = {
        "version": fitted.version,
        "fitted": day,
        "command": fitted.command,
        "sets": list(fitted.sets),
        "figures": {name: round(value, 3) for name, value in fitted.figures.items()},
    }
    *weights, bias = (round(weight, 3) for weight in fitted.weights)
    told = json.dumps(head | {"bias": bias}, indent=2, ensure_ascii=False).removesuffix("\n}")
    rows = (json.dumps(pair) for pair in zip(fitted.features, weights, strict=True))
    return f'{told},\n  "weights": [\n    ' + ",\n    ".join(rows) + "\n  ]\n}\n"
