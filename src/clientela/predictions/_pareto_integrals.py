"""The one integral of Pareto/NBD, with its first and second derivatives, safe for any frequency."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

Array = np.ndarray[Any, Any]

SPACING = 0.22
"""Of the nodes in the logarithm; the error of the rule falls like exp(-pi^2 / spacing), below 1e-12 in every case tried."""
_LEFT = 3.75
_RIGHT = 3.85
_GROUP = 4
_BLOCK = 2048


@lru_cache(maxsize=64)
def _nodes(count: int) -> tuple[Array, Array]:
    s = -_LEFT + SPACING * np.arange(count)
    v = np.exp(s - np.exp(-s))
    return v, SPACING * v * (1 + np.exp(-s))


def _dot(left: Array, right: Array) -> float:
    """Return the sum of products; not by the linear algebra library, whose threads cost more than so little work."""
    return float(np.einsum("i,i->", left.ravel(), right.ravel()))


class TailIntegral:
    """I = integral over y from t to infinity of (alpha + y)^-A (beta + y)^-B, for flat arrays of A, B, t.

    With M the larger of alpha + t and beta + t and m the smaller, and E the exponent of the smaller: by y -> M exp(v) the integral
    is M^(1 - A - B) (m / M)^-E times that of exp(-(A + B - 1) v) (1 + (M - m) / m (1 - exp(-v)))^-E over v >= 0. It falls
    without a turn, and a rule of double exponential type in v has it to a dozen digits; nothing is subtracted, so neither a large A nor
    alpha = beta is special. The terms of the rule are a distribution over y, under which derivatives are means and
    covariances of ln(alpha + y), ln(beta + y), 1 / (alpha + y) and 1 / (beta + y). `loops`: the compiled ones, where they are at
    hand. Source: own derivation; the rule: Takahasi and Mori 1974.
    """

    def __init__(self, a: Array, b: Array, alpha: float, beta: float, t: Array, *, loops: Any = None) -> None:
        self.a, self.b, self.alpha, self.beta, self.t = a, b, alpha, beta, t
        self.large = max(alpha, beta) + t
        self.small = min(alpha, beta) + t
        self.bend = abs(alpha - beta) / self.small
        self.power = b if alpha >= beta else a
        self.slow = a + b - 1
        self._loops = loops
        span = _LEFT + _RIGHT + np.log1p(self.power * self.bend / self.slow)
        # the more scales the integrand has, the more nodes
        self.counts = (np.ceil(span / SPACING / _GROUP) * _GROUP).astype(np.int64)

    def _scale(self) -> Array:
        return np.asarray((1 - self.a - self.b) * np.log(self.large) + self.power * np.log1p(self.bend))

    def _compiled(self, depth: int, mass: Array | None = None) -> tuple[Array, Array, Array]:
        value, whole = np.empty_like(self.t), np.zeros((4, 4))
        gradient = np.empty((len(self.t), 4) if depth else (0, 4))
        at, weight = _nodes(int(self.counts.max(initial=_GROUP)))
        self._loops.tail_loop(
            self.a, self.b, self.slow, self.power, self.bend, self.large, self.small, self.alpha < self.beta,
            self.counts, at, weight, value if mass is None else mass, depth, value, gradient, whole,
        )  # fmt: skip
        return value, gradient, whole

    def logarithm(self) -> Array:
        """Return ln I."""
        if self._loops is not None:
            return np.asarray(self._compiled(0)[0] + self._scale())
        value = np.empty_like(self.t)
        for at, count in self._groups():
            value[at] = np.log(self._moments(at, count)[3].sum(axis=1))
        return np.asarray(value + self._scale())

    def derivatives(self) -> tuple[Array, Array]:
        """Return ln I, shape (n,), and its derivatives by A, alpha, B, beta, shape (n, 4)."""
        if self._loops is not None:
            value, gradient, _ = self._compiled(1)
            return value + self._scale(), gradient
        value, gradient = np.empty_like(self.t), np.empty((len(self.t), 4))
        for at, count in self._groups():
            terms, slopes = self._slopes(at, count)
            total = terms.sum(axis=1)
            value[at] = np.log(total)
            for i, slope in enumerate(slopes):
                gradient[at, i] = (terms * slope).sum(axis=1) / total
        return value + self._scale(), gradient

    def second_derivatives(self, mass: Array) -> Array:
        """Return the sum over the rows of mass x second derivatives of ln I, shape (4, 4)."""
        if self._loops is not None:
            whole = self._compiled(2, mass)[2]
            return whole + np.tril(whole, -1).T
        whole = np.zeros((4, 4))
        for at, count in self._groups():
            terms, slopes = self._slopes(at, count)
            share = terms / terms.sum(axis=1)[:, None]
            own = mass[at]
            means = [(share * s).sum(axis=1) for s in slopes]
            weighted = share * own[:, None]
            for i in range(4):
                moved = weighted * slopes[i]
                for j in range(i + 1):
                    whole[i, j] += _dot(moved, slopes[j]) - _dot(own * means[i], means[j])
            # slopes 1 and 3 are -A / (alpha + y) and -B / (beta + y): their own derivatives
            by_alpha, by_beta = -slopes[1] / self.a[at][:, None], -slopes[3] / self.b[at][:, None]
            whole[1, 0] -= _dot(weighted, by_alpha)
            whole[3, 2] -= _dot(weighted, by_beta)
            whole[1, 1] += _dot(own * self.a[at], (share * by_alpha**2).sum(axis=1))
            whole[3, 3] += _dot(own * self.b[at], (share * by_beta**2).sum(axis=1))
        return whole + np.tril(whole, -1).T

    def _groups(self) -> Iterator[tuple[Array, int]]:
        """Yield rows that need the same number of nodes."""
        for count in np.unique(self.counts):
            at = np.flatnonzero(self.counts == count)
            for first in range(0, len(at), _BLOCK):
                yield at[first : first + _BLOCK], int(count)

    def _moments(self, rows: Array, count: int) -> tuple[Array, Array, Array, Array]:
        """Return v, exp(-v), ln(1 + bend (1 - exp(-v))) and the terms of the integral, shape (rows, nodes)."""
        at, weight = _nodes(count)
        slow, power, bend = self.slow[rows], self.power[rows], self.bend[rows]
        fast = slow + power * bend
        v = at / fast[:, None]
        rise = -np.expm1(-v)
        bent = np.log1p(bend[:, None] * rise)
        terms = np.exp(-slow[:, None] * v - power[:, None] * bent) * (weight / fast[:, None])
        return v, 1 - rise, bent, terms

    def _slopes(self, at: Array, count: int) -> tuple[Array, tuple[Array, Array, Array, Array]]:
        """Return the terms and, at each node, the derivatives of the logarithm of the integrand."""
        v, small, bent, terms = self._moments(at, count)
        large, little = self.large[at][:, None], self.small[at][:, None]
        log_large = np.log(large) + v  # of the larger sum, which is M exp(v)
        log_small = np.log(little) + v + bent
        over_large = small / large
        over_small = small * np.exp(-bent) / little
        a, b = self.a[at][:, None], self.b[at][:, None]
        if self.alpha >= self.beta:
            return terms, (-log_large, -a * over_large, -log_small, -b * over_small)
        return terms, (-log_small, -a * over_small, -log_large, -b * over_large)
