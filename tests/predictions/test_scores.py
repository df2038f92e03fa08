"""The scores, on cases small enough to be known by hand; and the suite stays as it was frozen."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from clientela.predictions._days import Outcome
from clientela.predictions._scores import (
    Judged,
    auc,
    average_precision,
    calibration_error,
    compare,
    coverage,
    losses,
    pit,
    quantile,
    scores,
    summary,
    top_capture,
)  # fmt: skip

FROZEN = "75da91e6f1d8998d1809ae4beffb1350890d1c0ae7cea28ec32e3913e52a0b23"


def _judged():
    orders = np.array([0.0, 1.0, 2.0, 5.0])
    values = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 2.0], [1.0, 2.0, 4.0], [3.0, 5.0, 9.0]])
    return Judged(np.array([0.1, 0.4, 0.8, 0.9]), orders, values, 10 * orders, 10 * values)


CAME = Outcome(np.array([0.0, 0.0, 3.0, 5.0]), np.array([0.0, -5.0, 30.0, 50.0]))


def test_ranking_counts_pairs_in_order_and_ties_half():
    assert auc(np.array([0.1, 0.5, 0.5, 0.9]), np.array([0, 0, 1, 1.0])) == pytest.approx(
        (1 + 1 + 0.5 + 1) / 4
    )
    assert np.isnan(auc(np.array([0.1, 0.2]), np.ones(2)))
    assert average_precision(np.array([0.9, 0.8, 0.1]), np.array([1.0, 0, 1])) == pytest.approx(
        (1 + 2 / 3) / 2
    )
    assert np.isnan(average_precision(np.ones(2), np.zeros(2)))


def test_losses_are_those_of_the_mean_the_median_and_the_quantiles():
    made = summary(losses(_judged(), CAME), CAME)
    assert made["orders_rmse"] == pytest.approx(np.sqrt(2 / 4) / 2)
    assert made["orders_mae"] == pytest.approx((0 + 1 + 1 + 0) / 4 / 2)
    assert made["brier"] == pytest.approx((0.01 + 0.16 + 0.04 + 0.01) / 4)
    rows = losses(_judged(), CAME)["orders_pinball"]
    # third customer: 3 came; its 10 %, 50 % and 90 % values are 1, 2 and 4
    assert rows[2] == pytest.approx((0.1 * 2 + 0.5 * 1 + 0.1 * 1) / 3)


def test_a_sum_too_high_has_a_bias_above_zero():
    assert scores(_judged(), CAME, seed=1)["orders_bias"] == pytest.approx(0.0)
    assert scores(_judged(), CAME, seed=1)["revenue_bias"] == pytest.approx(80 / 75 - 1)


def test_calibration_is_the_distance_of_probability_and_frequency():
    happened = np.array([0.0, 1.0] * 50)
    assert calibration_error(np.full(100, 0.5), happened) == pytest.approx(0.0)
    assert calibration_error(np.full(100, 0.7), happened) == pytest.approx(0.2)


def test_the_top_tenth_captures_its_share():
    revenue = np.arange(20.0)
    assert top_capture(revenue, revenue) == 1.0
    assert top_capture(-revenue, revenue) == pytest.approx(1 / 37)


def test_places_are_even_where_the_forecast_is_right():
    rng = np.random.default_rng(4)
    values = np.tile(np.sort(rng.poisson(2.0, 4000)), (3000, 1)).astype(float)
    places = pit(values, rng.poisson(2.0, 3000).astype(float), rng)
    np.testing.assert_allclose(np.histogram(places, 10, (0, 1))[0] / 3000, 0.1, atol=0.025)
    assert coverage(places, 0.8) == pytest.approx(0.8, abs=0.03)


def test_quantiles_are_values_of_the_row():
    np.testing.assert_array_equal(quantile(np.array([[1.0, 2.0, 3.0, 4.0]]), 0.5), [2.0])
    np.testing.assert_array_equal(quantile(np.array([[7.0]]), 0.9), [7.0])


def test_comparison_is_paired():
    part = losses(_judged(), CAME)
    same = compare(part, part, CAME, draws=50, seed=1)
    assert all(value == (0.0, 0.0, 0.0) for value in same.values())
    double = {name: 4 * values for name, values in part.items()}
    assert compare(double, part, CAME, draws=50, seed=1)["orders_rmse"] == pytest.approx((1.0, 1.0, 1.0))


def test_the_suite_is_as_it_was_frozen():
    text = (Path(__file__).parents[2] / "benchmarks" / "suite" / "frozen.toml").read_bytes()
    assert hashlib.sha256(text).hexdigest() == FROZEN
