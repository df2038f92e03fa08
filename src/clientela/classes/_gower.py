"""How unlike two customers are, on numbers and categories together, with gaps in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.classes._grid import Array

_TAIL = 0.025
_DIGITS = 9
_LEAST_KNOWN = 0.5
"""A variable that fewer customers than this share have is left out."""


@dataclass(frozen=True)
class Mixed:
    """Customers as rows: numbers scaled to 0..1 (NaN is missing) and categories as places (-1 is missing)."""

    numbers: Array
    categories: Array
    category_weight: float

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.numbers)

    def take(self, rows: Array) -> Mixed:
        """Keep some rows, in this order."""
        return Mixed(self.numbers[rows], self.categories[rows], self.category_weight)


def scale_numbers(values: Array) -> Array | None:
    """Scale values to 0..1 between their 2.5th and 97.5th percentile, cut at both; None for a variable that says nothing.

    The tails are cut because one huge customer would otherwise make all the others look alike.
    """
    known = values[~np.isnan(values)]
    if len(known) < max(2, _LEAST_KNOWN * len(values)):
        return None
    low, high = np.quantile(known, [_TAIL, 1 - _TAIL])
    if high <= low:
        low, high = known.min(), known.max()
    if high <= low:
        return None
    return np.asarray(np.round(np.clip((values - low) / (high - low), 0, 1), _DIGITS))


def read_mixed(
    numbers: Mapping[str, Array], categories: Mapping[str, Array], *, category_weight: float
) -> Mixed:
    """Prepare the variables; categories come as texts, the empty one is missing. Variables that say nothing are left out."""
    rows = len(next(iter({**numbers, **categories}.values())))
    scaled = [s for s in (scale_numbers(v) for v in numbers.values()) if s is not None]
    coded = []
    for texts in categories.values():
        names, code = np.unique(texts.astype(str), return_inverse=True)
        code = np.where(names[code] == "", -1, code)
        if (code >= 0).sum() >= _LEAST_KNOWN * rows and len(set(code[code >= 0].tolist())) > 1:
            coded.append(code)
    return Mixed(
        np.stack(scaled, axis=1) if scaled else np.empty((rows, 0)),
        np.stack(coded, axis=1) if coded else np.empty((rows, 0), dtype=np.int64),
        category_weight,
    )


def distances(left: Mixed, right: Mixed) -> Array:
    """Return the Gower distance of each row on the left to each on the right: 0 the same, 1 wholly unlike.

    Formula: sum of w d over the variables both have / sum of their w; d is |a - b| of scaled numbers, or whether categories
    differ. 1 where no variable is known of both. Shape (left, right). Source: Gower 1971.
    """
    total = np.zeros((len(left), len(right)), dtype=np.float32)
    known_left = np.hstack([~np.isnan(left.numbers), left.categories >= 0])
    known_right = np.hstack([~np.isnan(right.numbers), right.categories >= 0])
    weight = np.ones(known_left.shape[1])
    weight[left.numbers.shape[1] :] = left.category_weight
    for column in range(left.numbers.shape[1]):
        a, b = left.numbers[:, column].astype(np.float32), right.numbers[:, column].astype(np.float32)
        gap = np.abs(a[:, None] - b[None, :])
        total += np.nan_to_num(gap, copy=False) if np.isnan(a).any() or np.isnan(b).any() else gap
    for column in range(left.categories.shape[1]):
        one, other = left.categories[:, column], right.categories[:, column]
        unlike = (one[:, None] != other[None, :]) & (one >= 0)[:, None] & (other >= 0)[None, :]
        total += np.float32(left.category_weight) * unlike
    weights = (known_left * weight).astype(np.float32) @ known_right.T.astype(np.float32)
    found = np.divide(total, weights, out=np.ones_like(total), where=weights > 0)
    return np.asarray(np.round(found, 6))
