"""Functions of the gamma family on arrays, exact to the last digits of a double; numpy has none."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_SHIFT = 10
"""From here on the asymptotic series are exact to a double; smaller arguments are raised by as much."""
_LOG_GAMMA = (
    1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400,
)  # fmt: skip
_DIGAMMA = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160)
_TRIGAMMA = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)
_HALF_LOG_TWO_PI = 0.9189385332046727


def _series(factors: tuple[float, ...], inverse_square: Array) -> Array:
    total = np.full_like(inverse_square, factors[-1])
    for factor in factors[-2::-1]:
        total = total * inverse_square + factor
    return total


def log_gamma(z: Array) -> Array:
    """Return ln of the gamma function for z > 0. Source: Stirling's series (Abramowitz and Stegun 1964, 6.1.40)."""
    z = np.asarray(z, dtype=np.float64)
    small = z < _SHIFT
    high = np.where(small, z + _SHIFT, z)
    product = np.ones_like(z)
    for i in range(_SHIFT):
        product = product * np.where(small, z + i, 1.0)
    inverse = 1 / high
    value = (high - 0.5) * np.log(high) - high + _HALF_LOG_TWO_PI + inverse * _series(_LOG_GAMMA, inverse**2)
    return np.asarray(value - np.log(product))


def digamma(z: Array) -> Array:
    """Return the first derivative of `log_gamma`. Source: Abramowitz and Stegun 1964, 6.3.18."""
    z = np.asarray(z, dtype=np.float64)
    small = z < _SHIFT
    high = np.where(small, z + _SHIFT, z)
    below = np.zeros_like(z)
    for i in range(_SHIFT):
        below = below + np.where(small, 1 / (z + i), 0.0)
    square = 1 / high**2
    return np.asarray(np.log(high) - 0.5 / high - square * _series(_DIGAMMA, square) - below)


def trigamma(z: Array) -> Array:
    """Return the second derivative of `log_gamma`. Source: Abramowitz and Stegun 1964, 6.4.12."""
    z = np.asarray(z, dtype=np.float64)
    small = z < _SHIFT
    high = np.where(small, z + _SHIFT, z)
    below = np.zeros_like(z)
    for i in range(_SHIFT):
        below = below + np.where(small, 1 / (z + i) ** 2, 0.0)
    inverse = 1 / high
    square = inverse**2
    return np.asarray(inverse + square / 2 + inverse * square * _series(_TRIGAMMA, square) + below)


def log_beta(left: Array, right: Array) -> Array:
    """Return ln of the beta function for positive arguments."""
    return np.asarray(log_gamma(left) + log_gamma(right) - log_gamma(np.asarray(left) + right))


def log_rising(start: Array, count: Array) -> Array:
    """Return ln of start (start + 1) ... (start + count - 1); `count` need not be whole."""
    return np.asarray(log_gamma(np.asarray(start) + count) - log_gamma(start))


def softplus(value: Array) -> Array:
    """Return ln(1 + exp(value)) without overflow."""
    return np.asarray(np.maximum(value, 0.0) + np.log1p(np.exp(-np.abs(value))))


def logistic(value: Array) -> Array:
    """Return 1 / (1 + exp(-value)), exact in relative terms on both sides."""
    small = np.exp(-np.abs(value))
    return np.asarray(np.where(value >= 0, 1.0, small) / (1 + small))


def growth(power: Array, log_ratio: Array) -> Array:
    """Return (1 - exp(-power x log_ratio)) / power, which is log_ratio where the power is zero."""
    exponent = np.asarray(power) * log_ratio
    near = np.abs(exponent) < 1e-8  # noqa: PLR2004 - below it two terms of the series are exact
    safe = np.where(near, 1.0, exponent)
    return np.asarray(log_ratio * np.where(near, 1 - exponent / 2, -np.expm1(-safe) / safe))
