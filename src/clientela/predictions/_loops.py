"""The loops over customers, compiled. Imported only where numba is installed.

Arithmetic may be reordered (that is what makes it fast), never left out: missing values and infinities do not come here.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from clientela.predictions._loops_base import compiled
from clientela.predictions._loops_family import beta_geometric_sums, count_loop, score_rows
from clientela.predictions._loops_pareto import pareto_sums, score_pareto_rows, tail_loop

__all__ = [
    "beta_geometric_sums", "count_loop", "fill_rows", "mark_cells", "pareto_sums", "place_rows", "read_rows", "read_spend",
    "score_pareto_rows", "score_rows", "spend_sums", "tail_loop",
]  # fmt: skip

Array = np.ndarray[Any, Any]

_AT_ONCE = 16384
_MOST_ORDERS = 2147483648.0


def _read(frequency: Array, recency: Array, age: Array, most: int) -> tuple[int, int, int, float]:
    """Return the first contradictory row (-1: none), the rows with a second order, whether times are whole, the oldest."""
    many, whole, oldest = 0, 1, 0.0
    for i in range(len(frequency)):
        x, t, end = frequency[i], recency[i], age[i]
        sound = t >= 0 and t <= end and x >= 0 and x < _MOST_ORDERS and end < math.inf
        if not sound:
            return i, 0, 0, 0.0
        if (x == 0 and t != 0) or x != math.floor(x):
            return i, 0, 0, 0.0
        many += x > 0
        oldest = max(oldest, float(end))
        if end >= most or t != math.floor(t) or end != math.floor(end):
            whole = 0
    return -1, many, whole, oldest


def _fill(
    frequency: Array, recency: Array, age: Array, out_x: Array, out_t: Array, out_age: Array, once: Array
) -> None:
    """Copy the rows with a second order, count the others by age."""
    at = 0
    for i in range(len(frequency)):
        if frequency[i] > 0:
            out_x[at] = np.int32(frequency[i])
            out_t[at] = np.int32(recency[i])
            out_age[at] = np.int32(age[i])
            at += 1
        else:
            once[np.int64(age[i])] += 1.0


read_rows = compiled(_read, fast=False)
fill_rows = compiled(_fill, fast=False)


def _spend(v: float, count: Array, total: Array, logs: Array, out: Array) -> None:
    """`logs`: ln(v + total), taken by numpy, which takes several at a time."""
    l0 = l1 = d0 = d1 = e0 = e1 = 0.0
    for i in range(len(count)):
        x = float(count[i])
        share = v / (v + total[i])
        own = x * share
        l0 += logs[i]
        l1 += x * logs[i]
        d0 += share
        d1 += own
        e0 += share * share
        e1 += own * share
    out[0] += l0
    out[1] += l1
    out[2] += d0
    out[3] += d1
    out[4] += e0
    out[5] += e1


_spend_loop = compiled(_spend)


def spend_sums(v: float, count: Array, total: Array) -> Array:
    """Return over the rows the sums of l, x l, s, x s, s^2 and x s^2 with l = ln(v + S) and s = v / (v + S)."""
    out, logs = np.zeros(6), np.empty(min(_AT_ONCE, len(count)))
    for start in range(0, len(count), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        own = logs[: len(count[part])]
        np.log(np.add(total[part], v, out=own), out=own)
        _spend_loop(v, count[part], total[part], own, out)
    return out


def _read_spend(count: Array, mean: Array, orders: Array, total: Array) -> int:
    """Copy sound rows; return the first other one, -1 without."""
    for i in range(len(count)):
        x, z = count[i], mean[i]
        if not (x >= 1 and x < _MOST_ORDERS and z > 0 and z < math.inf) or x != math.floor(x):
            return i
        orders[i] = np.int32(x)
        total[i] = x * z
    return -1


read_spend = compiled(_read_spend, fast=False)


def _mark(x: Array, time: Array, width: int, seen: Array) -> None:
    for i in range(len(x)):
        seen[np.int64(x[i]) * width + np.int64(time[i])] = 1


def _place(x: Array, time: Array, width: int, places: Array, found: Array) -> None:
    for i in range(len(x)):
        found[i] = places[np.int64(x[i]) * width + np.int64(time[i])]


mark_cells = compiled(_mark, fast=False)
place_rows = compiled(_place, fast=False)
