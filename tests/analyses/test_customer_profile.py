"""The profile of good customers: planted differences are found, shuffled ones say nothing, newcomers get bounds (S4-01, question 8)."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from clientela.analyses._profile import (
    LEAST_PAIRS,
    Trait,
    area_interval,
    false_discovery,
    fit_profile,
    folds_of,
    learn_rules,
    member,
    rank_correlation,
    rank_test,
    tried_scores,
)
from clientela.analyses.customer_profile import CARD
from profile_frames import PARAMS, frames_of, results_of


def test_the_rank_test_by_counting_pairs():
    values, good = np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 5]), np.array([1, 0, 1, 0, 1, 1, 0, 0, 0], dtype=bool)
    ones, zeros = values[good], values[~good]
    above = np.mean([(a > b) + 0.5 * (a == b) for a in ones for b in zeros])
    apart, p = rank_test(values, good)
    assert apart == pytest.approx(above)
    # the probability over all ways to choose four of nine, with a normal curve in its place
    every = np.array([rank_test(values, np.isin(np.arange(9), c))[0] for c in combinations(range(9), 4)])
    assert p == pytest.approx(np.mean(np.abs(every - 0.5) >= abs(apart - 0.5) - 1e-12), abs=0.05)


def test_false_discovery_by_hand():
    """Benjamini & Hochberg: .01 x 4 / 1, .02 x 4 / 2, .04 x 4 / 3, .5; no q is above the next one."""
    found = false_discovery(np.array([0.02, np.nan, 0.5, 0.01, 0.04]))
    assert found[[0, 2, 3, 4]] == pytest.approx([0.04, 0.5, 0.04, 0.16 / 3])
    assert np.isnan(found[1])


def test_a_rank_correlation_needs_twenty():
    one = np.arange(LEAST_PAIRS, dtype=np.float64)
    rho, low, high, count = rank_correlation(one, one**3 * np.where(one == 7, -1, 1))
    ranks = np.argsort(np.argsort(one**3 * np.where(one == 7, -1, 1)))
    by_hand = 1 - 6 * float(((one - ranks) ** 2).sum()) / (20 * (20**2 - 1))
    assert rho == pytest.approx(by_hand)
    assert low < rho < high <= 1
    assert count == 20
    assert np.isnan(rank_correlation(one[1:], one[1:])[0])
    assert np.isnan(rank_correlation(one, np.ones(20))[0])


def _world(seed, strength, n=80):
    """Half are good; one number and one word go with it as strongly as said, the rest with nothing."""
    rng = np.random.default_rng(seed)
    good = np.arange(n) % 2 == 0
    numbers = [Trait(f"noise{i}", rng.normal(size=n)) for i in range(6)]
    told = Trait("told", strength * good + rng.normal(size=n))
    words = Trait(
        "word", np.where(rng.random(n) < 0.5 + 0.45 * good * (strength > 0), 0.0, 1.0), ("north", "south")
    )
    return [*numbers, told, words], good


def test_a_planted_difference_is_found():
    traits, good = _world(3, 1.5)
    use = np.ones(len(good), dtype=bool)
    rules = {r.code: r for r in learn_rules(traits, good, use)}
    assert rules["told"].is_told
    assert rules["told"].is_high
    assert rules["word"].good_levels.tolist() == [True, False]
    assert sum(r.weight for r in rules.values()) == pytest.approx(100)
    tried = tried_scores(traits, good, use, folds_of([str(i) for i in range(len(good))], use))
    area, _ = rank_test(tried, good)
    assert area_interval(area, 40, 40)[0] > 0.5


def test_shuffled_customers_say_nothing():
    """Where nothing goes with being good, no card works in more worlds than chance allows (2.5 % expected; 3 of 20 would be far off)."""
    works = 0
    for seed in range(20):
        traits, good = _world(seed, 0.0)
        use = np.ones(len(good), dtype=bool)
        is_told = any(r.is_told for r in learn_rules(traits, good, use))
        area, _ = rank_test(tried_scores(traits, good, use, np.arange(len(good))), good)
        works += is_told and area_interval(area, 40, 40)[0] > 0.5
    assert works <= 2


def test_what_is_not_known_stays_between_the_bounds():
    traits, good = _world(3, 1.5)
    rules = learn_rules(traits, good, np.ones(len(good), dtype=bool))
    whole, _, _ = fit_profile(rules, traits)
    holes = [Trait(t.code, np.where(np.arange(80) % 3 == 0, -1.0 if t.levels else np.nan, t.values), t.levels) if t.code in ("told", "word") else t for t in traits]  # fmt: skip
    low, high, known = fit_profile(rules, holes)
    assert (low <= whole + 1e-9).all()
    assert (whole <= high + 1e-9).all()
    assert (known[1::3] == 1).all()
    assert known[0] < 1
    assert np.isnan(member(rules[6], holes[6])[0])


def test_the_card_and_who_is_held_against_it():
    card, fits = results_of(frames_of(30, 30))
    (whole,) = [r for r in card if r["trait_code"] == CARD]
    assert (whole["card_state"], whole["basis_class"]) == ("works", "portfolio")
    assert whole["apart_low"] > 0.5
    weights = {r["trait_code"]: r["weight_number"] for r in card if r["weight_number"] is not None}
    assert set(weights) == {"first_revenue"}
    median = {
        r["category_class"]: r["median_number"]
        for r in card
        if r["trait_code"] == "first_revenue" and r["median_number"] is not None
    }
    assert median["good"] > median["poor"] + 10
    assert {fits["K061"]["advice_class"], fits["K062"]["advice_class"]} == {"go", "no_go"}
    assert fits["K061"]["profile_low"] == 1
    # a prospect that does not fit is refused whatever the card says; of whom nothing is known is not spoken of
    assert fits["K063"]["advice_class"] == "no_go"
    assert (fits["K063"]["profile_low"], fits["K063"]["profile_high"]) == (0, 1)
    assert "K064" not in fits


def test_fourteen_good_customers_make_no_card():
    card, fits = results_of(frames_of(14, 30))
    (whole,) = [r for r in card if r["trait_code"] == CARD]
    assert whole["card_state"] == "too_few"
    assert all(r["weight_number"] is None for r in card)
    assert fits["K047"]["advice_class"] == "no_go"
    assert fits["K045"]["advice_class"] == "ask"
    assert fits["K045"]["profile_low"] is None


def test_the_order_of_customers_is_no_matter():
    frames = frames_of(30, 30)
    turned = {
        name: {column: values[::-1] for column, values in frame.items()} for name, frame in frames.items()
    }
    assert results_of(frames) == results_of(turned)


def test_a_customer_older_than_the_data_has_no_first_order():
    card, _ = results_of(frames_of(30, 30), PARAMS | {"first_on": "2022-01-15"})
    states = {r["trait_code"]: r["finding_class"] for r in card if r["finding_class"] is not None}
    assert states["first_revenue"] == "too_few"
