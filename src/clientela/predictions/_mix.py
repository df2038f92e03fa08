"""Customers as risky assets: returns, betas, and the mix of segments that swings least for what it brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
YEAR = 4
"""Quarters: a return compares a quarter with the same one a year before."""


def returns_of(money: Array) -> tuple[Array, Array]:
    """Return the returns and the bases of quarters 4, 5, ...; shapes (rows, quarters - 4), NaN where the base is not positive.

    Formula: r_t = (M_t - M_t-4) / A_t, A_t the mean of the four quarters before: growth against the same quarter of the year before,
    so that seasons cancel, on a moving base (Dhar & Glazer 2003, where the money invested is not known). `money`: (rows, quarters).
    """
    money = np.asarray(money, dtype=np.float64)
    summed = np.cumsum(np.concatenate([np.zeros((len(money), 1)), money], axis=1), axis=1)
    base = (summed[:, YEAR:-1] - summed[:, : -YEAR - 1]) / YEAR
    change = money[:, YEAR:] - money[:, :-YEAR]
    return np.where(base > 0, change / np.where(base > 0, base, 1.0), np.nan), base


@dataclass(frozen=True, slots=True)
class Beta:
    """How far a return swings with that of the whole."""

    beta: float
    error: float
    quarters: int


def fit_beta(own: Array, whole: Array) -> Beta:
    """Return Cov(r_i, r_p) / Var(r_p) over the quarters both are known, with its standard error; NaN where the whole does not swing.

    Returns of neighbouring quarters share three quarters of their base: the error is that of Newey & West (1987) with three lags.
    """
    known = ~np.isnan(own) & ~np.isnan(whole)
    y, x = own[known], whole[known]
    count = len(y)
    if count < 3:  # noqa: PLR2004 - a line and something left over
        return Beta(float("nan"), float("nan"), count)
    around = x - x.mean()
    spread = float(around @ around)
    if spread <= 1e-12 * max(float(x @ x), 1e-12):
        return Beta(float("nan"), float("nan"), count)
    beta = float(around @ (y - y.mean())) / spread
    pull = around * (y - y.mean() - beta * around)
    variance = float(pull @ pull)
    for lag in range(1, YEAR):
        variance += 2 * (1 - lag / YEAR) * float(pull[lag:] @ pull[:-lag])
    variance = max(variance, float(pull @ pull) / YEAR)
    return Beta(beta, float(np.sqrt(variance * count / (count - 2)) / spread), count)


def shrunk_covariance(returns: Array) -> Array:
    """Return the covariance of returns, drawn towards equal variances without correlation; shape (rows, rows).

    Formula: (1 - k) S + k mean(diag S) I, k the share of the squared distance between S and the target that is noise
    (Ledoit & Wolf 2004). `returns`: (rows, quarters), without a gap; divided by the number of quarters.
    """
    around = returns - returns.mean(axis=1, keepdims=True)
    rows, count = around.shape
    sample = around @ around.T / count
    target = np.eye(rows) * np.trace(sample) / rows
    away = float(((sample - target) ** 2).sum())
    noise = sum(float(((np.outer(a, a) - sample) ** 2).sum()) for a in around.T) / count**2
    share = min(1.0, noise / away) if away > 0 else 0.0
    return np.asarray((1 - share) * sample + share * target)


def least_swing(mean: Array, covariance: Array, weights: Array, *, low: Array, high: Array, least: float | None = None) -> Array | None:  # fmt: skip
    """Return the weights that swing least, adding up to what `weights` add up to; None where the bounds leave no such mix.

    Formula: min w' S w, w' mu >= least, low <= w <= high (Markowitz 1952; Tarasi, Bolton, Hutt & Walker 2011). `least` None: any return.
    The programme is convex, so what the sequential least squares find is the least.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - loads SciPy's optimisers

    whole = float(weights.sum())
    if low.sum() > whole + 1e-12 or high.sum() < whole - 1e-12:
        return None
    if least is not None and most_return(mean, low=low, high=high, whole=whole) @ mean < least - 1e-12:
        return None
    scale = 1 / max(float(np.abs(covariance).max()), 1e-300)
    ties: list[dict[str, Any]] = [{"type": "eq", "fun": lambda w: w.sum() - whole, "jac": np.ones_like}]
    if least is not None:
        ties.append({"type": "ineq", "fun": lambda w: w @ mean - least, "jac": lambda _: mean})
    start = (
        np.clip(weights, low, high) if least is None else most_return(mean, low=low, high=high, whole=whole)
    )
    found = minimize(
        lambda w: scale * w @ covariance @ w,
        start,
        jac=lambda w: 2 * scale * covariance @ w,
        bounds=list(zip(low, high, strict=True)),
        constraints=ties,
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-14},
    )
    return np.asarray(np.clip(found.x, low, high)) if found.success else None


def most_return(mean: Array, *, low: Array, high: Array, whole: float) -> Array:
    """Return the weights within bounds that bring most: the best row filled up first, then the next."""
    weights = low.astype(np.float64).copy()
    left = whole - weights.sum()
    for row in np.argsort(-mean, kind="stable"):
        taken = min(left, high[row] - low[row])
        weights[row] += taken
        left -= taken
    return weights


def frontier(mean: Array, covariance: Array, weights: Array, *, low: Array, high: Array, points: int) -> list[Array]:  # fmt: skip
    """Return mixes from the one that swings least to the one that brings most, at equal steps of return."""
    least = least_swing(mean, covariance, weights, low=low, high=high)
    if least is None:
        return []
    most = most_return(mean, low=low, high=high, whole=float(weights.sum()))
    steps = np.linspace(least @ mean, most @ mean, points)
    found = [least]
    for wanted in steps[1:-1]:
        mix = least_swing(mean, covariance, weights, low=low, high=high, least=float(wanted))
        if mix is not None:
            found.append(mix)
    return [*found, most]


def swing(weights: Array, covariance: Array) -> float:
    """Return the standard deviation of the return of a mix."""
    return float(np.sqrt(max(float(weights @ covariance @ weights), 0.0)))
