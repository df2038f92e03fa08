"""The forecaster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.predictions._cuts import fit_models, look, make_cut, past_origins
from clientela.predictions._slice import Learned, Options, forecast_slice
from clientela.predictions._spread import VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.predictions._cuts import Cut
    from clientela.predictions._days import Floats, Ints, PurchaseDays
    from clientela.predictions._scores import Judged

MOST_CUTS = 8


@dataclass(frozen=True)
class Forecast:
    """For each slice: the customers known at the origin, what is expected of them, and what was learned."""

    customer: Ints
    slices: tuple[tuple[int, int], ...]
    ahead: tuple[Judged, ...]
    learned: tuple[Learned, ...]


@dataclass(frozen=True)
class Prepared:
    """One slice ready to be learned: the cut of now, those of the past, and drawn purchase days and revenue of the models."""

    now: Cut
    past: tuple[Cut, ...]
    orders_drawn: Floats
    revenue_drawn: Floats


def prepare(days: PurchaseDays, origin: int, slices: Sequence[tuple[int, int]], *, seed: int) -> list[Prepared]:
    """Fit the purchase models now and at each past cut, and bring the figures together."""
    known = days.until(origin)
    first_day = int(known.day.min()) if len(known.day) else origin
    fitted = fit_models(known, origin, seed=seed)
    ahead = look(fitted, slices, seed=seed, draws=VALUES // 2)
    made, models = [], {}
    for place, (start, end) in enumerate(slices):
        def cut(models: tuple[Any, Any], at: int, when: int, *, is_over: bool) -> Cut:
            return make_cut(known, *models, at, origin=when, start=start, end=end, first_day=first_day, is_over=is_over)

        now = cut((fitted, ahead), place, origin, is_over=False)
        past = []
        for when in past_origins(origin, end, end - start, first_day, most=MOST_CUTS):
            if when not in models:
                models[when] = fit_models(known, when, seed=seed)
            past.append(cut((models[when], look(models[when], [(start, end)], seed=seed)), 0, when, is_over=True))
        drawn = [
            np.concatenate([getattr(part, kind)[:, place] for part in ahead], axis=1)[now.customer]
            for kind in ("counts", "money")
        ]
        made.append(Prepared(now, tuple(past), *drawn))
    return made


def forecast(days: PurchaseDays, origin: int, slices: Sequence[tuple[int, int]], options: Options | None = None) -> Forecast:
    """Forecast every slice (start, end] of days after the origin for all who have purchased up to it."""
    options = options or Options()
    ready = prepare(days, origin, slices, seed=options.seed)
    made = [forecast_slice(p.now, p.past, (p.orders_drawn, p.revenue_drawn), options) for p in ready]
    return Forecast(ready[0].now.customer, tuple(slices), tuple(j for j, _ in made), tuple(t for _, t in made))
