"""What classes with a memory share: the month grid, and each customer's purchases and money on it."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.periods import add_months, month_grid, month_number

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

Array = np.ndarray[Any, Any]
_SPAN = 1_000_000
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Count days since 1970-01-01."""
    return (day - EPOCH).days


@dataclass(frozen=True)
class Purchases:
    """Purchase days of all customers, sorted by customer and day, with the running median gap behind each day.

    `place`, `day`: one entry per purchase day; `gap` (0 at the first order), `median` (0 before the first gap),
    `start`: first entry of each customer. A customer is a place 0..n-1 in `keys`.
    """

    keys: Array
    place: Array
    day: Array
    gap: Array
    median: Array
    start: Array
    orders: Array
    """Orders up to each entry: a credit note's day that stands in is none, and no gap is measured to or from it."""

    def last_until(self, day: int) -> Array:
        """Return, per customer, the entry of the last purchase up to `day`, -1 without one."""
        composite = self.place * _SPAN + self.day
        found = np.searchsorted(composite, np.arange(len(self.keys)) * _SPAN + day, side="right") - 1
        return np.where(found >= self.start, found, -1)


def _running_medians(gap: Array, orders: Array) -> Array:
    medians = np.zeros(len(gap))
    sorted_gaps: list[int] = []
    for entry, (value, count) in enumerate(zip(gap.tolist(), orders.tolist(), strict=True)):
        if count <= 1:
            sorted_gaps = []
            continue
        insort(sorted_gaps, value)
        middle = len(sorted_gaps) // 2
        medians[entry] = (
            sorted_gaps[middle]
            if len(sorted_gaps) % 2
            else (sorted_gaps[middle - 1] + sorted_gaps[middle]) / 2
        )
    return medians


def read_purchases(keys: Array, days: Frame) -> Purchases:
    """Sort the purchase days and measure the gaps.

    Credit notes before the first order give back what was bought before the data begins: their days stand in for it.
    """
    order = np.argsort(keys)
    sorted_keys = keys[order]
    key, day = np.asarray(days["customer_key"]), days["document_on"].astype("datetime64[D]").astype(np.int64)
    is_order = np.asarray(days["orders_count"]) > 0
    known = np.isin(key, sorted_keys)
    place, day, is_order = np.searchsorted(sorted_keys, key[known]), day[known], is_order[known]
    first_order = np.full(len(sorted_keys), _SPAN)
    np.minimum.at(first_order, place[is_order], day[is_order])
    use = is_order | (day < first_order[place])
    place, day, is_order = place[use], day[use], is_order[use]
    by = np.lexsort((day, place))
    place, day, is_order = place[by], day[by], is_order[by]
    start = np.searchsorted(place, np.arange(len(sorted_keys)))
    running = np.cumsum(is_order)
    orders = running - np.concatenate([[0], running])[start[place]]
    gap = np.zeros(len(place), dtype=np.int64)
    gap[1:] = np.where(orders[1:] > 1, day[1:] - day[:-1], 0)
    return Purchases(sorted_keys, place, day, gap, _running_medians(gap, orders), start, orders)


@dataclass(frozen=True)
class MonthGrid:
    """The evaluation days and the money of each customer in the twelve months before each of them.

    `recent` and `before` have the shape (days, customers), in 1/10,000.
    """

    days: tuple[date, ...]
    recent: Array
    before: Array
    monthly: Array
    """Money per calendar month, shape (months, customers); row 0 is the month of the first grid day."""
    lines_recent: Array


def read_grid(keys: Array, months: Frame, measures: Frame, *, first_on: date, as_of: date) -> MonthGrid:
    """Sum the months of each customer over the grid; the last day uses the day-exact windows of the measures.

    `keys` sorted. Windows at a month end: that month and the eleven before; the twelve before those.
    """
    days = month_grid(first_on, as_of)
    first = month_number(first_on)
    count = month_number(as_of) - first + 1

    def table(column: str) -> Array:
        dense = np.zeros((count, len(keys)), dtype=np.int64)
        key = np.asarray(months["customer_key"])
        known = np.isin(key, keys)
        row = np.asarray(months["month_number"])[known].astype(np.int64) - first
        dense[row, np.searchsorted(keys, key[known])] = np.asarray(months[column])[known]
        return dense

    def windows(dense: Array) -> tuple[Array, Array]:
        running = np.vstack([np.zeros((24, len(keys)), dtype=np.int64), np.cumsum(dense, axis=0)])
        running = np.vstack([running, running[-1:]])[: count + 24]
        at = np.arange(count) + 24
        return running[at] - running[at - 12], running[at - 12] - running[at - 24]

    monthly, lines = table("revenue_amount"), table("lines_count")
    recent, before = windows(monthly)
    lines_recent, _ = windows(lines)
    place = np.argsort(np.asarray(measures["customer_key"]))
    recent[-1] = np.ma.filled(measures["revenue_12m_amount"], 0)[place]
    before[-1] = np.ma.filled(measures["revenue_prior_12m_amount"], 0)[place]
    lines_recent[-1] = np.ma.filled(measures["lines_12m_count"], 0)[place]
    return MonthGrid(days, recent, before, monthly, lines_recent)


def months_before(day: date, months: int) -> int:
    """Return the day number `months` before a day."""
    return day_number(add_months(day, -months))
