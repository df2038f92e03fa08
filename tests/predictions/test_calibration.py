"""Drawn worlds: parameters come back, intervals cover, predictions are neither too bold nor too timid."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.predictions._beta_geometric import (
    BetaGeometric,
    fit_beta_geometric,
    fit_bgnbd,
    fit_mbgnbd,
    fit_regular,
)
from clientela.predictions._histories import read_histories
from clientela.predictions._pareto import Pareto, fit_pareto
from clientela.predictions._spend import fit_spend

from .conftest import draw_pareto, draw_regular

FAMILY = {"r": 0.9, "alpha": 30.0, "a": 0.8, "b": 3.0}
DEATHS = {"r": 0.9, "alpha": 30.0, "s": 0.8, "beta": 200.0}


def ages(rng, count, low=100, high=1000):
    return rng.integers(low, high, count).astype(float)


def near_truth(fitted, truth, *, within=4.0):
    miss = (fitted.logs - np.log(truth)) / np.sqrt(np.diag(fitted.covariance))
    assert (np.abs(miss) < within).all(), miss
    assert fitted.is_identified


@pytest.mark.parametrize(("k", "modified"), [(1, False), (1, True), (3, True), (6, False)])
def test_parameters_come_back_and_the_likelihood_chooses_k(k, modified):
    rng = np.random.default_rng([20, k])
    x, t, logs, *_ = draw_regular(rng, **FAMILY, k=k, modified=modified, age=(age := ages(rng, 20_000)))
    model = fit_regular(read_histories(x, t, age, log_gaps=logs.sum()), modified=modified)
    assert model.k == k
    near_truth(model.fitted, list(FAMILY.values()))
    assert np.sqrt(np.diag(model.fitted.covariance)).max() < 0.15


def test_without_the_gaps_k_stays_one():
    rng = np.random.default_rng(4)
    x, t, *_ = draw_regular(rng, **FAMILY, k=3, modified=True, age=(age := ages(rng, 2000)))
    assert fit_regular(read_histories(x, t, age)).k == 1


def test_parameters_of_pareto_and_of_the_spend_come_back():
    rng = np.random.default_rng(21)
    x, t, *_ = draw_pareto(rng, **DEATHS, age=(age := ages(rng, 20_000)))
    near_truth(fit_pareto(x, t, age).fitted, list(DEATHS.values()))
    count = rng.integers(1, 30, 20_000)
    lift = rng.normal(size=20_000)
    rate = rng.gamma(3.5, 1 / (20 * np.exp(0.3 * lift)))
    model = fit_spend(count, rng.gamma(4.0 * count) / rate / count, drivers=lift)
    found, errors = model.fitted.values, model.fitted.standard_errors
    assert (np.abs(found - [4.0, 3.5, 20.0, 0.3]) < 4 * errors).all()


@pytest.mark.parametrize("name", ["bgnbd", "mbgnbd", "spend"])
def test_intervals_cover(name):
    rng = np.random.default_rng([33, len(name)])
    hits = []
    for _ in range(250):
        if name == "spend":
            truth = [6.0, 3.7, 15.0]
            count = rng.integers(1, 12, 800)
            fitted = fit_spend(count, rng.gamma(6.0 * count) / rng.gamma(3.7, 1 / 15.0, 800) / count).fitted
        else:
            truth = list(FAMILY.values())
            age = ages(rng, 2000)
            x, t, *_ = draw_regular(rng, **FAMILY, k=1, modified=name == "mbgnbd", age=age)
            fitted = (fit_mbgnbd if name == "mbgnbd" else fit_bgnbd)(x, t, age).fitted
        low, high = fitted.intervals(0.95).T
        hits.append((low <= truth) & (truth <= high))
    assert 0.93 <= np.mean(hits) <= 0.97


@pytest.mark.soak
def test_intervals_of_pareto_cover():
    rng = np.random.default_rng(35)
    hits = []
    for _ in range(250):
        x, t, *_ = draw_pareto(rng, **DEATHS, age=(age := ages(rng, 2000)))
        low, high = fit_pareto(x, np.floor(t * 100) / 100, age).fitted.intervals(0.95).T
        hits.append((low <= list(DEATHS.values())) & (list(DEATHS.values()) <= high))
    assert 0.93 <= np.mean(hits) <= 0.97


def flat(chances, counts, rng):
    """Deciles of the randomised probability integral transform, each divided by its share."""
    below = np.concatenate([np.zeros((len(counts), 1)), chances.cumsum(axis=1)], axis=1)
    rows = np.arange(len(counts))
    at = np.minimum(counts, chances.shape[1] - 1)
    place = below[rows, at] + rng.random(len(counts)) * chances[rows, at]
    return np.histogram(place, np.linspace(0, 1, 11))[0] / len(counts) * 10


@pytest.mark.parametrize("k", [1, 3])
def test_counts_to_come_are_distributed_as_foretold(k):
    rng = np.random.default_rng([40, k])
    age = ages(rng, 100_000, 200, 220)
    x, t, _, _, later = draw_regular(rng, **FAMILY, k=k, modified=True, age=age, slices=((0, 180),))
    half = slice(None, None, 2)
    model = fit_beta_geometric(read_histories(x[half], t[half], age[half]), k=k)
    chances = model.order_probabilities(x, t, age, 180.0, 60)
    np.testing.assert_allclose(flat(chances, later[0], rng), 1, atol=0.035)
    assert model.expected_orders(x, t, age, 180.0).sum() == pytest.approx(later[0].sum(), rel=0.02)


def test_counts_of_pareto_are_distributed_as_foretold():
    rng = np.random.default_rng(41)
    age = ages(rng, 100_000, 200, 220)
    x, t, _, later = draw_pareto(rng, **DEATHS, age=age, slices=((0, 180),))
    t = np.minimum(np.ceil(10 * t) / 10, age)
    model = fit_pareto(x, t, age)
    chances = model.order_probabilities(x, t, age, 180.0, 60)
    np.testing.assert_allclose(flat(chances, later[0], rng), 1, atol=0.035)


def agree(foretold, seen, cuts=(0.1, 0.3, 0.5, 0.7, 0.9)):
    place = np.digitize(foretold, cuts)
    for bucket in np.unique(place):
        own = place == bucket
        if own.sum() > 400:
            error = np.sqrt(max(foretold[own].mean() * (1 - foretold[own].mean()), 1e-4) / own.sum())
            assert abs(foretold[own].mean() - seen[own].mean()) < 4 * error + 0.002


@pytest.mark.parametrize(("k", "modified"), [(1, False), (1, True), (2, True), (4, False)])
def test_an_order_in_months_25_to_36_by_simulation(k, modified):
    """P36: at least one order in the third year from now; and whether the customer is still there."""
    rng = np.random.default_rng([50, k])
    age = ages(rng, 60_000, 300, 330)
    slow = FAMILY | {"alpha": 120.0 / k, "a": 0.3}
    x, t, _, here, later = draw_regular(
        rng, **slow, k=k, modified=modified, age=age, slices=((730.5, 1095.75), (0, 365.25))
    )
    model = BetaGeometric(**slow, k=k, modified=modified)
    agree(model.alive_probability(x, t, age), here)
    agree(model.active_probability(x, t, age, 730.5, 1095.75), later[0] > 0)
    agree(model.active_probability(x, t, age, 0.0, 365.25), later[1] > 0)
    expected = model.expected_orders(x, t, age, 365.25)
    assert expected.sum() == pytest.approx(later[1].sum(), rel=0.02)


def test_an_order_in_months_25_to_36_by_simulation_of_pareto():
    rng = np.random.default_rng(51)
    age = ages(rng, 60_000, 300, 330)
    slow = DEATHS | {"alpha": 120.0, "beta": 700.0}
    x, t, here, later = draw_pareto(rng, **slow, age=age, slices=((730.5, 1095.75), (0, 365.25)))
    model = Pareto(**slow)
    agree(model.alive_probability(x, t, age), here)
    agree(model.active_probability(x, t, age, 730.5, 1095.75), later[0] > 0)
    agree(model.active_probability(x, t, age, 0.0, 365.25), later[1] > 0)
    chances = model.order_probabilities(x[:2000], t[:2000], age[:2000], 365.25, 30)
    np.testing.assert_allclose(
        1 - chances[:, 0], model.active_probability(x, t, age, 0.0, 365.25)[:2000], atol=1e-10
    )
