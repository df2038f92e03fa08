"""What is said to count beside what the choices follow, from many choices."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.analyses.liking import liking_weights
from clientela.base.settings import Settings
from clientela.predictions.customer_liking import customer_liking, liking_raters

SAID = {"growth": 60.0, "payment": 30.0, "openness": 10.0}
RULES = {"dynamics": Settings().dynamics}


def _frames(known_openness=0.2):
    """Sixty customers; a person chooses 900 times, mostly by payment, a little by growth, never by openness."""
    rng = np.random.default_rng(8)
    scores = {name: rng.uniform(0, 10, 60) for name in SAID}
    taste = 0.1 * scores["growth"] + 0.5 * scores["payment"]
    first, second = rng.integers(0, 60, 900), rng.integers(0, 60, 900)
    differ = first != second
    first, second = first[differ], second[differ]
    wins = rng.random(len(first)) < 1 / (1 + np.exp(taste[second] - taste[first]))
    choices = {
        "customer_key": 1 + np.where(wins, first, second),
        "other_key": 1 + np.where(wins, second, first),
        "rater_id": np.array(["E1"] * len(first), dtype=object),
    }
    liking = customer_liking.build(RULES, {"preference_choices": choices})
    missing = rng.random(60) > known_openness
    criteria = {
        "customer_key": np.tile(np.arange(1, 61), 4),
        "axis_class": np.array(["attractiveness"] * 180 + ["importance"] * 60, dtype=object),
        "criterion": np.repeat(np.array([*SAID, "growth"], dtype=object), 60),
        "weight": np.repeat([*SAID.values(), 99.0], 60),
        "criterion_score": np.ma.masked_array(
            np.concatenate([*scores.values(), np.full(60, 5.0)]),
            np.concatenate([np.zeros(120, bool), missing, np.zeros(60, bool)]),
        ),
    }
    return choices, liking, criteria


def test_the_weights_said_stand_beside_those_the_choices_follow():
    """S0-08: "you say growth counts 60, your choices imply 17"."""
    choices, liking, criteria = _frames()
    found = liking_weights.build({}, {"customer_liking": liking, "customer_criteria": criteria})
    rows = {name: i for i, name in enumerate(found["criterion"])}
    assert set(rows) == set(SAID)
    for name, said in SAID.items():
        assert found["stated_weight"][rows[name]] == pytest.approx(said)
    assert found["implicit_weight"][rows["payment"]] == pytest.approx(83, abs=8)
    assert found["implicit_weight"][rows["growth"]] == pytest.approx(17, abs=8)
    assert found["weight_state"][rows["openness"]] == "score_missing"
    assert np.ma.getmaskarray(found["implicit_weight"])[rows["openness"]]
    assert found["customers_count"][0] == 60
    assert found["explained_share"][0] > 0.6
    raters = liking_raters.build(RULES, {"preference_choices": choices})
    assert raters["rater_verdict"].tolist() == ["consistent"]


def test_a_person_with_few_choices_says_nothing():
    choices, _, criteria = _frames()
    few = {name: column[:20] for name, column in choices.items()}
    liking = customer_liking.build(RULES, {"preference_choices": few})
    assert len(liking["customer_key"]) == 0
    found = liking_weights.build({}, {"customer_liking": liking, "customer_criteria": criteria})
    assert len(found["criterion"]) == 0
    assert liking_raters.build(RULES, {"preference_choices": few})["rater_verdict"].tolist() == ["too_few"]


def test_ten_customers_are_too_few_for_eight_criteria():
    _, liking, criteria = _frames(known_openness=1.0)
    some = {name: column[:5] for name, column in liking.items()}
    found = liking_weights.build({}, {"customer_liking": some, "customer_criteria": criteria})
    assert set(found["weight_state"]) == {"too_few"}


@pytest.mark.parametrize(("count", "expected"), [(29, "too_few"), (30, "told")])
def test_choices_say_something_from_thirty_on(count, expected):
    """S0-08: a person with 29 choices has no strengths and no verdict, one with 30 has both."""
    choices, _, _ = _frames()
    some = {name: column[:count] for name, column in choices.items()}
    liking = customer_liking.build(RULES, {"preference_choices": some})
    assert bool(len(liking["customer_key"])) == (expected == "told")
    assert (liking["choices_count"].sum() == 2 * count) == (expected == "told")
    (raters,) = liking_raters.build(RULES, {"preference_choices": some})["choices_count"]
    assert raters == count
