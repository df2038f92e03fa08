"""The test of the relation on companies whose truth is known: found when it is there, not when it is not, never by what was learned later."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pytest
from scipy.stats import beta

from clientela.predictions._hypothesis import Trials, fit, rank_share, try_extra

from .relation_worlds import draw_world, judge

EFFECT, STAY = 0.05, 0.85
"""What one standard deviation of the true relation does to the logarithm of next year's money and to the log odds to stay."""
CUSTOMERS = 240
WORLDS = int(os.environ.get("CLIENTELA_SOAK_WORLDS", "200"))


def _verdicts(worlds, seed, **world):
    rng_of = (np.random.default_rng([seed, w]) for w in range(worlds))
    return [judge(*draw_world(rng, customers=CUSTOMERS, **world)) for rng in rng_of]


def _interval(hits, worlds, level=0.95):
    """Clopper & Pearson 1934."""
    side = (1 - level) / 2
    low = beta.ppf(side, hits, worlds - hits + 1) if hits else 0.0
    high = beta.ppf(1 - side, hits + 1, worlds - hits) if hits < worlds else 1.0
    return float(low), float(high)


def test_the_relation_is_found_when_it_is_there_and_not_when_it_is_not():
    """S0-24, S0-38, with few worlds; the two hundred are behind the marker soak."""
    on = _verdicts(10, 1, effect=EFFECT, stay=STAY)
    off = _verdicts(12, 2)
    assert sum(w["margin", "beyond"]["verdict_class"] == "supported" for w in on) >= 7
    assert sum(w["margin", "beyond"]["verdict_class"] == "supported" for w in off) <= 4
    for world in on + off:
        assert list(dict.fromkeys(e for e, _ in world)) == [
            "margin",
            "revenue",
            "stay_12",
            "stay_24",
            "stay_36",
        ]
        row = world["margin", "beyond"]
        assert row["effect_low_number"] <= row["effect_number"] <= row["effect_high_number"]
        assert row["tried_class"] == "rolling"
        assert row["back_filled_count"] > 0
        assert row["not_known_count"] > 0
    effects = [w["margin", "beyond"]["effect_number"] for w in on]
    assert (
        0.05 < np.mean(effects) < 0.2
    )  # the growth itself, and the money of those who stay for the relation
    # size and class foretell money beside the relation: it is not the only predictor
    assert Counter(w["revenue", "only"]["verdict_class"] for w in on)["not_supported"] >= 8


@pytest.mark.soak
@pytest.mark.parametrize("endpoint", ["margin", "revenue", "stay_12"])
def test_power_and_false_alarms(endpoint, worlds_on, worlds_off):
    """200 companies with the relation on and 200 with it off: power at least .80 at the printed effect, false alarms at most .10."""
    found = sum(w[endpoint, "beyond"]["verdict_class"] == "supported" for w in worlds_on)
    false = sum(w[endpoint, "beyond"]["verdict_class"] == "supported" for w in worlds_off)
    about = {
        name: np.mean([w[endpoint, "beyond"][name] for w in worlds_on])
        for name in ("customers_count", "customer_years_count", "losses_count", "effect_number", "detectable_number")
    }  # fmt: skip
    low, high = _interval(found, len(worlds_on))
    least, most = _interval(false, len(worlds_off))
    print(  # noqa: T201 - the figures are what a soak is run for
        f"\n{endpoint}: power {found / len(worlds_on):.3f} ({low:.3f} to {high:.3f}), false alarms {false / len(worlds_off):.3f} ({least:.3f} to {most:.3f}),"
        f" {', '.join(f'{n} {v:.3f}' for n, v in about.items())}")  # fmt: skip
    assert found / len(worlds_on) >= 0.80
    assert false / len(worlds_off) <= 0.10


@pytest.fixture(scope="module")
def worlds_on():
    return _verdicts(WORLDS, 11, effect=EFFECT, stay=STAY)


@pytest.fixture(scope="module")
def worlds_off():
    return _verdicts(WORLDS, 12)


def test_answers_written_down_after_the_loss_would_have_fooled_it():
    """The guard is what holds: read as if known when they are said for, the same answers find an effect where there is none."""
    guarded, fooled = [], []
    for w in range(6):
        frame, evidence = draw_world(np.random.default_rng([3, w]), customers=CUSTOMERS)
        guarded.append(judge(frame, evidence)["stay_12", "beyond"])
        leaked = {**evidence, "recorded_on": evidence["as_of_on"]}
        fooled.append(judge(frame, leaked)["stay_12", "beyond"])
    assert sum(r["verdict_class"] == "supported" for r in guarded) <= 2
    assert all(r["verdict_class"] == "supported" for r in fooled)
    assert all(r["back_filled_count"] == 0 for r in fooled)


def test_too_few_customers_are_not_enough():
    row = judge(*draw_world(np.random.default_rng(4), customers=50, effect=EFFECT))["margin", "beyond"]
    assert (row["verdict_class"], row["effect_number"]) == ("not_enough", None)
    found = judge(*draw_world(np.random.default_rng(4), customers=CUSTOMERS), least_effect_share=0.001)
    assert found["margin", "beyond"]["verdict_class"] in (
        "supported",
        "not_enough",
    )  # nothing is denied that could not be seen


def test_a_bare_level_is_not_used_and_its_gates_are():
    """Orders and shares open some gates: a level stated without them may hold what it is to foretell."""
    _, evidence = draw_world(np.random.default_rng(5), customers=80)
    keys = np.unique(evidence["customer_key"])
    day = np.datetime64("2022-06-01")
    bare = {
        "customer_key": np.concatenate([keys, keys]),
        "measure_code": np.array(["relation_level"] * 2 * len(keys), dtype=object),
        "value_text": np.array([""] * len(keys) + ["vendor_qualified, functions_in_contact, forecast_shared, complaints_joint"] * len(keys), dtype=object),
        "as_of_on": np.array([day] * len(keys) + [day + 400] * len(keys), dtype="datetime64[D]"),
    }  # fmt: skip
    bare["recorded_on"] = bare["as_of_on"]
    from clientela.predictions.relation_history import relation_history  # noqa: PLC0415 - beside its use

    from .relation_worlds import PARAMS  # noqa: PLC0415

    rows = relation_history.build(PARAMS, {"relation_evidence": bare})
    at = rows["years_ago"] == 3
    assert np.isnan(rows["relation_number"][at]).all()
    assert (rows["bare_levels_count"][at] == 1).all()
    later = rows["years_ago"] == 2
    np.testing.assert_array_equal(rows["relation_only_level_number"][later], 3)
    np.testing.assert_allclose(rows["relation_number"][later], 0.6)


def test_the_order_of_rows_is_no_matter():
    frame, evidence = draw_world(np.random.default_rng(6), customers=120, effect=EFFECT)
    one = judge(frame, evidence)
    mixed = np.random.default_rng(0).permutation(len(evidence["customer_key"]))
    shuffled = np.random.default_rng(1).permutation(len(frame["customer_key"]))
    other = judge({k: v[shuffled] for k, v in frame.items()}, {k: v[mixed] for k, v in evidence.items()})
    for key, row in one.items():
        for name, value in row.items():
            assert other[key][name] == (pytest.approx(value, rel=1e-6) if isinstance(value, float) else value), (key, name)  # fmt: skip


def test_the_models_find_what_was_drawn():
    rng = np.random.default_rng(7)
    known = rng.normal(size=(6000, 2))
    line = 0.3 + known @ np.array([0.5, -0.4])
    stays = (rng.random(6000) < 1 / (1 + np.exp(-line))).astype(float)
    np.testing.assert_allclose(fit(known, stays, np.zeros(6000), is_money=False), [0.3, 0.5, -0.4], atol=0.12)
    count = rng.poisson(np.exp(line))
    money = np.where(count > 0, rng.gamma(np.maximum(count, 1), 1.0), 0.0)
    np.testing.assert_allclose(fit(known, money, np.zeros(6000), is_money=True), [0.3, 0.5, -0.4], atol=0.1)
    assert rank_share(np.array([3.0, 2, 1, 1]), np.array([True, True, False, False])) == 1
    assert rank_share(np.ones(4), np.array([True, True, False, False])) == 0.5
    trials = Trials(np.arange(6000), np.ones(6000, int), known[:, :1], None, known[:, 1], stays)
    found = try_extra(trials, seed=1, draws=200)
    assert not found.is_rolling
    assert found.low < -0.4 < found.high
    assert found.gain > 0
