"""The risk that a first order stays the only one: a scorecard before there are data, a model once there are.

Sources: perceived risk after Bauer 1960 and Webster & Wind 1972; new-task buying after Robinson, Faris & Wind 1967; the scorecard and
its weights are our own definition (dossier 8.12, A.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import betaincinv

from clientela.predictions._first_items import ITEMS
from clientela.predictions._hazard import Hazard, fit_hazard, log_loss, mean_difference
from clientela.predictions._scores import auc, calibration_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.predictions._days import Flags, Floats

PERCEIVED = ("performance", "delivery", "financial", "personal", "compatibility")
"""Kinds of perceived risk; stated one by one as `perceived_performance` and so on, their mean is the item."""
DELIVERY_WEIGHT = 40.0
"""Weight of the delivery once there is one; the rest is scaled to what remains of 100."""
COVERAGE, MEDIUM, HIGH = 0.6, 25.0, 50.0
LEAST_CASES, LEAST_REFUSALS = 80, 30
WINDOW_GAPS, LEAST_WINDOW = 2.0, 30.0
FEATURES = ("size", "lines", "is_late", "has_claim", "called")
_WORST = 4.0
_SHRINK = 20.0
_PRIOR = 0.5
_TRAIN = 0.6
_Z80 = 1.2815515655446004


@dataclass(frozen=True)
class Score:
    """The scorecard of one customer: 0 to 100, with what is missing anywhere between best and worst."""

    point: float
    """NaN where less than 60 % of the weight is known."""
    low: float
    high: float
    coverage: float
    band: str
    worst: str
    """The item that brings most; empty where none brings any."""


def score_of(points: Mapping[str, float], *, is_delivered: bool) -> Score:
    """Return the score of the points stated. Formula: sum of weight x points / 4 over the items known, by their weight; bounds over all.

    `points`: item to 0 (best) .. 4 (worst). `is_delivered`: the second stage, in which the delivery weighs 40.
    """
    stated = dict(points)
    kinds = [stated[f"perceived_{kind}"] for kind in PERCEIVED if f"perceived_{kind}" in stated]
    if "perceived" not in stated and kinds:
        stated["perceived"] = sum(kinds) / len(kinds)
    rest = sum(weight for name, weight, _ in ITEMS if name != "delivery")
    share = (100 - DELIVERY_WEIGHT if is_delivered else 100.0) / rest
    weights = {name: DELIVERY_WEIGHT if name == "delivery" else weight * share for name, weight, _ in ITEMS}
    if not is_delivered:
        del weights["delivery"]
    known = {name: weight for name, weight in weights.items() if name in stated}
    parts = {name: weight * stated[name] / _WORST for name, weight in known.items()}
    low, covered = sum(parts.values()), sum(known.values())
    high = low + 100 - covered
    point = 100 * low / covered if covered >= 100 * COVERAGE else float("nan")
    if high < MEDIUM:
        band = "low"
    elif low > HIGH:
        band = "high"
    elif np.isnan(point):
        band = "unknown"
    else:
        band = "low" if point < MEDIUM else "high" if point > HIGH else "medium"
    worst = max(parts, key=lambda name: parts[name]) if parts and max(parts.values()) > 0 else ""
    return Score(point, low, high, covered / 100, band, worst)


def delivery_points(late: float, claim: float, error: float, called: float) -> float:
    """Return the points of the delivery: the worst of what is known; NaN where nothing is (A.11; late without a claim: own definition)."""
    known = []
    if np.isfinite(late):
        known.append(4.0 if late > 0 and claim > 0 else 2.0 if late > 0 else 0.0)
    elif np.isfinite(claim) and claim > 0:
        known.append(4.0)
    if np.isfinite(error) and error > 0:
        known.append(3.0)
    if np.isfinite(called):
        known.append(0.0 if called > 0 else 2.0)
    return max(known) if known else float("nan")


@dataclass(frozen=True)
class Firsts:
    """First orders: shapes (customers,). Days since 1970; NaN is not known."""

    first: Floats
    second: Floats
    window: Floats
    features: dict[str, Floats]

    def refused(self) -> Floats:
        """Return 1 where no second order came within the window."""
        return np.asarray(~(self.second - self.first <= self.window), dtype=np.float64)


@dataclass(frozen=True)
class Learned:
    """What first orders of the past teach."""

    basis: str
    """model, rate, or none."""
    cases: int
    refusals: int
    rate: float
    low: float
    high: float
    auc: float
    """On time held out; NaN where the model was not tried."""
    calibration: float
    gain: tuple[float, float, float]
    """Log loss of the usual rate more than that of the model: mean, 80 % interval."""
    tried: int
    fitted: Hazard | None
    means: Floats
    spreads: Floats
    names: tuple[str, ...]
    returns: Floats
    """Of the past first orders with a second one: (second - first) / window, sorted."""


def _table(features: dict[str, Floats], names: tuple[str, ...], means: Floats, spreads: Floats) -> Floats:
    count = len(next(iter(features.values())))
    columns = [np.ones(count)]
    for place, name in enumerate(names):
        columns.append(np.nan_to_num((features[name] - means[place]) / spreads[place], nan=0.0))
    return np.column_stack(columns)


def _fit(features: dict[str, Floats], refused: Floats) -> tuple[Hazard, tuple[str, ...], Floats, Floats]:
    names: list[str] = []
    means: list[float] = []
    spreads: list[float] = []
    room = int(min(refused.sum(), len(refused) - refused.sum()) // 10) - 1
    for name in FEATURES:
        column = features[name]
        known = np.isfinite(column)
        if known.mean() < COVERAGE or np.ptp(column[known]) <= 0 or len(names) >= room:
            continue
        names.append(name)
        means.append(float(column[known].mean()))
        spreads.append(float(column[known].std()))
    chosen = tuple(names)
    table = _table(features, chosen, np.array(means), np.array(spreads))
    penalty = np.concatenate([[0.0], np.full(len(chosen), _PRIOR**-2)])
    return fit_hazard(table, refused, penalty=penalty), chosen, np.array(means), np.array(spreads)


def learn(firsts: Firsts, *, since: int, as_of: int) -> Learned:
    """Learn from the first orders whose window is over; the model counts where it beats the usual rate on the newest of them.

    First orders of the first half year of the data are left out: many are not the first. A model takes 80 first orders of which 30 stayed
    alone; it is learned from the older ones, whose outcome was known before the newer ones began, and tried on these.
    """
    settled = (firsts.first >= since + 182) & (firsts.first + firsts.window <= as_of)
    refused = firsts.refused()
    cases, refusals = int(settled.sum()), int(refused[settled].sum())
    nothing = float("nan")
    empty: Any = np.zeros(0)
    gaps = (firsts.second - firsts.first) / firsts.window
    returns = np.sort(gaps[settled & (refused == 0)])
    if not cases:
        return Learned(
            "none",
            0,
            0,
            nothing,
            nothing,
            nothing,
            nothing,
            nothing,
            (nothing,) * 3,
            0,
            None,
            empty,
            empty,
            (),
            returns,
        )
    a, b = refusals + 0.5, cases - refusals + 0.5  # Jeffreys 1946
    rate, low, high = refusals / cases, float(betaincinv(a, b, 0.1)), float(betaincinv(a, b, 0.9))
    plain = Learned(
        "rate",
        cases,
        refusals,
        rate,
        low,
        high,
        nothing,
        nothing,
        (nothing,) * 3,
        0,
        None,
        empty,
        empty,
        (),
        returns,
    )
    if cases < LEAST_CASES or refusals < LEAST_REFUSALS:
        return plain
    cut = float(np.quantile(firsts.first[settled], _TRAIN))
    train, test = settled & (firsts.first + firsts.window <= cut), settled & (firsts.first > cut)
    own = refused[train]
    if min(own.sum(), len(own) - own.sum()) < 20 or not test.any():  # noqa: PLR2004 - ten for each of two parameters
        return plain
    hazard, names, means, spreads = _fit(_of(firsts.features, train), own)
    said = hazard.chance(_table(_of(firsts.features, test), names, means, spreads))
    truth = refused[test]
    mean, error = mean_difference(
        log_loss(np.full(len(truth), own.mean()), truth), log_loss(said, truth), np.arange(len(truth))
    )
    gain = (mean, mean - _Z80 * error, mean + _Z80 * error)
    fitted, names, means, spreads = _fit(_of(firsts.features, settled), refused[settled])
    basis = "model" if names and gain[1] > 0 else "rate"
    return Learned(
        basis, cases, refusals, rate, low, high, auc(said, truth), calibration_error(said, truth), gain, int(test.sum()), fitted, means, spreads, names, returns,
    )  # fmt: skip


def _of(features: dict[str, Floats], mask: Flags) -> dict[str, Floats]:
    return {name: column[mask] for name, column in features.items()}


def refusal_chances(
    learned: Learned, firsts: Firsts, chosen: Flags, *, as_of: int
) -> tuple[Floats, Floats, Floats]:
    """Return the probability that no second order comes within the window, given none so far, with its 80 % interval; shapes (chosen,).

    Formula: p / (p + (1 - p) (1 - F(elapsed))), F the share of past second orders that had come by then, with a whole half-order kept
    back so that it is never certain.
    """
    count = int(chosen.sum())
    if learned.basis == "none":
        return (np.full(count, np.nan),) * 3
    if learned.basis == "model" and learned.fitted is not None:
        table = _table(_of(firsts.features, chosen), learned.names, learned.means, learned.spreads)
        eta, spread = learned.fitted.linear(table), learned.fitted.spread(table)
        parts = [1 / (1 + np.exp(-(eta + z * spread))) for z in (0.0, -_Z80, _Z80)]
    else:
        parts = [np.full(count, value) for value in (learned.rate, learned.low, learned.high)]
    elapsed = (as_of - firsts.first[chosen]) / firsts.window[chosen]
    size = len(learned.returns)
    come = np.searchsorted(learned.returns, elapsed, side="right") / (size + 0.5)
    return tuple(np.asarray(p / np.maximum(p + (1 - p) * (1 - come), 1e-12)) for p in parts)  # type: ignore[return-value]
