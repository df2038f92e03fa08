"""The sums of `_stages` for customers with thousands of orders ahead: one integral over the chance to leave instead."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
MANY = 3_000.0
"""Terms of a sum from which the integral is taken."""
_SPACING = 0.2
_TAIL = 45.0


def terms_needed(shape: Array, rate: Array, horizon: Array) -> Array:
    """Estimate how many terms of the negative binomial sum matter."""
    with np.errstate(divide="ignore", over="ignore"):
        reach = horizon / rate
        return np.asarray(
            shape * reach + 12 * np.sqrt(shape * reach * (1 + reach)) + 40 / np.log1p(1 / reach)
        )


def _chances(a: float, stays: Array, fast: Array) -> tuple[Array, Array]:
    """Return chances to leave p and their shares under the beta distribution (a, stays), shape (n, nodes).

    p = 1 - exp(-v), v = exp(s - exp(-s)) / (stays + fast) at even steps of s: dense wherever the distribution or what is averaged
    over it (which bends at p about 1 / fast) changes. Source: Takahasi and Mori 1974.
    """
    low = -np.log(_TAIL / min(a, 1.0))
    high = np.log(_TAIL) + float(np.log1p(fast / stays).max(initial=0.0))
    s = np.arange(low, high + _SPACING, _SPACING)
    log_v = s - np.exp(-s) - np.log(stays + fast)[:, None]
    v = np.exp(log_v)
    p = -np.expm1(-v)
    log_p = np.where(v > 1e-10, np.log(np.maximum(p, 1e-300)), log_v)  # noqa: PLR2004 - p is v to the last digit
    logs = log_v + np.log1p(np.exp(-s)) + (a - 1) * log_p - stays[:, None] * v
    share = np.exp(logs - logs.max(axis=1)[:, None])
    return p, share / share.sum(axis=1)[:, None]


def heavy_orders(shape: Array, rate: Array, stays: Array, a: float, horizon: Array) -> Array:
    """Return the expected orders in the horizon (k = 1): the mean over p of (1 - (1 + p h / rate)^-shape) / p."""
    reach = horizon / rate
    p, share = _chances(a, stays, shape * reach)
    small = p * (shape * reach)[:, None] < 1e-12  # noqa: PLR2004 - the limit p = 0
    safe = np.where(small, 1.0, p)
    each = -np.expm1(-shape[:, None] * np.log1p(safe * reach[:, None])) / safe
    return np.asarray((share * np.where(small, (shape * reach)[:, None], each)).sum(axis=1))


def heavy_active(shape: Array, rate: Array, stays: Array, a: float, start: Array, end: Array) -> Array:
    """Return P(at least one order between start and end) for k = 1.

    Formula: the mean over p of (1 + p start / rate)^-shape - (1 + (p start + end - start) / rate)^-shape.
    """
    before, length = start / rate, (end - start) / rate
    p, share = _chances(a, stays, shape * before)
    gone = np.log1p(p * before[:, None])
    more = np.log1p(length[:, None] / (1 + p * before[:, None]))
    each = np.exp(-shape[:, None] * gone) * -np.expm1(-shape[:, None] * more)
    return np.asarray((share * each).sum(axis=1))
