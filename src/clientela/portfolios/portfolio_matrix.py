"""The portfolio: each customer by how attractive it is and how important it says we are, with how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.portfolios._cells import Names, certainty_of, place, read_sides, robustness
from clientela.scores._grid import COLUMNS, read_axis
from clientela.scores.customer_criteria import criteria_of
from clientela.scores.customer_scores import CERTAINTIES

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

_MANERA = "Manera; cells and thresholds: own proposal"
_KAISM = "Cheverton 1999, 2004; Millman & Wilson 1995"
PORTFOLIO_CELLS = (
    ("strategic", msg("Strategic partners")),
    ("to_be_won", msg("To be won")),
    ("loyal", msg("Loyal, make them pay")),
    ("opportunistic", msg("Opportunistic")),
)
KAISM_CELLS = (
    ("key", msg("Key accounts")),
    ("key_development", msg("Key development accounts")),
    ("maintenance", msg("Maintenance accounts")),
    ("opportunistic", msg("Opportunistic accounts")),
)
_PORTFOLIO, _KEY = (
    Names("strategic", "to_be_won", "loyal", "opportunistic"),
    Names("key", "key_development", "maintenance", "opportunistic"),
)


def _plain(column: Any) -> np.ndarray[Any, Any]:
    return np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)


def _columns(other: str) -> dict[str, tuple[str, ...]]:
    sides = ("attractiveness_side", "attractiveness_certainty", f"{other}_side", f"{other}_certainty")
    points = ("attractiveness_score", "importance_score") if other == "importance" else ()
    return {"customer_criteria": COLUMNS, "customer_scores": ("customer_key", *sides, *points)}


def _placed(
    params: dict[str, Any], frames: dict[str, Frame], other: str, names: Names
) -> tuple[np.ndarray[Any, Any], Any, Any, Any]:
    """Return the order of the customers, their cells, certainties and robustness."""
    scores, numbered = frames["customer_scores"], criteria_of(params)
    order = np.argsort(np.asarray(scores["customer_key"]), kind="stable")
    first, second = (read_sides(scores[f"{axis}_side"])[order] for axis in ("attractiveness", other))
    grids = tuple(
        read_axis(frames["customer_criteria"], numbered, axis) for axis in ("attractiveness", other)
    )
    sure = certainty_of(scores["attractiveness_certainty"][order], scores[f"{other}_certainty"][order])
    stays = robustness((grids[0], grids[1]), (first, second), params["portfolio"])
    return order, place(first, second, names), sure, stays


@step(
    title=msg("Portfolio matrix"),
    inputs=("customer_criteria", "customer_scores"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("portfolio_cell", msg("Portfolio"), "class", msg("high or low on attractiveness and importance; none where a side is open"), _MANERA, PORTFOLIO_CELLS),
        Field("portfolio_certainty", msg("Certainty"), "class", msg("sharp: both bounds lie on one side of the threshold whatever is missing; provisional: by the scores; undetermined: too little is known; that of the less sure axis"), _MANERA, CERTAINTIES),
        Field("pole_index", msg("Pole"), "number", msg("(attractiveness + importance) / 2, where both are published"), _MANERA),
        Field("imbalance", msg("Imbalance"), "number", msg("attractiveness - importance: what to work on"), _MANERA),
        Field("robustness_share", msg("Stays in the cell"), "share", msg("share of 1,000 sets of weights drawn around those of the criteria under which the customer stays in its cell")),
    ),
    uses=("portfolio", "portfolio_criteria", "bu"),
    form="arrays",
    columns=_columns("importance"),
)  # fmt: skip
def portfolio_matrix(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per customer of the register; a customer of which nothing is known on an axis has no cell."""
    order, cell, sure, stays = _placed(params, frames, "importance", _PORTFOLIO)
    scores = frames["customer_scores"]
    like, given = _plain(scores["attractiveness_score"])[order], _plain(scores["importance_score"])[order]
    return {
        "customer_key": np.asarray(scores["customer_key"])[order], "portfolio_cell": cell, "portfolio_certainty": sure,
        "pole_index": np.round((like + given) / 2, 9), "imbalance": np.round(like - given, 9), "robustness_share": stays,
    }  # fmt: skip


@step(
    title=msg("Key account selection (KAISM)"),
    inputs=("customer_criteria", "customer_scores"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("kaism_cell", msg("Key account selection"), "class", msg("high or low on attractiveness and on our strength as the customer sees it against the best rival"), _KAISM, KAISM_CELLS),
        Field("kaism_certainty", msg("Certainty of the selection"), "class", msg("never sharp where we judged ourselves what the customer should say"), _KAISM, CERTAINTIES),
        Field("kaism_robustness_share", msg("Stays in the cell of the selection"), "share", msg("share of 1,000 sets of weights under which the customer stays in its cell")),
    ),
    uses=("portfolio", "portfolio_criteria", "bu"),
    form="arrays",
    columns=_columns("relative_strength"),
)  # fmt: skip
def kaism(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per customer of the register, of every class: hidden candidates are found as well as the known key accounts."""
    order, cell, sure, stays = _placed(params, frames, "relative_strength", _KEY)
    return {
        "customer_key": np.asarray(frames["customer_scores"]["customer_key"])[order], "kaism_cell": cell, "kaism_certainty": sure, "kaism_robustness_share": stays,
    }  # fmt: skip
