"""Half years counted back from the day of the run: what the range is looked at by."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientela.base.periods import add_months

HALVES = 8
"""Half years looked at: four years."""
_MONTHS = 6


def half_start(params: dict[str, Any], number: int) -> str:
    """Return the SQL date after which half year `number` begins (0 is the latest); it ends where the one before it starts."""
    return (
        f"date '{add_months(date.fromisoformat(params['as_of_day']), -_MONTHS * (number + 1)).isoformat()}'"
    )
