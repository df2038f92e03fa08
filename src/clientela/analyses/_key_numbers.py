"""How many key accounts: need, capacity, market and risk as arithmetic."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from clientela.base.portfolio_settings import Portfolio

Array = np.ndarray[Any, Any]
_SURE = 0.20
"""The sum reached with a probability of 80 % is the 20th percentile."""


def needed_number(money: Array, odds: Array, goal: float, *, draws: int, seed: int) -> int | None:
    """Return the fewest of the first candidates whose sum reaches `goal` with a probability of 80 %; None when all together do not.

    Formula: the candidate i brings money_i with probability odds_i, each on its own; smallest n whose simulated sum of the first n has a
    20th percentile of at least the goal. Shapes (candidates,).
    """
    if goal <= 0:
        return 0
    if not len(money):
        return None
    kept = np.random.default_rng(seed).random((draws, len(money))) < odds
    reached = np.quantile(np.cumsum(kept * money, axis=1), _SURE, axis=0) >= goal
    return int(np.argmax(reached)) + 1 if reached.any() else None


def capacity_number(rules: Portfolio) -> int | None:
    """Return how many accounts the managers have hours for; None when nobody says how many managers there are.

    Formula: floor(managers · hours · productive share / hours of the mix of levels); 3 managers of 1,650 hours at .55, mix .6/.3/.1 of
    180/420/800 hours: 2,722.5 / 314 -> 8 (dossier 9.7).
    """
    if rules.key_managers is None:
        return None
    shares = (rules.cooperative_share, rules.interdependent_share, rules.integrated_share)
    hours = (rules.cooperative_hours, rules.interdependent_hours, rules.integrated_hours)
    mean = sum(s * h for s, h in zip(shares, hours, strict=True)) / sum(shares)
    return floor(rules.key_managers * rules.manager_hours * rules.productive_share / mean + 1e-9)


def safe_number(money: Array, *, concentration: float, largest: float) -> int | None:
    """Return the fewest of the first candidates among which nobody weighs too much; None when all of them are too few.

    Formula: smallest n with sum(share²) <= `concentration` and max(share) <= `largest`, over what the first n bring; who brings nothing
    has no share.
    """
    brought = np.maximum(money, 0.0)
    for n in range(1, len(brought) + 1):
        total = brought[:n].sum()
        if total <= 0:
            continue
        share = brought[:n] / total
        if (share**2).sum() <= concentration + 1e-12 and share.max() <= largest + 1e-12:
            return n
    return None
