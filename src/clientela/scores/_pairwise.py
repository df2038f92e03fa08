"""Weights out of comparisons two by two, and how far the comparisons contradict each other (analytic hierarchy process)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random comparisons of 1, 2, ... 15 items (Saaty 1980)."""
LIMIT = 0.10
"""Consistency ratio above which weights are refused (Saaty 1980)."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weights of the items and the consistency of what they rest on."""

    weights: Array
    """Add up to 1; shape (items,)."""
    ratio: float
    """Consistency ratio; 0 without contradiction, about 1 for chance."""
    worst: tuple[int, int, int] | None
    """Of the triples the one that contradicts itself most: i over j and j over k imply another i over k than was said; None when none does."""

    @property
    def is_refused(self) -> bool:
        """Whether the comparisons contradict each other too much for weights."""
        return self.ratio > LIMIT


def weigh(times: Array) -> Weighing:
    """Return the weights of a complete matrix of comparisons; `times[i, j]`: how many times as much i counts as j.

    Formula: the eigenvector of the largest eigenvalue L, adding up to 1; consistency index (L - n) / (n - 1) over that of random
    comparisons (Saaty 1980). Worst triple: the largest |log(times_ij · times_jk / times_ik)|.
    Raises: ValueError when the matrix is not square, positive and reciprocal, or has more items than random indices are known for.
    """
    items = len(times)
    if times.shape != (items, items) or not (times > 0).all() or not np.allclose(times * times.T, 1.0):
        raise ValueError("comparisons must be square, positive and reciprocal")
    if items > len(RANDOM_INDEX):
        raise ValueError(f"more than {len(RANDOM_INDEX)} items")
    values, vectors = np.linalg.eig(times)
    first = int(np.argmax(values.real))
    vector = np.abs(vectors[:, first].real)
    index = (float(values[first].real) - items) / (items - 1) if items > 1 else 0.0
    chance = RANDOM_INDEX[items - 1]
    logs = np.log(times)
    worst, most = None, 1e-9
    for i, j, k in ((a, b, c) for trio in combinations(range(items), 3) for a, b, c in permutations(trio)):
        apart = float(logs[i, j] + logs[j, k] - logs[i, k])
        if apart > most + 1e-12:
            worst, most = (i, j, k), apart
    return Weighing(vector / vector.sum(), max(0.0, index / chance) if chance else 0.0, worst)
