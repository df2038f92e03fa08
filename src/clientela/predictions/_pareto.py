"""Customers that leave at a time of their own, whether they order or not: Pareto/NBD."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.predictions._beta_geometric import PART, RANGE, read_base
from clientela.predictions._compiled import loops_for
from clientela.predictions._newton import Estimate, Problem, maximise, to_logs
from clientela.predictions._pareto_future import ParetoFuture
from clientela.predictions._pareto_sums import NAMES, ParetoBase, evaluate_pareto

if TYPE_CHECKING:
    from clientela.predictions._histories import Histories
    from clientela.predictions._newton import Evaluation
    from clientela.predictions._prior import Prior

Array = np.ndarray[Any, Any]
ROW_COST = 3
"""A row costs about so many of the beta-geometric family, so compiling pays sooner."""


@dataclass(frozen=True, kw_only=True)
class Pareto(ParetoFuture):
    """Orders at random until an end that comes by itself.

    The customer's rate of orders is gamma distributed (r, alpha), its time until it leaves exponential with a rate of its own
    (gamma: s, beta). Source: Schmittlein, Morrison and Colombo 1987.
    """

    fitted: Estimate | None = None


def _problem(base: Histories) -> Problem:
    weight, orders = base.ages()
    whole = float(weight @ base.times)
    mean_age = max(whole / base.customers, 1e-12)
    pace = (orders.sum() + 1) / (whole + mean_age)
    centre, reach = np.log(mean_age), RANGE + 3
    return Problem(
        names=NAMES,
        start=np.array([np.log(0.7), np.log(0.5 / pace), np.log(0.7), centre]),
        low=np.array([-RANGE, centre - reach, -RANGE, centre - reach]),
        high=np.array([RANGE, centre + reach, RANGE, centre + reach]),
        is_log=(True,) * 4,
    )


def fit_pareto_base(base: Histories, *, prior: Prior | None = None) -> Pareto:
    """Fit r, alpha, s, beta by maximum likelihood, or with a `prior` to the largest posterior. Raises: FitError without customers."""
    read_base(base)
    loops = loops_for(ROW_COST * len(base.rows))

    def at(part: Histories) -> Any:
        cells = ParetoBase.of(part, loops)

        def evaluate(logs: Array) -> Evaluation:
            values = np.exp(logs)
            value, gradient, hessian = evaluate_pareto(values, cells, loops)
            return value, *to_logs(values, gradient, hessian)

        return evaluate

    problem, warm = _problem(base), None
    if len(base.rows) > 4 * PART:
        part = base.part(len(base.rows) // PART)
        warm = maximise(at(part), problem, customers=part.customers, prior=prior).logs
    found = maximise(at(base), problem, customers=base.customers, prior=prior, warm=warm)
    r, alpha, s, beta = (float(value) for value in found.values)
    return Pareto(r=r, alpha=alpha, s=s, beta=beta, fitted=found)


def fit_pareto(
    frequency: Array, recency: Array, age: Array, *, weights: Array | None = None, prior: Prior | None = None
) -> Pareto:
    """Fit Pareto/NBD to arrays, one row per customer. Source: Schmittlein, Morrison and Colombo 1987; Fader and Hardie 2005."""
    return fit_pareto_base(read_base((frequency, recency, age), weights), prior=prior)
