"""The proof inside a run: the forecast of years that are over, beside naive ones, on the company's own past.

Looked from one, two and three years before the day of the run, as far as a year of history stands before: year 1 is tried from each of
these days, year 2 from two of them, year 3 from one; their years do not overlap. A base with less than two years is tried half a year
ahead. Judged are customers with a purchase in the two horizons before; of a large base so many drawn customers that the trial
takes minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import beta

from clientela.base.i18n import msg
from clientela.base.progress import Silent
from clientela.predictions._backtest import OURS, Trial, pool
from clientela.predictions._baselines import simple_baselines
from clientela.predictions._days import Outcome, outcome, recency
from clientela.predictions._features import YEAR
from clientela.predictions._forecaster import forecast, outlook_of
from clientela.predictions._slice import Options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.base.progress import Progress
    from clientela.predictions._days import Floats, Ints, PurchaseDays
    from clientela.predictions._forecaster import Forecast, Outlook
    from clientela.predictions._scores import Judged

YEARS = 3
SHORT = 182
"""Days ahead that a base of less than two years is tried on."""
LEAST_RETURNED = 20
"""Customers that came back before a day from which it is looked; the same as for a forecast."""
MOST_TRIED = 3_000
"""Customers that earlier days are looked from; a drawn part of a larger base."""
EDGES = (0.0, 0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.0)
"""Bins of the probability given: around each ten per cent."""


@dataclass(frozen=True)
class Bin:
    """Customers given about the same probability of an order, and how many ordered; interval of Clopper & Pearson (95 %)."""

    low: float
    high: float
    customers: int
    said: float
    """Mean of what was given."""
    came: int
    share_low: float
    share_high: float


@dataclass(frozen=True)
class Tried:
    """What came of one slice of days ahead, over all days looked from."""

    start: int
    end: int
    """Days ahead; the years by their usual length of 365 days."""
    trial: Trial
    lost: int
    """Judged customers without an order in the slice."""
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Proof:
    """All slices tried, and what a year ago was foretold of every customer; None without a year before it."""

    tried: tuple[Tried, ...]
    earlier: Outlook | None


def calibration(said: Floats, came: Floats) -> tuple[Bin, ...]:
    """Set the probabilities given beside what came, bin by bin; a bin without a customer is left out.

    Interval: Clopper & Pearson 1934, 95 %, exact for independent customers.
    """
    place = np.clip(np.digitize(said, EDGES[1:-1], right=False), 0, len(EDGES) - 2)
    found = []
    for number in np.unique(place):
        inside = place == number
        n, k = int(inside.sum()), int(came[inside].sum())
        low = float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0
        high = float(beta.ppf(0.975, k + 1, n - k)) if k < n else 1.0
        found.append(Bin(EDGES[number], EDGES[number + 1], n, float(said[inside].mean()), k, low, high))
    return tuple(found)


class _Slice:
    """Gathers the forecasts of one slice from several days."""

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end
        self._parts: dict[str, list[Judged]] = {}
        self._came: list[Outcome] = []
        self._whose: list[Ints] = []
        self._origins: list[int] = []

    def add(
        self, some: PurchaseDays, origin: int, found: Forecast, place: int, *, at: Ints, seed: int
    ) -> None:
        """Judge one forecast of the customers `some`. `place`: of the slice in it; `at`: where each customer is in the base it looked at."""
        start, end = found.slices[place]
        recent = some.until(origin).since(origin - 2 * (end - start))
        chosen = np.flatnonzero(recency(recent, origin).is_known)
        truth = outcome(some, origin, start, end)
        made = simple_baselines(some, origin, start, end, seed=seed)
        made = {name: judged.of(chosen) for name, judged in made.items()}
        made[OURS] = found.ahead[place].of(np.searchsorted(found.customer, at[chosen]))
        for name, judged in made.items():
            self._parts.setdefault(name, []).append(judged)
        self._came.append(Outcome(truth.orders[chosen], truth.revenue[chosen]))
        self._whose.append(chosen)
        self._origins.append(origin)

    def close(self, seed: int) -> Tried | None:
        """Score what was gathered."""
        if not self._origins:
            return None
        trial = pool(
            self.end - self.start, tuple(self._origins), self._parts, self._came, self._whose, seed=seed
        )
        said = np.concatenate([judged.active for judged in self._parts[OURS]])
        came = np.concatenate([part.active for part in self._came])
        return Tried(self.start, self.end, trial, int((came == 0).sum()), calibration(said, came))


def _drawn(days: PurchaseDays, seed: int) -> Ints:
    """Return the customers that are judged: all, or so many drawn."""
    if days.customers <= MOST_TRIED:
        return np.arange(days.customers)
    rng = np.random.default_rng(seed + 41)
    return np.asarray(np.sort(rng.choice(days.customers, MOST_TRIED, replace=False)), dtype=np.int64)


def _returned(days: PurchaseDays, origin: int) -> int:
    """Count the customers that had come back up to a day: without them nothing was forecast then."""
    seen = days.until(origin)
    return int((np.bincount(seen.customer[seen.orders > 0], minlength=1) > 1).sum())


def try_past(
    days: PurchaseDays, as_of: int, years: Sequence[Sequence[tuple[int, int]]], origins: Sequence[int], options: Options | None = None,
    *, progress: Progress | None = None,
) -> Proof:  # fmt: skip
    """Forecast the years that are over and set them beside what came.

    `origins`: the same day one, two, three years before `as_of`; `years`: for each of them its three slices of twelve months
    ahead as days. The newest day looks at every customer and three years ahead: that is the value of the base a year ago.
    """
    options = options or Options()
    watch = progress or Silent()
    known = days.until(as_of)
    if not len(known.day):
        return Proof((), None)
    first = int(known.day.min())
    drawn = _drawn(known, options.seed)
    some, own = known.of(drawn), np.arange(len(drawn))
    slices = [_Slice(YEAR * k, YEAR * (k + 1)) for k in range(YEARS)]
    earlier: Outlook | None = None
    used = [o for o in origins if o - first >= YEAR and _returned(known, o) >= LEAST_RETURNED]
    for number, (origin, ahead) in enumerate(zip(used, years, strict=False)):
        watch.step(done=number, total=len(used), label=msg("trying the forecast on the past"))
        over = [(start, end) for start, end in ahead if origin + end <= as_of]
        if not number:
            found = forecast(known, origin, list(ahead), options, progress=progress)
            earlier = outlook_of(known, origin, found, options)
            slices[0].add(some, origin, found, 0, at=drawn, seed=options.seed)
        elif over:
            found = forecast(some, origin, over, options, progress=progress)
            for place in range(len(over)):
                slices[place].add(some, origin, found, place, at=own, seed=options.seed)
    if not used and as_of - SHORT - first >= SHORT and _returned(known, as_of - SHORT) >= LEAST_RETURNED:
        half = _Slice(0, SHORT)
        found = forecast(some, as_of - SHORT, [(0, SHORT)], options, progress=progress)
        half.add(some, as_of - SHORT, found, 0, at=own, seed=options.seed)
        slices.append(half)
    closed = (part.close(options.seed) for part in slices)
    return Proof(tuple(part for part in closed if part is not None), earlier)
