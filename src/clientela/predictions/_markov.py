"""Customers that move between states (grades, lifecycle) from period to period, and what the states are worth."""

from __future__ import annotations

from typing import Any

import numpy as np

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg

Array = np.ndarray[Any, Any]


class MovesError(ClientelaError):
    """A table of moves between states is none."""


def _checked(moves: Array) -> Array:
    table = np.asarray(moves, dtype=np.float64)
    sound = table.ndim == 2 and table.shape[0] == table.shape[1]  # noqa: PLR2004 - rows and columns
    if not sound or (table < 0).any() or np.abs(table.sum(axis=1) - 1).max(initial=0.0) > 1e-9:  # noqa: PLR2004 - rounding
        raise MovesError(
            msg("A table of moves has one row and one column for each state; each row adds up to 1.")
        )
    return table


def state_values(
    moves: Array, money: Array, rate: float, *, first: int = 1, last: int | None = None
) -> Array:
    """Return the value of a customer by its state now: the discounted money of the periods first .. last; shape (states,).

    Formula: sum over t of moves^t @ money / (1 + rate)^t; without `last` for ever, then by (I - moves / (1 + rate))^-1.
    `moves`: probability to go from the state of the row to that of the column in a period; `money`: what a customer in a state
    leaves in a period. `first` 0 counts the current period, which customer equity leaves out. Raises: MovesError.
    Source: Pfeifer and Carraway 2000; Homburg, Steiner and Totzek 2009.
    """
    step = _checked(moves) / (1 + rate)
    value = np.asarray(money, dtype=np.float64)
    if last is None:
        return np.asarray(
            np.linalg.matrix_power(step, first) @ np.linalg.solve(np.eye(len(step)) - step, value)
        )
    total = np.zeros_like(value)
    for t in range(last + 1):
        if t >= first:
            total = total + value
        value = step @ value
    return total


def expected_counts(moves: Array, counts: Array, periods: int) -> Array:
    """Return how many of the customers counted by state are expected in each state after so many periods."""
    return np.asarray(np.asarray(counts, dtype=np.float64) @ np.linalg.matrix_power(_checked(moves), periods))


def chance_to_stay(moves: Array, lost: int, periods: int) -> Array:
    """Return the probability, by state, not to be in the state `lost` after so many periods."""
    return np.asarray(1 - np.linalg.matrix_power(_checked(moves), periods)[:, lost])
