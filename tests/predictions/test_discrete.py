"""Orders by period, contracts, and states: published numbers, 40 digits, differences."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from clientela.base.errors import ClientelaError
from clientela.predictions._contract import Contract, fit_contract
from clientela.predictions._discrete import BetaBinomial, evaluate_discrete, fit_bgbb
from clientela.predictions._markov import chance_to_stay, expected_counts, state_values

from .conftest import table_of

DONORS = BetaBinomial(alpha=1.203528, beta=0.7497260, gamma=0.6567808, delta=2.783796)  # BTYD walkthrough


@pytest.mark.data
def test_donations_bgbb():
    rows = table_of("donations", "donations_rf_matrix_with_holdout.csv")
    model = fit_bgbb(rows["x"], rows["t_x"], rows["n_cal"], weights=rows["custs"])
    np.testing.assert_allclose(model.fitted.values, [1.20352, 0.74972, 0.65672, 2.78344], rtol=2e-5)
    assert model.fitted.log_likelihood == pytest.approx(-33225.5813, abs=5e-5)
    assert model.fitted.customers == 11_104
    found = model.expected_orders(rows["x"], rows["t_x"], rows["n_cal"], 5) @ rows["custs"]
    assert found == pytest.approx(12884.16, abs=0.01)
    for frequency, expected in enumerate(
        (0.072863, 0.324891, 0.708956, 1.333690, 2.031237, 2.784524, 3.752544)
    ):
        at = rows["x"] == frequency
        each = model.expected_orders(frequency, rows["t_x"][at], 6, 5)
        assert np.average(each, weights=rows["custs"][at]) == pytest.approx(expected, abs=2e-5)


def test_bgbb_answers_of_the_literature():
    new = DONORS.expected_orders_new(np.arange(1, 12))
    published = [0.4985, 0.9233, 1.2969, 1.6323, 1.9381, 2.2202, 2.4826, 2.7285, 2.9603, 3.1798, 3.3887]
    np.testing.assert_allclose(new, published, atol=1e-4)
    np.testing.assert_allclose(
        DONORS.expected_orders([0, 4], [0, 5], 6, 10), [0.1302169, 3.627858], rtol=2e-6
    )
    alive = DONORS.alive_probability([0, 2, 6], [0, 4, 6], 6, ahead=1)  # Fader, Hardie and Shang 2010
    np.testing.assert_allclose(alive, [0.11, 0.59, 0.93], atol=0.005)


def test_bgbb_against_every_future_there_is():
    """One customer, four periods ahead: all histories of ordering and leaving, weighed on a grid of their chances."""
    at, weight = np.polynomial.legendre.leggauss(80)
    at, weight = (at + 1) / 2, weight / 2
    model = BetaBinomial(alpha=2.0, beta=3.0, gamma=2.0, delta=4.0)  # polynomials: the grid is exact
    buy, leave = np.meshgrid(at, at, indexing="ij")
    mass = np.outer(weight, weight) * buy * (1 - buy) ** 2 * leave * (1 - leave) ** 3
    history, ahead = (1, 0, 1, 0), 4

    def seen(futures):
        total = np.zeros_like(mass)
        path = history + futures
        for life in range(len(path) + 1):
            if any(path[life:]):
                continue
            chance = np.where(life < len(path), leave, 1.0) * (1 - leave) ** life
            for y in path[:life]:
                chance = chance * (buy if y else 1 - buy)
            total += chance
        return (total * mass).sum()

    whole = seen(())
    counts, active = np.zeros(ahead + 1), 0.0
    for future in itertools.product((0, 1), repeat=ahead):
        chance = seen(future) / whole
        counts[sum(future)] += chance
        active += chance * any(future[2:])
    np.testing.assert_allclose(model.order_probabilities(2, 3, 4, ahead, ahead), counts, rtol=1e-10)
    assert model.active_probability(2, 3, 4, 2, 4) == pytest.approx(active, rel=1e-10)
    assert model.expected_orders(2, 3, 4, ahead) == pytest.approx(counts @ np.arange(5), rel=1e-10)
    assert (
        model.order_quantiles(2, 3, 4, ahead, [0.5, 0.9]).tolist()
        == np.searchsorted(counts.cumsum(), [0.5, 0.9]).tolist()
    )


def test_bgbb_derivatives_and_unequal_ages():
    rng = np.random.default_rng(5)
    n = rng.integers(1, 30, 60).astype(float)
    t = np.floor(n * rng.random(60))
    x = np.minimum(t, np.ceil(t * rng.random(60)))
    weight, point = rng.random(60), np.array([0.8, 1.7, 0.5, 3.0])
    value, gradient, hessian = evaluate_discrete(point, (x, t, n), weight)
    assert np.isfinite(value)
    for i in range(4):
        step = np.zeros(4)
        step[i] = 1e-6 * point[i]
        up, down = (evaluate_discrete(point + s, (x, t, n), weight) for s in (step, -step))
        assert (up[0] - down[0]) / (2 * step[i]) == pytest.approx(gradient[i], rel=1e-6)
        np.testing.assert_allclose((up[1] - down[1]) / (2 * step[i]), hessian[i], rtol=1e-5, atol=1e-6)


@pytest.mark.data
def test_contracts_of_two_segments():
    rows = table_of("contractual_retention", "2-segment-retention.csv")
    regular, high = (np.array(rows[name]) for name in rows.dtype.names[1:])
    published = {
        "high": (high, 0.6680884, 3.8060954, -1611.1581, 0.3780),
        "regular": (regular, 0.7040773, 1.1820431, -1680.2652, 0.1700),
    }
    for left, alpha, beta, value, twelve in published.values():
        counts = left[:8]
        renewals = np.concatenate([np.arange(7), [7]])
        ended = np.array([1] * 7 + [0])
        model = fit_contract(renewals, ended, weights=np.concatenate([-np.diff(counts), counts[-1:]]))
        np.testing.assert_allclose([model.alpha, model.beta], [alpha, beta], rtol=1e-6)
        assert model.fitted.log_likelihood == pytest.approx(value, abs=5e-5)
        assert model.survival(0, 12) == pytest.approx(twelve, abs=5e-5)
        late = fit_contract(
            renewals[2:],
            ended[2:],
            entered=np.full(6, 2),
            weights=np.concatenate([-np.diff(counts), counts[-1:]])[2:],
        )
        # the same cohort seen only from its second renewal on: nobody is counted as having survived unseen ends
        assert late.retention(5) == pytest.approx(model.retention(5), abs=0.03)


def test_worth_of_a_contract():
    """Fader and Hardie 2010, table 3: discounted residual lifetime just before the T-th renewal."""
    published = {
        (3.80, 15.20): [3.31, 3.45, 3.59, 3.72, 3.84],
        (0.067, 0.267): [7.68, 9.46, 9.86, 10.06, 10.19],
    }
    for (alpha, beta), values in published.items():
        found = 1.1 * Contract(alpha=alpha, beta=beta).expected_discounted(np.arange(5), np.inf, np.log(1.1))
        np.testing.assert_allclose(found, values, atol=0.011)
    model = Contract(alpha=1.0, beta=2.0)
    assert model.expected_renewals(0, 2) == pytest.approx(2 / 3 + 2 / 3 * 3 / 4)


def test_golden_vector_14_3_g_of_states():
    moves = np.array(
        [[0.80, 0.12, 0.03, 0.05], [0.10, 0.70, 0.12, 0.08], [0.02, 0.13, 0.65, 0.20], [0, 0, 0, 1]]
    )
    money = np.array([100.0, 40, 10, 0])
    np.testing.assert_allclose(
        state_values(moves, money, 0.10, first=0, last=5), [353.959, 175.196, 69.336, 0], atol=5e-4
    )
    np.testing.assert_allclose(
        state_values(moves, money, 0.10, first=0), [486.536, 268.746, 123.706, 0], atol=5e-4
    )
    static = state_values(np.eye(4), money, 0.10, first=0, last=5)
    np.testing.assert_allclose(static, [479.079, 191.631, 47.908, 0], atol=5e-4)
    np.testing.assert_allclose(
        expected_counts(moves, [20, 60, 200, 0], 3), [33.484, 65.735, 73.574, 107.207], atol=5e-4
    )
    np.testing.assert_allclose(chance_to_stay(moves, 3, 3)[:3], [0.835478, 0.752972, 0.554528], atol=5e-7)
    # customer equity counts from the next period on
    later = state_values(moves, money, 0.10, last=5)
    np.testing.assert_allclose(later + money, state_values(moves, money, 0.10, first=0, last=5))
    np.testing.assert_allclose(
        state_values(moves, money, 0.10) + money, state_values(moves, money, 0.10, first=0)
    )
    with pytest.raises(ClientelaError, match="adds up to 1"):
        state_values(moves * 0.9, money, 0.1)
