"""The heaviest customers, those who bought today, those who came once: never no number, never outside its range."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.base.errors import ClientelaError
from clientela.predictions._beta_geometric import (
    BetaGeometric,
    fit_beta_geometric,
    fit_bgnbd,
    fit_mbgnbd,
    fit_regular,
)
from clientela.predictions._contract import fit_contract
from clientela.predictions._discrete import BetaBinomial, fit_bgbb
from clientela.predictions._histories import HistoryError, read_chunks, read_histories
from clientela.predictions._pareto import Pareto, fit_pareto
from clientela.predictions._prior import beta_geometric_prior, pareto_prior, spend_prior
from clientela.predictions._spend import Spend, fit_spend
from clientela.predictions._stages import Waits, count_active, count_orders
from clientela.predictions._stages_heavy import heavy_active, heavy_orders

MODELS = [
    BetaGeometric(r=r, alpha=alpha, a=a, b=b, k=k, modified=modified)
    for r, alpha, a, b in [(0.24, 31, 0.8, 2.4), (2.5, 60, 0.6, 12), (0.05, 5.0, 0.01, 0.01), (90, 9e3, 1, 1)]
    for k, modified in [(1, False), (1, True), (2, True), (8, False)]
] + [
    Pareto(r=r, alpha=alpha, s=s, beta=beta)
    for r, alpha, s, beta in [
        (0.55, 74, 0.6, 82), (3.8, 5, 0.9, 5e3), (1, 50, 1, 50), (0.01, 1e4, 0.01, 0.1), (5, 1.0, 9, 1e5),
    ]
]  # fmt: skip


def hard_rows():
    rows = [
        (x, t, age)
        for x in (0, 1, 2, 17, 150, 600, 1000)
        for age in (0.0, 1.0, 365.0, 4000.0)
        for t in {0.0, age / 1000, age / 2, np.nextafter(age, 0), age}
        if x > 0 or t == 0
    ]
    return (np.array(column, dtype=float) for column in zip(*rows, strict=True))


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_every_answer_is_a_number_in_its_range(model):
    x, t, age = hard_rows()
    if getattr(model, "k", 1) > 1:  # summed over stages: hundreds of orders on the first day take long
        keep = x <= 20 + 2 * age
        x, t, age = x[keep], t[keep], age[keep]
    with np.errstate(all="raise", under="ignore"):
        alive = model.alive_probability(x, t, age)
        assert ((alive >= 0) & (alive <= 1)).all()
        assert (alive[(t == age) & (x > 0)] > 0.0).all()
        expected = model.expected_orders(x, t, age, 90.0)
        assert (np.isfinite(expected) & (expected >= 0)).all()
        soon, later = (model.active_probability(x, t, age, *ends) for ends in ((0, 365.25), (730.5, 1095.75)))
        assert ((soon >= 0) & (soon <= alive + 1e-12)).all()
        assert ((later >= 0) & (later <= alive + 1e-12)).all()
        assert (model.active_probability(x, t, age, 5.0, 5.0) == 0).all()
        assert (model.expected_orders(x, t, age, 0.0) == 0).all()
        few = slice(None, None, 7)
        chances = model.order_probabilities(x[few], t[few], age[few], 30.0, 20)
        assert np.isfinite(chances).all()
        np.testing.assert_allclose(chances.sum(axis=-1), 1, rtol=1e-9)


@pytest.mark.parametrize("fit", [fit_bgnbd, fit_mbgnbd, fit_pareto])
def test_a_base_of_hard_rows_is_fitted(fit):
    x, t, age = hard_rows()
    model = fit(x, t, age)
    assert np.isfinite(model.fitted.log_likelihood)
    assert np.isfinite(model.fitted.values).all()


def test_tens_of_thousands_of_orders_ahead_are_an_integral():
    rng = np.random.default_rng(3)
    shape, rate, stays = rng.gamma(2, 100, 40) + 0.2, rng.gamma(2, 300, 40) + 1, rng.gamma(2, 20, 40) + 0.1
    horizon = rng.gamma(2, 300, 40)
    for a in (0.02, 0.7, 1.0, 6.0):
        waits = Waits(shape, rate, np.zeros(40), stays, a, 1)
        np.testing.assert_allclose(
            heavy_orders(shape, rate, stays, a, horizon), count_orders(waits, horizon), rtol=1e-9
        )
        np.testing.assert_allclose(
            heavy_active(shape, rate, stays, a, horizon, horizon + 365),
            count_active(waits, horizon, horizon + 365),
            rtol=1e-9,
        )
    quick = BetaGeometric(r=0.5, alpha=1e-4, a=0.5, b=2.0)
    assert 1e3 < quick.expected_orders(900, 0.0, 0.0, 1e5) < 1e10


def test_quantiles_are_those_of_the_distribution():
    for model in (MODELS[1], MODELS[2], MODELS[-5]):
        x, t, age = np.array([0, 3, 40]), np.array([0, 200.0, 690]), np.array([30.0, 220, 700])
        levels = [0.1, 0.5, 0.8, 0.9, 0.999]
        beyond = model.order_probabilities(x, t, age, 365.0, 900).cumsum(axis=-1)
        exact = np.array([[np.argmax(row >= level - 1e-13) for level in levels] for row in beyond])
        np.testing.assert_array_equal(model.order_quantiles(x, t, age, 365.0, levels), exact)


def test_who_never_left_is_not_foretold_to_stay_for_ever():
    """Forty customers, none of whom can be seen to have left: the likelihood runs away, and says so; with a prior it does not."""
    rng = np.random.default_rng(6)
    age = rng.integers(200, 400, 40).astype(float)
    x = rng.poisson(age / 10)
    t = age - rng.integers(0, 5, 40)
    bare = fit_bgnbd(x, t, age)
    assert not bare.fitted.is_identified
    for fit, prior in (
        (fit_bgnbd, beta_geometric_prior()),
        (fit_mbgnbd, beta_geometric_prior()),
        (fit_pareto, pareto_prior()),
    ):
        model = fit(x, t, age, prior=prior)
        assert model.fitted.is_identified
        third_year = model.active_probability(x, t, age, 730.5, 1095.75)
        assert ((third_year > 0.2) & (third_year < 0.995)).all()
        low, high = model.fitted.intervals().T
        assert (high / low)[2] > 4  # wide where nothing was seen
        # the prior has no unit: in weeks it says the same
        weeks = fit(x, t / 7, age / 7, prior=prior)
        np.testing.assert_allclose(
            weeks.active_probability(x, t / 7, age / 7, 730.5 / 7, 1095.75 / 7), third_year, rtol=1e-6
        )


def test_a_prior_fades_as_the_base_grows():
    rng = np.random.default_rng(7)
    apart = []
    for count in (40, 4000):
        age = rng.integers(200, 900, count).astype(float)
        pace, life = rng.gamma(1.0, 1 / 20, count), rng.exponential(1 / rng.gamma(1.0, 1 / 300, count))
        x = rng.poisson(pace * np.minimum(age, life))
        t = np.where(x > 0, np.minimum(age, life) * rng.random(count) ** (1 / np.maximum(x, 1)), 0)
        with_prior, without = (fit_pareto(x, t, age, prior=p).fitted.logs for p in (pareto_prior(), None))
        apart.append(np.abs(with_prior - without).max())
    assert apart[1] < 0.1 < apart[0] * 3
    assert apart[1] < apart[0]


def test_one_customer_and_none():
    one = fit_mbgnbd([3], [20.0], [30.0], prior=beta_geometric_prior())
    assert one.fitted.is_converged
    assert fit_spend([2], [10.0], prior=spend_prior()).fitted.is_converged
    empty = np.zeros(0)
    for call in (
        lambda: fit_bgnbd(empty, empty, empty),
        lambda: fit_pareto(empty, empty, empty),
        lambda: fit_spend(empty, empty),
        lambda: fit_bgbb(empty, empty, empty),
        lambda: fit_contract(empty, empty),
        lambda: fit_regular(read_histories(empty, empty, empty)),
    ):
        with pytest.raises(ClientelaError, match="no customers"):
            call()


def test_chunks_are_read_as_one_base():
    rng = np.random.default_rng(9)
    age = rng.integers(1, 500, 3000).astype(float)
    x = rng.poisson(1.0, 3000)
    t = np.where(x > 0, np.floor(age * rng.random(3000)), 0.0)
    whole = fit_beta_geometric(read_histories(x, t, age)).fitted
    parts = read_chunks((x[i::3], t[i::3], age[i::3]) for i in range(3))
    np.testing.assert_allclose(fit_beta_geometric(parts).fitted.values, whole.values, rtol=1e-9)
    mixed = read_chunks([(x[:10], t[:10] / 2, age[:10] / 2), (x[10:], t[10:], age[10:])])
    assert mixed.customers == 3000
    with pytest.raises(HistoryError, match="Customer 1501:"):
        read_chunks([(x[:1500], t[:1500], age[:1500]), ([1], [9], [3])])


def test_what_has_no_answer_is_refused_or_missing():
    model = MODELS[1]
    for rate, horizon in ((0.0, np.inf), (-0.1, 10.0)):
        with pytest.raises(ClientelaError, match="discount rate"):
            model.expected_discounted(1, 2.0, 3.0, horizon, rate)
        with pytest.raises(ClientelaError, match="discount rate"):
            BetaBinomial(alpha=1, beta=1, gamma=1, delta=1).expected_discounted(1, 2.0, 3.0, horizon, rate)
    for mean in (0.0, -5.0, np.nan, np.inf):
        with pytest.raises(HistoryError, match="positive mean"):
            fit_spend([1, 2], [10.0, mean])
    wild = Spend(p=2.0, q=0.5, v=10.0)
    assert np.isnan(wild.base_mean())
    assert np.isnan(wild.expected_spend(0, 0.0))
    assert wild.expected_spend(1, 30.0) == pytest.approx(2 * (10 + 30) / 1.5)
    with pytest.raises(HistoryError, match="weight"):
        read_histories([1], [2], [3], weights=[-1.0])
    with pytest.raises(HistoryError, match="one order in each"):
        fit_bgbb([3], [2], [5])
    with pytest.raises(HistoryError, match="Renewals"):
        fit_contract([1.5], [1])


def test_a_discount_of_nothing_is_the_expected_count():
    x, t, age = np.array([0, 2, 30]), np.array([0, 100.0, 350]), np.array([50.0, 120, 360])
    for model in (MODELS[1], MODELS[2], MODELS[-5]):
        expected = model.expected_orders(x, t, age, 200.0)
        np.testing.assert_allclose(model.expected_discounted(x, t, age, 200.0, 0.0), expected, rtol=1e-9)
        small = model.expected_discounted(x, t, age, 200.0, 1e-7)
        np.testing.assert_allclose(small, expected, rtol=3e-5)
        endless = model.expected_discounted(x, t, age, np.inf, 0.001)
        long = model.expected_discounted(x, t, age, 40_000.0, 0.001)
        np.testing.assert_allclose(endless, long, rtol=1e-8)
