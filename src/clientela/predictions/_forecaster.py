"""The forecaster."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from clientela.predictions._cuts import fit_models, look, make_cut, past_origins
from clientela.predictions._slice import Learned, Options, forecast_slice
from clientela.predictions._spread import VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.predictions._days import Ints, PurchaseDays
    from clientela.predictions._scores import Judged

MOST_CUTS = 8


@dataclass(frozen=True)
class Forecast:
    """For each slice: the customers known at the origin, what is expected of them, and what was learned."""

    customer: Ints
    slices: tuple[tuple[int, int], ...]
    ahead: tuple[Judged, ...]
    learned: tuple[Learned, ...]


def forecast(
    days: PurchaseDays, origin: int, slices: Sequence[tuple[int, int]], options: Options | None = None
) -> Forecast:
    """Forecast every slice (start, end] of days after the origin for all who have purchased up to it."""
    options = options or Options()
    known = days.until(origin)
    first_day = int(known.day.min()) if len(known.day) else origin
    fitted = fit_models(known, origin, seed=options.seed)
    ahead = look(fitted, slices, seed=options.seed, draws=VALUES // 2)
    parts, learned = [], []
    for place, (start, end) in enumerate(slices):
        common = {"start": start, "end": end, "first_day": first_day}
        now = make_cut(known, fitted, ahead, place, origin=origin, is_over=False, **common)
        past = []
        for cut in past_origins(origin, end, end - start, first_day, most=MOST_CUTS):
            then = fit_models(known.until(cut), cut, seed=options.seed)
            past.append(
                make_cut(
                    known,
                    then,
                    look(then, [(start, end)], seed=options.seed),
                    0,
                    origin=cut,
                    is_over=True,
                    **common,
                )
            )
        counts = np.concatenate([ahead[0].counts[:, place], ahead[1].counts[:, place]], axis=1)[now.customer]
        money = np.concatenate([ahead[0].money[:, place], ahead[1].money[:, place]], axis=1)[now.customer]
        judged, taught = forecast_slice(now, past, (counts, money), options)
        parts.append(judged)
        learned.append(taught)
    return Forecast(now.customer, tuple(slices), tuple(parts), tuple(learned))
