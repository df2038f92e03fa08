"""The scores of each customer on the three axes, with what they rest on and the bounds that hold whatever is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.scores._grid import COLUMNS, read_axis
from clientela.scores._kernel import UNDETERMINED, Scores, point_sides, sharp_sides
from clientela.scores.customer_criteria import AXES, criteria_of

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

Array = np.ndarray[Any, Any]
SIDES = (("high", msg("high")), ("low", msg("low")))
CERTAINTIES = (
    ("sharp", msg("sharp: whatever is missing")),
    ("provisional", msg("provisional: by what is known")),
    ("undetermined", msg("undetermined: too little is known")),
    ("unscored", msg("not scored: nothing is known")),
)
_MANSKI = "Manski 2003; own proposal"
_SIDE_WORDS = np.array(["low", "", "high"], dtype=object)


def judge_axis(scores: Scores, judged: Array, threshold: float) -> tuple[Array, Array]:
    """Return side (1, -1, 0) and certainty of each customer on one axis.

    Sharp by the bounds, and only where no judgement of ours stands for the word of the customer (`judged`); else provisional by a published
    point; else undetermined; unscored without any observed criterion. Shapes (customers,).
    """
    sharp, plain = sharp_sides(scores, threshold), point_sides(scores.point, threshold)
    some = scores.observed_count > 0
    side = np.where(sharp != UNDETERMINED, sharp, plain)
    certainty = np.where(
        ~some,
        "unscored",
        np.where(
            (sharp != UNDETERMINED) & ~judged,
            "sharp",
            np.where(side != UNDETERMINED, "provisional", "undetermined"),
        ),
    )
    return np.where(some, side, UNDETERMINED), certainty.astype(object)


def name_sides(side: Array) -> np.ma.MaskedArray[Any, Any]:
    """Return `high`, `low`, or nothing where a side is open."""
    return np.ma.masked_array(_SIDE_WORDS[side + 1], side == UNDETERMINED)


def _fields(axes: tuple[tuple[str, Any], ...]) -> tuple[Field, ...]:
    found: list[Field] = [Field("customer_key", msg("Customer key"), "id")]
    for axis, title in axes:
        found += [
            Field(f"{axis}_score", title, "number", msg("weighted mean of the known criteria, 0 to 10; published where enough of the weight and what is mandatory is known"), _MANSKI),
            Field(f"{axis}_low", msg("{what}, at least", what=title), "number", msg("with 0 for each criterion that is not known")),
            Field(f"{axis}_high", msg("{what}, at most", what=title), "number", msg("with 10 for each criterion that is not known")),
            Field(f"{axis}_coverage", msg("Part of the weight known"), "share"),
            Field(f"{axis}_confidence", msg("Confidence"), "number", msg("sum of weight x confidence of what is known / weight")),
            Field(f"{axis}_side", msg("Side"), "class", msg("high from the threshold on, by the bounds, else by the score; none where neither says"), codes=SIDES),
            Field(f"{axis}_certainty", msg("Certainty"), "class", codes=CERTAINTIES),
            Field(f"{axis}_judged_share", msg("Part that is judgement"), "share", msg("weight of what is judged / weight of what is known")),
            Field(f"{axis}_count", msg("Criteria known"), "count"),
        ]  # fmt: skip
    return tuple(found)


def _score(params: dict[str, Any], rows: Frame, axes: tuple[tuple[str, Any], ...], out: Array) -> Frame:
    """Score every customer of the rows on these axes; those of `out` (keys) have no attractiveness."""
    rules, numbered = params["portfolio"], criteria_of(params)
    is_judged = np.ma.filled(np.ma.asarray(rows["source_class"]).astype(object), "") == "J"
    judging = {**rows, "confidence": is_judged.astype(np.float64)}
    found: Frame = {"customer_key": np.zeros(0, dtype=np.int64)}
    for axis, _ in axes:
        grid = read_axis(rows, numbered, axis)
        judged = read_axis(judging, numbered, axis).confidence
        scores = grid.scores(rules.published_coverage_share)
        weight = np.where(grid.observed, grid.weights, 0.0)
        seen, by_us = weight.sum(axis=1), (weight * judged).sum(axis=1)
        side, certainty = judge_axis(scores, (by_us > 0) & (axis == "relative_strength"), rules.threshold)
        gone = np.isin(grid.keys, out) & (axis == "attractiveness")
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(seen > 0, np.round(by_us / seen, 9), np.nan)
        found |= {
            "customer_key": grid.keys, f"{axis}_score": np.where(gone, np.nan, scores.point), f"{axis}_low": scores.low, f"{axis}_high": scores.high,
            f"{axis}_coverage": scores.coverage, f"{axis}_confidence": scores.confidence, f"{axis}_side": name_sides(np.where(gone, UNDETERMINED, side)),
            f"{axis}_certainty": np.where(gone, "unscored", certainty).astype(object), f"{axis}_judged_share": part,
            f"{axis}_count": scores.observed_count.astype(np.int64),
        }  # fmt: skip
    return found


@step(
    title=msg("Scores of the customers"),
    inputs=("customer_criteria", "knock_outs"),
    fields=(*_fields(AXES), Field("knock_out_reason", msg("Reason to leave it out"), "text")),
    uses=("portfolio", "portfolio_criteria", "bu"),
    form="arrays",
    columns={
        "customer_criteria": (*COLUMNS, "source_class"),
        "knock_outs": ("customer_key", "knock_out_reason"),
    },
)
def customer_scores(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Score every customer of the register on each axis; one that is knocked out has no attractiveness, and says why."""
    gone = frames["knock_outs"]
    out = dict(zip(np.asarray(gone["customer_key"]).tolist(), gone["knock_out_reason"], strict=True))
    found = _score(params, frames["customer_criteria"], AXES, np.array(list(out), dtype=np.int64))
    reason = np.array([out.get(key) for key in found["customer_key"].tolist()], dtype=object)
    missing = np.array([r is None for r in reason], dtype=bool)
    return {**found, "knock_out_reason": np.ma.masked_array(reason, missing)}


@step(
    title=msg("Scores of the customers, a year ago"),
    inputs=("customer_criteria_before",),
    fields=_fields(AXES[:2]),
    uses=("portfolio", "portfolio_criteria", "bu"),
    form="arrays",
    columns={"customer_criteria_before": (*COLUMNS, "source_class")},
)
def customer_scores_before(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """The same twelve months before `as_of`, with the criteria and weights of today: what moved is the customer, not the ruler."""
    return _score(params, frames["customer_criteria_before"], AXES[:2], np.zeros(0, dtype=np.int64))
