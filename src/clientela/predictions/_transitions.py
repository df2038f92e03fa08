"""What states are worth when customers move between them (Homburg, Steiner & Totzek 2009)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SMOOTHING = 5.0
"""Weight of the pooled row in each row of the matrix, in customers."""


def smooth_transitions(counts: Array, *, smoothing: float = SMOOTHING, absorbing: int | None = None) -> Array:
    """Estimate the probabilities to move between states out of counts.

    Formula: P_sj = (n_sj + a pi_j) / (n_s + a), pi the row of all moves pooled. Shape (states, states) in and out; a row
    is where a customer was. The `absorbing` state keeps who is in it, and takes no part in the pooled row's base.

    Errors: ValueError when no move was counted.
    """
    counted = np.asarray(counts, dtype=np.float64).copy()
    if absorbing is not None:
        counted[absorbing] = 0.0
    pooled = counted.sum(axis=0)
    if pooled.sum() <= 0:
        raise ValueError("no move between states was counted")
    pooled /= pooled.sum()
    found: Array = (counted + smoothing * pooled) / (counted.sum(axis=1, keepdims=True) + smoothing)
    if absorbing is not None:
        found[absorbing] = 0.0
        found[absorbing, absorbing] = 1.0
    return found


def state_values(transitions: Array, margins: Array, *, discount: float, years: int | None) -> Array:
    """Return what a customer in each state is worth now, this year counted whole.

    Formula: V = sum over t = 0..years of P^t m / (1 + d)^t; without `years`, (I - P / (1 + d))^-1 m. Unit of `margins`.
    """
    if years is None:
        size = len(margins)
        return np.asarray(np.linalg.solve(np.eye(size) - transitions / (1 + discount), margins), np.float64)
    total, moved = np.zeros(len(margins)), np.asarray(margins, dtype=np.float64)
    for _ in range(years + 1):
        total += moved
        moved = transitions @ moved / (1 + discount)
    return total


def static_values(margins: Array, *, discount: float, years: int) -> Array:
    """Return the same when nobody ever moves: the margin times the annuity of `years` + 1 payments."""
    return np.asarray(margins, dtype=np.float64) * sum((1 + discount) ** -t for t in range(years + 1))


def expected_counts(transitions: Array, now: Array, *, years: int) -> Array:
    """Return how many customers will be in each state after `years`. Formula: n0' P^years."""
    return np.asarray(np.asarray(now, np.float64) @ np.linalg.matrix_power(transitions, years), np.float64)


def survival(transitions: Array, *, years: int, absorbing: int) -> Array:
    """Return for each state the probability not to have reached the absorbing one after `years`."""
    return np.asarray(1.0 - np.linalg.matrix_power(transitions, years)[:, absorbing], np.float64)
