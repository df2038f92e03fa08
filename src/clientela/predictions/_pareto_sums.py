"""Log-likelihood of Pareto/NBD with its exact first and second derivatives, over a whole base."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.predictions._cells import mark_cells
from clientela.predictions._lines import Cells
from clientela.predictions._pareto_tables import TailTable
from clientela.predictions._special import digamma, log_gamma, trigamma

if TYPE_CHECKING:
    from clientela.predictions._histories import Histories, Rows
    from clientela.predictions._newton import Evaluation

Array = np.ndarray[Any, Any]
NAMES = ("r", "alpha", "s", "beta")
BLOCK = 16384


@dataclass(frozen=True)
class ParetoBase:
    """A base with its cells: the integrals depend on (x, T) and on (x, t) alone, far fewer than customers."""

    counts: tuple[Array, Array]
    until_now: Cells
    until_last: Cells
    plain: int
    """The first rows, each of weight one."""
    weight: Array
    """Of the others."""

    @staticmethod
    def of(base: Histories, loops: Any = None) -> ParetoBase:
        """Find the cells of a base; customers with one order come as one row for each age."""
        single = base.single()
        rows = base.rows
        few = np.zeros(0) if single.weight is None else single.weight
        return ParetoBase(
            base.counts(),
            _cells_of(base.times, rows, single, rows.age, single.age, loops),
            _cells_of(base.times, rows, single, rows.recency, single.recency, loops),
            plain=len(rows) if rows.weight is None else 0,
            weight=few if rows.weight is None else np.concatenate([rows.weight, few]),
        )


def _cells_of(times: Array, rows: Rows, single: Rows, own: Array, other: Array, loops: Any = None) -> Cells:
    frequency = np.concatenate([rows.frequency, single.frequency])
    places = np.concatenate([own, other])
    marked = None if loops is None else mark_cells(frequency, places, len(times), loops)
    found = (
        Cells.of(frequency, places) if marked is None else Cells.placed(marked[0][0], marked[0][1], marked[1])
    )
    return replace(
        found, time=times[found.time.astype(np.int64)], moments=times[found.moments.astype(np.int64)]
    )


def later_order(cells: Cells, parameters: Array, loops: Any = None) -> TailTable:
    """Return the integral of U = (r + x) I(r + x + 1, s; T): the customer orders again before it leaves."""
    r, alpha, s, beta = (float(v) for v in parameters)
    return TailTable(cells, lambda x: (r + x + 1, np.full_like(x, s)), alpha, beta, loops=loops)


def earlier_end(cells: Cells, parameters: Array, loops: Any = None) -> TailTable:
    """Return the integral of V = s I(r + x, s + 1; t): the customer left, or leaves, before it orders again."""
    r, alpha, s, beta = (float(v) for v in parameters)
    return TailTable(cells, lambda x: (r + x, np.full_like(x, s + 1)), alpha, beta, loops=loops)


def evaluate_pareto(parameters: Array, base: ParetoBase, loops: Any = None) -> Evaluation:
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

    now, end = later_order(base.until_now, parameters, loops), earlier_end(base.until_last, parameters, loops)
    log_u, slope_u = now.derivatives()
    log_v, slope_v = end.derivatives()
    order = r + base.until_now.frequency
    log_u = log_u + np.log(order)
    slope_u[:, 0] += 1 / order
    log_v = log_v + np.log(s)
    slope_v[:, 2] += 1 / s
    tables = log_u, slope_u, log_v, slope_v
    u, v = base.until_now.place, base.until_last.place
    plain = base.plain
    sums = _row_sums if loops is None else loops.pareto_sums
    parts = [
        sums(u[:plain], v[:plain], *tables),
        _row_sums(u[plain:], v[plain:], *tables, weight=base.weight),
    ]
    value += sum(part[0] for part in parts)
    gradient += sum(part[1] for part in parts)
    hessian += sum(part[2] for part in parts)
    mass_u, mass_v = (np.asarray(parts[0][i] + parts[1][i]) for i in (3, 4))
    hessian += now.second_derivatives(mass_u) + end.second_derivatives(mass_v)
    hessian[0, 0] -= mass_u @ (1 / order**2)
    hessian[2, 2] -= float(mass_v.sum()) / s**2
    return value, gradient, hessian


def _row_sums(
    all_u: Array,
    all_v: Array,
    log_u: Array,
    slope_u: Array,
    log_v: Array,
    slope_v: Array,
    *,
    weight: Array | None = None,
) -> tuple[float, Array, Array, Array, Array]:
    """Add ln(U + V) over the rows, with the slopes, their spread, and the shares of U and V that fall on each cell."""
    value, spread = 0.0, np.zeros((4, 4))
    mass_u, mass_v = np.zeros(len(log_u)), np.zeros(len(log_v))
    for first in range(0, len(all_u), BLOCK):
        part = slice(first, first + BLOCK)
        u, v = all_u[part], all_v[part]
        own = log_u[u]
        odds = log_v[v] - own
        small = np.exp(-np.abs(odds))
        share_v = np.where(odds >= 0, 1.0, small) / (1 + small)
        share_u = np.where(odds >= 0, small, 1.0) / (1 + small)
        each = own + np.maximum(odds, 0.0) + np.log1p(small)
        both = share_u * share_v
        if weight is not None:
            many = weight[part]
            share_u, share_v, both, each = share_u * many, share_v * many, both * many, each * many
        value += float(each.sum())
        mass_u += np.bincount(u, share_u, minlength=len(mass_u))
        mass_v += np.bincount(v, share_v, minlength=len(mass_v))
        apart = slope_v[v] - slope_u[u]
        spread += (apart * both[:, None]).T @ apart
    return value, mass_u @ slope_u + mass_v @ slope_v, spread, mass_u, mass_v
