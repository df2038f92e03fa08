"""Which customers of the same kind already buy what is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from clientela.engine.frames import Array

SHOWN = 3
_CHUNK = 20_000
_MOST_BUYERS = 60
"""Buyers looked at for each family and kind: those that spend most on it."""


def lookalikes(customers: Array, families: Array, owned: Array, kind: Array, spend: Array) -> Array:
    """Return up to three buyers for each pair of customer and family, the most alike first, -1 where there are fewer.

    `customers`, `families`: (pairs,); `owned`, `spend`: (customers, families) of twelve months; `kind`: (customers,).
    Formula: cosine of what both buy, the suggested family among it; of equals the one that spends more on the family.
    """
    found = np.full((len(customers), SHOWN), -1, dtype=np.int64)
    norm = np.sqrt(np.maximum(owned.sum(axis=1), 1)).astype(np.float64)
    for group in np.unique(kind[customers]):
        for family in np.unique(families[kind[customers] == group]):
            pairs = np.flatnonzero((families == family) & (kind[customers] == group))
            buyers = np.flatnonzero(owned[:, family] & (kind == group))
            buyers = buyers[np.argsort(-spend[buyers, family], kind="stable")][:_MOST_BUYERS]
            shared = owned[customers[pairs]].astype(np.float64) @ owned[buyers].T.astype(np.float64)
            alike = np.round(shared / norm[buyers][None, :], 9)
            rows = np.arange(len(pairs))
            for place in range(min(SHOWN, len(buyers))):
                best = alike.argmax(axis=1)  # of equals the first
                found[pairs, place] = buyers[best]
                alike[rows, best] = -1.0
    return found


def reasons(
    customers: Array, families: Array, owned: Array, *, least: int, least_lift: float
) -> tuple[Array, Array]:
    """Return, for each pair, the family bought that goes with the suggested one most often, -1 without any, and the lift.

    Formula: lift = customers that buy both · customers / (customers that buy one · that buy the other), over buying customers; a rule
    needs `least` customers that buy both and more than `least_lift`. Source: Agrawal, Imielinski & Swami 1993.
    """
    table = owned.astype(np.float32)
    both = (table.T @ table).astype(np.float64)
    size = np.diag(both)
    total = float(owned.any(axis=1).sum())
    lift = both * total / np.maximum(size[:, None] * size[None, :], 1.0)
    lift = np.where((both >= least) & (lift > least_lift), np.round(lift, 9), 0.0)
    np.fill_diagonal(lift, 0.0)
    best, value = np.full(len(customers), -1, dtype=np.int64), np.zeros(len(customers))
    for start in range(0, len(customers), _CHUNK):
        part = slice(start, start + _CHUNK)
        held = np.where(owned[customers[part]], lift[:, families[part]].T, 0.0)
        best[part] = held.argmax(axis=1)
        value[part] = held.max(axis=1)
    return np.where(value > 0, best, -1), value
