"""Equal rows counted once: what depends on two or three columns is computed for each combination that occurs."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
LARGEST = 1 << 26
"""Combinations of whole numbers up to so many are found by marking a table, others by sorting."""
PER_ROW = 16
"""... and up to so many for each row: a table much longer than the rows takes longer than sorting them."""


def _codes(column: Array) -> tuple[Array, int, Array | None]:
    """Return each value as a place, the number of places, and the values (None where the place is the value)."""
    high = float(column.max(initial=0))
    if high < LARGEST and float(column.min(initial=0)) >= 0:
        places = column.astype(np.int64)
        if np.array_equal(places, column):
            return places, int(high) + 1, None
    values, places = np.unique(column, return_inverse=True)
    return places.astype(np.int64), len(values), values


def find_cells(*columns: Array) -> tuple[list[Array], Array]:
    """Return the combinations that occur, column by column, and for each row the place of its own.

    Columns are flat and equally long. A column that is the same everywhere costs nothing.
    """
    count = len(columns[0])
    if not count:
        return [np.asarray(c, dtype=np.float64) for c in columns], np.zeros(0, dtype=np.int64)
    varying = [i for i, c in enumerate(columns) if not (c == c[0]).all()]
    coded = [_codes(columns[i]) for i in varying]
    size, most = 1, min(LARGEST, PER_ROW * count)
    key = np.zeros(count, dtype=np.int64)
    for places, places_count, _ in coded:
        if size * places_count >= most:
            kept, key = np.unique(key, return_inverse=True)
            size = len(kept)
            if size * places_count >= 1 << 62:  # pragma: no cover - needs more rows than memory holds
                raise OverflowError
        key = key * places_count + places
        size *= places_count
    if size < most:
        seen = np.zeros(size, dtype=bool)
        seen[key] = True
        number = np.cumsum(seen) - 1
        back = number[key]
        total = int(number[-1]) + 1
    else:
        kept, back = np.unique(key, return_inverse=True)
        total = len(kept)
    first = np.zeros(total, dtype=np.int64)
    first[back] = np.arange(count)
    return [np.asarray(c, dtype=np.float64)[first] for c in columns], back
