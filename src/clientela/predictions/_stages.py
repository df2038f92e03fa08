"""Sums over the number of stages a customer passes in a horizon: negative binomial, all terms positive, no difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from clientela.predictions._stages_heavy import MANY, heavy_active, heavy_orders, terms_needed

Array = np.ndarray[Any, Any]
NEGLIGIBLE = 1e-17
MOST_STEPS = 200_000
"""Stages looked at; only for k > 1, and with more than that in one horizon, is the answer too small."""
_LOOK, _MOST_TERMS, _CELLS = 16, 256, 16_384
_NEVER = -1e4


@dataclass(frozen=True)
class Waits:
    """Customers that are still there, flat.

    The pace is gamma distributed (`shape`, `rate`), `stage` stages of the next order's
    `k` have passed, and of the probability to leave after an order the distribution is beta (`a`, `stays`).
    """

    shape: Array
    rate: Array
    stage: Array
    stays: Array
    a: float
    k: int

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.shape)

    def take(self, rows: Array) -> Waits:
        """Keep some rows."""
        return Waits(self.shape[rows], self.rate[rows], self.stage[rows], self.stays[rows], self.a, self.k)


def _log_ratio(horizon: Array, rate: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(horizon) - np.log(rate + horizon))


def count_orders(waits: Waits, horizon: Array, loops: Any = None) -> Array:
    """Return the expected orders in the horizon, each after surviving those before it.

    Formula: sum over n of NB(n) C((stage + n) / k), C(m) = sum over i <= m of (stays)_(i-1) / (a + stays)_(i-1).
    `loops`: the compiled ones, where they are at hand.
    """
    k, a = waits.k, waits.a
    heavy = (terms_needed(waits.shape, waits.rate, horizon) > MANY) & (k == 1) & (horizon > 0)
    if heavy.any():
        total = np.zeros(len(waits))
        total[~heavy] = count_orders(waits.take(~heavy), horizon[~heavy], loops)
        own = waits.take(heavy)
        total[heavy] = heavy_orders(own.shape, own.rate, own.stays, a, horizon[heavy])
        return total
    if loops is not None:
        return np.asarray(
            loops.count_loop(waits.shape, waits.rate, waits.stage, waits.stays, a, k, horizon, MOST_STEPS)
        )
    total = np.zeros(len(waits))
    live = np.flatnonzero((horizon > 0) & (waits.shape > 0))
    shape, stage, stays = waits.shape[live], waits.stage[live], waits.stays[live]
    log_z = _log_ratio(horizon[live], waits.rate[live])
    log_p = -shape * np.log1p(horizon[live] / waits.rate[live])
    sums, worth, step = np.zeros(len(live)), np.zeros(len(live)), np.ones(len(live))
    n = 0
    while len(live) and n < MOST_STEPS:
        terms = n + np.arange(1.0, _block(len(live)) + 1)
        logs = log_p[:, None] + np.cumsum(
            np.log((shape[:, None] + (terms - 1)) / terms) + log_z[:, None], axis=1
        )
        steps, here = _steps(terms, step, stage, stays, a, k)
        worths = worth[:, None] + np.cumsum(np.where(here, steps[:, :-1], 0.0), axis=1)
        adds = np.exp(logs) * worths
        sums = sums + adds.sum(axis=1)
        n = int(terms[-1])
        add, log_p, worth, step = adds[:, -1], logs[:, -1], worths[:, -1], steps[:, -1]
        z = np.exp(log_z)
        ratio = np.maximum((shape + n) / (n + 1) * z, z)
        done = (ratio < 1) & (add * (n + k) <= NEGLIGIBLE * sums * (1 - ratio) ** 2)
        # a horizon so short that everything underflows
        done |= (ratio < 1) & (log_p < -800) & (n > shape * z / (1 - z))  # noqa: PLR2004
        if done.any():
            total[live[done]] = sums[done]
            live, shape, stage, stays, log_z, log_p, sums, worth, step = (
                v[~done] for v in (live, shape, stage, stays, log_z, log_p, sums, worth, step)
            )
    total[live] = sums
    return total


def _block(rows: int) -> int:
    """Return how many terms are taken at once: few rows would cost a call for each term, many the memory of the cache."""
    return int(np.clip(_CELLS // max(rows, 1), _LOOK, _MOST_TERMS))


def _steps(terms: Array, step: Array, stage: Array, stays: Array, a: float, k: int) -> tuple[Array, Array]:
    """Return the chance to have stayed before each term and after the last, shape (rows, terms + 1), and which terms are orders.

    `step`: that chance before the first of the terms, shape (rows,).
    """
    passed = terms + stage[:, None]
    here = passed % k == 0
    orders = passed // k - 1
    stayed = np.where(here, (stays[:, None] + orders) / (a + stays[:, None] + orders), 1.0)
    return step[:, None] * np.cumprod(np.concatenate([np.ones((len(step), 1)), stayed], axis=1), axis=1), here


def count_active(waits: Waits, start: Array, end: Array) -> Array:
    """Return the probability of at least one order between `start` and `end`.

    Formula: sum over the n stages passed until `start` of NB(n) P(survived the orders among them) P(the stages missing to the
    next order pass in time).
    """
    k, a = waits.k, waits.a
    heavy = (terms_needed(waits.shape, waits.rate, start) > MANY) & (k == 1) & (end > start)
    if heavy.any():
        total = np.zeros(len(waits))
        total[~heavy] = count_active(waits.take(~heavy), start[~heavy], end[~heavy])
        own = waits.take(heavy)
        total[heavy] = heavy_active(own.shape, own.rate, own.stays, a, start[heavy], end[heavy])
        return total
    total = np.zeros(len(waits))
    live = np.flatnonzero((end > start) & (waits.shape > 0))
    shape, stage, stays = waits.shape[live], waits.stage[live], waits.stays[live]
    begun = waits.rate[live] + start[live]
    length = end[live] - start[live]
    log_z = _log_ratio(start[live], waits.rate[live])
    log_p = -shape * np.log1p(start[live] / waits.rate[live])
    wait, log_w = np.log1p(length / begun), _log_ratio(length, begun)
    sums, step = np.zeros(len(live)), np.ones(len(live))
    n = 0
    while len(live) and n < MOST_STEPS:
        terms = n + np.arange(float(_block(len(live))))
        rise = np.log((shape[:, None] + terms) / (terms + 1)) + log_z[:, None]
        logs = np.concatenate([log_p[:, None], log_p[:, None] + np.cumsum(rise, axis=1)], axis=1)
        steps, _ = _steps(terms + 1, step, stage, stays, a, k)
        left = np.exp(logs[:, :-1]) * steps[:, :-1]
        missing = k - (terms + stage[:, None]) % k
        sums = sums + (left * _some(shape[:, None] + terms, wait[:, None], log_w[:, None], missing, k)).sum(
            axis=1
        )
        n, last = int(terms[-1]) + 1, int(terms[-1])
        z = np.exp(log_z)
        ratio = np.maximum((shape + last) / (last + 1) * z, z)
        done = (z == 0) | ((ratio < 1) & (left[:, -1] <= NEGLIGIBLE * sums * (1 - ratio)))
        # nothing left to add
        done |= (ratio < 1) & (logs[:, -2] < -800) & (last > shape * z / (1 - z))  # noqa: PLR2004
        log_p, step = logs[:, -1], steps[:, -1]
        if done.any():
            total[live[done]] = sums[done]
            live, shape, stage, stays, log_z, log_p, sums, step, wait, log_w = (
                v[~done] for v in (live, shape, stage, stays, log_z, log_p, sums, step, wait, log_w)
            )
    total[live] = sums
    return total


def _some(shape: Array, wait: Array, log_w: Array, missing: Array, k: int) -> Array:
    """Return the probability that at least `missing` (1 .. k) stages pass: 1 - the first terms of a negative binomial."""
    fewer = np.zeros_like(shape)
    log_p = -shape * wait
    none = -np.expm1(log_p)
    for i in range(1, k):
        log_p = log_p + np.log((shape + (i - 1)) / i) + log_w
        fewer += np.where(missing > i, np.exp(log_p), 0.0)
    return np.asarray(np.maximum(none - fewer, 0.0))


def at_least(waits: Waits, horizon: Array, most: int) -> Array:
    """Return P(at least m orders) for m = 1 .. most, shape (most, rows), of customers that are still there.

    Formula: P(not left after m - 1 orders) x P(at least k m - stage stages).
    """
    k, a = waits.k, waits.a
    answer = np.zeros((most, len(waits)))
    log_z = np.maximum(_log_ratio(horizon, waits.rate), _NEVER)
    log_p = -waits.shape * np.log1p(horizon / waits.rate)
    beyond, step = 1 - np.exp(log_p), np.ones(len(waits))  # of P(N >= n + 1) and of staying
    n = 0
    order = np.zeros(len(waits), dtype=np.int64)
    columns = np.arange(len(waits))
    while n < k * most:
        n += 1
        here = ((n + waits.stage) % k == 0) & (order < most)
        at = columns[here]
        answer[order[at], at] = np.maximum(beyond[at], 0.0) * step[at]
        step[at] *= (waits.stays[at] + order[at]) / (a + waits.stays[at] + order[at])
        order[at] += 1
        log_p = log_p + (np.log((waits.shape + n - 1) / n) + log_z)
        beyond = beyond - np.exp(log_p)
    return answer
