"""The forecast of one slice of days: members put on their level, weighed, corrected by trees, spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from clientela.predictions._scores import Judged
from clientela.predictions._spread import VALUES, learn_spread, order_values, revenue_values
from clientela.predictions._stack import level, log_ratio, odds_shift, trust, weights
from clientela.predictions._trees import learn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.predictions._cuts import Cut
    from clientela.predictions._days import Floats
    from clientela.predictions._stack import Level

PRIOR = np.array([0.35, 0.35, 0.2, 0.1, 0.0, 0.0])
"""Weights of the members before anything is learned."""
_P = 1e-4
_LEAST_CUSTOMERS = 40


@dataclass(frozen=True)
class Learned:
    """What a base taught: for the model card."""

    order_weights: Floats
    revenue_weights: Floats
    rounds: tuple[int, int, int]
    own: float
    levels: tuple[Level, Level, Level]


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


def forecast_slice(now: Cut, past: Sequence[Cut], drawn: tuple[Floats, Floats], options: Options) -> tuple[Judged, Learned]:
    """Forecast the customers of `now` from past cuts. `drawn`: equally likely purchase days and revenue of the purchase models."""
    known = len({int(c) for cut in past for c in cut.customer[cut.is_recent > 0]})
    own = trust(known) if known >= _LEAST_CUSTOMERS else 0.0
    base_orders, base_revenue = now.orders @ PRIOR, now.revenue @ PRIOR
    base_odds = _odds(now.active).mean(axis=1)
    if not own:
        learned = Learned(PRIOR, PRIOR, (0, 0, 0), 0.0, (level([], [], 0, 0),) * 3)
        values = [np.sort(part, axis=1) for part in drawn]
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
        found = weights(neutral, truth, power=1.0 if kind == "orders" else 1.4, prior=PRIOR, own=own)
        levels = [level(shifts[:, m], past, now.origin, known) for m in range(shifts.shape[1])]
        ahead = getattr(now, kind) * np.exp([part.shift for part in levels])
        main = level(shifts[:, 0], past, now.origin, known)
        return found, neutral @ found, ahead @ found, main

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

    order_weights, before, after, order_level = stacked("orders")
    orders_past, orders, order_rounds = corrected("orders", before, after, n)
    revenue_weights, before, after, revenue_level = stacked("revenue")
    revenue_past, revenue, revenue_rounds = corrected("revenue", before, after, money)
    shifts = [odds_shift(c.came.active, _odds(c.active).mean(axis=1)) for c in past]
    odds = np.concatenate([_odds(c.active).mean(axis=1) + s for c, s in zip(past, shifts, strict=True)])
    found = learn(
        "active", figures, (n > 0).astype(np.float64), odds, customer, folds=options.folds, leaf_rows=leaf,
        seed=options.seed, threads=options.threads, tax=options.tax,
    )  # fmt: skip
    active_level = level(shifts, past, now.origin, known)
    active = expit(base_odds + active_level.shift + found.add(now.figures))
    active_past = expit(odds + found.left_out)
    # what is known of a base is drawn towards the purchase models where it is small
    orders = own * orders + (1 - own) * (now.orders @ PRIOR)
    revenue = own * revenue + (1 - own) * (now.revenue @ PRIOR)
    active = own * active + (1 - own) * expit(base_odds)
    orders = np.maximum(orders, active)
    recent = np.concatenate([c.is_recent for c in past]) > 0
    spread = learn_spread(
        active_past[recent], np.maximum(orders_past, active_past)[recent], revenue_past[recent], figures[recent], n[recent], money[recent]
    )  # fmt: skip
    chance = np.random.default_rng(options.seed + 11)
    wobble = np.exp(chance.permuted(np.tile(np.linspace(-1.6, 1.6, VALUES), (len(active), 1)), axis=1))

    def wide(values: Floats, about: Level) -> Floats:
        return np.sort(values * wobble**about.spread, axis=1)

    made = order_values(active, orders, now.figures, spread)
    made_money = wide(revenue_values(active, orders, revenue, now.figures, spread), revenue_level)
    own_values = own * made + (1 - own) * np.sort(drawn[0], axis=1)
    own_money = own * made_money + (1 - own) * np.sort(drawn[1], axis=1)
    learned = Learned(
        order_weights, revenue_weights, (order_rounds, revenue_rounds, found.rounds), own, (order_level, revenue_level, active_level)
    )  # fmt: skip
    return Judged(active, orders, own_values, revenue, own_money), learned
