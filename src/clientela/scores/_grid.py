"""From rows of customers and criteria to arrays of one axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.scores._kernel import Scores, fill_known, score_axis

if TYPE_CHECKING:
    from clientela.engine.frames import Frame
    from clientela.scores._criteria import Criterion

Array = np.ndarray[Any, Any]
COLUMNS = (
    "customer_key",
    "criterion_number",
    "weight",
    "criterion_score",
    "criterion_low",
    "criterion_high",
    "is_scored",
    "confidence",
)


@dataclass(frozen=True, slots=True)
class Grid:
    """One axis: arrays (customers, criteria), the customers in order of their keys."""

    keys: Array
    criteria: tuple[Criterion, ...]
    weights: Array
    score: Array
    low: Array
    high: Array
    observed: Array
    confidence: Array

    def mandatory(self) -> list[Array]:
        """Return a mask over the criteria for each group of which one must be known."""
        names = dict.fromkeys(c.mandatory for c in self.criteria if c.mandatory)
        return [np.array([c.mandatory == name for c in self.criteria]) for name in names]

    def scores(self, least_coverage: float) -> Scores:
        """Score the axis."""
        return score_axis(
            self.weights, self.score, self.low, self.high, self.observed, self.confidence,
            mandatory=self.mandatory(), least_coverage=least_coverage,
        )  # fmt: skip

    def filled(self) -> tuple[Array, Array]:
        """Return the scores with narrowed criteria filled in, and where there are any."""
        return fill_known(self.weights, self.score, self.low, self.high, self.observed)

    def centred(self, threshold: float) -> Array:
        """Return factor x (score - threshold) of what is known; the factor is the customer's own weight / the usual one."""
        filled, there = self.filled()
        usual = np.array([c.weight for c in self.criteria])
        return np.where(there, (self.weights / usual) * (filled - threshold), 0.0)


def _plain(column: Array, missing: float) -> Array:
    return np.ma.filled(np.ma.asarray(column).astype(np.float64), missing)


def read_axis(rows: Frame, numbered: tuple[tuple[str, int, Criterion], ...], axis: str) -> Grid:
    """Arrange the rows of `customer_criteria` that belong to one axis. Every customer has a row for every criterion."""
    mine = [(number, criterion) for name, number, criterion in numbered if name == axis]
    number = np.asarray(rows["criterion_number"]).astype(np.int64)
    first, count = (mine[0][0], len(mine)) if mine else (0, 0)
    inside = np.flatnonzero((number >= first) & (number < first + count))
    inside = inside[np.lexsort((number[inside], np.asarray(rows["customer_key"])[inside]))]

    def shaped(name: str, missing: float) -> Array:
        return _plain(rows[name][inside], missing).reshape(-1, max(count, 1)) if count else np.zeros((0, 0))

    keys = (
        np.asarray(rows["customer_key"]).astype(np.int64)[inside].reshape(-1, max(count, 1))[:, 0]
        if count
        else np.zeros(0, dtype=np.int64)
    )
    return Grid(
        keys, tuple(c for _, c in mine), shaped("weight", 0.0), shaped("criterion_score", 0.0), shaped("criterion_low", 0.0),
        shaped("criterion_high", 10.0), shaped("is_scored", 0.0) > 0, shaped("confidence", 0.0),
    )  # fmt: skip
