"""The forecast of one slice of days: members put on their level, weighed, corrected by trees, spread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from clientela.predictions._scores import Judged, quantile
from clientela.predictions._spread import MIDDLES, VALUES, learn_spread, order_values, revenue_values
from clientela.predictions._stack import Level, large_from, level, log_ratio, odds_shift, trust, weights
from clientela.predictions._trees import HEAD_LEVELS, learn, learn_heads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.predictions._cuts import Cut
    from clientela.predictions._days import Floats
    from clientela.predictions._spread import Spread
    from clientela.predictions._trees import Heads

PRIOR = np.array([0.25, 0.25, 0.25, 0.15, 0.1, 0.0, 0.0])
"""Weights of the members before anything is learned."""
_P = 1e-4
HEADS_FROM = 4.0
"""Purchase days a horizon from which quantiles are learned by trees as much as from the shape; fewer are too coarse for it."""
UNKNOWN_LEVEL = 0.3
"""Standard deviation of the log level where no past cut can show it (of first years in public bases: 0.12 to 0.44)."""
_LEAST_CUSTOMERS = 40


@dataclass(frozen=True)
class Learned:
    """What a base taught of one slice: for the model card, and for a later slice that no past cut can teach."""

    order_weights: Floats
    revenue_weights: Floats
    rounds: tuple[int, int, int]
    """Trees for orders, revenue, activity."""
    own: float
    """Share of belief in what the base itself taught; 0: the purchase models alone."""
    levels: tuple[Level, Level, Level]
    cuts: int = 0
    spread: Spread | None = None


@dataclass(frozen=True)
class Carry:
    """The slice before: its cut, its forecast and what was learned of it."""

    cut: Cut
    judged: Judged
    learned: Learned


@dataclass(frozen=True)
class Options:
    """How much work is done."""

    folds: int = 4
    seed: int = 7
    threads: int = 1
    tax: float = 0.002


def _odds(p: Floats) -> Floats:
    return np.asarray(logit(np.clip(p, _P, 1 - _P)))


def _levels(said: Floats, came: Floats) -> Floats:
    return np.array([log_ratio(came, said[:, m]) for m in range(said.shape[1])])


LATER_SPREAD = 0.12
"""Standard deviation of the log level that each further slice without a past cut adds."""


def _wobble(count: int, seed: int) -> Floats:
    """Return factors e^z of a level not known, z of standard deviation 1, in random order: shape (customers, values)."""
    spread = np.tile(np.linspace(-1.7, 1.7, VALUES), (count, 1))
    return np.asarray(np.exp(np.random.default_rng(seed + 11).permuted(spread, axis=1)))


def _bent(values: Floats, orders: Floats, figures: Floats, heads: Heads) -> Floats:
    """Move the equally likely values of frequent buyers towards the learned quantiles, in between evenly."""
    target = heads.quantiles(figures, orders)
    share = (orders / (orders + HEADS_FROM))[:, None]
    at = np.column_stack([quantile(values, q) for q in HEAD_LEVELS])
    delta = share * (target - at)
    bend = np.stack([np.interp(MIDDLES, HEAD_LEVELS, row) for row in delta])
    return np.asarray(np.maximum(np.sort(values + bend, axis=1), 0))


def _prior_odds(cut: Cut) -> Floats:
    return np.asarray(_odds(cut.active).mean(axis=1))


def _carried(now: Cut, before: Carry, options: Options) -> tuple[Judged, Learned]:
    """Forecast by the slice before and how the purchase models go on from it, where no past cut teaches this slice."""
    learned = before.learned
    active = expit(_odds(before.judged.active) + _prior_odds(now) - _prior_odds(before.cut))
    fade_orders = (now.orders @ PRIOR) / np.maximum(before.cut.orders @ PRIOR, 1e-9)
    fade_revenue = (now.revenue @ PRIOR) / np.maximum(before.cut.revenue @ PRIOR, 1e-9)
    orders = np.maximum(before.judged.orders * np.minimum(fade_orders, 1.0), active)
    revenue = before.judged.revenue * np.minimum(fade_revenue, 1.0)
    levels = tuple(Level(part.shift, float(np.hypot(part.spread, LATER_SPREAD))) for part in learned.levels)
    wobble = _wobble(len(active), options.seed)
    spread = learned.spread
    if spread is None:
        raise ValueError("a slice that taught nothing cannot be carried on")
    values = np.round(
        np.sort(order_values(active, orders, now.figures, spread) * wobble ** levels[0].spread, axis=1)
    )
    money = np.sort(
        revenue_values(active, orders, revenue, now.figures, spread) * wobble ** levels[1].spread, axis=1
    )
    return Judged(active, orders, values, revenue, money), replace(learned, levels=levels, cuts=0)  # type: ignore[arg-type]


def forecast_slice(
    now: Cut,
    past: Sequence[Cut],
    drawn: tuple[Floats, Floats],
    options: Options,
    before_it: Carry | None = None,
) -> tuple[Judged, Learned]:
    """Forecast the customers of `now` from past cuts. `drawn`: equally likely purchase days and revenue of the purchase models."""
    known = len({int(c) for cut in past for c in cut.customer[cut.is_recent > 0]})
    own = trust(known) if known >= _LEAST_CUSTOMERS else 0.0
    base_orders, base_revenue = now.orders @ PRIOR, now.revenue @ PRIOR
    base_odds = _prior_odds(now)
    if not own and before_it is not None and before_it.learned.spread is not None:
        return _carried(now, before_it, options)
    if not own:
        learned = Learned(PRIOR, PRIOR, (0, 0, 0), 0.0, (Level(0.0, UNKNOWN_LEVEL),) * 3)
        values = [np.sort(part * _wobble(len(part), options.seed) ** UNKNOWN_LEVEL, axis=1) for part in drawn]
        values[0] = np.round(values[0])
        return Judged(expit(base_odds), base_orders, values[0], base_revenue, values[1]), learned
    customer = np.concatenate([c.customer for c in past])
    figures = np.concatenate([c.figures for c in past])
    n = np.concatenate([c.came.orders for c in past])
    money = np.concatenate([c.came.revenue for c in past])
    leaf = max(20, 5 * len(past))

    def stacked(kind: str) -> tuple[Floats, Floats, Floats, Level]:
        """Return the weights, the weighed members of the past on their level, those of now, and the level of now."""
        said = [getattr(c, kind) for c in past]
        came = [getattr(c.came, kind) for c in past]
        shifts = np.array([_levels(s, y) for s, y in zip(said, came, strict=True)])
        neutral = np.concatenate([s * np.exp(shift) for s, shift in zip(said, shifts, strict=True)])
        truth = np.concatenate(came)
        power = 0.6 if kind == "orders" else 0.8
        found = weights(neutral, truth, power=power, prior=PRIOR, own=own)
        levels = [level(shifts[:, m], past, now.origin, known) for m in range(shifts.shape[1])]
        ahead = getattr(now, kind) * np.exp([part.shift for part in levels])
        main = level(shifts[:, 0], past, now.origin, known)
        before, after = neutral @ found, ahead @ found
        limit = large_from(before)
        big, big_now = before >= limit, after >= limit
        share = trust(len(np.unique(customer[big])))
        large = weights(neutral[big], truth[big], power=power / 2, prior=found, own=share)
        return found, np.where(big, neutral @ large, before), np.where(big_now, ahead @ large, after), main

    def corrected(kind: str, before: Floats, after: Floats, truth: Floats) -> tuple[Floats, Floats, int]:
        """Return the mean of the past rows by trees that had not seen their customer, the mean of now, and the number of trees."""
        scale = max(float(np.maximum(truth, 0).mean()), 1e-12)
        floor = 1e-3 * max(float(before.mean()), 1e-12)
        offset = np.log(np.maximum(before, floor) / scale)
        found = learn(
            "orders" if kind == "orders" else "revenue", figures, truth / scale if kind == "revenue" else truth,
            offset if kind == "revenue" else offset + np.log(scale), customer,
            folds=options.folds, leaf_rows=leaf, seed=options.seed, threads=options.threads, tax=options.tax,
        )  # fmt: skip
        inside = np.maximum(before, floor) * np.exp(found.left_out)
        return inside, np.maximum(after, floor) * np.exp(found.add(now.figures)), found.rounds

    order_weights, before, weighed_orders, order_level = stacked("orders")
    orders_past, orders, order_rounds = corrected("orders", before, weighed_orders, n)
    revenue_weights, before, weighed_revenue, revenue_level = stacked("revenue")
    revenue_past, revenue, revenue_rounds = corrected("revenue", before, weighed_revenue, money)
    shifts = [odds_shift(c.came.active, _prior_odds(c)) for c in past]
    odds = np.concatenate([_prior_odds(c) + s for c, s in zip(past, shifts, strict=True)])
    found = learn(
        "active", figures, (n > 0).astype(np.float64), odds, customer, folds=options.folds, leaf_rows=leaf,
        seed=options.seed, threads=options.threads, tax=options.tax,
    )  # fmt: skip
    active_level = level(shifts, past, now.origin, known)
    level_odds = base_odds + active_level.shift
    active = own * expit(level_odds + found.add(now.figures)) + (1 - own) * expit(level_odds)
    active_past = expit(odds + found.left_out)
    # the trees of a small base are believed less; its weights and levels have been drawn in already
    orders = own * orders + (1 - own) * weighed_orders
    revenue = own * revenue + (1 - own) * weighed_revenue
    orders = np.maximum(orders, active)
    recent = np.concatenate([c.is_recent for c in past]) > 0
    spread = learn_spread(
        active_past[recent], np.maximum(orders_past, active_past)[recent], revenue_past[recent], figures[recent], n[recent], money[recent]
    )  # fmt: skip
    wobble = _wobble(len(active), options.seed)

    def wide(values: Floats, about: Level) -> Floats:
        return np.sort(values * wobble**about.spread, axis=1)

    made = order_values(active, orders, now.figures, spread)
    if orders_past[recent].mean() >= HEADS_FROM:
        made = _bent(
            made, orders, now.figures, learn_heads(figures[recent], orders_past[recent], n[recent], customer[recent], leaf_rows=leaf, seed=options.seed, threads=options.threads)
        )  # fmt: skip
    made_money = wide(revenue_values(active, orders, revenue, now.figures, spread), revenue_level)
    own_values = own * made + (1 - own) * np.sort(drawn[0], axis=1)
    own_money = own * made_money + (1 - own) * np.sort(drawn[1], axis=1)
    learned = Learned(
        order_weights, revenue_weights, (order_rounds, revenue_rounds, found.rounds), own,
        (order_level, revenue_level, active_level), len(past), spread,
    )  # fmt: skip
    return Judged(active, orders, own_values, revenue, own_money), learned
