"""How much could be lost at once: the distribution of the loss of a base whose customers share shocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Whole = NDArray[np.int64]

NODES = 32
"""Points of the common shock, Gauss and Hermite."""
_MOST_EXACT = 14
"""Customers up to which every combination is counted."""
_MOST_APART = 400
"""Largest customers taken one by one; the rest of a group is taken as normal, given the shock."""
_STEPS = 4096
_BINS = 2 * _STEPS
"""The grid is twice as long as the largest loss: what a normal part puts below zero or above everything is seen, and put back."""
_LEAST, _MOST = 1e-12, 1 - 1e-12


@dataclass(frozen=True, slots=True)
class LossDistribution:
    """Losses in increasing order and their probabilities, which add up to 1. Unit of the values."""

    losses: Array
    probabilities: Array
    expected: float
    independent_deviation: float
    """Standard deviation if customers went their own ways: sqrt(sum V^2 p (1 - p))."""

    def at_most(self, loss: float) -> float:
        """Return the probability to lose no more than this."""
        step = self.losses[1] - self.losses[0] if len(self.losses) > 1 else 0.0
        return float(self.probabilities[self.losses <= loss + 1e-9 * max(step, 1.0)].sum())

    def quantile(self, share: float) -> float:
        """Return the smallest loss that is not exceeded with this probability."""
        place = int(np.searchsorted(np.cumsum(self.probabilities), share - 1e-12))
        return float(self.losses[min(place, len(self.losses) - 1)])

    def shortfall(self, share: float) -> float:
        """Return the mean of the worst 1 - `share` of outcomes (expected shortfall), the outcome at the edge taken in part."""
        cumulated = np.cumsum(self.probabilities)
        before = np.concatenate([[0.0], cumulated[:-1]])
        tail = np.clip(cumulated - np.maximum(before, share), 0.0, None)
        return float((tail * self.losses).sum() / tail.sum()) if tail.sum() > 0 else float(self.losses[-1])


def loss_distribution(
    values: Array, chances: Array, groups: Whole, *, correlation: float
) -> LossDistribution:
    """Return the distribution of what is lost when each customer goes with its chance and a group shares a shock.

    Formula: customer i of group g goes when sqrt(rho) Z_g + sqrt(1 - rho) e_i < Phi^-1(p_i), Z and e standard normal
    (Vasicek 2002; dossier 7.7); loss = sum of V_i over who goes. Given Z_g customers are independent: the integral over
    Z_g is a sum over Gauss-Hermite points; within it up to 14 customers are counted exactly, more are convolved on a grid
    of 4,096 steps that keeps each customer's expected loss, the small ones of a group (all but the 400 largest) as normal.
    No simulation, so the same figures every time.

    Shapes: (customers,) each; `values` >= 0; `chances` in [0, 1]; `correlation` in [0, 1).

    Errors: ValueError when there is no customer or a value is negative.
    """
    values, chances = np.asarray(values, dtype=np.float64), np.asarray(chances, dtype=np.float64)
    if not len(values) or (values < 0).any():
        raise ValueError("a loss needs customers, each with a value of zero or more")
    expected = float((values * chances).sum())
    deviation = float(np.sqrt((values**2 * chances * (1 - chances)).sum()))
    if len(values) <= _MOST_EXACT:
        losses, weights = _counted(values, chances, np.asarray(groups), correlation)
    else:
        losses, weights = _convolved(values, chances, np.asarray(groups), correlation)
    return LossDistribution(losses, weights, expected, deviation)


def _shocks(correlation: float) -> tuple[Array, Array]:
    """Return points and weights of a standard normal shock; one point when nothing is shared."""
    if correlation <= 0:
        return np.zeros(1), np.ones(1)
    points, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return points, weights / weights.sum()


def _given(chances: Array, shock: float, correlation: float) -> Array:
    """Return the chances given the shock. Formula: Phi((Phi^-1(p) - sqrt(rho) z) / sqrt(1 - rho))."""
    if correlation <= 0:
        return chances
    inside = np.clip(chances, _LEAST, _MOST)
    found = ndtr((ndtri(inside) - np.sqrt(correlation) * shock) / np.sqrt(1 - correlation))
    return np.where((chances <= 0) | (chances >= 1), chances, found)


def _counted(values: Array, chances: Array, groups: Whole, correlation: float) -> tuple[Array, Array]:
    losses, weights = np.zeros(1), np.ones(1)
    points, shares = _shocks(correlation)
    for group in np.unique(groups):
        inside = groups == group
        own, added = np.zeros(1), np.zeros(0)
        for value in values[inside]:
            own = np.concatenate([own, own + value])
        added = np.zeros(len(own))
        for point, share in zip(points, shares, strict=True):
            part = np.ones(1)
            for chance in _given(chances[inside], float(point), correlation):
                part = np.concatenate([part * (1 - chance), part * chance])
            added += share * part
        losses = (losses[:, None] + own[None, :]).ravel()
        weights = (weights[:, None] * added[None, :]).ravel()
    unique, place = np.unique(np.round(losses, 9), return_inverse=True)
    return np.asarray(unique, np.float64), np.bincount(place, weights=weights, minlength=len(unique)).astype(
        np.float64
    )


def _convolved(values: Array, chances: Array, groups: Whole, correlation: float) -> tuple[Array, Array]:
    step = max(float(values.sum()), 1e-9) / (_STEPS - 2)
    turn = -2j * np.pi * np.arange(_BINS // 2 + 1) / _BINS
    points, shares = _shocks(correlation)
    largest = np.zeros(len(values), dtype=bool)
    largest[np.argsort(-values, kind="stable")[:_MOST_APART]] = True
    whole = np.ones(_BINS // 2 + 1, dtype=np.complex128)
    for group in np.unique(groups):
        inside = groups == group
        apart, rest = inside & largest, inside & ~largest
        bins = np.floor(values[apart] / step)
        over = values[apart] / step - bins
        # a value between two steps is shared between them, so that its expected loss is kept
        turns = np.exp(np.outer(bins, turn)) * (1 - over[:, None] + over[:, None] * np.exp(turn)[None, :])
        part = np.zeros(_BINS // 2 + 1, dtype=np.complex128)
        for point, share in zip(points, shares, strict=True):
            given = _given(chances, float(point), correlation)
            one = np.prod(1 - given[apart][:, None] * (1 - turns), axis=0)
            if rest.any():
                mean = float((values[rest] * given[rest]).sum()) / step
                spread = float((values[rest] ** 2 * given[rest] * (1 - given[rest])).sum()) / step**2
                one = one * np.exp(turn * mean + turn**2 * spread / 2)
            part += share * one
        whole *= part
    found = np.clip(np.fft.irfft(whole, _BINS), 0.0, None)
    weights = found[:_STEPS].copy()
    weights[0] += found[_BINS - _STEPS // 2 :].sum()
    weights[-1] += found[_STEPS : _BINS - _STEPS // 2].sum()
    return np.arange(_STEPS, dtype=np.float64) * step, np.asarray(weights / weights.sum(), np.float64)
