"""When customers order: Erlang gaps in operational time, fast in season and slow in August."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._plan import MONTH_STARTS, Floats, Ints, Plan, stream, to_working_day

if TYPE_CHECKING:
    from clientela.demo._customers import Customers
    from clientela.demo._life import Life


@dataclass(frozen=True, slots=True)
class Orders:
    """All orders by day, and within the day in the order they were taken."""

    customer: Ints
    day: Ints


def _cumulative(life: Life) -> Floats:
    grid = np.zeros((len(life.intensity), life.intensity.shape[1] + 1))
    # A sliver everywhere keeps the inverse defined where nothing is ordered.
    np.cumsum(np.maximum(life.intensity, 1e-6), axis=1, out=grid[:, 1:])
    return grid


def chunk_orders(plan: Plan, customers: Customers, life: Life, chunk: int) -> Orders:
    """Draw the order days of one chunk of customers.

    Formula: with L the cumulative intensity of a customer, L(t_j) - L(t_{j-1}) is Gamma(k, 1/k);
    a customer older than the ledger starts inside a gap, a new one with the arrival.
    """
    rng = stream(plan, "orders", chunk)
    n = len(life.lost_on)
    rows = slice(life.start, life.start + n)
    grid = _cumulative(life)
    since, shape = customers.since[rows], customers.shape[rows]
    old = since < 0
    starts = np.maximum(since, 0)
    month = np.searchsorted(MONTH_STARTS, starts, side="right") - 1
    index = np.arange(n)
    inside = (starts - MONTH_STARTS[month]) / (MONTH_STARTS[month + 1] - MONTH_STARTS[month])
    entry = grid[index, month] + inside * (grid[index, month + 1] - grid[index, month])
    # The gap that spans the first day is length-biased: Gamma(k + 1), cut at a uniform point.
    wait = np.where(old, rng.gamma(shape + 1.0, 1.0 / shape) * rng.random(n), 0.0)
    ahead = grid[:, -1] - entry
    count = np.where(customers.one_timer[rows], 1, np.ceil(ahead + 5 * np.sqrt(ahead / shape) + 4)).astype(
        np.int64
    )
    owner = np.repeat(index, count)
    first = np.cumsum(count) - count
    gaps = rng.gamma(shape[owner].astype(float), 1.0 / shape[owner])
    gaps[first] = wait
    running = np.cumsum(gaps)
    clock = running - (running[first] - gaps[first])[owner] + entry[owner]
    # Each customer's clock is shifted behind the one before, so that one search serves all.
    offset = np.cumsum(grid[:, -1] + 1.0) - (grid[:, -1] + 1.0)
    keep = clock < grid[owner, -1]
    owner, clock = owner[keep], clock[keep]
    flat = (grid + offset[:, None]).ravel()
    width = grid.shape[1]
    found = np.searchsorted(flat, clock + offset[owner], side="right") - 1 - owner * width
    found = np.clip(found, 0, width - 2)
    low = grid[owner, found]
    share = (clock - low) / (grid[owner, found + 1] - low)
    length = MONTH_STARTS[found + 1] - MONTH_STARTS[found]
    day = MONTH_STARTS[found] + np.floor(np.clip(share, 0, 0.9999) * length).astype(np.int64)
    # Rounding must not carry a first order to the eve of the arrival.
    day = np.maximum(day, starts[owner])
    alive = (day < life.lost_on[owner]) | (day >= life.back_on[owner])
    owner, day = owner[alive], day[alive]
    return Orders(customer=(owner + life.start).astype(np.int64), day=to_working_day(day))


def gather(parts: list[Orders]) -> Orders:
    """Bring the chunks' orders into the order of the days."""
    customer = np.concatenate([part.customer for part in parts])
    day = np.concatenate([part.day for part in parts])
    order = np.lexsort((customer, day))
    return Orders(customer=customer[order], day=day[order])
