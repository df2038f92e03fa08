"""Gradient boosting with an offset: small trees that correct a forecast, as many as customers left out of them approve.

LightGBM (Ke et al. 2017), single origin of chance (`seed`), same trees on every run. The offset (`init_score`) makes the
trees a correction of what is given; with no approved tree the forecast stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import lightgbm
import numpy as np
from scipy.special import expit, xlogy

if TYPE_CHECKING:
    from clientela.predictions._days import Floats, Ints

Target = Literal["active", "orders", "revenue"]
OBJECTIVES: dict[str, dict[str, Any]] = {
    "active": {"objective": "binary"},
    "orders": {"objective": "poisson"},
    "revenue": {"objective": "tweedie", "tweedie_variance_power": 1.6},
}
ROUNDS = (0, 15, 30, 60, 100, 160, 250, 380)
"""Numbers of trees that are compared."""
HEAD_LEVELS = (0.1, 0.5, 0.9)
HEAD_ROUNDS = 120
_POWER = 1.6
_STEP = 0.06


@dataclass(frozen=True)
class Correction:
    """Trees that add to an offset (log, or log odds for `active`)."""

    target: Target
    trees: Any
    rounds: int
    left_out: Floats
    """The correction of each training row by trees that have not seen its customer."""

    def add(self, figures: Floats) -> Floats:
        """Return what to add to the offset, shape (rows,)."""
        if not self.rounds:
            return np.zeros(len(figures))
        return np.asarray(self.trees.predict(figures, num_iteration=self.rounds, raw_score=True))


def deviance(target: Target, truth: Floats, score: Floats) -> Floats:
    """Return each row's deviance given the score (log mean, or log odds)."""
    if target == "active":
        return np.asarray(np.logaddexp(0, score) - truth * score)
    mean = np.exp(score)
    if target == "orders":
        return np.asarray(mean - truth * score + xlogy(truth, np.maximum(truth, 1e-12)) - truth)
    return np.asarray(
        -np.maximum(truth, 0) * mean ** (1 - _POWER) / (1 - _POWER) + mean ** (2 - _POWER) / (2 - _POWER)
    )


def _settings(target: Target, seed: int, leaf_rows: int, threads: int) -> dict[str, Any]:
    return OBJECTIVES[target] | {
        "num_leaves": 15, "learning_rate": _STEP, "min_data_in_leaf": leaf_rows, "lambda_l2": 5.0, "feature_fraction": 0.5,
        "min_sum_hessian_in_leaf": 1e-3, "boost_from_average": False, "max_bin": 63, "seed": seed, "deterministic": True, "force_row_wise": True,
        "num_threads": threads, "verbosity": -1, "poisson_max_delta_step": 0.7,
    }  # fmt: skip


def learn(
    target: Target, figures: Floats, truth: Floats, offset: Floats, customer: Ints, *, folds: int, leaf_rows: int, seed: int,
    threads: int = 1, tax: float = 0.0, most_trees: int = ROUNDS[-1],
) -> Correction:  # fmt: skip
    """Learn a correction of `offset`. Rows of a customer stay in one fold; `tax`: relative gain a tree must bring.

    Truth of money is taken in units of its mean, and below 0 as 0.
    """
    sizes = [rounds for rounds in ROUNDS if rounds <= most_trees]
    options = _settings(target, seed, leaf_rows, threads)
    fold = np.random.default_rng(seed).integers(0, folds, int(customer.max(initial=0)) + 1)[customer]
    truth = np.maximum(truth, 0)
    left_out = np.zeros((len(sizes), len(truth)))
    for number in range(folds):
        inside, outside = fold != number, fold == number
        if not outside.any() or not inside.any():
            continue
        data = lightgbm.Dataset(figures[inside], truth[inside], init_score=offset[inside], free_raw_data=True)
        trees = lightgbm.train(options, data, sizes[-1])
        for place, rounds in enumerate(sizes):
            if rounds:
                left_out[place, outside] = trees.predict(
                    figures[outside], num_iteration=rounds, raw_score=True
                )
    loss = np.array([deviance(target, truth, offset + part).mean() for part in left_out])
    allowed = loss + tax * np.abs(loss[0]) * (np.arange(len(sizes)) > 0)
    best = int(np.argmin(allowed))
    rounds = sizes[best]
    final: Any = None
    if rounds:
        final = lightgbm.train(options, lightgbm.Dataset(figures, truth, init_score=offset), rounds)
    return Correction(target, final, rounds, left_out[best])


@dataclass(frozen=True)
class Heads:
    """Trees that say quantiles of outcome over forecast, one set for each of `HEAD_LEVELS`."""

    trees: tuple[Any, ...]
    stretch: tuple[float, float] = (1.0, 1.0)
    """By how much the outer quantiles must lie further from the median for customers left out (conformal step)."""

    def quantiles(self, figures: Floats, mean: Floats) -> Floats:
        """Return the quantiles, rising, shape (rows, levels)."""
        table = np.column_stack([figures, np.log(mean + 1e-3)])
        ratios = np.column_stack([trees.predict(table) for trees in self.trees])
        low, middle, high = np.sort(ratios, axis=1).T
        low, high = middle - self.stretch[0] * (middle - low), middle + self.stretch[1] * (high - middle)
        return np.asarray(np.maximum(np.column_stack([low, middle, high]), 0) * mean[:, None])


def _heads(figures: Floats, mean: Floats, truth: Floats, options: dict[str, Any]) -> Heads:
    table = np.column_stack([figures, np.log(mean + 1e-3)])
    mean = np.maximum(mean, 1e-3)
    return Heads(tuple(
        lightgbm.train(options | {"alpha": head}, lightgbm.Dataset(table, truth / mean, weight=mean), HEAD_ROUNDS)
        for head in HEAD_LEVELS
    ))  # fmt: skip


def learn_heads(
    figures: Floats, mean: Floats, truth: Floats, customer: Ints, *, leaf_rows: int, seed: int, threads: int = 1
) -> Heads:  # fmt: skip
    """Learn quantiles of truth / mean, each row weighing its mean (so the loss is that of the truth itself).

    Half of the customers say how wide the quantiles learned from the other half must be (Romano, Patterson & Candès 2019).
    """
    options = _settings("orders", seed, leaf_rows, threads) | {
        "objective": "quantile",
        "boost_from_average": True,
    }
    half = np.random.default_rng(seed + 5).integers(0, 2, int(customer.max(initial=0)) + 1)[customer] > 0
    places: list[list[Floats]] = [[], []]
    for inside in (half, ~half):
        if not inside.any() or inside.all():
            continue
        low, middle, high = (
            _heads(figures[inside], mean[inside], truth[inside], options)
            .quantiles(figures[~inside], mean[~inside])
            .T
        )
        places[0].append((middle - truth[~inside]) / np.maximum(middle - low, 1e-3 * mean[~inside] + 1e-9))
        places[1].append((truth[~inside] - middle) / np.maximum(high - middle, 1e-3 * mean[~inside] + 1e-9))
    stretch = [
        float(np.clip(np.quantile(np.concatenate(p), HEAD_LEVELS[-1]), 0.5, 3.0)) if p else 1.0
        for p in places
    ]
    return replace(_heads(figures, mean, truth, options), stretch=(stretch[0], stretch[1]))


def to_probability(score: Floats) -> Floats:
    """Log odds to probability."""
    return np.asarray(expit(score))
