"""All customers together: margins, sums with the shocks customers share, and customers not yet won."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.predictions._days import recency
from clientela.predictions._features import YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.predictions._days import Floats, Ints, PurchaseDays
    from clientela.predictions._scores import Judged

GROUP_CORRELATION = 0.2
"""Of customers of one group (dossier 5.9, default)."""
Z80 = 1.2815515655446004
"""Of a normal distribution: the 80 % interval is the mean and this many deviations on either side."""
MARGIN_ORDERS = 3.0
"""So many usual orders of the margin of the base are mixed into that of a customer."""
_HALF_LIFE = 365.0


@dataclass(frozen=True)
class Totals:
    """Sums of one slice over the customers of today, with 80 % intervals; margin over those whose margin is known."""

    active_mean: float
    active_low: float
    active_high: float
    orders_mean: float
    revenue_mean: float
    revenue_low: float
    revenue_high: float
    margin_mean: float
    margin_low: float
    margin_high: float


@dataclass(frozen=True)
class Newcomers:
    """Customers whose first purchase is still to come: how many buy in the slice and for how much, from past years alike."""

    customers_mean: float
    revenue_mean: float
    revenue_low: float
    revenue_high: float
    years: int
    """How many past years say so."""


def margin_shares(days: PurchaseDays, origin: int, usual: Floats) -> Floats:
    """Return margin / revenue of each customer, newer days counting more, drawn towards the base; NaN without a known margin.

    Formula: (margin + k m base share) / (revenue + k m), k = 3 orders of the usual money m of the customer.
    """
    known = days.until(origin)
    use = np.isfinite(known.margin)
    fade = 0.5 ** ((origin - known.day[use]) / _HALF_LIFE)
    margin = np.bincount(known.customer[use], fade * known.margin[use], days.customers)
    revenue = np.bincount(known.customer[use], fade * known.revenue[use], days.customers)
    has = np.bincount(known.customer[use], minlength=days.customers) > 0
    if revenue.sum() <= 0:
        return np.full(days.customers, np.nan)
    pull = MARGIN_ORDERS * usual
    shares = (margin + pull * margin.sum() / revenue.sum()) / np.maximum(np.maximum(revenue, 0) + pull, 1e-12)
    return np.where(has, shares, np.nan)


@dataclass(frozen=True)
class Deviations:
    """How far one slice of each customer may lie from its mean, as standard deviations: shapes (customers,)."""

    revenue_own: Floats
    """What is the customer's own chance."""
    revenue_shared: Floats
    """By how much a shock of one standard deviation moves it that hits all customers alike."""
    active_shared: Floats
    """The same of P(active)."""


def deviations(judged: Judged, revenue_level: float, active_level: float) -> Deviations:
    """Part the spread of each customer into its own and the shared one.

    Formula: shared = mean x sd of the log level (revenue), p (1 - p) x sd of the log odds (activity); own = square root of
    variance of the equally likely values, brought to the mean, less shared squared.
    """
    own = judged.revenue_values.mean(axis=1)
    factor = judged.revenue / np.maximum(own, 1e-12)
    whole = judged.revenue_values.var(axis=1) * factor**2
    shared = judged.revenue * revenue_level
    return Deviations(
        np.sqrt(np.maximum(whole - shared**2, 0.0)),
        shared,
        judged.active * (1 - judged.active) * active_level,
    )


def interval(mean: float, own: float, shared: float) -> tuple[float, float]:
    """Return the 80 % interval of a sum of money that cannot fall below nothing: lognormal with this mean and deviation.

    `own`: square root of the sum of own variances; `shared`: sum of what shared shocks move. Formula: s^2 = ln(1 + (own^2 +
    shared^2) / mean^2), ends = mean x exp(-s^2 / 2 -+ 1.2816 s). Any part of the company is added up by the same formula.
    """
    if mean <= 0:
        return mean, mean
    s = float(np.sqrt(np.log1p((own**2 + shared**2) / mean**2)))
    return mean * float(np.exp(-s * s / 2 - Z80 * s)), mean * float(np.exp(-s * s / 2 + Z80 * s))


def _tied(sides: Floats, group: Ints | None) -> float:
    """Return the deviation of a sum of which the customers of a group are correlated: (1 - rho) sum of squares + rho squared sums."""
    alone = float((sides**2).sum())
    if group is None or not (group >= 0).any():
        return float(np.sqrt(alone))
    inside = group >= 0
    squares = np.bincount(group[inside], sides[inside] ** 2)
    sums = np.bincount(group[inside], sides[inside])
    return float(np.sqrt(alone + GROUP_CORRELATION * (sums**2 - squares).sum()))


def add_up(
    made: Sequence[Judged], apart: Sequence[Deviations], share: Floats, *, group: Ints | None = None
) -> tuple[Totals, ...]:
    """Sum customers: own chance adds in squares, shared shocks add in full; the mean of a sum is the sum of the means."""
    known = np.isfinite(share)
    found = []
    for judged, sides in zip(made, apart, strict=True):
        chance = np.sqrt(judged.active * (1 - judged.active))
        active = float(judged.active.sum())
        reach = Z80 * float(np.hypot(_tied(chance, group), sides.active_shared.sum()))
        low, high = interval(
            float(judged.revenue.sum()), _tied(sides.revenue_own, group), float(sides.revenue_shared.sum())
        )
        margin = np.where(known, share, 0.0)
        mean = float((judged.revenue * margin).sum())
        ends = interval(
            mean, _tied(sides.revenue_own * margin, group), float((sides.revenue_shared * margin).sum())
        )
        nothing = float("nan")
        mean, *ends_known = (mean, *ends) if known.any() else (nothing, nothing, nothing)
        found.append(
            Totals(
                active, max(active - reach, 0.0), min(active + reach, float(len(judged.active))),
                float(judged.orders.sum()), float(judged.revenue.sum()), low, high, mean, *ends_known,
            )
        )  # fmt: skip
    return tuple(found)


def newcomers(days: PurchaseDays, origin: int, start: int, end: int) -> Newcomers | None:
    """Say what customers that first bought after past origins bought in the same slice; None without such a past year.

    An origin counts with a year of history before it: earlier, old customers would pass for new ones.
    """
    known = days.until(origin)
    if not len(known.day):
        return None
    first_day = int(known.day.min())
    origins = [
        origin - YEAR * k for k in range(1, 11) if YEAR * k >= end and origin - YEAR * k - first_day >= YEAR
    ]
    if not origins:
        return None
    counts, money = [], []
    for when in origins:
        is_new = ~recency(known, when).is_known
        inside = known.since(when + start).until(when + end)
        rows = is_new[inside.customer]
        counts.append(len(np.unique(inside.customer[rows & (inside.orders > 0)])))
        money.append(float(inside.revenue[rows].sum()))
    mean = float(np.mean(money))
    about = float(np.std(money, ddof=1)) if len(money) > 1 else 0.5 * abs(mean)
    reach = Z80 * max(about * np.sqrt(1 + 1 / len(money)), 0.15 * abs(mean))
    return Newcomers(float(np.mean(counts)), mean, max(mean - reach, 0.0), mean + reach, len(money))
