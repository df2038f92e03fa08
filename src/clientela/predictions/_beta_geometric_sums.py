"""Log-likelihood of the beta-geometric family with its exact first and second derivatives, over a whole base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.predictions._special import digamma, log_gamma, trigamma

if TYPE_CHECKING:
    from clientela.predictions._histories import Histories, Rows
    from clientela.predictions._newton import Evaluation

Array = np.ndarray[Any, Any]
BLOCK = 8192
"""Rows taken at a time, so that what is computed of them stays in the cache."""
NAMES = ("r", "alpha", "a", "b")
SUMS = 18
"""What the rows are asked for: the value, 7 sums by the share of the dead, 10 of its spread (lower triangle)."""


def count_part(parameters: Array, counts: tuple[Array, Array], k: int, modified: int) -> Evaluation:
    """Return what depends on the frequencies alone: ln[(r)_kx alpha^r B(a, b + x + modified) / B(a, b)], summed."""
    r, alpha, a, b = parameters
    x, weight = counts
    total = float(weight.sum())
    stages, stays = k * x.astype(np.float64), x + float(modified)
    gradient, hessian = np.zeros(4), np.zeros((4, 4))
    everything = np.array([r, b, a + b])
    lg, dg, tg = log_gamma(everything), digamma(everything), trigamma(everything)
    rx, bx, abx = r + stages, b + stays, a + b + stays
    value = float(weight @ (log_gamma(rx) + log_gamma(bx) - log_gamma(abx))) + total * (
        r * np.log(alpha) - lg[0] - lg[1] + lg[2]
    )
    gradient[0] = weight @ digamma(rx) + total * (np.log(alpha) - dg[0])
    gradient[1] = total * r / alpha
    both = total * dg[2] - weight @ digamma(abx)
    gradient[2] = both
    gradient[3] = weight @ digamma(bx) - total * dg[1] + both
    hessian[0, 0] = weight @ trigamma(rx) - total * tg[0]
    hessian[0, 1] = hessian[1, 0] = total / alpha
    hessian[1, 1] = -total * r / alpha**2
    both = total * tg[2] - weight @ trigamma(abx)
    hessian[2, 2] = hessian[2, 3] = hessian[3, 2] = both
    hessian[3, 3] = weight @ trigamma(bx) - total * tg[1] + both
    return value, gradient, hessian


def age_part(parameters: Array, k: int, times: Array, ages: tuple[Array, Array]) -> Evaluation:
    """Return what depends on age and frequency alone: -(r + k x) ln(alpha + T), summed."""
    r, alpha = parameters[:2]
    inverse, logs = 1 / (alpha + times), np.log(alpha + times)
    weight = ages[0]
    order = r * weight + k * ages[1]
    gradient, hessian = np.zeros(4), np.zeros((4, 4))
    gradient[0], gradient[1] = -(weight @ logs), -(order @ inverse)
    hessian[0, 1] = hessian[1, 0] = -(weight @ inverse)
    hessian[1, 1] = order @ inverse**2
    return float(-(order @ logs)), gradient, hessian


def row_sums(parameters: Array, k: int, modified: int, times: Array, rows: Rows) -> Evaluation:
    """Return what each row adds: ln[S + dead / alive], with S the chance that the next order is only late.

    With R = r + k x and y = (T - t) / (alpha + T): S = sum over j < k of (R)_j y^j / j!, and
    dead / alive = a / (b + x + modified - 1) ((alpha + T) / (alpha + t))^R. Source: Fader, Hardie and Lee 2005 (k = 1);
    Reutterer, Platzer and Schröder 2020 (any k).
    """
    r, alpha, a, b = parameters
    logs, inverse = np.log(alpha + times), 1 / (alpha + times)
    value, gradient, hessian = 0.0, np.zeros(4), np.zeros((4, 4))
    for first in range(0, len(rows), BLOCK):
        part = slice(first, first + BLOCK)
        x, age, last = rows.frequency[part], rows.age[part], rows.recency[part]
        weight = None if rows.weight is None else rows.weight[part]
        order = r + k * x
        inverse_age, inverse_last = inverse[age], inverse[last]
        by_r = logs[age] - logs[last]
        less = inverse_age - inverse_last
        by_alpha = order * less
        by_b = 1 / (b + (x + (modified - 1)))
        odds = order * by_r + np.log(a * by_b)
        slopes = np.stack([by_r, by_alpha, np.full(len(x), 1 / a), -by_b])
        if k > 1:
            late = _late(order, (times[age] - times[last]) * inverse_age, inverse_age, k)
            odds -= late[0]
            slopes[0] -= late[1]
            slopes[1] -= late[2]
        small = np.exp(-np.abs(odds))
        dead = np.where(odds >= 0, 1.0, small) / (1 + small)
        spread = small / (1 + small) ** 2
        each = np.maximum(odds, 0.0) + np.log1p(small)
        alive = 1 - dead
        if weight is not None:
            dead, spread, alive, each = dead * weight, spread * weight, alive * weight, each * weight
        value += float(each.sum())
        gradient += slopes @ dead
        hessian += (slopes * spread) @ slopes.T
        cross = dead @ less
        hessian[0, 1] += cross
        hessian[1, 0] += cross
        hessian[1, 1] -= dead @ (by_alpha * (inverse_age + inverse_last))
        hessian[2, 2] -= float(dead.sum()) / a**2
        hessian[3, 3] += dead @ by_b**2
        if k > 1:
            sure = np.ones(len(x)) if weight is None else weight
            value += float(sure @ late[0])
            # the share of the dead took the second derivatives of `odds`, in which those of S stand with a minus
            gradient[0] += sure @ late[1]
            gradient[1] += sure @ late[2]
            hessian[0, 0] += alive @ late[3]
            hessian[1, 1] += alive @ late[5]
            cross = alive @ late[4]
            hessian[0, 1] += cross
            hessian[1, 0] += cross
    return value, gradient, hessian


def _late(order: Array, y: Array, inverse_age: Array, k: int) -> tuple[Array, ...]:
    """Return ln S and its derivatives by r, alpha; rr, r alpha, alpha alpha.

    The terms of S are a distribution over the stages j passed: every derivative is a mean or a covariance under it.
    """
    term = np.ones_like(y)
    # own: the term times the sum H of 1 / (order + i); pair: the term times H^2 less the sum of their squares
    own, pair = np.zeros_like(y), np.zeros_like(y)
    total, stage, stage2 = term.copy(), np.zeros_like(y), np.zeros_like(y)
    h, h2, mixed = np.zeros_like(y), np.zeros_like(y), np.zeros_like(y)
    for j in range(1, k):
        part = y / j
        grown = part * (order + (j - 1))
        pair = pair * grown + 2 * own * part
        own = own * grown + term * part
        term = term * grown
        total += term
        stage += j * term
        stage2 += j * j * term
        h += own
        h2 += pair
        mixed += j * own
    stage, stage2, h, h2, mixed = (v / total for v in (stage, stage2, h, h2, mixed))
    return (
        np.log(total),
        h,
        -inverse_age * stage,
        h2 - h**2,
        -inverse_age * (mixed - h * stage),
        inverse_age**2 * (stage2 - stage**2 + stage),
    )


def evaluate_base(
    parameters: Array,
    histories: Histories,
    k: int,
    modified: int,
    parts: tuple[Any, Any, Rows],
    loops: Any = None,
) -> Evaluation:
    """Return log-likelihood, gradient and second derivatives by r, alpha, a, b of a whole base.

    `parts`: what of the base does not change with the parameters: `counts()`, `ages()` and `single()`. `loops`: the compiled ones.
    """
    counts, ages, single = parts
    rows = histories.rows
    pieces = [
        count_part(parameters, counts, k, modified),
        age_part(parameters, k, histories.times, ages),
        loops.beta_geometric_sums(
            parameters, k, modified, histories.times, (rows.frequency, rows.recency, rows.age)
        )
        if loops is not None and rows.weight is None and len(rows)
        else row_sums(parameters, k, modified, histories.times, rows),
    ]
    if modified or k > 1:
        pieces.append(
            row_sums(parameters, k, modified, histories.times, single)
            if modified
            else _only_late(parameters, k, histories.times, single)
        )
    return (
        sum(p[0] for p in pieces),
        np.sum([p[1] for p in pieces], axis=0),
        np.sum([p[2] for p in pieces], axis=0),
    )


def _only_late(parameters: Array, k: int, times: Array, single: Rows) -> Evaluation:
    """Return ln S of customers with one order in the model in which none of them can have left."""
    gradient, hessian = np.zeros(4), np.zeros((4, 4))
    inverse = 1 / (parameters[1] + times[single.age])
    late = _late(np.full(len(single), parameters[0]), times[single.age] * inverse, inverse, k)
    sums = [float(single.weight @ part) for part in late]
    gradient[:2] = sums[1:3]
    hessian[:2, :2] = [[sums[3], sums[4]], [sums[4], sums[5]]]
    return sums[0], gradient, hessian
