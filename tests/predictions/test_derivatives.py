"""Gradients and second derivatives against differences of the function itself."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.predictions import _special as special
from clientela.predictions._beta_geometric_sums import evaluate_base
from clientela.predictions._histories import read_histories
from clientela.predictions._pareto_sums import ParetoBase, evaluate_pareto
from clientela.predictions._spend_sums import evaluate_spend, spend_counts, spend_rows


def base(*, weights=None):
    rng = np.random.default_rng(11)
    x = np.concatenate([np.zeros(40, dtype=int), rng.integers(1, 30, 150), [400, 1000]])
    age = np.concatenate([rng.integers(1, 700, 190), [650, 700]]).astype(float)
    t = np.where(x > 0, np.floor(age * rng.random(len(x))), 0.0)
    t[-1] = age[-1]
    return read_histories(x, t, age, weights=None if weights is None else rng.random(len(x)) * weights)


def check(evaluate, point):
    point = np.asarray(point, dtype=float)
    _, gradient, hessian = evaluate(point)
    np.testing.assert_allclose(hessian, hessian.T, rtol=1e-12)
    scale = np.abs(gradient).max()
    for i in range(len(point)):
        step = 1e-5 * point[i]
        up, down = point.copy(), point.copy()
        up[i] += step
        down[i] -= step
        above, below = evaluate(up), evaluate(down)
        assert (above[0] - below[0]) / (2 * step) == pytest.approx(gradient[i], rel=2e-6, abs=1e-6 * scale)
        np.testing.assert_allclose(
            (above[1] - below[1]) / (2 * step), hessian[i], rtol=2e-6, atol=1e-7 * np.abs(hessian).max()
        )


@pytest.mark.parametrize("weights", [None, 3.0])
@pytest.mark.parametrize("modified", [0, 1])
@pytest.mark.parametrize("k", [1, 2, 4])
def test_beta_geometric(k, modified, weights):
    data = base(weights=weights)
    parts = (data.counts(), data.ages(), data.single())
    for point in ([0.3, 20.0, 0.8, 2.5], [3.0, 90.0, 0.1, 8.0], [1.2, 300.0, 5.0, 0.4]):
        check(lambda p: evaluate_base(p, data, k, modified, parts), point)


@pytest.mark.parametrize("weights", [None, 3.0])
def test_pareto(weights):
    data = ParetoBase.of(base(weights=weights))
    for point in (
        [0.5, 70.0, 0.6, 80.0],
        [3.0, 90.0, 1.0, 9.0],
        [0.9, 30.0, 2.0, 3000.0],
        [0.9, 30.0, 2.0, 30.0],
    ):
        check(lambda p: evaluate_pareto(p, data), point)


@pytest.mark.parametrize("drivers", [0, 2])
@pytest.mark.parametrize("weighted", [False, True])
def test_spend(drivers, weighted):
    rng = np.random.default_rng(3)
    x = rng.integers(1, 60, 200)
    table = rng.normal(size=(200, drivers)) if drivers else None
    rows = spend_rows(x, x * rng.gamma(2, 30, 200), rng.random(200) if weighted else None, table)
    counts = spend_counts(rows)
    for point in ([2.0, 3.0, 40.0, 0.3, -0.2], [0.3, 0.8, 4.0, 0.1, 0.2]):
        check(lambda p: evaluate_spend(p, rows, counts), point[: 3 + drivers])


def test_gamma_functions_against_forty_digits():
    mp = pytest.importorskip("mpmath")
    mp.mp.dps = 40
    z = np.array([1e-4, 0.02, 0.5, 1, 1.5, 2, 3.25, 9.99, 10, 12.5, 137.0, 1e4, 1e7])
    for ours, theirs in (
        (special.log_gamma, mp.loggamma),
        (special.digamma, mp.digamma),
        (special.trigamma, lambda v: mp.psi(1, v)),
    ):
        exact = np.array([float(theirs(mp.mpf(float(v)))) for v in z])
        np.testing.assert_allclose(ours(z), exact, rtol=2e-14, atol=4e-15)
