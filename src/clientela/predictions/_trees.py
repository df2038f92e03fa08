"""Gradient boosting with an offset: small trees that correct a forecast, as many as customers left out of them approve.

LightGBM (Ke et al. 2017), single origin of chance (`seed`), same trees on every run. The offset (`init_score`) makes the
trees a correction of what is given; with no approved tree the forecast stays as it was.
"""

from __future__ import annotations

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import lightgbm
import numpy as np
from scipy.special import expit, xlogy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clientela.predictions._days import Floats, Ints

Given = TypeVar("Given")
Made = TypeVar("Made")
Target = Literal["active", "orders", "revenue"]
OBJECTIVES: dict[str, dict[str, Any]] = {
    "active": {"objective": "binary"},
    "orders": {"objective": "poisson"},
    "revenue": {"objective": "tweedie", "tweedie_variance_power": 1.6},
}
ROUNDS = (0, 15, 30, 60, 100, 160, 250, 380)
"""Numbers of trees that are compared."""
PATIENCE = 3
"""So many further numbers of trees are tried beyond the best; customers left out do not come to like what they turned away from."""
HEAD_LEVELS = (0.1, 0.5, 0.9)
HEAD_ROUNDS = 120
SMALL_ROWS, HASTE = 1_500, 2
"""Below so many rows trees are grown half as many, each twice as bold: as good (2 in 1,000) on a dozen bases of 200 customers, in half the time."""
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
        return np.asarray(
            self.trees.predict(figures, num_iteration=self.rounds, raw_score=True, num_threads=1)
        )


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


def _be_quiet() -> None:
    """Let the library be silent in this thread too: how much it says is a setting of each thread."""
    lightgbm.Booster(
        {"verbosity": -1}, lightgbm.Dataset(np.arange(4.0)[:, None], np.arange(4.0), params={"verbosity": -1})
    )


def side_by_side(work: Callable[[Given], Made], items: Sequence[Given], *, rows: int) -> list[Made]:
    """Do independent work on two cores where there are two and the rows are worth it.

    Trees grow outside of the interpreter's lock, each by one thread: the same comes out as one after the other.
    """
    cores = min(2, os.cpu_count() or 1, len(items)) if rows >= SMALL_ROWS else 1
    if cores < 2:  # noqa: PLR2004 - alone
        return [work(item) for item in items]
    with ThreadPoolExecutor(cores, initializer=_be_quiet) as pool:
        return list(pool.map(work, items))


def _haste(rows: int) -> int:
    return HASTE if rows < SMALL_ROWS else 1


def _settings(target: Target, seed: int, leaf_rows: int, threads: int, haste: int) -> dict[str, Any]:
    return OBJECTIVES[target] | {
        "num_leaves": 15, "learning_rate": haste * _STEP, "min_data_in_leaf": leaf_rows, "lambda_l2": 5.0, "feature_fraction": 0.5,
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
    haste = _haste(len(truth))
    sizes = [-(-rounds // haste) for rounds in ROUNDS if rounds <= most_trees]
    options = _settings(target, seed, leaf_rows, threads, haste)
    if (
        target != "active" and not np.maximum(truth, 0).any()
    ):  # nobody came: there is nothing to learn a level from
        return Correction(target, None, 0, np.zeros(len(truth)))
    fold = np.random.default_rng(seed).integers(0, folds, int(customer.max(initial=0)) + 1)[customer]
    truth = np.maximum(truth, 0)

    def start(number: int) -> tuple[Ints, Any]:
        inside = fold != number
        # a data set has bins of its own: without the settings they would be finer, and the trees others
        rows = lightgbm.Dataset(figures[inside], truth[inside], init_score=offset[inside], params=options)
        return np.flatnonzero(~inside), lightgbm.Booster(options, rows)

    growing = side_by_side(start, [
        number for number in range(folds)
        if (fold == number).any() and (fold != number).any() and (target == "active" or truth[fold != number].any())
    ], rows=len(truth))  # fmt: skip
    left_out = [np.zeros(len(truth))]
    allowed = [float(deviance(target, truth, offset).mean())]
    price = tax * abs(allowed[0])
    for before, rounds in itertools.pairwise(sizes):
        part = left_out[-1].copy()
        more = (before, rounds - before)

        def grow(one: tuple[Ints, Any], more: tuple[int, int] = more) -> tuple[Ints, Floats]:
            outside, trees = one
            for _ in range(more[1]):
                trees.update()
            return outside, trees.predict(
                figures[outside], start_iteration=more[0], num_iteration=more[1], raw_score=True, num_threads=threads
            )  # fmt: skip

        for outside, found in side_by_side(grow, growing, rows=len(truth)):
            part[outside] += found
        left_out.append(part)
        allowed.append(float(deviance(target, truth, offset + part).mean()) + price)
        if len(allowed) - 1 - int(np.argmin(allowed)) >= PATIENCE:
            break
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
        ratios = np.column_stack([trees.predict(table, num_threads=1) for trees in self.trees])
        low, middle, high = np.sort(ratios, axis=1).T
        low, high = middle - self.stretch[0] * (middle - low), middle + self.stretch[1] * (high - middle)
        return np.asarray(np.maximum(np.column_stack([low, middle, high]), 0) * mean[:, None])


def _heads(figures: Floats, mean: Floats, truth: Floats, options: dict[str, Any], haste: int) -> Heads:
    table = np.column_stack([figures, np.log(mean + 1e-3)])
    mean = np.maximum(mean, 1e-3)
    rows = lightgbm.Dataset(table, truth / mean, weight=mean, params=options)
    rounds = HEAD_ROUNDS // haste
    return Heads(tuple(lightgbm.train(options | {"alpha": head}, rows, rounds) for head in HEAD_LEVELS))


def learn_heads(
    figures: Floats, mean: Floats, truth: Floats, customer: Ints, *, leaf_rows: int, seed: int, threads: int = 1
) -> Heads:  # fmt: skip
    """Learn quantiles of truth / mean, each row weighing its mean (so the loss is that of the truth itself).

    Half of the customers say how wide the quantiles learned from the other half must be (Romano, Patterson & Candès 2019).
    """
    haste = _haste(len(truth))
    options = _settings("orders", seed, leaf_rows, threads, haste) | {
        "objective": "quantile",
        "boost_from_average": True,
    }
    half = np.random.default_rng(seed + 5).integers(0, 2, int(customer.max(initial=0)) + 1)[customer] > 0
    halves = [inside for inside in (half, ~half) if inside.any() and not inside.all()]
    whole, *found = side_by_side(
        lambda inside: _heads(figures[inside], mean[inside], truth[inside], options, haste),
        [np.ones(len(truth), dtype=bool), *halves],
        rows=len(truth),
    )
    places: list[list[Floats]] = [[], []]
    for inside, heads in zip(halves, found, strict=True):
        low, middle, high = heads.quantiles(figures[~inside], mean[~inside]).T
        places[0].append((middle - truth[~inside]) / np.maximum(middle - low, 1e-3 * mean[~inside] + 1e-9))
        places[1].append((truth[~inside] - middle) / np.maximum(high - middle, 1e-3 * mean[~inside] + 1e-9))
    stretch = [
        float(np.clip(np.quantile(np.concatenate(p), HEAD_LEVELS[-1]), 0.5, 3.0)) if p else 1.0
        for p in places
    ]
    return replace(whole, stretch=(stretch[0], stretch[1]))


def to_probability(score: Floats) -> Floats:
    """Log odds to probability."""
    return np.asarray(expit(score))
