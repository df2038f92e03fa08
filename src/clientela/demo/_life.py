"""What happens to a customer: visits, trouble, handovers, loss, return. All hidden from the ledger."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.demo._customers import BIG, SEGMENTS, Customers
from clientela.demo._plan import (
    CHUNK,
    DAYS,
    MONTH_STARTS,
    MONTHS,
    YEARS,
    Bools,
    Floats,
    Ints,
    Plan,
    month_of,
    stream,
)
from clientela.demo._sellers import Sellers, handover_months

BASE_HAZARD = 0.0054
"""Monthly chance of loss of an average customer in an average month."""
QUALITY_EFFECT = -0.5
SIZE_EFFECT = -0.3
BIG_FACTOR = 0.5
NEWCOMER_FACTOR = 1.5
HANDOVER_FACTOR = 1.2
HANDOVER_PERSON = 1.6
TROUBLE_FACTOR = 5.0
TROUBLE_RATE = 0.01
EFFECT_MONTHS = 6
RETURN_SHARE = 0.14
SHOCK_MONTHS = (28, 39)
SHOCK = np.array([0.93, 0.99, 0.97, 0.88, 0.94])
"""Demand during the slump of spring 2023 to the spring of 2024, by segment."""
_RAMP = np.array([0.6, 0.6, 0.7, 0.7, 0.8, 0.8, 0.9, 0.9, 0.95])

SEASON: Floats = np.array(
    [
        [0.95, 1.02, 1.10, 1.03, 1.08, 1.08, 1.10, 0.42, 1.12, 1.12, 1.08, 0.78],
        [1.00, 1.00, 1.05, 1.00, 1.02, 1.05, 1.18, 0.75, 1.02, 1.02, 1.02, 0.92],
        [0.85, 0.98, 1.12, 1.08, 1.10, 1.10, 1.05, 0.48, 1.15, 1.15, 1.12, 0.80],
        [0.65, 0.82, 1.08, 1.15, 1.25, 1.25, 1.22, 0.40, 1.25, 1.25, 1.05, 0.58],
        [0.80, 0.92, 1.05, 1.02, 1.05, 1.12, 1.18, 0.55, 1.18, 1.22, 1.12, 0.75],
    ]
)
"""Seasonal profile by segment, an average month being about 1."""


@dataclass(frozen=True, slots=True)
class Life:
    """The hidden course of the customers `start`.. of one chunk."""

    start: int
    lost_on: Ints
    """Day number of the loss; `DAYS` when the customer is never lost."""
    back_on: Ints
    """Day number of the return of a lost customer; `DAYS` when none."""
    visits: Ints
    """Visits by year."""
    trouble: Bools
    """Whether an episode of bad service starts, by month."""
    handover: Bools
    intensity: Floats
    """Expected orders by month, losses apart."""


def visit_response(*, low: Floats, high: Floats, curve: Floats, effort: Floats) -> Floats:
    """Return the ADBUDG index of sales at `effort` times the usual visits.

    Formula: low + (high - low) z^c / (d + z^c), d = (high - 1) / (1 - low), so that z = 1 gives 1.
    Source: Little (1970).
    """
    power = effort**curve
    return low + (high - low) * power / ((high - 1) / (1 - low) + power)


def _recent(starts: Bools) -> Bools:
    # True in the month an episode starts and in the five that follow.
    counts = np.cumsum(starts, axis=1)
    before = np.zeros_like(counts)
    before[:, EFFECT_MONTHS:] = counts[:, :-EFFECT_MONTHS]
    return counts > before


def _hazard(customers: Customers, rows: slice, trouble: Bools, handover: Bools) -> Floats:
    size, quality = customers.size[rows, None], customers.quality[rows, None]
    arrived = customers.since[rows, None]
    begins = MONTH_STARTS[None, :-1]
    hazard = BASE_HAZARD * np.exp(QUALITY_EFFECT * quality + SIZE_EFFECT * size) * np.ones((1, MONTHS))
    hazard = np.where(size > BIG, hazard * BIG_FACTOR, hazard)
    first_year = (begins >= arrived) & (begins < arrived + 365)
    hazard = np.where(first_year, hazard * NEWCOMER_FACTOR, hazard)
    person = HANDOVER_FACTOR + HANDOVER_PERSON * customers.person_dependence[rows, None]
    hazard = np.where(_recent(handover), hazard * person, hazard)
    hazard = np.where(_recent(trouble), hazard * TROUBLE_FACTOR, hazard)
    ends = MONTH_STARTS[None, 1:]
    lived = np.clip((ends - np.maximum(arrived, begins)) / (ends - begins), 0, 1)
    return np.asarray(hazard * lived)


def _invert(cumulative: Floats, target: Floats) -> Ints:
    # Day at which each row's cumulative hazard passes its target; DAYS when it never does.
    month = (cumulative < target[:, None]).sum(axis=1)
    inside = month < MONTHS
    month = np.minimum(month, MONTHS - 1)
    rows = np.arange(len(target))
    before = np.where(month > 0, cumulative[rows, month - 1], 0.0)
    share = (target - before) / np.maximum(cumulative[rows, month] - before, 1e-12)
    length = MONTH_STARTS[month + 1] - MONTH_STARTS[month]
    day = MONTH_STARTS[month] + np.floor(np.clip(share, 0, 0.999) * length)
    return np.where(inside, day, DAYS).astype(np.int64)


def _intensity(customers: Customers, rows: slice, visits: Ints, bursts: Floats) -> Floats:
    months = np.arange(MONTHS)
    segment = customers.segment[rows]
    profile = SEASON[segment][:, months % 12]
    # Abroad August is a month like July, only quieter.
    abroad = ~customers.domestic[rows]
    profile[np.ix_(abroad, np.flatnonzero(months % 12 == 7))] = 0.82  # noqa: PLR2004 - August
    season = np.exp(np.log(profile) * customers.season_strength[rows, None])
    since = np.maximum(month_of(np.maximum(customers.since[rows], 0)), 0)
    age = months[None, :] - np.where(customers.since[rows] >= 0, since, -99)[:, None]
    ramp = np.where(age < len(_RAMP), _RAMP[np.clip(age, 0, len(_RAMP) - 1)], 1.0)
    trend = np.exp(customers.drift[rows, None] * (months - np.maximum(since, 0)[:, None]) / 12)
    shock = np.ones((len(SEGMENTS), MONTHS))
    shock[:, SHOCK_MONTHS[0] : SHOCK_MONTHS[1]] = SHOCK[:, None]
    effort = visits / customers.visit_norm[rows, None]
    answer = visit_response(
        low=customers.visit_low[rows, None],
        high=customers.visit_high[rows, None],
        curve=customers.visit_curve[rows, None],
        effort=effort,
    )
    calm = customers.rate[rows, None] / 12 * season * ramp * np.clip(trend, 0.2, 2.2) * shock[segment]
    return np.asarray(calm * np.repeat(answer, 12, axis=1) * bursts)


def live(plan: Plan, customers: Customers, sellers: Sellers, chunk: int) -> Life:
    """Draw the lives of one chunk of customers from that chunk's own streams."""
    rows = slice(chunk * CHUNK, min((chunk + 1) * CHUNK, plan.customers))
    n = rows.stop - rows.start
    rng = stream(plan, "life", chunk)
    trouble = rng.random((n, MONTHS)) < TROUBLE_RATE
    handover = handover_months(sellers, rows)
    cumulative = np.cumsum(_hazard(customers, rows, trouble, handover), axis=1)
    lost = _invert(cumulative, rng.exponential(1.0, n))
    since = customers.since[rows]
    lost = np.maximum(lost, np.maximum(since, 0) + 1)
    lost = np.where(customers.one_timer[rows], since + 1, lost)
    returns = (rng.random(n) < RETURN_SHARE) & (lost < DAYS) & ~customers.one_timer[rows]
    back = np.where(returns, lost + rng.integers(270, 700, n), DAYS)
    # The large accounts are visited by plan, the others as it happens.
    spread = np.where(customers.size[rows, None] > BIG, 0.12, 0.3)
    effort = np.exp(spread * rng.normal(0, 1, (n, YEARS)))
    visits = rng.poisson(customers.visit_norm[rows, None] * effort)
    bursts = np.where(customers.project[rows, None], rng.gamma(0.35, 1 / 0.35, (n, MONTHS)), 1.0)
    return Life(
        start=rows.start,
        lost_on=np.minimum(lost, DAYS).astype(np.int64),
        back_on=np.minimum(back, DAYS).astype(np.int64),
        visits=visits.astype(np.int64),
        trouble=trouble,
        handover=handover,
        intensity=_intensity(customers, rows, visits, bursts),
    )
