"""With and without the compiler the numbers are the same."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.predictions import _compiled
from clientela.predictions._beta_geometric import BetaGeometric, fit_beta_geometric
from clientela.predictions._histories import HistoryError, read_histories
from clientela.predictions._pareto import Pareto, fit_pareto_base
from clientela.predictions._spend import fit_spend

from .conftest import draw_regular

AGAIN = ["_beta_geometric", "_pareto", "_spend", "_histories", "_beta_geometric_future", "_pareto_future"]


@pytest.fixture(params=["compiled", "numpy"])
def both(request, monkeypatch):
    """Run a call twice, with the loops compiled whatever the size and without them."""
    if _compiled.loops() is None:
        pytest.skip("the fast extra is not installed")

    def run(call):
        answers = []
        for found in (_compiled.loops(), None):
            with monkeypatch.context() as patch:
                for name in AGAIN:
                    patch.setattr(f"clientela.predictions.{name}.loops_for", lambda _rows, f=found: f)
                answers.append(call())
        return answers if request.param == "compiled" else answers[::-1]

    return run


def customers(count=4000):
    rng = np.random.default_rng(8)
    age = rng.integers(1, 900, count).astype(float)
    x, t, logs, *_ = draw_regular(rng, r=1.2, alpha=50, a=0.7, b=4, k=1, modified=True, age=age)
    x = np.concatenate([x, [1000, 900]])
    t, age = np.concatenate([np.ceil(t), [800, 2]]), np.concatenate([age, [800, 900]])
    return x, np.minimum(t, age), age, logs


@pytest.mark.parametrize("modified", [False, True])
@pytest.mark.parametrize("k", [1, 3])
def test_fit_of_the_beta_geometric_family(both, k, modified):
    x, t, age, _ = customers()

    def fit():
        found = fit_beta_geometric(read_histories(x, t, age), k=k, modified=modified).fitted
        return found.log_likelihood, found.values, found.covariance

    for one, other in zip(*both(fit), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)


def test_fit_of_pareto(both):
    x, t, age, _ = customers()

    def fit():
        found = fit_pareto_base(read_histories(x, t, age)).fitted
        return found.log_likelihood, found.values, found.covariance

    for one, other in zip(*both(fit), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-8)


def test_fit_of_the_spend(both):
    rng = np.random.default_rng(2)
    x = rng.integers(1, 40, 3000)
    mean = rng.gamma(2.0 * x) / x / rng.gamma(4.0, 1 / 30, 3000)
    one, other = both(lambda: fit_spend(x, mean).fitted)
    np.testing.assert_allclose(one.values, other.values, rtol=1e-9)
    np.testing.assert_allclose(one.log_likelihood, other.log_likelihood, rtol=1e-12)


@pytest.mark.parametrize(
    "model",
    [
        BetaGeometric(r=0.9, alpha=40, a=0.6, b=5, modified=False),
        BetaGeometric(r=0.9, alpha=40, a=1.0, b=5),
        BetaGeometric(r=0.9, alpha=20, a=0.6, b=5, k=3),
        Pareto(r=0.9, alpha=40, s=0.7, beta=300),
    ],
)
def test_answers(both, model):
    x, t, age, _ = customers()
    horizon = 365.25
    one, other = both(lambda: model.outlook(x, t, age, horizon))
    for mine, theirs in zip(one, other, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-290)
        assert np.isfinite(mine).all()
    np.testing.assert_allclose(one[0], model.alive_probability(x, t, age), rtol=1e-10, atol=1e-290)
    np.testing.assert_allclose(one[1], model.expected_orders(x, t, age, horizon), rtol=1e-10, atol=1e-290)


@pytest.mark.parametrize("kind", [np.int64, np.float64, np.float32])
def test_reading(both, kind):
    x, t, age, _ = customers()

    def read():
        base = read_histories(x.astype(kind), t.astype(kind), age.astype(kind))
        rows = base.rows
        return base.times, base.once, rows.frequency, rows.recency, rows.age

    for one, other in zip(*both(read), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    "wrong",
    [
        (1, 5, 4),
        (0, 3, 9),
        (-1, 0, 5),
        (1.5, 2, 9),
        (1, -1, 9),
        (np.nan, 0, 9),
        (1, np.nan, 9),
        (1, 2, np.inf),
    ],
)
def test_a_history_that_contradicts_itself_is_named(both, wrong):
    def read():
        columns = (np.array([3.0, v, 2.0]) for v in wrong)
        x, t, age = columns
        age[[0, 2]] = 9
        with pytest.raises(HistoryError, match="Customer 2:"):
            read_histories(x, t, age)

    both(read)
