"""Purchase models with drivers: what is known of a customer makes its own clock run faster or slower.

A driver that multiplies the pace by e^(z·effect) is the same as reading the customer by a clock of that speed: recency, age and every
horizon are multiplied by it. Nothing of the model changes, so its exact answers hold.

    found = fit_driven(frequency, recency, age, drivers)
    known = found.by_clock(recency, age, drivers)                     recency and age by the customer's own clock, and its speed
    found.model.expected_orders(frequency, known[0], known[1], horizon * known[2])

Formula: ln L = ln L(x, t·s, T·s) + Σ x·ln s, s = exp(z·effect); the second term is the change of variable. Source: accelerated time (Cox
and Oakes 1984, ch. 5); covariates of the pace as in Fader and Hardie 2007, here without approximation for the beta-geometric family.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from clientela.base.i18n import msg
from clientela.predictions._beta_geometric import BetaGeometric, FitError, fit_beta_geometric
from clientela.predictions._histories import read_histories

Array = np.ndarray[Any, Any]
MOST_DRIVERS = 8
_STEP = 1e-3
_REACH = 5.0
"""A driver one standard deviation off does not change a pace more than e^5 times."""


@dataclass(frozen=True)
class Driven:
    """A model of the beta-geometric family and what each driver does to the logarithm of the pace."""

    model: BetaGeometric
    effects: Array
    """Shape (drivers,): by unit of the driver."""
    errors: Array
    """Standard error of each; NaN where the data cannot tell."""
    middle: Array
    """Mean of each driver: there the clock runs as the calendar does."""
    log_likelihood: float

    def speed(self, drivers: Array) -> Array:
        """Return how fast the clock of each customer runs, shape (customers,)."""
        return np.asarray(np.exp((np.asarray(drivers, dtype=np.float64) - self.middle) @ self.effects))

    def by_clock(self, recency: Array, age: Array, drivers: Array) -> tuple[Array, Array, Array]:
        """Return recency, age and speed by each customer's own clock."""
        speed = self.speed(drivers)
        return recency * speed, age * speed, speed


def fit_driven(
    frequency: Array, recency: Array, age: Array, drivers: Array, *, k: int = 1, modified: bool = True, log_gaps: float = 0.0
) -> Driven:  # fmt: skip
    """Fit a model with drivers by maximum likelihood.

    Shapes: (customers,) and (customers, drivers). Errors: FitError where a driver is unknown (NaN), says the same of every customer, or
    there are more than `MOST_DRIVERS`.
    """
    z = np.asarray(drivers, dtype=np.float64)
    z = z[:, None] if z.ndim == 1 else z
    x, t, total = (np.asarray(column, dtype=np.float64) for column in (frequency, recency, age))
    if not np.isfinite(z).all():
        raise FitError(
            msg("A driver is not known of every customer: leave these customers out, or the driver.")
        )
    spread = z.std(axis=0)
    if z.shape[1] > MOST_DRIVERS or not (spread > 0).all():
        raise FitError(msg("A driver says the same of every customer, or there are more than {most}.", most=str(MOST_DRIVERS)))  # fmt: skip
    middle = z.mean(axis=0)
    even = (z - middle) / spread
    orders = even.T @ x

    def at(effects: Array) -> BetaGeometric:
        line = even @ effects
        speed = np.exp(line)
        base = read_histories(
            x, t * speed, total * speed, log_gaps=log_gaps + float(x @ line) if log_gaps else 0.0
        )
        return fit_beta_geometric(base, k=k, modified=modified)

    def minus(effects: Array) -> float:
        fitted = at(effects).fitted
        return -(0.0 if fitted is None else fitted.log_likelihood) - float(orders @ effects)

    count = z.shape[1]
    found = minimize(minus, np.zeros(count), method="L-BFGS-B", bounds=[(-_REACH, _REACH)] * count, options={"eps": _STEP})  # fmt: skip
    effects = np.asarray(found.x)
    return Driven(at(effects), effects / spread, _errors(minus, effects) / spread, middle, -float(found.fun))


def _errors(minus: Any, at: Array) -> Array:
    """Return standard errors: the root of the diagonal of the inverse of the second differences."""
    count, step = len(at), 10 * _STEP
    unit = np.eye(count) * step
    second = np.empty((count, count))
    here = minus(at)
    for i in range(count):
        for j in range(i + 1):
            if i == j:
                value = (minus(at + unit[i]) - 2 * here + minus(at - unit[i])) / step**2
            else:
                value = (
                    minus(at + unit[i] + unit[j]) - minus(at + unit[i] - unit[j]) - minus(at - unit[i] + unit[j]) + minus(at - unit[i] - unit[j])
                ) / (4 * step**2)  # fmt: skip
            second[i, j] = second[j, i] = value
    try:
        variance = np.diag(np.linalg.inv(second))
    except np.linalg.LinAlgError:
        return np.full(count, np.nan)
    return np.asarray(np.sqrt(np.where(variance > 0, variance, np.nan)))
