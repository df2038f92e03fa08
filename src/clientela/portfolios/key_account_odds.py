"""How probable it is that a customer belongs to the key accounts, whatever weights and missing answers turn out to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.scores._grid import COLUMNS, Grid, read_axis
from clientela.scores._kernel import draw_weights
from clientela.scores.customer_criteria import criteria_of

if TYPE_CHECKING:
    from clientela.base.portfolio_settings import Portfolio
    from clientela.engine.frames import Frame

Array = np.ndarray[Any, Any]
_AXES = ("attractiveness", "relative_strength")
_CHUNK = 2048
_TIE = 1e-9
_SEED = 100
"""Apart from the seeds of the robustness of the cells."""


def high_under_draws(grid: Grid, rules: Portfolio, *, seed: int) -> tuple[Array, Array]:
    """Return what decides the side of each customer under each draw, as (weights, weights x gaps), both (draws, criteria).

    Formula: the weighted mean is high exactly when sum(w·f·(a - h)) + sum(w·u·f·(b - a)) >= 0, with [a, b] what is known of a criterion,
    f the customer's own weight / the usual one, w drawn from the Dirichlet distribution around the weights and u even between 0 and 1.
    The same draws serve all customers, so that one is compared with another under the same weights.
    """
    weights = np.array([c.weight for c in grid.criteria])
    drawn = draw_weights(
        weights, draws=rules.weight_draws, concentration=rules.weight_concentration, seed=seed
    )
    gaps = np.random.default_rng([seed, 1]).random(drawn.shape)
    return drawn, drawn * gaps


def key_odds(grids: tuple[Grid, Grid], rules: Portfolio) -> Array:
    """Return the share of draws in which both axes are high; NaN where nothing is observed on one of them. Shape (customers,)."""
    drawn = [high_under_draws(grid, rules, seed=rules.seed + _SEED + i) for i, grid in enumerate(grids)]
    found = np.full(len(grids[0].keys), np.nan)
    some = np.ones(len(found), dtype=bool)
    for grid in grids:
        some &= (grid.observed & (grid.weights > 0)).any(axis=1)
    rows = np.flatnonzero(some)
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        both = np.ones((len(part), rules.weight_draws), dtype=bool)
        for grid, (weights, gaps) in zip(grids, drawn, strict=True):
            factor = grid.weights[part] / np.array([c.weight for c in grid.criteria])
            least = factor * (grid.low[part] - rules.threshold)
            reach = factor * (grid.high[part] - grid.low[part])
            both &= least @ weights.T + reach @ gaps.T >= -_TIE
        found[part] = both.mean(axis=1)
    return found


@step(
    title=msg("Probability of being a key account"),
    inputs=("customer_criteria", "customer_scores"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("key_probability", msg("Probability of being key"), "share", msg("share of 1,000 draws of weights around those of the criteria, and of what is not known evenly within its bounds, in which both axes are high; none where nothing is known of one axis; 0 where it is left out"), "own definition on Cheverton 1999, 2004"),
    ),
    uses=("portfolio", "portfolio_criteria", "bu"),
    form="arrays",
    columns={"customer_criteria": COLUMNS, "customer_scores": ("customer_key", "knock_out_reason")},
)  # fmt: skip
def key_account_odds(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per customer of the register, of every class of the list by revenue."""
    numbered, scores = criteria_of(params), frames["customer_scores"]
    first, second = (read_axis(frames["customer_criteria"], numbered, axis) for axis in _AXES)
    found = key_odds((first, second), params["portfolio"])
    out = np.asarray(scores["customer_key"])[~np.ma.getmaskarray(scores["knock_out_reason"])]
    return {"customer_key": first.keys, "key_probability": np.where(np.isin(first.keys, out), 0.0, found)}
