"""How far people who judge the same things agree: intraclass correlation, weighted kappa, and how much higher one rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
_Z80 = 1.2815515655446004
_FEWEST = 3
"""Items below which a spread says nothing."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of raters who all judged the same items."""

    items: int
    raters: int
    one: float
    """ICC(2,1): what one judgement is worth."""
    one_low: float
    one_high: float
    mean: float
    """ICC(2,k): what the mean of the raters is worth."""


def judge_agreement(table: Array, *, level: float = 0.80) -> Agreement | None:
    """Return the intraclass correlation of a complete table (items, raters); None below three items, two raters, or without any spread.

    Formula: two-way random effects, absolute agreement (Shrout & Fleiss 1979): with the mean squares of items R, raters C and error E,
    ICC(2,1) = (R - E) / (R + (k - 1)·E + k·(C - E) / n) and ICC(2,k) = (R - E) / (R + (C - E) / n); interval of ICC(2,1) by the F
    distribution with Satterthwaite's degrees of freedom (McGraw & Wong 1996, case 2A).
    """
    from scipy.special import fdtri  # noqa: PLC0415 - slow import, needed where raters are compared

    items, raters = table.shape
    if items < _FEWEST or raters < 2:  # noqa: PLR2004 - one rater agrees with nobody
        return None
    whole = table.mean()
    between = raters * ((table.mean(axis=1) - whole) ** 2).sum() / (items - 1)
    columns = items * ((table.mean(axis=0) - whole) ** 2).sum() / (raters - 1)
    left = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + whole
    error = (left**2).sum() / ((items - 1) * (raters - 1))
    spread = between + (raters - 1) * error + raters * (columns - error) / items
    if spread <= 1e-12:  # noqa: PLR2004 - everybody said the same of everything: nothing tells the items apart
        return None
    one = (between - error) / spread
    many = between + (columns - error) / items
    mean = (between - error) / many if many > 0 else np.nan
    if one >= 1 - 1e-12:
        return Agreement(items, raters, 1.0, 1.0, 1.0, 1.0)
    a = raters * one / (items * (1 - one))
    b = 1 + raters * one * (items - 1) / (items * (1 - one))
    below = (a * columns) ** 2 / (raters - 1) + (b * error) ** 2 / ((items - 1) * (raters - 1))
    free = (a * columns + b * error) ** 2 / below if below > 0 else 1.0
    tail = (1 + level) / 2
    first, second = float(fdtri(items - 1, free, tail)), float(fdtri(free, items - 1, tail))
    rest = raters * columns + (raters * items - raters - items) * error
    low = items * (between - first * error) / (first * rest + items * between)
    high = items * (second * between - error) / (rest + items * second * between)
    return Agreement(items, raters, float(one), float(low), float(min(high, 1.0)), float(mean))


def choose_raters(known: Array) -> Array:
    """Return which raters to compare, as a mask; `known` is (items, raters): who judged what.

    The k raters with the most items that leave the most comparisons (items all of them judged - 1) · (k - 1); the smaller k on a tie.
    """
    order = np.argsort(-known.sum(axis=0), kind="stable")
    best, most = np.zeros(known.shape[1], dtype=bool), 0
    for k in range(2, len(order) + 1):
        use = np.zeros(known.shape[1], dtype=bool)
        use[order[:k]] = True
        found = (int(known[:, use].all(axis=1).sum()) - 1) * (k - 1)
        if found > most:
            best, most = use, found
    return best


def weighted_kappa(first: Array, second: Array) -> tuple[float, float, float]:
    """Return kappa of two raters over the same items with its 80 % interval; NaN where neither varies.

    Formula: 1 - mean of (x_i - y_i)² / mean over all i, j of (x_i - y_j)², the weights being squared distances (Cohen 1968; Fleiss &
    Cohen 1973); the interval by the jackknife.
    """
    kappa = _kappa(first, second)
    count = len(first)
    if np.isnan(kappa) or count < _FEWEST:
        return kappa, np.nan, np.nan
    left = np.array([_kappa(np.delete(first, i), np.delete(second, i)) for i in range(count)])
    if np.isnan(left).any():
        return kappa, np.nan, np.nan
    error = float(np.sqrt((count - 1) / count * ((left - left.mean()) ** 2).sum()))
    return kappa, max(-1.0, kappa - _Z80 * error), min(1.0, kappa + _Z80 * error)


def _kappa(first: Array, second: Array) -> float:
    # mean over all pairs of (x - y)^2, without the pairs
    chance = float(first.var() + second.var() + (first.mean() - second.mean()) ** 2)
    if chance <= 1e-12:  # noqa: PLR2004 - arithmetic, not spread
        return float("nan")
    return 1 - float(((first - second) ** 2).mean()) / chance


def mean_interval(values: Array) -> tuple[float, float, float]:
    """Return the mean of `values` and its 80 % interval by the t distribution; NaN ends below three values."""
    from scipy.special import stdtrit  # noqa: PLC0415 - slow import, needed where raters are compared

    mean = float(values.mean())
    if len(values) < _FEWEST:
        return mean, np.nan, np.nan
    reach = float(stdtrit(len(values) - 1, 0.90)) * float(values.std(ddof=1)) / float(np.sqrt(len(values)))
    return mean, mean - reach, mean + reach
