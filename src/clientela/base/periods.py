"""Periods are computed from `as_of`, which comes in as an argument: there is no clock here."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Number of days, both ends included."""
        return (self.end - self.start).days + 1


def add_months(day: date, months: int) -> date:
    """Move `day` by whole months; the last day of a month stays the last day.

    Formula: same day of the month, cut to the length of the target month; a month
    end maps to a month end, so that twelve months from 28 February end on 28/29 February.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    length = calendar.monthrange(year, month + 1)[1]
    is_month_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if is_month_end else min(day.day, length))


def last_months(as_of: date, months: int) -> Period:
    """Return (as_of - months, as_of]: the window every rolling figure uses."""
    return Period(add_months(as_of, -months) + timedelta(days=1), as_of)


def month_number(day: date) -> int:
    """Number a month so that differences count months. Formula: year * 12 + month - 1."""
    return day.year * 12 + day.month - 1


def month_end(number: int) -> date:
    """Return the last day of the month with this number."""
    year, month = divmod(number, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def month_grid(first: date, as_of: date) -> tuple[date, ...]:
    """Return the fixed grid of evaluation days: each month end from `first` before `as_of`, then `as_of`.

    Classes with a memory are pure functions over this grid, never of an earlier run.
    """
    ends = [month_end(n) for n in range(month_number(first), month_number(as_of) + 1)]
    return (*[day for day in ends if day < as_of], as_of)
