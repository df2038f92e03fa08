"""What the corrections may look at: each customer's rhythm, trend and basket, relative to itself and to its base.

Nothing here says what season it is, how long the data are or how large the base is: a correction learned on one past cut
must hold on another (level-neutral). Windows are shares of the horizon, so one horizon is like another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.predictions._days import tally

if TYPE_CHECKING:
    from clientela.predictions._days import Floats, Ints, PurchaseDays

WINDOWS = (0.125, 0.25, 0.5, 1.0, 2.0)
"""Lengths of the windows before the origin, in horizons."""
YEAR = 365
LAST_GAPS = 3
HALF_LIFE = 0.5
"""Horizons after which a purchase counts half in the recent rate."""
RELATIVE = (
    "hiatus", "hiatus_to_gap", "hiatus_to_late_gap", "gap", "gap_spread", "late_gap_ratio", "repeats", "age", "age_share",
    "trend_short", "trend_half", "trend_long", "rate_now", "season_ratio", "basket", "basket_spread", "basket_late", "basket_last",
    "money_trend", "credit_share", "money_rate", "months_bought",
)  # fmt: skip
RAW = (
    *(f"orders_{w}" for w in WINDOWS),
    *(f"money_{w}" for w in WINDOWS),
    "orders_last_year",
    "money_last_year",
)


def window_sums(days: PurchaseDays, end: int, length: float) -> tuple[Floats, Floats]:
    """Return purchase days and revenue of the days (end - length, end], shapes (customers,)."""
    inside = days.until(end).since(round(end - length))
    return (
        tally(inside.customer, days.customers, inside.orders > 0),
        tally(inside.customer, days.customers, inside.revenue),
    )


def _per_customer(who: Ints, values: Floats, count: int) -> tuple[Floats, Floats, Floats]:
    """Return how many, the mean and the standard deviation of the values of each customer (0 without)."""
    n = np.bincount(who, minlength=count).astype(np.float64)
    mean = np.bincount(who, values, count) / np.maximum(n, 1)
    spread = np.bincount(who, (values - mean[who]) ** 2, count) / np.maximum(n - 1, 1)
    return n, mean, np.sqrt(spread)


def _ratio(over: Floats, under: Floats, width: float = 1.0, prior: float = 0.5) -> Floats:
    """Log ratio of two counts, less that of the whole base: a trend against the others. `width`: of the windows."""
    base = np.log((over.sum() + prior) / (under.sum() * width + prior))
    return np.asarray(np.log((over + prior) / (under * width + prior)) - base)


def features(days: PurchaseDays, origin: int, horizon: int, first_day: int) -> tuple[Floats, Floats]:
    """Return the relative figures, shape (customers, 22), and the raw ones, shape (customers, 12).

    `first_day`: of all the data; an age stops there. Customers without a purchase up to the origin have NaN.
    """
    seen = days.until(origin)
    count = days.customers
    bought = seen.orders > 0
    who, when, money = seen.customer[bought], seen.day[bought], seen.revenue[bought]
    purchases = np.bincount(who, minlength=count).astype(np.float64)
    last = np.full(count, first_day - 1, dtype=np.int64)
    first = np.full(count, origin, dtype=np.int64)
    np.maximum.at(last, who, when)
    np.minimum.at(first, who, when)
    hiatus, age = (origin - last).astype(np.float64), (origin - first).astype(np.float64)
    follows = np.flatnonzero(who[1:] == who[:-1])
    gap_who, gaps = who[follows + 1], (when[follows + 1] - when[follows]).astype(np.float64)
    gap_count, gap, gap_spread = _per_customer(gap_who, np.log(gaps), count)
    ends = np.cumsum(purchases).astype(np.int64)
    order_from_end = ends[who] - 1 - np.arange(len(who))
    late = order_from_end[follows + 1] < LAST_GAPS
    _, late_gap, _ = _per_customer(gap_who[late], np.log(gaps[late]), count)
    usual = gap.sum() / max(float((gap_count > 0).sum()), 1.0)
    gap = (gap * gap_count + usual) / (gap_count + 1)
    late_gap = np.where(gap_count > 0, late_gap, gap)
    sums = {w: window_sums(seen, origin, w * horizon) for w in WINDOWS}
    before = window_sums(seen, origin - horizon, horizon)
    half_before = window_sums(seen, origin - round(horizon / 2), horizon / 2)
    quarter_before = window_sums(seen, origin - round(horizon / 4), horizon / 4)
    ahead_last_year = window_sums(seen, origin - YEAR + horizon, horizon)
    with np.errstate(under="ignore"):
        fading = np.bincount(who, 0.5 ** ((origin - when) / (HALF_LIFE * horizon)), count)
        exposed = 1 - 0.5 ** ((age + 1) / (HALF_LIFE * horizon))
    rate = purchases / (age + horizon / 4)
    span = HALF_LIFE * horizon / np.log(2)
    positive = money > 0
    _, basket, basket_spread = _per_customer(who[positive], np.log(money[positive]), count)
    is_late = (order_from_end < LAST_GAPS) & positive
    _, basket_late, _ = _per_customer(who[is_late], np.log(money[is_late]), count)
    is_last = (order_from_end == 0) & positive
    _, basket_last, _ = _per_customer(who[is_last], np.log(money[is_last]), count)
    known = purchases > 0
    middle = float(np.median(basket[known])) if known.any() else 0.0
    credited = np.bincount(seen.customer[seen.revenue < 0], -seen.revenue[seen.revenue < 0], count)
    spent = np.bincount(who[positive], money[positive], count)
    month = (origin - when) // 30
    months = np.bincount(np.unique(who * 100_000 + month) // 100_000, minlength=count)
    half = sums[0.5]
    relative = np.column_stack([
        np.log1p(hiatus / horizon * 10), np.log1p(hiatus) - gap, np.log1p(hiatus) - late_gap, gap - np.log(horizon),
        np.where(gap_count > 1, gap_spread, np.nan), late_gap - gap, np.log1p(np.maximum(purchases - 1, 0)),
        np.log1p(np.minimum(age, 4 * horizon) / horizon), age / max(origin - first_day, 1),
        _ratio(sums[0.25][0], quarter_before[0]), _ratio(half[0], half_before[0]),
        np.where(origin - 2 * horizon >= first_day - horizon // 4, _ratio(sums[1.0][0], before[0]), np.nan),
        np.log((fading + 0.5) / (rate * span * exposed + 0.5)),
        np.where((horizon < YEAR) & (origin - YEAR >= first_day) & (age > YEAR), _ratio(ahead_last_year[0], window_sums(seen, origin, YEAR)[0], horizon / YEAR), np.nan),
        basket - middle, basket_spread, basket_late - basket, basket_last - basket,
        np.log((np.maximum(half[1], 0) + np.exp(middle)) / (np.maximum(half_before[1], 0) + np.exp(middle)))
        - np.log((max(half[1].sum(), 0) + 1) / (max(half_before[1].sum(), 0) + 1)),
        credited / np.maximum(spent, 1e-9), np.log(np.maximum(spent, 1e-9) / (age + horizon / 4)) - middle + np.log(horizon),
        months / np.maximum(np.minimum(age, origin - first_day) / 30 + 1, 1),
    ])  # fmt: skip
    relative[~known] = np.nan
    raw = np.column_stack([
        *(sums[w][0] for w in WINDOWS), *(sums[w][1] for w in WINDOWS), ahead_last_year[0], ahead_last_year[1],
    ])  # fmt: skip
    return relative, raw
