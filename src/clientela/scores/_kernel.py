"""The kernel of every score: a point, what it rests on, and bounds that hold whatever the missing criteria are.

All functions are pure; arrays are (customers, criteria) unless said otherwise. Scores lie in 0..10, weights are non-negative.
A criterion of a customer is observed (`observed`), or narrowed to an interval wider than what counts as an observation, or missing
(interval 0..10). A criterion that does not apply has weight 0 for that customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]
TOP = 10.0
_DIGITS = 9
_TIE = 1e-9
"""What arithmetic may add to a score that lies exactly on the threshold."""
_CHUNK = 2048
UNDETERMINED, LOW, HIGH = 0, -1, 1


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one axis. Shapes (customers,)."""

    point: Array
    """NaN where too little is known to publish one."""
    known: Array
    """Mean of what is known, published or not; NaN without anything."""
    low: Array
    high: Array
    coverage: Array
    """0..1, part of the applicable weight that is observed."""
    confidence: Array
    """0..1, weight x confidence of what is observed / applicable weight."""
    observed_count: Array


def fill_known(weights: Array, score: Array, low: Array, high: Array, observed: Array) -> tuple[Array, Array]:
    """Return the scores with narrowed criteria filled in, and a mask of what is then there.

    Formula: a criterion known to lie in [a, b] takes the mean of the observed ones, moved into [a, b]; without any observed one nothing is
    filled in. So the mean stays inside the bounds.
    """
    seen = observed & (weights > 0)
    weight = np.where(seen, weights, 0.0)
    total = weight.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(total > 0, (weight * np.where(seen, score, 0.0)).sum(axis=1) / total, np.nan)
    narrowed = ~observed & (weights > 0) & ((low > 0) | (high < TOP)) & (total > 0)[:, None]
    filled = np.where(seen, score, 0.0)
    filled = np.where(narrowed, np.clip(np.nan_to_num(mean)[:, None], low, high), filled)
    return filled, seen | narrowed


def score_axis(
    weights: Array, score: Array, low: Array, high: Array, observed: Array, confidence: Array, *,
    mandatory: Sequence[Array] = (), least_coverage: float = 0.60,
) -> Scores:  # fmt: skip
    """Return point, coverage, sharp bounds and confidence of every customer.

    Formula, over the applicable weight W: point = sum(w·s of the known) / sum(w of the known); coverage = sum(w of the observed) / W;
    low = sum(w·a) / W and high = sum(w·b) / W with [a, b] the interval of each criterion, 0..10 where it is missing;
    confidence = sum(w·c of the observed) / W. The point is published from `least_coverage` on and when of each group of `mandatory`
    (masks over the criteria) one that applies is observed. Bounds are those of partial identification (Manski 2003); golden vector 14.3-i.

    Shapes: all (customers, criteria); the results (customers,). `weights` is 0 where a criterion does not apply.
    """
    total = weights.sum(axis=1)
    some = total > 0
    whole = np.where(some, total, 1.0)
    seen = observed & (weights > 0)
    filled, there = fill_known(weights, score, low, high, observed)
    weight = np.where(there, weights, 0.0)
    there_total = weight.sum(axis=1)
    known = np.where(
        there_total > 0, (weight * filled).sum(axis=1) / np.where(there_total > 0, there_total, 1.0), np.nan
    )
    coverage = np.where(seen, weights, 0.0).sum(axis=1) / whole
    least = (weights * low).sum(axis=1) / whole
    most = (weights * high).sum(axis=1) / whole
    published = np.round(coverage, _DIGITS) >= least_coverage
    for group in mandatory:
        applies = (weights[:, group] > 0).any(axis=1)
        published &= ~applies | seen[:, group].any(axis=1)
    known = np.round(known, _DIGITS)
    return Scores(
        point=np.where(published & some, known, np.nan),
        known=known,
        low=np.where(some, np.round(least, _DIGITS), 0.0),
        high=np.where(some, np.round(most, _DIGITS), TOP),
        coverage=np.where(some, np.round(coverage, _DIGITS), 0.0),
        confidence=np.where(
            some, np.round(np.where(seen, weights * confidence, 0.0).sum(axis=1) / whole, _DIGITS), 0.0
        ),
        observed_count=seen.sum(axis=1),
    )


def sharp_sides(scores: Scores, threshold: float) -> Array:
    """Return 1 where the score is high whatever is missing, -1 where it is low, 0 where that is open or nothing is observed.

    Formula: high when low bound >= h; low when high bound < h. Shape (customers,).
    """
    some = scores.observed_count > 0
    return np.where(
        some & (scores.low >= threshold), HIGH, np.where(some & (scores.high < threshold), LOW, UNDETERMINED)
    )


def point_sides(point: Array, threshold: float) -> Array:
    """Return the side of published points: 1 from the threshold on, -1 below, 0 without a point. Shape (customers,)."""
    return np.where(np.isnan(point), UNDETERMINED, np.where(np.nan_to_num(point) >= threshold, HIGH, LOW))


def hold_sides(points: Array, sharp: Array, *, threshold: float, hysteresis: float) -> Array:
    """Return the side held at the last column of a fixed grid of days; a function of the grid alone, never of an earlier run.

    `points`, `sharp`: (customers, days), points NaN where none is published. A side once held is left when the bounds leave no doubt
    or the point passes the threshold by `hysteresis`; a day without either keeps it. The first side is that of the bounds, else of the point.
    """
    held = np.zeros(len(points), dtype=np.int64)
    for day in range(points.shape[1]):
        point, sure = points[:, day], sharp[:, day]
        plain = point_sides(point, threshold)
        clear = np.where(
            np.abs(np.nan_to_num(point, nan=threshold) - threshold) >= hysteresis, plain, UNDETERMINED
        )
        moved = np.where(sure != UNDETERMINED, sure, np.where(held == UNDETERMINED, plain, clear))
        held = np.where(moved != UNDETERMINED, moved, held)
    return held


def draw_weights(weights: Array, *, draws: int, concentration: float, seed: int) -> Array:
    """Draw sets of weights around the given ones. `weights` (criteria,); result (draws, criteria), each adding up to 1.

    Formula: Dirichlet with parameters concentration · w / sum(w). Errors: ValueError when no weight is above zero.
    """
    if not (weights > 0).any():
        raise ValueError("no weight is above zero")
    found = np.zeros((draws, len(weights)))
    use = weights > 0
    found[:, use] = np.random.default_rng(seed).dirichlet(
        concentration * weights[use] / weights[use].sum(), size=draws
    )
    return found


def drawn_sides(centred: Array, drawn: Array) -> Array:
    """Say for every customer and draw whether the score is high; packed bits, (customers, ceil(draws / 8)).

    `centred` (customers, criteria): factor x (score - threshold) of what is known, 0 of the rest, the factor being the customer's own
    weight / the usual one; `drawn` (draws, criteria). Formula: sum(w·s) / sum(w) >= h exactly when sum(w·(s - h)) >= 0, so one matrix
    product decides all draws.
    """
    turned = np.ascontiguousarray(drawn.T)
    found = np.empty((len(centred), (len(drawn) + 7) // 8), dtype=np.uint8)
    space = np.empty((min(_CHUNK, len(centred)), len(drawn)))
    for start in range(0, len(centred), _CHUNK):
        rows = centred[start : start + _CHUNK]
        product = np.matmul(rows, turned, out=space[: len(rows)])
        found[start : start + len(rows)] = np.packbits(product >= -_TIE, axis=1)
    return found


def count_drawn(bits: Sequence[Array], wanted: Sequence[Array], draws: int) -> Array:
    """Count the draws in which every axis lies on the wanted side. `bits`: of `drawn_sides`; `wanted`: True for high, (customers,)."""
    both = np.full_like(bits[0], 0xFF)
    for packed, high in zip(bits, wanted, strict=True):
        both &= packed ^ np.where(high, 0, 0xFF).astype(np.uint8)[:, None]
    if draws % 8:
        both[:, -1] &= np.uint8(0xFF << (8 - draws % 8) & 0xFF)
    return np.asarray(np.bitwise_count(both).sum(axis=1, dtype=np.int64))


def open_questions(
    weights: Array,
    filled: Array,
    there: Array,
    low: Array,
    high: Array,
    observed: Array,
    published: Array,
    *,
    threshold: float,
) -> Array:
    """Say which criteria could flip the class of a customer if they were asked; (customers, criteria).

    Nobody whose bounds are decided needs to be asked. Where a score is published a criterion that is not observed flips the side when its
    lowest and its highest possible value put the mean of what is then known on different sides; where none is published (`published` False,
    (customers,)) every answer brings the customer nearer to a class.
    """
    total = weights.sum(axis=1)
    whole = np.where(total > 0, total, 1.0)[:, None]
    least, most = (weights * low).sum(axis=1)[:, None], (weights * high).sum(axis=1)[:, None]
    is_open = (least < threshold * whole) & (most >= threshold * whole) & (total > 0)[:, None]
    seen = np.where(there, weights, 0.0)
    others = seen.sum(axis=1)[:, None] - seen
    summed = (seen * filled).sum(axis=1)[:, None] - seen * filled
    # sum(w·s) >= h·sum(w), without a division
    at_low = summed + weights * low >= threshold * (others + weights)
    at_high = summed + weights * high >= threshold * (others + weights)
    return np.asarray(~observed & (weights > 0) & is_open & (~published[:, None] | (at_low != at_high)))
