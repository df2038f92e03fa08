"""Operational time: a clock that runs fast where everybody orders and nearly stands still on a closed day.

A purchase model takes the pace of a customer as even. Read by this clock it is: L(d) = sum of the pace c of the days up to d, c being
what the whole base orders in a season, on a day of the week, on a holiday, and how that grows; the mean of c is 1 in the last years.

    clock = choose_clock(days, origin, seed=7) None where the calendar explains the orders as well
    seen = recency(days, origin, clock)        recency, age and gaps in operational days
    clock.span(origin, 90)                     operational days of the coming 90

Likelihoods in two times compare by adding the sum of ln c over the orders (change of variable), so the clock is chosen by likelihood.
Source: time transformation of a Poisson process (Cox and Lewis 1966); season by harmonics (own choice of their number).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.predictions._beta_geometric import fit_beta_geometric
from clientela.predictions._clock import with_growth
from clientela.predictions._days import recency
from clientela.predictions._histories import read_histories
from clientela.predictions._prior import beta_geometric_prior
from clientela.predictions._season import learn_clock

if TYPE_CHECKING:
    from clientela.predictions._clock import Clock
    from clientela.predictions._days import PurchaseDays

GROWTHS = (-0.3, -0.2, -0.1, 0.1, 0.2, 0.3)
"""Yearly growths of the pace (logarithm) that are tried."""
_MOST_FITTED = 10_000


def log_likelihood(days: PurchaseDays, origin: int, clock: Clock | None) -> float:
    """Return the log-likelihood of BG/NBD in the time of a clock, comparable with that of any other clock.

    Formula: its likelihood in operational days, and the sum of ln c over the orders after the first.
    """
    seen = recency(days, origin, clock)
    use = seen.is_known
    base = read_histories(seen.repeats[use], seen.last[use], seen.age[use])
    found = fit_beta_geometric(base, k=1, modified=False, prior=beta_geometric_prior()).fitted
    return (0.0 if found is None else found.log_likelihood) + float(seen.log_pace[use].sum())


def choose_clock(days: PurchaseDays, origin: int, *, seed: int) -> Clock | None:
    """Return the clock whose likelihood is highest, each parameter costing ln(customers) / 2; None for the calendar.

    A growth of the pace is told from customers leaving by the model: both are in the same likelihood.
    """
    known = days.until(origin)
    clock = learn_clock(known, origin)
    if clock is None:
        return None
    here = np.unique(known.customer)
    if len(here) > _MOST_FITTED:
        here = np.sort(np.random.default_rng(seed).choice(here, _MOST_FITTED, replace=False))
    some = known.of(here)
    price = np.log(len(here)) / 2
    clocks: list[Clock | None] = [None, clock, *(with_growth(clock, origin, g) for g in GROWTHS)]

    def worth(one: Clock | None) -> float:
        return log_likelihood(some, origin, one) - (price * one.parameters if one else 0.0)

    return max(clocks, key=worth)
