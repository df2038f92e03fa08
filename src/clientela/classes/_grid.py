"""What classes with a memory share: the month grid, and each customer's purchases and money on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.periods import add_months, month_grid, month_number
from clientela.classes._medians import running_medians

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

Array = np.ndarray[Any, Any]
EPOCH = date(1970, 1, 1)
_YEAR = 12


def day_number(day: date) -> int:
    """Count days since 1970-01-01."""
    return (day - EPOCH).days


def places_of(keys: Array, key: Array) -> Array:
    """Return where each `key` stands in the sorted `keys`, -1 where it does not.

    Keys are given out one after the other, so a table of them is no larger than the customers ever seen.
    """
    table = np.full(int(max(keys.max(initial=0), key.max(initial=0))) + 1, -1)
    table[keys] = np.arange(len(keys))
    return np.asarray(table[key])


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

    def count_known(self, ends: Array) -> tuple[Array, Array]:
        """Return the first of the days `ends` at which each entry is known, and how many entries of each customer first are at each.

        Shapes (entries,) and (days, customers). `ends` ascending; what comes after the last of them is at none.
        """
        first = int(self.day.min(initial=0))
        span = np.arange(first, int(self.day.max(initial=0)) + 1)
        row = np.searchsorted(ends, span, side="left")[self.day - first]
        count = len(self.keys)
        cells = np.bincount(row * count + self.place, minlength=(len(ends) + 1) * count)
        return row, cells.reshape(-1, count)[: len(ends)] if count else cells.reshape(len(ends) + 1, 0)


def read_purchases(keys: Array, days: Frame) -> Purchases:
    """Sort the purchase days and measure the gaps.

    Credit notes before the first order give back what was bought before the data begins: their days stand in for it.
    """
    keys = np.sort(keys)
    place = places_of(keys, np.asarray(days["customer_key"]))
    day = days["document_on"].astype("datetime64[D]").astype(np.int64)
    first = int(day.min(initial=0))
    bits = int(day.max(initial=0) - first).bit_length()
    # Customer, day and whether it is an order in one number: one sort of numbers instead of one of indices.
    packed = ((place << bits | (day - first)) << 1) | (np.asarray(days["orders_count"]) <= 0)
    packed = np.sort(packed[place >= 0])
    running = np.cumsum(packed & 1 == 0)
    place = packed >> (bits + 1)
    orders = running - np.concatenate([[0], running])[np.searchsorted(place, np.arange(len(keys)))][place]
    use = (packed & 1 == 0) | (orders == 0)
    place, orders = place[use], orders[use]
    day = ((packed[use] >> 1) & ((1 << bits) - 1)) + first
    start = np.searchsorted(place, np.arange(len(keys)))
    gap = np.zeros(len(place), dtype=np.int64)
    gap[1:] = np.where(orders[1:] > 1, day[1:] - day[:-1], 0)
    later = orders > 1
    median = np.zeros(len(place))
    median[later] = running_medians(gap[later], np.bincount(place[later], minlength=len(keys)))
    return Purchases(keys, place, day, gap, median, start, orders)


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


def _monthly(keys: Array, months: Frame, column: str, *, first_on: date, as_of: date) -> Array:
    first = month_number(first_on)
    dense = np.zeros((month_number(as_of) - first + 1, len(keys)), dtype=np.int64)
    place = places_of(keys, np.asarray(months["customer_key"]))
    known = place >= 0
    row = np.asarray(months["month_number"]).astype(np.int64) - first
    dense[row[known], place[known]] = np.asarray(months[column])[known]
    return dense


def _by_year(monthly: Array) -> Array:
    """Sum the month and the eleven before, at each month."""
    sums = np.cumsum(monthly, axis=0)
    sums[_YEAR:] -= sums[:-_YEAR].copy()
    return np.asarray(sums)


def read_grid(keys: Array, months: Frame, measures: Frame, *, first_on: date, as_of: date) -> MonthGrid:
    """Sum the months of each customer over the grid; the last day uses the day-exact windows of the measures.

    `keys` sorted. Windows at a month end: that month and the eleven before; the twelve before those.
    """
    monthly = _monthly(keys, months, "revenue_amount", first_on=first_on, as_of=as_of)
    recent = _by_year(monthly)
    before = np.zeros_like(recent)
    before[_YEAR:] = recent[:-_YEAR]
    place = np.argsort(np.asarray(measures["customer_key"]))
    recent[-1] = np.ma.filled(measures["revenue_12m_amount"], 0)[place]
    before[-1] = np.ma.filled(measures["revenue_prior_12m_amount"], 0)[place]
    return MonthGrid(month_grid(first_on, as_of), recent, before, monthly)


def lines_on_grid(keys: Array, months: Frame, measures: Frame, *, first_on: date, as_of: date) -> Array:
    """Count the lines of each customer in the twelve months before each day of the grid, in the same way."""
    lines = _by_year(_monthly(keys, months, "lines_count", first_on=first_on, as_of=as_of))
    place = np.argsort(np.asarray(measures["customer_key"]))
    lines[-1] = np.ma.filled(measures["lines_12m_count"], 0)[place]
    return lines


def months_before(day: date, months: int) -> int:
    """Return the day number `months` before a day."""
    return day_number(add_months(day, -months))
