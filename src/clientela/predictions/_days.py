"""What the forecasts read: one row per customer and day, and what is known and asked at a day.

Day numbers count from any one day; they are only subtracted. A row without an order (a credit note alone) is money and no
purchase. Everything is cut at the origin before anything else looks at it, so a later row cannot change a forecast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from clientela.predictions._clock import Clock

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]
else:
    Floats = Ints = Flags = Any


@dataclass(frozen=True)
class PurchaseDays:
    """Customer x day rows: shapes (rows,). `customer` is a place 0..customers-1; money in any one unit."""

    customer: Ints
    day: Ints
    revenue: Floats
    """Net of credit notes."""
    margin: Floats
    """NaN where it is not known."""
    orders: Ints
    """0: money without a purchase."""
    customers: int

    def until(self, day: int) -> PurchaseDays:
        """Keep the rows up to and including `day`."""
        return self._keep(self.day <= day)

    def since(self, day: int) -> PurchaseDays:
        """Keep the rows after `day`."""
        return self._keep(self.day > day)

    def of(self, chosen: Ints) -> PurchaseDays:
        """Keep the customers `chosen` (places), numbered anew in the order given."""
        place = np.full(self.customers, -1, dtype=np.int64)
        place[chosen] = np.arange(len(chosen))
        kept = self._keep(place[self.customer] >= 0)
        return replace(kept, customer=place[kept.customer], customers=len(chosen))

    def _keep(self, mask: Flags) -> PurchaseDays:
        return PurchaseDays(
            self.customer[mask], self.day[mask], self.revenue[mask], self.margin[mask], self.orders[mask], self.customers
        )  # fmt: skip


def purchase_days(
    *, customer: Ints, day: Ints, revenue: Floats, margin: Floats | None = None, orders: Ints | None = None, customers: int = 0
) -> PurchaseDays:  # fmt: skip
    """Sum rows to one per customer and day, in order of customer and day. Without `orders` every row is an order.

    A day's margin is known where that of all its rows is. Errors: ValueError when a revenue is not a number.
    """
    if not np.isfinite(revenue).all():
        raise ValueError("a revenue that is not a number cannot be forecast; leave its row out or correct it")
    customer, day = np.asarray(customer, dtype=np.int64), np.asarray(day, dtype=np.int64)
    orders = np.ones(len(day), dtype=np.int64) if orders is None else orders
    margin = np.full(len(day), np.nan) if margin is None else margin
    order = np.lexsort((revenue, day, customer))  # sums do not depend on the order of the rows given
    customer, day = customer[order], day[order]
    first = np.ones(len(day), dtype=bool)
    first[1:] = (customer[1:] != customer[:-1]) | (day[1:] != day[:-1])
    starts = np.flatnonzero(first)

    def total(values: Any) -> Any:
        return np.add.reduceat(values[order], starts) if len(starts) else values[:0]

    return PurchaseDays(
        customer[first], day[first], total(np.asarray(revenue, dtype=np.float64)),
        total(np.asarray(margin, dtype=np.float64)), total(np.asarray(orders, dtype=np.int64)),
        max(customers, int(customer.max(initial=-1)) + 1),
    )  # fmt: skip


def tally(customer: Ints, customers: int, values: Any) -> Floats:
    """Sum values by customer, shape (customers,)."""
    return np.asarray(np.bincount(customer, values, customers), dtype=np.float64)


@dataclass(frozen=True)
class Outcome:
    """What came in the days (origin + start, origin + end]: shapes (customers,)."""

    orders: Floats
    """Purchase days."""
    revenue: Floats

    @property
    def active(self) -> Floats:
        """1 with at least one purchase day."""
        return np.asarray(self.orders > 0, dtype=np.float64)


def outcome(days: PurchaseDays, origin: int, start: int, end: int) -> Outcome:
    """Return what came after day `origin + start` up to and including day `origin + end`."""
    inside = days.since(origin + start).until(origin + end)
    return Outcome(
        tally(inside.customer, days.customers, inside.orders > 0),
        tally(inside.customer, days.customers, inside.revenue),
    )


@dataclass(frozen=True)
class Recency:
    """The figures purchase models read, of customers with a purchase up to the origin: shapes (customers,)."""

    repeats: Floats
    """Purchase days after the first."""
    last: Floats
    """Days from the first purchase to the last."""
    age: Floats
    """Days from the first purchase to the origin."""
    spend: Floats
    """Mean positive revenue of the purchase days after the first; 0 without."""
    spent_days: Floats
    """How many purchase days after the first have a positive revenue."""
    log_gaps: Floats
    """Sum of the logarithms of the days between its purchase days."""
    is_known: Flags
    """Has purchased up to the origin."""
    log_pace: Floats
    """Sum of ln of what the days of its purchases after the first last by the clock; 0 by the calendar."""


def recency(days: PurchaseDays, origin: int, clock: Clock | None = None) -> Recency:
    """Sum up each customer's purchases up to the origin (Fader, Hardie & Lee 2005: x, t_x, T and the mean spend).

    With a clock the days are operational days (`_operational_time`).
    """
    seen = days.until(origin)
    is_purchase = seen.orders > 0
    who, money = seen.customer[is_purchase], seen.revenue[is_purchase]
    when: Any = seen.day[is_purchase]
    now: Any = origin
    count = days.customers
    paces = np.zeros(count)
    if clock is not None:
        start = np.full(count, np.iinfo(np.int64).max)
        np.minimum.at(start, who, when)
        again = when > start[who]
        paces = tally(who[again], count, clock.log_pace(when[again]))
        when, now = clock.at(when), clock.at(origin)
    first = np.full(count, np.inf if clock is not None else np.iinfo(np.int64).max)
    last = np.full(count, -np.inf if clock is not None else np.iinfo(np.int64).min)
    np.minimum.at(first, who, when)
    np.maximum.at(last, who, when)
    purchases = np.bincount(who, minlength=count).astype(np.float64)
    is_known = purchases > 0
    first, last = np.where(is_known, first, 0), np.where(is_known, last, 0)
    later = (when > first[who]) & (money > 0)
    spent_days = np.bincount(who[later], minlength=count).astype(np.float64)
    spent = np.bincount(who[later], money[later], count)
    follows = np.flatnonzero(who[1:] == who[:-1])
    gaps = tally(who[follows + 1], count, np.log(when[follows + 1] - when[follows]))
    return Recency(
        np.maximum(purchases - 1, 0), np.where(is_known, last - first, 0).astype(np.float64),
        np.where(is_known, now - first, 0).astype(np.float64), spent / np.maximum(spent_days, 1), spent_days, gaps, is_known, paces,
    )  # fmt: skip
