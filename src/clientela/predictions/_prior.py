"""Priors without a unit, for bases too small to speak for themselves: stated wide ones, and those learned from simulated companies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


LEARNED = Path(__file__).with_name("usual_companies.json")
"""Written by `tools/learn_priors.py`."""
_LEAVING: list[list[float]] = [[1.0, 0, 0, 0], [0, 0, 1, -1], [0, 0, 0.5, 0.5]]
CONTRASTS: dict[str, list[list[float]]] = {
    "beta_geometric": _LEAVING,
    "regular": _LEAVING,
    "pareto": [[1.0, 0, 0, 0], [0, 0, 1, 0], [-1, 1, 1, -1]],
    "spend": [[1.0, 0, 0], [0, 1, 0]],
}
"""Sums of the logarithms of the parameters in which every unit cancels: (r, alpha, a, b), (r, alpha, s, beta), (p, q, v)."""


@dataclass(frozen=True)
class Prior:
    """Normal distributions of contrasts of the logarithms of the parameters.

    A contrast is a sum of logarithms in which every unit of time (or money) cancels, so that the same prior holds for days,
    weeks and months. Shapes: `contrasts` (statements, parameters), `means` and `deviations` (statements,).
    """

    contrasts: Array
    means: Array
    deviations: Array

    def evaluate(self, logs: Array) -> tuple[float, Array, Array]:
        """Return the logarithm of the density (its constant left out), its gradient and its second derivatives."""
        scaled = self.contrasts / self.deviations[:, None]
        miss = scaled @ logs - self.means / self.deviations
        return float(-(miss @ miss) / 2), -(scaled.T @ miss), -(scaled.T @ scaled)


def beta_geometric_prior() -> Prior:
    """Return the prior of (r, alpha, a, b): wide, and about what B2B bases show; nothing is said of the pace (alpha).

    Medians, with 95 % of the prior within: r 1 (.14 to 7); odds of leaving after an order, a / b, 1 : 10 (1 : 190 to 1 : 0.5);
    the geometric mean of a and b 2 (.28 to 14). Source: own definition.
    """
    return Prior(
        np.array(CONTRASTS["beta_geometric"]),
        np.log([1.0, 0.1, 2.0]),
        np.array([1.0, 1.5, 1.0]),
    )


def pareto_prior() -> Prior:
    """Return the prior of (r, alpha, s, beta): wide; nothing is said of the pace (alpha).

    Medians, with 95 % of the prior within: r 1 (.14 to 7); s 1 (.14 to 7); leaving per order, (s / beta) / (r / alpha), 1 : 10
    (1 : 190 to 1 : 0.5). Source: own definition.
    """
    return Prior(
        np.array(CONTRASTS["pareto"]),
        np.log([1.0, 1.0, 0.1]),
        np.array([1.0, 1.0, 1.5]),
    )


def spend_prior() -> Prior:
    """Return the prior of (p, q, v): wide; nothing is said of the level (v).

    Medians, with 95 % of the prior within: p 2 (.28 to 14), q 3 (.43 to 21). Source: own definition.
    """
    return Prior(np.array(CONTRASTS["spend"]), np.log([2.0, 3.0]), np.array([1.0, 1.0]))


@cache
def learned_prior(model: str) -> Prior:
    """Return the prior of a model of `CONTRASTS` that simulated companies taught: normal, with their covariance widened.

    Formula: (contrasts x - mean)' S^-1 (contrasts x - mean), written with the inverse of the Cholesky factor of S.
    Errors: KeyError for a model that is none of `CONTRASTS`. Source: own simulation, `tools/learn_priors.py`.
    """
    said = json.loads(LEARNED.read_text(encoding="utf-8"))[model]
    whiten = np.linalg.inv(np.linalg.cholesky(np.array(said["covariance"])))
    return Prior(
        whiten @ np.array(CONTRASTS[model]), whiten @ np.array(said["means"]), np.ones(len(said["means"]))
    )
