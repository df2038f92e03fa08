"""The methods every forecast is measured against: last horizon again, last year's season again, hiatus, purchase models, plain boosting.

Each returns a `Judged` for all customers, or None where the history does not allow it. Sources: Wuebben & Wangenheim 2008
(hiatus); Fader, Hardie & Lee 2005 and 2005b (BG/NBD, Gamma-Gamma); Schmittlein et al. 1987 (Pareto/NBD).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lightgbm
import numpy as np

from clientela.predictions._anchor import fit_models, look_ahead, mean_spend
from clientela.predictions._days import outcome, recency
from clientela.predictions._features import YEAR, features, window_sums
from clientela.predictions._scores import LEVELS, Judged

if TYPE_CHECKING:
    from clientela.predictions._anchor import Models
    from clientela.predictions._days import Floats, PurchaseDays

NAMES = ("naive", "seasonal_naive", "hiatus", "bgnbd", "pnbd", "boosting")
DRAWS = 400
SLICES = 8
_STEPS = 150


def _point(orders: Floats, revenue: Floats, active: Floats | None = None) -> Judged:
    likely = (orders > 0).astype(np.float64) if active is None else active
    return Judged(likely, orders, orders[:, None], revenue, revenue[:, None])


def naive(days: PurchaseDays, origin: int, horizon: int) -> Judged:
    """Last horizon again."""
    return _point(*window_sums(days, origin, horizon))


def seasonal_naive(days: PurchaseDays, origin: int, horizon: int) -> Judged | None:
    """The same days a year earlier again; None without a full year of them."""
    known = days.until(origin)
    if not len(known.day) or horizon >= YEAR or origin - YEAR < int(known.day.min()):
        return None
    return _point(*window_sums(known, origin - YEAR + horizon, horizon))


def hiatus(days: PurchaseDays, origin: int, horizon: int) -> Judged | None:
    """Still a customer below a number of days without a purchase, fitted one horizon earlier; then the own rate goes on."""
    known = days.until(origin)
    start = int(known.day.min()) if len(known.day) else origin
    if origin - horizon <= start:
        return None
    before, came = recency(known, origin - horizon), outcome(known, origin - horizon, 0, horizon)
    gap = (before.age - before.last)[before.is_known]
    truth = came.active[before.is_known]
    limits = np.unique(np.quantile(gap, np.linspace(0, 1, 41))) if len(gap) else np.zeros(1)
    right = [((gap <= limit) == (truth > 0)).mean() for limit in limits]
    limit = limits[int(np.argmax(right))]
    now = recency(known, origin)
    active = (now.is_known & (now.age - now.last <= limit)).astype(np.float64)
    rate = (now.repeats + 1) / np.maximum(now.age, horizon / 2) * horizon
    total = np.bincount(known.customer, known.revenue, known.customers)
    orders = active * rate
    return _point(orders, orders * np.maximum(total, 0) / np.maximum(now.repeats + 1, 1), active)


def purchase_model(models: Models, horizon: int, *, kind: str, seed: int, start: int = 0) -> Judged:
    """BG/NBD or Pareto/NBD with Gamma-Gamma, by maximum likelihood, as the packages have them; from `start` days ahead on."""
    ahead = look_ahead(models, kind, [(start, start + horizon)], draws=DRAWS, seed=seed)
    return Judged(
        ahead.active[:, 0], ahead.mean[:, 0], np.sort(ahead.counts[:, 0], axis=1), ahead.mean[:, 0] * mean_spend(models),
        np.sort(ahead.money[:, 0], axis=1),
    )  # fmt: skip


def boosting(days: PurchaseDays, origin: int, horizon: int, *, seed: int, threads: int = 1) -> Judged | None:
    """LightGBM on several past cuts with the usual features and settings; None without a past cut whose outcome is known."""
    known = days.until(origin)
    start = int(known.day.min()) if len(known.day) else origin
    step = max(horizon // 4, 14)
    origins = [origin - horizon - step * place for place in range(SLICES)]
    origins = [o for o in origins if o - start >= horizon // 2]
    if not origins:
        return None
    tables, orders, revenue = [], [], []
    for cut in origins:
        relative, raw = features(known, cut, horizon, start)
        use = recency(known, cut).is_known
        came = outcome(known, cut, 0, horizon)
        tables.append(np.hstack([relative, raw])[use])
        orders.append(came.orders[use])
        revenue.append(came.revenue[use])
    table, n, money = np.concatenate(tables), np.concatenate(orders), np.concatenate(revenue)
    relative, raw = features(known, origin, horizon, start)
    now = np.hstack([relative, raw])

    def fit(objective: str, truth: Floats, **more: float) -> Floats:
        options = {
            "objective": objective, "num_leaves": 31, "learning_rate": 0.05, "min_data_in_leaf": 20, "seed": seed, "verbosity": -1,
            "deterministic": True, "force_row_wise": True, "num_threads": threads,
        } | more  # fmt: skip
        return np.asarray(lightgbm.train(options, lightgbm.Dataset(table, truth), _STEPS).predict(now))

    scale = max(float(money.mean()), 1e-9)
    if n.sum() == 0 or money.sum() <= 0:
        return None

    def values(truth: Floats) -> Floats:
        heads = np.column_stack([fit("quantile", truth, alpha=level) for level in LEVELS])
        heads = np.maximum(np.sort(heads, axis=1), 0)
        return np.repeat(heads, [3, 4, 3], axis=1)

    seen = recency(known, origin).is_known
    active = fit("binary", (n > 0).astype(np.float64))
    mean, spent = fit("poisson", n), scale * fit("tweedie", np.maximum(money, 0) / scale)
    judged = Judged(
        active, mean, np.round(values(n)), spent, scale * values(money / scale),
    )  # fmt: skip
    return Judged(*(
        np.where(seen if part.ndim == 1 else seen[:, None], part, 0.0)
        for part in (judged.active, judged.orders, judged.orders_values, judged.revenue, judged.revenue_values)
    ))  # fmt: skip


def baselines(
    days: PurchaseDays, origin: int, horizon: int, *, seed: int, threads: int = 1
) -> dict[str, Judged]:
    """Return every baseline the history allows, by name."""
    known = days.until(origin)
    models = fit_models(recency(known, origin), seed=seed, is_pooled=False)
    made = {
        "naive": naive(known, origin, horizon),
        "seasonal_naive": seasonal_naive(known, origin, horizon),
        "hiatus": hiatus(known, origin, horizon),
        "bgnbd": purchase_model(models, horizon, kind="bgnbd", seed=seed),
        "pnbd": purchase_model(models, horizon, kind="pareto", seed=seed),
        "boosting": boosting(known, origin, horizon, seed=seed, threads=threads),
    }
    return {name: judged for name, judged in made.items() if judged is not None}


def simple_baselines(
    days: PurchaseDays, origin: int, start: int, end: int, *, seed: int
) -> dict[str, Judged]:
    """Return the baselines that cost little, of the slice (start, end] of days ahead: every one but boosting.

    For a later slice the naive ones say the same as for the first: nobody would know better.
    """
    known, horizon = days.until(origin), end - start
    models = fit_models(recency(known, origin), seed=seed, is_pooled=False)
    made = {
        "naive": naive(known, origin, horizon),
        "seasonal_naive": seasonal_naive(known, origin, horizon),
        "hiatus": hiatus(known, origin, horizon),
        "bgnbd": purchase_model(models, horizon, kind="bgnbd", seed=seed, start=start),
        "pnbd": purchase_model(models, horizon, kind="pareto", seed=seed, start=start),
    }
    return {name: judged for name, judged in made.items() if judged is not None}
