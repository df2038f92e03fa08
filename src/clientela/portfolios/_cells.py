"""Cells of a matrix of two axes: names, certainty, and how often a customer stays in its cell when the weights move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.scores._kernel import HIGH, LOW, UNDETERMINED, count_drawn, draw_weights, drawn_sides

if TYPE_CHECKING:
    from clientela.base.portfolio_settings import Portfolio
    from clientela.scores._grid import Grid

Array = np.ndarray[Any, Any]
_ORDER = {"sharp": 0, "provisional": 1, "undetermined": 2, "unscored": 3}
_NAMES = np.array(list(_ORDER), dtype=object)


@dataclass(frozen=True, slots=True)
class Names:
    """The four cells: first word the attractiveness, second the other axis."""

    high_high: str
    high_low: str
    low_high: str
    low_low: str


def read_sides(column: Array) -> Array:
    """Return 1, -1 or 0 for `high`, `low` or nothing."""
    words = np.ma.filled(np.ma.asarray(column).astype(object), "")
    return np.where(words == "high", HIGH, np.where(words == "low", LOW, UNDETERMINED))


def place(first: Array, second: Array, names: Names) -> np.ma.MaskedArray[Any, Any]:
    """Return the cell of each customer; none where a side is open. Shapes (customers,)."""
    table = np.array([[names.low_low, names.low_high], [names.high_low, names.high_high]], dtype=object)
    return np.ma.masked_array(
        table[(first == HIGH).astype(int), (second == HIGH).astype(int)],
        (first == UNDETERMINED) | (second == UNDETERMINED),
    )


def certainty_of(first: Array, second: Array) -> Array:
    """Return the certainty of a cell: that of the axis that is less sure. Words (customers,)."""
    rank = np.maximum(
        *(np.array([_ORDER[str(word)] for word in axis], dtype=np.int64) for axis in (first, second))
    )
    return np.asarray(_NAMES[rank])


def robustness(axes: tuple[Grid, Grid], sides: tuple[Array, Array], rules: Portfolio) -> Array:
    """Return the share of drawn weights under which a customer stays in its cell; NaN where it has none. Shape (customers,).

    The weights of each axis are drawn on their own, 1,000 times around those of the settings; what is known of the customer stays as it is.
    """
    placed = (sides[0] != UNDETERMINED) & (sides[1] != UNDETERMINED)
    found = np.full(len(placed), np.nan)
    rows = np.flatnonzero(placed)
    if not len(rows):
        return found
    bits = []
    for number, grid in enumerate(axes):
        weights = np.array([c.weight for c in grid.criteria])
        drawn = draw_weights(
            weights,
            draws=rules.weight_draws,
            concentration=rules.weight_concentration,
            seed=rules.seed + number,
        )
        bits.append(drawn_sides(grid.centred(rules.threshold)[rows], drawn))
    counts = count_drawn(bits, [side[rows] == HIGH for side in sides], rules.weight_draws)
    found[rows] = counts / rules.weight_draws
    return found
