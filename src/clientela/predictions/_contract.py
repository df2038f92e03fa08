"""Contracts that end at a renewal: the shifted beta-geometric model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.i18n import msg
from clientela.predictions._beta_geometric import RANGE, FitError
from clientela.predictions._beta_geometric_future import flatten
from clientela.predictions._cells import find_cells
from clientela.predictions._histories import HistoryError
from clientela.predictions._newton import Estimate, Problem, maximise, to_logs
from clientela.predictions._quadrature import check_discount
from clientela.predictions._special import digamma, log_gamma, trigamma

if TYPE_CHECKING:
    from clientela.predictions._newton import Evaluation
    from clientela.predictions._prior import Prior

Array = np.ndarray[Any, Any]
_CUT = 45.0


@dataclass(frozen=True, kw_only=True)
class Contract:
    """At each renewal a customer ends its contract with a probability of its own (beta: alpha, beta).

    The longer it has stayed, the likelier it stays: the retention of a cohort rises although nobody changes. Source: Fader and
    Hardie 2007.
    """

    alpha: float
    beta: float
    fitted: Estimate | None = None

    def _log_survival(self, renewals: Array) -> Array:
        both = self.alpha + self.beta
        ends = log_gamma(np.array([both, self.beta]))
        return np.asarray(log_gamma(self.beta + renewals) - log_gamma(both + renewals) + (ends[0] - ends[1]))

    def retention(self, renewals: Array) -> Array:
        """Return the probability that a customer with so many renewals renews once more: (beta + n) / (alpha + beta + n)."""
        renewals = np.asarray(renewals, dtype=np.float64)
        return np.asarray((self.beta + renewals) / (self.alpha + self.beta + renewals))

    def survival(self, renewals: Array, ahead: Array) -> Array:
        """Return the probability that a customer with so many renewals renews `ahead` times more.

        Formula: B(alpha, beta + n + h) / B(alpha, beta + n).
        """
        n, h = np.broadcast_arrays(
            np.asarray(renewals, dtype=np.float64), np.asarray(ahead, dtype=np.float64)
        )
        return np.asarray(np.exp(self._log_survival(n + h) - self._log_survival(n)))

    def expected_renewals(self, renewals: Array, horizon: Array) -> Array:
        """Return the expected renewals among the next `horizon` of a customer with so many behind it."""
        return self.expected_discounted(renewals, horizon, 0.0)

    def expected_discounted(self, renewals: Array, horizon: Array, rate: float) -> Array:
        """Return the expected renewals, the j-th from now being worth exp(-rate j).

        With a positive rate the horizon may be infinite. Raises: HorizonError. Source: Fader and Hardie 2010.
        """
        check_discount(np.asarray(horizon), rate)
        shape, (n, ends) = flatten(renewals, horizon)
        if rate > 0:
            ends = np.minimum(ends, np.ceil(_CUT / rate))
        (cn, ce), back = find_cells(n, ends)
        step, total = np.ones_like(cn), np.zeros_like(cn)
        for j in range(1, int(ce.max(initial=0)) + 1):
            step = step * self.retention(cn + (j - 1))
            total += np.where(j <= ce, step * np.exp(-rate * j), 0.0)
        return np.asarray(total[back]).reshape(shape)


def _slopes(alpha: float, beta: float, ended: Array, renewals: Array) -> Evaluation:
    """Return ln B(alpha + ended, beta + renewals) without B(alpha, beta), with derivatives, row by row."""
    both = alpha + beta + ended + renewals
    left, right = alpha + ended, beta + renewals
    total, total2 = digamma(both), trigamma(both)
    return (
        log_gamma(left) + log_gamma(right) - log_gamma(both),  # type: ignore[return-value]
        np.stack([digamma(left) - total, digamma(right) - total]),
        np.stack([trigamma(left) - total2, -total2, trigamma(right) - total2]),
    )


def fit_contract(
    renewals: Array,
    ended: Array,
    *,
    entered: Array | None = None,
    weights: Array | None = None,
    prior: Prior | None = None,
) -> Contract:
    """Fit the shifted beta-geometric model by maximum likelihood.

    `renewals`: how often each contract has been renewed; `ended`: whether it was not renewed the next time (otherwise it still runs);
    `entered`: renewals it already had when the records began (it could not have been seen ending earlier).
    Raises: HistoryError for contradictions, FitError without customers. Source: Fader and Hardie 2007.
    """
    n, lost = np.asarray(renewals, dtype=np.float64), np.asarray(ended, dtype=np.float64)
    begun = np.zeros_like(n) if entered is None else np.asarray(entered, dtype=np.float64)
    if bool(((n < begun) | (begun < 0) | (np.floor(n) != n) | ((lost != 0) & (lost != 1))).any()):
        raise HistoryError(
            msg("Renewals are whole numbers, and no contract has fewer than when its records began.")
        )
    cells, back = find_cells(n, lost, begun)
    weight = np.bincount(back, weights, minlength=len(cells[0])).astype(np.float64)
    if weight.sum() <= 0:
        raise FitError(msg("There are no customers to learn from."))

    def evaluate(logs: Array) -> Evaluation:
        values = np.exp(logs)
        seen = _slopes(values[0], values[1], cells[1], cells[0])
        given = _slopes(values[0], values[1], np.zeros_like(cells[2]), cells[2])
        value = float(weight @ (seen[0] - given[0]))
        gradient = (seen[1] - given[1]) @ weight
        bend = (seen[2] - given[2]) @ weight
        return value, *to_logs(values, gradient, np.array([[bend[0], bend[1]], [bend[1], bend[2]]]))

    problem = Problem(
        names=("alpha", "beta"),
        start=np.log([1.0, 3.0]),
        low=np.full(2, -RANGE),
        high=np.full(2, RANGE),
        is_log=(True, True),
    )
    found = maximise(evaluate, problem, customers=float(weight.sum()), prior=prior)
    alpha, beta = (float(value) for value in found.values)
    return Contract(alpha=alpha, beta=beta, fitted=found)
