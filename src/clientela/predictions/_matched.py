"""Customers around a month: what they bought before and after it, and those most like them to compare with.

Matching before differences: Heckman, Ichimura & Todd 1997; errors by whoever several cases have in common, t with as many degrees as
there are of these less one: Cameron & Miller 2015.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

from clientela.base.periods import month_number
from clientela.predictions._attrition import abc_of
from clientela.predictions._days import tally

if TYPE_CHECKING:
    from clientela.predictions._days import Flags, Floats, Ints
    from clientela.predictions._panel import Panel

WINDOW, CONTROLS = 12, 3
"""Months on either side, and customers to compare each one with."""
MOST_CUSTOMERS = 30_000
"""Customers looked at in all; of a larger base the others would only be compared with."""
_LOW, _HIGH = -1.0, 2.0
_LEAST_CLUSTERS = 4
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Effect:
    """One estimate: mean, 95 % interval, how many changes and persons it rests on; NaN below eight."""

    mean: float
    low: float
    high: float
    changes: int
    people: int


def months_of(days: Ints) -> Ints:
    """Return the month number of each day."""
    stamps = np.asarray(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(stamps + month_number(_EPOCH), dtype=np.int64)


def sums_by_month(panel: Panel, first: int, count: int) -> dict[str, Floats]:
    """Sum purchases by customer and month, shape (customers, months); a month whose margin is not known is NaN."""
    days = panel.days.until(panel.as_of)
    key = days.customer * count + (months_of(days.day) - first)
    size = panel.customers * count

    def grid(values: Any) -> Floats:
        return tally(key, size, values).reshape(panel.customers, count)

    unknown = grid(np.isnan(days.margin).astype(np.float64))
    return {
        "revenue": grid(days.revenue), "orders": grid((days.orders > 0).astype(np.float64)),
        "margin": np.where(unknown > 0, np.nan, grid(np.nan_to_num(days.margin))),
    }  # fmt: skip


def changes_in(after: Floats, before: Floats) -> Floats:
    """Return after / before - 1, between -100 % and +200 % so that one customer is not the mean of all; NaN without a before."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(before > 0, np.clip(after / before - 1, _LOW, _HIGH), np.nan)


def effect_of(values: Floats, person: Ints, *, least: int) -> Effect:
    """Return the mean with its 95 % interval, rows of one person taken together; of fewer than four persons, each row for itself."""
    known = np.isfinite(values)
    own, groups = values[known], person[known]
    count, nothing = len(own), float("nan")
    people = len(np.unique(groups))
    if count < least:
        return Effect(nothing, nothing, nothing, count, people)
    place = np.unique(groups, return_inverse=True)[1] if people >= _LEAST_CLUSTERS else np.arange(count)
    mean = float(own.mean())
    sums = np.bincount(place, own - mean)
    degrees = len(sums) - 1
    error = float(np.sqrt((sums**2).sum() * len(sums) / degrees)) / count
    # what persons have in common cannot make an estimate surer than its customers alone do
    alone = float(own.std(ddof=1) / np.sqrt(count))
    reach = float(stdtrit(degrees, 0.975)) * max(error, alone)
    return Effect(mean, mean - reach, mean + reach, count, people)


def candidates(grids: dict[str, Floats], at: int) -> tuple[Floats, Floats, Ints, Flags]:
    """Return size, course, class and whether it buys, of every customer by the year before month `at`; shapes (customers,).

    size = log of the revenue of the year; course = 2 x revenue of its second half / revenue of the year - 1.
    """
    revenue = grids["revenue"]
    year = revenue[:, at - WINDOW : at].sum(axis=1)
    half = revenue[:, at - WINDOW // 2 : at].sum(axis=1)
    buys = (year > 0) & (grids["orders"][:, at - WINDOW : at].sum(axis=1) > 0)
    course = np.where(buys, np.clip(2 * half / np.maximum(year, 1e-9) - 1, -1, 1), 0.0)
    return np.log(np.maximum(year, 1e-9)), course, abc_of(np.where(buys, year, 0.0)), buys


def matched(size: Floats, course: Floats, kind: Ints, free: Flags, who: int) -> Ints:
    """Return the three free customers nearest in size and course of the year before, of its class where it has enough."""
    same = np.flatnonzero(free & (kind == kind[who]))
    pool = same if len(same) >= CONTROLS else np.flatnonzero(free)
    pool = pool[pool != who]
    if len(pool) < CONTROLS:
        return np.asarray(pool[:0])
    spread = max(float(size[pool].std()), 0.1), max(float(course[pool].std()), 0.1)
    distance = ((size[pool] - size[who]) / spread[0]) ** 2 + ((course[pool] - course[who]) / spread[1]) ** 2
    return np.asarray(pool[np.argsort(distance, kind="stable")[:CONTROLS]])
