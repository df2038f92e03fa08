"""Functions of frequency and time on all combinations that occur, at the price of a few times for each frequency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from clientela.predictions._cells import find_cells

Array = np.ndarray[Any, Any]
DIGITS = 34.0
"""exp(-34) is the last digit of a double."""
LEAST_NODES = 8
WORTH = 1.5
"""Cells per node from which interpolation pays."""


@dataclass(frozen=True)
class Cells:
    """Combinations of frequency and time that occur; `place`: for each row, that of its own."""

    frequency: Array
    time: Array
    place: Array
    kinds: Array
    """Frequencies that occur."""
    moments: Array
    """Times that occur."""
    kind_of: Array
    moment_of: Array

    @staticmethod
    def of(frequency: Array, time: Array) -> Cells:
        """Find the combinations in flat arrays."""
        (x, t), place = find_cells(frequency, time)
        return Cells.placed(x, t, place.astype(np.int32))

    @staticmethod
    def placed(x: Array, t: Array, place: Array) -> Cells:
        """Take combinations that are known already."""
        kinds, kind_of = np.unique(x, return_inverse=True)
        moments, moment_of = np.unique(t, return_inverse=True)
        return Cells(x, t, place, kinds, moments, kind_of, moment_of)

    def __len__(self) -> int:
        """Count the combinations."""
        return len(self.frequency)


def _chebyshev(times: Array, near: float) -> tuple[Array, Array]:
    """Return times to compute at, and the matrix that takes values there to all `times`, shape (times, nodes).

    In w = ln(near + t) the functions are smooth up to a distance of pi from the real line, so the error of Chebyshev's points falls
    like rho^-nodes with a rho known beforehand. Source: Trefethen 2013 (theorem 8.2);
    Berrut and Trefethen 2004.
    """
    low, high = np.log(near + times[0]), np.log(near + times[-1])
    half = max((high - low) / 2, 1e-9)
    reach = np.pi / half
    rho = reach + np.hypot(1.0, reach)
    count = max(LEAST_NODES, int(np.ceil(DIGITS / np.log(rho))) + 2)
    angle = (2 * np.arange(count) + 1) * np.pi / (2 * count)
    at, sign = np.cos(angle), np.sin(angle) * (-1.0) ** np.arange(count)
    wanted = np.clip((np.log(near + times) - low) / half - 1, -1, 1)
    apart = wanted[:, None] - at
    hit = np.abs(apart) < 1e-15  # noqa: PLR2004 - a time on a node
    share = sign / np.where(hit, 1.0, apart)
    matrix = share / share.sum(axis=1)[:, None]
    rows = hit.any(axis=1)
    matrix[rows] = hit[rows]
    return np.exp(low + half * (at + 1)) - near, matrix


class Lines:
    """Where a function is computed: of a frequency with many times at Chebyshev's points, of the others cell by cell.

    `frequency`, `time`: those places. The function must be smooth in ln(near + time) up to a distance of pi from the real line.
    """

    def __init__(self, cells: Cells, near: float) -> None:
        self._cells = cells
        per_kind = np.bincount(cells.kind_of, minlength=len(cells.kinds))
        points, self._matrix = np.zeros(0), np.zeros((len(cells.moments), 0))
        if per_kind.max(initial=0) > LEAST_NODES * WORTH:
            points, self._matrix = _chebyshev(cells.moments, near)
        many = (per_kind > WORTH * len(points)) & (len(points) > 0)
        self._many = np.flatnonzero(many)
        self._alone = np.flatnonzero(~many[cells.kind_of])
        self.frequency = np.concatenate(
            [cells.frequency[self._alone], np.repeat(cells.kinds[self._many], len(points))]
        )
        times = np.concatenate([cells.time[self._alone], np.tile(points, len(self._many))])
        self.time = np.maximum(times, 0.0)

    def spread(self, values: Array) -> Array:
        """Take values where they were computed, shape (places, m), to the cells."""
        cells, alone = self._cells, len(self._alone)
        if not len(self._many):
            return values
        found = np.empty((len(cells), values.shape[1]))
        found[self._alone] = values[:alone]
        grid = values[alone:].reshape(len(self._many), self._matrix.shape[1], -1)
        order = np.argsort(cells.kind_of, kind="stable")
        bounds = np.searchsorted(cells.kind_of[order], np.arange(len(cells.kinds) + 1))
        for kind, line in zip(self._many, grid, strict=True):
            own = order[bounds[kind] : bounds[kind + 1]]
            found[own] = self._matrix[cells.moment_of[own]] @ line
        return found

    def gather(self, mass: Array) -> Array:
        """Carry what the cells weigh to the places: a sum over cells of mass x value is that over places of what this returns."""
        cells = self._cells
        shape = (len(cells.kinds), len(cells.moments))
        place = cells.kind_of * shape[1] + cells.moment_of
        lines = np.bincount(place, mass, minlength=shape[0] * shape[1]).reshape(shape)[self._many]
        return np.concatenate([mass[self._alone], (lines @ self._matrix).ravel()])
