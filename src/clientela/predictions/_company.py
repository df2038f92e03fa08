"""All customers together: margins, sums with the shocks customers share, and customers not yet won."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from clientela.predictions._days import recency
from clientela.predictions._features import YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.predictions._days import Floats, Ints, PurchaseDays
    from clientela.predictions._scores import Judged

WORLDS = 1000
GROUP_CORRELATION = 0.2
"""Of customers of one group (dossier 5.9, default)."""
YEAR_CORRELATION = 0.8
"""Of the shared shock of one year with that of the next: a bad year does not end on its last day."""
MARGIN_ORDERS = 3.0
"""So many usual orders of the margin of the base are mixed into that of a customer."""
_HALF_LIFE = 365.0
_LOW, _HIGH = 0.1, 0.9


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


def add_up(
    made: Sequence[Judged], spreads: Sequence[float], share: Floats, *, group: Ints | None, seed: int
) -> tuple[Totals, ...]:
    """Sum drawn worlds: each customer by its own values, a group tied by a Gaussian copula, all by a shock of the level.

    The mean of a sum is the sum of the means. `spreads`: standard deviation of the log level of each slice.
    """
    rng = np.random.default_rng(seed + 101)
    known = np.isfinite(share)
    worlds = np.zeros((len(made), 3, WORLDS))
    scaled = []
    for judged in made:
        own = judged.revenue_values.mean(axis=1)
        scaled.append(judged.revenue_values * (judged.revenue / np.maximum(own, 1e-12))[:, None])
    tied = group is not None and bool((group >= 0).any())
    for world in range(WORLDS):
        shock = 0.0
        for place, judged in enumerate(made):
            count, values = judged.revenue_values.shape
            fresh = rng.standard_normal()
            shock = YEAR_CORRELATION * shock + np.sqrt(1 - YEAR_CORRELATION**2) * fresh if place else fresh
            if tied and group is not None:
                common = rng.standard_normal(int(group.max()) + 1)
                own = rng.standard_normal(count)
                mixed = np.sqrt(GROUP_CORRELATION) * common[group] + np.sqrt(1 - GROUP_CORRELATION) * own
                rank = ndtr(np.where(group >= 0, mixed, own))
            else:
                rank = rng.random(count)
            factor = np.exp(spreads[place] * shock - spreads[place] ** 2 / 2)
            at = np.minimum((rank * values).astype(np.int64), values - 1)
            money = scaled[place][np.arange(count), at]
            stays = (1 - rank) < judged.active
            worlds[place, 0, world] = stays.sum()
            worlds[place, 1, world] = factor * money.sum()
            worlds[place, 2, world] = factor * (money * share)[known].sum()
    low, high = np.quantile(worlds, [_LOW, _HIGH], axis=2)
    nothing = not known.any()
    return tuple(
        Totals(
            float(j.active.sum()), low[p, 0], high[p, 0], float(j.orders.sum()), float(j.revenue.sum()), low[p, 1], high[p, 1],
            float("nan") if nothing else float((j.revenue * share)[known].sum()),
            float("nan") if nothing else low[p, 2], float("nan") if nothing else high[p, 2],
        )
        for p, j in enumerate(made)
    )  # fmt: skip


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
    reach = 1.2816 * max(about * np.sqrt(1 + 1 / len(money)), 0.15 * abs(mean))
    return Newcomers(float(np.mean(counts)), mean, max(mean - reach, 0.0), mean + reach, len(money))
