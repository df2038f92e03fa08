from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.base.periods import add_months, last_months, month_end, month_grid, month_number

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 29)),
        (date(2025, 12, 31), -12, date(2024, 12, 31)),
        (date(2025, 3, 30), -1, date(2025, 2, 28)),
        (date(2025, 1, 15), 12, date(2026, 1, 15)),
    ],
)
def test_months_keep_the_day_and_month_ends_stay_month_ends(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(DAYS)
def test_the_two_rolling_years_touch_and_do_not_overlap(day: date) -> None:
    recent, longer = last_months(day, 12), last_months(day, 24)
    assert recent.end == day
    assert 365 <= recent.days <= 366
    assert longer.days - recent.days in (365, 366)


@given(DAYS, st.integers(0, 60))
def test_the_grid_holds_every_month_end_and_the_last_day(day: date, back: int) -> None:
    first = add_months(day, -back)
    grid = month_grid(first, day)
    assert grid[-1] == day
    assert list(grid) == sorted(set(grid))
    assert all(month_end(month_number(d)) == d for d in grid[:-1])
    assert len(grid) == month_number(day) - month_number(first) + 1
