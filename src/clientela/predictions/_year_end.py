"""The fiscal year that lands next: what is booked of it, and how many days of it are ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clientela.base.periods import add_months
from clientela.economics._fiscal import fiscal_year


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The running fiscal year, or on its last day the next one; days are included."""

    start: date
    end: date
    prior_start: date
    prior_end: date
    prior_known: date
    """The same day of the year before; the day before `prior_start` where nothing is booked yet."""

    def rest_days(self, as_of: date) -> int:
        """Return the days of it that are ahead."""
        return (self.end - as_of).days


def year_end(params: dict[str, Any]) -> YearEnd:
    """Return the fiscal year of `as_of`; on its last day it is over, and the next one is what lands."""
    year = fiscal_year(params)
    if year.end > year.known:
        return YearEnd(year.start, year.end, year.prior_start, year.prior_end, year.prior_known)
    start = year.end + timedelta(days=1)
    return YearEnd(
        start, add_months(start, 12) - timedelta(days=1), year.start, year.end, year.start - timedelta(days=1)
    )
