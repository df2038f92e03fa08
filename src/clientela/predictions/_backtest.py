"""The forecast tried on the own past: from earlier days on, against the baselines, scored on what came.

Rolling origins: the newest horizon that is over, and up to two before it, each half a horizon earlier. Judged are customers with
a purchase in the two horizons before an origin. Losses of all origins are pooled by customer and origin; intervals draw them
with replacement, the same for both (paired bootstrap).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.base.i18n import msg
from clientela.base.progress import Silent
from clientela.predictions._baselines import baselines
from clientela.predictions._days import Outcome, outcome, recency
from clientela.predictions._forecaster import forecast
from clientela.predictions._scores import LOSSES, Judged, compare, losses, scores
from clientela.predictions._slice import Options

if TYPE_CHECKING:
    from clientela.base.progress import Progress
    from clientela.predictions._days import Floats, Ints, PurchaseDays

HORIZONS = (365, 182, 91)
"""Days ahead that are tried, the longest that the history allows."""
MOST_ORIGINS = 3
LEAST_JUDGED = 20
DRAWS = 500
OURS = "forecast"


@dataclass(frozen=True)
class Trial:
    """What came of forecasts from earlier days."""

    horizon: int
    """Days; 0 where the history is too short for any trial."""
    origins: tuple[int, ...]
    judged: int
    """Customers judged, summed over the origins."""
    active_share: float
    figures: dict[str, dict[str, float]]
    """Of each method: every score. Orders and revenue in units of what came on average."""
    against: dict[str, dict[str, tuple[float, float, float]]]
    """Of each baseline: our loss over its loss - 1, with the 90 % interval."""

    def best(self, loss: str, among: tuple[str, ...] = ()) -> str:
        """Return the baseline with the least loss, known only afterwards; `among`: of these alone, as far as they were made."""
        made = [n for n in self.figures if n != OURS and (not among or n in among)]
        return min(made, key=lambda n: self.figures[n][loss])


def _origins(days: PurchaseDays) -> tuple[int, tuple[int, ...]]:
    if not len(days.day):
        return 0, ()
    first, last = int(days.day.min()), int(days.day.max())
    for horizon in HORIZONS:
        found = [last - horizon - step * (horizon // 2) for step in range(MOST_ORIGINS)]
        kept = tuple(origin for origin in found if origin - first >= horizon)
        if kept:
            return horizon, kept
    return 0, ()


def _joined(parts: list[Judged]) -> Judged:
    width = max(part.orders_values.shape[1] for part in parts)

    def table(name: str) -> Floats:
        return np.concatenate(
            [np.repeat(v, width // v.shape[1], axis=1) for v in (getattr(p, name) for p in parts)]
        )

    def column(name: str) -> Floats:
        return np.concatenate([getattr(part, name) for part in parts])

    return Judged(
        column("active"), column("orders"), table("orders_values"), column("revenue"), table("revenue_values")
    )


def pool(
    horizon: int, origins: tuple[int, ...], parts: dict[str, list[Judged]], came: list[Outcome], customer: list[Ints], *, seed: int
) -> Trial:  # fmt: skip
    """Score forecasts of several origins together.

    `parts`: of each method one forecast for each origin; `came`, `customer`: what came of which customers, for each origin.
    """
    truth = Outcome(
        np.concatenate([np.zeros(0), *(c.orders for c in came)]), np.concatenate([np.zeros(0), *(c.revenue for c in came)])
    )  # fmt: skip
    if len(truth.orders) < LEAST_JUDGED or not truth.orders.any() or truth.revenue.sum() <= 0:
        return Trial(0, (), len(truth.orders), float("nan"), {}, {})
    whole = {name: _joined(made) for name, made in parts.items() if len(made) == len(origins)}
    loss = {name: losses(judged, truth) for name, judged in whole.items()}
    return Trial(
        horizon, origins, len(truth.orders), float(truth.active.mean()),
        {name: scores(judged, truth, seed=seed) for name, judged in whole.items()},
        {
            name: compare(loss[OURS], part, truth, draws=DRAWS, seed=seed, customer=np.concatenate(customer))
            for name, part in loss.items() if name != OURS
        },
    )  # fmt: skip


def back_test(
    days: PurchaseDays, as_of: int, options: Options | None = None, *, progress: Progress | None = None
) -> Trial:
    """Try the forecast on what was known `as_of` a day. Without a history of two horizons of a quarter there is no trial."""
    options = options or Options()
    known = days.until(as_of)
    horizon, origins = _origins(known)
    watcher = progress or Silent()
    parts: dict[str, list[Judged]] = {}
    came: list[Outcome] = []
    whose: list[Ints] = []
    for place, origin in enumerate(origins):
        watcher.step(done=place, total=len(origins), label=msg("trying the forecast on the past"))
        recent = known.until(origin).since(origin - 2 * horizon)
        chosen = np.flatnonzero(recency(recent, origin).is_known)
        truth = outcome(known, origin, 0, horizon)
        found = forecast(known, origin, [(0, horizon)], options, progress=progress)
        made = baselines(known, origin, horizon, seed=options.seed, threads=options.threads)
        made = {name: judged.of(chosen) for name, judged in made.items()}
        made[OURS] = found.ahead[0].of(np.searchsorted(found.customer, chosen))
        for name, judged in made.items():
            parts.setdefault(name, []).append(judged)
        came.append(Outcome(truth.orders[chosen], truth.revenue[chosen]))
        whose.append(chosen)
    return pool(horizon, origins, parts, came, whose, seed=options.seed)


def verdict(trial: Trial, loss: str) -> str:
    """Say how ours stands to the best baseline in hindsight: better, equal (the interval holds 0), worse; "unknown" without a trial."""
    if loss not in LOSSES or not trial.horizon:
        return "unknown"
    _, low, high = trial.against[trial.best(loss)][loss]
    return "better" if high < 0 else "worse" if low > 0 else "equal"
