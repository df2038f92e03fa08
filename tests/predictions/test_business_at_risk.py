"""The loss of a base: golden vector j, the grid against counting and against simulation, shared shocks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from clientela.predictions._business_at_risk import loss_distribution

VALUES = np.array([500.0, 300, 120, 80])
CHANCES = np.array([0.10, 0.25, 0.40, 0.05])
ONE = np.zeros(4, dtype=np.int64)


def test_golden_j():
    """S0-29: how sure the business is, in money: expected and worst losses of the golden vector."""
    found = loss_distribution(VALUES, CHANCES, ONE, correlation=0.0)
    assert found.expected == pytest.approx(177)
    assert found.independent_deviation == pytest.approx(207.69, abs=0.005)
    assert found.at_most(0) == pytest.approx(0.38475, abs=5e-6)
    assert found.at_most(620) == pytest.approx(0.9735, abs=5e-5)
    assert found.quantile(0.95) == pytest.approx(620)


def _many(count: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.lognormal(3, 1.5, count), rng.beta(1, 6, count), rng.integers(0, 3, count)


@pytest.mark.parametrize("count", [15, 300, 3000])
@pytest.mark.parametrize("correlation", [0.0, 0.2])
def test_the_grid_agrees_with_simulation(count, correlation):
    values, chances, groups = _many(count, seed=count)
    found = loss_distribution(values, chances, groups, correlation=correlation)
    assert (found.losses * found.probabilities).sum() == pytest.approx(found.expected, rel=2e-3)
    rng = np.random.default_rng(1)
    draws = 4000
    shock = rng.standard_normal((draws, 3))[:, groups]
    own = rng.standard_normal((draws, count))
    gone = np.sqrt(correlation) * shock + np.sqrt(1 - correlation) * own < ndtri(chances)
    lost = np.sort(gone @ values)
    spread = lost.std()
    assert found.quantile(0.5) == pytest.approx(np.quantile(lost, 0.5), abs=0.08 * spread)
    assert found.quantile(0.95) == pytest.approx(np.quantile(lost, 0.95), abs=0.15 * spread)
    assert found.shortfall(0.95) == pytest.approx(lost[int(0.95 * draws) :].mean(), abs=0.15 * spread)


def test_counting_and_the_grid_are_one():
    values, chances, groups = _many(14, seed=4)
    exact = loss_distribution(values, chances, groups, correlation=0.3)
    grid = loss_distribution(
        np.append(values, 0.0), np.append(chances, 0.5), np.append(groups, 0), correlation=0.3
    )
    step = values.sum() / 4094
    for share in (0.5, 0.8, 0.95, 0.99):
        assert grid.quantile(share) == pytest.approx(exact.quantile(share), abs=20 * step)
    assert grid.shortfall(0.95) == pytest.approx(exact.shortfall(0.95), rel=0.01)


def test_shared_shocks_fatten_the_tail_and_leave_the_mean():
    values, chances, _ = _many(500, seed=2)
    alone = loss_distribution(values, chances, np.zeros(500, dtype=np.int64), correlation=0.0)
    together = loss_distribution(values, chances, np.zeros(500, dtype=np.int64), correlation=0.3)
    assert together.expected == alone.expected
    assert together.shortfall(0.95) > 1.3 * alone.shortfall(0.95)


def test_certain_and_impossible_losses():
    values, groups = np.full(20, 10.0), np.zeros(20, dtype=np.int64)
    none = loss_distribution(values, np.zeros(20), groups, correlation=0.2)
    every = loss_distribution(values, np.ones(20), groups, correlation=0.2)
    assert none.quantile(0.999) == 0
    assert every.quantile(0.001) == pytest.approx(200, abs=1)
    with pytest.raises(ValueError, match="customers"):
        loss_distribution(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64), correlation=0.2)
    with pytest.raises(ValueError, match="zero or more"):
        loss_distribution(np.array([-1.0]), np.array([0.5]), np.zeros(1, dtype=np.int64), correlation=0.2)
