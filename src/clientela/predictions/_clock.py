"""A clock of operational days: what it shows at the end of each day of the calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
else:
    Floats = Ints = Any

YEAR = 365.25
LEAST_PACE = 0.02
"""A closed day still lasts a little: an order may carry its date."""


@dataclass(frozen=True)
class Clock:
    """Operational days by day of the calendar."""

    first: int
    """Number of the first day."""
    ticks: Floats
    """Operational days each day lasts, from `first` on."""
    parameters: int
    """How many were learned."""

    def at(self, day: Ints | int) -> Floats:
        """Return what the clock shows at the end of a day."""
        shown = np.concatenate([[0.0], np.cumsum(self.ticks)])
        return np.asarray(shown[np.clip(np.asarray(day) - self.first + 1, 0, len(self.ticks))])

    def span(self, origin: int, days: int) -> float:
        """Return the operational days of the `days` after a day."""
        return float(self.at(origin + days) - self.at(origin))

    def log_pace(self, day: Ints) -> Floats:
        """Return ln of what a day lasts."""
        return np.asarray(np.log(self.ticks[np.asarray(day) - self.first]))


def with_growth(clock: Clock, origin: int, yearly: float) -> Clock:
    """Return the clock with a pace that grew by `yearly` (logarithm) up to the origin; what it has reached stays.

    The mean of the last year stays 1, so that a year ahead is still a year.
    """
    day = clock.first + np.arange(len(clock.ticks))
    ticks = clock.ticks * np.exp(yearly * np.minimum(day - origin, 0) / YEAR)
    last = (day > origin - YEAR) & (day <= origin)
    scale = float(clock.ticks[last].mean() / ticks[last].mean()) if last.any() else 1.0
    return replace(clock, ticks=np.maximum(ticks * scale, LEAST_PACE), parameters=clock.parameters + 1)


def slices_by(
    clock: Clock | None, origin: int, slices: Sequence[tuple[int, int]]
) -> list[tuple[float, float]]:
    """Return slices of days ahead in operational days; as they are without a clock."""
    if clock is None:
        return [(float(start), float(end)) for start, end in slices]
    return [(clock.span(origin, start), clock.span(origin, end)) for start, end in slices]
