"""Medians of growing lists, many lists at once: the work grows with the number of values, whatever the lists hold."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def running_medians(values: Array, counts: Array) -> Array:
    """Return, for each value, the median of its list up to and including it. Shape (n,), float.

    `values`: integers >= 0, one list after the other, each in the order of time; `counts`: how many each list has.
    Each list is sorted once; then its values are taken away from the last to the first. What is left is a chain in sorted order,
    and its median moves by at most one link. One round takes one value from every list that still has any.
    """
    total, lists = len(values), len(counts)
    if total == 0:
        return np.zeros(0)
    start = np.cumsum(counts) - counts
    of = np.repeat(np.arange(lists), counts)
    by = np.argsort((of << int(values.max()).bit_length()) | values)
    # Each list has a place more at either end, so that no chain reaches into another.
    slots = np.arange(total) + 2 * of + 1
    slot = np.empty(total, dtype=np.int64)
    slot[by] = slots
    held = np.zeros(total + 2 * lists, dtype=np.int64)
    held[slots] = values[by]
    small = np.int32 if len(held) < np.iinfo(np.int32).max else np.int64  # half the memory to jump about in
    before = np.arange(-1, len(held) - 1, dtype=small)
    after = np.arange(1, len(held) + 1, dtype=small)
    longest_first = np.argsort(-counts, kind="stable")
    first = start[longest_first]
    size = counts[longest_first]
    middle = first + 2 * longest_first + 1 + np.maximum(size - 1, 0) // 2
    at_least = np.searchsorted(-size, -np.arange(int(size[0]) + 1), side="right")
    medians = np.empty(total)
    for length in range(int(size[0]), 0, -1):
        entry = first[: at_least[length]] + (length - 1)
        gone, low = slot[entry], middle[: at_least[length]]
        if length % 2:
            medians[entry] = held[low]
            middle[: at_least[length]] = np.where(gone < low, low, before[low])
        else:
            high = after[low]
            medians[entry] = (held[low] + held[high]) / 2
            middle[: at_least[length]] = np.where(gone <= low, high, low)
        left, right = before[gone], after[gone]
        after[left], before[right] = right, left
    return medians


def medians_by_row(values: Array, row: Array, rows: int) -> tuple[Array, Array]:
    """Return the median of all values known at each row, and how many there are; a value is known from its own row on.

    `values`: integers >= 0; `row`: 0..rows-1 for each. Shapes (rows,); the median of nothing is NaN.
    """
    seen = np.flatnonzero(np.bincount(values, minlength=1))
    column = np.zeros(int(seen.max(initial=0)) + 1, dtype=np.int64)
    column[seen] = np.arange(len(seen))
    table = np.bincount(row * len(seen) + column[values], minlength=rows * len(seen))
    counts = table.reshape(rows, len(seen)).cumsum(axis=0)
    up_to = counts.cumsum(axis=1)
    known = counts.sum(axis=1)
    has = known > 0
    medians = np.full(rows, np.nan)
    low, high = (seen[(up_to[has] <= rank[has, None]).sum(axis=1)] for rank in ((known - 1) // 2, known // 2))
    medians[has] = (low + high) / 2
    return medians, known
