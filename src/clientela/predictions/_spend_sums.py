"""Log-likelihood of the spend model with its exact first and second derivatives, over a whole base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.predictions._special import digamma, log_gamma, trigamma

if TYPE_CHECKING:
    from clientela.predictions._newton import Evaluation

Array = np.ndarray[Any, Any]
BLOCK = 8192


@dataclass(frozen=True)
class SpendRows:
    """Customers with spend: orders valued `count`, their sum `total`, `drivers` (rows, m) of the level of the spend."""

    count: Array
    total: Array
    weight: Array | None
    drivers: Array | None
    log_total: float
    """Sum of weight x count x ln total."""
    log_mean: float
    """Sum of weight x ln (total / count)."""

    @property
    def size(self) -> float:
        """Return the customers, weighted."""
        return float(len(self.count) if self.weight is None else self.weight.sum())

    def part(self, every: int) -> SpendRows:
        """Take every n-th row."""
        rows = slice(None, None, every)
        return spend_rows(
            self.count[rows].copy(),
            self.total[rows].copy(),
            None if self.weight is None else self.weight[rows].copy(),
            None if self.drivers is None else self.drivers[rows].copy(),
        )


def spend_rows(count: Array, total: Array, weight: Array | None, drivers: Array | None) -> SpendRows:
    """Add up what does not change with the parameters."""
    times_log = mean_log = 0.0
    for first in range(0, len(count), BLOCK):
        part = slice(first, first + BLOCK)
        logs, orders = np.log(total[part]), count[part].astype(np.float64)
        own = None if weight is None else weight[part]
        times_log += float(orders @ (logs if own is None else own * logs))
        mean_log += float(logs.sum() if own is None else own @ logs)
    kinds, weights = spend_counts(SpendRows(count, total, weight, drivers, 0.0, 0.0))
    return SpendRows(count, total, weight, drivers, times_log, mean_log - float(weights @ np.log(kinds)))


def spend_counts(rows: SpendRows) -> tuple[Array, Array]:
    """Return the numbers of orders that occur, and the weight of each."""
    weights = np.bincount(rows.count, rows.weight).astype(np.float64)
    at = np.flatnonzero(weights)
    return at, weights[at]


def evaluate_spend(
    parameters: Array, rows: SpendRows, counts: tuple[Array, Array], loops: Any = None
) -> Evaluation:
    """Return log-likelihood and its derivatives by p, q, v and the effects of the drivers.

    ln L = ln G(p x + q) - ln G(p x) - ln G(q) + q ln w + p x ln S - ln z - (p x + q) ln(w + S), S = x z the money of x orders of
    mean z, w = v exp(drivers @ effects). Source: Fader and Hardie 2013 (without drivers); the drivers: own extension.
    """
    p, q, v = parameters[:3]
    effects = parameters[3:]
    size = 3 + len(effects)
    x, weight = counts
    total = float(weight.sum())
    px = p * x
    pq = px + q
    ends = np.array(q)
    value = float(weight @ (log_gamma(pq) - log_gamma(px))) - total * float(log_gamma(ends))
    value += p * rows.log_total - rows.log_mean
    gradient, hessian = np.zeros(size), np.zeros((size, size))
    by_q = weight * (trigamma(pq))
    gradient[0] = (weight * x) @ (digamma(pq) - digamma(px)) + rows.log_total
    gradient[1] = weight @ digamma(pq) - total * float(digamma(ends))
    hessian[0, 0] = (weight * x * x) @ (trigamma(pq) - trigamma(px))
    hessian[0, 1] = x @ by_q
    hessian[1, 1] = by_q.sum() - total * float(trigamma(ends))
    if loops is not None and rows.weight is None and rows.drivers is None:
        blocks = iter([_compiled(p, q, v, rows, loops)])
    else:
        starts = range(0, len(rows.count), BLOCK)
        blocks = (_block(p, q, v, effects, rows, slice(first, first + BLOCK)) for first in starts)
    for more in blocks:
        value += more[0]
        gradient += more[1]
        hessian += more[2]
    hessian += np.triu(hessian, 1).T
    return value, gradient, hessian


def _block(
    p: float, q: float, v: float, effects: Array, rows: SpendRows, part: slice
) -> tuple[float, Array, Array]:
    """Return what a block of rows adds; of the second derivatives the upper triangle."""
    x, money = rows.count[part].astype(np.float64), rows.total[part]
    weight = np.ones(len(x)) if rows.weight is None else rows.weight[part]
    drivers = None if rows.drivers is None else rows.drivers[part]
    lift = np.zeros(len(x)) if drivers is None else drivers @ effects
    level = v * np.exp(lift)
    logs, share = np.log(level + money), level / (level + money)
    power = p * x + q
    size = 3 + len(effects)
    gradient, hessian = np.zeros(size), np.zeros((size, size))
    value = q * float(weight @ (np.log(v) + lift)) - float((weight * power) @ logs)
    gradient[0] = -float((weight * x) @ logs)
    gradient[1] = float(weight @ (np.log(v) + lift - logs))
    # by the logarithm of the level, of which v and the effects are parts
    slope = weight * (q - power * share)
    bend = -weight * power * share * (1 - share)
    cross_p, cross_q = -weight * x * share, weight * (1 - share)
    gradient[2] = slope.sum() / v
    hessian[2, 2] = (bend.sum() - slope.sum()) / v**2
    hessian[0, 2], hessian[1, 2] = cross_p.sum() / v, cross_q.sum() / v
    if drivers is not None:
        gradient[3:] = slope @ drivers
        hessian[0, 3:], hessian[1, 3:] = cross_p @ drivers, cross_q @ drivers
        hessian[2, 3:] = (bend @ drivers) / v
        hessian[3:, 3:] = np.triu((drivers * bend[:, None]).T @ drivers)
    return value, gradient, hessian


def _compiled(p: float, q: float, v: float, rows: SpendRows, loops: Any) -> tuple[float, Array, Array]:
    """Return the same for a whole base of customers of weight one without drivers, from sums over the rows."""
    logs, x_logs, share, x_share, square, x_square = loops.spend_sums(v, rows.count, rows.total)
    size = rows.size
    slope = q * size - p * x_share - q * share
    bend = p * (x_square - x_share) + q * (square - share)
    hessian = np.zeros((3, 3))
    hessian[2, 2] = (bend - slope) / v**2
    hessian[0, 2], hessian[1, 2] = -x_share / v, (size - share) / v
    gradient = np.array([-x_logs, size * np.log(v) - logs, slope / v])
    return q * size * float(np.log(v)) - p * float(x_logs) - q * float(logs), gradient, hessian
