"""How much has built up against us: events on the way out, weighed by how bad and how long ago they were."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def event_energy(severity: Array, age: Array, resolved_age: Array | None = None, *, half_days: float = 180.0, resolved_days: float = 90.0) -> Array:  # fmt: skip
    """Return what each event still weighs; shape of the arguments.

    Formula: severity x 0.5^(age / 180 days); from the day it was put right it halves every 90 days instead (dossier 7.4, after
    Hollmann, Jarvis & Bitner 2015). `age`: days since the event; `resolved_age`: days since it was put right, NaN where it was not.
    """
    age = np.asarray(age, dtype=np.float64)
    since = np.zeros_like(age) if resolved_age is None else np.nan_to_num(np.asarray(resolved_age, np.float64), nan=0.0)  # fmt: skip
    return np.asarray(severity * 0.5 ** ((age - since) / half_days + since / resolved_days))


def best_limit(energy: Array, is_lost: Array) -> float:
    """Return the energy from which on customers were lost that best tells lost from kept: the largest Youden index.

    Formula: max over limits of P(energy >= limit | lost) - P(energy >= limit | kept) (Youden 1950); the middle between two energies;
    of equals the highest limit. NaN where all were lost or all kept.
    """
    lost, kept = np.sort(energy[is_lost]), np.sort(energy[~is_lost])
    if not len(lost) or not len(kept):
        return float("nan")
    values = np.unique(energy)
    limits = (values[1:] + values[:-1]) / 2
    if not len(limits):
        return float("nan")
    index = (len(lost) - np.searchsorted(lost, limits)) / len(lost) - (
        len(kept) - np.searchsorted(kept, limits)
    ) / len(kept)
    return float(limits[len(limits) - 1 - int(np.argmax(index[::-1]))])
