"""Logistic models whose weights were fitted elsewhere and stand in a file, with where they come
from.

The file names the features that it weighs, in their order, and the version of what is worked out
for them: a feature that is worked out in another way needs other weights, and another version.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import exp

# Beyond this a sigmoid is 0 or 1 to a float, and `exp` would overflow further on.
_STEEPEST = 60.0


class WeightsError(Exception):
    """A file of weights is not for the features that the code works out."""


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of features in their order, and the bias."""

    weights: tuple[float, ...]
    bias: float

    def likelihoods(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """How likely each row of features is what the model tells, from 0 to 1."""
        return [_sigmoid(self.bias + self._weighed(row)) for row in rows]

    def chances(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """How likely each row of one choice is the right one, none of them being possible too
        (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974).
        """
        totals = [self.bias + self._weighed(row) for row in rows]
        strengths = [exp(max(-_STEEPEST, min(_STEEPEST, total))) for total in totals]
        whole = 1.0 + sum(strengths)
        return [strength / whole for strength in strengths]

    def _weighed(self, row: Sequence[float]) -> float:
        return sum(weight * value for weight, value in zip(self.weights, row, strict=True))


def load_model(package: str, name: str, features: Sequence[str], version: int) -> Model:
    """The model in a file beside the code; WeightsError when it is for other features."""
    return read_model(files(package).joinpath(name).read_text("utf-8"), features, version)


def read_model(text: str, features: Sequence[str], version: int) -> Model:
    """The model in a JSON text; WeightsError when it is for other features or another version."""
    document = json.loads(text)
    if document["version"] != version:
        raise WeightsError(
            f"weights of version {document['version']}, features of version {version}"
        )
    names = tuple(name for name, _ in document["weights"])
    if names != tuple(features):
        odd = sorted(set(names).symmetric_difference(features))
        raise WeightsError(
            f"not the features that are worked out: {odd or 'another order or count'}"
        )
    return Model(tuple(float(weight) for _, weight in document["weights"]), float(document["bias"]))


def _sigmoid(total: float) -> float:
    return 1 / (1 + exp(-max(-_STEEPEST, min(_STEEPEST, total))))
