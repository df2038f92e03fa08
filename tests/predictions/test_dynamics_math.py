"""The mathematics of the dynamics of the portfolio: golden vectors, and laws that hold for any numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from clientela.predictions._energy import best_limit, event_energy
from clientela.predictions._markov import state_values
from clientela.predictions._mix import fit_beta, frontier, least_swing, returns_of, shrunk_covariance, swing
from clientela.predictions._preferences import (
    fit_preferences,
    implicit_weights,
    judge_consistency,
    strength_errors,
)
from clientela.predictions._transitions import (
    counts_ahead,
    drawn_counts,
    levers,
    memory_test,
    read_pasts,
    shrunk_moves,
    values_ahead,
)

MOVES = np.array([[0.80, 0.12, 0.03, 0.05], [0.10, 0.70, 0.12, 0.08], [0.02, 0.13, 0.65, 0.20], [0, 0, 0, 1]])
MONEY = np.array([100.0, 40, 10, 0])


def test_values_of_many_tables_are_the_golden_ones():
    """14.3-g through the function that values drawn tables; the year of today is not in it."""
    found = values_ahead(np.stack([MOVES, np.eye(4)]), np.stack([MONEY, MONEY]), 0.10, 5) + MONEY
    np.testing.assert_allclose(found[0], [353.959, 175.196, 69.336, 0], atol=5e-4)
    np.testing.assert_allclose(found[1], [479.079, 191.631, 47.908, 0], atol=5e-4)


def test_moves_are_drawn_towards_those_of_all():
    counts = np.array([[8, 2, 0], [0, 0, 0], [3, 0, 5]])
    moves = shrunk_moves(counts, smoothing=5, lost=2)
    np.testing.assert_allclose(moves[0], (np.array([8, 2, 0]) + 5 * np.array([0.8, 0.2, 0])) / 15)
    np.testing.assert_allclose(
        moves[1], [0, 1, 0]
    )  # nobody was there: nobody rose, and there is nothing below
    np.testing.assert_array_equal(moves[2], [0, 0, 1])  # lost for good, whoever came back
    np.testing.assert_allclose(shrunk_moves(counts, smoothing=0, lost=None)[2], [3 / 8, 0, 5 / 8])
    np.testing.assert_array_equal(shrunk_moves(np.zeros((3, 3)), smoothing=5, lost=2), np.eye(3))
    # the first class staying where it is sends nobody of the third there
    steps = shrunk_moves(np.array([[90, 8, 0, 2], [2, 90, 6, 2], [0, 1, 8, 1], [0, 0, 0, 0]]), smoothing=5, lost=3)  # fmt: skip
    assert steps[2, 0] == 0
    np.testing.assert_allclose(steps.sum(axis=1), 1)
    lost = 5 / 210
    up, stay = 3 / 205, 188 / 205
    rows = (np.array([0, 1, 8, 1]) + 5 * np.array([0, (1 - lost) * up / (up + stay), (1 - lost) * stay / (up + stay), lost])) / 15  # fmt: skip
    np.testing.assert_allclose(steps[2], rows)


def _company(rng, customers=400, years=5):
    """Customers that move by the golden table from year to year: customer, from, to."""
    state = rng.integers(0, 3, customers)
    rows = []
    for _ in range(years):
        after = np.array([rng.choice(4, p=MOVES[s]) for s in state])
        rows.append((np.arange(customers), state, after))
        state = after
    return tuple(np.concatenate(part) for part in zip(*rows, strict=True))


def test_drawn_moves_hold_the_truth():
    rng = np.random.default_rng(11)
    hits = []
    for _ in range(40):
        pasts = read_pasts(*_company(rng, customers=120), 4)
        drawn = shrunk_moves(drawn_counts(pasts, 200, rng), smoothing=5, lost=3)
        values = values_ahead(drawn, np.tile(MONEY, (200, 1)), 0.10, 5)
        low, high = np.quantile(values, [0.1, 0.9], axis=0)
        truth = state_values(MOVES, MONEY, 0.10, last=5)
        hits.append((low <= truth) & (truth <= high))
    share = np.mean(hits, axis=0)[:3]
    assert (share > 0.55).all(), share  # an 80 % interval, 40 companies: below .55 one time in ten thousand
    assert share.mean() > 0.68, share


def test_counts_of_the_moves_tie_to_the_customers():
    rng = np.random.default_rng(3)
    customer, start, end = _company(rng, customers=50, years=3)
    pasts = read_pasts(customer, start, end, 4)
    assert pasts.customers.sum() == 50
    assert pasts.counts.sum() == 150
    for a, b in itertools.product(range(4), repeat=2):
        assert pasts.counts[a, b] == ((start == a) & (end == b)).sum()
    drawn = counts_ahead(np.tile(MOVES, (300, 1, 1)), np.array([20, 60, 200, 0]), 3, rng)
    assert (drawn.sum(axis=1) == 280).all()
    np.testing.assert_allclose(drawn.mean(axis=0), [33.484, 65.735, 73.574, 107.207], rtol=0.06)


def test_a_point_that_rises_or_stays_is_worth_money():
    counts = np.array([20.0, 60, 200, 0])
    offensive, defensive = levers(MOVES, MONEY, counts, 0.10, 5, lost=3)
    assert np.isnan(offensive[0])
    assert np.isnan(offensive[3])
    assert (offensive[1:3] > 0).all()
    assert (defensive[:3] > 0).all()
    led = MOVES.copy()
    led[1, 1] -= 0.01
    led[1, 0] += 0.01
    change = state_values(led, MONEY, 0.10, last=5) - state_values(MOVES, MONEY, 0.10, last=5)
    assert offensive[1] == pytest.approx(counts @ change)


def test_a_memory_is_seen_and_its_absence_too():
    rng = np.random.default_rng(5)
    chances = []
    for has_memory in (False, True):
        state = rng.integers(0, 3, 3000)
        fixed = rng.random(3000) < (0.5 if has_memory else 0)  # half never move at all
        columns = [state]
        for _ in range(4):
            after = np.array([rng.choice(4, p=MOVES[s]) for s in columns[-1]])
            columns.append(np.where(fixed, columns[-1], after))
        table = np.stack(columns, axis=1)
        once, twice = np.zeros((4, 4)), np.zeros((4, 4))
        np.add.at(once, (table[:, :-1].ravel(), table[:, 1:].ravel()), 1)
        np.add.at(twice, (table[:, :-2].ravel(), table[:, 2:].ravel()), 1)
        statistic, freedom = memory_test(once, twice, lost=3)
        chances.append(statistic / freedom)
    assert chances[0] < 2.4  # 1 % of 9 degrees of freedom
    assert chances[1] > 3.5


def test_the_frontier_is_the_golden_one():
    """14.3-h: the mix that swings least at the same return, and betas against the mix of today."""
    mean, sd = np.array([0.10, 0.14, 0.08]), np.array([0.12, 0.25, 0.05])
    alike = np.array([[1, 0.3, -0.2], [0.3, 1, 0.1], [-0.2, 0.1, 1]])
    covariance, weights = np.outer(sd, sd) * alike, np.array([0.5, 0.4, 0.1])
    low, high = np.full(3, 0.05), np.full(3, 0.6)
    found = least_swing(mean, covariance, weights, low=low, high=high, least=float(weights @ mean))
    np.testing.assert_allclose(found, [0.4621, 0.4126, 0.1253], atol=5e-5)
    assert found @ mean == pytest.approx(0.114)
    assert swing(found, covariance) == pytest.approx(0.13107, abs=5e-6)
    assert swing(weights, covariance) == pytest.approx(0.13117, abs=5e-6)
    betas = covariance @ weights / (weights @ covariance @ weights)
    np.testing.assert_allclose(betas, [0.62075, 1.72188, 0.00872], atol=5e-6)
    assert weights @ betas == pytest.approx(1)
    mixes = frontier(mean, covariance, weights, low=low, high=high, points=25)
    assert len(mixes) == 25
    swings = [swing(m, covariance) for m in mixes]
    assert all(b >= a - 1e-9 for a, b in itertools.pairwise(swings))
    for mix in mixes:
        assert mix.sum() == pytest.approx(1)
        assert (mix >= low - 1e-9).all()
        assert (mix <= high + 1e-9).all()
    assert least_swing(mean, covariance, weights, low=np.full(3, 0.4), high=np.full(3, 0.6)) is None


def test_returns_forget_the_season_and_betas_weigh_to_one():
    season = np.tile([1.0, 3, 1, 5], 6)
    returns, base = returns_of(np.stack([season, season * 1.02 ** np.arange(24)]))
    np.testing.assert_allclose(returns[0], 0, atol=1e-12)
    np.testing.assert_allclose(base[0], 2.5)
    assert (returns[1] > 0).all()
    rng = np.random.default_rng(1)
    common = rng.normal(0, 0.1, 60)
    own = np.stack([common * b + rng.normal(0, 0.02, 60) for b in (0.5, 1.5)])
    whole = own.mean(axis=0)
    betas = [fit_beta(row, whole) for row in own]
    assert np.mean([b.beta for b in betas]) == pytest.approx(1)  # golden h: the inclusive definition
    assert betas[0].beta < 0.7
    assert betas[1].beta > 1.3
    assert np.isnan(fit_beta(own[0], np.zeros(60)).beta)
    covariance = shrunk_covariance(rng.normal(size=(6, 10)))
    assert (np.linalg.eigvalsh(covariance) > 0).all()


def test_preferences_are_the_golden_ones():
    """14.3-p."""
    found = fit_preferences(np.array([[0, 7, 9], [3, 0, 6], [1, 4, 0]]))
    np.testing.assert_allclose(found, [0.662503, 0.219699, 0.117798], atol=5e-7)


def test_a_customer_that_won_every_choice_needs_a_prior():
    wins = np.array([[0, 5], [0, 0]])
    with pytest.raises(ValueError, match="prior"):
        fit_preferences(wins)
    strengths = fit_preferences(wins, prior=0.5)
    assert 0.5 < strengths[0] < 1
    assert np.isfinite(strength_errors(strengths, wins, prior=0.5)).all()


def test_circular_choices_are_counted():
    ring = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    found = judge_consistency(ring)
    assert (found.triads, found.circular, found.zeta) == (1, 1, 0)
    order = np.triu(np.ones((6, 6)), 1)
    found = judge_consistency(order)
    assert (found.triads, found.circular, found.zeta) == (20, 0, 1)
    assert np.isnan(judge_consistency(np.array([[0, 1], [0, 0]])).zeta)


def test_implicit_weights_find_what_was_chosen_by():
    """S0-08: what the choices follow, beside what is said to count."""
    rng = np.random.default_rng(2)
    scores = rng.uniform(0, 10, (40, 3))
    taste = scores @ np.array([0.6, 0.2, 0.0])
    wins = np.zeros((40, 40))
    for _ in range(1500):
        a, b = rng.choice(40, 2, replace=False)
        first = rng.random() < 1 / (1 + np.exp(taste[b] - taste[a]))
        wins[(a, b) if first else (b, a)] += 1
    found = implicit_weights(fit_preferences(wins, prior=0.5), scores)
    assert found.weights.sum() == pytest.approx(100)
    assert found.weights[0] == pytest.approx(75, abs=8)
    assert found.weights[1] == pytest.approx(25, abs=8)
    assert found.weights[2] < 6
    assert found.explained > 0.8
    scores[:37, 0] = np.nan
    assert implicit_weights(fit_preferences(wins, prior=0.5), scores) is None


def test_defection_energy_is_the_golden_one():
    """14.3-o."""
    severity, age = np.array([3, 2, 5, -2.0]), np.array([30, 200, 10, 60.0])
    assert event_energy(severity, age).sum() == pytest.approx(6.82229, abs=5e-6)
    put_right = np.array([10.0, np.nan, np.nan, np.nan])
    expected = 3 * 0.5 ** (20 / 180 + 10 / 90)
    assert event_energy(severity, age, put_right)[0] == pytest.approx(expected)


def test_the_best_limit_tells_lost_from_kept():
    energy = np.array([0.0, 1, 2, 3, 9, 10, 11, 12])
    assert best_limit(energy, energy > 5) == pytest.approx(6)
    assert np.isnan(best_limit(energy, energy > 50))
