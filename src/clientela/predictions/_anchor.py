"""The purchase models as an anchor: how many purchases each customer makes in slices of days ahead, by drawn futures.

Shapes: (customers, slices) and (customers, slices, draws). Rates and lifetimes are drawn from what the model knows of each
customer (BG/NBD, Pareto/NBD); means and probabilities are averages of exact conditional values, so that drawing adds little
error; counts and money (Gamma-Gamma) are drawn once more. Regular ordering (MBG/CNBD-k) has closed forms and is not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.predictions._beta_geometric import BetaGeometric, fit_beta_geometric, fit_regular
from clientela.predictions._histories import read_histories
from clientela.predictions._pareto import Pareto, fit_pareto_base
from clientela.predictions._prior import (
    CONTRASTS,
    Prior,
    beta_geometric_prior,
    learned_prior,
    pareto_prior,
    spend_prior,
)
from clientela.predictions._spend import Spend, fit_spend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.predictions._clock import Clock
    from clientela.predictions._days import Floats, Recency

_FIT_ROWS = 50_000
FEW = 100
"""Customers below which other companies are asked."""
_LEAST_SHAPE = 0.2
_NO_SPEND = Spend(p=2.0, q=3.0, v=1.0)


@dataclass(frozen=True)
class Models:
    """The purchase models of one base at one origin."""

    seen: Recency
    bgnbd: BetaGeometric
    pareto: Pareto
    regular: BetaGeometric
    spend: Spend
    clock: Clock | None = None
    """Tells operational days; None for those of the calendar."""


@dataclass(frozen=True)
class Ahead:
    """What a model says of slices ahead: mean purchases and P(at least one), and drawn counts and money."""

    mean: Floats
    active: Floats
    counts: Floats
    money: Floats


def _priors(customers: int) -> dict[str, Prior | None]:
    """Return what few customers are drawn towards: the usual company; more of them only away from the impossible.

    The usual company of a simulation is narrower than real ones: with it a wholesaler of 1,300 customers was forecast 19 % too low
    for three years, without it 6 %; at 45 customers it takes 2 % off the errors of the median and 1 % off the Brier score.
    """
    if customers < FEW:
        return {name: learned_prior(name) for name in CONTRASTS}
    leaving = beta_geometric_prior()
    return {"beta_geometric": leaving, "regular": leaving, "pareto": pareto_prior(), "spend": spend_prior()}


def fit_models(seen: Recency, *, seed: int, is_pooled: bool) -> Models:
    """Fit by maximum likelihood, a large base by a random part of it; `is_pooled`: with priors, under `FEW` customers those that simulated companies taught."""
    use = np.flatnonzero(seen.is_known)
    if len(use) > _FIT_ROWS:
        use = np.random.default_rng(seed).choice(use, _FIT_ROWS, replace=False)
    if not len(use):
        nobody = BetaGeometric(r=1.0, alpha=365.0, a=1.0, b=10.0)
        return Models(seen, nobody, Pareto(r=1.0, alpha=365.0, s=1.0, beta=3650.0), nobody, _NO_SPEND)
    base = read_histories(
        seen.repeats[use], seen.last[use], seen.age[use], log_gaps=float(seen.log_gaps[use].sum())
    )
    prior = _priors(len(use)) if is_pooled else dict.fromkeys(CONTRASTS)
    spent = use[(seen.spent_days[use] > 0) & (seen.spend[use] > 0)]
    money = _NO_SPEND
    if len(spent) > 1 and np.ptp(seen.spend[spent]) > 0:
        money = fit_spend(seen.spent_days[spent], seen.spend[spent], prior=prior["spend"] or spend_prior())
    elif len(spent):
        money = Spend(p=2.0, q=3.0, v=float(seen.spend[spent].mean()))
    return Models(
        seen, fit_beta_geometric(base, k=1, modified=False, prior=prior["beta_geometric"]), fit_pareto_base(base, prior=prior["pareto"]),
        fit_regular(base, prior=prior["regular"]), money,
    )  # fmt: skip


def mean_spend(models: Models) -> Floats:
    """Expected revenue of a purchase day (Gamma-Gamma posterior mean)."""
    spend, n = models.spend, models.seen.spent_days
    return np.asarray(
        spend.p * (spend.v + n * models.seen.spend) / np.maximum(spend.p * n + spend.q - 1, _LEAST_SHAPE)
    )


def look_ahead(
    models: Models, kind: str, slices: Sequence[tuple[float, float]], *, draws: int, seed: int
) -> Ahead:
    """Draw each customer's rate, end and purchases of every slice of days (start, end] after the origin.

    `kind`: "bgnbd" or "pareto".
    """
    rng = np.random.default_rng(seed)
    seen = models.seen
    count = len(seen.repeats)
    shape, shape2 = (count, draws), (count, len(slices), draws)
    x, age = seen.repeats[:, None], seen.age[:, None]
    may_leave_by_order = kind == "bgnbd"
    model = models.bgnbd if may_leave_by_order else models.pareto
    alive = np.where(
        seen.is_known, np.clip(model.alive_probability(seen.repeats, seen.last, seen.age), 0, 1), 0.0
    )
    rate = rng.standard_gamma(np.broadcast_to(model.r + x, shape)) / (model.alpha + age)
    if may_leave_by_order:
        hazard = rate * rng.beta(models.bgnbd.a, np.broadcast_to(models.bgnbd.b + x, shape))
    else:
        hazard = rng.standard_gamma(models.pareto.s, shape) / (models.pareto.beta + age)
    end = rng.standard_exponential(shape) / np.maximum(hazard, 1e-300)
    lives = rng.random(shape) < alive[:, None]
    mean, active = np.zeros((count, len(slices))), np.zeros((count, len(slices)))
    counts = np.zeros(shape2)
    for place, (a, b) in enumerate(slices):
        lived = np.clip(end, a, b) - a
        risk = np.maximum(hazard, 1e-12)
        expected = rate * np.exp(-hazard * a) * -np.expm1(-risk * (b - a)) / risk
        mean[:, place] = alive * expected.mean(axis=1)
        chance = (
            np.exp(-hazard * a) * -np.expm1(-rate * (b - a))
            if may_leave_by_order
            else -np.expm1(-rate * lived)
        )
        active[:, place] = alive * chance.mean(axis=1)
        counts[:, place] = rng.poisson(np.where(lives, rate * lived, 0.0))
    spend, n = models.spend, seen.spent_days[:, None]
    scale = rng.standard_gamma(np.broadcast_to(spend.p * n + spend.q, shape)) / (
        spend.v + n * seen.spend[:, None]
    )
    money = np.where(
        counts > 0, rng.standard_gamma(np.maximum(spend.p * counts, 1e-9)) / scale[:, None, :], 0.0
    )
    return Ahead(mean, active, counts, money)


def look_regular(models: Models, start: float, end: float) -> tuple[Floats, Floats]:
    """Return mean purchases and P(at least one) in (start, end] by MBG/CNBD-k, in closed form."""
    seen, model = models.seen, models.regular
    known = (seen.repeats, seen.last, seen.age)
    until = model.expected_orders(*known, np.array(float(end)))
    before = model.expected_orders(*known, np.array(float(start))) if start else 0.0
    active = model.active_probability(*known, np.array(float(start)), np.array(float(end)))
    return (
        np.where(seen.is_known, np.maximum(until - before, 0), 0.0), np.where(seen.is_known, np.clip(active, 0, 1), 0.0),
    )  # fmt: skip
