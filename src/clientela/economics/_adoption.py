"""The chance that a customer begins to buy a family: learned on the half years before, by logistic regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.economics._features import NAMES, WINDOW, features, learn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clientela.economics._features import Knowledge, Range
    from clientela.engine.frames import Array

LEAST_EVENTS = 100
"""New purchases the regression needs (Knott, Hayes & Neslin 2002 work with far more)."""
_LEARNED_FROM = 2
"""Half years whose new purchases are learned from: the last one, and the one of the other season."""
_MOST_PAIRS = 200_000
"""Pairs of customer and family learned from in a half year: every n-th customer of a longer list."""
_CHUNK = 2_000
_STEPS = 30
_PENALTY = 1.0


@dataclass(frozen=True)
class Model:
    """Weights of the standardised variables."""

    mean: Array
    scale: Array
    weights: Array
    intercept: float
    variables: tuple[int, ...]
    """Which of the variables it looks at."""

    def chance(self, columns: Sequence[Array]) -> Array:
        """Return the chance, between 0 and 1, from one array for each variable; their shapes broadcast to that of the answer.

        The variables are added one by one: a table of all of them for every customer and family is never laid out.
        """
        score: Any = self.intercept
        for column, mean, scale, weight in zip(columns, self.mean, self.scale, self.weights, strict=True):
            score = score + (column - mean) / scale * weight
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(score, -30, 30))))


def open_to(seen: Range, half: int, fits: Array) -> Array:
    """Return which families each customer could begin to buy after half year `half`: it buys others, this one fits and is sold."""
    owned = seen.owned(half)
    buying, sold = np.asarray(owned.any(axis=1)), np.asarray(owned.any(axis=0))
    return np.asarray(~owned & buying[:, None] & sold[None, :] & fits)


def fit_logistic(table: Array, label: Array, variables: tuple[int, ...]) -> Model:
    """Fit by Newton's method with a penalty of 1 on the squared standardised weights. Shapes: (n, len(variables)), (n,)."""
    mean, scale = table.mean(axis=0), table.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)  # noqa: PLR2004 - a variable that never varies
    x = np.column_stack([(table - mean) / scale, np.ones(len(table))])
    rate = min(max(float(label.mean()), 1e-6), 1 - 1e-6)
    w = np.append(np.zeros(table.shape[1]), np.log(rate / (1 - rate)))
    penalty = np.append(np.full(table.shape[1], _PENALTY), 0.0)
    for _ in range(_STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (label - p) - penalty * w
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty + 1e-9)
        move = np.linalg.solve(curve, slope)
        w = w + np.clip(move, -2, 2)
        if np.abs(move).max() < 1e-7:  # noqa: PLR2004 - converged
            break
    return Model(mean, scale, w[:-1], float(w[-1]), variables)


def train(seen: Range, half: int, fits: Array, names: tuple[str, ...] = NAMES) -> Model | None:
    """Learn, for use at the end of half year `half`, from what was newly bought in it and in the one before.

    `names`: the variables looked at. Of one alone the chance is in the order of it.

    Nothing later than half year `half` is looked at. None: too little history or too few new purchases.
    """
    tables, labels = [], []
    variables = tuple(NAMES.index(name) for name in names)
    for target in range(half, half + _LEARNED_FROM):
        at = target + 1
        if at + WINDOW > seen.halves_known:
            break
        open_ = open_to(seen, at, fits)
        rows = np.flatnonzero(open_.any(axis=1))
        rows = rows[:: max(1, -(-len(rows) * open_.shape[1] // _MOST_PAIRS))]
        known = learn(seen, at)
        for part in _parts(rows):
            own = open_[part]
            found = features(seen, known, at, part, variables)
            tables.append(np.column_stack([np.broadcast_to(column, own.shape)[own] for column in found]))
            labels.append(seen.bought[target][part][own])
    if not tables:
        return None
    label = np.concatenate(labels).astype(np.float64)
    if label.sum() < LEAST_EVENTS or label.sum() > len(label) - LEAST_EVENTS:
        return None
    return fit_logistic(np.concatenate(tables), label, variables)


def _parts(rows: Array) -> Iterator[Array]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def chances(seen: Range, known: Knowledge, half: int, model: Model) -> Array:
    """Return the chance of each customer and family, shape (customers, families)."""
    found = np.empty(seen.bought.shape[1:], dtype=np.float32)
    for part in _parts(np.arange(found.shape[0])):
        found[part] = model.chance(features(seen, known, half, part, model.variables))
    return found
