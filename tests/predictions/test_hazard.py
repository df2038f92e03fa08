"""The regression of chances: exact derivatives, the maximum, errors of repeated rows, several tests at once."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from clientela.predictions._hazard import _terms, fit_hazard, holm, log_loss, mean_difference

LINKS = ("logit", "cloglog")


def _drawn(
    seed: int, rows: int = 4000, link: str = "logit"
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    table = np.column_stack([np.ones(rows), rng.standard_normal((rows, 2))])
    beta, offset = np.array([-1.5, 0.7, -0.4]), rng.normal(0, 0.5, rows)
    eta = table @ beta + offset
    p = expit(eta) if link == "logit" else -np.expm1(-np.exp(eta))
    return table, (rng.random(rows) < p).astype(float), offset, beta


@pytest.mark.parametrize("link", LINKS)
def test_derivatives_are_exact(link):
    for eta in (-8.0, -2.0, -0.3, 0.0, 0.9, 2.5):
        for event in (0.0, 1.0):
            h = 1e-5
            value = [_terms(np.array([eta + d]), np.array([event]), link)[0] for d in (-h, 0.0, h)]
            _, slope, curve = _terms(np.array([eta]), np.array([event]), link)
            assert slope[0] == pytest.approx((value[2] - value[0]) / (2 * h), rel=1e-5, abs=1e-7)
            steps = [_terms(np.array([eta + d]), np.array([event]), link)[1][0] for d in (-h, h)]
            assert curve[0] == pytest.approx(-(steps[1] - steps[0]) / (2 * h), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("link", LINKS)
def test_newton_finds_the_maximum(link):
    table, event, offset, _ = _drawn(3, link=link)
    penalty = np.array([0.0, 4.0, 4.0])

    def lost(beta: np.ndarray) -> float:
        return -(_terms(table @ beta + offset, event, link)[0] - float(penalty @ beta**2) / 2)

    found = fit_hazard(table, event, penalty=penalty, offset=offset, link=link)
    assert found.is_converged
    best = minimize(lost, np.zeros(3), method="BFGS", options={"gtol": 1e-8})
    assert found.coefficients == pytest.approx(best.x, abs=1e-5)


@pytest.mark.parametrize("link", LINKS)
def test_parameters_are_recovered(link):
    inside = np.zeros(3)
    for seed in range(20):
        table, event, offset, beta = _drawn(seed, rows=1500, link=link)
        found = fit_hazard(table, event, penalty=np.zeros(3), offset=offset, link=link)
        error = np.sqrt(np.diag(found.covariance))
        inside += np.abs(found.coefficients - beta) < 1.96 * error
    assert (inside >= 16).all()  # 95 % of 20 are 19; 16 or fewer happen once in three hundred


def test_a_covariate_that_parts_all_stays_finite():
    table = np.column_stack([np.ones(40), np.repeat([-1.0, 1.0], 20)])
    event = np.repeat([0.0, 1.0], 20)
    found = fit_hazard(table, event, penalty=np.array([0.0, 4.0]))
    assert found.is_converged
    assert 0 < found.coefficients[1] < 5


def test_rows_told_twice_are_no_news():
    table, event, offset, _ = _drawn(5, rows=600)
    subject = np.arange(600)
    once = fit_hazard(table, event, penalty=np.zeros(3), offset=offset, cluster=subject)
    twice = fit_hazard(
        np.vstack([table, table]), np.tile(event, 2), penalty=np.zeros(3), offset=np.tile(offset, 2), cluster=np.tile(subject, 2)
    )  # fmt: skip
    assert twice.coefficients == pytest.approx(once.coefficients, abs=1e-8)
    assert np.sqrt(np.diag(twice.covariance)) == pytest.approx(np.sqrt(np.diag(once.covariance)), rel=1e-6)
    naive = fit_hazard(
        np.vstack([table, table]), np.tile(event, 2), penalty=np.zeros(3), offset=np.tile(offset, 2)
    )
    assert (np.diag(naive.covariance) < 0.6 * np.diag(once.covariance)).all()


def test_nothing_to_learn_from():
    with pytest.raises(ValueError, match="rows"):
        fit_hazard(np.zeros((0, 1)), np.zeros(0), penalty=np.zeros(1))


def test_holm_stops_at_the_first_that_fails():
    # .01 <= .05/4, .015 <= .05/3, .03 > .05/2: the last would pass alone
    assert holm(np.array([0.01, 0.04, 0.03, 0.015]), level=0.05).tolist() == [True, False, False, True]


def test_log_loss_and_its_difference():
    said, came = np.array([0.5, 0.9, 0.2]), np.array([1.0, 1.0, 0.0])
    assert log_loss(said, came) == pytest.approx([np.log(2), -np.log(0.9), -np.log(0.8)])
    mean, error = mean_difference(np.array([1.0, 1.0, 3.0, 3.0]), np.zeros(4), np.array([0, 0, 1, 1]))
    assert (mean, error) == (2.0, pytest.approx(np.sqrt(2 * 2**2 * 2) / 4))
