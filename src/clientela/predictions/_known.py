"""What is known stands above what was learned: a forecast of a slice of days, with ends and contracts that are already decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.predictions._scores import Judged

if TYPE_CHECKING:
    from clientela.predictions._days import Flags, Floats, Ints


@dataclass(frozen=True)
class Known:
    """Of each customer place what is decided: shapes (customers,), days after the origin."""

    is_end: Flags
    is_bound: Flags
    start: Floats
    """From this day the end, or the contract, holds."""
    until: Floats
    """Last day of the contract; infinite without one."""
    chance: Floats
    """Probability that it orders all the same after an end; that it orders in a year of the contract."""

    def of(self, chosen: Ints) -> Known:
        """Keep the customers chosen."""
        return Known(
            self.is_end[chosen],
            self.is_bound[chosen],
            self.start[chosen],
            self.until[chosen],
            self.chance[chosen],
        )


def _moved(values: Floats, before: Floats, after: Floats, factor: Floats) -> Floats:
    """Return equally likely values whose share of nothing is that of `after`, the others as they were, times a factor.

    Shapes: values (customers, values), the others (customers,).
    """
    count = values.shape[1]
    middle = (np.arange(count) + 0.5) / count
    nothing = (1 - after)[:, None]
    inside = (middle[None, :] - nothing) / np.maximum(after, 1e-12)[:, None]
    rank = (1 - before)[:, None] + np.clip(inside, 0, 1) * before[:, None]
    at = np.clip((rank * count).astype(np.int64), 0, count - 1)
    taken = np.take_along_axis(np.sort(values, axis=1), at, axis=1) * factor[:, None]
    return np.asarray(np.where(middle[None, :] <= nothing, 0.0, taken))


def apply_known(judged: Judged, start: int, end: int, known: Known) -> Judged:
    """Return the forecast of the slice (start, end] with what is decided.

    Formulas, p the probability of an order, f the part of the slice before an end and q the probability to order all the same:
    p' = 1 - (1 - p)^f (1 - q (1 - (1 - p)^(1 - f))), means x (f + q (1 - f)). Under a contract over the part f of the slice:
    p' = max(p, 1 - (1 - q)^f), means in proportion. Whoever has no known event keeps its forecast to the last digit.
    """
    changed = known.is_end | known.is_bound
    if not changed.any():
        return judged
    length = float(end - start)
    p = np.clip(judged.active, 0.0, 1.0)
    before = np.clip((known.start - start) / length, 0, 1)
    stay = (1 - p) ** before * (1 - known.chance * (1 - (1 - p) ** (1 - before)))
    covered = np.clip((np.minimum(known.until, end) - np.maximum(known.start, start)) / length, 0, 1)
    under = np.maximum(p, 1 - (1 - np.clip(known.chance, 0, 1)) ** covered)
    active = np.where(known.is_end, 1 - stay, np.where(known.is_bound & (covered > 0), under, p))
    ratio = np.where(p > 0, active / np.maximum(p, 1e-12), 1.0)
    mean = np.where(known.is_end, before + known.chance * (1 - before), ratio)
    factor = np.where(active > 0, mean / np.maximum(ratio, 1e-12), 0.0)

    def values(table: Floats, *, is_count: bool) -> Floats:
        moved = _moved(table, p, active, factor)
        moved = np.where(moved > 0, np.maximum(np.round(moved), 1.0), 0.0) if is_count else moved
        return np.asarray(np.where(changed[:, None], moved, table))

    return Judged(
        np.where(changed, active, judged.active), np.where(changed, np.maximum(judged.orders * mean, active), judged.orders), values(judged.orders_values, is_count=True),
        np.where(changed, judged.revenue * mean, judged.revenue), values(judged.revenue_values, is_count=False),
    )  # fmt: skip
