"""From the chances of at least so many orders to probabilities and quantiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Array = np.ndarray[Any, Any]
_FIRST = 16
_ROWS = 1 << 22
"""Numbers held at once while quantiles are sought."""


def probabilities_of(tails: Array) -> Array:
    """Turn P(at least 1), ..., P(at least m), shape (m, n), into P(0), ..., P(m - 1), P(m or more), shape (n, m + 1)."""
    whole = np.vstack([np.ones((1, tails.shape[1])), tails, np.zeros((1, tails.shape[1]))])
    return np.asarray(np.maximum(whole[:-1] - whole[1:], 0.0).T)


def quantiles_of(
    tails: Callable[[Array, Array, Array, Array, int], Array], histories: tuple[Array, ...], levels: Array
) -> Array:
    """Return the smallest count y with P(at most y) >= level, for each history and level; shape (n, levels).

    Looks at ever more orders, and only for the customers not answered yet.
    """
    count = len(histories[0])
    answer = np.zeros((count, len(levels)))
    open_rows, most = np.arange(count), _FIRST
    while len(open_rows):
        rest = []
        size = max(1, _ROWS // most)
        for first in range(0, len(open_rows), size):
            own = open_rows[first : first + size]
            x, t, age, horizon = (column[own] for column in histories)
            beyond = tails(x, t, age, horizon, most)
            # P(at most y) = 1 - P(at least y + 1); rounding must not push a level of 1 - P out of reach
            reached = beyond[None, :, :] <= (1 - levels)[:, None, None] + 1e-15
            done = reached.any(axis=1)
            answer[own] = np.where(done, reached.argmax(axis=1), 0).T
            rest.append(own[~done.all(axis=0)])
        open_rows, most = np.concatenate(rest), most * 4
    return answer
