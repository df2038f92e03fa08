"""How each customer buys each product family: when the next order is due, what it is worth, and how unlikely a silence would be.

Time runs by the season: a day of a month in which the family is ordered half as often counts half. Gaps between orders are gamma with a
rate of the pair's own, known from its last twelve gaps and a weak prior, so the next gap is a scaled beta prime (Reutterer,
Platzer & Schröder 2020 for regular orders; own closed form). Regularity is that of pairs alike (three groups by the spread of their own
gaps). How unlikely a silence is, is then measured: among the gaps of all pairs alike that ended, how many were as
long by what was known before them. So a wrong shape costs sharpness and no false alarms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, betaincinv, betaln, xlogy
from scipy.stats import t as student

if TYPE_CHECKING:
    from clientela.predictions._days import Floats, Ints

WINDOW = 12
"""Gaps, and baskets, of a pair that are looked at: rhythms drift."""
LEAST = 4
"""Gaps before one from which it is judged."""
RECENT = 2
"""Orders whose baskets are compared with those before."""
SHAPES = (0.6, 0.8, 1.0, 1.4, 2.0, 3.0, 4.5, 7.0, 11.0)
PRIOR = 0.5
"""So many typical gaps are counted as if the pair had shown them."""
GROUPS = 3
_SEASON_ORDERS = 60.0
"""Orders of the usual month that are mixed into each month of a family."""
_SEASON_BASKETS = 30.0
_POOLED = 4.0
"""Baskets of the usual spread that are mixed into that of a pair."""
_LEAST_ORDERS = 200
"""Orders of a family from which it has a season of its own."""


@dataclass(frozen=True)
class Rhythm:
    """One row per pair, in the order of their numbers: shapes (pairs,). Days count as given."""

    orders: Ints
    last: Ints
    usual_gap: Floats
    """Days, as the season of the year round has them."""
    expected: Ints
    """Day at which the next order has come in half of all cases."""
    limit: Ints
    """Day from which the silence is as unlikely as the alarm share; far away where it is never."""
    silence: Floats
    """Share of gaps alike that were as long as the silence is now."""
    basket: Floats
    """Expected money of the next order, by its season."""
    recent: Floats
    """Geometric mean of the last baskets, as a share of what was usual before them."""
    fall: Floats
    """Share of past moments at which the baskets had fallen so far; NaN with too few orders."""


def season(day: Ints, month_of: Ints, family: Ints, families: int, first: int, last: int) -> Floats:
    """Return how often a family is ordered in each month of the year against the year round, shape (families, 12).

    Whole years only, up to `last`; drawn towards the base, the base towards 1. `month_of`: of each order, 0 to 11.
    """
    years = (last - first + 1) // 365
    if years < 1:
        return np.ones((families, 12))
    use = day > last - 365 * years
    counts = np.zeros((families, 12))
    np.add.at(counts, (family[use], month_of[use]), 1.0)
    lengths = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 365.25

    def index(table: Floats, towards: Floats) -> Floats:
        total = table.sum(axis=1, keepdims=True)
        mixed = (table + _SEASON_ORDERS * 12 * lengths * towards) / (total + _SEASON_ORDERS * 12)
        return np.asarray(mixed / lengths)

    whole = index(counts.sum(axis=0, keepdims=True), np.ones((1, 12)))
    found = index(counts, np.broadcast_to(whole, counts.shape))
    few = counts.sum(axis=1) < _LEAST_ORDERS
    found[few] = whole
    return np.asarray(found / (found * lengths).sum(axis=1, keepdims=True))


def _sums_before(values: Floats, place: Ints) -> tuple[Floats, Ints]:
    """Return for each row the sum of up to `WINDOW` values of its pair before it, and how many. `place`: of the row in its pair."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    count = np.minimum(place, WINDOW)
    return total[at] - total[at - count], count


def _tail(gap: Floats, before: Floats, count: Floats, shape: Floats, scale: Floats) -> Floats:
    """P(next gap > gap) of the scaled beta prime. `scale`: typical gap of the base."""
    b = PRIOR * scale + before
    return np.asarray(1 - betainc(shape, PRIOR * shape + count * shape, gap / (gap + b)))


def _log_density(gap: Floats, before: Floats, count: Floats, shape: float, scale: Floats) -> Floats:
    b = PRIOR * scale + before
    a = PRIOR * shape + count * shape
    return np.asarray(
        xlogy(shape - 1, gap) + a * np.log(b) - (a + shape) * np.log(b + gap) - betaln(shape, a)
    )


@dataclass(frozen=True)
class _Group:
    """Pairs that order alike: the shape of their gaps, and how long ended gaps were, as tails in rising order."""

    shape: float
    tails: Floats

    def share(self, tail: Floats) -> Floats:
        """Return the share of ended gaps that were as long."""
        return np.asarray((np.searchsorted(self.tails, tail, side="right") + 1) / (len(self.tails) + 1))

    def tail_at(self, share: float) -> float:
        """Return the tail below which a share of ended gaps lies; 0 where they are too few to say."""
        place = int(share * (len(self.tails) + 1)) - 1
        return float(self.tails[place]) if place >= 0 else 0.0


def _learn(gap: Floats, before: Floats, count: Floats, scale: Floats, inside: Ints) -> _Group:
    """Choose the shape by how well each gap was foretold from those before it, and keep what came."""
    if not len(inside):
        return _Group(1.0, np.zeros(0))
    parts = (gap[inside], before[inside], count[inside])
    best = max(SHAPES, key=lambda k: float(_log_density(*parts, k, scale[inside]).sum()))
    shape = np.full(len(inside), best)
    return _Group(best, np.sort(_tail(*parts, shape, scale[inside])))


def _falls(log_money: Floats, place: Ints) -> tuple[Floats, Floats, Floats]:
    """Return for each order how far it and the one before lie below those before them: mean difference, its t, its degrees."""
    before, count = _sums_before(log_money, place)
    squares, _ = _sums_before(log_money**2, place)
    at = np.arange(len(log_money))
    usable = place >= LEAST + RECENT - 1
    back = np.maximum(at - (RECENT - 1), 0)
    n = np.maximum(count[back], 1).astype(np.float64)
    mean = before[back] / n
    spread = np.maximum(squares[back] - n * mean**2, 0.0)
    total = np.concatenate([[0.0], np.cumsum(log_money)])
    recent = (total[at + 1] - total[np.maximum(at + 1 - RECENT, 0)]) / RECENT
    pooled = float(spread[usable].sum() / np.maximum((n[usable] - 1).sum(), 1.0)) if usable.any() else 1.0
    sd = np.sqrt((spread + _POOLED * pooled) / (np.maximum(n - 1, 0) + _POOLED))
    difference = np.where(usable, recent - mean, np.nan)
    value = difference / np.maximum(sd * np.sqrt(1 / RECENT + 1 / n), 1e-9)
    return difference, value, np.maximum(n - 1, 0) + _POOLED


def _basket_season(log_money: Floats, pair: Ints, month: Ints, family: Ints, families: int) -> Floats:
    """Return by how much the log basket of a family lies above the pair's own mean in each month, drawn towards 0."""
    sums, counts = np.bincount(pair, log_money), np.bincount(pair)
    apart = log_money - (sums / np.maximum(counts, 1))[pair]
    total, seen = np.zeros((families, 12)), np.zeros((families, 12))
    np.add.at(total, (family, month), apart)
    np.add.at(seen, (family, month), 1.0)
    return np.asarray(total / (seen + _SEASON_BASKETS))


@dataclass(frozen=True)
class _Rows:
    """Order days sorted by pair and day: shapes (rows,), and (pairs,) for `ends`."""

    pair: Ints
    family: Ints
    day: Ints
    month: Ints
    place: Ints
    """Of the row in its pair."""
    ends: Ints
    """The last row of each pair."""
    orders: Ints


@dataclass(frozen=True)
class _Silences:
    """What the gaps say of each pair now: shapes (pairs,); times by the season."""

    mean_gap: Floats
    half: Floats
    """Time after the last order by which half of the gaps alike have ended."""
    limit: Floats
    silence: Floats


def _silences(rows: _Rows, at: Floats, now: Floats, share: float) -> _Silences:
    """Learn the gaps and judge the running silences. `at`: time of each row; `now`: of the day looked from, by pair."""
    follows = np.flatnonzero(rows.place > 0)
    gap = np.maximum(at[follows] - at[follows - 1], 1e-3)
    gap_place = rows.place[follows] - 1
    before, count = _sums_before(gap, gap_place)
    number = rows.pair[follows]
    gaps_of = np.bincount(number)
    log_gap = np.log(gap)
    middle = np.bincount(number, log_gap) / gaps_of
    spread = np.sqrt(np.bincount(number, (log_gap - middle[number]) ** 2) / np.maximum(gaps_of - 1, 1))
    typical = float(np.exp(np.median(middle)))
    group_of = np.searchsorted(np.quantile(spread, np.linspace(0, 1, GROUPS + 1)[1:-1]), spread)
    scale, judged = np.full(len(gap), typical), gap_place >= LEAST
    groups = [
        _learn(gap, before, count.astype(np.float64), scale, np.flatnonzero(judged & (group_of[number] == g)))
        for g in range(GROUPS)
    ]
    total = np.concatenate([[0.0], np.cumsum(gap)])
    ends, taken = np.cumsum(gaps_of), np.minimum(gaps_of, WINDOW).astype(np.float64)
    known = total[ends] - total[ends - taken.astype(np.int64)]
    shape, base = np.array([g.shape for g in groups])[group_of], np.full(len(known), typical)
    tail = _tail(np.maximum(now - at[rows.ends], 0.0), known, taken, shape, base)
    silence = np.select([group_of == g for g in range(GROUPS)], [g.share(tail) for g in groups])

    def wait(levels: list[float]) -> Floats:
        x = betaincinv(shape, PRIOR * shape + taken * shape, 1 - np.clip(np.array(levels)[group_of], 0, 1))
        return np.asarray((PRIOR * base + known) * x / np.maximum(1 - x, 1e-12))

    half = wait([g.tail_at(0.5) if len(g.tails) > 1 else 0.5 for g in groups])
    return _Silences(known / taken, half, wait([g.tail_at(share) for g in groups]), silence)


@dataclass(frozen=True)
class _Baskets:
    """What the baskets say of each pair: shapes (pairs,), and the season by family and month."""

    usual: Floats
    by_month: Floats
    recent: Floats
    fall: Floats


def _baskets(rows: _Rows, money: Floats, families: int) -> _Baskets:
    log_money = np.log(np.maximum(money, 1e-9))
    by_month = _basket_season(log_money, rows.pair, rows.month, rows.family, families)
    flat = log_money - by_month[rows.family, rows.month]
    difference, value, degrees = _falls(flat, rows.place)
    moments = np.flatnonzero(~np.isnan(value))
    chance = np.full(len(value), np.nan)
    chance[moments] = student.cdf(value[moments], degrees[moments])
    past = np.sort(chance[np.setdiff1d(moments, rows.ends)])
    now = chance[rows.ends]
    fall = np.where(np.isnan(now), np.nan, (np.searchsorted(past, now, side="right") + 1) / (len(past) + 1))
    run, after = np.concatenate([[0.0], np.cumsum(flat)]), rows.ends + 1
    held = np.minimum(rows.orders, WINDOW)
    return _Baskets((run[after] - run[after - held]) / held, by_month, np.exp(difference[rows.ends]), fall)


def rhythms(
    pair: Ints, family: Ints, day: Ints, money: Floats, *, month_of_day: Ints, first: int, as_of: int, share: float
) -> Rhythm:  # fmt: skip
    """Describe every pair. Rows are order days, sorted by pair and day; each pair, numbered from 0, has two or more.

    `family`: of each row, 0..; `month_of_day`: month (0 to 11) of each day from `first` on, reaching some years beyond `as_of`;
    `share`: how unlikely a silence must be for `limit`.
    """
    families = int(family.max(initial=-1)) + 1
    month = month_of_day[day - first]
    starts = np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]]))
    ends = np.concatenate([starts[1:], [len(pair)]]) - 1
    place = np.arange(len(pair)) - np.repeat(starts, ends - starts + 1)
    rows = _Rows(pair, family, day, month, place, ends, (ends - starts + 1).astype(np.int64))
    index = season(day, month, family, families, first, as_of)
    clock = np.cumsum(index[:, month_of_day], axis=1)
    at = clock[family, day - first]
    last_family, last = family[ends], day[ends]
    found = _silences(rows, at, clock[last_family, as_of - first], share)

    def day_after(wait: Floats) -> Ints:
        goal = at[ends] + wait
        days = [first + int(np.searchsorted(clock[f], g)) for f, g in zip(last_family, goal, strict=True)]
        return np.asarray(np.maximum(np.array(days, dtype=np.int64), last + 1), dtype=np.int64)

    expected = day_after(found.half)
    baskets = _baskets(rows, money, families)
    due = month_of_day[np.minimum(expected - first, len(month_of_day) - 1)]
    basket = np.exp(baskets.usual + baskets.by_month[last_family, due])
    return Rhythm(
        rows.orders, last, found.mean_gap, expected, day_after(found.limit), found.silence, basket, baskets.recent, baskets.fall
    )  # fmt: skip
