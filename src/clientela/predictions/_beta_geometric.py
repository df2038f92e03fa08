"""Customers that may leave after an order, with a chance of their own: BG/NBD, MBG/NBD and their regular kin (CNBD-k)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.predictions._beta_geometric_future import BetaGeometricFuture
from clientela.predictions._beta_geometric_sums import NAMES, evaluate_base
from clientela.predictions._compiled import loops_for
from clientela.predictions._histories import Histories, read_histories
from clientela.predictions._newton import Estimate, Problem, maximise, to_logs
from clientela.predictions._special import log_gamma

if TYPE_CHECKING:
    from clientela.predictions._newton import Evaluation
    from clientela.predictions._prior import Prior

Array = np.ndarray[Any, Any]
PART = 50_000
"""A larger base is first fitted on about so many rows; from there one or two readings of the whole are enough."""
RANGE = 9.0
"""Logarithms of r, a and b are searched from -RANGE to RANGE, that of alpha around the logarithm of the mean age."""
MOST_REGULAR = 8


class FitError(ClientelaError):
    """A model cannot be fitted to these histories."""


@dataclass(frozen=True, kw_only=True)
class BetaGeometric(BetaGeometricFuture):
    """Orders after a sum of `k` waits, and perhaps an end after each order.

    A wait is exponential with a rate of the customer's own (gamma: shape r, rate alpha); after an order it leaves with a
    probability of its own (beta: a, b); with `modified` it may also leave right after its first order.

    k = 1 is the Poisson process: BG/NBD (Fader, Hardie and Lee 2005) or, modified, MBG/NBD (Batislam, Denizel and Filiztekin
    2007). A higher k orders more evenly: (M)BG/CNBD-k (Reutterer, Platzer and Schröder 2020). alpha is in the unit of time
    of one wait, k of which make an order.
    """

    fitted: Estimate | None = None


def read_base(histories: Histories | tuple[Array, Array, Array], weights: Array | None = None) -> Histories:
    """Accept arrays or a base already read; refuse one without customers."""
    base = histories if isinstance(histories, Histories) else read_histories(*histories, weights=weights)
    if base.customers <= 0:
        raise FitError(msg("There are no customers to learn from."))
    return base


def _problem(base: Histories, k: int) -> Problem:
    weight, orders = base.ages()
    mean_age = max(float(weight @ base.times) / base.customers, 1e-12)
    pace = (orders.sum() + 1) / (weight @ base.times + mean_age)
    centre = np.log(mean_age)
    reach = RANGE + 3
    return Problem(
        names=NAMES,
        start=np.array(
            [np.log(0.7), np.log(0.7 / (k * pace)), np.log(0.7), np.log(3.0)]
        ),  # k stages in one wait
        low=np.array([-RANGE, centre - reach, -RANGE, -RANGE]),
        high=np.array([RANGE, centre + reach, RANGE, RANGE]),
        is_log=(True,) * 4,
    )


def _log_likelihood_constant(base: Histories, k: int) -> float:
    counts, weights = base.counts()
    return (k - 1) * base.log_gaps - float(log_gamma(np.array(float(k)))) * float(counts @ weights)


def fit_beta_geometric(
    base: Histories,
    *,
    k: int = 1,
    modified: bool = True,
    prior: Prior | None = None,
    start: Array | None = None,
) -> BetaGeometric:
    """Fit r, alpha, a, b by maximum likelihood, or with a `prior` to the largest posterior.

    `start`: logarithms of parameters to start from. Raises: FitError without customers.
    """
    read_base(base)
    loops = loops_for(len(base.rows))

    def at(part: Histories) -> Any:
        fixed = (part.counts(), part.ages(), part.single())

        def evaluate(logs: Array) -> Evaluation:
            values = np.exp(logs)
            value, gradient, hessian = evaluate_base(values, part, k, int(modified), fixed, loops)
            return value, *to_logs(values, gradient, hessian)

        return evaluate

    problem = _problem(base, k) if start is None else replace(_problem(base, k), start=start)
    warm = None
    if len(base.rows) > 4 * PART:
        part = base.part(len(base.rows) // PART)
        warm = maximise(at(part), problem, customers=part.customers, prior=prior).logs
    found = maximise(at(base), problem, customers=base.customers, prior=prior, warm=warm)
    found = replace(found, log_likelihood=found.log_likelihood + _log_likelihood_constant(base, k))
    r, alpha, a, b = (float(value) for value in found.values)
    return BetaGeometric(r=r, alpha=alpha, a=a, b=b, k=k, modified=modified, fitted=found)


def fit_bgnbd(
    frequency: Array, recency: Array, age: Array, *, weights: Array | None = None, prior: Prior | None = None
) -> BetaGeometric:
    """Fit BG/NBD: Poisson orders, leaving possible after every order but the first. Source: Fader, Hardie and Lee 2005."""
    return fit_beta_geometric(read_base((frequency, recency, age), weights), modified=False, prior=prior)


def fit_mbgnbd(
    frequency: Array, recency: Array, age: Array, *, weights: Array | None = None, prior: Prior | None = None
) -> BetaGeometric:
    """Fit MBG/NBD: Poisson orders, leaving possible after every order. Source: Batislam, Denizel and Filiztekin 2007."""
    return fit_beta_geometric(read_base((frequency, recency, age), weights), modified=True, prior=prior)


def fit_regular(
    base: Histories, *, modified: bool = True, most: int = MOST_REGULAR, prior: Prior | None = None
) -> BetaGeometric:
    """Fit (M)BG/CNBD-k with the k of the highest likelihood, from 1 up while it rises; needs `log_gaps`.

    Without the gaps (`log_gaps` 0) likelihoods of different k cannot be compared: k stays 1. Source: Reutterer, Platzer and
    Schröder 2020.
    """
    best = fit_beta_geometric(base, k=1, modified=modified, prior=prior)
    if base.log_gaps == 0:
        return best
    for k in range(2, most + 1):
        last = best.fitted
        if last is None:
            break
        # with k stages in an order the same pace has a stage k times as short
        start = last.logs - np.array([0.0, np.log(k / best.k), 0.0, 0.0])
        found = fit_beta_geometric(base, k=k, modified=modified, prior=prior, start=start)
        if found.fitted is None or found.fitted.log_likelihood <= last.log_likelihood:
            break
        best = found
    return best
