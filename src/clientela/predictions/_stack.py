"""Weights of the members and the level of a cut.

Level: what came in a past cut over what a member said, as a whole; that of the same season of past years is put on the
forecast, drawn towards 1. Weights: those with the least scaled squared error on past cuts, each member put on its level
first, so they are about who buys and not about how much all buy; drawn towards the purchase models in a small base.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq, nnls
from scipy.special import expit

from clientela.predictions._features import YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.predictions._cuts import Cut
    from clientela.predictions._days import Floats

OTHER_POWER = 0.4
"""How much of a past level of another season is put on the forecast."""
YEAR_NOISE = 0.1
"""Standard deviation of the log level from one year to the next: levels that swing more are believed more."""
LEVEL_CUSTOMERS = 50.0
TRUST_CUSTOMERS = 120.0
"""A base of so many customers with a known outcome has half of its own weights, half those of the purchase models."""
LARGE_SHARE = 0.5
_NEAR_DAYS = 16
_MOST_SHIFT = 0.7
_MOST_ODDS = 6.0


def trust(customers: int) -> float:
    """Share of what is learned on the own base: sqrt(n) / (sqrt(n) + sqrt(120))."""
    return float(np.sqrt(customers) / (np.sqrt(customers) + np.sqrt(TRUST_CUSTOMERS)))


@dataclass(frozen=True)
class Level:
    """Log factor to put on a forecast, and the standard deviation of what is left to chance."""

    shift: float
    spread: float


def level(shifts: Sequence[float] | Floats, cuts: Sequence[Cut], origin: int, customers: int) -> Level:
    """Draw the level of the forecast from those of past cuts, the same season and the newest counting most."""
    if not len(shifts):
        return Level(0.0, 0.25)
    values = np.clip(np.asarray(shifts), -_MOST_SHIFT, _MOST_SHIFT)
    gone = np.array([origin - c.origin for c in cuts], dtype=np.float64)
    horizon = cuts[0].end - cuts[0].start
    whole_years = np.abs(gone - YEAR * np.maximum(np.round(gone / YEAR), 1))
    near = (
        np.ones(len(gone), dtype=bool)
        if horizon >= YEAR - _NEAR_DAYS
        else whole_years <= max(_NEAR_DAYS, horizon / 8)
    )
    weight = np.where(near, 1.0, 0.0) if near.any() else np.ones(len(gone))
    weight = weight * 0.5 ** (gone / (2 * YEAR))
    mean = float((weight * values).sum() / weight.sum())
    swing = float((values**2).mean())
    power = swing / (swing + YEAR_NOISE**2) * customers / (customers + LEVEL_CUSTOMERS)
    power = power if near.any() else OTHER_POWER * power
    about = float(np.sqrt((weight * (values - mean) ** 2).sum() / weight.sum() + (YEAR_NOISE / 2) ** 2))
    return Level(power * mean, about if near.any() else max(about, 0.15))


def log_ratio(came: Floats, said: Floats) -> float:
    """Log of what came over what was said, as sums; 0 where either is nothing."""
    a, b = float(np.maximum(came, 0).sum()), float(said.sum())
    return float(np.log(a / b)) if a > 0 and b > 0 else 0.0


def odds_shift(came: Floats, odds: Floats) -> float:
    """Return what to add to the log odds so that their sum of probabilities is what came."""
    target = float(np.clip(came.mean(), 0.5 / len(came), 1 - 0.5 / len(came)))

    def gap(shift: float) -> float:
        return float(expit(odds + shift).mean()) - target

    return float(brentq(gap, -_MOST_ODDS * 4, _MOST_ODDS * 4)) if gap(-24) < 0 < gap(24) else 0.0


def weights(said: Floats, came: Floats, *, power: float, prior: Floats, own: float) -> Floats:
    """Return the weights (not negative, sum 1) of members `said`, shape (rows, members), drawn towards `prior`.

    Errors are divided by the mean forecast to the `power`/2, so that a giant does not decide alone.
    """
    scale = said @ prior
    scale = np.maximum(scale, 0.02 * max(float(scale.mean()), 1e-12)) ** (power / 2)
    found, _ = nnls(said / scale[:, None], np.maximum(came, 0) / scale)
    total = found.sum()
    found = found / total if total > 0 else prior
    return np.asarray(own * found + (1 - own) * prior)


def large_from(said: Floats) -> float:
    """Return the forecast from which a customer is large: the larger ones make half of the sum. Large ones have weights of their own."""
    order = np.sort(said)[::-1]
    total = np.cumsum(order)
    return float(order[int(np.searchsorted(total, LARGE_SHARE * total[-1]))]) if len(order) else float("inf")
