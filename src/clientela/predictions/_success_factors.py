"""Do we do well what the customer needs to succeed: its key success factors against what our company can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
CAPABLE = 10.0
"""A capability at its best."""
MET = 0.5
"""A factor of the customer met by less than this is unmet; a fit below it is a warning (dossier 8.15)."""


@dataclass(frozen=True, slots=True)
class FactorFit:
    """How far our capabilities meet the factors; shapes (factors,) and (capabilities,)."""

    fit: float
    """0 to 1; NaN where no factor of known weight has a related capability that is known."""
    met: Array
    """How far each factor is met, 0 to 1; NaN where none of its related capabilities is known."""
    unmet: Array
    """Factors met by less than half."""
    unused: Array
    """Capabilities that serve no factor of the customer."""
    known_weight: float
    """Part of the weights whose factors could be judged."""


def fit_factors(weights: Array, capabilities: Array, relations: Array) -> FactorFit:
    """Return the fit of what the customer needs with what we can.

    Formula: fit = sum over k of w_k min(1, sum_j r_kj c_j / (10 sum_j r_kj)), weights adding up to 1 over the factors that can be
    judged (quality function deployment, Akao 1990; key and critical success factors: Hofer & Schendel 1978, Rockart 1979).
    Shapes: `weights` (factors,) >= 0; `capabilities` (capabilities,) 0 to 10, NaN not known; `relations` (factors, capabilities) of
    0, 1, 3, 9. A capability that is not known is in no sum. Raises: ValueError for a negative weight or relation, or shapes that do not fit.
    """
    weights, capabilities = np.asarray(weights, np.float64), np.asarray(capabilities, np.float64)
    relations = np.asarray(relations, np.float64)
    if relations.shape != (len(weights), len(capabilities)):
        raise ValueError("relations need a row for each factor and a column for each capability")
    if (weights < 0).any() or (relations < 0).any():
        raise ValueError("weights and relations are zero or more")
    told = relations * ~np.isnan(capabilities)
    strength = told.sum(axis=1)
    served = told @ np.nan_to_num(capabilities)
    met = np.where(
        strength > 0, np.minimum(1.0, served / (CAPABLE * np.where(strength > 0, strength, 1.0))), np.nan
    )
    known = ~np.isnan(met)
    weight = weights[known].sum()
    fit = float(weights[known] @ met[known] / weight) if weight > 0 else float("nan")
    whole = float(weights.sum())
    return FactorFit(
        fit, met, np.flatnonzero(known & (np.nan_to_num(met, nan=1.0) < MET)), np.flatnonzero(relations.sum(axis=0) <= 0),
        float(weight / whole) if whole > 0 else float("nan"),
    )  # fmt: skip
