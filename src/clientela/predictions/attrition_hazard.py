"""Why customers leave and how likely each is to, by what is known besides its orders; proved on the past, used where it is better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions._attrition_factors import FACTORS
from clientela.predictions._past import READ, USES, panel_of

if TYPE_CHECKING:
    from clientela.engine.frames import Frame
    from clientela.predictions._attrition import Study
    from clientela.predictions._panel import Panel

WAYS = (
    ("hazard", msg("What is known besides the orders")),
    ("forecast", msg("The orders alone: nothing else proved better")),
    ("class", msg("Rate of the class: too few losses to learn from")),
)
"""What the probability of leaving rests on."""
CLASSES = (("A", msg("A")), ("B", msg("B")), ("C", msg("C")))
NAMES = (
    *((name, title) for name, _, title in FACTORS),
    ("purchases", msg("Purchases so far, by the purchase models")),
)
STATES = (
    ("used", msg("taken")),
    ("absent", msg("the company brings no such table")),
    ("coverage", msg("known of too few customers")),
    ("constant", msg("hardly differs between customers")),
    ("events", msg("too few losses for one more")),
)
METHODS = (
    ("base", msg("The usual rate for everybody")),
    ("gap", msg("Days without an order, in usual gaps")),
    ("purchase", msg("Purchase models")),
    ("orders", msg("Purchase models and the orders' own signs")),
    ("hazard", msg("All that is known")),
)
VERDICTS = (("better", msg("better")), ("equal", msg("not told apart")), ("worse", msg("worse")))
RELATION = (
    ("supported", msg("the relation tells more than the orders")),
    ("not_supported", msg("the relation tells no more than the orders")),
    ("insufficient", msg("too few losses, or nothing known of the relation")),
)
FACTOR_VERDICTS = (("found", msg("found")), ("none", msg("no effect seen")))
_OUTLOOK = (
    "customer_key",
    "stake_12m_amount",
    "active_12m_probability",
    "active_24m_probability",
    "active_36m_probability",
)
_LAST: dict[str, tuple[Panel, Study | None]] = {}
_Z95 = 1.959963984540054
_HORIZONS = (12, 24, 36)


def _study(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[Panel, Study | None]:
    name, panel = panel_of(params, frames)
    if name not in _LAST:
        from clientela.predictions._attrition import study  # noqa: PLC0415 - loads SciPy

        _LAST.clear()
        _LAST[name] = (panel, study(panel, seed=params["outlook"].seed))
    return _LAST[name]


def _optional(values: Any) -> Any:
    return np.ma.masked_array(np.nan_to_num(values), np.isnan(values))


def _outlook(frame: Frame, keys: Any) -> dict[str, Any]:
    """Return the columns of the outlook for these keys, NaN where a customer has none."""
    own = np.asarray(frame["customer_key"]).astype(np.int64)
    order = np.argsort(own)
    found = {}
    for name in _OUTLOOK[1:]:
        values = np.ma.filled(np.ma.asarray(frame[name]).astype(np.float64), np.nan)
        if not len(own):
            found[name] = np.full(len(keys), np.nan)
            continue
        at = order[np.minimum(np.searchsorted(own[order], keys), len(own) - 1)]
        found[name] = np.where(own[at] == keys, values[at], np.nan)
    return found


@step(
    title=msg("Probability of leaving"),
    inputs=(*READ, "customer_outlook"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("attrition_method", msg("Leaving rests on"), "class", msg("by what the probability is given: all that is known, where it proved better on time held out than the usual rate, the days without an order and the purchase models; else the forecast of the orders; the rate of the class under 20 losses"), codes=WAYS),
        Field("class_at_risk", msg("Class by revenue of 52 weeks"), "class", msg("A up to 80 % of revenue, B up to 95 %"), codes=CLASSES),
        *(
            field
            for months in _HORIZONS
            for field in (
                Field(f"leave_{months}m_probability", msg("Leaves within {number} months", number=months), "share", msg("a year without an order begins within that time, or has begun"), "van Houwelingen 2007 (landmarks); Cox 1972, Prentice & Gloeckler 1978 (discrete hazards)"),
                Field(f"leave_{months}m_low", msg("at least"), "share", msg("80 % interval; none where the forecast of the orders stands")),
                Field(f"leave_{months}m_high", msg("at most"), "share"),
            )
        ),
        Field("orders_alone_probability", msg("Leaves within a year, by the orders alone"), "share", msg("1 - probability of an order in the next 12 months, by the forecast")),
        Field("leave_loss_amount", msg("Expected loss by leaving"), "money", msg("at stake x probability to leave within 12 months")),
        Field("losses_count", msg("Losses learned from"), "count", msg("customers that left in the time looked back on")),
    ),
    uses=USES,
    form="arrays",
    columns={**READ, "customer_outlook": _OUTLOOK},
)  # fmt: skip
def attrition_hazard(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Say of each customer that ordered in the last 52 weeks how likely it is to leave; nothing under two years of history.

    Whoever has not ordered for a year has left already and has no row.
    """
    panel, found = _study(params, frames)
    at = found.customer if found is not None else np.zeros(0, dtype=np.int64)
    keys = panel.keys[at]
    outlook = _outlook(frames["customer_outlook"], keys)
    made: Frame = {
        "customer_key": keys,
        "attrition_method": np.full(len(at), found.method if found is not None else "", dtype=object),
        "class_at_risk": np.array([CLASSES[c][0] for c in found.classes], dtype=object) if found is not None else np.zeros(0, dtype=object),
    }  # fmt: skip
    first = so_far = np.full(len(at), np.nan)
    for place, months in enumerate(_HORIZONS):
        by_orders = 1 - outlook[f"active_{months}m_probability"]
        own, low, high = (
            (found.chances[:, place], found.lows[:, place], found.highs[:, place])
            if found is not None
            else (first, first, first)
        )
        # of one that is all but gone, the orders may give a later year a hair more: leaving does not become less likely
        so_far = by_orders if not place else np.maximum(so_far, by_orders)
        chance = so_far if found is not None and found.method == "forecast" else own
        first = chance if not place else first
        made[f"leave_{months}m_probability"] = _optional(chance)
        made[f"leave_{months}m_low"], made[f"leave_{months}m_high"] = _optional(low), _optional(high)
    made["orders_alone_probability"] = _optional(1 - outlook["active_12m_probability"])
    lost = np.rint(first * outlook["stake_12m_amount"])
    made["leave_loss_amount"] = np.ma.masked_array(np.nan_to_num(lost).astype(np.int64), np.isnan(lost))
    made["losses_count"] = np.full(len(at), found.losses if found is not None else 0, dtype=np.int64)
    return made


@step(
    title=msg("Reasons for leaving, by customer"),
    inputs=(*READ, "customer_outlook"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("factor_class", msg("What speaks for or against it"), "class", codes=NAMES),
        Field("factor_number", msg("Value"), "number", msg("as the study reads it; none where it is not known of the customer")),
        Field("reason_points", msg("Points of probability"), "share", msg("probability to leave within a year - the same with this figure as usual")),
        Field("reason_amount", msg("In money"), "money", msg("points x at stake")),
        Field("reason_rank", msg("Rank"), "count", msg("the strongest reason for leaving is 1")),
    ),
    uses=USES,
    form="arrays",
    columns={**READ, "customer_outlook": _OUTLOOK},
)  # fmt: skip
def attrition_reasons(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """List for each customer what raises or lowers its probability of leaving against the usual customer; only where the study proved better."""
    panel, found = _study(params, frames)
    names = list(found.points) if found is not None else []
    at = found.customer if found is not None and names else np.zeros(0, dtype=np.int64)
    keys = panel.keys[at]
    outlook = _outlook(frames["customer_outlook"], keys)
    wide = len(names)
    points = (
        np.column_stack([found.points[n] for n in names]) if found is not None and names else np.zeros((0, 0))
    )
    order = np.argsort(-points, axis=1, kind="stable") if wide else points
    rank = np.empty(points.shape, dtype=np.int64)
    if wide:
        np.put_along_axis(
            rank, order.astype(np.int64), np.arange(1, wide + 1)[None, :].repeat(len(at), axis=0), axis=1
        )
    nothing = np.full(len(at), np.nan)
    values = (
        np.column_stack([found.values.get(n, nothing) for n in names])
        if found is not None and names
        else points
    )
    money = np.rint(points * outlook["stake_12m_amount"][:, None]) if wide else points
    flat = money.ravel()
    return {
        "customer_key": np.repeat(keys, wide).astype(np.int64),
        "factor_class": np.tile(np.array(names, dtype=object), len(at))
        if wide
        else np.zeros(0, dtype=object),
        "factor_number": _optional(values.ravel()),
        "reason_points": points.ravel(),
        "reason_amount": np.ma.masked_array(np.nan_to_num(flat).astype(np.int64), np.isnan(flat)),
        "reason_rank": rank.ravel(),
    }


@step(
    title=msg("What makes customers leave"),
    inputs=tuple(READ),
    fields=(
        Field("factor_class", msg("Figure"), "class", codes=NAMES),
        Field("factor_state", msg("Taken or left out"), "class", msg("ten losses are needed for each figure; one that the company does not bring is left out, not zero"), "Peduzzi et al. 1996", STATES),
        Field("known_share", msg("Known of"), "share", msg("share of the customers at risk of whom it was known")),
        Field("odds_ratio", msg("Odds of leaving"), "number", msg("odds ratio of one standard deviation more, beside the purchase models")),
        Field("odds_ratio_low", msg("at least"), "number", msg("95 % interval, rows of one customer taken together"), "Liang & Zeger 1986"),
        Field("odds_ratio_high", msg("at most"), "number"),
        Field("factor_verdict", msg("Effect"), "class", msg("found when the chance of any false finding among all figures stays under 5 %"), "Holm 1979", FACTOR_VERDICTS),
    ),
    uses=USES,
    form="arrays",
    columns=READ,
)  # fmt: skip
def attrition_factors(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """List each figure with what it does to the odds of leaving, and why it was left out where it was."""
    _, found = _study(params, frames)
    factors = found.factors if found is not None else ()

    def column(values: list[float]) -> Any:
        return _optional(np.array(values, dtype=np.float64))

    return {
        "factor_class": np.array([f.name for f in factors], dtype=object),
        "factor_state": np.array([f.state for f in factors], dtype=object),
        "known_share": column([f.coverage for f in factors]),
        "odds_ratio": column([float(np.exp(f.coefficient)) for f in factors]),
        "odds_ratio_low": column([float(np.exp(f.coefficient - _Z95 * f.error)) for f in factors]),
        "odds_ratio_high": column([float(np.exp(f.coefficient + _Z95 * f.error)) for f in factors]),
        "factor_verdict": np.ma.masked_array(
            np.array(["found" if f.is_found else "none" for f in factors], dtype=object),
            [bool(np.isnan(f.coefficient)) for f in factors],
        ),
    }


@step(
    title=msg("Who leaves, tried on the past"),
    inputs=tuple(READ),
    fields=(
        Field("method_class", msg("Way"), "class", codes=METHODS),
        Field("tried_count", msg("Customers and days tried"), "count", msg("four days, a quarter apart; the newest a year ago, so that it is known who left; each learned from what was over before it")),
        Field("customers_count", msg("Customers"), "count"),
        Field("losses_count", msg("of whom left"), "count"),
        Field("log_loss", msg("Log loss"), "number", msg("mean of - ln of the probability given to what came; lower is better"), "Good 1952"),
        Field("brier_score", msg("Brier score"), "number", msg("mean squared error of the probability"), "Brier 1950"),
        Field("auc_share", msg("Ranking (AUC)"), "share", msg("probability that one who left was given more than one who stayed")),
        Field("expected_ratio", msg("Losses expected / losses"), "number"),
        Field("gain_mean", msg("Log loss more than with all that is known"), "number", msg("above zero: all that is known is better")),
        Field("gain_low", msg("at least"), "number", msg("80 % interval, rows of one customer taken together")),
        Field("gain_high", msg("at most"), "number"),
        Field("hazard_verdict", msg("All that is known is"), "class", msg("better where the interval lies above zero"), codes=VERDICTS),
        Field("relation_verdict", msg("Relation beyond the orders"), "class", msg("whether the figures of the relation predict better on time held out, one-sided at 5 %"), codes=RELATION),
    ),
    uses=USES,
    form="arrays",
    columns=READ,
)  # fmt: skip
def attrition_proof(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Compare all that is known with the usual rate, the gap rule and the purchase models on time held out; no row without three years."""
    _, found = _study(params, frames)
    scores = found.scores if found is not None else ()

    def verdict(low: float, high: float) -> str:
        return "better" if low > 0 else "worse" if high < 0 else "equal"

    def column(name: str) -> Any:
        return _optional(np.array([getattr(s, name) for s in scores], dtype=np.float64))

    return {
        "method_class": np.array([s.method for s in scores], dtype=object),
        **{name: np.array([getattr(s, own) for s in scores], dtype=np.int64) for name, own in (("tried_count", "rows"), ("customers_count", "customers"), ("losses_count", "losses"))},
        **{name: column(own) for name, own in (("log_loss", "loss"), ("brier_score", "brier"), ("auc_share", "auc"), ("expected_ratio", "expected"), ("gain_mean", "against"), ("gain_low", "low"), ("gain_high", "high"))},
        "hazard_verdict": np.ma.masked_array(np.array([verdict(s.low, s.high) for s in scores], dtype=object), [s.method == "hazard" for s in scores]),
        "relation_verdict": np.full(len(scores), found.relation if found is not None else "", dtype=object),
    }  # fmt: skip
