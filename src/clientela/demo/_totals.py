"""Control totals: what a correct reading of the files must come to, to the ten-thousandth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._plan import CURRENCY, FIRST_DAY, Bools, Ints

if TYPE_CHECKING:
    from clientela.demo._lines import Batch

CURRENCIES = (CURRENCY, "CHF", "USD")
RATES: dict[str, tuple[int, ...]] = {
    CURRENCY: (10_000,) * 5,
    "CHF": (9_250, 9_950, 10_290, 10_500, 10_660),
    "USD": (8_450, 9_510, 9_250, 9_240, 8_860),
}
"""Euros per unit in 1/10,000, by year of the document."""
CENT = 100
"""Inner units (1/10,000) per cent."""


def exchange_rates() -> tuple[tuple[str, date, float], ...]:
    """Return (currency, valid from, euros per unit) as the settings take them."""
    return tuple(
        (name, date(FIRST_DAY.year + i, 1, 1), rate / 10_000)
        for name in CURRENCIES[1:]
        for i, rate in enumerate(RATES[name])
    )


def converted(units: Ints, rate: int) -> Ints:
    """Return euros in inner units, half to even. Formula: units * rate / 10,000 line by line."""
    whole, rest = np.divmod(units * rate, 10_000)
    up = (rest > 5_000) | ((rest == 5_000) & (whole % 2 == 1))  # noqa: PLR2004 - half of 10,000
    return np.asarray(whole + up)


@dataclass(slots=True)
class Totals:
    """Sums over the accepted lines, growing month by month; money in inner units of 1/10,000."""

    lines: int = 0
    documents: int = 0
    lines_without_cost: int = 0
    revenue: int = 0
    cost: int = 0
    revenue_by_currency: dict[str, int] = field(default_factory=dict)

    def add(self, batch: Batch, *, accepted: Bools | None = None, currency: Ints | None = None) -> None:
        """Add one month's lines; `currency` indexes `CURRENCIES`, nothing means euros."""
        keep = np.ones(len(batch.net), dtype=bool) if accepted is None else accepted
        code = np.zeros(len(batch.net), dtype=np.int64) if currency is None else currency
        self.lines += int(keep.sum())
        self.documents += len(np.unique(batch.sequence[keep] * 2 + batch.credit[keep]))
        self.lines_without_cost += int((keep & ~batch.cost_known).sum())
        for index, name in enumerate(CURRENCIES):
            mine = keep & (code == index)
            if not mine.any():
                continue
            rate = RATES[name][batch.month // 12]
            net = batch.net[mine] * CENT
            self.revenue_by_currency[name] = self.revenue_by_currency.get(name, 0) + int(net.sum())
            self.revenue += int(converted(net, rate).sum())
            self.cost += int(converted(batch.cost[mine & batch.cost_known] * CENT, rate).sum())
