"""Logistic regression with a small ridge by Newton's method.

Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", 4.4.1.
"""

from collections.abc import Sequence
from math import exp

ROUNDS, RIDGE = 8, 10.0


def learn(
    lines: Sequence[tuple[Sequence[float], bool, float]], ridge: float = RIDGE
) -> list[float]:
    """The weights that make the labels likeliest; each line is a row of values (the constant 1
    last), its label, and what it counts.
    """
    scale = len(lines) / sum(weight for _, _, weight in lines)
    size = len(lines[0][0])
    found = [0.0] * size
    for _ in range(ROUNDS):
        slope = [-ridge * value for value in found[:-1]] + [0.0]
        bend = [
            [ridge if i == j and i < size - 1 else 0.0 for j in range(size)] for i in range(size)
        ]
        for row, right, weight in lines:
            likely = likelihood(row, found)
            error, curve = weight * scale * (right - likely), weight * scale * likely * (1 - likely)
            for i, value in enumerate(row):
                if value:
                    slope[i] += error * value
                    step, across = curve * value, bend[i]
                    for j in range(i, size):
                        across[j] += step * row[j]
        for i in range(size):
            for j in range(i):
                bend[i][j] = bend[j][i]
        found = [value + step for value, step in zip(found, solve(bend, slope), strict=True)]
    return found


def likelihood(row: Sequence[float], weights: Sequence[float]) -> float:
    """How likely the label of a row is."""
    total = sum(weight * value for weight, value in zip(weights, row, strict=True))
    return 1 / (1 + exp(-max(-60.0, min(60.0, total))))


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a system of linear equations, by elimination with pivots."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for at in range(size):
        pivot = max(range(at, size), key=lambda index: abs(rows[index][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            rows[below] = [
                value - factor * over for value, over in zip(rows[below], rows[at], strict=True)
            ]
    found = [0.0] * size
    for at in reversed(range(size)):
        known = sum(rows[at][index] * found[index] for index in range(at + 1, size))
        found[at] = (rows[at][size] - known) / rows[at][at]
    return found
