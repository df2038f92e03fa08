"""Campbell & Cunningham 1983: class by the nearest of four profiles, and position against the strongest rival."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
CLASSES = ("tomorrow", "special", "regular", "yesterday")
CRITERIA = ("sales", "resources", "age", "share", "profitability")
PROFILES = ((0, 2, 0, 0, 0), (2, 2, 2, 2, 2), (1, 1, 1, 1, 1), (0, 0, 2, 0, 0))
"""Low 0, average 1, high 2 of each criterion, by class; age: new is low, old is high."""
_RESOURCES, _TOMORROW = 1, 0
LEAST_KNOWN = 3
_BY_TREND = {1: (0, 1, 2, 3), 0: (2, 1, 0, 3), -1: (3, 2, 1, 0)}
"""Which class goes first among equals: growing, level, falling sales."""
_LEAST_VALUES = 6
MISSING = -1


def tercile_levels(values: Array, of: Array) -> Array:
    """Return 0, 1 or 2 for each value by the thirds of `of`; -1 where it is missing or fewer than six values are known.

    Formula: low up to the first third (that included), high beyond the second; relative to the customers of the run.
    """
    known = of[~np.isnan(of)]
    if len(known) < _LEAST_VALUES:
        return np.full(len(values), MISSING)
    lower, upper = np.quantile(known, (1 / 3, 2 / 3))
    level = np.where(values <= lower, 0, np.where(values <= upper, 1, 2))
    return np.where(np.isnan(values), MISSING, level)


@cache
def nearest(levels: tuple[int, ...], trend: int) -> tuple[int, int]:
    """Return (number of the class, criteria that differ from its profile), over the known levels.

    The least Hamming distance wins; among equals the class of the same level of resources, then the one the trend of the sales points to.
    """
    distance = [
        sum(mine not in (MISSING, theirs) for mine, theirs in zip(levels, profile, strict=True))
        for profile in PROFILES
    ]
    tied = [place for place, far in enumerate(distance) if far == min(distance)]
    alike = [place for place in tied if PROFILES[place][_RESOURCES] == levels[_RESOURCES]]
    chosen = min(alike or tied, key=_BY_TREND[trend].index)
    return chosen, distance[chosen]


@cache
def _outcome(known: tuple[int, ...], sure: tuple[int, ...], trend: int) -> tuple[int, int, int]:
    """Return class, distance and certainty: 0 where every completion of the sure levels gives the class, 1 from three known levels on, 2 below.

    What makes a customer of tomorrow is the resources put into it: where these are not known nobody is one.
    """
    count = sum(level != MISSING for level in known)
    if count < LEAST_KNOWN:
        return MISSING, MISSING, 2 if count else 3
    chosen, far = nearest(known, trend)
    if chosen == _TOMORROW and known[_RESOURCES] == MISSING:
        return MISSING, MISSING, 2
    ways = product(*(((0, 1, 2) if level == MISSING else (level,)) for level in sure))
    return chosen, far, 0 if all(nearest(way, trend)[0] == chosen for way in ways) else 1


def classify(known: Array, sure: Array, trend: Array) -> tuple[Array, Array, Array]:
    """Return class (-1 for none), distance and certainty of each customer. `known`, `sure`: (customers, 5) levels, -1 missing."""
    pattern = np.column_stack([known, sure, trend]).astype(np.int64)
    different, back = np.unique(pattern, axis=0, return_inverse=True)
    width = len(CRITERIA)
    found = np.array(
        [_outcome(tuple(row[:width]), tuple(row[width:-1]), row[-1]) for row in different.tolist()],
        dtype=np.int64,
    ).reshape(-1, 3)
    rows = found[np.asarray(back).reshape(-1)]
    return rows[:, 0], rows[:, 1], rows[:, 2]


def position(
    own: Array, own_low: Array, own_high: Array, rival: Array, together: Array
) -> tuple[Array, Array, Array]:
    """Return our share / the largest share of a rival: point, at least, at most. NaN where one of them is not known.

    `rival`: the largest share stated; `together`: all stated. What nobody stated may be one more rival: at least, we are set against the
    larger of the largest stated and all that is left. Without a share of ours it is what the stated rivals leave, and only a point.
    """
    left = np.clip(1 - together, 0.0, 1.0)
    share = np.where(np.isnan(own), left, own)
    low, high = (np.where(np.isnan(own), bare, end) for bare, end in ((0.0, own_low), (left, own_high)))
    rest = np.clip(1 - low - together, 0.0, 1.0)
    return share / rival, low / np.maximum(rival, rest), high / rival
