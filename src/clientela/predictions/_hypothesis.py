"""Does something known beforehand add to what the usual model foresaw? Tried on customers the model had not seen.

Models of money have a logarithmic link and the variance of compound Poisson sums (Tweedie, power 1.5), which a customer who buys
nothing fits as well as one who buys much; models of staying are logistic. Slopes are drawn towards zero (ridge).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
POWER = 1.5
_RIDGE = 1.0
_STEPS = 50
_FOLDS = 5
_LEAST_ROWS = 40
"""Customer-years a model is learned from at the least."""
Z = 1.2815515655446004
"""One-sided 10 %: the ends of an 80 % interval."""
DETECTABLE = 2.8
"""Effects of so many standard errors are found in four cases of five: both conditions of the verdict together, by simulation."""


@dataclass(frozen=True, slots=True)
class Trials:
    """One row for each customer and past day looked from. Shapes (rows,), `known` (rows, features)."""

    customer: Array
    origin: Array
    """Years ago, whole; a larger one is earlier."""
    known: Array
    """What the usual model looks at."""
    size: Array | None
    """Money of the year before, which the money of the year after is measured against; None: staying."""
    extra: Array
    """What is tried."""
    outcome: Array
    """Money of the year after (not below zero), or 1 for a customer that stayed and 0 for one that was lost."""
    horizon: int = 1
    """Years from the day looked from until the outcome is known."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the trials showed. Effects are of one standard deviation of what is tried, on the scale of the link."""

    rows: int
    customers: int
    origins: int
    is_rolling: bool
    effect: float
    low: float
    high: float
    detectable: float
    gain: float
    """Part of the deviance of the usual model that what is tried takes away, on rows not learned from."""
    gain_low: float
    gain_high: float
    predicted: tuple[Array, Array, Array]
    """Of the usual model, of the usual with what is tried, and of what is tried alone."""
    tested: Array
    """The rows they are of."""
    only_gain: float
    """The same of the usual model with what is tried, against what is tried alone."""
    only_low: float
    only_high: float


def fit(design: Array, outcome: Array, offset: Array, *, is_money: bool) -> Array:
    """Return intercept and slopes; `design` has no column of ones and is standardised. Newton steps with a ridge on the slopes."""
    rows = np.column_stack([np.ones(len(design)), design])
    penalty = np.full(rows.shape[1], _RIDGE)
    penalty[0] = 1e-9
    slopes = np.zeros(rows.shape[1])
    start = np.clip(outcome.mean(), 1e-6, None)
    slopes[0] = (
        np.log(start) - float(np.average(offset))
        if is_money
        else float(np.log(start / np.clip(1 - outcome.mean(), 1e-6, None)))
    )
    value = _objective(rows, slopes, outcome, offset, penalty, is_money=is_money)
    for _ in range(_STEPS):
        mean = _mean(rows @ slopes + offset, is_money=is_money)
        if is_money:
            pull = (outcome - mean) * mean ** (1 - POWER)
            weight = mean ** (2 - POWER)  # expected, so that the table stays positive
        else:
            pull, weight = outcome - mean, mean * (1 - mean)
        slope = rows.T @ pull - penalty * slopes
        table = (rows * weight[:, None]).T @ rows + np.diag(penalty)
        move = np.linalg.solve(table, slope)
        step = 1.0
        while step > 1e-4:  # noqa: PLR2004 - a step that small changes nothing
            tried = slopes + step * move
            fresh = _objective(rows, tried, outcome, offset, penalty, is_money=is_money)
            if fresh <= value + 1e-12:
                break
            step /= 2
        else:
            break
        done = value - fresh < 1e-9 * (1 + abs(value))
        slopes, value = tried, fresh
        if done:
            break
    return np.asarray(slopes)


def _mean(line: Array, *, is_money: bool) -> Array:
    if is_money:
        return np.asarray(np.exp(np.clip(line, -30, 30)))
    return np.asarray(1 / (1 + np.exp(-np.clip(line, -30, 30))))


def _objective(rows: Array, slopes: Array, outcome: Array, offset: Array, penalty: Array, *, is_money: bool) -> float:  # fmt: skip
    mean = _mean(rows @ slopes + offset, is_money=is_money)
    return float(deviance(outcome, mean, is_money=is_money).sum() / 2 + (penalty * slopes**2).sum() / 2)


def deviance(outcome: Array, mean: Array, *, is_money: bool) -> Array:
    """Return twice the log-likelihood a row loses against a perfect forecast; shape of the arguments.

    Formula: money, Tweedie of power p: 2 (y^(2-p) / ((1-p)(2-p)) - y m^(1-p) / (1-p) + m^(2-p) / (2-p)); staying: -2 ln of the
    probability of what happened.
    """
    if is_money:
        p = POWER
        return np.asarray(
            2 * (outcome ** (2 - p) / ((1 - p) * (2 - p)) - outcome * mean ** (1 - p) / (1 - p) + mean ** (2 - p) / (2 - p))
        )  # fmt: skip
    held = np.clip(mean, 1e-9, 1 - 1e-9)
    return np.asarray(-2 * (outcome * np.log(held) + (1 - outcome) * np.log(1 - held)))


def _parts(trials: Trials, rng: np.random.Generator) -> tuple[list[tuple[Array, Array]], bool]:
    """Return pairs of rows to learn from and rows to be tried on.

    Rolling: the rows of a day are tried with what was learned from earlier days whose outcome was known by then. Where the past is
    too short for that, customers are dealt into five parts, and each is tried with what the others teach.
    """
    rolling = []
    for origin in np.unique(trials.origin):
        learned = trials.origin >= origin + trials.horizon
        if learned.sum() >= _LEAST_ROWS and _is_mixed(trials, learned):
            rolling.append((np.flatnonzero(learned), np.flatnonzero(trials.origin == origin)))
    tried = sum(len(t) for _, t in rolling)
    if rolling and tried >= len(trials.customer) / 2:
        return rolling, True
    people, place = np.unique(trials.customer, return_inverse=True)
    fold = rng.permutation(len(people)) % _FOLDS
    parts = [(np.flatnonzero(fold[place] != f), np.flatnonzero(fold[place] == f)) for f in range(_FOLDS)]
    return [(learned, t) for learned, t in parts if len(t) and _is_mixed(trials, np.isin(np.arange(len(place)), learned))], False  # fmt: skip


def _is_mixed(trials: Trials, rows: Array) -> bool:
    """Say whether both outcomes occur; money always does."""
    if trials.size is not None:
        return bool(trials.outcome[rows].sum() > 0)
    kept = trials.outcome[rows].mean() if rows.any() else 0.0
    return bool(0 < kept < 1)


def try_extra(trials: Trials, *, seed: int, draws: int) -> Finding | None:
    """Try what is `extra` beyond what is `known`; None where no part can be learned from and tried.

    Every figure rests on rows the models were not fitted to. Effect: one step of the score, b = sum of e (y - m) m^(1-p) / sum of e^2
    m^(2-p) (staying: e (y - m), e^2 m (1 - m)), m foreseen by the usual model, e the extra less what the known explains of it, in
    standard deviations of the extra. Intervals: 80 %, customers drawn again with all their rows.
    """
    rng = np.random.default_rng(seed)
    is_money = trials.size is not None
    spread = trials.extra.std()
    if spread <= 0 or len(trials.extra) < _LEAST_ROWS:
        return None
    extra = (trials.extra - trials.extra.mean()) / spread
    around = trials.known - trials.known.mean(axis=0)
    width = around.std(axis=0)
    known = around[:, width > 0] / width[width > 0]
    unit = float(trials.size.mean()) if trials.size is not None else 1.0
    outcome = trials.outcome / unit
    offset = np.log(np.clip(trials.size / unit, 1e-9, None)) if trials.size is not None else np.zeros(len(extra))  # fmt: skip
    nothing = np.zeros(len(extra))
    designs = (
        (known, offset),
        (np.column_stack([known, extra]), offset),
        (extra[:, None], nothing),
    )
    predicted = [np.full(len(extra), np.nan) for _ in designs]
    parts, is_rolling = _parts(trials, rng)
    for learned, tried in parts:
        for model, (design, about) in enumerate(designs):
            slopes = fit(design[learned], outcome[learned], about[learned], is_money=is_money)
            predicted[model][tried] = _mean(slopes[0] + design[tried] @ slopes[1:] + about[tried], is_money=is_money)  # fmt: skip
    tested = np.flatnonzero(~np.isnan(predicted[0]))
    if not len(tested):
        return None
    usual, more, alone = (p[tested] for p in predicted)
    seen = outcome[tested]
    weight = usual ** (2 - POWER) if is_money else usual * (1 - usual)
    own = _left_over(extra[tested], known[tested], weight)
    pull = own * (seen - usual) * (usual ** (1 - POWER) if is_money else 1.0)
    force = own**2 * weight
    losses = [deviance(seen, mean, is_money=is_money) for mean in (usual, more, alone)]
    people, place = np.unique(trials.customer[tested], return_inverse=True)

    def summed(values: Array) -> Array:
        return np.bincount(place, weights=values, minlength=len(people))

    table = np.column_stack([summed(v) for v in (pull, force, *losses)])
    drawn = _draws(table, draws, rng)
    whole = table.sum(axis=0)
    effects = drawn[:, 0] / drawn[:, 1]
    edges = 0.10, 0.90
    low, high = np.quantile(effects, edges)
    gains = np.quantile((drawn[:, 2] - drawn[:, 3]) / drawn[:, 2], edges)
    only = np.quantile((drawn[:, 4] - drawn[:, 3]) / drawn[:, 4], edges)
    return Finding(
        rows=len(tested), customers=len(people), origins=len(np.unique(trials.origin[tested])), is_rolling=is_rolling,
        effect=float(whole[0] / whole[1]), low=float(low), high=float(high), detectable=DETECTABLE * float(effects.std(ddof=1)),
        gain=float((whole[2] - whole[3]) / whole[2]), gain_low=float(gains[0]), gain_high=float(gains[1]),
        predicted=(usual * unit, more * unit, alone * unit), tested=tested,
        only_gain=float((whole[4] - whole[3]) / whole[4]), only_low=float(only[0]), only_high=float(only[1]),
    )  # fmt: skip


def _left_over(extra: Array, known: Array, weight: Array) -> Array:
    """Return what the known features, with these weights, leave unexplained of the extra."""
    rows = np.column_stack([np.ones(len(extra)), known])
    table = (rows * weight[:, None]).T @ rows + 1e-9 * np.eye(rows.shape[1])
    return np.asarray(extra - rows @ np.linalg.solve(table, rows.T @ (weight * extra)))


def _draws(table: Array, draws: int, rng: np.random.Generator) -> Array:
    """Sum the rows of customers drawn again with replacement; shape (draws, columns)."""
    count = len(table)
    found = np.empty((draws, table.shape[1]))
    size = max(1, 2_000_000 // max(count, 1))
    for begin in range(0, draws, size):
        end = min(begin + size, draws)
        taken = rng.multinomial(count, np.full(count, 1 / count), size=end - begin)
        found[begin:end] = taken @ table
    return found


def rank_share(score: Array, is_one: Array) -> float:
    """Return how often a one scores above a zero, ties half (C-index of two outcomes); NaN without both."""
    ones, zeros = score[is_one], np.sort(score[~is_one])
    if not len(ones) or not len(zeros):
        return float("nan")
    below = np.searchsorted(zeros, ones, side="left") + np.searchsorted(zeros, ones, side="right")
    return float(below.mean() / 2 / len(zeros))
