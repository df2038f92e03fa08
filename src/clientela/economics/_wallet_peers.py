"""What similar customers spend: quantiles over the nearest others, each customer left out of its own."""

from __future__ import annotations

from math import ceil, floor, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.engine.frames import Array

_TIE = 1e-9
"""Distances of logarithms that differ by no more than this are equal: 2 is as far from 4 as 4 from 8."""


def _without_one(values: Array, places: Array, cuts: Sequence[float]) -> Array:
    """Return the quantiles of sorted `values` without the one at each place: shape (places, cuts), by the ranks (n + 1) q.

    By these ranks the next customer lies below the quantile with probability q whatever the distribution; the usual ones, 1 + (n - 1) q,
    lie too low in small samples. Source: Hyndman & Fan 1996, definition 6.
    """
    left = len(values) - 1
    found = np.empty((len(places), len(cuts)))
    for column, cut in enumerate(cuts):
        where = min(max((left + 1) * cut - 1, 0.0), left - 1.0)
        low, high = floor(where), min(ceil(where), left - 1)
        below = values[low + (low >= places)]
        above = values[high + (high >= places)]
        found[:, column] = below + (above - below) * (where - low)
    return found


def _windows(size: Array, count: int) -> tuple[Array, Array]:
    """Return first and past-last place of the `count` nearest others of each sorted size, all that are as near as the last included."""
    total = len(size)
    places = np.arange(total)
    low, high = np.maximum(places - count, 0), np.minimum(places, total - 1 - count)
    low = np.minimum(low, high)
    while (low < high).any():  # the first window whose next to the right is not nearer
        middle = (low + high) // 2
        is_right = size - size[middle] > size[np.minimum(middle + count + 1, total - 1)] - size
        move = low < high
        low = np.where(move & is_right, middle + 1, low)
        high = np.where(move & ~is_right, middle, high)
    reach = np.maximum(size - size[low], size[low + count] - size) + _TIE
    return np.searchsorted(size, size - reach), np.searchsorted(size, size + reach, side="right")


def peer_quantiles(
    spend: Array, group: Array, size: Array, *, cuts: Sequence[float], least: int
) -> tuple[Array, Array]:
    """Return quantiles of what the others of the group spend, and how many others these are; NaN and 0 with fewer than `least`.

    `spend`: (customers,) above zero; `group`: (customers,) texts; `size`: (customers,) any measure of the firm, NaN where unknown.
    Formula: over the k = max(least, sqrt n) customers of the group nearest by the logarithm of size, ties included, never the customer
    itself; over all of the group where its size is not known. Source: Perlich, Rosset, Lawrence & Zadrozny 2007.
    """
    found, counts = np.full((len(spend), len(cuts)), np.nan), np.zeros(len(spend), dtype=np.int64)
    for name in np.unique(group):
        members = np.flatnonzero(group == name)
        if len(members) <= least:
            continue
        sized = members[np.isfinite(size[members])]
        if len(sized) <= least:
            sized = members[:0]
        plain = np.setdiff1d(members, sized)
        if len(plain):
            order = np.argsort(spend[members], kind="stable")
            place = np.empty(len(members), dtype=np.int64)
            place[order] = np.arange(len(members))
            found[plain] = _without_one(spend[members][order], place[np.isin(members, plain)], cuts)
            counts[plain] = len(members) - 1
        if not len(sized):
            continue
        sized = sized[np.argsort(size[sized], kind="stable")]
        count = min(max(least, ceil(sqrt(len(sized)))), len(sized) - 1)
        starts, ends = _windows(np.log(size[sized]), count)
        windows, inverse = np.unique(np.stack([starts, ends], axis=1), axis=0, return_inverse=True)
        by_window = np.argsort(inverse.ravel(), kind="stable")
        bounds = np.searchsorted(inverse.ravel()[by_window], np.arange(len(windows) + 1))
        for number, (start, end) in enumerate(windows):
            inside = sized[start:end]
            order = np.argsort(spend[inside], kind="stable")
            rank = np.empty(len(inside), dtype=np.int64)
            rank[order] = np.arange(len(inside))
            own = by_window[bounds[number] : bounds[number + 1]]
            found[sized[own]] = _without_one(spend[inside][order], rank[own - start], cuts)
            counts[sized[own]] = len(inside) - 1
    return found, counts
