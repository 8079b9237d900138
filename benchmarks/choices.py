"""Conditional logit with a small ridge by Newton's method: which of the options of a choice is
right, none of them being possible too.

McFadden, "Conditional logit analysis of qualitative choice behavior", 1974.
"""

from collections.abc import Sequence
from math import exp

from benchmarks.logistic import solve

ROUNDS, RIDGE = 16, 0.3

# A choice: the rows of its options (the constant 1 last), and which is right; -1 when none is.
Asked = tuple[Sequence[Sequence[float]], int]


def learn_choices(asked: Sequence[Asked], ridge: float = RIDGE) -> list[float]:
    """The weights that make the right options likeliest, the bias last."""
    size = len(next(rows[0] for rows, _ in asked if rows))
    weights = [0.0] * size
    for _ in range(ROUNDS):
        slope = [-ridge * value for value in weights[:-1]] + [0.0]
        bend = [
            [ridge if i == j and i < size - 1 else 0.0 for j in range(size)] for i in range(size)
        ]
        for i in range(size):
            bend[i][i] += 1e-6
        for rows, right in asked:
            _add(rows, right, weights, slope, bend)
        step = solve(bend, slope)
        longest = max(map(abs, step))
        scale = min(1.0, 3.0 / longest) if longest else 1.0
        weights = [value + scale * more for value, more in zip(weights, step, strict=True)]
    return weights


def _add(
    rows: Sequence[Sequence[float]],
    right: int,
    weights: Sequence[float],
    slope: list[float],
    bend: list[list[float]],
) -> None:
    """Add what one choice says to the slope and the curvature."""
    size = len(weights)
    chances = chances_of(rows, weights)
    mean = [0.0] * size
    for at, (row, chance) in enumerate(zip(rows, chances, strict=True)):
        error = (at == right) - chance
        for i, value in enumerate(row):
            if value:
                slope[i] += error * value
                mean[i] += chance * value
                across = bend[i]
                for j, other in enumerate(row):
                    across[j] += chance * value * other
    for i, value in enumerate(mean):
        if value:
            across = bend[i]
            for j, other in enumerate(mean):
                across[j] -= value * other


def chances_of(rows: Sequence[Sequence[float]], weights: Sequence[float]) -> list[float]:
    """How likely each option is the right one."""
    totals = [sum(w * v for w, v in zip(weights, row, strict=True)) for row in rows]
    strengths = [exp(max(-30.0, min(30.0, total))) for total in totals]
    whole = 1.0 + sum(strengths)
    return [strength / whole for strength in strengths]
