"""XYZ: how evenly a customer buys, the season of its segment taken out; and ABC crossed with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.periods import month_number
from clientela.classes._grid import EPOCH

if TYPE_CHECKING:
    from clientela.base.class_settings import Xyz
    from clientela.classes._grid import Array
    from clientela.engine.frames import Frame

MONTHS = 24
NEVER = np.datetime64("9999-12-01")
_YEAR, _QUARTER = 12, 3
CODES = (
    ("X", msg("X: buys evenly")),
    ("Y", msg("Y: buys unevenly")),
    ("Z", msg("Z: buys irregularly")),
)
REASONS = (
    ("no_order", msg("no order yet")),
    ("too_short", msg("too few months since the first order")),
    ("no_positive_mean", msg("no positive revenue in the months looked at")),
)
PERIODS = (("month", msg("by months")), ("quarter", msg("by quarters")))
CELLS = tuple(
    (a + x, msg("{abc} by revenue, {xyz} by regularity", abc=a, xyz=x)) for a in "ABC" for x in "XYZ"
)


def season_of(monthly: Array, first_month: int, *, months_known: int) -> Array:
    """Return the index of each calendar month (0 is January) of a group of customers; 1 everywhere where it cannot be known.

    `monthly`: the money of the group in the last 24 full months, shape (24,), its first entry being month `first_month`.
    Formula: the mean, over the years of twelve months that the data cover, of month / mean month of that year.
    """
    years = [
        monthly[start : start + _YEAR] for start in (0, _YEAR) if months_known >= MONTHS - start
    ]  # the older year needs 24 months of data
    ratios = [year * _YEAR / year.sum() for year in years if year.sum() > 0]
    index = np.ones(_YEAR)
    if ratios:
        index[(first_month + np.arange(_YEAR)) % _YEAR] = np.mean(ratios, axis=0)
    return index


def seasons(money: Array, segment: Array, first_month: int, *, months_known: int, rules: Xyz) -> Array:
    """Return the seasonal index of each customer's months, shape (customers, 24).

    A segment with too few buying customers takes the season of the base, a base with too few has none.
    """
    buys = (money != 0).any(axis=1)
    calendar = (first_month + np.arange(MONTHS)) % _YEAR

    def spread(inside: Array) -> Array:
        index = season_of(money[inside].sum(axis=0), first_month, months_known=months_known)
        return np.asarray(np.maximum(index, rules.least_season)[calendar])

    base = spread(buys) if buys.sum() >= rules.segment_minimum_customers else np.ones(MONTHS)
    indices = np.tile(base, (len(money), 1))
    for number in range(int(segment.max(initial=-1)) + 1):
        own = segment == number
        if (own & buys).sum() >= rules.segment_minimum_customers:
            indices[own] = spread(own & buys)
    return indices


@dataclass(frozen=True)
class Variation:
    """What is known of each customer's regularity: shapes (n,). `cv` is NaN where there is no class."""

    cv: Array
    buckets: Array
    is_quarterly: Array
    reason: Array
    """Place in `REASONS`, -1 with a class."""


def measure_variation(money: Array, orders: Array, start: Array, rules: Xyz) -> Variation:
    """Spread of the months (quarters) of each customer from its first order on, months without a purchase being zero.

    `money`: without season, shape (n, 24); `orders`: per month, the same shape; `start`: place of the month of the first order
    (0 for an earlier one, 24 for a later one), 25 without an order. Formula: CV = sample standard deviation / mean.
    """
    count = len(money)
    length = np.maximum(MONTHS - start, 0)
    inside = np.arange(MONTHS) >= start[:, None]
    a_year = np.where(inside, orders, 0).sum(axis=1) * _YEAR / np.maximum(length, 1)
    quarterly = a_year < rules.quarterly_below
    quarters = money.reshape(count, MONTHS // _QUARTER, _QUARTER).sum(axis=2)
    cv, buckets = np.full(count, np.nan), np.where(quarterly, length // _QUARTER, length)
    reason = np.where(start > MONTHS, 0, np.where(buckets < rules.minimum_buckets, 1, -1))
    for table, chosen in ((money, ~quarterly), (quarters, quarterly)):
        use = (np.arange(table.shape[1]) >= table.shape[1] - buckets[:, None]) & (chosen & (reason < 0))[
            :, None
        ]
        size = np.maximum(use.sum(axis=1), 2)
        mean = np.where(use, table, 0).sum(axis=1) / size
        spread = np.where(use, (table - mean[:, None]) ** 2, 0).sum(axis=1)
        is_positive = np.round(mean, 6) > 0
        own = chosen & (reason < 0)
        reason = np.where(own & ~is_positive, 2, reason)
        with np.errstate(divide="ignore", invalid="ignore"):
            cv = np.where(own & is_positive, np.round(np.sqrt(spread / (size - 1)) / mean, 9), cv)
    return Variation(cv, buckets, quarterly, reason)


def _dense(keys: Array, months: Frame, column: str, first_month: int) -> Array:
    dense = np.zeros((len(keys), MONTHS), dtype=np.int64)
    key, place = (
        np.asarray(months["customer_key"]),
        np.asarray(months["month_number"]).astype(np.int64) - first_month,
    )
    use = np.isin(key, keys) & (place >= 0) & (place < MONTHS)
    dense[np.searchsorted(keys, key[use]), place[use]] = np.asarray(months[column])[use]
    return dense


@step(
    title=msg("Regularity of purchases"),
    inputs=("customer_register", "customer_months", "customer_measures", "abc"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("xyz_cv", msg("Variation of purchases"), "number", msg("standard deviation / mean of the monthly revenue of the last 24 full months from the first order on, without the season of the segment; by quarters with fewer than 12 orders a year")),
        Field("xyz_buckets_count", msg("Months or quarters looked at"), "count"),
        Field("xyz_period", msg("Regularity looked at"), "class", codes=PERIODS),
        Field("xyz_class", msg("XYZ by regularity"), "class", msg("variation up to 0.5 is X, up to 1.0 Y, above Z, unless set otherwise; none below six months or quarters"), "common practice (ABC/XYZ analysis); limits for customers: own definition", CODES),
        Field("xyz_reason", msg("Why there is no XYZ class"), "class", codes=REASONS),
        Field("abc_xyz_class", msg("ABC/XYZ class"), "class", msg("ABC by revenue and XYZ together, where the customer has both"), codes=CELLS),
    ),
    uses=("last_full_month", "first_on", "xyz"),
    form="arrays",
)  # fmt: skip
def xyz(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Judge how evenly each customer buys, by months or quarters, with the season of its segment taken out."""
    rules: Xyz = params["xyz"]
    register, measures = frames["customer_register"], frames["customer_measures"]
    keys = np.sort(np.asarray(measures["customer_key"]))
    first_month = params["last_full_month"] - MONTHS + 1
    money = _dense(keys, frames["customer_months"], "revenue_amount", first_month)
    orders = _dense(keys, frames["customer_months"], "orders_count", first_month)
    labels = np.ma.filled(register["segment_id"].astype(object), "")[
        np.argsort(register["customer_key"])
    ].astype(str)
    names, segment = np.unique(labels, return_inverse=True)
    segment = np.where(names[segment] == "", -1, segment) if len(names) else segment
    known_from = month_number(date.fromisoformat(params["first_on"]))
    index = seasons(
        money, segment, first_month, months_known=params["last_full_month"] - known_from + 1, rules=rules
    )
    first = measures["first_order_on"][np.argsort(measures["customer_key"])]
    month = np.ma.filled(first, NEVER).astype("datetime64[M]").astype(np.int64) + month_number(EPOCH)
    start = np.clip(month - first_month, 0, MONTHS)
    start[np.ma.getmaskarray(first)] = MONTHS + 1
    found = measure_variation(money / index, orders, start, rules)
    low, high = rules.variation_cuts
    letter = np.where(found.cv <= low, "X", np.where(found.cv <= high, "Y", "Z")).astype(object)
    none = found.reason >= 0
    value = frames["abc"]["abc_value_class"][np.argsort(frames["abc"]["customer_key"])]
    abc_letter = np.ma.filled(value.astype(object), "")
    reasons = np.array([code for code, _ in REASONS], dtype=object)
    return {
        "customer_key": keys,
        "xyz_cv": np.ma.masked_array(np.where(none, 0.0, found.cv), none),
        "xyz_buckets_count": found.buckets.astype(np.int64),
        "xyz_period": np.ma.masked_array(
            np.where(found.is_quarterly, "quarter", "month").astype(object), found.reason == 0
        ),
        "xyz_class": np.ma.masked_array(letter, none),
        "xyz_reason": np.ma.masked_array(reasons[np.maximum(found.reason, 0)], ~none),
        "abc_xyz_class": np.ma.masked_array(abc_letter + letter, none | (abc_letter == "")),
    }
