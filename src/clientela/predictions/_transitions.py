"""Moves between states counted on the own past: shrunk, drawn again, valued, and checked for a memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Pasts:
    """What customers did, one row for each way of moving that occurs: how often each move is in it, and how many went that way."""

    patterns: Array
    """Shape (ways, states * states)."""
    customers: Array
    """Shape (ways,)."""
    states: int

    @property
    def counts(self) -> Array:
        """Return how often each move was seen; shape (states, states)."""
        return np.asarray((self.customers @ self.patterns).reshape(self.states, self.states))


def read_pasts(customer: Array, start: Array, end: Array, states: int) -> Pasts:
    """Group the moves by customer; `customer` 0..n-1, `start` and `end` states 0..states-1, shapes (moves,).

    Customers that moved alike are one row: that is what a draw of customers with replacement needs. Who never moved is in none.
    """
    count = int(customer.max(initial=-1)) + 1
    table = np.zeros((count, states * states), dtype=np.int64)
    np.add.at(table, (customer, start * states + end), 1)
    moved = table[table.any(axis=1)]
    patterns, often = np.unique(moved, axis=0, return_counts=True)
    return Pasts(patterns, often.astype(np.int64), states)


def shrunk_moves(counts: Array, *, smoothing: float, lost: int | None) -> Array:
    """Return the probabilities of moving; shape of `counts`, (..., states, states).

    Formula: P_sj = (n_sj + a pi_sj) / (n_s + a) (Dirichlet smoothing; Homburg, Steiner & Totzek 2009). pi are the moves of all states by
    steps: the share that is lost, and among the others the share that stays, rises one, falls one and so on, as far as there
    is such a state. (The mean of the rows themselves would send customers of the last class straight to the first, because that is
    where those of the first stay.) States run from the best to the worst. `lost`: the last state, nobody comes back from it; None:
    there is none. Without a single move every customer stays where it is.
    """
    counts = np.asarray(counts, dtype=np.float64)
    states = counts.shape[-1]
    here = states if lost is None else lost
    held = counts[..., :here, :]
    whole = held.sum(axis=(-2, -1))[..., None, None]
    gone = held[..., here:].sum(axis=(-2, -1))[..., None, None] / np.where(whole > 0, whole, 1.0)
    steps = np.zeros_like(held[..., :here])
    for step in range(1 - here, here):
        seen = np.trace(held[..., :here], offset=step, axis1=-2, axis2=-1)
        steps += seen[..., None, None] * np.eye(here, k=step)
    told = steps.sum(axis=-1, keepdims=True)
    steps = np.where(told > 0, steps / np.where(told > 0, told, 1.0), np.eye(here))
    prior = np.concatenate([(1 - gone) * steps, np.broadcast_to(gone, held[..., here:].shape)], axis=-1)
    rows = held.sum(axis=-1, keepdims=True) + smoothing
    moves = (held + smoothing * prior) / np.where(rows > 0, rows, 1.0)
    moves = np.where(rows > 0, moves, np.eye(states)[:here])
    if lost is None:
        return np.asarray(moves)
    ends = np.broadcast_to(np.eye(states)[lost], (*moves.shape[:-2], 1, states))
    return np.concatenate([moves, ends], axis=-2)


def drawn_counts(pasts: Pasts, draws: int, rng: np.random.Generator) -> Array:
    """Draw the customers again, with replacement, each with its whole past; shape (draws, states, states)."""
    whole = int(pasts.customers.sum())
    taken = rng.multinomial(whole, pasts.customers / max(whole, 1), size=draws)
    return np.asarray((taken @ pasts.patterns).reshape(draws, pasts.states, pasts.states))


def values_ahead(moves: Array, money: Array, rate: float, years: int) -> Array:
    """Return the money of the years 1 .. `years` by state, discounted, for many tables at once; shape (draws, states).

    Formula: sum over t of P^t m / (1 + d)^t. Shapes: `moves` (draws, states, states), `money` (draws, states).
    """
    total, now = np.zeros_like(money), money
    for _ in range(years):
        now = np.einsum("dij,dj->di", moves, now) / (1 + rate)
        total = total + now
    return total


def counts_ahead(moves: Array, counts: Array, years: int, rng: np.random.Generator) -> Array:
    """Draw how many customers are in each state after so many years; shape (draws, states).

    Every table of `moves` (draws, states, states) is one belief about the moves; within it the customers move by chance.
    """
    found = np.zeros((len(moves), moves.shape[-1]), dtype=np.int64)
    for state, count in enumerate(np.asarray(counts, dtype=np.int64)):
        if count:
            rows = np.linalg.matrix_power(moves, years)[:, state, :]
            found += rng.multinomial(count, rows / rows.sum(axis=-1, keepdims=True))
    return found


def levers(moves: Array, money: Array, counts: Array, rate: float, years: int, *, lost: int) -> tuple[Array, Array]:  # fmt: skip
    """Return what one point of probability is worth in each state: led upwards, and kept from going down; NaN where there is none to move.

    Formula: offensive: one point from staying to the next better state; defensive: one point from what goes down or is lost
    (in proportion) to staying; each is the change of the value of the customers in that state (Homburg, Steiner & Totzek 2009).
    States run from the best to `lost`, the last.
    """
    states, point = len(money), 0.01
    base = values_ahead(moves[None], money[None], rate, years)[0]
    offensive, defensive = np.full(states, np.nan), np.full(states, np.nan)
    for state in range(states):
        if state == lost:
            continue
        if state and moves[state, state] >= point:
            led = moves.copy()
            led[state, state] -= point
            led[state, state - 1] += point
            offensive[state] = counts @ (values_ahead(led[None], money[None], rate, years)[0] - base)
        worse = moves[state, state + 1 :].sum()
        if worse >= point:
            kept = moves.copy()
            kept[state, state + 1 :] *= 1 - point / worse
            kept[state, state] += point
            defensive[state] = counts @ (values_ahead(kept[None], money[None], rate, years)[0] - base)
    return offensive, defensive


def memory_test(counts: Array, twice: Array, *, lost: int | None) -> tuple[float, int]:
    """Compare the moves over two years with the moves of one year made twice: (chi-square, degrees of freedom).

    Formula: sum over states and cells of (seen - n P^2)^2 / (n P^2), cells expected below 1 left out; freedom: cells - 1 in each
    state. Large: where a customer came from still matters, and one step forgets too much. `counts`, `twice`: shape (states, states).
    """
    once = shrunk_moves(counts, smoothing=0.0, lost=lost)
    expected = twice.sum(axis=1, keepdims=True) * (once @ once)
    statistic, freedom = 0.0, 0
    for state in range(len(counts)):
        if state == lost:
            continue
        cells = expected[state] >= 1
        if cells.sum() > 1:
            statistic += float(
                ((twice[state, cells] - expected[state, cells]) ** 2 / expected[state, cells]).sum()
            )
            freedom += int(cells.sum()) - 1
    return statistic, freedom
