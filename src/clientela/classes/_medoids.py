"""Groups around typical customers: k-medoids, how well they are set apart, and whether they come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from clientela.classes._grid import Array

_STEP = 1e-6
_MOST_SWAPS = 200


def first_medoids(distance: Array, weights: Array, number: int) -> list[int]:
    """Choose medoids one by one, each the one that brings all customers nearest to a medoid. Of equal ones the first.

    Source: BUILD of Kaufman & Rousseeuw 1990. The first m of k are the choice for m.
    """
    chosen = [int(np.argmin(np.round(weights @ distance, 6)))]
    nearest = distance[:, chosen[0]]
    while len(chosen) < min(number, len(distance)):
        gain = weights @ np.maximum(nearest[:, None] - distance, 0)
        gain[chosen] = -1
        chosen.append(int(np.argmax(np.round(gain, 6))))
        nearest = np.minimum(nearest, distance[:, chosen[-1]])
    return chosen


def improve_medoids(distance: Array, weights: Array, medoids: list[int]) -> list[int]:
    """Swap a medoid for another customer as long as that brings the sum of distances down, the best swap first.

    All swaps are weighed at once. Source: PAM of Kaufman & Rousseeuw 1990 in the form of Schubert & Rousseeuw 2019 (FastPAM1).
    """
    chosen = list(medoids)
    if len(chosen) < 2 or len(chosen) >= len(distance):  # noqa: PLR2004 - a swap needs another medoid to fall back on
        return chosen
    for _ in range(_MOST_SWAPS):
        to_medoids = distance[:, chosen]
        order = np.argsort(to_medoids, axis=1, kind="stable")
        rows = np.arange(len(distance))
        nearest, second = to_medoids[rows, order[:, 0]], to_medoids[rows, order[:, 1]]
        shared = weights @ np.minimum(distance - nearest[:, None], 0)
        lost = np.clip(distance, nearest[:, None], second[:, None])
        lost -= nearest[:, None]
        own = np.zeros((len(chosen), len(distance)), dtype=distance.dtype)
        own[order[:, 0], rows] = weights
        change = np.round(shared + own @ lost, 6)
        change[:, chosen] = 0
        place = int(np.argmin(change))
        medoid, candidate = divmod(place, len(distance))
        if change[medoid, candidate] >= -_STEP * max(1.0, float(weights @ nearest)):
            break
        chosen[medoid] = candidate
    return chosen


def assign(to_medoids: Array) -> Array:
    """Give each customer to its nearest medoid, of equal ones to the first. Shape (n, k) to (n,)."""
    return np.asarray(np.argmin(to_medoids, axis=1))


def silhouettes(distance: Array, labels: Array, others: Array, itself: Array) -> Array:
    """Return how well each customer is set in its group: near 1 well, near 0 between two, below 0 in the wrong one.

    `distance`: customers to a set of others, whose groups are `others`; `itself`: the place of each customer among them, or -1.
    Formula: (b - a) / max(a, b), a the mean distance to the others of the own group, b to those of the nearest other group;
    0 for a customer alone in its group. Source: Rousseeuw 1987.
    """
    groups = int(others.max()) + 1
    sums = np.stack([distance[:, others == g].sum(axis=1, dtype=np.float64) for g in range(groups)], axis=1)
    counts = np.bincount(others, minlength=groups).astype(float)[None, :].repeat(len(labels), axis=0)
    rows = np.arange(len(labels))
    counts[rows, labels] -= itself >= 0
    means = np.divide(sums, counts, out=np.full(sums.shape, np.inf), where=counts > 0)
    own = means[rows, labels]
    means[rows, labels] = np.inf
    nearest = means.min(axis=1)
    known = np.isfinite(own) & np.isfinite(nearest)
    top = np.where(known, np.maximum(own, nearest), 1)
    apart = np.where(known, nearest, 0) - np.where(known, own, 0)
    return np.asarray(np.divide(apart, top, out=np.zeros(len(labels)), where=known & (top > 0)))


def likeness(labels: Array, drawn: Array, groups: int) -> Array:
    """Return for each group how much of it comes back as one group: the best Jaccard over the groups found again; NaN if not drawn.

    Formula: |A and B| / |A or B|.
    """
    table = np.zeros((groups, int(drawn.max()) + 1))
    np.add.at(table, (labels, drawn), 1)
    union = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True) - table
    best = (table / np.maximum(union, 1)).max(axis=1)
    return np.where(table.sum(axis=1) > 0, best, np.nan)


def stabilities(
    distance: Array, labels_by_number: dict[int, Array], *, resamples: int, seed: int
) -> dict[int, Array]:
    """Return for each number of groups the mean likeness of each group over draws of customers with replacement.

    `distance`: among the customers drawn from; `labels_by_number`: their groups. Source: Hennig 2007 (bootstrap, Jaccard).
    """
    rng = np.random.default_rng(seed)
    size = len(distance)
    found: dict[int, list[Array]] = {number: [] for number in labels_by_number}
    for _ in range(resamples):
        rows, counts = np.unique(rng.integers(0, size, size), return_counts=True)
        inner, weights = np.ascontiguousarray(distance[np.ix_(rows, rows)]), counts.astype(distance.dtype)
        start = first_medoids(inner, weights, max(labels_by_number))
        for number, labels in labels_by_number.items():
            medoids = improve_medoids(inner, weights, start[:number])
            drawn = assign(inner[:, medoids])
            found[number].append(likeness(labels[rows], drawn, number))
    return {number: np.nanmean(np.stack(values), axis=0) for number, values in found.items()}
