"""Equal rows counted once: what depends on two or three columns is computed for each combination that occurs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
_DENSEST = 1 << 21
_ROUND = 64
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


def mark_cells(frequency: Array, time: Array, width: int, loops: Any) -> tuple[list[Array], Array] | None:
    """Do what `find_cells` does for whole numbers 0 <= time < width with the compiled loops; None where a table would be too large."""
    size = (int(frequency.max(initial=0)) + 1) * width
    if size > LARGEST:
        return None
    seen = np.zeros(size, dtype=np.int32)
    loops.mark_cells(frequency, time, width, seen)
    at = np.flatnonzero(seen)
    seen[at] = np.arange(len(at), dtype=np.int32)
    place = np.empty(len(frequency), dtype=np.int32)
    loops.place_rows(frequency, time, width, seen, place)
    return [(at // width).astype(np.float64), (at % width).astype(np.float64)], place


@dataclass(frozen=True)
class WholeTable:
    """Histories in whole units of time, for which a table of all frequencies and times is no larger than the work it saves."""

    frequency: Array
    recency: Array
    age: Array
    kinds: int
    """Frequencies 0 .. kinds - 1 have a line, rounded up: the tables of one part of a base serve the next."""
    width: int
    """Times 0 .. width - 1."""

    @staticmethod
    def of(frequency: Array, recency: Array, age: Array, loops: Any) -> WholeTable | None:
        """Return the table; None without compiled loops, and for times that are not whole or too far for one."""
        if loops is None:
            return None
        columns = [np.ascontiguousarray(column) for column in (frequency, recency, age)]
        bad, _, whole, oldest = loops.read_rows(*columns, LARGEST)
        kinds, width = (int(n) // _ROUND * _ROUND + _ROUND for n in (columns[0].max(), oldest))
        if bad >= 0 or not whole or kinds * width > _DENSEST:
            return None
        return WholeTable(columns[0], columns[1], columns[2], kinds, width)


def all_cells(kinds: int, width: int) -> tuple[Array, Array]:
    """Return frequency and time of every cell of such a table, line by line."""
    times = np.arange(width, dtype=np.float64)
    return np.repeat(np.arange(kinds, dtype=np.float64), width), np.tile(times, kinds)
