"""Log-likelihood of Pareto/NBD with its exact first and second derivatives, over a whole base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.predictions._cells import find_cells
from clientela.predictions._pareto_integrals import TailIntegral
from clientela.predictions._special import digamma, log_gamma, trigamma

if TYPE_CHECKING:
    from clientela.predictions._histories import Histories, Rows
    from clientela.predictions._newton import Evaluation

Array = np.ndarray[Any, Any]
NAMES = ("r", "alpha", "s", "beta")
BLOCK = 16384
_ORDER = (0, 1, 2, 3)
"""The integral's exponents and offsets A, alpha, B, beta move with r, alpha, s, beta one for one."""


@dataclass(frozen=True)
class Cells:
    """Combinations of frequency and time that occur, and for each row the place of its own."""

    frequency: Array
    time: Array
    place: Array


@dataclass(frozen=True)
class ParetoBase:
    """A base with its cells: the integrals depend on (x, T) and on (x, t) alone, far fewer than customers."""

    counts: tuple[Array, Array]
    until_now: Cells
    until_last: Cells
    weight: Array | None

    @staticmethod
    def of(base: Histories) -> ParetoBase:
        """Find the cells of a base; customers with one order come as one row for each age."""
        single = base.single()
        rows = base.rows
        weight = None
        if rows.weight is not None or len(single):
            own = np.ones(len(rows)) if rows.weight is None else rows.weight
            weight = np.concatenate([own, single.weight]) if single.weight is not None else own
        return ParetoBase(
            base.counts(),
            _cells_of(base.times, rows, single, rows.age, single.age),
            _cells_of(base.times, rows, single, rows.recency, single.recency),
            weight,
        )


def _cells_of(times: Array, rows: Rows, single: Rows, own: Array, other: Array) -> Cells:
    frequency = np.concatenate([rows.frequency, single.frequency])
    (kinds, places), back = find_cells(frequency, np.concatenate([own, other]))
    return Cells(kinds, times[places.astype(np.int64)], back.astype(np.int32))


def later_order(cells: Cells, parameters: Array) -> TailIntegral:
    """Return the integral of U = (r + x) I(r + x + 1, s; T): the customer orders again before it leaves."""
    r, alpha, s, beta = parameters
    order = r + cells.frequency
    return TailIntegral(order + 1, np.full_like(order, s), alpha, beta, cells.time)


def earlier_end(cells: Cells, parameters: Array) -> TailIntegral:
    """Return the integral of V = s I(r + x, s + 1; t): the customer left, or leaves, before it orders again."""
    r, alpha, s, beta = parameters
    order = r + cells.frequency
    return TailIntegral(order, np.full_like(order, s + 1), alpha, beta, cells.time)


def evaluate_pareto(parameters: Array, base: ParetoBase) -> Evaluation:
    """Return log-likelihood, gradient and second derivatives by r, alpha, s, beta.

    L = (r)_x alpha^r beta^s (U + V): the literature's form (Schmittlein, Morrison and Colombo 1987; Fader and Hardie 2005)
    integrated by parts, so that both terms are positive and nothing is subtracted.
    """
    r, alpha, s, beta = parameters
    x, weight = base.counts
    total = float(weight.sum())
    gamma = log_gamma(r + x), digamma(r + x), trigamma(r + x)
    start = np.array(r)
    value = float(weight @ gamma[0]) + total * (
        r * np.log(alpha) + s * np.log(beta) - float(log_gamma(start))
    )
    gradient = np.array(
        [
            weight @ gamma[1] + total * (np.log(alpha) - float(digamma(start))),
            total * r / alpha,
            total * np.log(beta),
            total * s / beta,
        ]
    )
    hessian = np.zeros((4, 4))
    hessian[0, 0] = weight @ gamma[2] - total * float(trigamma(start))
    hessian[0, 1] = hessian[1, 0] = total / alpha
    hessian[1, 1] = -total * r / alpha**2
    hessian[2, 3] = hessian[3, 2] = total / beta
    hessian[3, 3] = -total * s / beta**2

    now, end = later_order(base.until_now, parameters), earlier_end(base.until_last, parameters)
    log_u, slope_u = now.derivatives()
    log_v, slope_v = end.derivatives()
    order = r + base.until_now.frequency
    log_u = log_u + np.log(order)
    slope_u[:, 0] += 1 / order
    log_v = log_v + np.log(s)
    slope_v[:, 2] += 1 / s
    parts = _row_sums(base, log_u, slope_u, log_v, slope_v)
    value += parts[0]
    gradient += parts[1]
    hessian += parts[2]
    mass_u, mass_v = parts[3], parts[4]
    hessian += now.second_derivatives(mass_u) + end.second_derivatives(mass_v)
    hessian[0, 0] -= mass_u @ (1 / order**2)
    hessian[2, 2] -= float(mass_v.sum()) / s**2
    return value, gradient, hessian


def _row_sums(
    base: ParetoBase, log_u: Array, slope_u: Array, log_v: Array, slope_v: Array
) -> tuple[float, Array, Array, Array, Array]:
    """Add ln(U + V) over the rows, with the slopes, their spread, and the shares of U and V that fall on each cell."""
    value, gradient, spread = 0.0, np.zeros(4), np.zeros((4, 4))
    mass_u, mass_v = np.zeros(len(log_u)), np.zeros(len(log_v))
    for first in range(0, len(base.until_now.place), BLOCK):
        part = slice(first, first + BLOCK)
        u, v = base.until_now.place[part], base.until_last.place[part]
        own = log_u[u]
        odds = log_v[v] - own
        small = np.exp(-np.abs(odds))
        share_v = np.where(odds >= 0, 1.0, small) / (1 + small)
        share_u = np.where(odds >= 0, small, 1.0) / (1 + small)
        each = own + np.maximum(odds, 0.0) + np.log1p(small)
        both = share_u * share_v
        if base.weight is not None:
            weight = base.weight[part]
            share_u, share_v, both, each = share_u * weight, share_v * weight, both * weight, each * weight
        value += float(each.sum())
        mass_u += np.bincount(u, share_u, minlength=len(mass_u))
        mass_v += np.bincount(v, share_v, minlength=len(mass_v))
        apart = slope_v[v] - slope_u[u]
        spread += (apart * both[:, None]).T @ apart
    gradient = mass_u @ slope_u + mass_v @ slope_v
    return value, gradient, spread, mass_u, mass_v
