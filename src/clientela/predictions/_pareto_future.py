"""What Pareto/NBD says of the future of a customer with a known history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from clientela.predictions._beta_geometric_future import flatten
from clientela.predictions._cells import WholeTable, all_cells, find_cells
from clientela.predictions._compiled import loops, loops_for
from clientela.predictions._counts import probabilities_of, quantiles_of
from clientela.predictions._lines import Cells
from clientela.predictions._pareto_sums import earlier_end, later_order
from clientela.predictions._quadrature import check_discount, gauss_legendre
from clientela.predictions._special import growth, log_gamma, log_rising, softplus

Array = np.ndarray[Any, Any]
_CUT = 45.0
_NODES = 48
_AT_ONCE = 1 << 19


@dataclass(frozen=True, kw_only=True)
class ParetoFuture:
    """Answers of a model with known parameters. T is the age, t the recency, x the frequency."""

    r: float
    alpha: float
    s: float
    beta: float

    def _parameters(self) -> Array:
        return np.array([self.r, self.alpha, self.s, self.beta])

    def _log_total(self, x: Array, t: Array, age: Array) -> Array:
        """Return ln(U + V), the likelihood without its constant."""
        fast = loops_for(len(x))
        now, end = Cells.of(x, age), Cells.of(x, t)
        u = later_order(now, self._parameters(), fast).logarithm() + np.log(self.r + now.frequency)
        v = earlier_end(end, self._parameters(), fast).logarithm() + np.log(self.s)
        u, v = u[now.place], v[end.place]
        return np.asarray(u + softplus(v - u))

    def _log_here(self, x: Array, age: Array) -> Array:
        return np.asarray(-(self.r + x) * np.log(self.alpha + age) - self.s * np.log(self.beta + age))

    def _alive(self, x: Array, t: Array, age: Array) -> Array:
        """Return P(alive); at t = T it is 1, which rounding must not exceed."""
        log_odds = self._log_here(x, age) - self._log_total(x, t, age)
        return np.asarray(np.where(t >= age, 1.0, np.exp(np.minimum(log_odds, 0.0))))

    def alive_probability(self, frequency: Array, recency: Array, age: Array) -> Array:
        """Return the probability that the customer has not left.

        Formula: (alpha + T)^-(r + x) (beta + T)^-s / (U + V), U and V as in `evaluate_pareto`.
        """
        shape, (x, t, age) = flatten(frequency, recency, age)
        return self._alive(x, t, age).reshape(shape)

    def expected_orders(self, frequency: Array, recency: Array, age: Array, horizon: Array) -> Array:
        """Return the expected number of orders in the coming `horizon`.

        Formula: P(alive) (r + x) (beta + T) / (alpha + T) (1 - ((beta + T) / (beta + T + h))^(s - 1)) / (s - 1), whose limit at
        s = 1 is a logarithm. Source: Schmittlein, Morrison and Colombo 1987.
        """
        shape, (x, t, age, horizon) = flatten(frequency, recency, age, horizon)
        whole, back = find_cells(age, horizon)
        return (self._alive(x, t, age) * (self.r + x) * self._rate(*whole)[back]).reshape(shape)

    def _rate(self, age: Array, horizon: Array) -> Array:
        """Return the orders expected of a customer that is still there, for each of its r + x."""
        found = growth(np.array(self.s - 1), np.log1p(horizon / (self.beta + age)))
        return np.asarray((self.beta + age) / (self.alpha + age) * found)

    def outlook(self, frequency: Array, recency: Array, age: Array, horizon: float) -> tuple[Array, Array]:
        """Return `alive_probability` and `expected_orders` of flat arrays in one reading: for millions of rows."""
        fast = loops_for(len(frequency))
        table = WholeTable.of(frequency, recency, age, fast)
        if table is None or fast is None:
            return self.alive_probability(frequency, recency, age), self.expected_orders(
                frequency, recency, age, np.array(horizon)
            )
        own = (self.r, self.alpha, self.s, self.beta)
        ready, log_last = _by_time(own, horizon, table.kinds, table.width)
        answer = np.empty(len(table.frequency)), np.empty(len(table.frequency))
        fast.score_pareto_rows(
            table.frequency, table.recency, table.age, table.width, ready, log_last, *answer
        )
        return answer

    def expected_discounted(
        self, frequency: Array, recency: Array, age: Array, horizon: Array, rate: float
    ) -> Array:
        """Return the expected orders of the coming `horizon`, an order after u being worth exp(-rate u).

        Formula: P(alive) (r + x) / (alpha + T) x integral over 0 .. h of exp(-rate u) ((beta + T) / (beta + T + u))^s; 96 nodes of
        Gauss in ln(beta + T + u). Units: rate per unit of time, continuous. Raises: HorizonError. Source: Fader, Hardie and
        Lee 2005 (DERT).
        """
        check_discount(np.asarray(horizon), rate)
        shape, (x, t, age, horizon) = flatten(frequency, recency, age, horizon)
        (ages, horizons), back = find_cells(age, horizon)
        end = horizons if rate == 0 else np.minimum(horizons, _CUT / rate)
        scale = self.beta + ages
        reach = np.log1p(end / scale)
        total = np.zeros_like(ages)
        for at, weight in zip(*gauss_legendre(2 * _NODES), strict=True):
            total += weight * np.exp((1 - self.s) * reach * at - rate * scale * np.expm1(reach * at))
        total *= scale * reach / (self.alpha + ages)
        return (self._alive(x, t, age) * (self.r + x) * total[back]).reshape(shape)

    def active_probability(
        self, frequency: Array, recency: Array, age: Array, start: Array, end: Array
    ) -> Array:
        """Return the probability of at least one order between `start` and `end` from now.

        Formula: P(alive) (r + x) (alpha + T)^(r + x) (beta + T)^s x integral over start .. end of
        (alpha + T + u - start)^-(r + x + 1) (beta + T + u)^-s: the first order of the slice falls at u, the customer still there.
        """
        shape, (x, t, age, start, end) = flatten(frequency, recency, age, start, end)
        cells, back = find_cells(x, age, start, end)
        found = self._first_order(*cells)
        return (self._alive(x, t, age) * np.minimum(found, 1.0)[back]).reshape(shape)

    def _first_order(self, x: Array, age: Array, start: Array, end: Array) -> Array:
        order, rate, leave = self.r + x, self.alpha + age, self.beta + age + start
        reach = np.minimum(np.log1p(np.maximum(end - start, 0.0) / rate), _CUT / order)
        total = np.zeros_like(x)
        for at, weight in zip(*gauss_legendre(_NODES), strict=True):
            v = reach * at
            total += weight * np.exp(-order * v - self.s * np.log1p(rate / leave * np.expm1(v)))
        return np.asarray(total * reach * order * np.exp(-self.s * np.log1p(start / (self.beta + age))))

    def _tails(self, x: Array, t: Array, age: Array, horizon: Array, most: int) -> Array:
        """Return P(at least m orders), m = 1 .. most: the m-th order falls at u, the customer still there; shape (most, n).

        Formula: integral over u in 0 .. h of the gamma-mixed Erlang density of the m-th order x ((beta + T) / (beta + T + u))^s.
        In z = u / (alpha + T + u) the density is that of a beta distribution (m, r + x).
        """
        (x_cell, now, ahead), back = find_cells(x, age, horizon)
        rate, leave = self.alpha + now, self.beta + now
        found = _erlang_tails(self.r + x_cell, rate / leave, ahead / rate, self.s, most)
        return np.asarray(found[:, back] * self._alive(x, t, age))

    def order_probabilities(
        self, frequency: Array, recency: Array, age: Array, horizon: Array, most: int
    ) -> Array:
        """Return P(0), ..., P(most - 1) and P(most or more) orders in the coming `horizon`; shape (..., most + 1)."""
        shape, (x, t, age, horizon) = flatten(frequency, recency, age, horizon)
        return probabilities_of(self._tails(x, t, age, horizon, most)).reshape(*shape, most + 1)

    def order_quantiles(
        self, frequency: Array, recency: Array, age: Array, horizon: Array, levels: Array
    ) -> Array:
        """Return the smallest counts that P(at most so many orders) reaches each level with; shape (..., levels)."""
        shape, (x, t, age, horizon) = flatten(frequency, recency, age, horizon)
        levels = np.atleast_1d(np.asarray(levels, dtype=np.float64))
        return quantiles_of(self._tails, (x, t, age, horizon), levels).reshape(*shape, len(levels))

    def expected_orders_new(self, horizon: Array) -> Array:
        """Return the expected orders, after the first, of a new customer in its first `horizon`."""
        shape, (ends,) = flatten(horizon)
        many = growth(np.array(self.s - 1), np.log1p(ends / self.beta))
        return np.asarray(self.r * self.beta / self.alpha * many).reshape(shape)

    def order_probabilities_new(self, horizon: float, most: int) -> Array:
        """Return P(0), ..., P(most or more) orders after the first of a new customer in its first `horizon`."""
        one = np.ones(1)
        tails = _erlang_tails(
            self.r * one, self.alpha / self.beta * one, horizon / self.alpha * one, self.s, most
        )
        return np.asarray(probabilities_of(tails)[0])


@lru_cache(maxsize=4)
def _by_time(
    own: tuple[float, float, float, float], horizon: float, kinds: int, width: int
) -> tuple[Array, Array]:
    """Return, by frequency and time in whole units, what `outlook` asks of the age and of the recency."""
    r, alpha, s, beta = own
    model = ParetoFuture(r=r, alpha=alpha, s=s, beta=beta)
    x, time = all_cells(kinds, width)
    cells = Cells.placed(x, time, np.zeros(0, dtype=np.int32))
    here = model._log_here(x, time)  # noqa: SLF001 - the same class
    u = later_order(cells, np.array(own), loops()).logarithm() + np.log(r + x)
    v = earlier_end(cells, np.array(own), loops()).logarithm() + np.log(s)
    orders = (r + x) * model._rate(time, np.array(horizon))  # noqa: SLF001 - the same class
    return np.column_stack([np.exp(u - here), here, orders]), v


def _erlang_tails(order: Array, ratio: Array, reach: Array, s: float, most: int) -> Array:
    """Return P(at least m orders before leaving and within the horizon), m = 1 .. most, shape (most, n).

    Integral of the density of the m-th order times survival over v = ln(1 + u / rate) in 0 .. ln(1 + reach), on panels no longer
    than a dozen standard deviations of the narrowest density.
    """
    end = np.log1p(reach)
    answer = np.zeros((most, len(order)))
    length = 12 / np.sqrt(float(order.max(initial=1.0)) + most)
    need = np.ceil(np.maximum(end / length, 1)).astype(np.int64)
    at, weight = gauss_legendre(_NODES)
    for panels in np.unique(need[reach > 0]):
        nodes = ((at[None, :] + np.arange(panels)[:, None]) / panels).ravel()
        share = np.tile(weight / panels, panels)
        rows = np.flatnonzero((need == panels) & (reach > 0))
        size = max(1, _AT_ONCE // len(nodes))
        for first in range(0, len(rows), size):
            own = rows[first : first + size]
            v = end[own, None] * nodes
            ahead = np.expm1(v)
            # with u / rate = e^v - 1: (order)_m / (m - 1)! (1 - e^-v)^(m - 1) e^(-order v) dv is the density of the m-th order
            base = (
                np.log(end[own, None] * share) - s * np.log1p(ratio[own, None] * ahead) - order[own, None] * v
            )
            step = np.log(ahead) - v
            for m in range(1, most + 1):
                front = log_rising(order[own], np.array(float(m))) - log_gamma(np.array(float(m)))
                answer[m - 1, own] = np.exp(base + (m - 1) * step + front[:, None]).sum(axis=1)
    return np.minimum(answer, 1.0)
