"""The way of each customer through the portfolio: where it stood a year ago, where it stands, and which place it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.portfolios._cells import Names, certainty_of, place, read_sides
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from clientela.scores._kernel import UNDETERMINED, hold_sides
from clientela.scores.customer_scores import CERTAINTIES

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

_NAMES = Names("strategic", "to_be_won", "loyal", "opportunistic")
_AXES = ("attractiveness", "importance")
_COLUMNS = ("customer_key", *(f"{axis}_{part}" for axis in _AXES for part in ("score", "side", "certainty")))
PATHS = (
    ("stays", msg("stays in its cell")),
    ("moved", msg("moved")),
    ("held", msg("near the line: keeps its place")),
    ("placed", msg("placed now, not a year ago")),
    ("left", msg("placed a year ago, not now")),
    ("open", msg("not placed")),
)


def _ordered(frame: Frame) -> Frame:
    order = np.argsort(np.asarray(frame["customer_key"]), kind="stable")
    return {name: frame[name][order] for name in _COLUMNS}


def _points(frame: Frame, axis: str) -> np.ndarray[Any, Any]:
    return np.ma.filled(np.ma.asarray(frame[f"{axis}_score"]).astype(np.float64), np.nan)


@step(
    title=msg("Way through the portfolio"),
    inputs=("customer_scores", "customer_scores_before"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("portfolio_cell_before", msg("Portfolio a year ago"), "class", msg("by what was known then, with the criteria of today"), codes=PORTFOLIO_CELLS),
        Field("portfolio_certainty_before", msg("Certainty a year ago"), "class", codes=CERTAINTIES),
        Field("portfolio_held_cell", msg("Portfolio, held"), "class", msg("a side held a year ago is left when the score passes the threshold by half a point or the bounds leave no doubt; a function of two fixed days, never of an earlier run"), "own proposal", PORTFOLIO_CELLS),
        Field("path_class", msg("Way"), "class", codes=PATHS),
        *(Field(f"{axis}_change", title, "number", msg("score now - score a year ago, where both are published")) for axis, title in (("attractiveness", msg("Change of attractiveness")), ("importance", msg("Change of importance")))),
    ),
    uses=("portfolio",),
    form="arrays",
    columns={"customer_scores": _COLUMNS, "customer_scores_before": _COLUMNS},
)  # fmt: skip
def portfolio_path(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per customer: both places, and the one it holds."""
    rules, now, then = (
        params["portfolio"],
        _ordered(frames["customer_scores"]),
        _ordered(frames["customer_scores_before"]),
    )
    sides, before, held = {}, {}, {}
    for axis in _AXES:
        sides[axis], before[axis] = (read_sides(frame[f"{axis}_side"]) for frame in (now, then))
        sharp = [
            np.where(frame[f"{axis}_certainty"] == "sharp", side, UNDETERMINED)
            for frame, side in ((then, before[axis]), (now, sides[axis]))
        ]
        held_side = hold_sides(
            np.column_stack([_points(then, axis), _points(now, axis)]), np.column_stack(sharp),
            threshold=rules.threshold, hysteresis=rules.hysteresis,
        )  # fmt: skip
        # what is not placed today holds no place either: a year-old class is not shown as one of today
        held[axis] = np.where(sides[axis] == UNDETERMINED, UNDETERMINED, held_side)
    cell, old, kept = (
        place(side["attractiveness"], side["importance"], _NAMES) for side in (sides, before, held)
    )
    words = [np.ma.filled(c.astype(object), "") for c in (cell, old, kept)]
    path = np.select(
        [
            (words[0] == "") & (words[1] == ""), words[1] == "", words[0] == "", words[0] == words[1], words[2] == words[1],
        ],
        ["open", "placed", "left", "stays", "held"],
        "moved",
    )  # fmt: skip
    return {
        "customer_key": np.asarray(now["customer_key"]), "portfolio_cell_before": old,
        "portfolio_certainty_before": certainty_of(then["attractiveness_certainty"], then["importance_certainty"]),
        "portfolio_held_cell": kept, "path_class": path.astype(object),
        **{f"{axis}_change": np.round(_points(now, axis) - _points(then, axis), 9) for axis in _AXES},
    }  # fmt: skip
