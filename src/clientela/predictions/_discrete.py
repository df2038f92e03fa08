"""Orders that can fall only once in a period, such as a season's campaign: BG/BB."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.i18n import msg
from clientela.predictions._beta_geometric import RANGE, FitError
from clientela.predictions._beta_geometric_future import flatten
from clientela.predictions._cells import find_cells
from clientela.predictions._counts import probabilities_of, quantiles_of
from clientela.predictions._histories import HistoryError, read_histories
from clientela.predictions._newton import Estimate, Problem, maximise, to_logs
from clientela.predictions._quadrature import HorizonError
from clientela.predictions._special import digamma, log_beta, log_gamma, trigamma

if TYPE_CHECKING:
    from clientela.predictions._newton import Evaluation
    from clientela.predictions._prior import Prior

Array = np.ndarray[Any, Any]
_NAMES = ("alpha", "beta", "gamma", "delta")
_CUT = 45.0


def _beta_slopes(left: float, right: float, more_left: Array, more_right: Array) -> tuple[Array, ...]:
    """Return ln B(l + i, r + j) / B(l, r) and its derivatives by l, r; ll, lr, rr."""
    ends, whole = np.array([left, right]), np.array(left + right)
    l, r, both = left + more_left, right + more_right, left + right + more_left + more_right  # noqa: E741 - left
    first, second = digamma(ends), trigamma(ends)
    total, total2 = digamma(whole) - digamma(both), trigamma(whole) - trigamma(both)
    return (
        log_beta(l, r) - log_beta(ends[0], ends[1]),
        digamma(l) - first[0] + total,
        digamma(r) - first[1] + total,
        trigamma(l) - second[0] + total2,
        total2,
        trigamma(r) - second[1] + total2,
    )


def _terms(x: Array, t: Array, n: Array) -> tuple[Array, Array, Array, Array]:
    """Return last live period, mark of the living, and mark of what counts, one column per way the history can have come about."""
    i = np.arange(int((n - t).max(initial=0)) + 1)
    period = t[:, None] + i
    here = period == n[:, None]
    counts = period <= n[:, None]
    period = np.minimum(period, n[:, None])
    return period, here, counts, np.broadcast_to(x[:, None], period.shape)


def evaluate_discrete(parameters: Array, cells: tuple[Array, Array, Array], weight: Array) -> Evaluation:
    """Return log-likelihood and derivatives by alpha, beta, gamma, delta.

    L = B(alpha + x, beta + n - x) B(gamma, delta + n) + sum over the periods y from t to n - 1 after which the customer may have
    left of B(alpha + x, beta + y - x) B(gamma + 1, delta + y), over B(alpha, beta) B(gamma, delta). Source: Fader, Hardie and
    Shang 2010.
    """
    alpha, beta, gamma, delta = (float(v) for v in parameters)
    period, here, counts, x = _terms(*cells)
    buy = _beta_slopes(alpha, beta, x, period - x)
    stay = _beta_slopes(gamma, delta, np.where(here, 0.0, 1.0), period)
    logs = np.where(counts, buy[0] + stay[0], -np.inf)
    top = logs.max(axis=1)
    share = np.exp(logs - top[:, None])
    total = share.sum(axis=1)
    share /= total[:, None]
    slopes = (buy[1], buy[2], stay[1], stay[2])
    bends = {
        (0, 0): buy[3],
        (1, 0): buy[4],
        (1, 1): buy[5],
        (2, 2): stay[3],
        (3, 2): stay[4],
        (3, 3): stay[5],
    }
    means = [(share * s).sum(axis=1) for s in slopes]
    hessian = np.zeros((4, 4))
    for i in range(4):
        for j in range(i + 1):
            each = slopes[i] * slopes[j] + bends.get((i, j), 0.0)
            hessian[i, j] = weight @ ((share * each).sum(axis=1) - means[i] * means[j])
            hessian[j, i] = hessian[i, j]
    return float(weight @ (top + np.log(total))), np.array([weight @ m for m in means]), hessian


@dataclass(frozen=True, kw_only=True)
class BetaBinomial:
    """In each period a customer orders with a probability of its own and leaves before it with another.

    Beta distributed: to order (alpha, beta), to leave (gamma, delta). x: periods with an order; t: the last of them; n: periods since the
    first order. Source: Fader, Hardie and Shang 2010.
    """

    alpha: float
    beta: float
    gamma: float
    delta: float
    fitted: Estimate | None = None

    def _log_likelihood(self, x: Array, t: Array, n: Array) -> Array:
        period, here, counts, orders = _terms(x, t, n)
        logs = log_beta(self.alpha + orders, self.beta + period - orders)
        logs = logs + log_beta(self.gamma + np.where(here, 0.0, 1.0), self.delta + period)
        logs = np.where(counts, logs, -np.inf)
        top = logs.max(axis=1)
        return np.asarray(top + np.log(np.exp(logs - top[:, None]).sum(axis=1)))

    def _here(self, x: Array, t: Array, n: Array, ahead: Array) -> Array:
        """Return P(still there `ahead` periods from now)."""
        logs = log_beta(self.alpha + x, self.beta + n - x) + log_beta(
            self.gamma * np.ones_like(n), self.delta + n + ahead
        )
        return np.asarray(np.exp(np.minimum(logs - self._log_likelihood(x, t, n), 0.0)))

    def alive_probability(
        self, frequency: Array, recency: Array, age: Array, ahead: Array | int = 0
    ) -> Array:
        """Return the probability that the customer is still there after `ahead` more periods (0: now)."""
        shape, (x, t, n, ahead) = flatten(frequency, recency, age, np.asarray(ahead))
        (cx, ct, cn, ca), back = find_cells(x, t, n, ahead)
        return np.asarray(self._here(cx, ct, cn, ca)[back]).reshape(shape)

    def _mth(self, x: Array, n: Array, before: Array, m: int) -> Array:
        """Return P(the m-th order from now falls just after `before` more periods | still there to place it)."""
        logs = log_beta(self.alpha + x + m, self.beta + n - x + np.maximum(before - (m - 1), 0.0))
        logs = logs - log_beta(self.alpha + x, self.beta + n - x)
        ways = (
            log_gamma(before + 1) - log_gamma(np.array(float(m))) - log_gamma(np.maximum(before - m + 2, 1.0))
        )
        return np.asarray(np.where(before >= m - 1, np.exp(logs + ways), 0.0))

    def expected_orders(self, frequency: Array, recency: Array, age: Array, horizon: Array) -> Array:
        """Return the expected orders in the coming `horizon` periods.

        Formula: E[p | history] x sum over the periods of P(still there); all terms positive, nothing special at gamma = 1.
        """
        return self.expected_discounted(frequency, recency, age, horizon, 0.0)

    def expected_discounted(
        self, frequency: Array, recency: Array, age: Array, horizon: Array, rate: float
    ) -> Array:
        """Return the expected orders of the coming `horizon` periods, one in the j-th period being worth exp(-rate j).

        With a positive rate the horizon may be infinite. Raises: HorizonError.
        """
        shape, (x, t, n, ends) = flatten(frequency, recency, age, horizon)
        if rate < 0 or (rate == 0 and not np.isfinite(ends).all()):
            raise HorizonError(
                msg("An endless horizon needs a positive discount rate, and no rate may be negative.")
            )
        if rate > 0:
            ends = np.minimum(ends, np.ceil(_CUT / rate))
        (cx, ct, cn, ce), back = find_cells(x, t, n, ends)
        chance = (self.alpha + cx) / (self.alpha + self.beta + cn)
        step, total = self._here(cx, ct, cn, np.zeros_like(cn)), np.zeros_like(cn)
        for j in range(1, int(ce.max(initial=0)) + 1):
            step = step * (self.delta + cn + j - 1) / (self.gamma + self.delta + cn + j - 1)
            total += np.where(j <= ce, step * np.exp(-rate * j), 0.0)
        return np.asarray((chance * total)[back]).reshape(shape)

    def active_probability(
        self, frequency: Array, recency: Array, age: Array, start: Array, end: Array
    ) -> Array:
        """Return the probability of at least one order in the periods start + 1 .. end from now.

        Formula: sum over the periods of P(still there) P(the first order of the slice falls then).
        """
        shape, (x, t, n, start, end) = flatten(frequency, recency, age, start, end)
        (cx, ct, cn, cs, ce), back = find_cells(x, t, n, start, end)
        total = np.zeros_like(cn)
        for j in range(int((ce - cs).max(initial=0))):
            inside = cs + j + 1 <= ce
            each = self._here(cx, ct, cn, cs + j + 1) * self._mth(cx, cn, np.full_like(cn, float(j)), 1)
            total += np.where(inside, each, 0.0)
        return np.asarray(total[back]).reshape(shape)

    def _tails(self, x: Array, t: Array, n: Array, horizon: Array, most: int) -> Array:
        answer = np.zeros((most, len(x)))
        for j in range(int(horizon.max(initial=0))):
            here = np.where(j + 1 <= horizon, self._here(x, t, n, np.full_like(n, j + 1.0)), 0.0)
            for m in range(1, min(most, j + 1) + 1):
                answer[m - 1] += here * self._mth(x, n, np.full_like(n, float(j)), m)
        return np.minimum(answer, 1.0)

    def order_probabilities(
        self, frequency: Array, recency: Array, age: Array, horizon: Array, most: int
    ) -> Array:
        """Return P(0), ..., P(most - 1) and P(most or more) orders in the coming `horizon`; shape (..., most + 1)."""
        shape, (x, t, n, horizon) = flatten(frequency, recency, age, horizon)
        (cx, ct, cn, ch), back = find_cells(x, t, n, horizon)
        return probabilities_of(self._tails(cx, ct, cn, ch, most))[back].reshape(*shape, most + 1)

    def order_quantiles(
        self, frequency: Array, recency: Array, age: Array, horizon: Array, levels: Array
    ) -> Array:
        """Return the smallest counts that P(at most so many orders) reaches each level with; shape (..., levels)."""
        shape, (x, t, n, horizon) = flatten(frequency, recency, age, horizon)
        levels = np.atleast_1d(np.asarray(levels, dtype=np.float64))
        cells, back = find_cells(x, t, n, horizon)
        found = quantiles_of(self._tails, tuple(cells), levels)
        return np.asarray(found[back].reshape(*shape, len(levels)))

    def expected_orders_new(self, horizon: Array) -> Array:
        """Return the expected orders, after the first, of a new customer in its first `horizon` periods."""
        shape, (ends,) = flatten(horizon)
        none = np.zeros_like(ends)
        return self.expected_orders(none, none, none, ends).reshape(shape)


def fit_bgbb(
    frequency: Array, recency: Array, age: Array, *, weights: Array | None = None, prior: Prior | None = None
) -> BetaBinomial:
    """Fit BG/BB by maximum likelihood: periods with an order, the last of them, periods since the first order; whole numbers.

    Raises: HistoryError for histories that contradict themselves, FitError without customers.
    Source: Fader, Hardie and Shang 2010.
    """
    x, t, n = (np.asarray(column, dtype=np.float64) for column in (frequency, recency, age))
    base = read_histories(x, t, n, weights=weights)
    if base.customers <= 0:
        raise FitError(msg("There are no customers to learn from."))
    if not all(np.array_equal(np.floor(c), c) for c in (t, n)) or bool((x > t).any()):
        raise HistoryError(msg("Periods are whole numbers, and there is at most one order in each of them."))
    cells, back = find_cells(x, t, n)
    weight = np.bincount(back, weights, minlength=len(cells[0])).astype(np.float64)

    def evaluate(logs: Array) -> Evaluation:
        values = np.exp(logs)
        value, gradient, hessian = evaluate_discrete(values, (cells[0], cells[1], cells[2]), weight)
        return value, *to_logs(values, gradient, hessian)

    problem = Problem(
        names=_NAMES,
        start=np.log([1.0, 1.0, 0.7, 3.0]),
        low=np.full(4, -RANGE),
        high=np.full(4, RANGE),
        is_log=(True,) * 4,
    )
    found = maximise(evaluate, problem, customers=base.customers, prior=prior)
    alpha, beta, gamma, delta = (float(value) for value in found.values)
    return BetaBinomial(alpha=alpha, beta=beta, gamma=gamma, delta=delta, fitted=found)
