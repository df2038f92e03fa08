"""The fiscal year up to the day looked from, and the same days of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clientela.base.periods import add_months


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """Two fiscal years; days are included."""

    name: int
    """The calendar year in which the current one ends."""
    start: date
    end: date
    known: date
    """The day looked from."""
    prior_start: date
    prior_known: date
    """The same day of the year before, so that both stretches are as long."""
    prior_end: date

    def sql(self, part: str) -> str:
        """Return one of its days as a literal."""
        day: date = getattr(self, part)
        return f"date '{day.isoformat()}'"

    def windows(self, column: str) -> dict[str, str]:
        """Return the tests of a day: this year to date, the same days a year before, the whole year before."""
        return {
            "to_date": f"{column} >= {self.sql('start')} and {column} <= {self.sql('known')}",
            "prior_to_date": f"{column} >= {self.sql('prior_start')} and {column} <= {self.sql('prior_known')}",
            "prior_year": f"{column} >= {self.sql('prior_start')} and {column} <= {self.sql('prior_end')}",
        }


def fiscal_year(params: dict[str, Any]) -> FiscalYear:
    """Return the fiscal year of `as_of`, named by the calendar year in which it ends."""
    as_of = date.fromisoformat(params["as_of_day"])
    first = params["fiscal_start_month"]
    start = date(as_of.year - (1 if as_of.month < first else 0), first, 1)
    end = add_months(start, 12) - timedelta(days=1)
    prior_start = add_months(start, -12)
    return FiscalYear(
        end.year, start, end, as_of, prior_start, add_months(as_of, -12), start - timedelta(days=1)
    )
