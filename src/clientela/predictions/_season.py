"""The pace of a whole base by season, day of the week and holiday, learned from the orders of those who came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.predictions._clock import LEAST_PACE, YEAR, Clock

if TYPE_CHECKING:
    from clientela.predictions._days import Floats, Ints, PurchaseDays

WEEK = 7
MOST_YEARS = 5
MOST_HARMONICS = 6
_LEAST_ORDERS = 200
"""Repeat purchases below which a season cannot be told from chance."""
_RIDGE = 1e-3
_ROUNDS = 25
_CLOSED = 0.5
"""A day of the calendar with less than this of what is usual is a holiday, where chance does not explain it."""
_CHANCE = 4.0
"""Standard deviations that chance is taken to explain."""
_AHEAD = 5 * 366
_EPOCH = np.datetime64("1970-01-01")


def _waves(day: Ints, origin: int, count: int) -> Floats:
    """Return sine and cosine of so many harmonics of the year, shape (days, 2 count)."""
    turn = 2 * np.pi * (np.asarray(day, dtype=np.float64) - origin) / YEAR
    parts: list[Floats] = [f(turn * k) for k in range(1, count + 1) for f in (np.cos, np.sin)]
    return np.asarray(np.column_stack(parts)) if parts else np.zeros((len(turn), 0))


def _levels(place: Floats, years: int) -> Floats:
    """Return a line with a knot at each turn of the year, shape (weeks, years + 1)."""
    knots = np.arange(years + 1.0)
    return np.asarray(np.clip(1 - np.abs(place[:, None] - knots), 0, None))


def _fit(counts: Floats, x: Floats, offset: Floats) -> Floats:
    """Return the coefficients of a Poisson regression with a logarithmic link, by Newton's method."""
    start = np.log((counts.sum() + 0.5) / (np.exp(offset).sum() + 1e-9))
    beta = np.linalg.lstsq(x, np.full(len(x), start), rcond=None)[0]
    for _ in range(_ROUNDS):
        mean = np.exp(np.clip(x @ beta + offset, -30, 30))
        step = np.linalg.solve(
            (x.T * mean) @ x + _RIDGE * np.eye(x.shape[1]), x.T @ (counts - mean) - _RIDGE * beta
        )
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max(initial=0) < 1e-8:  # noqa: PLR2004 - converged
            break
    return np.asarray(beta)


def _deviance(counts: Floats, mean: Floats) -> float:
    safe = np.maximum(mean, 1e-9)
    return float(
        2
        * (
            np.where(counts > 0, counts * np.log(np.maximum(counts, 1e-9) / safe), 0.0) - (counts - mean)
        ).sum()
    )


@dataclass(frozen=True)
class _Weeks:
    """Repeat purchases by week of the last whole years, oldest first."""

    counts: Floats
    middle: Ints
    exposed: Floats
    year: Ints
    place: Floats
    years: int


def _weeks(days: PurchaseDays, origin: int) -> tuple[_Weeks, Ints] | None:
    """Count the purchases of those who came back, by week; None under two years or `_LEAST_ORDERS`."""
    bought = days.orders > 0
    who, when = days.customer[bought], days.day[bought]
    if not len(who):
        return None
    first = np.full(days.customers, np.iinfo(np.int64).max)
    np.minimum.at(first, who, when)
    years = min(int((origin - int(when.min())) / YEAR), MOST_YEARS)
    again = when[when > first[who]]
    count = round(years * YEAR / WEEK)
    begin = origin - WEEK * count
    again = again[again > begin]
    if years < 2 or len(again) < _LEAST_ORDERS:  # noqa: PLR2004 - a season seen once is no season
        return None
    counts = np.bincount((again - begin - 1) // WEEK, minlength=count).astype(np.float64)
    middle = begin + WEEK * np.arange(count) + WEEK // 2 + 1
    known = np.sort(first[first < origin])
    exposed = np.maximum(np.searchsorted(known, middle, side="left"), 1).astype(np.float64)
    place = (middle - begin) / (WEEK * count) * years
    return _Weeks(counts, middle, exposed, np.minimum(place.astype(np.int64), years - 1), place, years), again


def _season(weeks: _Weeks, origin: int) -> Floats:
    """Return the harmonics that foretell a year left out better than none and than fewer; empty where none do."""
    best, chosen = np.inf, 0
    offset = np.log(weeks.exposed)
    for count in range(MOST_HARMONICS + 1):
        waves, lost = _waves(weeks.middle, origin, count), 0.0
        for year in range(weeks.years):
            out = weeks.year == year
            held = ~out
            line = _levels(weeks.place, weeks.years)
            use = line[held].sum(axis=0) > 0
            x = np.column_stack([line[:, use], waves])
            beta = _fit(weeks.counts[held], x[held], offset[held])
            shape = waves @ beta[use.sum() :]
            within = weeks.place[out] - year
            own = np.column_stack([1 - within, within])
            level = _fit(weeks.counts[out], own, (offset + shape)[out])
            lost += _deviance(weeks.counts[out], np.exp(own @ level + (offset + shape)[out]))
        if lost < best * (1 - 1e-6):
            best, chosen = lost, count
    if not chosen:
        return np.zeros(0)
    x = np.column_stack([_levels(weeks.place, weeks.years), _waves(weeks.middle, origin, chosen)])
    return _fit(weeks.counts, x, offset)[weeks.years + 1 :]


def _dates(day: Ints) -> tuple[Ints, Ints]:
    """Return day of the week (0 = Thursday) and month x day as one number."""
    stamp = _EPOCH + np.asarray(day).astype("timedelta64[D]")
    month = stamp.astype("datetime64[M]")
    return np.asarray(day) % WEEK, month.astype(np.int64) % 12 * 31 + (stamp - month).astype(np.int64)


def _small(again: Ints, usual: Floats, begin: int, origin: int) -> tuple[Floats, Floats, int]:
    """Return the factor of each day of the week and of each day of the calendar, and how many of these are not 1."""
    span = np.arange(begin + 1, origin + 1)
    counts = np.bincount(again - begin - 1, minlength=len(span)).astype(np.float64)
    weekday, date = _dates(span)
    came, due = np.bincount(weekday, counts, WEEK), np.bincount(weekday, usual, WEEK)
    by_week = np.maximum((came + 0.5) / (due + 0.5), LEAST_PACE)
    due_day = usual * by_week[weekday]
    noise = max(float(((counts - due_day) ** 2 / np.maximum(due_day, 1e-9)).mean()), 1.0)
    came, due = np.bincount(date, counts, 12 * 31), np.bincount(date, due_day, 12 * 31)
    is_closed = (came < _CLOSED * due) & (due - came > _CHANCE * np.sqrt(noise * np.maximum(due, 1e-9)))
    by_date = np.where(is_closed, np.maximum((came + 0.5) / (due + 0.5), LEAST_PACE), 1.0)
    return by_week, by_date, WEEK - 1 + int(is_closed.sum())


def learn_clock(days: PurchaseDays, origin: int) -> Clock | None:
    """Learn the clock from the purchases up to a day; None under two years, or where no season foretells a year left out.

    Formula: ln c(d) = harmonics of the year + day of the week + holiday, each by the purchases of customers that came back over what
    the customers known would make; the number of harmonics is the one whose deviance over years left out in turn is least.
    """
    known = days.until(origin)
    found = _weeks(known, origin)
    if found is None:
        return None
    weeks, again = found
    season = _season(weeks, origin)
    if not len(season):
        return None
    first = int(known.day.min())
    begin = origin - WEEK * len(weeks.counts)
    line = np.column_stack(
        [_levels(weeks.place, weeks.years), _waves(weeks.middle, origin, len(season) // 2)]
    )
    usual = np.repeat(
        np.exp(line @ _fit(weeks.counts, line, np.log(weeks.exposed))) * weeks.exposed / WEEK, WEEK
    )
    by_week, by_date, small = _small(again, usual, begin, origin)
    span = np.arange(first, origin + _AHEAD + 1)
    weekday, date = _dates(span)
    ticks = np.exp(_waves(span, origin, len(season) // 2) @ season) * by_week[weekday] * by_date[date]
    whole = (span > origin - 4 * YEAR) | (span > begin)
    ticks = np.maximum(ticks / ticks[whole & (span <= origin)].mean(), LEAST_PACE)
    return Clock(first, ticks, len(season) + small)
