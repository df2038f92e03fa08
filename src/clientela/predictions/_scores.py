"""How forecasts are judged against what came: proper scores, calibration, ranking, sums, coverage, paired bootstrap.

A forecast of a quantity is a mean and a table of equally likely values, shape (customers, values), rising in each row.
Sources: Gneiting & Raftery 2007 (proper scores); Czado, Gneiting & Held 2009 (randomised PIT of counts);
Murphy & Winkler 1977 (calibration); Efron & Tibshirani 1993 (paired bootstrap).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.predictions._days import tally

if TYPE_CHECKING:
    from clientela.predictions._days import Floats, Ints, Outcome

LEVELS = (0.1, 0.5, 0.9)
COVERAGES = (0.5, 0.8, 0.95)
TOP_SHARE = 0.1
BINS = 10
LOSSES = (
    "orders_rmse",
    "orders_mae",
    "orders_pinball",
    "revenue_rmse",
    "revenue_mae",
    "revenue_pinball",
    "brier",
)
"""Lower is better, and each is compared by ratio. The others are points."""


@dataclass(frozen=True)
class Judged:
    """One method's forecast of one horizon: shapes (customers,) and (customers, values)."""

    active: Floats
    """Probability of a purchase."""
    orders: Floats
    orders_values: Floats
    revenue: Floats
    revenue_values: Floats

    def of(self, chosen: Any) -> Judged:
        """Keep the customers `chosen`."""
        return Judged(
            *(
                getattr(self, name)[chosen]
                for name in ("active", "orders", "orders_values", "revenue", "revenue_values")
            )
        )


def quantile(values: Floats, level: float) -> Floats:
    """Return the value of each row below which a share `level` lies, shape (customers,)."""
    if values.shape[1] == 1:
        return values[:, 0]
    return np.asarray(np.quantile(values, level, axis=1, method="inverted_cdf"))


def auc(score: Floats, is_positive: Floats) -> float:
    """Probability that a positive has the higher score, ties counted half; NaN with one kind only."""
    positive = is_positive > 0
    n1, n0 = int(positive.sum()), int((~positive).sum())
    if not n1 or not n0:
        return float("nan")
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    rank = (ends - (counts - 1) / 2)[inverse]
    return float((rank[positive].sum() - n1 * (n1 + 1) / 2) / (n1 * n0))


def average_precision(score: Floats, is_positive: Floats) -> float:
    """Mean of the precision at each positive, ties taken together; NaN without positives."""
    if not is_positive.sum():
        return float("nan")
    values, inverse = np.unique(-score, return_inverse=True)
    hits = np.bincount(inverse, is_positive, len(values))
    seen = np.bincount(inverse, minlength=len(values))
    return float((hits * np.cumsum(hits) / np.cumsum(seen)).sum() / hits.sum())


def calibration_error(probability: Floats, happened: Floats) -> float:
    """Mean distance of probability and frequency in ten groups of equal size in order of probability (ECE)."""
    order = np.argsort(probability, kind="stable")
    groups = [g for g in np.array_split(order, BINS) if len(g)]
    distance = [abs(probability[g].mean() - happened[g].mean()) * len(g) for g in groups]
    return float(sum(distance) / len(order))


def top_capture(forecast: Floats, revenue: Floats) -> float:
    """Revenue of the tenth forecast highest over that of the tenth that came highest."""
    count = max(1, round(TOP_SHARE * len(revenue)))
    best = np.sort(revenue)[-count:].sum()
    chosen = np.argsort(-forecast, kind="stable")[:count]
    return float(revenue[chosen].sum() / best) if best > 0 else float("nan")


def pit(values: Floats, came: Floats, rng: np.random.Generator) -> Floats:
    """Where each outcome lies in its forecast, 0 to 1, drawn evenly within a jump; shape (customers,)."""
    below = (values < came[:, None] - 1e-9).mean(axis=1)
    upto = (values <= came[:, None] + 1e-9).mean(axis=1)
    return np.asarray(below + rng.random(len(came)) * (upto - below))


def coverage(places: Floats, share: float) -> float:
    """Share of the outcomes in the middle `share` of their forecasts."""
    return float((np.abs(places - 0.5) <= share / 2).mean())


def losses(judged: Judged, came: Outcome) -> dict[str, Floats]:
    """Return each customer's part of every loss: squared error of the mean, absolute error of the median, pinball, Brier."""
    parts = {
        "orders_rmse": (judged.orders - came.orders) ** 2,
        "revenue_rmse": (judged.revenue - came.revenue) ** 2,
        "brier": (judged.active - came.active) ** 2,
    }
    for name, values, truth in (
        ("orders", judged.orders_values, came.orders),
        ("revenue", judged.revenue_values, came.revenue),
    ):
        parts[f"{name}_mae"] = np.abs(quantile(values, 0.5) - truth)
        gaps = [(level, truth - quantile(values, level)) for level in LEVELS]
        parts[f"{name}_pinball"] = sum(np.maximum(q * gap, (q - 1) * gap) for q, gap in gaps) / len(gaps)  # type: ignore[assignment]
    return parts


def summary(parts: dict[str, Floats], came: Outcome, rows: Any = slice(None)) -> dict[str, float]:
    """Return the losses of the customers `rows`, those of orders and revenue over the mean that came."""
    result = {}
    for name, part in parts.items():
        value = float(part[rows].mean())
        value = value**0.5 if name.endswith("rmse") else value
        scale = 1.0
        if name != "brier":
            scale = float((came.orders if name.startswith("orders") else came.revenue)[rows].mean())
        result[name] = value / scale if scale > 0 else float("nan")
    return result


def scores(judged: Judged, came: Outcome, *, seed: int) -> dict[str, float]:
    """Return every figure of one method on one cut. Bias: sum forecast / sum that came - 1. Seed: for the randomised PIT."""
    rng = np.random.default_rng(seed)
    result = summary(losses(judged, came), came)
    for name, mean, truth in (
        ("orders", judged.orders, came.orders),
        ("revenue", judged.revenue, came.revenue),
    ):
        total = float(truth.sum())
        result[f"{name}_bias"] = float(mean.sum()) / total - 1 if total > 0 else float("nan")
    result["auc"] = auc(judged.active, came.active)
    result["precision_inactive"] = average_precision(1 - judged.active, 1 - came.active)
    result["ece"] = calibration_error(judged.active, came.active)
    result["top_capture"] = top_capture(judged.revenue, came.revenue)
    for name, values, truth in (
        ("orders", judged.orders_values, came.orders),
        ("revenue", judged.revenue_values, came.revenue),
    ):
        places = pit(values, truth, rng)
        for share in COVERAGES:
            known = values.shape[1] > 1
            result[f"{name}_coverage_{round(100 * share)}"] = (
                coverage(places, share) if known else float("nan")
            )
    return result


def compare(
    ours: dict[str, Floats], theirs: dict[str, Floats], came: Outcome, *, draws: int, seed: int, level: float = 0.9,
    customer: Ints | None = None,
) -> dict[str, tuple[float, float, float]]:  # fmt: skip
    """Return loss of ours / loss of theirs - 1 with its interval, by drawing customers with replacement, the same for both.

    `customer`: whose each row is, where one has several; they are drawn together, for they are not independent.
    """
    rng = np.random.default_rng(seed)
    place = np.arange(len(came.orders)) if customer is None else np.unique(customer, return_inverse=True)[1]
    count = int(place.max(initial=-1)) + 1
    sums = np.column_stack([tally(place, count, side[name]) for name in ours for side in (ours, theirs)])
    found = np.empty((draws, len(ours)))
    powers = np.array([0.5 if name.endswith("rmse") else 1.0 for name in ours])

    def ratios(total: Any) -> Floats:
        a, b = total[0::2], total[1::2]
        return np.asarray(np.where(b > 0, (a / np.where(b > 0, b, 1.0)) ** powers - 1, np.nan))

    for draw in range(draws):
        weight = np.bincount(rng.integers(0, count, count), minlength=count)
        found[draw] = ratios(weight @ sums)
    whole = ratios(sums.sum(axis=0))
    result = {}
    for column, name in enumerate(ours):
        inside = found[:, column][~np.isnan(found[:, column])]
        low, high = (
            np.quantile(inside, [(1 - level) / 2, (1 + level) / 2]) if len(inside) else (np.nan, np.nan)
        )
        result[name] = (float(whole[column]), float(low), float(high))
    return result
