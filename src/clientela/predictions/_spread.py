"""How far a customer's outcome may lie from the mean: equally likely values given P(active), the mean and what was learned.

Purchase days of active customers: 1 + negative binomial; revenue of active customers: its mean times a factor whose
standardised logarithm is taken from past cuts. Both spreads depend on a few figures of the customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln

if TYPE_CHECKING:
    from clientela.predictions._days import Floats

VALUES = 200
MIDDLES = (np.arange(VALUES) + 0.5) / VALUES
_LEAST_MORE = 0.02
_PULL = 2.0
_ZS = 201
_LEAST_SPREAD = 0.05
_MANY = 4.0
"""Further purchase days from which the shape is taken from past cuts more than from the negative binomial."""


def describe(active: Floats, orders: Floats, figures: Floats) -> Floats:
    """Return what the spreads depend on: a constant, size, P(active), and four figures of rhythm, shape (customers, 7)."""
    more = np.maximum(orders / np.maximum(active, 1e-6) - 1, _LEAST_MORE)
    odds = np.log(np.clip(active, 1e-3, 1 - 1e-3) / (1 - np.clip(active, 1e-3, 1 - 1e-3)))
    rhythm = np.nan_to_num(figures[:, [4, 6, 10, 15]], nan=0.0)
    rhythm = np.clip(rhythm, -3, 5)
    rhythm[:, 2] = np.abs(rhythm[:, 2])
    return np.column_stack([np.ones(len(more)), np.log(more), odds / 3, rhythm])


@dataclass(frozen=True)
class Shape:
    """A factor of the mean: location and log scale of its log depend on figures, its standard values rise, shape (201,)."""

    location: Floats
    scale: Floats
    standard: Floats

    def factors(self, about: Floats, place: Floats) -> Floats:
        """Return the factor at each place between 0 and 1, shape (customers, values)."""
        standard = np.interp(np.clip(place, 0, 1), (np.arange(_ZS) + 0.5) / _ZS, self.standard)
        log_factor = (about @ self.location)[:, None] + np.exp(about @ self.scale)[:, None] * standard
        return np.asarray(np.exp(np.clip(log_factor, -8, 8)))


def _learn_shape(about: Floats, mean: Floats, came: Floats) -> Shape:
    ratio = np.log(np.maximum(came, 0.02 * mean) / mean)
    ridge = np.eye(about.shape[1]) * _PULL
    ridge[0, 0] = 1e-6
    location = np.linalg.solve(about.T @ about + ridge, about.T @ ratio)
    rest = ratio - about @ location
    scale = np.linalg.solve(about.T @ about + ridge, about.T @ np.log(np.abs(rest) + _LEAST_SPREAD))
    standard = np.quantile(rest / np.exp(about @ scale), (np.arange(_ZS) + 0.5) / _ZS)
    return Shape(
        np.asarray(location, dtype=np.float64),
        np.asarray(scale, dtype=np.float64),
        np.asarray(standard, dtype=np.float64),
    )


@dataclass(frozen=True)
class Spread:
    """Log size of the negative binomial, and the factors of purchase days and of revenue of active customers."""

    size: Floats
    orders: Shape
    revenue: Shape


def _fit_size(about: Floats, more: Floats, came: Floats) -> Floats:
    def loss(theta: Floats) -> float:
        size = np.exp(np.clip(about @ theta, -4, 9))
        value = gammaln(came + size) - gammaln(size) - gammaln(came + 1)
        value += size * np.log(size / (size + more)) + came * np.log(more / (size + more))
        return -float(value.mean()) + _PULL / len(came) * float((theta[1:] ** 2).sum())

    start = np.zeros(about.shape[1])
    start[0] = 1.0
    return np.asarray(minimize(loss, start, method="L-BFGS-B").x)


def learn_spread(
    active: Floats, orders: Floats, revenue: Floats, figures: Floats, n: Floats, money: Floats
) -> Spread:
    """Learn both spreads on what came (n, money) of forecasts that had not seen it."""
    use = (n > 0) & (active > 0)
    about = describe(active, orders, figures)[use]
    more = np.maximum(orders[use] / np.maximum(active[use], 1e-6) - 1, _LEAST_MORE)
    size = _fit_size(about, more, n[use] - 1)
    chance = np.maximum(active[use], 1e-6)
    return Spread(
        size, _learn_shape(about, np.maximum(orders[use] / chance, 1.0), n[use]),
        _learn_shape(about, np.maximum(revenue[use] / chance, 1e-9), money[use]),
    )  # fmt: skip


def _positive_places(active: Floats) -> Floats:
    """Place of each of the equally likely values among the positive ones, shape (customers, values); below 0 for none."""
    none = 1 - np.clip(active, 1e-9, 1)[:, None]
    return np.asarray((MIDDLES - none) / (1 - none))


def order_values(active: Floats, orders: Floats, figures: Floats, spread: Spread) -> Floats:
    """Return equally likely purchase days, shape (customers, values)."""
    place = _positive_places(active)
    about = describe(active, orders, figures)
    more = np.maximum(orders / np.maximum(active, 1e-6) - 1, _LEAST_MORE)
    size = np.exp(np.clip(about @ spread.size, -4, 9))
    chance = size / (size + more)
    from scipy.stats import nbinom  # noqa: PLC0415 - two seconds to load, where counts are spread

    inside = nbinom.ppf(np.clip(place, 1e-9, 1 - 1e-9), size[:, None], chance[:, None])
    free = np.maximum(orders / np.maximum(active, 1e-6), 1.0)[:, None] * spread.orders.factors(about, place)
    many = (more / (more + _MANY))[:, None]
    return np.where(place > 0, np.maximum((1 - many) * (1 + inside) + many * free, 1.0), 0.0)


def revenue_values(
    active: Floats, orders: Floats, revenue: Floats, figures: Floats, spread: Spread
) -> Floats:
    """Return equally likely revenue, shape (customers, values)."""
    place = _positive_places(active)
    about = describe(active, orders, figures)
    mean = revenue / np.maximum(active, 1e-6)
    return np.where(place > 0, mean[:, None] * spread.revenue.factors(about, place), 0.0)
