"""What is fixed about the demo company: its calendar, its sizes, its streams of chance."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

Size = Literal["s", "m", "l", "xl"]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

COMPANY = "Ferramenta Aurora S.p.A."
CURRENCY = "EUR"
FIRST_DAY = date(2021, 1, 1)
AS_OF = date(2025, 12, 31)
YEARS = 5
MONTHS = 12 * YEARS
DAYS = (AS_OF - FIRST_DAY).days + 1
CHUNK = 10_000
"""Customers whose lives are drawn together: bounds the memory of the largest company."""

CUSTOMERS: dict[Size, int] = {"s": 200, "m": 2_000, "l": 20_000, "xl": 100_000}
TERRITORIES: dict[Size, int] = {"s": 6, "m": 12, "l": 40, "xl": 120}

MONTH_STARTS: Ints = np.array(
    [(date(FIRST_DAY.year + m // 12, m % 12 + 1, 1) - FIRST_DAY).days for m in range(MONTHS)] + [DAYS],
    dtype=np.int64,
)
"""Day number (0 is the first day) on which each month begins, and the day after the last."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which demo company: every draw depends on these and on nothing else."""

    size: Size
    seed: int
    dirty: bool
    customers: int
    territories: int
    parquet: bool
    """Sales lines as Parquet with English names, or as the accounting package's text file."""
    planted: bool = False
    """With costly customers, costly growth, a discount leak and a merger to be found."""

    @property
    def italian(self) -> bool:
        """Whether the texts beside the lines speak the accounting package's dialect too."""
        return not self.parquet


def make_plan(*, size: Size, seed: int, dirty: bool, planted: bool = True) -> Plan:
    """Return the plan of a demo company; a dirty one is always text, for Parquet holds no 31 February."""
    return Plan(
        size=size,
        seed=seed,
        dirty=dirty,
        customers=CUSTOMERS[size],
        territories=TERRITORIES[size],
        parquet=size in ("l", "xl") and not dirty,
        planted=planted,
    )


def stream(plan: Plan, name: str, index: int = 0) -> np.random.Generator:
    """Return the generator of one named stream, so that no table's draws ever move another's."""
    words = np.frombuffer(hashlib.sha256(name.encode()).digest()[:16], dtype="<u4")
    return np.random.default_rng(np.random.SeedSequence([plan.seed, *(int(w) for w in words), index]))


def day_of(number: int) -> date:
    """Return the date of a day number."""
    return FIRST_DAY + timedelta(days=int(number))


_HOLIDAYS = ((1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26))


def _working_days() -> Ints:
    # For each day the last working day up to it; before the first working day, that one.
    working = [
        number
        for number in range(DAYS)
        if day_of(number).isoweekday() <= 5 and (day_of(number).month, day_of(number).day) not in _HOLIDAYS  # noqa: PLR2004 - Friday
    ]
    days = np.array(working)
    return np.asarray(days[np.maximum(np.searchsorted(days, np.arange(DAYS), side="right") - 1, 0)])


_WORKING = _working_days()


def month_of(days: Ints) -> Ints:
    """Return the month number (0 is the first) of each day number."""
    return np.searchsorted(MONTH_STARTS, days, side="right") - 1


def to_working_day(day: Ints) -> Ints:
    """Move weekends and holidays to the working day before: the order of events stays."""
    return np.asarray(_WORKING[np.clip(day, 0, DAYS - 1)])
