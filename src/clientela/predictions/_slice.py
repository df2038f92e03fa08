"""The forecast of one slice of days: members put on their level, weighed, corrected by trees, spread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import expit, logit

from clientela.predictions._scores import Judged, quantile
from clientela.predictions._spread import MIDDLES, VALUES, learn_spread, order_values, revenue_values
from clientela.predictions._stack import Level, large_from, level, log_ratio, odds_shift, trust, weights
from clientela.predictions._trees import HEAD_LEVELS, learn, learn_heads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.predictions._cuts import Cut
    from clientela.predictions._days import Flags, Floats, Ints
    from clientela.predictions._spread import Spread
    from clientela.predictions._trees import Correction, Heads, Target

FIRST = np.array([0.3, 0.3, 0.3, 0.1, 0.0, 0.0, 0.0])
"""Weights of the members where no past cut shows whether rates drift."""
PRIORS = {
    "orders": np.array([0.2, 0.2, 0.25, 0.2, 0.15, 0.0, 0.0]),
    "revenue": np.array([0.15, 0.15, 0.2, 0.35, 0.15, 0.0, 0.0]),
}
"""What learned weights are drawn towards: purchase models, and rates and baskets that drift."""
_P = 1e-4
HEADS_FROM = 4.0
"""Purchase days a horizon from which quantiles are learned by trees as much as from the shape; fewer are too coarse for it."""
UNKNOWN_LEVEL = 0.3
"""Standard deviation of the log level where no past cut can show it (of first years in public bases: 0.12 to 0.44)."""
_LEAST_CUSTOMERS = 40
_LEAST_CAME = 10
"""Of these so many must have come again: who never came teaches no spread."""
_LEAF_ROWS, _LEAF_ROWS_A_CUT = 20, 5
_LEAST_SHARE = 1e-3
_POWERS = {"orders": 0.6, "revenue": 0.8}
"""How much a large customer weighs less when weights are learned: 0 by its squared error, 2 by its relative one."""


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
    """Relative gain that any tree must bring to customers left out."""
    most_trees: int = 380
    is_operational: bool = False
    """Whether the purchase models may read a clock that runs with the season (`_operational_time`) instead of the calendar."""


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
    fade_orders = (now.orders @ FIRST) / np.maximum(before.cut.orders @ FIRST, 1e-9)
    fade_revenue = (now.revenue @ FIRST) / np.maximum(before.cut.revenue @ FIRST, 1e-9)
    orders = np.maximum(before.judged.orders * np.minimum(fade_orders, 1.0), active)
    revenue = before.judged.revenue * np.minimum(fade_revenue, 1.0)
    levels = tuple(Level(part.shift, float(np.hypot(part.spread, LATER_SPREAD))) for part in learned.levels)
    wobble = _wobble(len(active), options.seed)
    spread = learned.spread
    if spread is None:
        raise ValueError("a slice that taught nothing cannot be carried on")
    values = np.sort(order_values(active, orders, now.figures, spread) * wobble ** levels[0].spread, axis=1)
    money = np.sort(
        revenue_values(active, orders, revenue, now.figures, spread) * wobble ** levels[1].spread, axis=1
    )
    return _coherent(Judged(active, orders, values, revenue, money)), replace(learned, levels=levels, cuts=0)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Past:
    """Past cuts as one table: shapes (rows,) and (rows, figures)."""

    cuts: Sequence[Cut]
    origin: int
    customer: Ints
    figures: Floats
    orders: Floats
    revenue: Floats
    is_recent: Flags
    known: int
    own: float
    options: Options

    def learn(self, target: Target, truth: Floats, offset: Floats) -> Correction:
        """Learn trees that correct an offset."""
        options = self.options
        leaf = max(_LEAF_ROWS, _LEAF_ROWS_A_CUT * len(self.cuts))
        return learn(
            target, self.figures, truth, offset, self.customer, folds=options.folds, leaf_rows=leaf, seed=options.seed,
            threads=options.threads, tax=options.tax, most_trees=options.most_trees,
        )  # fmt: skip


def _past(now: Cut, past: Sequence[Cut], options: Options) -> _Past | None:
    known = len({int(c) for cut in past for c in cut.customer[cut.is_recent > 0]})
    came = sum(int((cut.came.orders[cut.is_recent > 0] > 0).sum()) for cut in past)
    if known < _LEAST_CUSTOMERS or came < _LEAST_CAME:
        return None
    return _Past(
        past, now.origin, np.concatenate([c.customer for c in past]), np.concatenate([c.figures for c in past]),
        np.concatenate([c.came.orders for c in past]), np.concatenate([c.came.revenue for c in past]),
        np.concatenate([c.is_recent for c in past]) > 0, known, trust(known), options,
    )  # fmt: skip


@dataclass(frozen=True)
class _Mean:
    """A mean forecast of the rows of the past, by what had not seen their customer, and of the days ahead."""

    past: Floats
    ahead: Floats
    weights: Floats
    rounds: int
    level: Level


def _weigh(now: Cut, past: _Past, kind: Literal["orders", "revenue"]) -> tuple[Floats, Floats, Floats, Level]:
    """Return the weights, the weighed members of the past on their level, those of now, and the level of now."""
    said = [getattr(c, kind) for c in past.cuts]
    came = [getattr(c.came, kind) for c in past.cuts]
    shifts = np.array([_levels(s, y) for s, y in zip(said, came, strict=True)])
    neutral = np.concatenate([s * np.exp(shift) for s, shift in zip(said, shifts, strict=True)])
    truth = np.concatenate(came)
    power = _POWERS[kind]
    found = weights(neutral, truth, power=power, prior=PRIORS[kind], own=past.own)
    levels = [level(shifts[:, m], past.cuts, past.origin, past.known) for m in range(shifts.shape[1])]
    ahead = getattr(now, kind) * np.exp([part.shift for part in levels])
    before, after = neutral @ found, ahead @ found
    limit = large_from(before)
    big = before >= limit
    share = trust(len(np.unique(past.customer[big])))
    large = weights(neutral[big], truth[big], power=power / 2, prior=found, own=share)
    return (
        found,
        np.where(big, neutral @ large, before),
        np.where(after >= limit, ahead @ large, after),
        levels[0],
    )


def _mean(now: Cut, past: _Past, kind: Literal["orders", "revenue"]) -> _Mean:
    """Weigh the members and let trees correct them; those of a small base are believed less."""
    found, before, after, main = _weigh(now, past, kind)
    truth = getattr(past, kind)
    unit = max(float(np.maximum(truth, 0).mean()), 1e-12) if kind == "revenue" else 1.0
    floor = _LEAST_SHARE * max(float(before.mean()), 1e-12)
    before, after = np.maximum(before, floor), np.maximum(after, floor)
    trees = past.learn(kind, truth / unit, np.log(before / unit))
    corrected = after * np.exp(trees.add(now.figures))
    return _Mean(
        before * np.exp(trees.left_out),
        past.own * corrected + (1 - past.own) * after,
        found,
        trees.rounds,
        main,
    )


def _activity(now: Cut, past: _Past) -> _Mean:
    """Put the log odds of the purchase models on the level of the past and let trees correct them."""
    shifts = [odds_shift(c.came.active, _prior_odds(c)) for c in past.cuts]
    odds = np.concatenate([_prior_odds(c) + shift for c, shift in zip(past.cuts, shifts, strict=True)])
    trees = past.learn("active", (past.orders > 0).astype(np.float64), odds)
    main = level(shifts, past.cuts, past.origin, past.known)
    base = _prior_odds(now) + main.shift
    active = past.own * expit(base + trees.add(now.figures)) + (1 - past.own) * expit(base)
    return _Mean(expit(odds + trees.left_out), active, FIRST, trees.rounds, main)


def _brought(values: Floats, mean: Floats) -> Floats:
    """Bring values to a mean, by a factor of each row between a quarter and four."""
    return np.asarray(values * np.clip(mean / np.maximum(values.mean(axis=1), 1e-12), 0.25, 4.0)[:, None])


def _coherent(judged: Judged) -> Judged:
    """Let as many of the equally likely values be nothing as P(active) says, and purchase days be whole numbers."""
    buys = (1 - judged.active)[:, None] <= MIDDLES
    return replace(
        judged, orders_values=np.where(buys, np.maximum(np.round(judged.orders_values), 1.0), 0.0),
        revenue_values=np.where(buys, judged.revenue_values, 0.0),
    )  # fmt: skip


def _models_alone(now: Cut, drawn: tuple[Floats, Floats], options: Options) -> tuple[Judged, Learned]:
    """Forecast by the purchase models and the drifting rates in fixed shares, widened by a level nobody has seen."""
    levels = (Level(0.0, UNKNOWN_LEVEL),) * 3
    wobble = _wobble(len(now.customer), options.seed) ** UNKNOWN_LEVEL
    stays = float(np.exp(-now.unseen_loss))
    counts, money = (np.sort(part * wobble * stays, axis=1) for part in drawn)
    active, orders, revenue = expit(_prior_odds(now)), now.orders @ FIRST, now.revenue @ FIRST
    judged = Judged(stays * active, stays * orders, counts, stays * revenue, money)
    return _coherent(judged), Learned(FIRST, FIRST, (0, 0, 0), 0.0, levels)


def forecast_slice(
    now: Cut, past: Sequence[Cut], drawn: tuple[Floats, Floats], options: Options, before_it: Carry | None = None
) -> tuple[Judged, Learned]:  # fmt: skip
    """Forecast the customers of `now` from past cuts. `drawn`: equally likely purchase days and revenue of the purchase models."""
    table = _past(now, past, options)
    if table is None and before_it is not None and before_it.learned.spread is not None:
        return _carried(now, before_it, options)
    if table is None:
        return _models_alone(now, drawn, options)
    own, rows = table.own, table.is_recent
    active, orders, revenue = _activity(now, table), _mean(now, table, "orders"), _mean(now, table, "revenue")
    figures, came = table.figures[rows], (table.orders[rows], table.revenue[rows])
    spread = learn_spread(
        active.past[rows], np.maximum(orders.past, active.past)[rows], revenue.past[rows], figures, *came
    )
    mean = np.maximum(orders.ahead, active.ahead)
    counts = order_values(active.ahead, mean, now.figures, spread)
    if orders.past[rows].mean() >= HEADS_FROM:
        leaf = max(_LEAF_ROWS, _LEAF_ROWS_A_CUT * len(past))
        heads = learn_heads(
            figures, orders.past[rows], came[0], table.customer[rows], leaf_rows=leaf, seed=options.seed, threads=options.threads
        )  # fmt: skip
        counts = _bent(counts, mean, now.figures, heads)
    money = revenue_values(active.ahead, mean, revenue.ahead, now.figures, spread)
    money = np.sort(money * _wobble(len(mean), options.seed) ** revenue.level.spread, axis=1)
    learned = Learned(
        orders.weights, revenue.weights, (orders.rounds, revenue.rounds, active.rounds), own,
        (orders.level, revenue.level, active.level), len(past), spread,
    )  # fmt: skip
    mixed = [
        own * made + (1 - own) * _brought(np.sort(values, axis=1), about)
        for made, values, about in zip((counts, money), drawn, (mean, revenue.ahead), strict=True)
    ]
    return _coherent(Judged(active.ahead, mean, mixed[0], revenue.ahead, mixed[1])), learned
