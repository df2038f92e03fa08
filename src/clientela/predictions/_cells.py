"""Equal rows counted once: what depends on two or three columns is computed for each combination that occurs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
LARGEST = 1 << 26
"""Combinations of whole numbers up to so many are found by marking a table, others by sorting."""


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
    size = 1
    key = np.zeros(count, dtype=np.int64)
    for places, places_count, _ in coded:
        if size * places_count >= LARGEST:
            kept, key = np.unique(key, return_inverse=True)
            size = len(kept)
            if size * places_count >= 1 << 62:  # pragma: no cover - needs more rows than memory holds
                raise OverflowError
        key = key * places_count + places
        size *= places_count
    if size < LARGEST:
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


@dataclass(frozen=True)
class WholeTable:
    """Histories in whole units of time, so many that the combinations of frequency and time are marked in a table."""

    frequency: Array
    recency: Array
    age: Array
    width: int
    size: int
    loops: Any

    @staticmethod
    def of(frequency: Array, recency: Array, age: Array, loops: Any) -> WholeTable | None:
        """Return the table; None without compiled loops, and for times that are not whole or too far for one."""
        if loops is None:
            return None
        columns = [np.ascontiguousarray(column) for column in (frequency, recency, age)]
        bad, _, whole, oldest = loops.read_rows(*columns, LARGEST)
        width = int(oldest) + 1
        size = (int(columns[0].max()) + 1) * width
        if bad >= 0 or not whole or size > LARGEST:
            return None
        return WholeTable(columns[0], columns[1], columns[2], width, size, loops)

    def cells(self, time: Array) -> tuple[Array, Array, Array]:
        """Return frequency and time of the combinations that occur, and the place of each in a table of all."""
        seen = np.zeros(self.size, dtype=np.uint8)
        self.loops.mark_cells(self.frequency, time, self.width, seen)
        at = np.flatnonzero(seen)
        place = np.zeros(self.size, dtype=np.int32)
        place[at] = np.arange(len(at), dtype=np.int32)
        return (at // self.width).astype(np.float64), (at % self.width).astype(np.float64), place
