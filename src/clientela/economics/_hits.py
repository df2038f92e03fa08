"""How often a short list names what a customer then begins to buy."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from clientela.engine.frames import Array

_Z = 1.959964
"""Of an interval of 95 per cent."""


@dataclass(frozen=True)
class Hits:
    """`hit`: (customers judged,), whether one of the list was bought; `caught` and `bought`: money of new families."""

    hit: Array
    caught: int
    bought: int


def top(score: Array, open_: Array, count: int) -> Array:
    """Return the `count` families of the highest score for each customer, shape (customers, count); -1 where there are fewer.

    Equal scores go by the place of the family.
    """
    ranked = np.where(open_, score, -np.inf)
    found, rows = np.full((len(ranked), count), -1, dtype=np.int64), np.arange(len(ranked))
    for place in range(min(count, ranked.shape[1])):
        best = ranked.argmax(axis=1)  # of equals the first
        found[:, place] = np.where(np.isfinite(ranked[rows, best]), best, -1)
        ranked[rows, best] = -np.inf
    return found


def judge(lists: Array, new: Array, money: Array) -> Hits:
    """Compare lists (customers, places) with what was newly bought (customers, families) and for how much.

    Judged are the customers that began to buy at least one family that was open to them: nobody else can be hit.
    """
    judged = np.flatnonzero(new.any(axis=1))
    named, places = lists[judged], np.maximum(lists[judged], 0)
    right = (named >= 0) & np.take_along_axis(new[judged], places, axis=1)
    caught = np.where(right, np.take_along_axis(money[judged], places, axis=1), 0).sum()
    return Hits(right.any(axis=1), int(caught), int(np.where(new, money, 0).sum()))


def interval(hits: int, count: int) -> tuple[float, float]:
    """Return the 95 per cent interval of a share. Source: Wilson 1927."""
    if not count:
        return float("nan"), float("nan")
    p, z2 = hits / count, _Z * _Z
    middle = (p + z2 / (2 * count)) / (1 + z2 / count)
    half = _Z * sqrt(p * (1 - p) / count + z2 / (4 * count * count)) / (1 + z2 / count)
    # at the ends the formula gives 0 and 1 but for rounding
    return 0.0 if hits == 0 else middle - half, 1.0 if hits == count else middle + half


def difference(ours: Array, theirs: Array) -> tuple[float, float]:
    """Return the 95 per cent interval of the difference of two shares over the same customers (McNemar's variance)."""
    count = len(ours)
    if not count:
        return float("nan"), float("nan")
    gap = ours.astype(float) - theirs.astype(float)
    mean = float(gap.mean())
    half = _Z * sqrt(max(float((gap * gap).mean()) - mean * mean, 0.0) / count)
    return mean - half, mean + half
