"""Three years ahead on the wholesaler: learn to the end of 2014, judge any order in months 25-36 and the revenue of three years."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np
import sets

from clientela.predictions._anchor import fit_models, look_ahead
from clientela.predictions._days import outcome, recency
from clientela.predictions._features import YEAR, features, window_sums
from clientela.predictions._forecaster import forecast
from clientela.predictions._scores import auc
from clientela.predictions._slice import Options
from suite import FROZEN, load

if TYPE_CHECKING:
    from clientela.predictions._days import Floats, PurchaseDays

_BOOST = {"num_leaves": 31, "learning_rate": 0.05, "min_data_in_leaf": 20, "verbosity": -1, "deterministic": True,
          "force_row_wise": True, "num_threads": 1}  # fmt: skip


def _boosted(days: PurchaseDays, origin: int, start: int, end: int, seed: int) -> tuple[Floats, Floats]:
    """Plain boosting of one slice on past cuts whose slice is over."""
    known = days.until(origin)
    first = int(known.day.min())
    tables, likely, money = [], [], []
    for when in range(origin - end, first + YEAR // 2, -91):
        use = recency(known, when).is_known
        came = outcome(known, when, start, end)
        tables.append(np.hstack(features(known, when, YEAR, first))[use])
        likely.append(came.active[use])
        money.append(came.revenue[use])
    table, truth, value = np.concatenate(tables), np.concatenate(likely), np.concatenate(money)
    now = np.hstack(features(known, origin, YEAR, first))

    def fit(objective: str, y: Floats) -> Floats:
        options = _BOOST | {"objective": objective, "seed": seed}
        return np.asarray(lightgbm.train(options, lightgbm.Dataset(table, y), 150).predict(now))

    scale = float(value.mean())
    return fit("binary", truth), scale * fit("tweedie", np.maximum(value, 0) / scale)


def run() -> tuple[dict[str, dict[str, float]], int, float]:
    """Return AUC, Brier and revenue wMAPE of each method, the customers judged and the share that still buys."""
    cell = FROZEN["three_years"]
    seed = FROZEN["forecast_seed"]
    days = load(cell["set"])
    origin = sets.day_number(date.fromisoformat(cell["origin"]))
    slices = [(int(a), int(b)) for a, b in cell["slices_days"]]
    known = days.until(origin)
    chosen = np.flatnonzero(window_sums(known, origin, YEAR)[0] > 0)
    truth = outcome(days, origin, *slices[-1]).active[chosen]
    money = outcome(days, origin, 0, slices[-1][1]).revenue[chosen]

    def judge(active: Any, revenue: Any, rank: Any = None) -> dict[str, float]:
        return {
            "auc": auc(active if rank is None else rank, truth),
            "brier": float(((active - truth) ** 2).mean()),
            "revenue_wmape": float(np.abs(revenue - money).sum() / money.sum()),
            "revenue_bias": float(revenue.sum() / money.sum() - 1),
        }

    ours = forecast(known, origin, slices, Options(seed=seed))
    place = np.searchsorted(ours.customer, chosen)
    found = {"ours": judge(ours.ahead[-1].active[place], sum(part.revenue[place] for part in ours.ahead))}
    last_orders, last_money = (part[chosen] for part in window_sums(known, origin, YEAR))
    models = fit_models(recency(known, origin), seed=seed, is_pooled=False)
    ahead = look_ahead(models, "pareto", slices, draws=400, seed=seed)
    order = last_money / np.maximum(last_orders, 1)
    found["pareto/nbd"] = judge(ahead.active[chosen, -1], ahead.mean[chosen].sum(axis=1) * order)
    found["3 x last year"] = judge(np.full(len(chosen), float(truth.mean())), 3 * last_money, last_orders)
    first, second = (_boosted(known, origin, *part, seed) for part in slices[:2])
    fade = np.minimum(second[0] / np.maximum(first[0], 1e-9), 1.0)
    growth = second[1].sum() / first[1].sum()
    found["plain boosting"] = judge((second[0] * fade)[chosen], (first[1] + second[1] * (1 + growth))[chosen])
    return found, len(chosen), float(truth.mean())
