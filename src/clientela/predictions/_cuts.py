"""A cut: what was known on a day, what simple methods said of the slice of days ahead, and what came.

Methods said apart ("members"): BG/NBD, Pareto/NBD, a drifting rate, the last horizon again, the season a year ago again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logit

from clientela.predictions._anchor import look_ahead, look_regular, mean_spend
from clientela.predictions._clock import slices_by
from clientela.predictions._days import Outcome, outcome
from clientela.predictions._features import WINDOWS, YEAR, features, window_sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.predictions._anchor import Ahead, Models
    from clientela.predictions._days import Floats, Ints, PurchaseDays

MEMBERS = ("bgnbd", "pareto", "regular", "drift", "fast", "naive", "season")
HALF_LIVES_DAYS = (365.0, 120.0)
OPEN_SHARE = 0.1
"""A base is open when this share of its customers came in the younger half of the history."""
YEARLY_LOSS = 0.25
BASKET_ORDERS = 2.0
"""How many purchase days of the usual basket a drifting basket starts from."""
_DRAWS = 64
_LEAST_P = 1e-4


@dataclass(frozen=True)
class Cut:
    """One slice of days seen from one origin: shapes (customers known,) and (customers known, members)."""

    origin: int
    start: int
    end: int
    customer: Ints
    figures: Floats
    orders: Floats
    """What each member says of purchase days."""
    revenue: Floats
    active: Floats
    """What BG/NBD, Pareto/NBD and MBG/CNBD-k say of the probability of a purchase."""
    came: Outcome
    """All 0 where it is not known yet."""
    is_recent: Floats
    """1 with a purchase in the last two horizons."""
    unseen_loss: float
    """Log factor of losses the history is too short to show; only where the purchase models stand alone."""


def look(
    models: Models, origin: int, slices: Sequence[tuple[int, int]], *, seed: int, draws: int = _DRAWS
) -> tuple[Ahead, Ahead]:
    """Let BG/NBD and Pareto/NBD look ahead, by their own clock."""
    told = slices_by(models.clock, origin, slices)
    first = look_ahead(models, "bgnbd", told, draws=draws, seed=seed)
    return first, look_ahead(models, "pareto", told, draws=draws, seed=seed + 1)


def _drift(
    days: PurchaseDays, origin: int, models: Models, usual: Floats, half_life: float
) -> tuple[Floats, Floats]:
    """Return the rate with older purchases fading over the plain rate, and the fading mean basket.

    Rates of real customers drift: a purchase a half-life ago counts half (Harvey & Fernandes 1989, discounted counts).
    """
    known = days.until(origin)
    fade = 0.5 ** ((origin - known.day) / half_life)
    bought = known.orders > 0
    count = days.customers
    faded = np.bincount(known.customer[bought], fade[bought], count)
    money = np.bincount(known.customer, fade * known.revenue, count)
    r, alpha, seen = models.bgnbd.r, models.bgnbd.alpha, models.seen
    span = half_life / np.log(2)
    oldest = 0.5 ** (seen.age / half_life)
    exposed = span * (1 - oldest)
    rate = (r + np.maximum(faded - oldest, 0)) / (alpha + exposed)
    plain = (r + seen.repeats) / (alpha + seen.age)
    basket = (BASKET_ORDERS * usual + np.maximum(money, 0)) / (BASKET_ORDERS + faded)
    return rate / plain, basket


def unseen_loss(days: PurchaseDays, origin: int, end: int, first_day: int) -> float:
    """Return the log factor of losses a short history of an open base hides.

    A base that still wins customers had customers before its data begin: those that left then are not in it, so that the
    models believe nobody leaves. Under two years of history a yearly loss as of other companies is put on (own definition).
    """
    span = origin - first_day
    if span >= 2 * YEAR:
        return 0.0
    seen = days.until(origin)
    first = np.full(days.customers, np.iinfo(np.int64).max)
    np.minimum.at(first, seen.customer, seen.day)
    known = first <= origin
    is_open = known.any() and float((first[known] > origin - span // 2).mean()) > OPEN_SHARE
    return YEARLY_LOSS * end / YEAR if is_open else 0.0


def make_cut(
    days: PurchaseDays, models: Models, ahead: tuple[Ahead, Ahead], place: int, *,
    origin: int, start: int, end: int, first_day: int, is_over: bool,
) -> Cut:  # fmt: skip
    """Bring one slice together; `place`: of the slice in what the models looked at; `is_over`: its days have passed."""
    horizon = end - start
    chosen = np.flatnonzero(models.seen.is_known)
    first, second = ahead
    usual = mean_spend(models)
    drifts = [_drift(days, origin, models, usual, half_life) for half_life in HALF_LIVES_DAYS]
    even, even_active = look_regular(models, *slices_by(models.clock, origin, [(start, end)])[0])
    middle = (first.mean[:, place] + second.mean[:, place] + even) / 3
    n_naive, r_naive = window_sums(days, origin, horizon)
    is_seasonal = horizon < YEAR and origin - YEAR >= first_day
    n_season, r_season = (
        window_sums(days, origin - YEAR + horizon, horizon) if is_seasonal else (n_naive, r_naive)
    )
    orders = np.column_stack(
        [
            first.mean[:, place],
            second.mean[:, place],
            even,
            *(middle * faster for faster, _ in drifts),
            n_naive,
            n_season,
        ]
    )
    revenue = np.column_stack([
        first.mean[:, place] * usual, second.mean[:, place] * usual, even * usual, *(middle * faster * basket for faster, basket in drifts),
        r_naive, r_season,
    ])  # fmt: skip
    active = np.column_stack([first.active[:, place], second.active[:, place], even_active])
    relative, raw = features(days, origin, horizon, first_day)
    few, little = 0.2, 0.1 * float(np.median(usual[chosen])) if len(chosen) else 1.0
    odds = logit(np.clip(active, _LEAST_P, 1 - _LEAST_P))
    figures = np.column_stack([
        relative, odds, np.log(middle + 1e-3), np.log1p(raw[:, : len(WINDOWS)]),
        np.log((orders[:, 3:] + few) / (middle + few)[:, None]),
        np.log((np.maximum(revenue[:, 3:], 0) + little) / (middle * usual + little)[:, None]),
    ])  # fmt: skip
    came = (
        outcome(days, origin, start, end)
        if is_over
        else Outcome(np.zeros(days.customers), np.zeros(days.customers))
    )
    recent = window_sums(days, origin, 2 * horizon)[0] > 0
    return Cut(
        origin, start, end, chosen, figures[chosen], orders[chosen], np.maximum(revenue[chosen], 0), active[chosen],
        Outcome(came.orders[chosen], came.revenue[chosen]), recent[chosen].astype(np.float64), unseen_loss(days, origin, end, first_day),
    )  # fmt: skip


def past_origins(origin: int, end: int, horizon: int, first_day: int, *, most: int) -> list[int]:
    """Return the origins whose slice is over at `origin`, the newest first, those of the same season among them.

    A cut needs half a horizon of history before it.
    """
    step = max(horizon // 4, 14)
    newest = origin - end
    regular = [newest - step * place for place in range(most)]
    years = [origin - YEAR * k for k in range(1, 4) if YEAR * k >= end]
    seasonal = [o for o in years if all(abs(o - r) > step // 3 for r in regular)]
    return sorted((o for o in regular + seasonal if o - first_day >= horizon // 2), reverse=True)
