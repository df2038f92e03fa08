"""Estimates and answers that others have published."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.predictions._beta_geometric import BetaGeometric, fit_bgnbd, fit_mbgnbd
from clientela.predictions._pareto import Pareto, fit_pareto
from clientela.predictions._spend import Spend, fit_spend


def near(values, *expected, digits=4):
    """Equal to the published digits."""
    np.testing.assert_allclose(np.atleast_1d(values), expected, rtol=0.5 * 10 ** (1 - digits))


@pytest.mark.data
def test_cdnow_bgnbd(cdnow):
    fitted = fit_bgnbd(*cdnow[:3]).fitted
    near(fitted.values, 0.2425945, 4.4136019, 0.7929199, 2.4258881)  # CLVTools test_correctness_bgnbd.R
    assert fitted.log_likelihood == pytest.approx(-9582.4292, abs=5e-5)
    assert fitted.is_identified


@pytest.mark.data
def test_cdnow_mbgnbd(cdnow):
    fitted = fit_mbgnbd(*cdnow[:3]).fitted
    near(fitted.values, 0.5248431, 6.1830851, 0.8913595, 1.6140027)
    assert fitted.log_likelihood == pytest.approx(-9582.1357, abs=5e-5)


@pytest.mark.data
def test_cdnow_pareto_nbd_with_its_standard_errors(cdnow):
    fitted = fit_pareto(*cdnow[:3]).fitted
    near(fitted.values, 0.5533, 10.578, 0.6062, 11.669)
    near(
        fitted.standard_errors, 0.0476264, 0.8427222, 0.1872594, 6.2105448, digits=4
    )  # CLVTools test_correctness_pnbd_nocovstaticcov.R
    assert fitted.log_likelihood == pytest.approx(-9594.9762, abs=5e-5)


@pytest.mark.data
def test_cdnow_gamma_gamma(cdnow):
    x, mean = cdnow[0], cdnow[3]
    model = fit_spend(x[x > 0], mean[x > 0])
    near(model.fitted.values, 6.2495717, 3.7442248, 15.4435235)
    near(model.base_mean(), 35.17)
    assert model.fitted.log_likelihood == pytest.approx(-4055.9177, abs=5e-5)
    assert model.fitted.customers == 946


@pytest.mark.data
def test_spend_of_cdnow_depends_on_frequency_and_the_model_says_so(cdnow):
    x, mean = cdnow[0], cdnow[3]
    logs = np.log(x[x > 0])
    plain = fit_spend(x[x > 0], mean[x > 0])
    model = fit_spend(x[x > 0], mean[x > 0], drivers=logs - logs.mean())
    assert (
        2 * (model.fitted.log_likelihood - plain.fitted.log_likelihood) > 10.83
    )  # chi-square of one degree, 0.1 %
    low, high = model.fitted.intervals()[3]
    assert 0 < low < model.effects[0] < high


@pytest.mark.data
@pytest.mark.parametrize("fit", [fit_bgnbd, fit_mbgnbd, fit_pareto])
def test_the_unit_of_time_changes_nothing_but_the_parameters_of_time(cdnow, fit):
    x, t, age, _ = cdnow
    weeks, days = fit(x, t, age).fitted, fit(x, np.round(7 * t), np.round(7 * age)).fitted
    scale = np.array([7.0 if name in ("alpha", "beta") else 1.0 for name in weeks.names])
    np.testing.assert_allclose(days.values, weeks.values * scale, rtol=1e-7)
    np.testing.assert_allclose(days.standard_errors, weeks.standard_errors * scale, rtol=1e-4)
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - x.sum() * np.log(7), abs=1e-6)


@pytest.mark.data
@pytest.mark.parametrize("fit", [fit_bgnbd, fit_mbgnbd, fit_pareto])
def test_equal_rows_counted_once_give_the_same_fit(cdnow, fit):
    rows = np.column_stack(cdnow[:3])
    kinds, counts = np.unique(rows, axis=0, return_counts=True)
    whole, counted = fit(*rows.T).fitted, fit(*kinds.T, weights=counts).fitted
    assert len(kinds) < len(rows)
    np.testing.assert_allclose(counted.values, whole.values, rtol=1e-9)
    np.testing.assert_allclose(counted.covariance, whole.covariance, rtol=1e-6)
    assert counted.log_likelihood == pytest.approx(whole.log_likelihood, rel=1e-12)
    assert counted.customers == whole.customers == len(rows)


def test_golden_vector_14_3_c_of_the_probability_to_be_alive():
    x, t, age = np.array([0, 1, 2, 7, 26]), np.array([0, 8.0, 30.43, 29.43, 30.86]), 38.86
    golden = {
        (1, False): (1.0, 0.393173, 0.726579, 0.641756, 0.139338),
        (1, True): (0.637253, 0.477804, 0.774419, 0.667110, 0.143689),
        (2, True): (0.681538, 0.405589, 0.802585, 0.595443, 0.008721),
    }
    for (k, modified), expected in golden.items():
        model = BetaGeometric(r=0.243, alpha=4.414, a=0.793, b=2.426, k=k, modified=modified)
        np.testing.assert_allclose(model.alive_probability(x, t, age), expected, atol=5e-7)


def test_bgnbd_answers_of_the_literature():
    model = BetaGeometric(
        r=0.2425967, alpha=4.413659, a=0.7929869, b=2.426164, modified=False
    )  # BTYD walkthrough
    near(model.expected_orders_new(52), 1.444004, digits=5)
    near(model.expected_orders(26, 30.857, 31, 52), 25.75659, digits=4)
    near(model.alive_probability(26, 30.857, 31), 0.9688523, digits=6)
    found = model.expected_orders([10, 15, 20, 25], 20, 39, 52)
    near(found, 0.3474606, 0.04283391, 0.004158973, 0.0003583685, digits=4)
    model = BetaGeometric(r=0.243, alpha=4.414, a=0.793, b=2.426, modified=False)  # tests of lifetimes
    near(model.expected_orders(2, 30.43, 38.86, 39), 1.226, digits=4)
    found = model.order_probabilities_new(30, 21)[11:21]
    near(
        found, 0.0019995214, 0.0015170236, 0.0011633150, 0.0009003148, 0.0007023638, 0.0005517902, 0.0004361913,
        0.0003467171, 0.0002769613, 0.0002222260, digits=6,
    )  # fmt: skip
    near(model.order_probabilities_new(39, 2)[0], 0.5737864, digits=6)
    near(model.order_probabilities_new(2, 12)[10], 1.07869e-07, digits=6)


def test_pareto_answers_of_the_literature():
    model = Pareto(r=0.55, alpha=10.58, s=0.61, beta=11.67)  # tests of lifetimes
    near(model.expected_orders([132, 133], 200, 200, 10), 6.2060517889632418, 6.2528722475748113, digits=12)
    near(model.alive_probability(0, 0, 39), 0.294, digits=3)
    hard = Pareto(
        r=0.5143, alpha=2.8845, s=0.2856, beta=14.1087
    )  # CLVTools, where the textbook form is no number
    t = np.array([103.42857, 97.14286, 94.71429, 98.57143])
    alive = hard.alive_probability([221, 254, 161, 204], t, [103.57143, 97.28571, 98, 99.42857])
    assert ((alive > 0.7) & (alive < 1)).all()
    quarter = Pareto(r=0.5629966, alpha=12.5590370, s=0.4081095, beta=10.5148048)  # 78 weeks of CDNOW
    assert quarter.expected_discounted(7, 35, 77.86, np.inf, 0.0027) == pytest.approx(1.864183, abs=5e-6)


def test_expected_spend_of_the_literature():
    model = Spend(p=6.2496, q=3.7442, v=15.4435)  # Hardie, note 025
    x = np.array([2, 1, 0, 0, 0, 7, 1, 0, 2, 0])
    mean = np.array([22.35, 11.77, 0, 0, 0, 73.74, 11.77, 0, 25.55, 0])
    expected = (24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17)
    np.testing.assert_allclose(model.expected_spend(x, mean), expected, atol=0.012)
