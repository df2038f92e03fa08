"""What an order is worth: the mean spend of each customer, shrunk to its base (Gamma-Gamma), and what it depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.i18n import msg
from clientela.predictions._beta_geometric import PART, RANGE, FitError
from clientela.predictions._beta_geometric_future import flatten
from clientela.predictions._compiled import loops_for
from clientela.predictions._histories import HistoryError
from clientela.predictions._newton import Estimate, Problem, maximise, to_logs
from clientela.predictions._prior import Prior
from clientela.predictions._spend_sums import SpendRows, evaluate_spend, spend_counts, spend_rows

if TYPE_CHECKING:
    from clientela.predictions._newton import Evaluation

Array = np.ndarray[Any, Any]
_NAMES = ("p", "q", "v")
EFFECT = 50.0


@dataclass(frozen=True, kw_only=True)
class Spend:
    """The orders of a customer have gamma distributed values (shape p, rate n), and n varies over customers (gamma: q, v).

    With drivers v becomes v exp(drivers @ effects): one unit more of a driver raises the expected spend by the factor
    exp(effect). Source: Fader and Hardie 2013; the drivers: own extension.
    """

    p: float
    q: float
    v: float
    effects: tuple[float, ...] = ()
    fitted: Estimate | None = None

    def _level(self, drivers: Array | None) -> Array:
        if not self.effects:
            return np.array(self.v)
        return np.asarray(self.v * np.exp(np.asarray(drivers, dtype=np.float64) @ np.array(self.effects)))

    def base_mean(self, drivers: Array | None = None) -> Array:
        """Return the mean spend over customers, p v / (q - 1); missing (NaN) where q <= 1: then there is no mean."""
        return np.asarray(
            self.p * self._level(drivers) / (self.q - 1) if self.q > 1 else np.nan * self._level(drivers)
        )

    def expected_spend(self, count: Array, mean: Array, drivers: Array | None = None) -> Array:
        """Return the expected value of an order of a customer with `count` orders of the mean `mean`.

        Formula: p (v + x z) / (p x + q - 1): own mean and base mean, weighted. NaN where p x + q <= 1.
        """
        shape, (x, z, level) = flatten(count, mean, self._level(drivers))
        below = self.p * x + self.q - 1
        found = self.p * (level + x * np.where(x > 0, z, 0.0)) / np.where(below > 0, below, np.nan)
        return np.asarray(found).reshape(shape)


def _checked(count: Array, mean: Array, weights: Array | None, drivers: Array | None) -> SpendRows:
    count, mean = np.ascontiguousarray(count), np.ascontiguousarray(mean, dtype=np.float64)
    loops = loops_for(len(count))
    if loops is not None:
        orders, total = np.empty(len(count), dtype=np.int32), np.empty(len(count))
        at = loops.read_spend(count, mean, orders, total)
    else:
        with np.errstate(invalid="ignore"):  # what is no number is refused below
            orders = count.astype(np.int32)
        wrong = (orders < 1) | (orders != count) | ~(mean > 0) | ~np.isfinite(mean)
        at = int(np.argmax(wrong)) if wrong.any() else -1
        total = orders * mean
    if at >= 0:
        raise HistoryError(
            msg(
                "Customer {row}: {frequency} orders with a mean of {recency}: the spend model needs at least one order and a positive mean. Leave such customers out, or model their margin as a share.",
                row=str(at + 1),
                frequency=f"{count[at]:g}",
                recency=f"{mean[at]:g}",
            )
        )
    if not len(orders):
        raise FitError(msg("There are no customers to learn from."))
    own = None if weights is None else np.asarray(weights, dtype=np.float64)
    table = None if drivers is None else np.asarray(drivers, dtype=np.float64).reshape(len(orders), -1)
    return spend_rows(orders, total, own, table)


def fit_spend(
    count: Array,
    mean: Array,
    *,
    weights: Array | None = None,
    drivers: Array | None = None,
    prior: Prior | None = None,
) -> Spend:
    """Fit Gamma-Gamma to customers with `count` >= 1 valued orders of mean `mean` > 0, by maximum likelihood.

    `drivers`: numbers of each customer, shape (n,) or (n, m), that the level of its spend may depend on, such as the centred
    logarithm of its frequency: in Gamma-Gamma spend and frequency are independent, which B2B bases rarely obey. Compare
    `fitted.log_likelihood` with and without (twice the difference is chi-square with m degrees of freedom). A `prior` speaks of
    (p, q, v). Raises: HistoryError for a customer without positive spend, FitError without customers.
    """
    rows = _checked(count, mean, weights, drivers)
    loops = loops_for(len(rows.count))
    more = 0 if rows.drivers is None else rows.drivers.shape[1]
    is_log = (True,) * 3 + (False,) * more
    centre = rows.log_mean / rows.size

    def at(part: SpendRows) -> Any:
        counts = spend_counts(part)

        def evaluate(logs: Array) -> Evaluation:
            values = np.concatenate([np.exp(logs[:3]), logs[3:]])
            value, gradient, hessian = evaluate_spend(values, part, counts, loops)
            scale = np.concatenate([values[:3], np.ones(more)])
            slope, bend = to_logs(scale, gradient, hessian)
            if more:  # an effect is no logarithm: its curvature takes no slope
                bend[range(3, 3 + more), range(3, 3 + more)] -= slope[3:]
            return value, slope, bend

        return evaluate

    problem = Problem(
        names=_NAMES + tuple(f"effect_{i + 1}" for i in range(more)),
        start=np.concatenate([[np.log(2.0), np.log(3.0), centre], np.zeros(more)]),
        low=np.concatenate([[-RANGE, -RANGE, centre - 2 * RANGE], np.full(more, -EFFECT)]),
        high=np.concatenate([[RANGE, RANGE, centre + 2 * RANGE], np.full(more, EFFECT)]),
        is_log=is_log,
    )
    warm = None
    if len(rows.count) > 4 * PART:
        part = rows.part(len(rows.count) // PART)
        warm = maximise(at(part), problem, customers=part.size, prior=_wide(prior, more)).logs
    found = maximise(at(rows), problem, customers=rows.size, prior=_wide(prior, more), warm=warm)
    p, q, v = (float(value) for value in found.values[:3])
    return Spend(p=p, q=q, v=v, effects=tuple(found.values[3:].tolist()), fitted=found)


def _wide(prior: Prior | None, more: int) -> Prior | None:
    if prior is None or not more:
        return prior
    contrasts = np.hstack([prior.contrasts, np.zeros((len(prior.contrasts), more))])
    return Prior(contrasts, prior.means, prior.deviations)
