"""Newton's method in a trust region on the logarithms of positive parameters, and what an estimate is worth."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientela.predictions._prior import Prior

Array = np.ndarray[Any, Any]
Evaluation = tuple[float, Array, Array]
"""Log-likelihood, gradient and matrix of second derivatives."""

ROUNDS = 200
STEP = 1e-4
"""A Newton step of at most this much in any logarithm is the last: what remains is its square."""
WARM_STEP = 1e-3
"""The same where a part of the base gave the start: there the base is so large that 1e-6 is far below any standard error."""
DECREMENT = 1e-12
LARGEST_STEP = 2.0
IDENTIFIED = 2.0
"""A standard error of a logarithm above this means an interval that spans more than a factor of 2,500."""


@dataclass(frozen=True)
class Estimate:
    """What a fit found and how far it can be trusted."""

    names: tuple[str, ...]
    logs: Array
    """Logarithms of the parameters; of a parameter without sign, the parameter itself (`is_log`)."""
    covariance: Array
    """Of `logs`."""
    is_log: tuple[bool, ...]
    log_likelihood: float
    """Without the prior."""
    customers: float
    passes: int
    """How often the whole base was read."""
    is_converged: bool
    at_limit: tuple[str, ...]
    """Parameters that ran against the end of the range searched: the data do not determine them."""

    @property
    def values(self) -> Array:
        """Return the parameters."""
        return np.where(self.is_log, np.exp(np.where(self.is_log, self.logs, 0.0)), self.logs)

    @property
    def standard_errors(self) -> Array:
        """Return the standard errors of the parameters, by the delta method from those of the logarithms."""
        slope = np.where(self.is_log, self.values, 1.0)
        return np.asarray(slope * np.sqrt(np.maximum(np.diag(self.covariance), 0.0)))

    @property
    def is_identified(self) -> bool:
        """Say whether the data determine every parameter: converged, inside the range, no error of several powers of ten."""
        errors = np.sqrt(np.maximum(np.diag(self.covariance), 0.0))
        return (
            self.is_converged and not self.at_limit and bool((errors[list(self.is_log)] <= IDENTIFIED).all())
        )

    @property
    def parameters_count(self) -> int:
        """Count the parameters."""
        return len(self.names)

    @property
    def akaike(self) -> float:
        """Return Akaike's criterion, 2 parameters - 2 log-likelihood. Source: Akaike 1974."""
        return 2 * self.parameters_count - 2 * self.log_likelihood

    def intervals(self, level: float = 0.95) -> Array:
        """Return the low and high ends, shape (parameters, 2), of Wald intervals made on the logarithms."""
        reach = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(np.maximum(np.diag(self.covariance), 0.0))
        ends = np.stack([self.logs - reach, self.logs + reach], axis=1)
        mask = np.asarray(self.is_log)[:, None]
        return np.where(mask, np.exp(np.where(mask, np.clip(ends, -700, 700), 0.0)), ends)


@dataclass(frozen=True)
class Problem:
    """What is searched: names, start and range of the logarithms."""

    names: tuple[str, ...]
    start: Array
    low: Array
    high: Array
    is_log: tuple[bool, ...]


@dataclass(frozen=True)
class _Found:
    logs: Array
    value: float
    curvature: Array
    passes: int
    is_converged: bool


def to_logs(values: Array, gradient: Array, hessian: Array) -> tuple[Array, Array]:
    """Turn derivatives by positive parameters into derivatives by their logarithms."""
    slope = values * gradient
    return slope, hessian * np.outer(values, values) + np.diag(slope)


def climb(
    evaluate: Callable[[Array], Evaluation], problem: Problem, start: Array, *, step_limit: float = STEP
) -> _Found:
    """Find the maximum of `evaluate` from `start`, inside the range of the problem.

    Every step is Newton's with the absolute curvature, shortened to the trust radius; the radius follows how well the quadratic
    foretold the gain. A parameter at its end whose gradient points outside is held. The last, tiny step is taken without
    another evaluation; its gain is the quadratic's, exact to the third order. Source: Conn, Gould and Toint 2000.
    """
    logs = np.clip(start, problem.low, problem.high)
    value, gradient, hessian = evaluate(logs)
    radius, passes = LARGEST_STEP, 1
    while passes <= ROUNDS:
        free = ~(((logs <= problem.low) & (gradient < 0)) | ((logs >= problem.high) & (gradient > 0)))
        step = np.zeros_like(logs)
        if not free.any():
            return _Found(logs, value, hessian, passes, is_converged=True)
        curves, axes = np.linalg.eigh(-hessian[np.ix_(free, free)])
        along = axes.T @ gradient[free]
        size = np.maximum(np.abs(curves), np.abs(curves).max() * 1e-14 + 1e-300)
        step[free] = axes @ (along / size)
        is_concave = bool((curves > 0).all())
        decrement = float(along**2 @ (1 / size))
        longest = float(np.abs(step).max())
        if longest > radius:
            step *= radius / longest
        target = np.clip(logs + step, problem.low, problem.high)
        step = target - logs
        gain = float(gradient @ step + step @ hessian @ step / 2)
        if is_concave and (longest <= step_limit or decrement <= DECREMENT):
            return _Found(target, value + max(gain, 0.0), hessian, passes, is_converged=True)
        new_value, new_gradient, new_hessian = evaluate(target)
        passes += 1
        real = new_value - value
        noise = 1e-13 * (1 + abs(value))
        if np.isfinite(new_value) and real >= -noise:
            if abs(real) <= noise and decrement <= noise:
                return _Found(target, new_value, new_hessian, passes, is_converged=True)
            ratio = real / gain if gain > 0 else 1.0
            radius = min(LARGEST_STEP, radius * (2 if ratio > 0.75 else 1 if ratio > 0.25 else 0.5))  # noqa: PLR2004 - the usual thresholds
            logs, value, gradient, hessian = target, new_value, new_gradient, new_hessian
        else:
            radius = min(radius, longest) / 4
            if radius < 1e-12:  # noqa: PLR2004 - nothing left to gain in double precision
                break
    return _Found(logs, value, hessian, passes, is_converged=False)


def maximise(
    evaluate: Callable[[Array], Evaluation],
    problem: Problem,
    *,
    customers: float,
    prior: Prior | None = None,
    warm: Array | None = None,
) -> Estimate:
    """Fit: find the maximum of the likelihood (with a `prior`, of the posterior) and judge it.

    `warm`: where to start instead of the problem's own start, from a part of the base.
    """

    def pooled(logs: Array) -> Evaluation:
        value, gradient, hessian = evaluate(logs)
        if prior is None:
            return value, gradient, hessian
        more, slope, bend = prior.evaluate(logs)
        return value + more, gradient + slope, hessian + bend

    if warm is None:
        found = climb(pooled, problem, problem.start)
    else:
        found = climb(pooled, problem, warm, step_limit=WARM_STEP)
    passes = found.passes
    if not found.is_converged and warm is not None:
        found = climb(pooled, problem, problem.start)
        passes += found.passes
    at_limit = (found.logs <= problem.low) | (found.logs >= problem.high)
    covariance = np.zeros_like(found.curvature)
    free = ~at_limit
    if free.any():
        curves, axes = np.linalg.eigh(-found.curvature[np.ix_(free, free)])
        size = np.maximum(curves, np.abs(curves).max() * 1e-14 + 1e-300)
        covariance[np.ix_(free, free)] = (axes / size) @ axes.T
    value = found.value if prior is None else found.value - prior.evaluate(found.logs)[0]
    return Estimate(
        names=problem.names,
        logs=found.logs,
        covariance=covariance,
        is_log=problem.is_log,
        log_likelihood=value,
        customers=customers,
        passes=passes,
        is_converged=found.is_converged,
        at_limit=tuple(n for n, limit in zip(problem.names, at_limit, strict=True) if limit),
    )
