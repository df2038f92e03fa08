"""What the beta-geometric family says of the future of a customer with a known history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from clientela.predictions._cells import WholeTable, all_cells, find_cells
from clientela.predictions._compiled import loops, loops_for
from clientela.predictions._counts import probabilities_of, quantiles_of
from clientela.predictions._lines import Cells, Lines
from clientela.predictions._quadrature import discount_nodes
from clientela.predictions._special import logistic
from clientela.predictions._stages import Waits, at_least, count_active, count_orders

Array = np.ndarray[Any, Any]
_CERTAIN = -600.0
"""Log odds that are nothing, and still far from the slow numbers at the end of the range of a double."""


def flatten(*columns: Array) -> tuple[tuple[int, ...], list[Array]]:
    """Broadcast arguments against each other; return their shape and flat arrays of doubles."""
    wide = np.broadcast_arrays(*(np.asarray(c, dtype=np.float64) for c in columns))
    return wide[0].shape, [np.ravel(c) for c in wide]


@dataclass(frozen=True, kw_only=True)
class BetaGeometricFuture:
    """Answers of a model with known parameters. T is the age, t the recency, x the frequency."""

    r: float
    alpha: float
    a: float
    b: float
    k: int = 1
    modified: bool = True

    def _late(self, order: Array, wait: Array) -> Array:
        """Return the terms of S: the odds of each number of stages passed since the last order, shape (k, n)."""
        terms = np.ones((self.k, len(order)))
        for j in range(1, self.k):
            terms[j] = terms[j - 1] * (order + (j - 1)) * wait / j
        return terms

    def _log_odds_of_leaving(self, x: Array, t: Array, age: Array) -> Array:
        order = self.r + self.k * x
        stays = self.b + x + (int(self.modified) - 1)
        odds = order * np.log1p((age - t) / (self.alpha + t)) + np.log(self.a)
        odds -= np.log(np.maximum(stays, 1e-300))
        if self.k > 1:
            odds -= np.log(self._late(order, (age - t) / (self.alpha + age)).sum(axis=0))
        return odds if self.modified else np.where(x > 0, odds, -np.inf)

    def _alive(self, x: Array, t: Array, age: Array) -> Array:
        return logistic(-self._log_odds_of_leaving(x, t, age))

    def alive_probability(self, frequency: Array, recency: Array, age: Array) -> Array:
        """Return the probability that the customer has not left.

        Formula: 1 / (1 + a / (b + x) ((alpha + T) / (alpha + t))^(r + k x) / S) of the modified model, S = sum over j < k of
        (r + k x)_j / j! ((T - t) / (alpha + T))^j; of the other b + x - 1 stands for b + x, and it is 1 without a second order.
        Source: Fader, Hardie and Lee 2005; Reutterer, Platzer and Schröder 2020.
        """
        shape, (x, t, age) = flatten(frequency, recency, age)
        return np.asarray(self._alive(x, t, age)).reshape(shape)

    def _waits(self, x: Array, t: Array, age: Array) -> tuple[Waits, Array]:
        """Return the customers that are still there, k rows each (stage by stage), and the probability of each stage."""
        order = self.r + self.k * x
        terms = self._late(order, (age - t) / (self.alpha + age))
        stage = np.repeat(np.arange(self.k, dtype=np.float64), len(x))
        waits = Waits(
            shape=np.tile(order, self.k) + stage,
            rate=np.tile(self.alpha + age, self.k),
            stage=stage,
            stays=np.tile(self.b + x + int(self.modified), self.k),
            a=self.a,
            k=self.k,
        )
        return waits, terms / terms.sum(axis=0)

    def _cells(self, x: Array, t: Array, age: Array, *more: Array) -> tuple[list[Array], Array]:
        """Find the combinations that matter: with k = 1 the recency says only whether the customer is still there."""
        return find_cells(x, t if self.k > 1 else np.zeros_like(t), age, *more)

    def _mean(self, x: Array, t: Array, age: Array, horizon: Array, loops: Any = None) -> Array:
        waits, chances = self._waits(x, t, age)
        each = count_orders(waits, np.tile(horizon, self.k), loops).reshape(chances.shape)
        return np.asarray((chances * each).sum(axis=0))

    def expected_orders(self, frequency: Array, recency: Array, age: Array, horizon: Array) -> Array:
        """Return the expected number of orders in the coming `horizon`.

        Formula: P(alive) x sum over m of P(not left after m - 1 orders) x P(at least m orders while alive). All terms are
        positive: exact for large x, and nothing special at a = 1.
        """
        shape, (x, t, age, horizon) = flatten(frequency, recency, age, horizon)
        cells, back = self._cells(x, t, age, horizon)
        found = self._mean(cells[0], cells[1], cells[2], cells[3], loops_for(len(x)))
        return np.asarray(self._alive(x, t, age) * found[back]).reshape(shape)

    def outlook(self, frequency: Array, recency: Array, age: Array, horizon: float) -> tuple[Array, Array]:
        """Return `alive_probability` and `expected_orders` of flat arrays in one reading: for millions of rows."""
        fast = loops_for(len(frequency)) if self.k == 1 else None
        table = WholeTable.of(frequency, recency, age, fast)
        if table is None or fast is None:
            return self.alive_probability(frequency, recency, age), self.expected_orders(
                frequency, recency, age, np.array(horizon)
            )
        stays = self.b + np.arange(table.kinds) + (int(self.modified) - 1)
        front = np.log(self.a / np.maximum(stays, 1e-300))
        if not self.modified:
            front[0] = -np.inf
        own = (self.r, self.alpha, self.a, self.b, self.modified)
        found: tuple[Array, Array] = fast.score_rows(
            (table.frequency, table.recency, table.age),
            table.width,
            _orders_by_age(own, horizon, table.kinds, table.width),
            self.r,
            np.log(self.alpha + np.arange(table.width)),
            np.maximum(front, _CERTAIN),
        )
        return found

    def expected_discounted(
        self, frequency: Array, recency: Array, age: Array, horizon: Array, rate: float
    ) -> Array:
        """Return the expected orders of the coming `horizon`, an order after u being worth exp(-rate u).

        Formula: exp(-rate h) E(h) + rate x integral of exp(-rate u) E(u) over 0 .. h, E being `expected_orders`; 48 nodes of Gauss.
        With a positive rate the horizon may be infinite. Units: rate per unit of time, continuous.
        """
        shape, (x, t, age, horizon) = flatten(frequency, recency, age, horizon)
        cells, back = self._cells(x, t, age, horizon)
        total = np.zeros(len(cells[0]))
        for at, weight in discount_nodes(self.alpha + cells[2], cells[3], rate):
            total += weight * self._mean(cells[0], cells[1], cells[2], at)
        return np.asarray(self._alive(x, t, age) * total[back]).reshape(shape)

    def active_probability(
        self, frequency: Array, recency: Array, age: Array, start: Array, end: Array
    ) -> Array:
        """Return the probability of at least one order between `start` and `end` from now.

        Formula: P(alive) x sum over the stages passed until `start` of their probability, of surviving the orders among them,
        and of the next order falling before `end`.
        """
        shape, (x, t, age, start, end) = flatten(frequency, recency, age, start, end)
        cells, back = self._cells(x, t, age, start, end)
        waits, chances = self._waits(*cells[:3])
        each = count_active(waits, np.tile(cells[3], self.k), np.tile(cells[4], self.k))
        found = (chances * each.reshape(chances.shape)).sum(axis=0)
        return np.asarray(self._alive(x, t, age) * np.minimum(found, 1.0)[back]).reshape(shape)

    def _tails(self, x: Array, t: Array, age: Array, horizon: Array, most: int) -> Array:
        cells, back = self._cells(x, t, age, horizon)
        waits, chances = self._waits(*cells[:3])
        each = at_least(waits, np.tile(cells[3], self.k), most).reshape(most, *chances.shape)
        return np.asarray((each * chances).sum(axis=1)[:, back] * self._alive(x, t, age))

    def order_probabilities(
        self, frequency: Array, recency: Array, age: Array, horizon: Array, most: int
    ) -> Array:
        """Return P(0), ..., P(most - 1) and P(most or more) orders in the coming `horizon`; shape (..., most + 1)."""
        shape, (x, t, age, horizon) = flatten(frequency, recency, age, horizon)
        return probabilities_of(self._tails(x, t, age, horizon, most)).reshape(*shape, most + 1)

    def order_quantiles(
        self, frequency: Array, recency: Array, age: Array, horizon: Array, levels: Array
    ) -> Array:
        """Return the smallest counts that P(at most so many orders) reaches each level with; shape (..., levels).

        Exact: read off the distribution in closed form, which for k = 1 is P(m or more) = P(alive) (b')_(m-1) / (a + b')_(m-1)
        I_z(m, r + x), z = h / (alpha + T + h).
        """
        shape, (x, t, age, horizon) = flatten(frequency, recency, age, horizon)
        levels = np.atleast_1d(np.asarray(levels, dtype=np.float64))
        found = quantiles_of(self._tails, (x, t, age, horizon), levels)
        return found.reshape(*shape, len(levels))

    def _new(self) -> tuple[Waits, float]:
        """Return a customer that has just placed its first order, and the probability that it is still there."""
        one = np.ones(1)
        waits = Waits(
            self.r * one, self.alpha * one, 0 * one, (self.b + int(self.modified)) * one, self.a, self.k
        )
        return waits, self.b / (self.a + self.b) if self.modified else 1.0

    def expected_orders_new(self, horizon: Array) -> Array:
        """Return the expected orders, after the first, of a new customer in its first `horizon`."""
        shape, (ends,) = flatten(horizon)
        one, chance = self._new()
        many = np.zeros(len(ends), dtype=np.int64)
        waits = replace(
            one,
            shape=one.shape[many],
            rate=one.rate[many],
            stage=one.stage[many],
            stays=one.stays[many],
        )
        return np.asarray(chance * count_orders(waits, ends)).reshape(shape)

    def order_probabilities_new(self, horizon: float, most: int) -> Array:
        """Return P(0), ..., P(most or more) orders after the first of a new customer in its first `horizon`."""
        waits, chance = self._new()
        return np.asarray(probabilities_of(chance * at_least(waits, np.array([horizon]), most))[0])


@lru_cache(maxsize=4)
def _orders_by_age(
    own: tuple[float, float, float, float, bool], horizon: float, kinds: int, width: int
) -> Array:
    """Return the orders expected of a customer that is still there, by frequency and age in whole units; flat, lines of `width`.

    E is smooth in ln(alpha + T): its nearest singularity, alpha + T = -horizon, is pi away.
    """
    r, alpha, a, b, modified = own
    model = BetaGeometricFuture(r=r, alpha=alpha, a=a, b=b, modified=modified)
    lines = Lines(Cells.placed(*all_cells(kinds, width), np.zeros(0, dtype=np.int32)), alpha)
    nothing = np.zeros_like(lines.time)
    counts = model._mean(lines.frequency, nothing, lines.time, nothing + horizon, loops())  # noqa: SLF001 - the same class
    return lines.spread(counts[:, None])[:, 0]
