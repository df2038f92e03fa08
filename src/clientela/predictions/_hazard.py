"""Chances of an event in a period, with covariates: ridge-penalised regression by Newton's method with exact derivatives.

    fitted = fit_hazard(table, event, offset=log_odds, penalty=strength, cluster=customer)
    fitted.chance(table, offset=log_odds)

Links: "logit", p = 1 / (1 + e^-eta), and "cloglog", p = 1 - exp(-e^eta), the discrete form of proportional hazards in time that
runs on. Both log-likelihoods are concave in eta, so that Newton with halved steps finds the one maximum.
Sources: Cox 1972 (discrete hazards); Prentice & Gloeckler 1978 (cloglog); Hoerl & Kennard 1970, le Cessie & van Houwelingen 1992
(ridge); Liang & Zeger 1986 (errors of repeated rows of one subject); Holm 1979 (several tests at once).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import expit, ndtr

if TYPE_CHECKING:
    from clientela.predictions._days import Flags, Floats, Ints

Link = Literal["logit", "cloglog"]
_ROUNDS, _HALVINGS = 60, 30
_DECREMENT = 1e-10
_WIDEST = 30.0
"""Largest |eta|: beyond it a probability is 0 or 1 to the last digit."""


def _terms(eta: Floats, event: Floats, link: Link) -> tuple[float, Floats, Floats]:
    """Return the log-likelihood, and of each row its slope and its curvature (the negative of the second derivative) in eta."""
    eta = np.clip(eta, -_WIDEST, _WIDEST)
    if link == "logit":
        p = expit(eta)
        value = float((event * eta - np.logaddexp(0.0, eta)).sum())
        return value, np.asarray(event - p), np.asarray(p * (1 - p))
    rate = np.exp(
        np.minimum(eta, 6.0)
    )  # e^6 leaves a chance of e^-403 to stay: nothing is lost by stopping there
    stays = np.exp(-rate)
    p = -np.expm1(-rate)
    came = rate * stays / p
    value = float(np.where(event > 0, np.log(np.maximum(p, 1e-300)), -rate).sum())
    slope = np.where(event > 0, came, -rate)
    curve = np.where(event > 0, -came * (1 - rate - came), rate)
    return value, slope, np.asarray(np.maximum(curve, 0.0))


@dataclass(frozen=True)
class Hazard:
    """A fitted regression: `coefficients` of the columns of the table, `covariance` robust against repeated rows of one subject."""

    coefficients: Floats
    covariance: Floats
    link: Link
    log_likelihood: float
    """Without the penalty."""
    is_converged: bool

    def linear(self, table: Floats, offset: Floats | float = 0.0) -> Floats:
        """Return eta, shape (rows,)."""
        return np.asarray(table @ self.coefficients + offset)

    def spread(self, table: Floats) -> Floats:
        """Return the standard error of eta from the coefficients, shape (rows,)."""
        return np.asarray(np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", table, self.covariance, table), 0.0)))

    def chance(self, table: Floats, offset: Floats | float = 0.0) -> Floats:
        """Return the probability of the event, shape (rows,)."""
        return chance_of(self.linear(table, offset), self.link)


def chance_of(eta: Floats, link: Link) -> Floats:
    """Return the probability at eta."""
    if link == "logit":
        return np.asarray(expit(eta))
    return np.asarray(-np.expm1(-np.exp(np.clip(eta, -_WIDEST, 6.0))))


def fit_hazard(
    table: Floats, event: Floats, *, penalty: Floats, offset: Floats | None = None, cluster: Ints | None = None, link: Link = "logit"
) -> Hazard:  # fmt: skip
    """Maximise sum of log-likelihood - sum of penalty x coefficient squared / 2.

    Formula: Newton, b += (X'WX + P)^-1 (X'u - P b), u and W the first and the negative second derivatives of each row; steps halved
    until the penalised likelihood grows. Covariance: H^-1 (sum over subjects of s s') H^-1 x G / (G - 1).

    Shapes: `table` (rows, columns), `event` 0 or 1 and `offset` (rows,), `penalty` (columns,) with 0 where nothing is drawn towards
    zero (the intercept), `cluster` (rows,) the subject of each row.

    Errors: ValueError without a row.
    """
    rows, width = table.shape
    if not rows:
        raise ValueError("a hazard needs rows to learn from")
    base = np.zeros(rows) if offset is None else offset
    beta = np.zeros(width)
    value, slope, curve = _terms(base, event, link)
    is_converged = False
    for _ in range(_ROUNDS):
        gradient = table.T @ slope - penalty * beta
        # a trace on the diagonal keeps a column that never moves from stopping the rest
        second = (table * curve[:, None]).T @ table + np.diag(penalty + 1e-9 * max(1.0, float(curve.sum())))
        step = np.linalg.solve(second, gradient)
        gain = float(gradient @ step)
        if gain < _DECREMENT * max(1.0, abs(value)):
            is_converged = True
            break
        penalised = value - float(penalty @ beta**2) / 2
        for _halving in range(_HALVINGS):
            tried = beta + step
            found, slope_found, curve_found = _terms(table @ tried + base, event, link)
            if found - float(penalty @ tried**2) / 2 > penalised:
                break
            step = step / 2
        else:
            is_converged = True
            break
        beta, value, slope, curve = tried, found, slope_found, curve_found
    return Hazard(beta, _robust(table, slope, curve, penalty, beta, cluster), link, value, is_converged)


def _robust(
    table: Floats, slope: Floats, curve: Floats, penalty: Floats, beta: Floats, cluster: Ints | None
) -> Floats:
    second = (table * curve[:, None]).T @ table + np.diag(penalty + 1e-9 * max(1.0, float(curve.sum())))
    inverse = np.linalg.inv(second)
    scores = table * slope[:, None]
    if cluster is not None:
        _, place = np.unique(cluster, return_inverse=True)
        summed = np.zeros((int(place.max(initial=-1)) + 1, table.shape[1]))
        np.add.at(summed, place, scores)
        scores = summed
    groups = len(scores)
    scores = scores - (penalty * beta)[None, :] / max(groups, 1)
    return np.asarray(inverse @ (scores.T @ scores) @ inverse * (groups / max(groups - 1, 1)))


def two_sided(estimate: Floats, error: Floats) -> Floats:
    """Return the p-value of each estimate against zero by the normal distribution; 1 where there is no error to compare with."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(error > 0, np.abs(estimate) / error, 0.0)
    return np.asarray(2 * ndtr(-z))


def holm(p_values: Floats, *, level: float) -> Flags:
    """Mark what is found when all are looked at: the chance of any false finding stays at `level` (Holm 1979). Shape (tests,)."""
    order = np.argsort(p_values, kind="stable")
    count = len(p_values)
    passed = p_values[order] <= level / np.maximum(count - np.arange(count), 1)
    found = np.zeros(count, dtype=bool)
    found[order] = np.cumprod(passed).astype(bool)
    return found


def log_loss(chance: Floats, event: Floats) -> Floats:
    """Return what each row costs: - log of the probability given to what came (Good 1952). Shape (rows,)."""
    p = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.asarray(-np.log(np.where(event > 0, p, 1 - p)))


def mean_difference(loss: Floats, other: Floats, cluster: Ints) -> tuple[float, float]:
    """Return the mean of loss - other over the rows and its standard error, the rows of one subject taken together."""
    _, place = np.unique(cluster, return_inverse=True)
    difference = loss - other
    mean = float(difference.mean())
    sums = np.bincount(place, difference - mean)
    groups = len(sums)
    error = float(np.sqrt((sums**2).sum() * groups / max(groups - 1, 1))) / len(difference)
    return mean, error
