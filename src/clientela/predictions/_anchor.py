"""The purchase models as an anchor: how many purchases each customer makes in slices of days ahead, by drawn futures.

Shapes: (customers, slices) and (customers, slices, draws). BG/NBD (Fader, Hardie & Lee 2005), Pareto/NBD (Schmittlein,
Morrison & Colombo 1987), spend by Gamma-Gamma (Fader, Hardie & Lee 2005b). Probabilities and means are averages over drawn
rates and lifetimes of exact conditional values, so their error from drawing is small; counts are drawn once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, gammaln, hyp2f1

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.predictions._days import Floats, Recency

Kind = Literal["bgnbd", "pnbd"]
WEEK = 7.0
_BOUND = 12.0
_FIT_ROWS = 20_000
_PULL = 0.02
"""Pull of each log parameter towards 0 (weeks), in units of log-likelihood: decides only where the data do not."""


@dataclass(frozen=True)
class Anchor:
    """A purchase model fitted to one base. `parameters`: r, alpha and a, b (BG/NBD) or s, beta (Pareto/NBD); weeks."""

    kind: Kind
    parameters: Floats
    spend: Floats
    """p, q, gamma of Gamma-Gamma."""


@dataclass(frozen=True)
class Ahead:
    """What an anchor says of slices ahead: mean purchases and P(at least one), and drawn counts and money."""

    mean: Floats
    active: Floats
    counts: Floats
    money: Floats
    mean_spend: Floats
    """Expected revenue of one purchase day, shape (customers,)."""


def _log_bg(theta: Floats, x: Floats, t_x: Floats, age: Floats) -> Floats:
    r, alpha, a, b = np.exp(theta)
    start = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    start += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    alive = -(r + x) * np.log(alpha + age)
    with np.errstate(divide="ignore"):
        gone = np.where(
            x > 0, np.log(a) - np.log(np.maximum(b + x - 1, 1e-300)) - (r + x) * np.log(alpha + t_x), -np.inf
        )
    return np.asarray(start + np.logaddexp(alive, gone))


def _log_tail(big: Floats | float, small: Floats | float, alpha: float, beta: float, t: Floats) -> Floats:
    """Log of the integral from t of (alpha + y)^-big (beta + y)^-small, by 2F1 of an argument in [0, 1)."""
    if alpha <= beta:
        lead, other, first, second = big, small, alpha, beta
    else:
        lead, other, first, second = small, big, beta, alpha
    z = (second - first) / (second + t)
    series = hyp2f1(1.0, other, np.asarray(lead) + other, z)
    return np.asarray(
        -(np.asarray(lead) - 1) * np.log(first + t)
        - other * np.log(second + t)
        - np.log(np.asarray(big) + small - 1)
        + np.log(series)
    )


def _log_pareto(theta: Floats, x: Floats, t_x: Floats, age: Floats) -> tuple[Floats, Floats]:
    """Return the log-likelihood and the log of the part of it that is alive."""
    r, alpha, s, beta = np.exp(theta)
    start = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    later = np.log(r + x) + _log_tail(r + x + 1, s, alpha, beta, age)
    since = np.log(s) + _log_tail(r + x, s + 1, alpha, beta, t_x)
    alive = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    return start + np.logaddexp(later, since), start + alive


def _fit(kind: Kind, x: Floats, t_x: Floats, age: Floats, weight: Floats) -> Floats:
    def loss(theta: Floats) -> float:
        if np.abs(theta).max() > _BOUND:
            return 1e12 * float(np.abs(theta).max())
        with np.errstate(all="ignore"):
            value = _log_bg(theta, x, t_x, age) if kind == "bgnbd" else _log_pareto(theta, x, t_x, age)[0]
            total = -float((weight * value).sum()) + _PULL * float((theta**2).sum())
        return total if np.isfinite(total) else 1e12

    rate = (x.mean() + 0.5) / (age.mean() + 1)
    thirds = (
        (3.0, 30.0) if kind == "bgnbd" else (20.0, 2000.0)
    )  # a base that loses many, and one that loses none
    tries = [
        minimize(loss, np.log([1.0, 1.0 / max(rate, 1e-6), 0.8, third]), method="L-BFGS-B", bounds=[(-_BOUND, _BOUND)] * 4)
        for third in thirds
    ]  # fmt: skip
    return np.asarray(min(tries, key=lambda found: found.fun).x)


def _fit_spend(count: Floats, mean: Floats) -> Floats:
    use = (count > 0) & (mean > 0)
    n, z = count[use], mean[use]
    scale = float(np.median(z)) if len(z) else 1.0
    z = z / scale if len(z) else z

    def loss(theta: Floats) -> float:
        p, q, g = np.exp(theta)
        value = (
            gammaln(p * n + q)
            - gammaln(p * n)
            - gammaln(q)
            + q * np.log(g)
            + (p * n - 1) * np.log(z)
            + p * n * np.log(n)
        )
        value -= (p * n + q) * np.log(g + n * z)
        return -float(value.sum()) + 0.05 * float(
            (theta - np.log([2.0, 3.0, 2.0])) @ (theta - np.log([2.0, 3.0, 2.0]))
        )

    found = minimize(loss, np.log([2.0, 3.0, 2.0]), method="L-BFGS-B", bounds=[(-5, 6), (0.05, 6), (-6, 9)])
    p, q, g = np.exp(found.x)
    return np.array([p, q, g * scale])


def fit_anchor(kind: Kind, seen: Recency, *, seed: int) -> Anchor:
    """Fit by maximum likelihood; equal rows are counted once, a large base by a random part of it."""
    use = np.flatnonzero(seen.is_known)
    rows = np.column_stack([seen.repeats[use], seen.last[use], seen.age[use]])
    if len(rows) > _FIT_ROWS:
        rows = rows[np.random.default_rng(seed).choice(len(rows), _FIT_ROWS, replace=False)]
    if not len(rows):
        rows = np.zeros((1, 3))
    unique, weight = np.unique(rows, axis=0, return_counts=True)
    x, t_x, age = unique[:, 0], unique[:, 1] / WEEK, unique[:, 2] / WEEK
    parameters = np.exp(_fit(kind, x, t_x, age, weight.astype(np.float64)))
    return Anchor(kind, parameters, _fit_spend(seen.spent_days[use], seen.spend[use]))


def alive_probability(anchor: Anchor, seen: Recency) -> Floats:
    """P(still a customer at the origin); 0 for who has never bought."""
    x, t_x, age = seen.repeats, seen.last / WEEK, seen.age / WEEK
    theta = np.log(anchor.parameters)
    if anchor.kind == "bgnbd":
        r, alpha, a, b = anchor.parameters
        with np.errstate(divide="ignore"):
            odds = np.where(
                x > 0,
                np.log(a)
                - np.log(np.maximum(b + x - 1, 1e-300))
                + (r + x) * np.log((alpha + age) / (alpha + t_x)),
                -np.inf,
            )
        alive = expit(-odds)
    else:
        total, part = _log_pareto(theta, x, t_x, age)
        alive = np.exp(np.minimum(part - total, 0))
    return np.asarray(np.where(seen.is_known, alive, 0.0))


def mean_spend(anchor: Anchor, seen: Recency) -> Floats:
    """Expected revenue of a purchase day (Gamma-Gamma posterior mean)."""
    p, q, g = anchor.spend
    n = seen.spent_days
    return np.asarray(p * (g + n * seen.spend) / np.maximum(p * n + q - 1, 1e-9))


def look_ahead(
    anchor: Anchor, seen: Recency, slices: Sequence[tuple[int, int]], *, draws: int, seed: int
) -> Ahead:
    """Draw each customer's rate, end and purchases of every slice of days (start, end] after the origin."""
    rng = np.random.default_rng(seed)
    count = len(seen.repeats)
    shape, shape2 = (count, draws), (count, len(slices), draws)
    x, age = seen.repeats[:, None], seen.age[:, None] / WEEK
    alive = alive_probability(anchor, seen)
    r, alpha, c, d = anchor.parameters
    rate = rng.standard_gamma(np.broadcast_to(r + x, shape)) / (alpha + age)
    if anchor.kind == "bgnbd":
        hazard = rate * rng.beta(c, np.broadcast_to(d + x, shape))
    else:
        hazard = rng.standard_gamma(c, shape) / (d + age)
    end = rng.standard_exponential(shape) / np.maximum(hazard, 1e-300)
    lives = rng.random(shape) < alive[:, None]
    mean, active = np.zeros((count, len(slices))), np.zeros((count, len(slices)))
    counts = np.zeros(shape2)
    for place, (start, stop) in enumerate(slices):
        a, b = start / WEEK, stop / WEEK
        lived = np.clip(end, a, b) - a
        risk = np.maximum(hazard, 1e-12)
        expected = rate * np.exp(-hazard * a) * -np.expm1(-risk * (b - a)) / risk
        mean[:, place] = alive * expected.mean(axis=1)
        chance = 1 - np.exp(-rate * lived)
        if anchor.kind == "bgnbd":
            chance = np.exp(-hazard * a) * -np.expm1(-rate * (b - a))
        active[:, place] = alive * chance.mean(axis=1)
        counts[:, place] = rng.poisson(np.where(lives, rate * lived, 0.0))
    p, q, g = anchor.spend
    n = seen.spent_days[:, None]
    scale = rng.standard_gamma(np.broadcast_to(p * n + q, shape)) / (g + n * seen.spend[:, None])
    money = np.where(counts > 0, rng.standard_gamma(np.maximum(p * counts, 1e-9)) / scale[:, None, :], 0.0)
    return Ahead(mean, active, counts, money, mean_spend(anchor, seen))
