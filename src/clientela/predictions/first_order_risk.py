"""Who may stay with one order, how sure that is, and what speaks for it; how new customers grow."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.predictions._first_items import ITEMS

if TYPE_CHECKING:
    from clientela.engine.frames import Frame
    from clientela.predictions._first_order import Firsts, Learned

STAGES = (("offer", msg("before the first order")), ("first_order", msg("after the first order")))
BANDS = (
    ("low", msg("low")),
    ("medium", msg("medium")),
    ("high", msg("high")),
    ("unknown", msg("not enough stated")),
)
BASES = (
    ("model", msg("first orders of the past, by what is known of each")),
    ("rate", msg("the usual share of first orders that stayed alone")),
    ("none", msg("no first order of the past is old enough")),
)
ITEM_TITLES = tuple((name, title) for name, _, title in ITEMS)
_MONTHS18 = 546
_EPOCH = date(1970, 1, 1)
_FIRSTS = (
    "customer_key", "first_order_on", "second_order_on", "first_revenue_amount", "first_lines_count", "typical_gap_days", "is_late", "has_claim",
    "has_invoice_error", "was_called", "year_revenue_amount",
)  # fmt: skip
_LEARNED = (
    "first_order_on",
    "second_order_on",
    "first_revenue_amount",
    "first_lines_count",
    "typical_gap_days",
    "is_late",
    "has_claim",
    "was_called",
)
_ITEM_COLUMNS = ("customer_key", "item_name", "risk_points")
_READ = {"first_orders": _FIRSTS, "first_order_items": _ITEM_COLUMNS}


def _numbers(frame: Frame, name: str) -> Any:
    return np.ma.filled(np.ma.asarray(frame[name]).astype(np.float64), np.nan)


def _days(frame: Frame, name: str) -> Any:
    held = np.ma.asarray(frame[name])
    plain = np.ma.getdata(held).astype("datetime64[D]").astype(np.float64)
    return np.where(np.ma.getmaskarray(held), np.nan, plain)


def _firsts(frame: Frame) -> tuple[Any, Firsts]:
    """Return the order by day and money, that of the keys being that of the files, and the first orders in it."""
    from clientela.predictions._first_order import LEAST_WINDOW, WINDOW_GAPS, Firsts  # noqa: PLC0415 - loads SciPy

    revenue, first = _numbers(frame, "first_revenue_amount"), _days(frame, "first_order_on")
    lines, gap = _numbers(frame, "first_lines_count"), _numbers(frame, "typical_gap_days")
    second, late = _days(frame, "second_order_on"), _numbers(frame, "is_late")
    claim, called = _numbers(frame, "has_claim"), _numbers(frame, "was_called")
    order = np.lexsort(
        (
            np.nan_to_num(called),
            np.nan_to_num(second),
            np.nan_to_num(gap),
            np.nan_to_num(lines),
            np.nan_to_num(revenue),
            first,
        )
    )
    size = np.log(np.where(revenue > 0, revenue / SCALE, np.nan))
    features = {
        "size": size,
        "lines": np.log(np.maximum(lines, 1)),
        "is_late": late,
        "has_claim": claim,
        "called": called,
    }
    window = np.maximum(WINDOW_GAPS * gap, LEAST_WINDOW)
    return order, Firsts(
        first[order], second[order], window[order], {n: v[order] for n, v in features.items()}
    )


def _learned(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[Any, Firsts, Learned]:
    from clientela.predictions._first_order import learn  # noqa: PLC0415 - loads SciPy

    order, firsts = _firsts(frames["first_orders"])
    since = (date.fromisoformat(params["first_on"]) - _EPOCH).days
    as_of = (date.fromisoformat(params["as_of_day"]) - _EPOCH).days
    return order, firsts, learn(firsts, since=since, as_of=as_of)


def _stated(frame: Frame) -> dict[int, dict[str, float]]:
    found: dict[int, dict[str, float]] = {}
    names = np.ma.filled(np.ma.asarray(frame["item_name"]).astype(object), "").tolist()
    for key, name, points in zip(
        np.asarray(frame["customer_key"]).tolist(),
        names,
        _numbers(frame, "risk_points").tolist(),
        strict=True,
    ):
        found.setdefault(int(key), {})[str(name)] = float(points)
    return found


def _optional(values: Any) -> Any:
    return np.ma.masked_array(np.nan_to_num(values), np.isnan(values))


@step(
    title=msg("Risk of a single order"),
    inputs=tuple(_READ),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("stage_class", msg("Stage"), "class", codes=STAGES),
        Field("first_order_on", msg("First order"), "date"),
        Field("second_due_on", msg("Second order due by"), "date", msg("first order + two typical gaps of the segment, 30 days at least")),
        Field("score_number", msg("Score of the risk"), "number", msg("0 to 100: sum of weight x points / 4 over the items stated; none where less than 60 % of the weight is stated"), "own definition after Bauer 1960; Robinson, Faris & Wind 1967"),
        Field("score_low", msg("Score, at least"), "number", msg("the items not stated at their best")),
        Field("score_high", msg("Score, at most"), "number", msg("the items not stated at their worst")),
        Field("score_known_share", msg("Weight stated"), "share"),
        Field("score_band_class", msg("Risk by the scorecard"), "class", msg("below 25 low, above 50 high; a band that the items not stated cannot change is given whatever is known"), codes=BANDS),
        Field("worst_item_class", msg("Weakest point"), "class", codes=ITEM_TITLES),
        Field("refusal_probability", msg("Stays with one order"), "share", msg("probability that no second order comes by the day it is due, given that none has come yet")),
        Field("refusal_low", msg("at least"), "share", msg("80 % interval")),
        Field("refusal_high", msg("at most"), "share"),
        Field("refusal_basis_class", msg("Rests on"), "class", codes=BASES),
        Field("usual_year_amount", msg("Usual revenue of the next 12 months"), "money", msg("median of the 12 months after the first order of customers that ordered again")),
        Field("refusal_risk_amount", msg("Revenue at risk"), "money", msg("probability x usual revenue of the next 12 months")),
    ),
    uses=("as_of_day", "first_on"),
    form="arrays",
    columns=_READ,
)  # fmt: skip
def first_order_risk(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Judge customers whose only order is at most 18 months old, and those of whom the scorecard was filled in before any order."""
    from clientela.predictions._first_order import delivery_points, refusal_chances, score_of  # noqa: PLC0415 - loads SciPy

    order, firsts, learned = _learned(params, frames)
    rows = frames["first_orders"]
    as_of = (date.fromisoformat(params["as_of_day"]) - _EPOCH).days
    keys = np.asarray(rows["customer_key"]).astype(np.int64)[order]
    chosen = np.isnan(firsts.second) & (as_of - firsts.first <= _MONTHS18)
    stated = _stated(frames["first_order_items"])
    facts = np.column_stack(
        [_numbers(rows, n)[order] for n in ("is_late", "has_claim", "has_invoice_error", "was_called")]
    )
    before = sorted(set(stated) - set(keys.tolist()))
    scores = []
    for place in np.flatnonzero(chosen).tolist():
        points = dict(stated.get(int(keys[place]), {}))
        delivered = delivery_points(*facts[place].tolist())
        if "delivery" not in points and not np.isnan(delivered):
            points["delivery"] = delivered
        scores.append(score_of(points, is_delivered=True))
    scores += [score_of(stated[key], is_delivered=False) for key in before]
    chance, low, high = (
        np.append(part, np.full(len(before), np.nan))
        for part in refusal_chances(learned, firsts, chosen, as_of=as_of)
    )
    year = _numbers(rows, "year_revenue_amount")
    again = ~np.isnan(_days(rows, "second_order_on")) & (year > 0)
    usual = float(np.median(year[again])) if again.any() else float("nan")
    count, wide = int(chosen.sum()), len(scores)
    first = np.append(firsts.first[chosen], np.full(len(before), np.nan))
    due = first + np.append(np.ceil(firsts.window[chosen]), np.zeros(len(before)))
    risk = np.rint(chance * usual)

    def dates(values: Any) -> Any:
        return np.ma.masked_array(
            np.nan_to_num(values).astype(np.int64).astype("datetime64[D]"), np.isnan(values)
        )

    def column(name: str) -> Any:
        return _optional(np.array([getattr(s, name) for s in scores], dtype=np.float64))

    worst = [s.worst for s in scores]
    return {
        "customer_key": np.append(keys[chosen], np.array(before, dtype=np.int64)),
        "stage_class": np.array(["first_order"] * count + ["offer"] * len(before), dtype=object),
        "first_order_on": dates(first), "second_due_on": dates(due),
        "score_number": column("point"), "score_low": column("low"), "score_high": column("high"), "score_known_share": column("coverage"),
        "score_band_class": np.array([s.band for s in scores], dtype=object),
        "worst_item_class": np.ma.masked_array(np.array(worst, dtype=object), [not w for w in worst]),
        "refusal_probability": _optional(chance), "refusal_low": _optional(low), "refusal_high": _optional(high),
        "refusal_basis_class": np.ma.masked_array(np.full(wide, learned.basis, dtype=object), np.arange(wide) >= count),
        "usual_year_amount": _money(np.full(wide, usual)), "refusal_risk_amount": _money(risk),
    }  # fmt: skip


def _money(values: Any) -> Any:
    return np.ma.masked_array(np.rint(np.nan_to_num(values)).astype(np.int64), np.isnan(values))


@step(
    title=msg("First orders of the past"),
    inputs=("first_orders",),
    fields=(
        Field("refusal_basis_class", msg("Rests on"), "class", codes=BASES),
        Field("cases_count", msg("First orders old enough"), "count", msg("without those of the first half year of the data, which may be no first ones")),
        Field("refusals_count", msg("of which stayed alone"), "count", msg("no second order within two typical gaps of the segment, 30 days at least")),
        Field("refusal_rate_share", msg("Share that stayed alone"), "share"),
        Field("refusal_rate_low", msg("at least"), "share", msg("80 % interval"), "Jeffreys 1946"),
        Field("refusal_rate_high", msg("at most"), "share"),
        Field("tried_count", msg("First orders the model was tried on"), "count", msg("the newest ones; it was learned from what was known before them")),
        Field("auc_share", msg("Ranking (AUC)"), "share"),
        Field("calibration_share", msg("Calibration error"), "share", msg("mean distance of probability and share in ten groups")),
        Field("gain_mean", msg("Log loss of the usual rate more than of the model"), "number"),
        Field("gain_low", msg("at least"), "number", msg("80 % interval; the model is used where it lies above zero")),
        Field("gain_high", msg("at most"), "number"),
    ),
    uses=("as_of_day", "first_on"),
    form="arrays",
    columns={"first_orders": _LEARNED},
)  # fmt: skip
def first_order_proof(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Say what first orders of the past teach, and how the model did on the newest of them; no row without any old enough."""
    _, _, learned = _learned(params, frames)
    shown = slice(0, 1 if learned.cases else 0)

    def one(value: float) -> Any:
        return _optional(np.array([value], dtype=np.float64)[shown])

    def count(value: int) -> Any:
        return np.array([value], dtype=np.int64)[shown]

    return {
        "refusal_basis_class": np.array([learned.basis], dtype=object)[shown], "cases_count": count(learned.cases), "refusals_count": count(learned.refusals),
        "refusal_rate_share": one(learned.rate), "refusal_rate_low": one(learned.low), "refusal_rate_high": one(learned.high), "tried_count": count(learned.tried),
        "auc_share": one(learned.auc), "calibration_share": one(learned.calibration), "gain_mean": one(learned.gain[0]), "gain_low": one(learned.gain[1]),
        "gain_high": one(learned.gain[2]),
    }  # fmt: skip
